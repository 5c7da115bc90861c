//! The decompression context.

#![cfg_attr(
    feature = "experimental",
    expect(deprecated, reason = "functions of C's that are part of the interface of this crate")
)]

use core::{fmt, marker::PhantomData, ptr::NonNull};

use zstdkit_sys as sys;

use crate::{
    buffer::{InBuffer, OutBuffer, WriteBuf, fill, stream},
    dictionary::DDict,
    error::{SafeResult, check},
    memory,
    parameters::{DParameter, ResetDirective},
    poison::Poison,
};

/// A decompression context: one object of C's, with its parameters and its dictionary, for any number of frames.
///
/// A stream that had an error answers each further call with it, until there is a new stream: by
/// [`reset`](Self::reset), one of the `init` functions, or a function that decompresses in one call.
pub struct DCtx<'a> {
    raw: NonNull<sys::ZSTD_DCtx>,
    poison: Poison,
    borrows: PhantomData<&'a ()>,
}

/// The same as a context.
pub type DStream<'a> = DCtx<'a>;

// SAFETY: a DCtx may be used from any thread, by one at a time (zstd.h), and `&mut` sees to that.
unsafe impl Send for DCtx<'_> {}
// SAFETY: through `&self` C is asked for its size alone, which `&mut` alone changes.
unsafe impl Sync for DCtx<'_> {}

impl Default for DCtx<'_> {
    fn default() -> Self {
        Self::create()
    }
}

impl<'a> DCtx<'a> {
    /// A new context; `None` if there is no memory.
    pub fn try_create() -> Option<Self> {
        Some(Self {
            raw: NonNull::new(memory::create_dctx())?,
            poison: Poison::default(),
            borrows: PhantomData,
        })
    }

    /// A new context.
    ///
    /// # Panics
    ///
    /// If there is no memory.
    pub fn create() -> Self {
        Self::try_create().expect("there is no memory for a decompression context")
    }

    /// Decompresses all frames of `src`, with what the context is set to. Wraps `ZSTD_decompressDCtx`.
    pub fn decompress<C: WriteBuf + ?Sized>(&mut self, dst: &mut C, src: &[u8]) -> SafeResult {
        self.drop_stream()?;
        // SAFETY: the pointer is live; C reads within `src`, writes within the capacity, and answers how much,
        // or an error.
        unsafe {
            fill(dst, |start, capacity| {
                sys::ZSTD_decompressDCtx(
                    self.raw.as_ptr(),
                    start,
                    capacity,
                    src.as_ptr().cast(),
                    src.len(),
                )
            })
        }
    }

    /// Decompresses all frames of `src` with a dictionary. Wraps `ZSTD_decompress_usingDict`.
    pub fn decompress_using_dict<C: WriteBuf + ?Sized>(
        &mut self,
        dst: &mut C,
        src: &[u8],
        dict: &[u8],
    ) -> SafeResult {
        self.drop_stream()?;
        // SAFETY: as in `decompress`; the dictionary is read in this call alone, for a stream that follows begins
        // anew.
        unsafe {
            fill(dst, |start, capacity| {
                sys::ZSTD_decompress_usingDict(
                    self.raw.as_ptr(),
                    start,
                    capacity,
                    src.as_ptr().cast(),
                    src.len(),
                    dict.as_ptr().cast(),
                    dict.len(),
                )
            })
        }
    }

    /// Decompresses all frames of `src` with a digest. Wraps `ZSTD_decompress_usingDDict`.
    pub fn decompress_using_ddict<C: WriteBuf + ?Sized>(
        &mut self,
        dst: &mut C,
        src: &[u8],
        ddict: &DDict<'_>,
    ) -> SafeResult {
        self.drop_stream()?;
        // SAFETY: as in `decompress_using_dict`.
        unsafe {
            fill(dst, |start, capacity| {
                sys::ZSTD_decompress_usingDDict(
                    self.raw.as_ptr(),
                    start,
                    capacity,
                    src.as_ptr().cast(),
                    src.len(),
                    ddict.as_ptr(),
                )
            })
        }
    }

    /// A new stream without a dictionary. Wraps `ZSTD_initDStream`.
    pub fn init(&mut self) -> SafeResult {
        // SAFETY: the pointer is live.
        let answer = check(unsafe { sys::ZSTD_initDStream(self.raw.as_ptr()) })?;
        self.poison.clear();
        Ok(answer)
    }

    /// A new stream with a dictionary. Wraps `ZSTD_initDStream_usingDict`.
    #[cfg(feature = "experimental")]
    #[deprecated(note = "reset and load_dictionary do this")]
    pub fn init_using_dict(&mut self, dict: &[u8]) -> SafeResult {
        // SAFETY: the pointer is live, and the content is copied.
        let answer = check(unsafe {
            sys::ZSTD_initDStream_usingDict(self.raw.as_ptr(), dict.as_ptr().cast(), dict.len())
        })?;
        self.poison.clear();
        Ok(answer)
    }

    /// A new stream with a digest. Wraps `ZSTD_initDStream_usingDDict`.
    #[cfg(feature = "experimental")]
    #[deprecated(note = "reset and ref_ddict do this")]
    pub fn init_using_ddict<'b>(&mut self, ddict: &'a DDict<'b>) -> SafeResult
    where
        'b: 'a,
    {
        // SAFETY: both pointers are live, and the digest outlives the context.
        let answer =
            check(unsafe { sys::ZSTD_initDStream_usingDDict(self.raw.as_ptr(), ddict.as_ptr()) })?;
        self.poison.clear();
        Ok(answer)
    }

    /// Drops the frame at hand, or parameters and dictionary, or both. Wraps `ZSTD_DCtx_reset`.
    pub fn reset(&mut self, reset: ResetDirective) -> SafeResult {
        // SAFETY: the pointer is live.
        let answer = check(unsafe { sys::ZSTD_DCtx_reset(self.raw.as_ptr(), reset.into()) })?;
        if reset != ResetDirective::Parameters {
            self.poison.clear();
        }
        Ok(answer)
    }

    /// What C doesn't do where a call decompresses on its own: the stream would go on as if the call had been
    /// part of it.
    fn drop_stream(&mut self) -> SafeResult {
        self.reset(ResetDirective::SessionOnly)
    }

    /// Loads a dictionary, for all frames to come; an empty one stands for none. Wraps
    /// `ZSTD_DCtx_loadDictionary`.
    pub fn load_dictionary(&mut self, dict: &[u8]) -> SafeResult {
        // SAFETY: the pointer is live, and the content is copied.
        check(unsafe {
            sys::ZSTD_DCtx_loadDictionary(self.raw.as_ptr(), dict.as_ptr().cast(), dict.len())
        })
    }

    /// No dictionary from here on.
    pub fn disable_dictionary(&mut self) -> SafeResult {
        self.load_dictionary(&[])
    }

    /// Refers to a digest, for all frames to come. Wraps `ZSTD_DCtx_refDDict`.
    pub fn ref_ddict<'b>(&mut self, ddict: &'a DDict<'b>) -> SafeResult
    where
        'b: 'a,
    {
        // SAFETY: both pointers are live, and the digest outlives the context.
        check(unsafe { sys::ZSTD_DCtx_refDDict(self.raw.as_ptr(), ddict.as_ptr()) })
    }

    /// Refers to a prefix, for the next frame. Wraps `ZSTD_DCtx_refPrefix`.
    pub fn ref_prefix<'b>(&mut self, prefix: &'b [u8]) -> SafeResult
    where
        'b: 'a,
    {
        // SAFETY: both pointers are live, and the prefix outlives the context.
        check(unsafe {
            sys::ZSTD_DCtx_refPrefix(self.raw.as_ptr(), prefix.as_ptr().cast(), prefix.len())
        })
    }

    /// Sets a parameter, for all frames to come. Wraps `ZSTD_DCtx_setParameter`.
    pub fn set_parameter(&mut self, param: DParameter) -> SafeResult {
        let (key, value) = param.for_c();
        // SAFETY: the pointer is live; any number is allowed.
        check(unsafe { sys::ZSTD_DCtx_setParameter(self.raw.as_ptr(), key.into(), value) })
    }

    /// One step of a stream; answers 0 at a frame's end, and otherwise how much input would be good next. Wraps
    /// `ZSTD_decompressStream`.
    pub fn decompress_stream<C: WriteBuf + ?Sized>(
        &mut self,
        output: &mut OutBuffer<'_, C>,
        input: &mut InBuffer<'_>,
    ) -> SafeResult {
        self.poison.guard()?;
        let raw = self.raw.as_ptr();
        // SAFETY: the pointer is live. C reads and writes within the buffers, and moves their positions by what
        // it took and wrote. It keeps neither, unless output is set to be stable: then it reads back what it
        // wrote, after it has seen that the buffer is where it was.
        let result =
            unsafe { stream(output, input, |to, from| sys::ZSTD_decompressStream(raw, to, from)) };
        self.poison.record(result)
    }

    /// How much input is best given at a time, in bytes.
    pub fn in_size() -> usize {
        // SAFETY: takes nothing.
        unsafe { sys::ZSTD_DStreamInSize() }
    }

    /// How much room for output always takes a whole block, in bytes.
    pub fn out_size() -> usize {
        // SAFETY: takes nothing.
        unsafe { sys::ZSTD_DStreamOutSize() }
    }

    /// The memory that the context takes, in bytes.
    pub fn sizeof(&self) -> usize {
        // SAFETY: the pointer is live, and read only.
        unsafe { sys::ZSTD_sizeof_DCtx(self.raw.as_ptr()) }
    }

    /// Decompresses a block without a header. Wraps `ZSTD_decompressBlock`.
    ///
    /// # Safety
    ///
    /// Blocks before it, as many as the window reaches back over, are where they were.
    #[cfg(feature = "experimental")]
    #[deprecated(note = "libzstd gives up its interface of blocks")]
    pub unsafe fn decompress_block<C: WriteBuf + ?Sized>(
        &mut self,
        dst: &mut C,
        src: &[u8],
    ) -> SafeResult {
        // SAFETY: as in `decompress`, and as the caller promises.
        unsafe {
            fill(dst, |start, capacity| {
                sys::ZSTD_decompressBlock(
                    self.raw.as_ptr(),
                    start,
                    capacity,
                    src.as_ptr().cast(),
                    src.len(),
                )
            })
        }
    }

    /// Takes a block that wasn't compressed for one that was decompressed. Wraps `ZSTD_insertBlock`.
    ///
    /// # Safety
    ///
    /// The block stays where it is for as long as blocks that follow are decompressed.
    #[cfg(feature = "experimental")]
    #[deprecated(note = "libzstd gives up its interface of blocks")]
    pub unsafe fn insert_block(&mut self, block: &[u8]) -> usize {
        // SAFETY: both pointers are live, for as long as the caller promises.
        unsafe { sys::ZSTD_insertBlock(self.raw.as_ptr(), block.as_ptr().cast(), block.len()) }
    }
}

impl Drop for DCtx<'_> {
    fn drop(&mut self) {
        // SAFETY: the one owner frees it once.
        unsafe { sys::ZSTD_freeDCtx(self.raw.as_ptr()) };
    }
}

impl fmt::Debug for DCtx<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DCtx").finish_non_exhaustive()
    }
}

/// [`DCtx::decompress_using_ddict`].
pub fn decompress_using_ddict(
    dctx: &mut DCtx<'_>,
    dst: &mut [u8],
    src: &[u8],
    ddict: &DDict<'_>,
) -> SafeResult {
    dctx.decompress_using_ddict(dst, src, ddict)
}

//! Contexts in memory that a caller lends.

use core::{marker::PhantomData, mem::MaybeUninit};

use crate::{
    context::{CompressContext, DecompressContext, Progress},
    dictionary::DictionaryMode,
    error::{Error, Result},
    experimental::{estimate_compress_context, estimate_decompress_context, estimate_decompressor},
    ffi::{Cctx, Dctx},
    options::{CompressOptions, DecompressOptions, Dictionaries},
    output::Output,
};

/// Memory that is lost where it doesn't begin at a multiple of 8.
const ALIGNMENT: usize = 7;

/// What settings can't be combined with these contexts.
const WITH: &str = "a context in memory of the caller's";

/// A compression context inside of memory that a caller lends, which allocates nothing.
///
/// [`estimate_compress_context`] and 7 bytes more tell how much is enough for any input. The memory
/// needn't be initialised, and is free again when the context is gone. Digested dictionaries lie
/// outside of it.
///
/// ```
/// use std::mem::MaybeUninit;
/// use zstdkit::{CompressOptions, StaticCompressContext, estimate_compress_context};
///
/// let options = CompressOptions::new().level(1);
/// let mut memory = vec![MaybeUninit::uninit(); estimate_compress_context(&options)? + 7];
/// let mut context = StaticCompressContext::new(&mut memory, &options)?;
/// let mut frame = [0; 64];
/// let len = context.compress_into(b"no allocation", &mut frame)?;
/// assert_eq!(zstdkit::decompress(&frame[..len])?, b"no allocation");
/// # Ok::<(), zstdkit::Error>(())
/// ```
///
/// Wraps `ZSTD_initStaticCCtx`.
#[doc(alias = "ZSTD_initStaticCCtx")]
#[doc(alias = "ZSTD_initStaticCStream")]
#[derive(Debug)]
pub struct StaticCompressContext<'memory> {
    /// Never handed out by `&mut`: it could be moved to where the memory isn't borrowed.
    context: CompressContext,
    given: usize,
    memory: PhantomData<&'memory mut [MaybeUninit<u8>]>,
}

impl<'memory> StaticCompressContext<'memory> {
    /// Makes a context inside of `memory`.
    ///
    /// # Errors
    ///
    /// [`Error::MemoryTooSmall`] for memory that no input could be compressed with,
    /// [`Error::ParameterConflict`] for worker threads and for
    /// [`DictionaryMode::Content`], or a parameter out of bounds.
    pub fn new(memory: &'memory mut [MaybeUninit<u8>], options: &CompressOptions) -> Result<Self> {
        options.refuse_workers(WITH)?;
        if let Some((_, DictionaryMode::Content)) = options.dictionary_and_mode() {
            return Err(Error::ParameterConflict {
                parameter: "DictionaryMode::Content",
                with: WITH,
            });
        }
        let given = memory.len();
        let enough = estimate_compress_context(options)?.saturating_add(ALIGNMENT);
        // SAFETY: the lifetime keeps the memory borrowed for as long as the context can be used.
        let cctx = unsafe { Cctx::in_memory(memory) };
        let cctx = cctx.ok_or(Error::MemoryTooSmall { given, enough })?;
        let context = CompressContext::around(cctx, options)?;
        Ok(Self { context, given, memory: PhantomData })
    }

    /// As [`CompressContext::compress_into`].
    ///
    /// # Errors
    ///
    /// [`Error::MemoryTooSmall`], and those of [`CompressContext::compress_into`]. The context is
    /// then ready for the next call.
    pub fn compress_into<O>(&mut self, data: &[u8], output: &mut O) -> Result<usize>
    where
        O: Output + ?Sized,
    {
        let outcome = self.context.compress_into(data, output);
        outcome.map_err(|error| {
            let estimate = estimate_compress_context(self.context.options());
            too_small(error, self.given, estimate)
        })
    }

    /// The options it was made with.
    pub fn options(&self) -> &CompressOptions {
        self.context.options()
    }
}

/// A decompression context inside of memory that a caller lends, which allocates nothing.
///
/// [`estimate_decompress_context`] and 7 bytes more are enough for output into slices, and into a
/// `Vec` for frames that say their size. Other frames take what [`estimate_decompressor`] says, and 7
/// bytes more. Digested dictionaries lie outside of the memory.
///
/// ```
/// use std::mem::MaybeUninit;
/// use zstdkit::{DecompressOptions, StaticDecompressContext, estimate_decompress_context};
///
/// let frame = zstdkit::compress(b"no allocation", 3)?;
/// let mut memory = vec![MaybeUninit::uninit(); estimate_decompress_context() + 7];
/// let mut context = StaticDecompressContext::new(&mut memory, &DecompressOptions::new())?;
/// let mut data = [0; 64];
/// let len = context.decompress_into(&frame, &mut data)?;
/// assert_eq!(data[..len], *b"no allocation");
/// # Ok::<(), zstdkit::Error>(())
/// ```
///
/// Wraps `ZSTD_initStaticDCtx`.
#[doc(alias = "ZSTD_initStaticDCtx")]
#[doc(alias = "ZSTD_initStaticDStream")]
#[derive(Debug)]
pub struct StaticDecompressContext<'memory> {
    /// Never handed out by `&mut`: it could be moved to where the memory isn't borrowed.
    context: DecompressContext,
    given: usize,
    memory: PhantomData<&'memory mut [MaybeUninit<u8>]>,
}

impl<'memory> StaticDecompressContext<'memory> {
    /// Makes a context inside of `memory`. It works in the caller's thread, whatever the options say.
    ///
    /// # Errors
    ///
    /// [`Error::MemoryTooSmall`] for memory that no frame could be decompressed with,
    /// [`Error::ParameterConflict`] for a dictionary that isn't
    /// [digested](DictionaryMode::Digested), or a parameter out of bounds.
    pub fn new(
        memory: &'memory mut [MaybeUninit<u8>],
        options: &DecompressOptions,
    ) -> Result<Self> {
        if let Dictionaries::One(_, mode) = options.dictionary_choice()
            && *mode != DictionaryMode::Digested
        {
            let parameter = "a dictionary that isn't digested";
            return Err(Error::ParameterConflict { parameter, with: WITH });
        }
        let given = memory.len();
        let enough = estimate_decompress_context().saturating_add(ALIGNMENT);
        // SAFETY: the lifetime keeps the memory borrowed for as long as the context can be used.
        let dctx = unsafe { Dctx::in_memory(memory) };
        let dctx = dctx.ok_or(Error::MemoryTooSmall { given, enough })?;
        let options = options.clone();
        // Helpers in other threads would allocate.
        #[cfg(feature = "std")]
        let options = options.workers(1);
        let context = DecompressContext::around(dctx, &options)?;
        Ok(Self { context, given, memory: PhantomData })
    }

    /// As [`DecompressContext::decompress_into`].
    ///
    /// # Errors
    ///
    /// [`Error::MemoryTooSmall`], and those of [`DecompressContext::decompress_into`]. The context
    /// is then ready for the next call.
    pub fn decompress_into<O>(&mut self, data: &[u8], output: &mut O) -> Result<usize>
    where
        O: Output + ?Sized,
    {
        let outcome = self.context.decompress_into(data, output);
        outcome.map_err(|error| self.explain(error))
    }

    /// As [`DecompressContext::decompress_frame_into`].
    ///
    /// # Errors
    ///
    /// [`Error::MemoryTooSmall`], and those of [`DecompressContext::decompress_frame_into`].
    pub fn decompress_frame_into<O>(&mut self, data: &[u8], output: &mut O) -> Result<Progress>
    where
        O: Output + ?Sized,
    {
        let outcome = self.context.decompress_frame_into(data, output);
        outcome.map_err(|error| self.explain(error))
    }

    fn explain(&self, error: Error) -> Error {
        too_small(error, self.given, estimate_decompressor(self.context.options()))
    }
}

/// Memory that ran out is the caller's, unless it was enough.
fn too_small(error: Error, given: usize, estimate: Result<usize>) -> Error {
    match estimate.map(|estimate| estimate.saturating_add(ALIGNMENT)) {
        Ok(enough) if error == Error::OutOfMemory && given < enough => {
            Error::MemoryTooSmall { given, enough }
        }
        _ => error,
    }
}

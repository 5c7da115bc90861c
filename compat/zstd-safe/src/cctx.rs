//! The compression context.

#![cfg_attr(
    feature = "experimental",
    expect(deprecated, reason = "functions of C's that are part of the interface of this crate")
)]

use alloc::{sync::Arc, vec::Vec};
use core::{fmt, marker::PhantomData, ptr::NonNull};

use zstdkit_sys as sys;

use crate::{
    buffer::{InBuffer, OutBuffer, WriteBuf, fill, stream},
    dictionary::{CDict, CDigest},
    error::{ErrorCode, SafeResult, check, number},
    memory,
    parameters::{CParameter, CompressionLevel, ResetDirective},
    poison::Poison,
    workers::{Stage, Work, Workers},
    zstd_sys::{ZSTD_EndDirective, ZSTD_ErrorCode},
};

/// A compression context: one object of C's, with its parameters and its dictionary, for any number of frames.
///
/// A stream that had an error answers each further call with it, until there is a new stream: by
/// [`reset`](Self::reset), one of the `init` functions, or a function that compresses in one call.
pub struct CCtx<'a> {
    raw: NonNull<sys::ZSTD_CCtx>,
    pub(crate) poison: Poison,
    workers: Workers,
    /// The digest that C refers to.
    digest: Option<Arc<CDigest>>,
    /// The prefix for the next frame.
    prefix: Option<&'a [u8]>,
    /// A copy of it, for workers, which may outlive `'a` where the context is forgotten.
    copied_prefix: Vec<u8>,
    stable_output: bool,
    /// How much input the next frame will have, if that was said.
    pledge: Option<u64>,
    /// The pools that C was ever told to use: one that it began with it keeps to.
    #[cfg(all(feature = "experimental", feature = "zstdmt"))]
    pools: Vec<Arc<crate::thread_pool::Pool>>,
    borrows: PhantomData<&'a ()>,
}

/// The same as a context.
pub type CStream<'a> = CCtx<'a>;

/// Inputs up to this size, in bytes, are compressed in the caller's thread by C, workers or not.
const TOO_SMALL_FOR_WORKERS: usize = 512 * 1024;

/// What C offers for a step of a stream.
#[derive(Clone, Copy)]
enum Step {
    /// `ZSTD_compressStream2`.
    Directed(ZSTD_EndDirective),
    /// `ZSTD_compressStream`: as the above, but answers how much input would be good next.
    Hinting,
    /// `ZSTD_endStream`: as the above, but answers how much is left with the frame's end.
    Ending,
}

impl Step {
    fn directive(self) -> ZSTD_EndDirective {
        match self {
            Self::Directed(directive) => directive,
            Self::Hinting => ZSTD_EndDirective::ZSTD_e_continue,
            Self::Ending => ZSTD_EndDirective::ZSTD_e_end,
        }
    }
}

// SAFETY: a CCtx may be used from any thread, by one at a time (zstd.h), and `&mut` sees to that.
unsafe impl Send for CCtx<'_> {}
// SAFETY: through `&self` C is asked for what `&mut` alone writes, for its progress, for which it takes its
// own locks, and for its size while no worker is at work.
unsafe impl Sync for CCtx<'_> {}

impl Default for CCtx<'_> {
    fn default() -> Self {
        Self::create()
    }
}

impl<'a> CCtx<'a> {
    /// A new context; `None` if there is no memory.
    pub fn try_create() -> Option<Self> {
        Some(Self {
            raw: NonNull::new(memory::create_cctx())?,
            poison: Poison::default(),
            workers: Workers::none(),
            digest: None,
            prefix: None,
            copied_prefix: Vec::new(),
            stable_output: false,
            pledge: None,
            #[cfg(all(feature = "experimental", feature = "zstdmt"))]
            pools: Vec::new(),
            borrows: PhantomData,
        })
    }

    /// A new context.
    ///
    /// # Panics
    ///
    /// If there is no memory.
    pub fn create() -> Self {
        Self::try_create().expect("there is no memory for a compression context")
    }

    /// Compresses `src` at a level; parameters and dictionaries have no say. Wraps `ZSTD_compressCCtx`.
    pub fn compress<C: WriteBuf + ?Sized>(
        &mut self,
        dst: &mut C,
        src: &[u8],
        compression_level: CompressionLevel,
    ) -> SafeResult {
        self.drop_frame()?;
        // SAFETY: the pointer is live; C reads the whole of `src`, writes within the capacity, and answers how
        // much, or an error.
        let result = unsafe {
            fill(dst, |start, capacity| {
                sys::ZSTD_compressCCtx(
                    self.raw.as_ptr(),
                    start,
                    capacity,
                    src.as_ptr().cast(),
                    src.len(),
                    compression_level,
                )
            })
        };
        // C takes the next frame for one of this size.
        self.drop_frame()?;
        result
    }

    /// Compresses `src` with what the context is set to. Wraps `ZSTD_compress2`.
    pub fn compress2<C: WriteBuf + ?Sized>(&mut self, dst: &mut C, src: &[u8]) -> SafeResult {
        self.drop_frame()?;
        if self.workers.wanted {
            self.workers.guard()?;
        }
        let result = if self.workers.wanted && src.len() > TOO_SMALL_FOR_WORKERS {
            self.compress_with_workers(dst, src)
        } else {
            self.prefix = None;
            // SAFETY: the pointer is live; C reads the whole of `src`, writes within the capacity, and answers
            // how much, or an error.
            unsafe {
                fill(dst, |start, capacity| {
                    sys::ZSTD_compress2(
                        self.raw.as_ptr(),
                        start,
                        capacity,
                        src.as_ptr().cast(),
                        src.len(),
                    )
                })
            }
        };
        self.poison.record(result)
    }

    /// What `ZSTD_compress2` does, but so that workers can be waited for.
    fn compress_with_workers<C: WriteBuf + ?Sized>(
        &mut self,
        dst: &mut C,
        src: &[u8],
    ) -> SafeResult {
        let mut input = InBuffer::around(src);
        // The result's length is set by what was written from the start: nothing of an earlier one is left.
        let mut output = OutBuffer::around(dst);
        loop {
            let step = Step::Directed(ZSTD_EndDirective::ZSTD_e_end);
            let left = self.step(&mut output, &mut input, step)?;
            if left == 0 {
                return Ok(output.pos());
            }
            if output.pos() == output.capacity() {
                return Err(number(ZSTD_ErrorCode::ZSTD_error_dstSize_tooSmall));
            }
        }
    }

    /// Compresses `src` at a level with a dictionary; parameters have no say. Wraps `ZSTD_compress_usingDict`.
    pub fn compress_using_dict<C: WriteBuf + ?Sized>(
        &mut self,
        dst: &mut C,
        src: &[u8],
        dict: &[u8],
        compression_level: CompressionLevel,
    ) -> SafeResult {
        self.drop_frame()?;
        // SAFETY: as in `compress`; the dictionary is read in this call alone.
        let result = unsafe {
            fill(dst, |start, capacity| {
                sys::ZSTD_compress_usingDict(
                    self.raw.as_ptr(),
                    start,
                    capacity,
                    src.as_ptr().cast(),
                    src.len(),
                    dict.as_ptr().cast(),
                    dict.len(),
                    compression_level,
                )
            })
        };
        // C takes the next frame for one of this size.
        self.drop_frame()?;
        result
    }

    /// Compresses `src` with a digest; parameters have no say. Wraps `ZSTD_compress_usingCDict`.
    pub fn compress_using_cdict<C: WriteBuf + ?Sized>(
        &mut self,
        dst: &mut C,
        src: &[u8],
        cdict: &CDict<'_>,
    ) -> SafeResult {
        self.drop_frame()?;
        // SAFETY: as in `compress`; the digest is read in this call alone.
        let result = unsafe {
            fill(dst, |start, capacity| {
                sys::ZSTD_compress_usingCDict(
                    self.raw.as_ptr(),
                    start,
                    capacity,
                    src.as_ptr().cast(),
                    src.len(),
                    cdict.digest().as_ptr(),
                )
            })
        };
        // C takes the next frame for one of this size.
        self.drop_frame()?;
        result
    }

    /// A new stream at a level, without a dictionary. Wraps `ZSTD_initCStream`.
    pub fn init(&mut self, compression_level: CompressionLevel) -> SafeResult {
        // SAFETY: the pointer is live; any level is allowed.
        self.start_anew(|raw| unsafe { sys::ZSTD_initCStream(raw, compression_level) })
    }

    /// A new stream of a known size. Wraps `ZSTD_initCStream_srcSize`.
    #[cfg(feature = "experimental")]
    #[deprecated(note = "reset, set_parameter and set_pledged_src_size do this")]
    pub fn init_src_size(
        &mut self,
        compression_level: CompressionLevel,
        pledged_src_size: u64,
    ) -> SafeResult {
        self.start_anew(|raw| {
            // SAFETY: the pointer is live; any level and size is allowed.
            unsafe { sys::ZSTD_initCStream_srcSize(raw, compression_level, pledged_src_size) }
        })?;
        // For this function of C's, 0 is unknown.
        self.pledge = (pledged_src_size != 0).then_some(pledged_src_size);
        Ok(0)
    }

    /// A new stream with a dictionary. Wraps `ZSTD_initCStream_usingDict`.
    #[cfg(feature = "experimental")]
    #[deprecated(note = "reset, set_parameter and load_dictionary do this")]
    pub fn init_using_dict(
        &mut self,
        dict: &[u8],
        compression_level: CompressionLevel,
    ) -> SafeResult {
        let (start, len) = (dict.as_ptr().cast(), dict.len());
        self.start_anew(|raw| {
            // SAFETY: the pointers are live; the dictionary is copied; any level is allowed.
            unsafe { sys::ZSTD_initCStream_usingDict(raw, start, len, compression_level) }
        })
    }

    /// A new stream with a digest. Wraps `ZSTD_initCStream_usingCDict`.
    #[cfg(feature = "experimental")]
    #[deprecated(note = "reset and ref_cdict do this")]
    pub fn init_using_cdict<'b>(&mut self, cdict: &'a CDict<'b>) -> SafeResult
    where
        'b: 'a,
    {
        let digest = Arc::clone(cdict.digest());
        self.start_anew(|raw| {
            // SAFETY: both pointers are live; the digest is kept below for as long as C refers to it.
            unsafe { sys::ZSTD_initCStream_usingCDict(raw, digest.as_ptr()) }
        })?;
        self.digest = Some(digest);
        Ok(0)
    }

    /// What the `init` functions have in common: the frame at hand and all dictionaries are dropped.
    fn start_anew(&mut self, call: impl FnOnce(*mut sys::ZSTD_CCtx) -> usize) -> SafeResult {
        self.settle();
        let answer = check(call(self.raw.as_ptr()))?;
        self.poison.clear();
        self.pledge = None;
        self.forget_dictionaries();
        Ok(answer)
    }

    /// Gives up what C no longer refers to.
    fn forget_dictionaries(&mut self) {
        self.digest = None;
        self.prefix = None;
    }

    /// Loads a dictionary, for all frames to come; an empty one stands for none. Wraps
    /// `ZSTD_CCtx_loadDictionary`.
    pub fn load_dictionary(&mut self, dict: &[u8]) -> SafeResult {
        // SAFETY: the pointer is live, and the content is copied.
        let answer = check(unsafe {
            sys::ZSTD_CCtx_loadDictionary(self.raw.as_ptr(), dict.as_ptr().cast(), dict.len())
        })?;
        self.forget_dictionaries();
        Ok(answer)
    }

    /// Refers to a digest, for all frames to come. Wraps `ZSTD_CCtx_refCDict`.
    pub fn ref_cdict<'b>(&mut self, cdict: &'a CDict<'b>) -> SafeResult
    where
        'b: 'a,
    {
        let digest = Arc::clone(cdict.digest());
        // SAFETY: both pointers are live; the digest is kept for as long as C refers to it.
        let answer = check(unsafe { sys::ZSTD_CCtx_refCDict(self.raw.as_ptr(), digest.as_ptr()) })?;
        self.forget_dictionaries();
        self.digest = Some(digest);
        Ok(answer)
    }

    /// No dictionary from here on.
    pub fn disable_dictionary(&mut self) -> SafeResult {
        self.load_dictionary(&[])
    }

    /// Refers to a prefix, for the next frame. Wraps `ZSTD_CCtx_refPrefix`.
    ///
    /// Where worker threads are to compress it, the prefix is copied for them when the frame begins.
    pub fn ref_prefix<'b>(&mut self, prefix: &'b [u8]) -> SafeResult
    where
        'b: 'a,
    {
        // SAFETY: the pointer is live; the prefix outlives `'a`, and is read by this thread alone: for workers
        // another is set before they begin.
        let answer = check(unsafe {
            sys::ZSTD_CCtx_refPrefix(self.raw.as_ptr(), prefix.as_ptr().cast(), prefix.len())
        })?;
        self.forget_dictionaries();
        self.prefix = Some(prefix);
        Ok(answer)
    }

    /// Compresses what C thinks fit of the input; answers how much input would be good next. Wraps
    /// `ZSTD_compressStream`.
    pub fn compress_stream<C: WriteBuf + ?Sized>(
        &mut self,
        output: &mut OutBuffer<'_, C>,
        input: &mut InBuffer<'_>,
    ) -> SafeResult {
        self.stream(output, input, Step::Hinting)
    }

    /// One step of a stream; answers how much is left to be written, at least. Wraps `ZSTD_compressStream2`.
    pub fn compress_stream2<C: WriteBuf + ?Sized>(
        &mut self,
        output: &mut OutBuffer<'_, C>,
        input: &mut InBuffer<'_>,
        end_op: ZSTD_EndDirective,
    ) -> SafeResult {
        self.stream(output, input, Step::Directed(end_op))
    }

    /// Writes what was held back; answers how much of it is left. Wraps `ZSTD_flushStream`.
    pub fn flush_stream<C: WriteBuf + ?Sized>(
        &mut self,
        output: &mut OutBuffer<'_, C>,
    ) -> SafeResult {
        let flush = Step::Directed(ZSTD_EndDirective::ZSTD_e_flush);
        self.stream(output, &mut InBuffer::around(&[]), flush)
    }

    /// Ends the frame; answers how much of it is left to be written. Wraps `ZSTD_endStream`.
    pub fn end_stream<C: WriteBuf + ?Sized>(
        &mut self,
        output: &mut OutBuffer<'_, C>,
    ) -> SafeResult {
        self.stream(output, &mut InBuffer::around(&[]), Step::Ending)
    }

    /// A step, unless the stream is broken.
    fn stream<C: WriteBuf + ?Sized>(
        &mut self,
        output: &mut OutBuffer<'_, C>,
        input: &mut InBuffer<'_>,
        step: Step,
    ) -> SafeResult {
        self.poison.guard()?;
        let has_input = input.pos() < input.src.len();
        let directive = step.directive();
        match self.workers.work {
            // C refuses what a frame at its end may not have by dropping the frame.
            Work::Busy(stage) => Workers::guard_call(stage, has_input, directive)?,
            // A frame without input is of no worker's concern: until there is some, none is begun.
            Work::Idle
                if self.workers.wanted
                    && !has_input
                    && directive != ZSTD_EndDirective::ZSTD_e_end =>
            {
                // As a hint, it would stand for a frame's end.
                return Ok(if let Step::Hinting = step { Self::in_size() } else { 0 });
            }
            Work::Idle | Work::Spared => {}
        }
        let result = self.step(output, input, step);
        self.poison.record(result)
    }

    /// A step, whose call the frame may have.
    fn step<C: WriteBuf + ?Sized>(
        &mut self,
        output: &mut OutBuffer<'_, C>,
        input: &mut InBuffer<'_>,
        step: Step,
    ) -> SafeResult {
        let directive = step.directive();
        if self.workers.wanted && self.workers.work == Work::Idle {
            self.workers.guard()?;
            self.begin_with_workers(input.src.len() - input.pos(), directive)?;
        }
        self.prefix = None;
        let raw = self.raw.as_ptr();
        // SAFETY: the pointer is live. C reads and writes within the buffers, moves their positions by what it
        // took and wrote, and keeps neither: stable input can't be set, stable output is never read, and
        // workers read copies of the input.
        let result = unsafe {
            stream(output, input, |to, from| match step {
                Step::Directed(directive) => {
                    sys::ZSTD_compressStream2(raw, to, from, directive.into())
                }
                Step::Hinting => sys::ZSTD_compressStream(raw, to, from),
                Step::Ending => sys::ZSTD_endStream(raw, to),
            })
        };
        let is_over =
            result.is_err() || directive == ZSTD_EndDirective::ZSTD_e_end && result == Ok(0);
        if is_over {
            self.pledge = None;
        }
        match self.workers.work {
            Work::Busy(stage) => {
                let has_input = input.pos() < input.src.len();
                self.workers.note(stage, result, directive, has_input);
            }
            Work::Spared if is_over => self.workers.work = Work::Idle,
            Work::Idle | Work::Spared => {}
        }
        result
    }

    /// Begins a frame for workers: what is wrong with what it's set to is told before one of them has
    /// something to do.
    fn begin_with_workers(
        &mut self,
        input: usize,
        directive: ZSTD_EndDirective,
    ) -> Result<(), ErrorCode> {
        let raw = self.raw.as_ptr();
        if directive == ZSTD_EndDirective::ZSTD_e_end {
            // What C does by itself where a frame begins with its end.
            self.set_pledged_src_size(Some(input as u64))?;
        }
        if self.pledge.is_some_and(|size| size <= TOO_SMALL_FOR_WORKERS as u64) {
            self.workers.work = Work::Spared;
            return Ok(());
        }
        if let Some(prefix) = self.prefix.take() {
            self.copied_prefix.clear();
            if self.copied_prefix.try_reserve_exact(prefix.len()).is_err() {
                return Err(number(ZSTD_ErrorCode::ZSTD_error_memory_allocation));
            }
            self.copied_prefix.extend_from_slice(prefix);
            let copy = &self.copied_prefix;
            // SAFETY: the pointer is live; the copy stays where it is until the next frame begins, by when no
            // worker reads it, and for ever if the context is forgotten.
            check(unsafe { sys::ZSTD_CCtx_refPrefix(raw, copy.as_ptr().cast(), copy.len()) })?;
        }
        self.workers.at_rest = self.ask_size();
        let mut nothing = sys::ZSTD_inBuffer { src: core::ptr::null(), size: 0, pos: 0 };
        let mut nowhere = sys::ZSTD_outBuffer { dst: core::ptr::null_mut(), size: 0, pos: 0 };
        let go_on = ZSTD_EndDirective::ZSTD_e_continue;
        // SAFETY: the pointer is live; both buffers are empty.
        check(unsafe { sys::ZSTD_compressStream2(raw, &mut nowhere, &mut nothing, go_on.into()) })?;
        self.workers.work = Work::Busy(Stage::Open);
        Ok(())
    }

    /// Has the workers end what they are at, and drops what they make of it.
    fn settle(&mut self) {
        let mut dropped = [0u8; 4096];
        while let Work::Busy(stage) = self.workers.work {
            let mut to = sys::ZSTD_outBuffer {
                dst: dropped.as_mut_ptr().cast(),
                size: dropped.len(),
                pos: 0,
            };
            let mut from = sys::ZSTD_inBuffer { src: core::ptr::null(), size: 0, pos: 0 };
            let flush = ZSTD_EndDirective::ZSTD_e_flush;
            // SAFETY: the pointer is live; C writes within `dropped`, and there is no input.
            let left = check(unsafe {
                sys::ZSTD_compressStream2(self.raw.as_ptr(), &mut to, &mut from, flush.into())
            });
            self.workers.note(stage, left, flush, false);
            if left == Ok(0) {
                self.workers.work = Work::Idle;
            }
        }
        self.workers.work = Work::Idle;
    }

    /// Drops the frame at hand, and the error that it may have had.
    fn drop_frame(&mut self) -> Result<(), ErrorCode> {
        self.settle();
        let directive = ResetDirective::SessionOnly.into();
        // SAFETY: the pointer is live. No worker is at work.
        check(unsafe { sys::ZSTD_CCtx_reset(self.raw.as_ptr(), directive) })?;
        self.poison.clear();
        self.pledge = None;
        Ok(())
    }

    /// Gives up the frame at hand of a context with worker threads, once they have come to their end. There is
    /// nothing to wait for otherwise.
    pub fn wait_for_workers(&mut self) -> SafeResult {
        if self.workers.work != Work::Idle {
            self.drop_frame()?;
        }
        Ok(0)
    }

    /// The memory that the context takes, in bytes; while workers are at a frame, what it took before.
    pub fn sizeof(&self) -> usize {
        match self.workers.work {
            Work::Idle | Work::Spared => self.ask_size(),
            Work::Busy(_) => self.workers.at_rest,
        }
    }

    /// Asks C, which reads what workers write without their locks: none is at work.
    fn ask_size(&self) -> usize {
        // SAFETY: the pointer is live, and read only.
        unsafe { sys::ZSTD_sizeof_CCtx(self.raw.as_ptr()) }
    }

    /// Drops the frame at hand, or parameters and dictionary, or both. Wraps `ZSTD_CCtx_reset`.
    pub fn reset(&mut self, reset: ResetDirective) -> SafeResult {
        let drops_frame = reset != ResetDirective::Parameters;
        if drops_frame {
            self.settle();
        }
        // SAFETY: the pointer is live. No worker is at work, or C refuses.
        let answer = check(unsafe { sys::ZSTD_CCtx_reset(self.raw.as_ptr(), reset.into()) })?;
        if drops_frame {
            self.poison.clear();
            self.pledge = None;
        }
        if reset != ResetDirective::SessionOnly {
            self.forget_dictionaries();
            self.workers.wanted = false;
            self.stable_output = false;
        }
        Ok(answer)
    }

    /// Sets a parameter, for all frames to come. Wraps `ZSTD_CCtx_setParameter`.
    pub fn set_parameter(&mut self, param: CParameter) -> SafeResult {
        let (key, value) = param.for_c();
        match param {
            CParameter::NbWorkers(workers) if workers > 0 => {
                if self.workers.lost {
                    return Err(number(ZSTD_ErrorCode::ZSTD_error_stage_wrong));
                }
                if self.stable_output {
                    return Err(number(ZSTD_ErrorCode::ZSTD_error_parameter_unsupported));
                }
            }
            // C would read input that was lent for an earlier call.
            #[cfg(feature = "experimental")]
            CParameter::StableInBuffer(true) => {
                return Err(number(ZSTD_ErrorCode::ZSTD_error_parameter_unsupported));
            }
            // A frame that is given up is written elsewhere to its end.
            #[cfg(feature = "experimental")]
            CParameter::StableOutBuffer(true) if self.workers.wanted => {
                return Err(number(ZSTD_ErrorCode::ZSTD_error_parameter_unsupported));
            }
            _ => {}
        }
        // SAFETY: the pointer is live; any number is allowed.
        let answer =
            check(unsafe { sys::ZSTD_CCtx_setParameter(self.raw.as_ptr(), key.into(), value) })?;
        match param {
            // Numbers that are too large for C's are none to it.
            CParameter::NbWorkers(_) => self.workers.wanted = value > 0,
            #[cfg(feature = "experimental")]
            CParameter::StableOutBuffer(on) => self.stable_output = on,
            _ => {}
        }
        Ok(answer)
    }

    /// Says how much input the next frame will have; `None` for unknown. Wraps `ZSTD_CCtx_setPledgedSrcSize`.
    pub fn set_pledged_src_size(&mut self, pledged_src_size: Option<u64>) -> SafeResult {
        let size = pledged_src_size.unwrap_or(sys::ZSTD_CONTENTSIZE_UNKNOWN);
        // SAFETY: the pointer is live; any size is allowed.
        let answer = check(unsafe { sys::ZSTD_CCtx_setPledgedSrcSize(self.raw.as_ptr(), size) })?;
        self.pledge = (size != sys::ZSTD_CONTENTSIZE_UNKNOWN).then_some(size);
        Ok(answer)
    }

    /// The most that a block may hold, in bytes.
    #[cfg(feature = "experimental")]
    #[deprecated(note = "libzstd gives up its interface of blocks")]
    pub fn get_block_size(&self) -> usize {
        // SAFETY: the pointer is live, and read only: what `&mut` alone writes.
        unsafe { sys::ZSTD_getBlockSize(self.raw.as_ptr()) }
    }

    /// Compresses a block without a header. Wraps `ZSTD_compressBlock`.
    ///
    /// # Safety
    ///
    /// Blocks before it, as many as the window reaches back over, are where they were.
    #[cfg(feature = "experimental")]
    #[deprecated(note = "libzstd gives up its interface of blocks")]
    pub unsafe fn compress_block<C: WriteBuf + ?Sized>(
        &mut self,
        dst: &mut C,
        src: &[u8],
    ) -> SafeResult {
        // C takes what workers are set to for what the context has room for.
        if self.workers.wanted {
            return Err(number(ZSTD_ErrorCode::ZSTD_error_stage_wrong));
        }
        // SAFETY: as in `compress`, and as the caller promises.
        unsafe {
            fill(dst, |start, capacity| {
                sys::ZSTD_compressBlock(
                    self.raw.as_ptr(),
                    start,
                    capacity,
                    src.as_ptr().cast(),
                    src.len(),
                )
            })
        }
    }

    /// How much input is best given at a time, in bytes.
    pub fn in_size() -> usize {
        // SAFETY: takes nothing.
        unsafe { sys::ZSTD_CStreamInSize() }
    }

    /// How much room for output always takes a whole block, in bytes.
    pub fn out_size() -> usize {
        // SAFETY: takes nothing.
        unsafe { sys::ZSTD_CStreamOutSize() }
    }

    /// Has the threads of a pool compress, in place of threads of its own. Wraps `ZSTD_CCtx_refThreadPool`.
    #[cfg(all(feature = "experimental", feature = "zstdmt"))]
    pub fn ref_thread_pool<'b>(&mut self, pool: &'b crate::ThreadPool) -> SafeResult
    where
        'b: 'a,
    {
        let pool = Arc::clone(pool.owner());
        // SAFETY: both pointers are live; the pool is kept for as long as C refers to it.
        let answer =
            check(unsafe { sys::ZSTD_CCtx_refThreadPool(self.raw.as_ptr(), pool.as_ptr()) })?;
        self.pools.push(pool);
        Ok(answer)
    }

    /// Has threads of its own compress again.
    #[cfg(all(feature = "experimental", feature = "zstdmt"))]
    pub fn disable_thread_pool(&mut self) -> SafeResult {
        // SAFETY: the pointer is live, and NULL stands for none.
        check(unsafe { sys::ZSTD_CCtx_refThreadPool(self.raw.as_ptr(), core::ptr::null_mut()) })
    }

    /// How far the frame at hand has come. Wraps `ZSTD_getFrameProgression`.
    #[cfg(feature = "experimental")]
    pub fn get_frame_progression(&self) -> crate::FrameProgression {
        // SAFETY: the pointer is live, and read only, under C's own locks where there are workers.
        unsafe { sys::ZSTD_getFrameProgression(self.raw.as_ptr()) }
    }
}

impl Drop for CCtx<'_> {
    fn drop(&mut self) {
        self.settle();
        // SAFETY: the one owner frees it once. No worker is at work, so that what it borrows, dropped
        // afterwards, has no reader left.
        unsafe { sys::ZSTD_freeCCtx(self.raw.as_ptr()) };
    }
}

impl fmt::Debug for CCtx<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CCtx").field("workers", &self.workers).finish_non_exhaustive()
    }
}

/// [`CCtx::compress_using_cdict`].
pub fn compress_using_cdict(
    cctx: &mut CCtx<'_>,
    dst: &mut [u8],
    src: &[u8],
    cdict: &CDict<'_>,
) -> SafeResult {
    cctx.compress_using_cdict(dst, src, cdict)
}

/// [`CCtx::create`].
///
/// # Panics
///
/// As that does.
pub fn create_cstream<'a>() -> CStream<'a> {
    CCtx::create()
}

/// [`CCtx::init`].
pub fn init_cstream(zcs: &mut CStream<'_>, compression_level: CompressionLevel) -> SafeResult {
    zcs.init(compression_level)
}

/// [`CCtx::get_block_size`].
#[cfg(feature = "experimental")]
#[deprecated(note = "libzstd gives up its interface of blocks")]
#[expect(deprecated, reason = "the method of the same name")]
pub fn get_block_size(cctx: &CCtx<'_>) -> usize {
    cctx.get_block_size()
}

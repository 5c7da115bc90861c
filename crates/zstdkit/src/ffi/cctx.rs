//! The compression context.

use alloc::sync::Arc;
use core::{mem::MaybeUninit, ptr::NonNull};

use zstdkit_sys as sys;

use super::{CompressDigest, check};
use crate::{Dictionary, EndDirective, Error, ErrorCode, Result};

/// Up to as many bytes, C compresses in the caller's thread, however many workers there are.
const NO_JOBS_AT_MOST: usize = 512 * 1024;

/// The one owner of a `ZSTD_CCtx`, and of what it borrows.
#[derive(Debug)]
pub(crate) struct Cctx {
    raw: NonNull<sys::ZSTD_CCtx>,
    loan: Loan,
    has_workers: bool,
    /// A frame is in progress whose jobs may be at work in other threads.
    at_work: bool,
    /// C's object is in a state that another frame could crash in.
    unusable: bool,
}

/// What C reads through a pointer of its own until the next parameter reset.
///
/// The holder keeps it alive; a forgotten context leaks both, and leaves nothing dangling.
enum Loan {
    Nothing,
    /// Its own copy of a dictionary.
    Copy,
    Digest(#[expect(dead_code, reason = "held for C")] Arc<CompressDigest>),
    Prefix(#[expect(dead_code, reason = "held for C")] Dictionary),
}

// SAFETY: a CCtx may be used from any thread, by one at a time (zstd.h), and `&mut` sees to that.
// What it borrows is `Send + Sync`.
unsafe impl Send for Cctx {}
// SAFETY: the only function that takes `&Cctx` is `memory_size`, which reads.
unsafe impl Sync for Cctx {}

impl Cctx {
    pub(crate) fn new() -> Result<Self> {
        // SAFETY: takes nothing, answers NULL on failure.
        let raw = unsafe { sys::ZSTD_createCCtx() };
        let raw = NonNull::new(raw).ok_or(Error::OutOfMemory)?;
        Ok(Self { raw, loan: Loan::Nothing, has_workers: false, at_work: false, unusable: false })
    }

    /// Drops the frame in progress; parameters and dictionary stay. No worker is at work afterwards.
    pub(crate) fn reset_session(&mut self) {
        if self.at_work {
            self.run_out();
        }
        self.reset(sys::ZSTD_ResetDirective::ZSTD_reset_session_only);
    }

    /// Brings a frame with workers to its end, for nobody.
    ///
    /// C's own reset leaves the jobs of such a frame at work, on a dictionary that it then may free,
    /// and one job that waits for a worker in the way of the next frame, which makes a worker crash
    /// (libzstd 1.5.7). A frame that has ended leaves neither.
    fn run_out(&mut self) {
        let mut scrap = [MaybeUninit::uninit(); 1 << 12];
        let outcome = loop {
            match self.stream(&mut &[][..], &mut scrap, EndDirective::End) {
                Ok((_, 0)) => break Ok(()),
                Ok(_) => {}
                Err(code) => break Err(code),
            }
        };
        // A worker's error stops the others, too. For want of memory, a job may be left waiting.
        self.at_work = false;
        self.unusable = outcome == Err(ErrorCode::MemoryAllocation);
    }

    /// Back to a new context: no frame, no parameters, no dictionary.
    pub(crate) fn reset_all(&mut self) {
        self.reset_session();
        self.reset(sys::ZSTD_ResetDirective::ZSTD_reset_session_and_parameters);
        self.loan = Loan::Nothing;
        self.has_workers = false;
    }

    /// Back to no parameters and no dictionary; an error inside of a frame.
    pub(crate) fn reset_parameters(&mut self) -> Result<(), ErrorCode> {
        let directive = sys::ZSTD_ResetDirective::ZSTD_reset_parameters;
        // SAFETY: the pointer is a live CCtx.
        check(unsafe { sys::ZSTD_CCtx_reset(self.raw.as_ptr(), directive) })?;
        self.loan = Loan::Nothing;
        self.has_workers = false;
        Ok(())
    }

    fn reset(&mut self, directive: sys::ZSTD_ResetDirective) {
        // SAFETY: the pointer is a live CCtx. A reset of the session never fails, and one of the
        // parameters only inside a frame, which both directives used here drop first.
        unsafe { sys::ZSTD_CCtx_reset(self.raw.as_ptr(), directive) };
    }

    /// Sets a parameter whose bounds have been checked.
    pub(crate) fn set(&mut self, key: sys::ZSTD_cParameter, value: i32) -> Result<(), ErrorCode> {
        self.has_workers |= key == sys::ZSTD_cParameter::ZSTD_c_nbWorkers && value > 0;
        // SAFETY: the pointer is a live CCtx; any number is allowed.
        check(unsafe { sys::ZSTD_CCtx_setParameter(self.raw.as_ptr(), key, value) }).map(drop)
    }

    /// Refers to a digested dictionary until the next parameter reset.
    pub(crate) fn refer_to_digest(&mut self, digest: Arc<CompressDigest>) -> Result<(), ErrorCode> {
        // SAFETY: both pointers are live; `loan` keeps the digest so for as long as C refers to it.
        check(unsafe { sys::ZSTD_CCtx_refCDict(self.raw.as_ptr(), digest.as_ptr()) })?;
        self.loan = Loan::Digest(digest);
        Ok(())
    }

    /// Loads a dictionary's content, which C copies.
    pub(crate) fn load_dictionary(&mut self, content: &[u8]) -> Result<(), ErrorCode> {
        // SAFETY: the pointer is a live CCtx; pointer and length are those of one slice, which
        // ZSTD_CCtx_loadDictionary copies.
        check(unsafe {
            sys::ZSTD_CCtx_loadDictionary(self.raw.as_ptr(), content.as_ptr().cast(), content.len())
        })?;
        self.loan = Loan::Copy;
        Ok(())
    }

    /// Refers to a prefix for the next frame.
    pub(crate) fn refer_to_prefix(&mut self, prefix: Dictionary) -> Result<(), ErrorCode> {
        let content = prefix.content();
        // SAFETY: the pointer is a live CCtx; `loan` keeps the content, whose place in memory is
        // fixed behind an `Arc`, for as long as C may read it, worker threads included.
        check(unsafe {
            sys::ZSTD_CCtx_refPrefix(self.raw.as_ptr(), content.as_ptr().cast(), content.len())
        })?;
        self.loan = Loan::Prefix(prefix);
        Ok(())
    }

    /// Tells C how many bytes the next frame will hold; `None` for unknown.
    pub(crate) fn pledge(&mut self, size: Option<u64>) -> Result<(), ErrorCode> {
        let size = size.unwrap_or(sys::ZSTD_CONTENTSIZE_UNKNOWN);
        // SAFETY: the pointer is a live CCtx; any number is allowed.
        check(unsafe { sys::ZSTD_CCtx_setPledgedSrcSize(self.raw.as_ptr(), size) }).map(drop)
    }

    /// Compresses `data` into one frame at the start of `room`; returns the frame's size.
    pub(crate) fn compress(
        &mut self,
        data: &[u8],
        room: &mut [MaybeUninit<u8>],
    ) -> Result<usize, ErrorCode> {
        if self.has_workers && data.len() > NO_JOBS_AT_MOST {
            return self.compress_in_jobs(data, room);
        }
        // SAFETY: the pointer is a live CCtx; ZSTD_compress2 reads the whole of `data`, writes
        // within `room`, and keeps neither pointer.
        check(unsafe {
            sys::ZSTD_compress2(
                self.raw.as_ptr(),
                room.as_mut_ptr().cast(),
                room.len(),
                data.as_ptr().cast(),
                data.len(),
            )
        })
    }

    /// As `compress`, but leaves a frame that can be run out where the room is too small:
    /// ZSTD_compress2 would insist on the same buffers.
    fn compress_in_jobs(
        &mut self,
        data: &[u8],
        room: &mut [MaybeUninit<u8>],
    ) -> Result<usize, ErrorCode> {
        let (mut input, mut size) = (data, 0);
        loop {
            let (written, left) = self.stream(&mut input, &mut room[size..], EndDirective::End)?;
            size += written;
            if left == 0 {
                return Ok(size);
            }
            if size == room.len() {
                return Err(ErrorCode::DstSizeTooSmall);
            }
        }
    }

    /// One step of a stream: takes from `input`, writes to the start of `room`.
    ///
    /// Returns how many bytes were written, and how many at least are still to come.
    pub(crate) fn stream(
        &mut self,
        input: &mut &[u8],
        room: &mut [MaybeUninit<u8>],
        directive: EndDirective,
    ) -> Result<(usize, usize), ErrorCode> {
        if self.unusable {
            return Err(ErrorCode::MemoryAllocation);
        }
        self.at_work = self.has_workers;
        let mut from = sys::ZSTD_inBuffer { src: input.as_ptr().cast(), size: input.len(), pos: 0 };
        let mut to =
            sys::ZSTD_outBuffer { dst: room.as_mut_ptr().cast(), size: room.len(), pos: 0 };
        // SAFETY: the pointer is a live CCtx. ZSTD_compressStream2 reads within `from`, writes
        // within `to`, moves their positions by what it took and wrote, and, as no stable-buffer
        // mode is ever set, keeps neither pointer (workers read from copies of the input).
        let left = check(unsafe {
            sys::ZSTD_compressStream2(self.raw.as_ptr(), &mut to, &mut from, directive.as_raw())
        })?;
        self.at_work &= directive != EndDirective::End || left > 0;
        *input = &input[from.pos..];
        Ok((to.pos, left))
    }

    /// What a parameter is set to.
    #[cfg(feature = "experimental")]
    pub(crate) fn get(&self, key: sys::ZSTD_cParameter) -> Result<i32, ErrorCode> {
        let mut value = 0;
        // SAFETY: the pointer is a live CCtx, read only; `value` is written before it's read, or the
        // call is an error.
        check(unsafe { sys::ZSTD_CCtx_getParameter(self.raw.as_ptr(), key, &mut value) })?;
        Ok(value)
    }

    /// How far the frame in progress has come.
    #[cfg(feature = "experimental")]
    pub(crate) fn progression(&self) -> sys::ZSTD_frameProgression {
        // SAFETY: the pointer is a live CCtx, read only, under C's own lock where there are workers.
        unsafe { sys::ZSTD_getFrameProgression(self.raw.as_ptr()) }
    }

    /// The memory that the C object takes, in bytes, its copies of dictionaries included.
    pub(crate) fn memory_size(&self) -> usize {
        // SAFETY: the pointer is a live CCtx, read only.
        unsafe { sys::ZSTD_sizeof_CCtx(self.raw.as_ptr()) }
    }
}

impl Drop for Cctx {
    fn drop(&mut self) {
        if matches!(self.loan, Loan::Copy) {
            // C would free its copy before it waits for the workers that read it.
            self.reset_session();
        }
        // SAFETY: the one owner frees it once; it waits for the worker threads, so that `loan`,
        // dropped afterwards, has no reader left.
        unsafe { sys::ZSTD_freeCCtx(self.raw.as_ptr()) };
    }
}

impl core::fmt::Debug for Loan {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::Nothing => "Nothing",
            Self::Copy => "Copy",
            Self::Digest(_) => "Digest",
            Self::Prefix(_) => "Prefix",
        })
    }
}

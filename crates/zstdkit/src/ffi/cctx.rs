//! The compression context.

use alloc::sync::Arc;
use core::{mem::MaybeUninit, ptr::NonNull};

use zstdkit_sys as sys;

use super::{
    CompressDigest, check,
    loan::{Content, Loan},
};
use crate::{
    error::{Error, ErrorCode, Result},
    parameters::EndDirective,
};

/// The one owner of a `ZSTD_CCtx`, and of what it borrows.
#[derive(Debug)]
pub(crate) struct Cctx {
    pub(super) raw: NonNull<sys::ZSTD_CCtx>,
    loan: Loan<CompressDigest>,
    workers: Workers,
    /// How many workers C has made ready, and keeps; 0 for none.
    crew: i32,
    /// How many workers it's set to have.
    wanted: i32,
    /// The memory that it took when its workers were last at rest, in bytes.
    at_rest: usize,
    #[cfg(feature = "experimental")]
    pub(super) home: super::Home,
    /// The shared worker threads, if there are any, and how many of them may be busy.
    #[cfg(feature = "experimental")]
    pub(super) pool: Option<(Arc<super::Pool>, i32)>,
    #[cfg(feature = "experimental")]
    pub(super) producer: Option<super::ProducerSlot>,
}

/// What the worker threads are at.
///
/// C neither waits for them nor forgets what it had in mind for them when a session is reset, and
/// takes its dictionaries away before it waits when it's freed. So no frame is dropped here before
/// they are idle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Workers {
    /// There are none.
    None,
    /// Nothing.
    Idle,
    /// A frame that was begun.
    Busy,
    /// C failed in the middle of a frame, and can be asked for nothing more.
    Lost,
}

/// Inputs up to this size, in bytes, are compressed in the caller's thread by C, workers or not.
const TOO_SMALL_FOR_WORKERS: usize = 512 * 1024;

// SAFETY: a CCtx may be used from any thread, by one at a time (zstd.h), and `&mut` sees to that.
// What it borrows is `Send + Sync`.
unsafe impl Send for Cctx {}
// SAFETY: three functions take `&Cctx`. `get` reads what `&mut` alone writes, `progression` takes the locks
// of what workers write, and `memory_size` doesn't ask C while they're at work.
unsafe impl Sync for Cctx {}

impl Cctx {
    pub(crate) fn new() -> Result<Self> {
        // SAFETY: takes nothing, answers NULL on failure.
        let raw = unsafe { sys::ZSTD_createCCtx() };
        Ok(Self::around(NonNull::new(raw).ok_or(Error::OutOfMemory)?))
    }

    /// Takes a C object over, which lies in memory of C's own.
    pub(super) fn around(raw: NonNull<sys::ZSTD_CCtx>) -> Self {
        Self {
            raw,
            loan: Loan::Nothing,
            workers: Workers::None,
            crew: 0,
            wanted: 0,
            at_rest: 0,
            #[cfg(feature = "experimental")]
            home: super::Home::Own,
            #[cfg(feature = "experimental")]
            pool: None,
            #[cfg(feature = "experimental")]
            producer: None,
        }
    }

    /// A new context that has its memory from where this one has it.
    #[cfg(not(feature = "experimental"))]
    pub(crate) fn another(&self) -> Result<Self> {
        Self::new()
    }

    /// Drops the frame in progress; parameters and dictionary stay.
    ///
    /// Says whether that went well; if not, the object is of no more use.
    pub(crate) fn drop_frame(&mut self) -> bool {
        self.settle();
        self.reset(sys::ZSTD_ResetDirective::ZSTD_reset_session_only);
        self.workers != Workers::Lost
    }

    /// Back to a new context: no frame, no parameters, no dictionary.
    pub(crate) fn reset_all(&mut self) -> Result<()> {
        self.settle();
        if self.workers == Workers::Lost {
            *self = self.another()?;
            return Ok(());
        }
        self.reset(sys::ZSTD_ResetDirective::ZSTD_reset_session_and_parameters);
        self.loan = Loan::Nothing;
        self.workers = Workers::None;
        #[cfg(feature = "experimental")]
        {
            self.producer = None;
        }
        Ok(())
    }

    /// Whether C failed in the middle of a frame for workers, so that it's of no more use.
    pub(crate) fn is_lost(&self) -> bool {
        self.workers == Workers::Lost
    }

    /// Has an object whose workers, if C has made any ready, are as many as are wanted. There are no
    /// parameters yet.
    ///
    /// C takes them apart to make more of them, and where memory is refused meanwhile, it's left with parts
    /// that later calls take to be whole. So a change takes a new C object.
    pub(crate) fn change_workers(&mut self, workers: i32) -> Result<()> {
        if self.crew != 0 && workers != 0 && self.crew != workers {
            *self = self.another()?;
        }
        Ok(())
    }

    /// Gives up what C no longer refers to.
    pub(super) fn return_loan(&mut self) {
        self.loan = Loan::Nothing;
    }

    /// Has the workers end what they are at, and drops what they make of it.
    fn settle(&mut self) {
        let mut dropped = [MaybeUninit::uninit(); 1024];
        while self.workers == Workers::Busy {
            if let Ok((_, 0)) = self.stream(&mut &[][..], &mut dropped, EndDirective::Flush) {
                self.workers = Workers::Idle;
            }
        }
    }

    fn reset(&mut self, directive: sys::ZSTD_ResetDirective) {
        // SAFETY: the pointer is a live CCtx. A reset of the session never fails, and one of the
        // parameters only inside a frame, which both directives used here drop first.
        unsafe { sys::ZSTD_CCtx_reset(self.raw.as_ptr(), directive) };
    }

    /// Sets a parameter whose bounds have been checked.
    pub(crate) fn set(&mut self, key: sys::ZSTD_cParameter, value: i32) -> Result<(), ErrorCode> {
        // SAFETY: the pointer is a live CCtx; any number is allowed.
        check(unsafe { sys::ZSTD_CCtx_setParameter(self.raw.as_ptr(), key, value) })?;
        if key == sys::ZSTD_cParameter::ZSTD_c_nbWorkers {
            self.wanted = value;
            self.workers = if value > 0 { Workers::Idle } else { Workers::None };
        }
        Ok(())
    }

    /// Whether blocks are cut where their statistics change, as the level has it, or never.
    ///
    /// A libzstd that doesn't know the parameter never cuts any.
    pub(crate) fn split_blocks(&mut self, on: bool) {
        let (by_level, never) = (0, 1);
        let key = sys::ZSTD_cParameter::ZSTD_c_experimentalParam20;
        let _ = self.set(key, if on { by_level } else { never });
    }

    /// Refers to a digested dictionary until the next parameter reset.
    pub(crate) fn refer_to_digest(&mut self, digest: Arc<CompressDigest>) -> Result<(), ErrorCode> {
        // SAFETY: both pointers are live; `loan` keeps the digest so for as long as C refers to it.
        check(unsafe { sys::ZSTD_CCtx_refCDict(self.raw.as_ptr(), digest.as_ptr()) })?;
        self.loan = Loan::Digest(digest);
        Ok(())
    }

    /// Refers to a dictionary's content, which C digests for itself at the next frame.
    pub(crate) fn refer_to_content(&mut self, content: Content) -> Result<(), ErrorCode> {
        self.drop_frame();
        let bytes = content.bytes();
        // SAFETY: the pointer is a live CCtx, between frames; `loan` keeps the content, whose place
        // in memory is fixed as `Lasting` says, for as long as C refers to it.
        check(unsafe {
            sys::ZSTD_CCtx_loadDictionary_byReference(
                self.raw.as_ptr(),
                bytes.as_ptr().cast(),
                bytes.len(),
            )
        })?;
        self.loan = Loan::Content(content);
        Ok(())
    }

    /// Refers to a prefix for the next frame.
    pub(crate) fn refer_to_prefix(&mut self, prefix: Content) -> Result<(), ErrorCode> {
        let bytes = prefix.bytes();
        if bytes.is_empty() {
            return Err(ErrorCode::MemoryAllocation);
        }
        // SAFETY: the pointer is a live CCtx; `loan` keeps the content, whose place in memory is
        // fixed as `Lasting` says, for as long as C may read it, worker threads included.
        check(unsafe {
            sys::ZSTD_CCtx_refPrefix(self.raw.as_ptr(), bytes.as_ptr().cast(), bytes.len())
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
    #[inline]
    pub(crate) fn compress(
        &mut self,
        data: &[u8],
        room: &mut [MaybeUninit<u8>],
    ) -> Result<usize, ErrorCode> {
        if self.workers != Workers::None && data.len() > TOO_SMALL_FOR_WORKERS {
            return self.compress_with_workers(data, room);
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

    /// What ZSTD_compress2 does, but so that a frame for which there's no room can be dropped.
    fn compress_with_workers(
        &mut self,
        mut data: &[u8],
        room: &mut [MaybeUninit<u8>],
    ) -> Result<usize, ErrorCode> {
        let mut size = 0;
        loop {
            let (written, left) = self.stream(&mut data, &mut room[size..], EndDirective::End)?;
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
        match self.workers {
            Workers::Lost => return Err(ErrorCode::MemoryAllocation),
            Workers::Idle => {
                self.at_rest = self.ask_memory_size();
                self.crew = self.wanted;
                self.workers = Workers::Busy;
            }
            Workers::None | Workers::Busy => {}
        }
        let mut from = sys::ZSTD_inBuffer { src: input.as_ptr().cast(), size: input.len(), pos: 0 };
        let mut to =
            sys::ZSTD_outBuffer { dst: room.as_mut_ptr().cast(), size: room.len(), pos: 0 };
        // SAFETY: the pointer is a live CCtx. ZSTD_compressStream2 reads within `from`, writes
        // within `to`, moves their positions by what it took and wrote, and, as no stable-buffer
        // mode is set (those who set one call what's in `lasting`), keeps neither pointer; workers
        // read from copies of the input.
        let outcome = check(unsafe {
            sys::ZSTD_compressStream2(self.raw.as_ptr(), &mut to, &mut from, directive.as_raw())
        });
        self.workers = match (self.workers, outcome) {
            (Workers::Busy, Err(_)) => Workers::Lost,
            (Workers::Busy, Ok(0)) if directive == EndDirective::End => Workers::Idle,
            (as_it_was, _) => as_it_was,
        };
        let left = outcome?;
        if left == 0 && self.workers != Workers::None {
            // All that was begun is handed over: no worker has anything to do.
            self.at_rest = self.ask_memory_size();
        }
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

    /// How many bytes of output are ready to be handed over, as far as that is known.
    #[cfg(feature = "experimental")]
    pub(crate) fn to_flush_now(&self) -> usize {
        // SAFETY: the pointer is a live CCtx, read only, under C's own lock where there are workers.
        unsafe { sys::ZSTD_toFlushNow(self.raw.as_ptr()) }
    }

    /// The memory that the C object takes, in bytes, its own digests of dictionaries included; while its
    /// workers are at a frame, what it took when they were last at rest.
    pub(crate) fn memory_size(&self) -> usize {
        match self.workers {
            Workers::None | Workers::Idle => self.ask_memory_size(),
            Workers::Busy | Workers::Lost => self.at_rest,
        }
    }

    /// Asks C, which reads what workers write without their locks: none is at work.
    fn ask_memory_size(&self) -> usize {
        // SAFETY: the pointer is a live CCtx, read only; no worker is at a frame. One that has handed its
        // part over, which C tells under a lock, has let go of its context before.
        unsafe { sys::ZSTD_sizeof_CCtx(self.raw.as_ptr()) }
    }
}

impl Drop for Cctx {
    fn drop(&mut self) {
        self.settle();
        // What lies in a caller's memory has nothing to free.
        #[cfg(feature = "experimental")]
        if let super::Home::Borrowed = self.home {
            return;
        }
        // SAFETY: the one owner frees it once. No worker is at a frame, so that `loan`, dropped
        // afterwards, has no reader left.
        unsafe { sys::ZSTD_freeCCtx(self.raw.as_ptr()) };
    }
}

//! The decompression context.

use alloc::sync::Arc;
use core::{mem::MaybeUninit, ops::Range, ptr::NonNull};

use zstdkit_sys as sys;

use super::{
    DecompressDigest, check,
    loan::{Content, Loan},
};
use crate::error::{Error, ErrorCode, Result};

/// The one owner of a `ZSTD_DCtx`, and of what it borrows.
#[derive(Debug)]
pub(crate) struct Dctx {
    pub(super) raw: NonNull<sys::ZSTD_DCtx>,
    loan: Loan<DecompressDigest>,
    #[cfg(feature = "experimental")]
    pub(super) home: super::Home,
}

// SAFETY: a DCtx may be used from any thread, by one at a time (zstd.h), and `&mut` sees to that.
// What it borrows is `Send + Sync`.
unsafe impl Send for Dctx {}
// SAFETY: the only function that takes `&Dctx` is `memory_size`, which reads.
unsafe impl Sync for Dctx {}

impl Dctx {
    pub(crate) fn new() -> Result<Self> {
        // SAFETY: takes nothing, answers NULL on failure.
        let raw = unsafe { sys::ZSTD_createDCtx() };
        Ok(Self::around(NonNull::new(raw).ok_or(Error::OutOfMemory)?))
    }

    /// Takes a C object over, which lies in memory of C's own.
    pub(super) fn around(raw: NonNull<sys::ZSTD_DCtx>) -> Self {
        Self {
            raw,
            loan: Loan::Nothing,
            #[cfg(feature = "experimental")]
            home: super::Home::Own,
        }
    }

    /// Drops the frame in progress; parameters and dictionary stay.
    pub(crate) fn reset_session(&mut self) {
        self.reset(sys::ZSTD_ResetDirective::ZSTD_reset_session_only);
    }

    /// Back to a new context: no frame, no parameters, no dictionary.
    pub(crate) fn reset_all(&mut self) {
        self.reset(sys::ZSTD_ResetDirective::ZSTD_reset_session_and_parameters);
        self.loan = Loan::Nothing;
    }

    fn reset(&mut self, directive: sys::ZSTD_ResetDirective) {
        // SAFETY: the pointer is a live DCtx. A reset of the session never fails, and one of the
        // parameters only inside a frame, which both directives used here drop first.
        unsafe { sys::ZSTD_DCtx_reset(self.raw.as_ptr(), directive) };
    }

    /// Sets a parameter whose bounds have been checked.
    pub(crate) fn set(&mut self, key: sys::ZSTD_dParameter, value: i32) -> Result<(), ErrorCode> {
        // SAFETY: the pointer is a live DCtx; any number is allowed.
        check(unsafe { sys::ZSTD_DCtx_setParameter(self.raw.as_ptr(), key, value) }).map(drop)
    }

    /// Refers to a digested dictionary until the next parameter reset.
    pub(crate) fn refer_to_digest(
        &mut self,
        digest: Arc<DecompressDigest>,
    ) -> Result<(), ErrorCode> {
        // SAFETY: both pointers are live; `loan` keeps the digest so for as long as C refers to it.
        check(unsafe { sys::ZSTD_DCtx_refDDict(self.raw.as_ptr(), digest.as_ptr()) })?;
        self.loan = Loan::Digest(digest);
        Ok(())
    }

    /// Drops the reference to a digested dictionary or a prefix.
    pub(crate) fn refer_to_nothing(&mut self) -> Result<(), ErrorCode> {
        // SAFETY: the pointer is a live DCtx; a null digest stands for none.
        check(unsafe { sys::ZSTD_DCtx_refDDict(self.raw.as_ptr(), core::ptr::null()) })?;
        self.loan = Loan::Nothing;
        Ok(())
    }

    /// Refers to a dictionary's content, which C digests for itself.
    pub(crate) fn refer_to_content(&mut self, content: Content) -> Result<(), ErrorCode> {
        let bytes = content.bytes();
        // SAFETY: the pointer is a live DCtx; `loan` keeps the content, whose place in memory is fixed as
        // `Lasting` says, for as long as C refers to it.
        check(unsafe {
            sys::ZSTD_DCtx_loadDictionary_byReference(
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
        // SAFETY: the pointer is a live DCtx; `loan` keeps the content, whose place in memory is
        // fixed as `Lasting` says, for as long as C may read it.
        check(unsafe {
            sys::ZSTD_DCtx_refPrefix(self.raw.as_ptr(), bytes.as_ptr().cast(), bytes.len())
        })?;
        self.loan = Loan::Prefix(prefix);
        Ok(())
    }

    /// Decompresses whole frames into the start of `room`; returns how many bytes were written.
    #[inline(always)]
    pub(crate) fn decompress(
        &mut self,
        frames: &[u8],
        room: &mut [MaybeUninit<u8>],
    ) -> Result<usize, ErrorCode> {
        // SAFETY: the pointer is a live DCtx; ZSTD_decompressDCtx reads within `frames`, writes
        // within `room`, reads back only what it wrote there, and keeps neither pointer for a
        // later frame.
        check(unsafe {
            sys::ZSTD_decompressDCtx(
                self.raw.as_ptr(),
                room.as_mut_ptr().cast(),
                room.len(),
                frames.as_ptr().cast(),
                frames.len(),
            )
        })
    }

    /// Decompresses whole frames that lie in `whole`, at `from`, to the place in it that begins at
    /// `to`; returns how many bytes were written.
    ///
    /// What overlaps has to have the margin that zstd.h asks for, or it's an error.
    pub(crate) fn decompress_within(
        &mut self,
        whole: &mut [MaybeUninit<u8>],
        to: usize,
        from: Range<usize>,
    ) -> Result<usize, ErrorCode> {
        assert!(to <= from.start && from.start <= from.end && from.end <= whole.len());
        let room = whole.len() - to;
        let base = whole.as_mut_ptr();
        // SAFETY: the pointer is a live DCtx. Both places are in `whole`, by one pointer, and zstd.h
        // lets ZSTD_decompressDCtx have input and output overlap, the input ahead of the output
        // (ZSTD_decompressionMargin). Whatever the frames hold, C writes within the room given, and
        // never to bytes of the block that it's reading: raw blocks are moved, and for all others
        // the room ends where the block begins. So output can't overtake input.
        check(unsafe {
            sys::ZSTD_decompressDCtx(
                self.raw.as_ptr(),
                base.add(to).cast(),
                room,
                base.add(from.start).cast(),
                from.len(),
            )
        })
    }

    /// One step of a stream: takes from `input`, writes to the start of `room`.
    ///
    /// Returns how many bytes were written, and how many bytes of input would be good to have next: 0
    /// exactly when a frame is complete and handed over.
    pub(crate) fn stream(
        &mut self,
        input: &mut &[u8],
        room: &mut [MaybeUninit<u8>],
    ) -> Result<(usize, usize), ErrorCode> {
        let mut from = sys::ZSTD_inBuffer { src: input.as_ptr().cast(), size: input.len(), pos: 0 };
        let mut to =
            sys::ZSTD_outBuffer { dst: room.as_mut_ptr().cast(), size: room.len(), pos: 0 };
        // SAFETY: the pointer is a live DCtx. ZSTD_decompressStream reads within `from`, writes
        // within `to`, moves their positions by what it took and wrote, and, as no stable-buffer
        // mode is set (those who set one call what's in `lasting`), keeps neither pointer.
        let hint =
            check(unsafe { sys::ZSTD_decompressStream(self.raw.as_ptr(), &mut to, &mut from) })?;
        *input = &input[from.pos..];
        Ok((to.pos, hint))
    }

    /// What a parameter is set to.
    #[cfg(feature = "experimental")]
    pub(crate) fn get(&self, key: sys::ZSTD_dParameter) -> Result<i32, ErrorCode> {
        let mut value = 0;
        // SAFETY: the pointer is a live DCtx, read only; `value` is written before it's read, or the
        // call is an error.
        check(unsafe { sys::ZSTD_DCtx_getParameter(self.raw.as_ptr(), key, &mut value) })?;
        Ok(value)
    }

    /// Whether it has memory of its own: what is lent to it is all, and libzstd's decoders of old frames take more.
    #[cfg(feature = "legacy")]
    pub(crate) fn can_allocate(&self) -> bool {
        #[cfg(feature = "experimental")]
        if let super::Home::Borrowed = self.home {
            return false;
        }
        true
    }

    /// The memory that the C object takes, in bytes, its own digests of dictionaries included.
    pub(crate) fn memory_size(&self) -> usize {
        // SAFETY: the pointer is a live DCtx, read only.
        unsafe { sys::ZSTD_sizeof_DCtx(self.raw.as_ptr()) }
    }
}

impl Drop for Dctx {
    fn drop(&mut self) {
        // What lies in a caller's memory has nothing to free.
        #[cfg(feature = "experimental")]
        if let super::Home::Borrowed = self.home {
            return;
        }
        // SAFETY: the one owner frees it once, before what it borrows.
        unsafe { sys::ZSTD_freeDCtx(self.raw.as_ptr()) };
    }
}

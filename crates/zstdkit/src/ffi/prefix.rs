//! Prefixes that C reads where a caller has them, for one call.

use core::mem::MaybeUninit;

use zstdkit_sys as sys;

use super::{Cctx, Dctx, check};
use crate::error::ErrorCode;

impl Cctx {
    /// As [`compress`](Self::compress), with a prefix. No dictionary is left afterwards.
    pub(crate) fn compress_with_prefix(
        &mut self,
        prefix: &[u8],
        data: &[u8],
        room: &mut [MaybeUninit<u8>],
    ) -> Result<usize, ErrorCode> {
        self.drop_frame();
        // SAFETY: the pointer is a live CCtx. C keeps the prefix's address for the next frame, which
        // begins and ends in this function: as zstd.h says, a prefix holds for one frame.
        check(unsafe {
            sys::ZSTD_CCtx_refPrefix(self.raw.as_ptr(), prefix.as_ptr().cast(), prefix.len())
        })?;
        let outcome = self.compress(data, room);
        // Waits for worker threads, which read from the prefix, where the frame didn't come to its end.
        self.drop_frame();
        self.refer_to_nothing();
        outcome
    }

    /// Drops the reference to any dictionary or prefix. There is no frame.
    pub(crate) fn refer_to_nothing(&mut self) {
        // SAFETY: the pointer is a live CCtx; no prefix is a valid one. It fails only inside of a
        // frame.
        unsafe { sys::ZSTD_CCtx_refPrefix(self.raw.as_ptr(), core::ptr::null(), 0) };
        self.return_loan();
    }
}

impl Dctx {
    /// Refers to a prefix that its owner keeps, for the next frame.
    ///
    /// # Safety
    ///
    /// The session is reset, and [`refer_to_nothing`](Self::refer_to_nothing) called, before the
    /// prefix's memory is given up.
    pub(crate) unsafe fn borrow_prefix(&mut self, prefix: &[u8]) -> Result<(), ErrorCode> {
        self.reset_session();
        self.refer_to_nothing()?;
        // SAFETY: the pointer is a live DCtx, between frames; the caller vouches for the prefix.
        check(unsafe {
            sys::ZSTD_DCtx_refPrefix(self.raw.as_ptr(), prefix.as_ptr().cast(), prefix.len())
        })
        .map(drop)
    }
}

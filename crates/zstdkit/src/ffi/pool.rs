//! Thread pools, shared by compression contexts.

use core::ptr::NonNull;

use zstdkit_sys as sys;

/// The one owner of a `ZSTD_threadPool`. Each context that works with it holds an `Arc` of it.
/// Two are equal if they are one.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Pool(pub(super) NonNull<sys::ZSTD_threadPool>);

// SAFETY: zstd.h lets several contexts share a pool, each used by a thread of its own; C guards the
// pool's queue by a lock.
unsafe impl Send for Pool {}
// SAFETY: as above.
unsafe impl Sync for Pool {}

impl Pool {
    /// Starts the threads; `None` where they can't be had.
    pub(crate) fn new(threads: usize) -> Option<Self> {
        // SAFETY: takes a number, answers NULL on failure.
        NonNull::new(unsafe { sys::ZSTD_createThreadPool(threads) }).map(Self)
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        // SAFETY: the one owner frees it once. No context is left that works with it, for each
        // holds an `Arc`, and waits for its jobs before it's dropped.
        unsafe { sys::ZSTD_freeThreadPool(self.0.as_ptr()) };
    }
}

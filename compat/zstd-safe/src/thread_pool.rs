//! Threads that contexts share.

use alloc::sync::Arc;
use core::ptr::NonNull;

use zstdkit_sys as sys;

/// Threads for [`CCtx::ref_thread_pool`](crate::CCtx::ref_thread_pool).
///
/// A context that refers to them keeps them.
#[derive(Debug)]
pub struct ThreadPool(Arc<Pool>);

/// The owner of C's object.
#[derive(Debug)]
pub(crate) struct Pool(NonNull<sys::ZSTD_threadPool>);

// SAFETY: contexts of several threads may share a pool (zstd.h), which locks what it changes.
unsafe impl Send for Pool {}
// SAFETY: as above.
unsafe impl Sync for Pool {}

impl Pool {
    pub(crate) fn as_ptr(&self) -> *mut sys::ZSTD_threadPool {
        self.0.as_ptr()
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        // SAFETY: the one owner frees it once, and no context refers to it.
        unsafe { sys::ZSTD_freeThreadPool(self.0.as_ptr()) };
    }
}

impl ThreadPool {
    /// So many threads.
    ///
    /// # Panics
    ///
    /// Where [`try_new`](Self::try_new) has none.
    pub fn new(num_threads: usize) -> Self {
        Self::try_new(num_threads)
            .expect("there is no memory for a pool of threads, or it's to have none")
    }

    /// So many threads; `None` if that's 0, or there is no memory.
    pub fn try_new(num_threads: usize) -> Option<Self> {
        // SAFETY: any number is allowed, and NULL answered on failure.
        let raw = unsafe { sys::ZSTD_createThreadPool(num_threads) };
        Some(Self(Arc::new(Pool(NonNull::new(raw)?))))
    }

    /// C's object, and its owner.
    pub(crate) fn owner(&self) -> &Arc<Pool> {
        &self.0
    }
}

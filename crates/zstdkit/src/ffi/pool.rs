//! Thread pools, shared by compression contexts.

use alloc::sync::Arc;
use core::ptr::NonNull;

use zstdkit_sys as sys;

use super::{Cctx, check};
use crate::{error::Result, experimental::ThreadPool};

/// The one owner of a `ZSTD_threadPool`. Each context that works with it holds an `Arc` of it.
#[derive(Debug)]
pub(crate) struct Pool(NonNull<sys::ZSTD_threadPool>);

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

impl Cctx {
    /// Has worker threads come from `pool`, or be the context's own. There are no parameters yet.
    ///
    /// C takes its threads at the first frame for workers and keeps to them for life, and resizes
    /// them, a pool's too, when their number changes. So a change of either takes a new C object.
    pub(crate) fn use_pool(&mut self, pool: Option<&ThreadPool>, workers: i32) -> Result<()> {
        let same = match (&self.pool, pool) {
            (None, None) => true,
            (Some((had, count)), Some(pool)) => {
                Arc::ptr_eq(had, pool.shared()) && *count == workers
            }
            _ => false,
        };
        if same {
            return Ok(());
        }
        let mut fresh = self.another()?;
        if let Some(pool) = pool {
            let shared = pool.shared().clone();
            // SAFETY: both pointers are live; `pool` holds the threads for as long as the context
            // lives, which zstd.h asks for.
            check(unsafe { sys::ZSTD_CCtx_refThreadPool(fresh.raw.as_ptr(), shared.0.as_ptr()) })?;
            fresh.pool = Some((shared, workers));
        }
        *self = fresh;
        Ok(())
    }
}

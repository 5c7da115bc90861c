//! Worker threads that several contexts share.

use alloc::sync::Arc;
use core::fmt;

use crate::{
    error::{Error, Result},
    ffi::Pool,
    options::CompressOptions,
    parameters::CompressParameter,
};

/// Worker threads that several contexts share, so that a program with many of them has no more
/// threads than it means to.
///
/// Cheap to clone. The threads end when the pool and all contexts that use it are gone.
///
/// ```
/// # #[cfg(feature = "multithread")] {
/// use zstdkit::{CompressOptions, ThreadPool};
///
/// let pool = ThreadPool::new(2)?;
/// let options = CompressOptions::new().workers(2).thread_pool(&pool);
/// let (mut one, mut other) = (options.context()?, options.context()?);
/// let data = vec![7; 2_000_000];
/// let mut frame = Vec::new();
/// one.compress_into(&data, &mut frame)?;
/// other.compress_into(&data, &mut frame)?;
/// assert_eq!(zstdkit::decompress(&frame)?.len(), 4_000_000);
/// # }
/// # Ok::<(), zstdkit::Error>(())
/// ```
///
/// Wraps `ZSTD_createThreadPool` and `ZSTD_freeThreadPool`.
#[doc(alias = "ZSTD_createThreadPool")]
#[doc(alias = "ZSTD_freeThreadPool")]
#[derive(Clone)]
pub struct ThreadPool {
    pool: Arc<Pool>,
    threads: usize,
}

impl ThreadPool {
    /// Starts 1 to 256 threads; to 64, where pointers have 32 bits.
    ///
    /// # Errors
    ///
    /// [`Error::ParameterOutOfBounds`] for another number, or for any without the feature
    /// `multithread`; [`Error::OutOfMemory`] where no threads can be had.
    pub fn new(threads: u32) -> Result<Self> {
        let parameter = CompressParameter::NbWorkers;
        let value = i32::try_from(threads).unwrap_or(i32::MAX);
        if value == 0 || !parameter.bounds().contains(&value) {
            let upper = *parameter.bounds().end();
            let (parameter, lower) = ("threads", upper.min(1));
            return Err(Error::ParameterOutOfBounds { parameter, lower, upper, value });
        }
        let threads = threads as usize;
        let pool = Pool::new(threads).ok_or(Error::OutOfMemory)?;
        Ok(Self { pool: Arc::new(pool), threads })
    }

    /// How many threads it has.
    pub fn threads(&self) -> usize {
        self.threads
    }
}

impl CompressOptions {
    /// Has worker threads come from a pool that several contexts share.
    ///
    /// It takes [`workers`](Self::workers) too, which says how many of them a context may keep busy.
    ///
    /// Wraps `ZSTD_CCtx_refThreadPool`.
    #[doc(alias = "ZSTD_CCtx_refThreadPool")]
    #[doc(alias = "disable_thread_pool")]
    #[doc(alias = "ref_thread_pool")]
    #[must_use]
    pub fn thread_pool(self, pool: &ThreadPool) -> Self {
        self.with_pool(pool.pool.clone())
    }
}

impl fmt::Debug for ThreadPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ThreadPool").field("threads", &self.threads).finish_non_exhaustive()
    }
}

/// Whether both are the same threads.
impl PartialEq for ThreadPool {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.pool, &other.pool)
    }
}

impl Eq for ThreadPool {}

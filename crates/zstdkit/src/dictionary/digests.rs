//! The digested forms of a dictionary, each made at its first use.

use alloc::sync::Arc;
#[cfg(feature = "std")]
use core::sync::atomic::Ordering;

#[cfg(feature = "std")]
use crate::error::Error;
use crate::{
    error::Result,
    ffi::{CompressDigest, DecompressDigest},
};

/// The digests made so far.
///
/// Without an operating system there is nothing to wait on while another thread makes one, so that
/// none is kept: each context makes its own.
#[derive(Default)]
pub(crate) struct Digests {
    /// One per level asked for. Few levels are ever used with one dictionary, so that a search
    /// through a list is the fastest.
    #[cfg(feature = "std")]
    compress: std::sync::Mutex<alloc::vec::Vec<(i32, Arc<CompressDigest>)>>,
    #[cfg(feature = "std")]
    decompress: std::sync::OnceLock<Arc<DecompressDigest>>,
    /// The memory that they take, in bytes: every one-call function asks.
    #[cfg(feature = "std")]
    memory: core::sync::atomic::AtomicUsize,
}

#[cfg(feature = "std")]
impl Digests {
    /// The digest for a level.
    pub(crate) fn compress(
        &self,
        level: i32,
        make: impl FnOnce() -> Result<CompressDigest>,
    ) -> Result<Arc<CompressDigest>> {
        let mut made = self.compress.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some((_, digest)) = made.iter().find(|(made_for, _)| *made_for == level) {
            return Ok(digest.clone());
        }
        made.try_reserve(1).map_err(|_| Error::OutOfMemory)?;
        let digest = Arc::new(make()?);
        self.memory.fetch_add(digest.memory_size(), Ordering::Relaxed);
        made.push((level, digest.clone()));
        Ok(digest)
    }

    /// The digest for decompression.
    pub(crate) fn decompress(
        &self,
        make: impl FnOnce() -> Result<DecompressDigest>,
    ) -> Result<Arc<DecompressDigest>> {
        if let Some(digest) = self.decompress.get() {
            return Ok(digest.clone());
        }
        let digest = Arc::new(make()?);
        let kept = self.decompress.get_or_init(|| {
            self.memory.fetch_add(digest.memory_size(), Ordering::Relaxed);
            digest
        });
        Ok(kept.clone())
    }

    /// The memory that they take, in bytes.
    pub(crate) fn memory_size(&self) -> usize {
        self.memory.load(Ordering::Relaxed)
    }
}

#[cfg(not(feature = "std"))]
impl Digests {
    /// The digest for a level.
    pub(crate) fn compress(
        &self,
        _level: i32,
        make: impl FnOnce() -> Result<CompressDigest>,
    ) -> Result<Arc<CompressDigest>> {
        make().map(Arc::new)
    }

    /// The digest for decompression.
    pub(crate) fn decompress(
        &self,
        make: impl FnOnce() -> Result<DecompressDigest>,
    ) -> Result<Arc<DecompressDigest>> {
        make().map(Arc::new)
    }

    /// The memory that they take, in bytes: none is kept.
    pub(crate) fn memory_size(&self) -> usize {
        0
    }
}

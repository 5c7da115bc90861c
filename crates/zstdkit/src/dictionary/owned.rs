//! Bytes that are taken over as they are.

use alloc::{boxed::Box, sync::Arc, vec::Vec};
use core::{fmt, ops::Deref};

/// Bytes that a dictionary or a prefix takes over without a copy: a `Vec`, a `Box`, an `Arc`, bytes of the
/// program's own, and with the feature `bytes` a `bytes::Bytes`.
///
/// ```
/// use std::sync::Arc;
/// use zstdkit::{CompressOptions, DecompressOptions};
///
/// let old: Arc<[u8]> = Arc::from(&b"version 1 of a long text"[..]);
/// let patch = CompressOptions::new().patch_from_owned(old.clone()).compress(b"version 2 of a long text")?;
/// let back = DecompressOptions::new().patch_from_owned(old).decompress(&patch)?;
/// assert_eq!(back, b"version 2 of a long text");
/// # Ok::<(), zstdkit::Error>(())
/// ```
#[derive(Clone)]
pub struct OwnedBytes(Kind);

#[derive(Clone)]
enum Kind {
    Vec(Vec<u8>),
    Boxed(Box<[u8]>),
    Shared(Arc<[u8]>),
    Static(&'static [u8]),
    #[cfg(feature = "bytes")]
    Bytes(bytes::Bytes),
}

impl Deref for OwnedBytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match &self.0 {
            Kind::Vec(bytes) => bytes,
            Kind::Boxed(bytes) => bytes,
            Kind::Shared(bytes) => bytes,
            Kind::Static(bytes) => bytes,
            #[cfg(feature = "bytes")]
            Kind::Bytes(bytes) => bytes,
        }
    }
}

impl fmt::Debug for OwnedBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OwnedBytes").field("len", &self.len()).finish_non_exhaustive()
    }
}

impl From<Vec<u8>> for OwnedBytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Kind::Vec(bytes))
    }
}

impl From<Box<[u8]>> for OwnedBytes {
    fn from(bytes: Box<[u8]>) -> Self {
        Self(Kind::Boxed(bytes))
    }
}

impl From<Arc<[u8]>> for OwnedBytes {
    fn from(bytes: Arc<[u8]>) -> Self {
        Self(Kind::Shared(bytes))
    }
}

impl From<&'static [u8]> for OwnedBytes {
    fn from(bytes: &'static [u8]) -> Self {
        Self(Kind::Static(bytes))
    }
}

impl<const N: usize> From<&'static [u8; N]> for OwnedBytes {
    fn from(bytes: &'static [u8; N]) -> Self {
        Self(Kind::Static(bytes))
    }
}

#[cfg(feature = "bytes")]
impl From<bytes::Bytes> for OwnedBytes {
    fn from(bytes: bytes::Bytes) -> Self {
        Self(Kind::Bytes(bytes))
    }
}

//! XXH64, as frames' checksums have it: with a seed of 0.

use std::hash::Hasher as _;

use twox_hash::XxHash64;

/// A hash of what comes in pieces.
#[derive(Debug, Clone)]
pub(crate) struct Hash(XxHash64);

impl Hash {
    pub(crate) fn new() -> Self {
        Self(XxHash64::with_seed(0))
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) {
        self.0.write(bytes);
    }

    pub(crate) fn value(&self) -> u64 {
        self.0.finish()
    }
}

pub(crate) fn hash(bytes: &[u8]) -> u64 {
    XxHash64::oneshot(0, bytes)
}

/// The 32 bits of it that a frame's checksum keeps.
pub(crate) const fn low(hash: u64) -> u32 {
    hash as u32
}

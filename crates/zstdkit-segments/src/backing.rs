//! The memory that segments point into, of whatever kind its owner is.

use std::ops::Range;
use std::sync::Arc;

/// Any owner of bytes. What it is never matters after construction: only its bytes are read.
pub(crate) type Memory = dyn AsRef<[u8]> + Send + Sync;

/// A shared part of an owner's bytes.
#[derive(Clone)]
pub(crate) struct Backing {
    owner: Arc<Memory>,
    start: usize,
    len: usize,
}

impl Backing {
    pub(crate) fn new<B>(owner: B) -> Self
    where
        B: AsRef<[u8]> + Send + Sync + 'static,
    {
        let len = owner.as_ref().len();
        Backing { owner: Arc::new(owner), start: 0, len }
    }

    /// Part of an owner that several buffers share; `range` lies within its bytes.
    pub(crate) fn part(owner: Arc<Memory>, range: Range<usize>) -> Self {
        debug_assert!(range.start <= range.end && range.end <= (*owner).as_ref().len());
        Backing { owner, start: range.start, len: range.len() }
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    #[inline]
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &(*self.owner).as_ref()[self.start..][..self.len]
    }
}

impl AsRef<[u8]> for Backing {
    fn as_ref(&self) -> &[u8] {
        self.as_bytes()
    }
}

//! Telling the caller how far a batch has come.

use std::fmt;
use std::ops::ControlFlow;

/// How far a batch has come, as its progress callback is told after each chunk of items.
///
/// Chunks finish in any order: the items done are not the first ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct BatchProgress {
    /// Items handled so far; the last call says all of them, unless an item failed.
    pub items_done: usize,
    /// Items in the batch.
    pub items: usize,
    /// Bytes of the items handled so far.
    pub bytes_in: u64,
    /// Bytes of their results.
    pub bytes_out: u64,
}

/// What the caller wants to be told by.
pub(crate) type Callback<'c> = Box<dyn FnMut(BatchProgress) -> ControlFlow<()> + Send + 'c>;

/// The callback, and what it was told last.
pub(crate) struct Reporter<'c> {
    callback: Callback<'c>,
    so_far: BatchProgress,
}

impl<'c> Reporter<'c> {
    pub(crate) fn new(callback: Callback<'c>, items: usize) -> Self {
        let so_far = BatchProgress { items_done: 0, items, bytes_in: 0, bytes_out: 0 };
        Reporter { callback, so_far }
    }

    /// Adds a chunk; the caller says whether to go on.
    pub(crate) fn report(
        &mut self,
        items: usize,
        bytes_in: u64,
        bytes_out: u64,
    ) -> ControlFlow<()> {
        self.so_far.items_done += items;
        self.so_far.bytes_in += bytes_in;
        self.so_far.bytes_out += bytes_out;
        (self.callback)(self.so_far)
    }
}

impl fmt::Debug for Reporter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reporter").field("so_far", &self.so_far).finish_non_exhaustive()
    }
}

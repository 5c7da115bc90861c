//! Counts what is taken of the allocator.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

static TAKEN: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

/// All of them are.
pub(crate) fn grants() -> bool {
    true
}

/// Counts a block that was given out.
pub(crate) fn took(bytes: usize) {
    let taken = TAKEN.fetch_add(bytes, SeqCst) + bytes;
    MOST.fetch_max(taken, SeqCst);
}

/// Counts a block that came back.
pub(crate) fn gave(bytes: usize) {
    TAKEN.fetch_sub(bytes, SeqCst);
}

/// The most bytes that were taken at a time while `act` was at it, beside those that were before.
///
/// What other threads take counts too: one is measured at a time.
pub(crate) fn peak<T>(act: impl FnOnce() -> T) -> usize {
    let before = TAKEN.load(SeqCst);
    MOST.store(before, SeqCst);
    drop(act());
    MOST.load(SeqCst) - before
}

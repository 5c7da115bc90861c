//! Panics that may not unwind into C.

#[cfg(feature = "std")]
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs what C calls back; `None` where it panicked.
///
/// What the call leaves half done must be fit to be used or dropped: its callers see to that.
/// Without `std` nothing catches a panic, and to leave an `extern "C"` function by one ends the
/// program.
pub(super) fn guard<T>(call: impl FnOnce() -> T) -> Option<T> {
    #[cfg(feature = "std")]
    return match catch_unwind(AssertUnwindSafe(call)) {
        Ok(value) => Some(value),
        Err(panic) => {
            // A payload may panic in its turn when dropped.
            core::mem::forget(panic);
            None
        }
    };
    #[cfg(not(feature = "std"))]
    Some(call())
}

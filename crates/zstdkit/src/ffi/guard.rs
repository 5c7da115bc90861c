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
            // A payload may panic in its turn when dropped. Who does it once more goes too far: that
            // payload's memory is left behind.
            if let Err(again) = catch_unwind(AssertUnwindSafe(|| drop(panic))) {
                core::mem::forget(again);
            }
            None
        }
    };
    #[cfg(not(feature = "std"))]
    Some(call())
}

#[cfg(all(test, feature = "std"))]
mod tests {
    use std::panic::panic_any;
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    /// Counts how often one is dropped, and panics whenever it is.
    struct Rude;

    static DROPPED: AtomicU32 = AtomicU32::new(0);

    impl Drop for Rude {
        fn drop(&mut self) {
            DROPPED.fetch_add(1, Ordering::Relaxed);
            panic_any(Rude);
        }
    }

    #[test]
    fn a_payload_that_panics_when_dropped_is_caught_too() {
        assert_eq!(guard(|| 7), Some(7));
        assert_eq!(guard(|| panic_any("just words")), None::<()>);
        assert_eq!(guard(|| panic_any(Rude)), None::<()>);
        assert_eq!(DROPPED.load(Ordering::Relaxed), 1);
    }
}

//! Helpers of the workspace-wide tests: data that is the same on every run.
//!
//! ```
//! use zstdkit_tests::{Numbers, noise, text};
//!
//! assert_eq!(text(1000, 1), text(1000, 1));
//! assert_ne!(noise(1000, 1), noise(1000, 2));
//! assert!(Numbers::new(5).below(10) < 10);
//! ```

#![deny(unsafe_code)]

mod data;
#[expect(unsafe_code, reason = "libzstd is asked by its own functions")]
pub mod facts;
mod frames;

pub use data::{Numbers, mixed, noise, record, records, text};
pub use frames::{FrameMaker, damage};

/// The README's examples, compiled and run as documentation tests are.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;

/// The guide's pages that use several crates.
#[cfg(doctest)]
pub mod guide {
    #[doc = include_str!("../../crates/zstdkit/guide/batches.md")]
    pub struct Batches;
    #[doc = include_str!("../../crates/zstdkit/guide/records.md")]
    pub struct Records;
    #[doc = include_str!("../../crates/zstdkit/guide/random_access.md")]
    pub struct RandomAccess;
}

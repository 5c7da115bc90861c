//! The crate's interface, rule by rule: one test per rule and per known fault of older
//! implementations, named after it.
//!
//! Under Miri, which calls no C, only what needs no libzstd: buffers, segments, collections.

#[cfg(all(feature = "arrow", not(miri)))]
mod arrow_feature;
#[cfg(not(miri))]
mod batches;
#[cfg(not(miri))]
mod decompression;
#[cfg(not(miri))]
mod faults;
#[cfg(all(feature = "legacy", not(miri)))]
mod legacy_feature;
mod properties;
#[cfg(all(feature = "rayon", not(miri)))]
mod rayon_feature;
mod samples;
mod segments;
#[cfg(feature = "serde")]
mod serde_feature;
#[cfg(not(miri))]
mod threads;

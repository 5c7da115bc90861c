//! The crate's interface, rule by rule: one test per rule and per known fault of older
//! implementations, named after it.

#[cfg(feature = "arrow")]
mod arrow_feature;
mod batches;
mod decompression;
mod faults;
mod properties;
#[cfg(feature = "rayon")]
mod rayon_feature;
mod samples;
mod segments;
#[cfg(feature = "serde")]
mod serde_feature;
mod threads;

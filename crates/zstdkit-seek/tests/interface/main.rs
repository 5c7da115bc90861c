//! The crate's interface.

#[cfg(feature = "tokio")]
mod asynchronous;
mod data;
mod format;
mod indexes;
mod parallel;
mod ranges;
mod salvaging;
mod writing;

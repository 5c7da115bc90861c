//! The crate's interface.

mod data;
mod format;
mod indexes;
mod ranges;

//! The flow of bytes: open, step, write, commit; the same for all that reads and writes.

pub(crate) mod index;
pub(crate) mod inputs;
mod leftovers;
pub(crate) mod open;
pub(crate) mod plan;
pub(crate) mod seekable;
mod standard;
pub(crate) mod write;

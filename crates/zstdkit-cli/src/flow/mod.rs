//! The flow of bytes: open, step, write, commit; the same for all that reads and writes.

pub(crate) mod adapt;
pub(crate) mod commit;
pub(crate) mod cut;
pub(crate) mod decode;
pub(crate) mod index;
pub(crate) mod inputs;
mod leftovers;
pub(crate) mod open;
pub(crate) mod pipeline;
pub(crate) mod plan;
pub(crate) mod seekable;
pub(crate) mod select;
pub(crate) mod sink;
pub(crate) mod standard;
pub(crate) mod write;

//! Random access: `zstdkit index`, `zstdkit cat`, `zstdkit salvage`.

mod cat;
mod index;
mod salvage;

pub(crate) use cat::run as run_cat;
pub(crate) use index::run as run_index;
pub(crate) use salvage::run as run_salvage;

//! Contexts: made once, used for many inputs, writing into the caller's memory.

mod compress;
mod decompress;
mod every_frame;
mod first_fault;
mod gate;
mod in_place;
#[cfg(feature = "legacy")]
mod legacy;
#[cfg(feature = "std")]
mod parallel;
mod reach;
mod small;
mod with_prefix;

pub use compress::CompressContext;
pub use decompress::{DecompressContext, Progress};

pub(crate) use compress::{drop_frame, prepare as prepare_cctx, revive};
pub(crate) use decompress::{most, prepare as prepare_dctx, prepare_anew as prepare_dctx_anew};
pub(crate) use gate::{admit, choose_dictionary, unfit};
#[cfg(feature = "legacy")]
pub(crate) use legacy::{LegacyHeader, count_content};
pub(crate) use reach::{reach, reach_nothing};

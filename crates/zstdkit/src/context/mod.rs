//! Contexts: made once, used for many inputs, writing into the caller's memory.

use alloc::vec::Vec;

mod compress;
mod decompress;
mod gate;
mod in_place;
#[cfg(feature = "std")]
mod parallel;
mod small;
mod with_prefix;

pub use compress::CompressContext;
pub use decompress::{DecompressContext, Progress};

pub(crate) use compress::{drop_frame, prepare as prepare_cctx};
pub(crate) use decompress::{most, prepare as prepare_dctx};
pub(crate) use gate::{admit, choose_dictionary, unfit};

/// Returns capacity that a result doesn't need to the allocator, where it's worth the call.
pub(crate) fn give_back_waste(vec: &mut Vec<u8>) {
    let waste = vec.capacity() - vec.len();
    if waste > 4096 && waste > vec.len() / 4 {
        vec.shrink_to_fit();
    }
}

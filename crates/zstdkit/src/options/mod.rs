//! What a compression or a decompression is asked to do.

mod compress;
mod decompress;
mod window;

pub use compress::CompressOptions;
pub use decompress::DecompressOptions;

pub(crate) use {
    decompress::Dictionaries,
    window::{MOST, allowed_log, log_beyond},
};

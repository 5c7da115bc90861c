//! What a compression or a decompression is asked to do.

mod addressable;
mod check;
mod compress;
mod decompress;
mod level;
mod window;

pub use compress::CompressOptions;
pub use decompress::DecompressOptions;

pub(crate) use {
    decompress::Dictionaries,
    level::chosen,
    window::{MOST, allowed_log, log_beyond},
};

//! What a compression or a decompression is asked to do.

mod compress;
mod decompress;

pub use compress::CompressOptions;
pub use decompress::DecompressOptions;

pub(crate) use decompress::Dictionaries;

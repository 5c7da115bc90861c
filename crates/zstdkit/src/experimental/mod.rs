//! What libzstd calls static-only: it may change from one libzstd to the next, and so may this.

mod estimate;
mod progression;
mod recommended;

pub use estimate::{
    estimate_compress_context, estimate_compress_digest, estimate_compressor,
    estimate_decompress_context, estimate_decompress_digest, estimate_decompressor,
};
pub use progression::FrameProgression;
pub use recommended::CompressionParameters;

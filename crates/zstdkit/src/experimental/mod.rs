//! What libzstd calls static-only: it may change from one libzstd to the next, and so may this.

mod allocator;
mod estimate;
mod producer;
mod progression;
mod recommended;
mod sequences;
mod static_memory;
mod thread_pool;

pub use allocator::Allocator;
pub use estimate::{
    estimate_compress_context, estimate_compress_digest, estimate_compressor,
    estimate_decompress_context, estimate_decompress_digest, estimate_decompressor,
};
pub use producer::{NoSequences, ProducerFault, SequenceProducer};
pub use progression::FrameProgression;
pub use recommended::CompressionParameters;
pub use sequences::{Sequence, SequenceFault, merge_block_delimiters};
pub use static_memory::{StaticCompressContext, StaticDecompressContext};
pub use thread_pool::ThreadPool;

pub(crate) use sequences::{Content, Plan, Rules};

//! What libzstd calls static-only: it may change from one libzstd to the next, and so may this.

mod allocator;
mod estimate;
mod lasting;
mod progression;
mod recommended;
mod sequences;
mod static_memory;
mod thread_pool;

pub use crate::{
    error::{ProducerFault, SequenceFault},
    ffi::Allocator,
    parameters::CompressionParameters,
    sequences::{NoSequences, Sequence, SequenceProducer, merge_block_delimiters},
};
pub use estimate::{
    estimate_compress_context, estimate_compress_digest, estimate_compressor,
    estimate_decompress_context, estimate_decompress_digest, estimate_decompressor,
};
pub use lasting::{CompressorInto, DecompressorInto, SliceCompressor};
pub use progression::FrameProgression;
pub use static_memory::{StaticCompressContext, StaticDecompressContext};
pub use thread_pool::ThreadPool;

/// What can be sent to, and shared with, other threads; checked when compiled.
const _: () = {
    const fn is_send_and_sync<T: Send + Sync>() {}
    is_send_and_sync::<ThreadPool>();
    is_send_and_sync::<StaticCompressContext<'_>>();
    is_send_and_sync::<StaticDecompressContext<'_>>();
    is_send_and_sync::<SliceCompressor<'_>>();
    is_send_and_sync::<CompressorInto<'_>>();
    is_send_and_sync::<DecompressorInto<'_>>();
};

//! Push streams: input is handed in piece by piece, output comes back as it is made.

mod buffered_decoder;
mod compressor;
mod decompressor;
mod frame_decompressor;

pub use compressor::Compressor;
pub use decompressor::Decompressor;
pub use frame_decompressor::FrameDecompressor;

#[cfg(feature = "experimental")]
pub(crate) use buffered_decoder::BufferedDecoder;

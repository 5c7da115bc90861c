//! Push streams: input is handed in piece by piece, output comes back as it is made.

mod buffered_decoder;
mod compressor;
mod decoder;
mod decompressor;
mod encoder;
mod frame_decompressor;

pub use compressor::Compressor;
pub use decompressor::Decompressor;
pub use frame_decompressor::FrameDecompressor;

#[cfg(feature = "experimental")]
pub(crate) use buffered_decoder::BufferedDecoder;
pub(crate) use decoder::Decoder;
pub(crate) use encoder::Encoder;

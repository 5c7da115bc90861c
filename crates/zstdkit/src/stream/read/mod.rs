//! Adaptors that read from any [`Read`](std::io::Read), through a buffer of their own.

mod ahead;
mod decoder;
mod encoder;

pub use decoder::Decoder;
pub use encoder::Encoder;

//! Adaptors that read from a [`BufRead`](std::io::BufRead), straight out of its buffer.

mod decoder;
mod encoder;

pub use decoder::Decoder;
pub use encoder::Encoder;

//! Adaptors that write into any [`Write`](std::io::Write).

mod auto_finish;
mod decoder;
mod encoder;
mod outlet;

pub use auto_finish::AutoFinish;
pub use decoder::Decoder;
pub use encoder::Encoder;

/// The most input, in bytes, that one call of `write` takes, so that buffers stay small.
const TAKE: usize = 256 * 1024;

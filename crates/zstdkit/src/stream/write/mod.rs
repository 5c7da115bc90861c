//! Adaptors that write into any [`Write`](std::io::Write).

mod auto_finish;
mod auto_flush;
mod decoder;
mod encoder;

pub use auto_finish::AutoFinish;
pub use auto_flush::AutoFlush;
pub use decoder::Decoder;
pub use encoder::Encoder;

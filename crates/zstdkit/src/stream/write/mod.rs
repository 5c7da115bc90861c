//! Adaptors that write into any [`Write`](std::io::Write).

mod auto_finish;
mod decoder;
mod encoder;

pub use auto_finish::AutoFinish;
pub use decoder::Decoder;
pub use encoder::Encoder;

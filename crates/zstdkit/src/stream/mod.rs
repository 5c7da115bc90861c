//! [`std::io`] adaptors: encoders and decoders over readers and writers.
//!
//! Three modules, by what the adaptor stands on, each with an `Encoder` and a `Decoder`:
//!
//! | module | over a | you |
//! |---|---|---|
//! | [`mod@write`] | [`Write`](std::io::Write) | write into it |
//! | [`read`] | [`Read`](std::io::Read) | read from it |
//! | [`bufread`] | [`BufRead`](std::io::BufRead) | read from it, without a second buffer |
//!
//! Decoders read any number of frames, one after the other, and take input that ends inside of one
//! as an error. Each adaptor can be used for stream after stream without new memory: see its `reset`.
//! Once an adaptor has met bad data, it answers every later call with the same error;
//! an [`io::Error`](std::io::Error) of what it stands on can be tried again, and loses nothing.
//!
//! Encoders hold back up to 128 KiB of a frame. If its end comes first, the frame says its size, and takes
//! the memory of its size, not the level's; a flush, or more data, ends the holding back.
//!
//! ```
//! use std::io::{Read, Write};
//! use zstdkit::stream;
//!
//! let mut encoder = stream::write::Encoder::new(Vec::new(), 3)?;
//! encoder.write_all(b"written, then read")?;
//! let frame = encoder.finish()?;
//!
//! let mut text = String::new();
//! stream::read::Decoder::new(&frame[..])?.read_to_string(&mut text)?;
//! assert_eq!(text, "written, then read");
//! # Ok::<(), std::io::Error>(())
//! ```

pub mod bufread;
mod copy;
pub(crate) mod feed;
mod hold;
pub(crate) mod offers;
pub(crate) mod pull;
pub mod read;
pub mod write;

pub use copy::{copy_decode, copy_encode, copy_encode_sized, pledged};

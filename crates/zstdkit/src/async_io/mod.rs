//! Encoders and decoders over asynchronous readers and writers, of tokio's and of the crate
//! `futures`.
//!
//! Two modules, by what the adaptor stands on, each with an `Encoder` and a `Decoder`:
//!
//! | module | over an | you |
//! |---|---|---|
//! | [`bufread`] | `AsyncBufRead` | read from it |
//! | [`mod@write`] | `AsyncWrite` | write into it |
//!
//! One type does for both worlds: over a reader of tokio's it is a reader of tokio's (feature `tokio`),
//! over one of `futures` one of `futures` (feature `futures`). A reader without a buffer goes into
//! `tokio::io::BufReader` or `futures::io::BufReader` first.
//!
//! Decoders read any number of frames, one after the other, and take input that ends inside of one
//! as an error. Once an adaptor has met bad data, it answers every later call with the same error; an
//! [`io::Error`](std::io::Error) of what it stands on can be tried again, and loses nothing.
//!
//! # Futures that are dropped
//!
//! All state lives in the adaptor, none in the futures that its methods make. What is dropped before
//! it was ready, as `select!` and timeouts do, has taken nothing from the caller and handed nothing on:
//! the next call goes on where it stood.
//!
//! - `read`, `write`, `flush`, `shutdown` (`close` with `futures`) and `finish_frame` are safe to cancel.
//! - `read_exact`, `read_to_end`, `write_all` and `copy` aren't, as with any reader or writer: they count
//!   in themselves how far they came. The adaptor itself is as sound as ever afterwards.
//!
//! # What runs where
//!
//! Compression happens inside of a poll, on the executor's thread: at most 64 KiB of input at a time
//! when written, and what the inner reader's buffer holds when read; with the first of it the 128 KiB that were
//! held back until then, or a small frame whole. Strong levels take
//! milliseconds for that; move such work to a thread, or give the encoder
//! [`workers`](crate::CompressOptions::workers).
#![cfg_attr(
    feature = "tokio",
    doc = r#"
```
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use zstdkit::async_io;

# let runtime = tokio::runtime::Builder::new_current_thread().build()?;
# runtime.block_on(async {
let mut encoder = async_io::write::Encoder::new(Vec::new(), 3)?;
encoder.write_all(b"written, then read").await?;
encoder.shutdown().await?;
let frame = encoder.into_inner();

let mut text = String::new();
async_io::bufread::Decoder::new(&frame[..])?.read_to_string(&mut text).await?;
assert_eq!(text, "written, then read");
# Ok::<(), std::io::Error>(())
# })?;
# Ok::<(), std::io::Error>(())
```
"#
)]

pub mod bufread;
mod drive;
#[cfg(feature = "futures")]
mod futures;
#[cfg(feature = "tokio")]
mod tokio;
pub mod write;

//! Zstandard for Rust: the whole of libzstd 1.5.7 behind safe types.
//!
//! ```
//! let frame = zstdkit::compress(b"some data, some more data", 3)?;
//! assert_eq!(zstdkit::decompress(&frame)?, b"some data, some more data");
//! # Ok::<(), zstdkit::Error>(())
//! ```
//!
//! # Which one to use
//!
//! | for | use |
//! |---|---|
//! | a buffer, once or a million times | [`compress`], [`decompress`] |
//! | parameters, a dictionary, limits | [`CompressOptions`], [`DecompressOptions`] |
//! | your own memory, no allocation per call | [`CompressContext`], [`DecompressContext`] |
//! | one step at a time, bounded on both sides | [`step`] |
//! | data that comes and goes in pieces | [`Compressor`], [`Decompressor`], [`FrameDecompressor`] |
//! | [`std::io`] readers and writers | [`stream`] |
//! | asynchronous readers and writers | `async_io`, with the features below |
//! | many small inputs that have much in common | [`Dictionary`] |
//!
//! [`guide`] answers the common questions, one a page.
//!
//! Frames are inspected by the crate `zstdkit-frame`, dictionaries trained by `zstdkit-dict`,
//! batches of many items handled by `zstdkit-segments`, and files read at any place by `zstdkit-seek`.
//!
//! # How bytes flow
//!
//! Options are plain values. A context takes them, and owns one object of libzstd's. Each call
//! takes a slice and writes to a slice or the spare room of a `Vec`. Errors are one type,
//! [`Error`]; after any, every object is ready to go on: at a frame's start, except that what can't
//! be asked for inside of a frame leaves the frame as it is.
//!
//! # The map of the source
//!
//! | folder | what is in it |
//! |---|---|
//! | `one_call/` | functions that need no object, and the contexts that a thread keeps for them |
//! | `context/` | whole inputs into the caller's memory; what is asked before C sees a frame |
//! | `step/` | one step of a stream: the engines of all that works in pieces |
//! | `push/` | pieces in, pieces out |
//! | `stream/`, `async_io/` | readers and writers, which wait or are polled, around these engines |
//! | `options/`, `parameters/`, `dictionary/` | what an operation is asked to do, with what |
//! | `output/` | where results go: slices, or the spare room of a `Vec` |
//! | `error/` | what can go wrong |
//! | `ffi/` | all calls into C, one owner for each of its objects |
//! | `sequences/` | what a match finder finds, and the rules for it (feature `experimental`) |
//! | `ecosystem/`, `experimental/`, `dcz/` | what features add |
//! | `guide/` | the guide, for the documentation alone |
//!
//! # Features
//!
//! - `std` (default): [`stream`], contexts that threads keep for the one-call functions, digests that
//!   dictionaries keep, parallel decompression. Without it the crate is `no_std` and needs `alloc`.
//! - `multithread` (default): worker threads inside libzstd, see [`CompressOptions::workers`].
//! - `tuned` (default): libzstd changed, while it is built, where the same bytes come sooner: at the high
//!   levels, for small inputs and from large blocks above all. Without it, libzstd is compiled as released.
//! - `experimental`: what libzstd calls static-only. It may change from one libzstd to the next, and
//!   is outside of this crate's promise of stability. Estimates of memory, sequences and match finders
//!   of one's own, thread pools that contexts share, contexts in memory of the caller's or of an
//!   allocator's, streams over slices that stay where they are.
//! - `tokio`, `futures`: `async_io`, encoders and decoders over the readers and writers of either.
//! - `bytes`: `BytesMut` as an [`Output`], and `compress_buf` and `decompress_buf`, from any `Buf`.
//! - `serde`: dictionaries (their content, checked when read), options (parameters by their names in
//!   zstd's manual), [`CompressParameter`], [`DecompressParameter`], [`Strategy`], [`EndDirective`] and
//!   [`DictionaryMode`] (by name). Options in JSON:
//!   `{"parameters": {"compressionLevel": 19, "checksumFlag": 1}, "dictionary": {"content": "6c69...",
//!   "mode": "digested"}}`, and `"window_log_limit": 23` for the web's; those of decompression have `window_limit`, `max_output`, `workers` and
//!   `dictionaries` too. All may be left out.
//! - `dcz`: `dcz`, streams compressed with a dictionary for the web, as RFC 9842 has them.
//! - `legacy`: frames written by zstd 0.5 to 0.7 are decompressed too, at every door but for
//!   contexts in a caller's memory, where libzstd doesn't.
//! - `arbitrary`: the same types made up by fuzzers, within their bounds, and light on memory.

#![cfg_attr(docsrs, feature(doc_cfg))]
#![no_std]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

#[cfg(any(feature = "futures", feature = "tokio"))]
pub mod async_io;
mod context;
#[cfg(feature = "dcz")]
pub mod dcz;
mod dictionary;
#[cfg(any(feature = "arbitrary", feature = "bytes", feature = "serde"))]
mod ecosystem;
mod error;
#[cfg(feature = "experimental")]
mod experimental;
mod ffi;
#[cfg(any(doc, doctest))]
pub mod guide;
mod one_call;
mod options;
mod output;
mod parameters;
mod push;
#[cfg(feature = "experimental")]
mod sequences;
pub mod step;
#[cfg(feature = "std")]
pub mod stream;

pub use context::{CompressContext, DecompressContext, Progress};
pub use dictionary::{Dictionary, DictionaryMode, DictionarySet, OwnedBytes};
pub use error::{DictionaryFault, Error, ErrorCode, Result};
#[cfg(feature = "experimental")]
pub use experimental::*;
pub use one_call::{compress, decompress, write_skippable_frame};
pub use options::{CompressOptions, DecompressOptions};
pub use output::{GrowingOutput, Output, compress_bound, output_buffer};
pub use parameters::{
    CompressParameter, DEFAULT_LEVEL, DecompressParameter, EndDirective, LEVELS, Reset, Strategy,
};
pub use push::{Compressor, Decompressor, FrameDecompressor};

/// The version of the libzstd that is linked, such as `1.5.7`.
///
/// Wraps `ZSTD_versionString`.
#[doc(alias = "VERSION_MAJOR")]
#[doc(alias = "VERSION_MINOR")]
#[doc(alias = "VERSION_NUMBER")]
#[doc(alias = "VERSION_RELEASE")]
#[doc(alias = "ZSTD_versionNumber")]
#[doc(alias = "ZSTD_versionString")]
#[doc(alias = "version_number")]
#[doc(alias = "version_string")]
pub fn version() -> &'static str {
    ffi::version()
}

impl ErrorCode {
    /// libzstd's own words for it.
    ///
    /// Wraps `ZSTD_getErrorString`.
    #[doc(alias = "ZDICT_getErrorName")]
    #[doc(alias = "ZSTD_getErrorName")]
    #[doc(alias = "ZSTD_getErrorString")]
    pub fn message(self) -> &'static str {
        ffi::error_message(self)
    }
}

/// What can be sent to, and shared with, other threads; checked when compiled.
const _: () = {
    const fn is_send_and_sync<T: Send + Sync>() {}
    is_send_and_sync::<CompressContext>();
    is_send_and_sync::<DecompressContext>();
    is_send_and_sync::<Compressor>();
    is_send_and_sync::<Decompressor>();
    is_send_and_sync::<FrameDecompressor>();
    is_send_and_sync::<step::Encoder>();
    is_send_and_sync::<step::Decoder>();
    is_send_and_sync::<CompressOptions>();
    is_send_and_sync::<DecompressOptions>();
    is_send_and_sync::<Dictionary>();
    is_send_and_sync::<DictionarySet>();
    is_send_and_sync::<Error>();
};

//! Random access into any Zstandard file, also into the middle of one frame.
//!
//! A frame is decoded from its start, they say. But at a block's boundary all that a decoder
//! knows is four tables, three offsets and the content decoded last; and that is what a trained
//! dictionary holds, too. So an [`Index`] keeps some of these states as dictionaries, and libzstd,
//! unmodified, goes on from there.
//!
//! ```
//! use zstdkit_seek::{IndexOptions, SeekReader};
//!
//! let content: Vec<u8> = (0..400_000u32).flat_map(u32::to_le_bytes).collect();
//! let file = zstdkit::compress(&content, 3)?;
//!
//! // Once through the file, at about the speed of decompressing it.
//! let index = IndexOptions::new().build(&file[..])?;
//! // To a file of its own, or to the end of the file, which every decoder still reads.
//! let mut written = Vec::new();
//! index.write_to(&mut written)?;
//!
//! let mut reader = SeekReader::open([file, written].concat())?;
//! let mut range = Vec::new();
//! reader.read_range(1_200_000..1_200_016, &mut range)?;
//! assert_eq!(range, content[1_200_000..1_200_016]);
//! # Ok::<(), zstdkit_seek::Error>(())
//! ```
//!
//! # Where to find what
//!
//! | For | See |
//! |---|---|
//! | making an index of a file that is there | [`IndexOptions`] |
//! | reading any part of it | [`SeekReader`], [`ReadOptions`] |
//! | all of it, on all cores | [`Index::decompress`] |
//! | writing files that seek from the start | [`IndexedWriter`] (one frame), [`SeekableWriter`] (the seekable format) |
//! | what is left of a damaged file | [`salvage()`] |
//! | files that are elsewhere | [`ReadAt`], [`Seeking`] |
//!
//! # Source map
//!
//! | Module | What is in it |
//! |---|---|
//! | `build`, `input`, `history`, `repeats`, `state`, `windows` | once through a file beside libzstd's decoder, whose state is written down |
//! | `index`, `format`, `same_file`, `open` | the points where decoding can start; written, read, held against a file, or found in a seek table |
//! | `options`, `run` | decoding from such a point on, as a machine that asks for bytes |
//! | `reader`, `parallel` with `ahead`, `salvage`, `tokio` | who runs that machine: readers, threads, rescue |
//! | `machine`, `seekable`, `indexed`, `beginnings` | writers |
//! | `source`, `hash`, `lists`, `threads`, `error` | where bytes come from; checksums; memory and threads that may be refused; what can go wrong |
//!
//! # Features
//!
//! - `tokio`: `AsyncSeekReader`, `AsyncSeekableWriter` and `AsyncIndexedWriter`, over tokio's readers and writers.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

mod ahead;
mod beginnings;
mod build;
mod error;
mod format;
mod hash;
mod history;
mod index;
mod indexed;
mod input;
mod lists;
mod machine;
mod open;
mod options;
mod parallel;
mod reader;
mod repeats;
mod run;
mod salvage;
mod same_file;
mod seekable;
mod source;
mod state;
mod threads;
#[cfg(feature = "tokio")]
mod tokio;
mod windows;

pub use build::IndexOptions;
pub use error::{Damage, Difference, Error, IndexProblem, Result};
pub use index::{Index, Stretch};
pub use indexed::IndexedWriter;
pub use options::ReadOptions;
pub use reader::SeekReader;
pub use salvage::{Hole, Report, salvage};
pub use seekable::SeekableWriter;
pub use source::{ReadAt, Seeking};
#[cfg(feature = "tokio")]
pub use tokio::{AsyncIndexedWriter, AsyncSeekReader, AsyncSeekableWriter};

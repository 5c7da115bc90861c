//! Many small items in few allocations, and batches that compress or decompress all of them at
//! once, on all cores.
//!
//! A [`BufferWithSegments`] is one piece of memory of any kind and a table of where each item lies
//! in it. Several of them make a [`BufferWithSegmentsCollection`]. A [`BatchCompressor`] takes
//! either, or plain slices of byte slices, and gives a collection of frames, one per item, each
//! byte for byte what compressing that item alone gives; a [`BatchDecompressor`] does the
//! opposite. Neither allocates per item, and results do not depend on the number of threads.
//!
//! ```
//! use zstdkit::{CompressOptions, DecompressOptions};
//! use zstdkit_segments::{BatchCompressor, BatchDecompressor, BufferWithSegments};
//!
//! let log = "GET /index.html 200\nGET /style.css 200\nPOST /login 302\n";
//! let lines = BufferWithSegments::split_inclusive(log, b"\n")?;
//!
//! let frames = BatchCompressor::new(&CompressOptions::new().level(3))?.compress(&lines)?;
//! assert_eq!(frames.len(), 3);
//!
//! let again = BatchDecompressor::new(&DecompressOptions::new())?.decompress(&frames)?;
//! assert_eq!(&again[2], b"POST /login 302\n");
//! # Ok::<(), zstdkit_segments::Error>(())
//! ```
//!
//! Small items compress much better with a dictionary: give the options one.
//!
//! # Where what is
//!
//! - Buffers: [`BufferWithSegments`], its items [`BufferSegment`], its table [`BufferSegments`] of
//!   [`Segment`]; [`SegmentsBuilder`] to gather items, `from_items`, `split` and the like to make
//!   buffers in one go.
//! - Several buffers as one sequence: [`BufferWithSegmentsCollection`].
//! - Batches: [`BatchCompressor`], [`BatchDecompressor`], [`EachResult`] where some items may
//!   fail, [`BatchProgress`] for those who wait, [`BatchSource`] for items kept otherwise.
//! - What can go wrong: [`Error`].
//!
//! # Source map
//!
//! | Module | What is in it |
//! |---|---|
//! | `buffer`, `segment`, `item`, `backing` | one piece of memory, its table, its items, and who owns it |
//! | `build`, `collection` | making buffers; several of them as one sequence |
//! | `batch` | batches: `compress` and `decompress` are the doors, `engine` has `plan` cut a batch up and a crew of threads do the `work`, results go into `slabs` |
//! | `source` | what a batch takes its items from |
//! | `parallel`, `arrow`, `bytes`, `serialize` | what features add |
//! | `error` | what can go wrong |
//!
//! # Features
//!
//! `rayon` and `tuned` are on by default.
//!
//! - `arrow`: arrow's arrays of bytes and strings are buffers and batch sources, and results become
//!   arrays, all without a copy of the values; see [below](#arrow). Implies `bytes`.
//! - `legacy`: items that zstd 0.5 to 0.7 wrote are decompressed too.
//! - `bytes`: a buffer's data, and each of its items, as a `Bytes` that shares its memory.
//! - `rayon`: threads that stand by between batches, batches that run in rayon's current pool
//!   instead, and parallel iterators over buffers and collections. Without it, each batch starts
//!   its threads and sees them end, which takes longer than some thousand small items do.
//! - `serde`: buffers, tables and segments serialize.
//! - `tuned`: libzstd changed, while it is built, where the same bytes come sooner.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(feature = "arrow", doc = include_str!("arrow.md"))]
#![forbid(unsafe_code)]

#[cfg(feature = "arrow")]
mod arrow;
mod backing;
mod batch;
mod buffer;
mod build;
#[cfg(feature = "bytes")]
mod bytes;
mod collection;
mod error;
mod item;
#[cfg(feature = "rayon")]
mod parallel;
mod segment;
#[cfg(feature = "serde")]
mod serialize;
mod source;

#[cfg(feature = "arrow")]
pub use arrow::ArrowItems;
pub use batch::{
    BatchCompressor, BatchDecompressor, BatchProgress, CompressRun, DecompressRun, EachItems,
    EachResult,
};
pub use buffer::BufferWithSegments;
pub use build::SegmentsBuilder;
pub use collection::{BufferWithSegmentsCollection, CollectionIter};
pub use error::Error;
pub use item::{BufferSegment, Iter};
#[cfg(feature = "rayon")]
pub use parallel::{ParCollectionIter, ParIter};
pub use segment::{BufferSegments, Segment};
pub use source::{BatchSource, SegmentItems, SliceItems};

/// What the operations of this crate return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

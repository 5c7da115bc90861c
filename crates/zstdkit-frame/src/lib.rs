//! What compressed bytes say of themselves: Zstandard frames, inspected without being decompressed.
//!
//! Pure Rust, `no_std`, no unsafe code, no libzstd: for servers that check what a stranger sent before
//! any memory is taken, for tools that list what a file is made of, for kernels, fuzzers and wasm
//! pages. Where libzstd 1.5.7 has a function for a question, the answers here are its answers, and
//! what it refuses is refused.
//!
//! ```
//! use zstdkit_frame::{BlockKind, FrameKind, frame_info, frames};
//!
//! // A skippable frame, and `abc` in a frame of one raw block with a checksum.
//! let mut file = b"\x50\x2A\x4D\x18\x02\0\0\0hi".to_vec();
//! file.extend(b"\x28\xB5\x2F\xFD\x24\x03\x19\0\0abc\x99\x09\x77\xAD");
//!
//! // The header of the first frame alone.
//! assert_eq!(frame_info(&file)?.kind(), FrameKind::Skippable { variant: 0, size: 2 });
//!
//! // Every frame, and its blocks.
//! for frame in frames(&file) {
//!     let frame = frame?;
//!     println!("{} bytes at {}: {:?}", frame.size(), frame.offset(), frame.info());
//!     for block in frame.blocks() {
//!         assert_eq!((block.kind(), block.content()), (BlockKind::Raw, &b"abc"[..]));
//!     }
//! }
//!
//! // What is missing of a frame that is still on its way.
//! assert_eq!(frame_info(&file[..7]).unwrap_err().needed(), Some(1));
//! # Ok::<(), zstdkit_frame::Error>(())
//! ```
//!
//! # Where to find what
//!
//! | Question | Answer |
//! |---|---|
//! | What does the header say? | [`frame_info`] |
//! | How long is the frame, and what is it made of? | [`frame_size`], [`first_frame`] |
//! | What is in the whole buffer? | [`frames`] |
//! | And if its bytes come in pieces? | [`FrameTracker`] |
//! | What is in a file or pipe that is not in memory? | `SourceFrames` (feature `std`) |
//! | How much will it decompress to? | [`decompressed_size`], [`decompressed_bound`] |
//! | How much memory will that take? | [`decoder_memory`], [`decompression_margin`] |
//! | What are a block's sequences? | [`Block::sequences`] |
//! | What does decoding a block take from those before it? | [`Tables`] |
//! | Where in a seekable file is this offset? | [`SeekTable`], `SeekIndex` (feature `alloc`) |
//! | What dictionary is this? | [`dictionary_id`], [`dictionary_info`] |
//! | And without magic numbers, or less strictly? | [`Options`] |
//! | What is wrong with it? | [`Error`] |
//!
//! Terms and section numbers are those of RFC 8878.
//!
//! # What an answer is worth
//!
//! Headers are claims of whoever wrote them. Of a frame that [`frames`] hands out, the header and all
//! block headers are sound, and all of its bytes are there; whether its blocks decode, and to how
//! much, only decompression tells.
//!
//! # Against libzstd
//!
//! The answers differ from libzstd's in four cases, each on purpose:
//!
//! - A block larger than its frame permits is refused, where `ZSTD_findFrameCompressedSize` leaves
//!   that to the decoder. [`Options::check_block_limit`] turns it off.
//! - Frames of zstd 0.1 to 0.7 are recognised as such in every build, and nothing more of them is read.
//! - A bound beyond 64 bits is an error, where `ZSTD_decompressBound` wraps around.
//! - A skippable frame's variant is no dictionary id, as it is to `ZSTD_getDictID_fromFrame`.
//!
//! The largest window is that of 64-bit builds, 2^31 bytes and seven eighths of it more, everywhere.
//!
//! # Source map
//!
//! | Module | What is in it |
//! |---|---|
//! | `ask`, `options` | the questions, and the way to look at bytes |
//! | `header`, `descriptor`, `info`, `magic` | a frame's first bytes, and what they say |
//! | `walk`, `block`, `frames`, `track` | from block to block, from frame to frame, of what is there or comes in pieces |
//! | `bounds` | sizes and memory over all frames of a buffer |
//! | `sections`, `sequences`, `codes` | what is inside of a compressed block |
//! | `entropy`, `distribution`, `huffman`, `bits`, `tables` | the codes that it is written in, and those that blocks hand on |
//! | `dictionary` | the header and tables of a trained dictionary |
//! | `seekable`, `seek_index`, `seek_source` | seek tables |
//! | `source`, `source_error`, `window` | frames of files and pipes |
//! | `error`, `problem`, `first_bytes` | what is wrong |
//! | `small` | zstdkit's short cut through small frames |
//!
//! # Features
//!
//! - `std` (default): walks the frames of `Read` and `Seek` sources, and turns errors into
//!   `std::io::Error`. Includes `alloc`.
//! - `alloc`: looks up offsets in seek tables by binary search.
//!
//! Without them nothing is allocated, ever.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![no_std]
#![forbid(unsafe_code)]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod ask;
mod bits;
mod block;
mod bounds;
mod codes;
mod descriptor;
mod dictionary;
mod distribution;
mod entropy;
mod error;
mod first_bytes;
mod frames;
mod header;
mod huffman;
mod info;
mod magic;
mod options;
mod problem;
mod sections;
#[cfg(feature = "alloc")]
mod seek_index;
#[cfg(feature = "std")]
mod seek_source;
mod seekable;
mod sequences;
mod small;
#[cfg(feature = "std")]
mod source;
#[cfg(feature = "std")]
mod source_error;
mod tables;
mod track;
mod walk;
#[cfg(feature = "std")]
mod window;

pub use block::{Block, BlockKind, Blocks};
pub use bounds::DecoderMemory;
pub use codes::Code;
pub use descriptor::DescriptorFlags;
pub use dictionary::{DictionaryInfo, dictionary_id, dictionary_info};
pub use distribution::{Distribution, TableDescription};
pub use error::{Error, Part};
pub use first_bytes::FirstBytes;
pub use frames::Frames;
pub use huffman::{HuffmanCode, HuffmanDescription};
pub use info::{BLOCK_SIZE_MAX, FrameInfo, FrameKind};
pub use magic::{
    DICTIONARY_MAGIC, LegacyVersion, SEEKABLE_MAGIC, SKIPPABLE_MAGIC_START, ZSTANDARD_MAGIC,
};
pub use options::{Format, Options};
pub use problem::{DictionaryProblem, SectionProblem, SeekTableProblem};
pub use sections::{Literals, LiteralsKind, Sections, TableMode, TableModes};
#[cfg(feature = "alloc")]
pub use seek_index::SeekIndex;
pub use seekable::{SeekEntry, SeekPoint, SeekTable};
pub use sequences::{Sequence, Sequences};
// For zstdkit's short cut alone, and no promise.
#[doc(hidden)]
pub use small::SmallFrame;
#[cfg(feature = "std")]
pub use source::{SourceBlock, SourceFrame, SourceFrames};
#[cfg(feature = "std")]
pub use source_error::SourceError;
pub use tables::{CodeTable, DictionaryHeader, Tables};
pub use track::FrameTracker;
pub use walk::Frame;

/// The README's example, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

/// Reads the header of the frame at the start of `buf`.
///
/// The header is all that is needed: 6 to 18 bytes, 8 of a skippable frame. What follows is not
/// looked at. Answers what `ZSTD_getFrameHeader` does; RFC 8878, section 3.1.1.1.
///
/// A legacy frame (zstd 0.1 to 0.7) is recognised by its magic number, and nothing else of it is
/// read.
///
/// # Errors
///
/// [`Error::Incomplete`] when the header is cut short, [`Error::UnknownFrame`] when no frame
/// starts here, [`Error::ReservedBit`] and [`Error::WindowTooLarge`] when the header is unsupported.
///
/// ```
/// let frame = [0x28, 0xB5, 0x2F, 0xFD, 0x24, 0x03, 0x19, 0, 0, b'a', b'b', b'c', 1, 2, 3, 4];
/// let info = zstdkit_frame::frame_info(&frame)?;
/// assert_eq!(info.content_size(), Some(3));
/// assert_eq!(info.dictionary_id(), 0);
/// assert_eq!(info.window_size(), 3);
/// assert_eq!(info.header_size(), 6);
/// assert!(info.has_checksum());
/// # Ok::<(), zstdkit_frame::Error>(())
/// ```
#[doc(alias = "ZSTD_frameHeaderSize")]
#[doc(alias = "ZSTD_getFrameHeader")]
#[doc(alias = "ZSTD_isFrame")]
#[doc(alias = "is_frame")]
#[inline]
pub fn frame_info(buf: &[u8]) -> Result<FrameInfo, Error> {
    Options::new().frame_info(buf)
}

/// Reads the header of the frame at the start of `buf`, and walks its block headers to its end.
///
/// What follows the frame is not looked at. Header and walk are one pass: ask this first when more
/// than the header is wanted.
///
/// # Errors
///
/// As [`frame_size`].
///
/// ```
/// let buf = [0x28, 0xB5, 0x2F, 0xFD, 0x20, 0x03, 0x19, 0, 0, b'a', b'b', b'c', 0xFF, 0xFF];
/// let frame = zstdkit_frame::first_frame(&buf)?;
/// assert_eq!(frame.size(), 12);
/// assert_eq!(frame.decompressed_bound(), 3);
/// assert_eq!(frame.blocks().next().unwrap().content(), b"abc");
/// # Ok::<(), zstdkit_frame::Error>(())
/// ```
#[inline]
pub fn first_frame(buf: &[u8]) -> Result<Frame<'_>, Error> {
    Options::new().first_frame(buf)
}

/// The frame at the start of `buf`, if it is small and of the plainest shape: a short cut for who
/// decompresses millions of them.
///
/// That is a frame with a magic number and a content size, of a single segment, a single block and at
/// most 128 KiB of content: what encoders make of a record whose size they know. What follows the
/// frame is not looked at. Where there is an answer, [`first_frame`] has the same. `None` says nothing
/// against the frame, which may be too short for the short cut as well as too long: [`first_frame`]
/// answers for all.
///
/// ```
/// let frame = [0x28, 0xB5, 0x2F, 0xFD, 0x20, 0x04, 0x21, 0, 0, b'a', b'b', b'c', b'd'];
/// let small = zstdkit_frame::small_frame(&frame).expect("one block, whose size is known");
/// assert_eq!((small.size(), small.content_size(), small.dictionary_id()), (13, 4, 0));
///
/// // Cut short: first_frame says what is missing.
/// assert_eq!(zstdkit_frame::small_frame(&frame[..12]), None);
/// assert_eq!(zstdkit_frame::first_frame(&frame[..12]).unwrap_err().needed(), Some(1));
/// ```
#[doc(hidden)]
#[inline]
#[must_use]
pub fn small_frame(buf: &[u8]) -> Option<SmallFrame> {
    small::read(buf)
}

/// The size in bytes of the frame at the start of `buf`, from its magic number to its checksum.
///
/// What follows the frame is not looked at. Answers what `ZSTD_findFrameCompressedSize` does, and
/// refuses blocks that are larger than the frame permits besides
/// (see [`Options::check_block_limit`]).
///
/// # Errors
///
/// Those of [`frame_info`]; [`Error::Incomplete`] when the frame is cut short,
/// [`Error::ReservedBlockType`] and [`Error::BlockTooLarge`] when a block's header is wrong,
/// [`Error::SkippableTooLarge`], and [`Error::LegacyFrame`], for the length of such frames is not
/// known here.
///
/// ```
/// let buf = [0x28, 0xB5, 0x2F, 0xFD, 0x20, 0x03, 0x19, 0, 0, b'a', b'b', b'c', 0xFF, 0xFF];
/// assert_eq!(zstdkit_frame::frame_size(&buf)?, 12);
/// # Ok::<(), zstdkit_frame::Error>(())
/// ```
#[doc(alias = "ZSTD_findFrameCompressedSize")]
#[doc(alias = "find_frame_compressed_size")]
#[inline]
pub fn frame_size(buf: &[u8]) -> Result<usize, Error> {
    Options::new().frame_size(buf)
}

/// Iterates over the frames of `buf`, skippable ones included.
///
/// Each step walks one frame. After the first error the iterator ends.
///
/// ```
/// let buf = b"\x50\x2A\x4D\x18\x02\0\0\0hi\x28\xB5\x2F\xFD\x20\x00\x01\0\0";
/// let sizes: Result<Vec<_>, _> =
///     zstdkit_frame::frames(buf).map(|frame| frame.map(|f| (f.offset(), f.size()))).collect();
/// assert_eq!(sizes?, [(0, 10), (10, 9)]);
/// # Ok::<(), zstdkit_frame::Error>(())
/// ```
#[must_use]
pub const fn frames(buf: &[u8]) -> Frames<'_> {
    Options::new().frames(buf)
}

/// The size in bytes of what all frames of `buf` decompress to together, if they say.
///
/// `None` as soon as a frame does not record its content size; what follows that frame's header is
/// not looked at then. Skippable frames count nothing, and an empty buffer decompresses to nothing.
/// Answers what `ZSTD_findDecompressedSize` does.
///
/// # Errors
///
/// Those of [`frame_size`] for the first frame that has one, and [`Error::SizeOverflow`].
///
/// ```
/// let buf = b"\x50\x2A\x4D\x18\x02\0\0\0hi\x28\xB5\x2F\xFD\x20\x03\x19\0\0abc";
/// assert_eq!(zstdkit_frame::decompressed_size(buf)?, Some(3));
/// # Ok::<(), zstdkit_frame::Error>(())
/// ```
#[doc(alias = "ZSTD_findDecompressedSize")]
#[doc(alias = "find_decompressed_size")]
pub fn decompressed_size(buf: &[u8]) -> Result<Option<u64>, Error> {
    Options::new().decompressed_size(buf)
}

/// The most bytes that all frames of `buf` can decompress to together.
///
/// The sum of [`Frame::decompressed_bound`]. Answers what `ZSTD_decompressBound` does, except that
/// a sum beyond 64 bits is an error here and wraps around there.
///
/// # Errors
///
/// Those of [`frame_size`] for the first frame that has one, and [`Error::SizeOverflow`].
///
/// ```
/// // A window of 1 KiB, no content size, a run of 5 bytes.
/// let buf = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x00, 0x2B, 0, 0, b'a'];
/// assert_eq!(zstdkit_frame::decompressed_size(&buf)?, None);
/// assert_eq!(zstdkit_frame::decompressed_bound(&buf)?, 1024);
/// # Ok::<(), zstdkit_frame::Error>(())
/// ```
#[doc(alias = "ZSTD_decompressBound")]
#[doc(alias = "decompress_bound")]
#[doc(alias = "upper_bound")]
pub fn decompressed_bound(buf: &[u8]) -> Result<u64, Error> {
    Options::new().decompressed_bound(buf)
}

/// How much longer than its content a buffer must be for `buf` to be decompressed within it.
///
/// When the compressed bytes stand at the end of a buffer of the content's length and this many
/// bytes more, they can be decompressed in one call to the buffer's start, without being
/// overwritten before they are read. Answers what `ZSTD_decompressionMargin` does.
///
/// # Errors
///
/// Those of [`decompressed_bound`].
///
/// ```
/// let buf = b"\x28\xB5\x2F\xFD\x20\x03\x19\0\0abc";
/// // The frame's header, its block's header, and a block of three bytes.
/// assert_eq!(zstdkit_frame::decompression_margin(buf)?, 6 + 3 + 3);
/// # Ok::<(), zstdkit_frame::Error>(())
/// ```
#[doc(alias = "ZSTD_decompressionMargin")]
pub fn decompression_margin(buf: &[u8]) -> Result<usize, Error> {
    Options::new().decompression_margin(buf)
}

/// How many bytes of memory libzstd's streaming decoder takes for the frame at the start of `buf`.
///
/// Answers what `ZSTD_estimateDStreamSize_fromFrame` does on 64-bit targets. The parts of the sum:
/// [`FrameInfo::decoder_memory`].
///
/// # Errors
///
/// Those of [`frame_info`]; [`Error::WindowTooLarge`] for windows of more than 2^31 bytes, and
/// [`Error::LegacyFrame`].
///
/// ```
/// use zstdkit_frame::DecoderMemory;
///
/// // A window of 8 MiB.
/// let memory = zstdkit_frame::decoder_memory(&[0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x68])?;
/// assert_eq!(memory, DecoderMemory::CONTEXT + (8 << 20) + 3 * (128 << 10) + 64);
/// # Ok::<(), zstdkit_frame::Error>(())
/// ```
#[doc(alias = "ZSTD_estimateDStreamSize_fromFrame")]
pub fn decoder_memory(buf: &[u8]) -> Result<u64, Error> {
    Options::new().decoder_memory(buf)
}

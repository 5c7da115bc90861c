//! What can go wrong.

use std::io;
use std::ops::Range;

/// A result of this crate's.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a file can't be indexed, an index not used, or content not given.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Reading or writing failed.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// Compression or decompression failed.
    #[error(transparent)]
    Zstd(#[from] zstdkit::Error),
    /// The frames are not what they should be.
    #[error(transparent)]
    Frame(#[from] zstdkit_frame::Error),
    /// An index that is damaged, or none at all.
    #[error("bad index: {0}")]
    BadIndex(#[from] IndexProblem),
    /// The index is that of another file, or the file was changed since.
    #[error("the index doesn't belong to this file: {0}")]
    WrongFile(#[from] Difference),
    /// There is no index, no seek table, and a frame that doesn't say how much content it has.
    #[error(
        "no index, no seek table, and the frame at offset {offset} doesn't say how much content it \
         has: make an index first"
    )]
    NoIndex {
        /// Where that frame starts.
        offset: u64,
    },
    /// The file was indexed with a dictionary, and that isn't the one that was given.
    #[error("the file takes the dictionary with id {wanted} that it was indexed with, and {}", given(*.found))]
    WrongDictionary {
        /// The dictionary's id; 0 of raw content.
        wanted: u32,
        /// The id of the one that was given, if any.
        found: Option<u32>,
    },
    /// A window is larger than the limit.
    #[error("a window of {size} bytes, and at most {limit} are permitted: raise window_log_max")]
    WindowTooLarge {
        /// The window's size in bytes.
        size: u64,
        /// The limit in bytes.
        limit: u64,
    },
    /// The content that a stretch of the file decompresses to isn't the one that was indexed.
    #[error(
        "damaged between offsets {} and {} of the file: the content from {} to {} is lost or wrong, \
         {problem}", .compressed.start, .compressed.end, .content.start, .content.end
    )]
    Damaged {
        /// The stretch of the file.
        compressed: Range<u64>,
        /// Its content.
        content: Range<u64>,
        /// What is wrong.
        problem: Damage,
    },
    /// A range that reaches over the content's end.
    #[error("the range from {} to {} reaches over the content's end at {size}", .range.start, .range.end)]
    OutOfRange {
        /// What was asked for.
        range: Range<u64>,
        /// How much content there is, in bytes.
        size: u64,
    },
}

fn given(id: Option<u32>) -> String {
    match id {
        Some(id) => format!("one with id {id} was given"),
        None => "none was given".to_owned(),
    }
}

impl From<Error> for io::Error {
    fn from(error: Error) -> Self {
        match error {
            Error::Io(error) => error,
            Error::Zstd(error) => error.into(),
            Error::OutOfRange { .. } | Error::WrongDictionary { .. } | Error::NoIndex { .. } => {
                Self::new(io::ErrorKind::InvalidInput, error)
            }
            _ => Self::new(io::ErrorKind::InvalidData, error),
        }
    }
}

/// What is wrong with an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IndexProblem {
    /// There is none.
    #[error("there is none")]
    Missing,
    /// It ends before it should.
    #[error("it is cut short")]
    CutShort,
    /// Its own checksum isn't that of its bytes.
    #[error("its checksum is not that of its bytes")]
    Checksum,
    /// A version that is not known here.
    #[error("it has version {found}, and this program knows version 1")]
    Version {
        /// The version.
        found: u16,
    },
    /// It contradicts itself.
    #[error("it contradicts itself: {what}")]
    Contradiction {
        /// What about it.
        what: &'static str,
    },
    /// A stored window is damaged.
    #[error("the window stored for point {point} is damaged")]
    Window {
        /// Which point, counted from 0.
        point: usize,
    },
}

/// How a file differs from the one that was indexed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Difference {
    /// In its length.
    #[error("the indexed file has {indexed} bytes, and this one has {found}")]
    Size {
        /// The length of the indexed file in bytes.
        indexed: u64,
        /// The length of this one.
        found: u64,
    },
    /// In bytes that were sampled.
    #[error("{differing} of {samples} places looked at differ, the first at offset {offset}")]
    Samples {
        /// How many places differ.
        differing: usize,
        /// How many were looked at.
        samples: usize,
        /// The first place that differs.
        offset: u64,
    },
}

/// What is wrong with a stretch of a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Damage {
    /// Its first bytes are not those that were indexed.
    #[error("for its first bytes are not those that were indexed")]
    Changed,
    /// libzstd can't decompress it.
    #[error("for it doesn't decompress: {0}")]
    Undecodable(zstdkit::Error),
    /// Its blocks are not what blocks can be.
    #[error("for it is no frame: {0}")]
    Malformed(zstdkit_frame::Error),
    /// The checksum of its content is another.
    #[error("for the content's checksum is another")]
    Checksum,
    /// It has less content than was indexed.
    #[error("for it has less content than it should")]
    Short,
    /// It has more content than was indexed.
    #[error("for it has more content than it should")]
    Long,
    /// The file ends before it does.
    #[error("for the file ends within it")]
    CutShort,
    /// No frame starts where one should.
    #[error("for no frame starts there")]
    NoFrame,
}

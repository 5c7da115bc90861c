//! What can be wrong with bytes that should be frames.

use core::fmt;

use crate::{
    first_bytes::FirstBytes,
    magic::LegacyVersion,
    problem::{DictionaryProblem, SectionProblem, SeekTableProblem},
};

/// Why a question about some bytes has no answer.
///
/// Every offset counts from the start of the buffer (or source) that was asked about.
/// [`Error::Incomplete`] means that what is there so far is fine: whoever reads from a network waits
/// for more and asks again. All other variants stay, whatever follows.
///
/// ```
/// use zstdkit_frame::{Error, frame_info};
///
/// // Five bytes of a header of six.
/// match frame_info(&[0x28, 0xB5, 0x2F, 0xFD, 0x20]) {
///     Err(Error::Incomplete { needed, total, .. }) => assert_eq!((needed, total), (1, 6)),
///     other => panic!("{other:?}"),
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The bytes end before the frame does; more of them are needed.
    #[error(
        "incomplete: the {part} at offset {offset} is cut short: {} bytes are there, and at least \
         {total} are needed", present(.total, .needed)
    )]
    Incomplete {
        /// What is cut short.
        part: Part,
        /// Where the part that is cut short starts.
        offset: u64,
        /// How many more bytes are needed, at least, before the answer can change.
        needed: u64,
        /// The length from the buffer's start, with those bytes: what was there plus `needed`.
        total: u64,
    },
    /// No frame starts here.
    #[error(
        "unknown frame descriptor at offset {offset}: found {found}, where a frame starts with \
         28 b5 2f fd, or with 50 to 5f 2a 4d 18 when it is skippable"
    )]
    UnknownFrame {
        /// Where a frame should start.
        offset: u64,
        /// What stands there, up to four bytes.
        found: FirstBytes,
    },
    /// A frame of a format older than RFC 8878, whose extent is not known here.
    #[error(
        "the frame at offset {offset} was written by zstd {version}, whose frames are recognised \
         but not understood here; a libzstd with legacy support reads them"
    )]
    LegacyFrame {
        /// Where the frame starts.
        offset: u64,
        /// Whose format it has.
        version: LegacyVersion,
    },
    /// The reserved bit of a frame header's descriptor is set (RFC 8878, section 3.1.1.1.1.4).
    #[error(
        "the frame header descriptor at offset {offset} is {found:#04x}: its reserved bit (0x08) \
         is set, so the frame is damaged or needs a newer format"
    )]
    ReservedBit {
        /// Where the descriptor stands.
        offset: u64,
        /// The descriptor.
        found: u8,
    },
    /// The window is larger than any that libzstd's decoder takes.
    #[error(
        "the frame header at offset {offset} asks for a window of 2^{window_log} bytes, and \
         at most 2^31 is supported"
    )]
    WindowTooLarge {
        /// Where the frame starts.
        offset: u64,
        /// The base-2 logarithm of the window's size.
        window_log: u8,
    },
    /// A skippable frame states a length that does not fit libzstd's 32-bit arithmetic.
    #[error(
        "the skippable frame at offset {offset} says that it holds {size} bytes, and at most \
         4294967287 are supported"
    )]
    SkippableTooLarge {
        /// Where the frame starts.
        offset: u64,
        /// The stated length of its content.
        size: u32,
    },
    /// A block has type 3, which is reserved (RFC 8878, section 3.1.1.2.2).
    #[error("the block at offset {offset} has the reserved type 3: the frame is damaged")]
    ReservedBlockType {
        /// Where the block's header stands.
        offset: u64,
    },
    /// A block is larger than its frame permits (RFC 8878, section 3.1.1.2.3).
    #[error(
        "the block at offset {offset} says that it holds {size} bytes, and this frame permits at \
         most {limit} to a block"
    )]
    BlockTooLarge {
        /// Where the block's header stands.
        offset: u64,
        /// The stated size, in bytes.
        size: u32,
        /// The frame's limit, in bytes: the smaller of the window and 128 KiB.
        limit: u32,
    },
    /// A compressed block's section headers contradict the format or the block's size.
    #[error("the compressed block at offset {offset} is damaged: {problem}")]
    BadSection {
        /// Where the block's header stands.
        offset: u64,
        /// What is wrong.
        problem: SectionProblem,
    },
    /// A dictionary that is none, or is damaged.
    #[error("bad dictionary, at offset {offset}: {problem}")]
    BadDictionary {
        /// Where the trouble is in the dictionary.
        offset: u64,
        /// What is wrong.
        problem: DictionaryProblem,
    },
    /// A seek table that is missing, damaged, or does not fit its file.
    #[error("bad seek table, at offset {offset}: {problem}")]
    BadSeekTable {
        /// Where the trouble is in the file.
        offset: u64,
        /// What is wrong.
        problem: SeekTableProblem,
    },
    /// A size, or a sum of sizes, is larger than can be a size.
    #[error(
        "the sizes stated up to the frame at offset {offset} sum up to more than any buffer can \
         hold: one of them lies"
    )]
    SizeOverflow {
        /// Where the frame starts whose size is too much.
        offset: u64,
    },
}

impl Error {
    /// How many more bytes are needed, at least; `None` when no further bytes will help.
    ///
    /// ```
    /// assert_eq!(zstdkit_frame::frame_info(b"").unwrap_err().needed(), Some(5));
    /// assert_eq!(zstdkit_frame::frame_info(b"hello").unwrap_err().needed(), None);
    /// ```
    #[must_use]
    pub const fn needed(&self) -> Option<u64> {
        match self {
            Self::Incomplete { needed, .. } => Some(*needed),
            _ => None,
        }
    }

    /// The same of a buffer that starts at `base` of something larger: all offsets count from there.
    ///
    /// ```
    /// let error = zstdkit_frame::frame_info(b"hello").unwrap_err();
    /// assert_eq!(error.based(1000).offset(), 1000 + error.offset());
    /// ```
    #[must_use]
    pub const fn based(mut self, base: u64) -> Self {
        let offset = self.offset_mut();
        *offset = offset.saturating_add(base);
        if let Self::Incomplete { total, .. } = &mut self {
            *total = total.saturating_add(base);
        }
        self
    }

    /// Where in the buffer the trouble is.
    #[must_use]
    pub const fn offset(&self) -> u64 {
        let mut copy = *self;
        *copy.offset_mut()
    }

    const fn offset_mut(&mut self) -> &mut u64 {
        match self {
            Self::Incomplete { offset, .. }
            | Self::UnknownFrame { offset, .. }
            | Self::LegacyFrame { offset, .. }
            | Self::ReservedBit { offset, .. }
            | Self::WindowTooLarge { offset, .. }
            | Self::SkippableTooLarge { offset, .. }
            | Self::ReservedBlockType { offset }
            | Self::BlockTooLarge { offset, .. }
            | Self::BadSection { offset, .. }
            | Self::BadDictionary { offset, .. }
            | Self::BadSeekTable { offset, .. }
            | Self::SizeOverflow { offset } => offset,
        }
    }
}

fn present(total: &u64, needed: &u64) -> u64 {
    total.saturating_sub(*needed)
}

/// A part of a frame that can be cut short.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Part {
    /// The magic number, descriptor and fields at a frame's start.
    FrameHeader,
    /// A block's three-byte header.
    BlockHeader,
    /// What a block holds.
    BlockContent,
    /// The four bytes after the last block.
    Checksum,
    /// What a skippable frame holds.
    SkippableContent,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::FrameHeader => "frame header",
            Self::BlockHeader => "block header",
            Self::BlockContent => "content of the block",
            Self::Checksum => "checksum",
            Self::SkippableContent => "content of the skippable frame",
        })
    }
}

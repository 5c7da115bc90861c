//! What exactly is wrong with a part that is damaged.

use crate::{codes::Code, first_bytes::FirstBytes};

/// What is wrong with the sections of a compressed block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum SectionProblem {
    /// The block ends within the literals section.
    #[error("its literals section needs {needed} bytes, and the block has {available}")]
    LiteralsCutShort {
        /// The least length of the block, in bytes, that the literals section asks for.
        needed: u32,
        /// The block's length, in bytes.
        available: u32,
    },
    /// More literals than a block may hold.
    #[error("it says that it holds {size} literals, and the frame permits {limit} to a block")]
    TooManyLiterals {
        /// The stated number of literals.
        size: u32,
        /// The frame's limit for a block.
        limit: u32,
    },
    /// Four streams for fewer than six literals.
    #[error("it splits {size} literals into four streams, which takes at least 6")]
    TooFewLiterals {
        /// The stated number of literals.
        size: u32,
    },
    /// The block ends within the header of its sequences section.
    #[error("its sequences section needs {needed} bytes, and {available} are left of the block")]
    SequencesCutShort {
        /// The least length of the section, in bytes.
        needed: u32,
        /// What is left of the block after the literals, in bytes.
        available: u32,
    },
    /// Bytes after a sequences section that says that it is empty.
    #[error("{extra} bytes follow a sequences section that says that it is empty")]
    ExtraBytes {
        /// How many.
        extra: u32,
    },
    /// The reserved bits of the sequences section's modes are set.
    #[error("the modes of its sequences are {found:#04x}, whose lowest two bits are reserved")]
    ReservedModeBits {
        /// The byte of modes.
        found: u8,
    },
    /// The description of its literals' Huffman code is damaged or cut short.
    #[error("the description of its literals' code is damaged or cut short")]
    BadHuffmanCode,
    /// The description of a code of its sequences is damaged or cut short.
    #[error("the description of its code of {code} is damaged or cut short")]
    BadTable {
        /// Which code.
        code: Code,
    },
    /// It repeats a table, and no block before it has one.
    #[error("it repeats the table of {code} of an earlier block, and there is none")]
    NothingToRepeat {
        /// Which code.
        code: Code,
    },
    /// The last byte of its sequences is zero, where the highest bit that is set marks their end.
    #[error("its sequences have no end mark, or none are there")]
    NoEndMark,
    /// Its sequences take more bits than there are, or less.
    #[error("the bits of its sequences are not as many as its sequences take")]
    SequencesOverrun,
    /// Its sequences use more literals than there are.
    #[error("its sequences use more literals than it has")]
    LiteralsOverrun,
    /// It holds more content than a block may.
    #[error("it decompresses to more than the {limit} bytes that the frame permits to a block")]
    ContentTooLarge {
        /// The frame's limit, in bytes.
        limit: u32,
    },
    /// A repeated offset is zero: one byte less than one.
    #[error("a sequence repeats the offset 1 less one")]
    OffsetZero,
}

/// What is wrong with a dictionary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum DictionaryProblem {
    /// It does not start with a dictionary's magic number: raw content, perhaps.
    #[error("found {found}, where a trained dictionary starts with 37 a4 30 ec")]
    NoMagic {
        /// What stands there, up to four bytes.
        found: FirstBytes,
    },
    /// It ends before its id does.
    #[error("it ends where its id should stand, four bytes")]
    NoId,
    /// The description of the Huffman code of the literals is damaged or cut short.
    #[error("the table of the literals is damaged or cut short")]
    LiteralsTable,
    /// The description of the code of the offsets is damaged or cut short.
    #[error("the table of the offsets is damaged or cut short")]
    OffsetsTable,
    /// The description of the code of the match lengths is damaged or cut short.
    #[error("the table of the match lengths is damaged or cut short")]
    MatchLengthsTable,
    /// The description of the code of the literal lengths is damaged or cut short.
    #[error("the table of the literal lengths is damaged or cut short")]
    LiteralLengthsTable,
    /// It ends before its repeat offsets do.
    #[error("it ends where its repeat offsets should stand, 12 bytes")]
    NoRepeatOffsets,
    /// A repeat offset is 0, or reaches over the content.
    #[error(
        "a repeat offset is {found}, and has to be from 1 to the content's {content_size} bytes"
    )]
    RepeatOffset {
        /// The offset.
        found: u32,
        /// The length of the dictionary's content, in bytes.
        content_size: u64,
    },
}

impl DictionaryProblem {
    pub(crate) fn no_magic(buf: &[u8]) -> Self {
        Self::NoMagic { found: FirstBytes::of(buf) }
    }
}

/// What is wrong with the table of a file in the seekable format.
#[doc(alias = "SeekTableCreateError")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum SeekTableProblem {
    /// The file does not end with the seekable format's number: it has no table.
    #[error(
        "found {found} at the end; a seek table takes at least 9 bytes and ends with b1 ea 92 8f"
    )]
    NoMagic {
        /// The file's last bytes, up to four.
        found: FirstBytes,
    },
    /// Reserved bits of the table's descriptor are set.
    #[error("the table's descriptor is {found:#04x}, whose bits 0x7c are reserved")]
    ReservedBits {
        /// The descriptor.
        found: u8,
    },
    /// The table says that it has more frames than the file has room for, or to list.
    #[error("it lists {frames} frames, which takes {needed} bytes, and the file has {available}")]
    TooManyFrames {
        /// The stated number of frames.
        frames: u32,
        /// The length of the table in bytes, had it that many.
        needed: u64,
        /// The length of the file in bytes.
        available: u64,
    },
    /// The table does not start as the skippable frame that it has to be.
    #[error("found {found}, where the table's own skippable frame starts with 5e 2a 4d 18")]
    NotInSkippableFrame {
        /// What stands there, up to four bytes.
        found: FirstBytes,
    },
    /// The skippable frame is not as long as the table.
    #[error(
        "the skippable frame says that it holds {found} bytes, and the table in it has {expected}"
    )]
    WrongFrameSize {
        /// The stated length in bytes.
        found: u32,
        /// The length that follows from the number of frames.
        expected: u64,
    },
    /// A listed frame is smaller than any can be.
    #[error("frame {index} is listed with {listed} bytes, and no frame has fewer than 8")]
    FrameTooSmall {
        /// Which frame of the table, counted from 0.
        index: u32,
        /// Its compressed size in the table.
        listed: u32,
    },
    /// To hold the index of all that is listed would take more memory than allowed.
    #[error(
        "an index of its {frames} frames takes {needed} bytes of memory, and {limit} are allowed"
    )]
    OverLimit {
        /// The number of frames.
        frames: u32,
        /// The memory that it would take, in bytes.
        needed: u64,
        /// The limit, in bytes.
        limit: u64,
    },
    /// The listed frames do not end where the table starts, or one of them ends beyond.
    #[error("the listed frames end at {frames_end}, and the table starts at {table_start}")]
    WrongSum {
        /// The sum of the listed compressed sizes, up to the first that goes beyond.
        frames_end: u64,
        /// Where the table starts.
        table_start: u64,
    },
    /// What stands where a listed frame should is not that frame.
    #[error("frame {index} is listed with {listed} bytes, and the frame found there has {found}")]
    WrongCompressedSize {
        /// Which frame of the table, counted from 0.
        index: u32,
        /// Its compressed size in the table.
        listed: u32,
        /// The size of the frame found in its place.
        found: u64,
    },
    /// A frame cannot decompress to what the table says it does.
    #[error(
        "frame {index} is listed with {listed} bytes of content, and the frame found there has at \
         most {bound}"
    )]
    WrongDecompressedSize {
        /// Which frame of the table, counted from 0.
        index: u32,
        /// Its decompressed size in the table.
        listed: u32,
        /// The most bytes that the frame can decompress to; all that it does when it says so.
        bound: u64,
    },
}

//! What can be wrong with sequences, and with who makes them.

/// Why a sequence doesn't describe the data, or can't be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SequenceFault {
    /// A match without an offset.
    #[error("it has a match of {match_length} bytes and no offset")]
    NoOffset {
        /// The match's length, in bytes.
        match_length: u32,
    },
    /// A match shorter than the least.
    #[error("its match of {match_length} bytes is shorter than the least, {least}")]
    MatchTooShort {
        /// The match's length, in bytes.
        match_length: u32,
        /// The least length: 3, or 4 where `minMatch` or a digested dictionary says so.
        least: u32,
    },
    /// Literals or a match beyond the data's end.
    #[error("it ends at byte {end} of data of {len} bytes")]
    PastEnd {
        /// Where it would end.
        end: u64,
        /// How much data there is, in bytes.
        len: u64,
    },
    /// An offset to before the data and the dictionary.
    #[error("its offset of {offset} is farther back than the {reach} bytes that come before")]
    OffsetTooFar {
        /// The offset given.
        offset: u32,
        /// How many bytes come before, the dictionary's content included.
        reach: u64,
    },
    /// An offset beyond the window.
    #[error("its offset of {offset} lies beyond the window of {window} bytes")]
    BeyondWindow {
        /// The offset given.
        offset: u32,
        /// The window's size, in bytes.
        window: u64,
    },
    /// A match of bytes that differ.
    #[error("its match differs from the data at byte {at}")]
    Mismatch {
        /// The first byte of the data that differs.
        at: u64,
    },
}

/// How a sequence producer failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProducerFault {
    /// It said so.
    #[error("it has no sequences for a block")]
    NoSequences,
    /// It panicked.
    #[error("it panicked")]
    Panicked,
    /// It gave sequences that don't describe the block.
    #[error("its sequence {index} of a block is invalid: {fault}")]
    Invalid {
        /// The first bad one's place among those of the block, delimiters left out.
        index: usize,
        /// What is wrong with it.
        fault: SequenceFault,
    },
}

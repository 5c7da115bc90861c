//! What can go wrong, as one type.

use alloc::{borrow::ToOwned, format, string::String, vec::Vec};

mod as_code;
mod code;
pub(crate) mod fallible;
#[cfg(feature = "std")]
mod io;
#[cfg(feature = "experimental")]
mod sequences;

pub use code::ErrorCode;
#[cfg(feature = "experimental")]
pub use sequences::{ProducerFault, SequenceFault};

/// The result of this crate's operations.
#[doc(alias = "SafeResult")]
pub type Result<T, E = Error> = core::result::Result<T, E>;

/// Why an operation failed.
///
/// Every variant that a program would act on is one of its own; what only libzstd can tell is
/// [`Error::Library`] with libzstd's code and words. An error never leaves an object unusable:
/// contexts and push streams drop the frame at hand and start afresh. The exceptions are what can't
/// be asked for inside of a frame, its end before its content ([`Error::ContentLeft`]), a pledge
/// ([`Error::PledgeInsideFrame`]), other options ([`Error::OptionsInsideFrame`]) and a reset of the parameters alone
/// ([`Reset::PARAMETERS`](crate::Reset::PARAMETERS)): the frame at hand then stays as it is, and the
/// next call goes on with it.
///
/// ```
/// let error = zstdkit::decompress(&zstdkit::compress(b"whole", 3)?[..8]).unwrap_err();
/// assert!(matches!(error, zstdkit::Error::Truncated));
/// # Ok::<(), zstdkit::Error>(())
/// ```
#[doc(alias = "ContentSizeError")]
#[doc(alias = "ZSTD_isError")]
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A parameter's value lies outside its bounds.
    #[error(
        "parameter {parameter} is {value}, but must lie in {lower}..={upper}{}",
        no_threads_hint(.parameter, .upper)
    )]
    ParameterOutOfBounds {
        /// The parameter's name, as zstd's manual writes it.
        parameter: &'static str,
        /// The least value allowed.
        lower: i32,
        /// The greatest value allowed.
        upper: i32,
        /// The value given.
        value: i32,
    },

    /// A window limit, in bytes, that lies outside of its bounds.
    #[error("the window limit is {bytes} bytes, but must lie in {}..={}", 1_u32 << 10, 1_u32 << 31)]
    WindowLimitOutOfBounds {
        /// The limit given, in bytes.
        bytes: u64,
    },

    /// A parameter's number that this libzstd doesn't know.
    #[error("unknown parameter (key {key}): the linked libzstd has none of that number")]
    UnknownParameter {
        /// The number given.
        key: i32,
    },

    /// A parameter's name that this crate doesn't know.
    #[error("unknown parameter {name:?}; names are written as in zstd's manual, like windowLog")]
    UnknownParameterName {
        /// The name given.
        name: String,
    },

    /// The input ends inside a frame.
    #[error("input truncated: it ends before its last frame does")]
    Truncated,

    /// Bytes stand where a frame should begin, but begin none.
    #[error(
        "unknown frame descriptor at offset {offset}: {} begins no frame{}",
        hex(.found), after_frames(.offset)
    )]
    UnknownFrame {
        /// Where, in bytes from the input's beginning.
        offset: u64,
        /// The bytes found there: as many as had been looked at when it was refused, four at most.
        /// There are fewer where the input ended, or where it came in pieces and the first told.
        found: Vec<u8>,
    },

    /// A frame written by zstd 0.1 to 0.7, whose formats this crate doesn't read.
    #[error(
        "the frame at offset {offset} has the legacy format v0.{version}, which isn't read here"
    )]
    LegacyFrame {
        /// Where, in bytes from the input's beginning.
        offset: u64,
        /// The format's minor version: 1 to 7.
        version: u8,
    },

    /// A frame's header or block headers break the format (RFC 8878, section 3.1).
    #[error("malformed frame at offset {offset}: {source} (offsets within the frame)")]
    MalformedFrame {
        /// Where the frame begins, in bytes from the input's beginning.
        offset: u64,
        /// What is wrong, with offsets from the frame's beginning.
        source: zstdkit_frame::Error,
    },

    /// A frame needs a larger window than the limit allows.
    #[error(
        "the frame needs a window of {window_size} bytes, over the limit of {limit}; \
         raise windowLogMax if you trust its sender"
    )]
    WindowTooLarge {
        /// What the frame's header asks for, in bytes.
        window_size: u64,
        /// The limit, in bytes.
        limit: u64,
    },

    /// No window reaches back over a whole prefix of that length.
    #[error(
        "the prefix has {len} bytes, and windows reach back over {limit} at most; give its end \
         alone, or set the window"
    )]
    PrefixTooLarge {
        /// The prefix's length, in bytes.
        len: u64,
        /// The largest window, in bytes.
        limit: u64,
    },
    /// The output would grow past [`DecompressOptions::max_output`](crate::DecompressOptions::max_output).
    #[error("the output would exceed the limit of {limit} bytes")]
    OutputLimit {
        /// The limit, in bytes.
        limit: usize,
    },

    /// The caller's output buffer is too small.
    #[error(
        "the output buffer of {available} bytes is too small{}",
        enough_hint(.enough)
    )]
    OutputTooSmall {
        /// What the buffer offered to the whole call, in bytes.
        available: usize,
        /// A size that would do for the whole call, all of its frames included, in bytes. `None`
        /// where it isn't known: a frame doesn't say its size, or what follows is no sound frame.
        enough: Option<u64>,
    },

    /// A frame names a dictionary other than the one at hand.
    #[error("the frame wants dictionary {wanted}, but {}", had_dictionary(.had))]
    DictionaryMismatch {
        /// The id in the frame's header.
        wanted: u32,
        /// The id of the dictionary at hand: 0 where there is none, or one without an id.
        had: u32,
    },

    /// A stream of RFC 9842 that was made with another dictionary, as its header says, which names it by its
    /// SHA-256 ([`dcz::wanted`](crate::dcz::wanted)).
    #[cfg(feature = "dcz")]
    #[error("the stream was compressed with another dictionary: its header has another SHA-256")]
    DictionaryHash,

    /// Bytes that make no dictionary.
    #[error("not a usable dictionary: {reason}")]
    InvalidDictionary {
        /// What is wrong with them.
        reason: DictionaryFault,
    },

    /// The pledged size and the data given differ.
    #[error("the frame was pledged to hold {pledged} bytes, but {given} were given")]
    PledgedSize {
        /// The size that was pledged, in bytes.
        pledged: u64,
        /// The size given up to the error, in bytes.
        given: u64,
    },

    /// A pledge in the middle of a frame, which is left as it is: it can be gone on with and ended.
    #[error("a size can be pledged at a frame's start only; finish the frame at hand first")]
    PledgeInsideFrame,

    /// Other options in the middle of a frame, which is left as it is: it can be gone on with and ended.
    #[error("options can be changed between frames only; finish the frame at hand first")]
    OptionsInsideFrame,

    /// More input for a single-frame decompressor that has finished.
    #[error("already at the end of the frame; what followed it is in unused_data()")]
    FrameFinished,

    /// A frame that is to be finished while content of it hasn't been read, which it still can be.
    #[error("the frame has content that hasn't been read; read it to its end first")]
    ContentLeft,

    /// Content that a skippable frame can't hold: its size has 32 bits.
    #[error("{len} bytes are too many for a skippable frame, which holds less than 4 GiB")]
    SkippableTooLarge {
        /// The content's length, in bytes.
        len: usize,
    },

    /// Two things that can't be had together.
    #[error("{parameter} can't be combined with {with}; leave one of them out")]
    ParameterConflict {
        /// The parameter's name, as zstd's manual writes it.
        parameter: &'static str,
        /// What it can't be combined with.
        with: &'static str,
    },

    /// A sequence that doesn't describe the data.
    #[cfg(feature = "experimental")]
    #[error("sequence {index} is invalid: {fault}")]
    InvalidSequence {
        /// The first bad one's place among the sequences given.
        index: usize,
        /// What is wrong with it.
        fault: SequenceFault,
    },

    /// A sequence producer gave no sequences for a block, or bad ones.
    #[cfg(feature = "experimental")]
    #[error("the sequence producer failed: {fault}")]
    SequenceProducer {
        /// How it failed.
        fault: ProducerFault,
    },

    /// The memory that a caller gave is too small for the work.
    #[cfg(feature = "experimental")]
    #[error("{given} bytes of memory are too few for this context; {enough} are enough")]
    MemoryTooSmall {
        /// What was given, in bytes.
        given: usize,
        /// What is enough for any input with these options, in bytes.
        enough: usize,
    },

    /// Memory could not be had.
    #[error("out of memory")]
    OutOfMemory,

    /// What libzstd itself reports.
    #[error("libzstd: {} (code {})", .code.message(), .code.name())]
    Library {
        /// Which of libzstd's errors.
        code: ErrorCode,
    },
}

/// What makes bytes unfit as a dictionary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DictionaryFault {
    /// Fewer bytes than the least.
    #[error("it has {len} bytes, and the least is 8")]
    TooShort {
        /// How many there are.
        len: usize,
    },
    /// A trained dictionary was wanted, and the magic number isn't there.
    #[error(
        "it starts with {found:02x?}, not with the magic number of a trained dictionary \
         [37, a4, 30, ec]; use Dictionary::raw for plain content"
    )]
    NoMagic {
        /// The first four bytes.
        found: [u8; 4],
    },
    /// A trained dictionary whose id is 0, which means "none".
    #[error("its id is 0, which means no dictionary")]
    ZeroId,
    /// A trained dictionary whose entropy tables can't be read.
    #[error("its entropy tables are corrupt")]
    Corrupt,
    /// Two dictionaries of a set with one id.
    #[error("another dictionary of the set has its id, {id}")]
    DuplicateId {
        /// The id of both.
        id: u32,
    },
}

impl Error {
    /// The error for an [`ErrorCode`] of libzstd's.
    pub(crate) fn from_code(code: ErrorCode) -> Self {
        match code {
            ErrorCode::MemoryAllocation => Self::OutOfMemory,
            code => Self::Library { code },
        }
    }

    /// The error for a code of a decoder's that had all the room that its frame allows.
    ///
    /// The framing was checked beforehand, so that a wrong size is one inside of a block.
    #[cold]
    pub(crate) fn from_decoder(code: ErrorCode) -> Self {
        match code {
            ErrorCode::DstSizeTooSmall | ErrorCode::SrcSizeWrong => {
                Self::Library { code: ErrorCode::CorruptionDetected }
            }
            code => Self::from_code(code),
        }
    }

    /// The error for what the parser found in the frame that begins at `base` of the input.
    pub(crate) fn from_frame(error: zstdkit_frame::Error, base: u64) -> Self {
        use zstdkit_frame::Error as Frame;
        match error {
            Frame::Incomplete { .. } => Self::Truncated,
            Frame::UnknownFrame { offset, found } => {
                Self::UnknownFrame { offset: base + offset, found: found.to_vec() }
            }
            Frame::LegacyFrame { offset, version } => {
                Self::LegacyFrame { offset: base + offset, version: version.minor() }
            }
            source => Self::MalformedFrame { offset: base, source },
        }
    }
}

impl From<fallible::NoMemory> for Error {
    fn from(_: fallible::NoMemory) -> Self {
        Self::OutOfMemory
    }
}

impl From<ErrorCode> for Error {
    fn from(code: ErrorCode) -> Self {
        Self::from_code(code)
    }
}

/// Why a parameter of worker threads is 0 alone.
const NO_THREADS: &str = if cfg!(target_family = "wasm") {
    " (WebAssembly has no threads)"
} else {
    " (libzstd is built without threads; enable the feature `multithread`)"
};

fn no_threads_hint(parameter: &str, upper: &i32) -> &'static str {
    match parameter {
        "nbWorkers" | "jobSize" | "overlapLog" if *upper == 0 => NO_THREADS,
        _ => "",
    }
}

fn enough_hint(enough: &Option<u64>) -> String {
    enough.map_or_else(String::new, |bytes| format!("; {bytes} would do"))
}

fn had_dictionary(had: &u32) -> String {
    match had {
        0 => "none of that id was given".to_owned(),
        had => format!("was given dictionary {had}"),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ")
}

fn after_frames(offset: &u64) -> &'static str {
    if *offset == 0 { "" } else { " after the last one" }
}

#[cfg(test)]
mod tests {
    use alloc::{string::ToString, vec};

    use super::*;

    #[test]
    fn messages_say_what_was_asked_and_what_was_found() {
        let error =
            Error::ParameterOutOfBounds { parameter: "nbWorkers", lower: 0, upper: 0, value: 4 };
        assert_eq!(
            error.to_string(),
            format!("parameter nbWorkers is 4, but must lie in 0..=0{NO_THREADS}")
        );
        assert!(NO_THREADS.contains("without threads") || cfg!(target_family = "wasm"));
        let error = Error::UnknownFrame { offset: 21, found: vec![1, 2, 0xab, 4] };
        assert_eq!(
            error.to_string(),
            "unknown frame descriptor at offset 21: 01 02 ab 04 begins no frame after the last one"
        );
    }
}

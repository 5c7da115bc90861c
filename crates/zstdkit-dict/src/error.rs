//! What can go wrong, in words for the person who has to mend it.

use std::io;
use std::path::PathBuf;

/// What training, finalizing or judging a dictionary can fail with.
#[doc(alias = "ZDICT_isError")]
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There was nothing to learn from: no samples, or only empty ones.
    #[error(
        "nothing to learn from: {}; pass samples of the data that the dictionary is to compress",
        if *.count == 0 { "there are no samples".to_owned() } else { format!("all {count} samples are empty") }
    )]
    NoSamples {
        /// How many samples there were, all of them empty.
        count: usize,
    },

    /// The algorithm needs more samples than there were.
    #[error(
        "{algorithm} needs at least {needed} samples, but there were {found}; pass more of them, \
         or cut long ones into the records that will be compressed one by one"
    )]
    TooFewSamples {
        /// The algorithm, by the name that the zstd manual gives it.
        algorithm: &'static str,
        /// How many samples there were.
        found: usize,
        /// The least number with these options.
        needed: usize,
    },

    /// The samples hold too few bytes, or each of them is too short to share anything.
    #[error(
        "{algorithm} found too little to learn from: {found} bytes {what}, at least {needed} are \
         needed; pass longer samples, or join several records into one"
    )]
    SamplesTooShort {
        /// The algorithm, by the name that the zstd manual gives it.
        algorithm: &'static str,
        /// Which bytes were counted.
        what: &'static str,
        /// How many bytes there were.
        found: u64,
        /// The least number.
        needed: u64,
    },

    /// The samples are more than the algorithm can address.
    #[error(
        "the samples hold {found} bytes in all, {algorithm} takes at most {most}; train on a part \
         of them (`Reservoir` picks one fairly)"
    )]
    SamplesTooLarge {
        /// The algorithm, by the name that the zstd manual gives it.
        algorithm: &'static str,
        /// Bytes in all samples.
        found: u64,
        /// The most that fits.
        most: u64,
    },

    /// There are more samples than a 32-bit count holds.
    #[error("{found} samples are too many, the most is {most}; train on a part of them")]
    TooManySamples {
        /// How many samples there were.
        found: usize,
        /// The most that can be counted.
        most: usize,
    },

    /// The sizes given for flat samples don't add up to the data.
    #[error(
        "the sizes of the samples add up to {claimed} bytes, but there are {found} bytes of data"
    )]
    SizesMismatch {
        /// The sum of the sizes; `u64::MAX` when it doesn't fit.
        claimed: u64,
        /// Bytes of data.
        found: u64,
    },

    /// A segment of flat samples points outside the data.
    #[error("sample {index} ends at byte {end}, but there are {found} bytes of data")]
    SegmentOutside {
        /// The first bad segment.
        index: usize,
        /// Where it ends; `u64::MAX` when the sum doesn't fit.
        end: u64,
        /// Bytes of data.
        found: u64,
    },

    /// A parameter is outside its bounds.
    #[error("{parameter} must be in {least}..={most}, but was {value}")]
    ParameterOutOfBounds {
        /// The parameter's name.
        parameter: &'static str,
        /// The least value.
        least: i64,
        /// The greatest value.
        most: i64,
        /// The value that was given.
        value: i64,
    },

    /// A fraction is not a number in its range.
    #[error("{parameter} must be more than 0 and {}, but was {value}",
        if *.whole { "at most 1" } else { "less than 1" })]
    FractionOutOfBounds {
        /// The parameter's name.
        parameter: &'static str,
        /// Whether 1 itself is allowed.
        whole: bool,
        /// The value that was given.
        value: f64,
    },

    /// The samples contain the bytes with which the legacy algorithm marks their end.
    #[error(
        "the legacy algorithm cannot take these samples: byte {offset} starts the sequence with \
         which it marks their end; use fast_cover or cover"
    )]
    LegacyMarkInSamples {
        /// Where the sequence starts, counted through all samples.
        offset: usize,
    },

    /// The samples repeat each other at such length that the legacy algorithm, which can't be
    /// interrupted, would take too long.
    #[error(
        "the {bytes} bytes of samples repeat each other at such length that the legacy algorithm would \
         compare {compared} bytes: leave equal samples out, or train with fastCover"
    )]
    RepeatedAtLength {
        /// Bytes of samples.
        bytes: u64,
        /// About how many bytes would be compared.
        compared: u64,
    },

    /// The legacy algorithm found no repetition worth keeping.
    #[error(
        "the legacy algorithm found no repetitions worth a dictionary in {samples} samples of \
         {bytes} bytes; pass more samples, raise the selectivity, or use fast_cover"
    )]
    NothingRepeated {
        /// How many samples there were.
        samples: usize,
        /// Bytes in all samples.
        bytes: u64,
    },

    /// The bytes are no trained dictionary.
    #[error("not a trained dictionary: {reason}")]
    NotADictionary {
        /// What is missing or wrong.
        reason: &'static str,
    },

    /// Two reservoirs can't be merged: they chose by different rules.
    #[error(
        "the reservoirs can't be merged: the {what} of one is {ours}, that of the other {theirs}; make all of \
         them with the same limit and seed"
    )]
    DifferentReservoirs {
        /// What differs: `limit` or `seed`.
        what: &'static str,
        /// That of the reservoir that was to take the other over.
        ours: u64,
        /// That of the other.
        theirs: u64,
    },

    /// The bytes are no reservoir.
    #[error("not the bytes of a reservoir: {reason}")]
    BadReservoir {
        /// What is missing or wrong.
        reason: &'static str,
    },

    /// The progress callback asked to stop.
    #[error("stopped by the progress callback after {done} of {total} candidates")]
    Cancelled {
        /// Candidates that had been tried.
        done: usize,
        /// All candidates.
        total: usize,
    },

    /// Memory could not be had.
    #[error("out of memory: {bytes} bytes for {purpose}")]
    OutOfMemory {
        /// How many bytes were asked for.
        bytes: u64,
        /// What they were for.
        purpose: &'static str,
    },

    /// A file, or a folder with samples, could not be read.
    #[error("cannot read {}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },

    /// libzstd refused, with its own reason.
    #[error("{what}: {source}")]
    Zstd {
        /// What was being done.
        what: &'static str,
        /// libzstd's reason.
        source: zstdkit::Error,
    },
}

impl From<zstdkit::Error> for Error {
    fn from(source: zstdkit::Error) -> Self {
        Self::Zstd { what: "zstd failed", source }
    }
}

impl Error {
    /// Whether memory was short, whoever noticed it.
    pub(crate) fn is_out_of_memory(&self) -> bool {
        match self {
            Self::OutOfMemory { .. } => true,
            Self::Zstd { source, .. } => *source == zstdkit::Error::OutOfMemory,
            _ => false,
        }
    }
}

/// What this crate's functions return.
pub type Result<T> = std::result::Result<T, Error>;

/// A vector of `len` default values, or an error where memory is short.
pub(crate) fn zeroed<T: Clone + Default>(len: usize, purpose: &'static str) -> Result<Vec<T>> {
    let mut values = Vec::new();
    reserve(&mut values, len, purpose)?;
    values.resize(len, T::default());
    Ok(values)
}

/// Makes room for `additional` more values, or says that memory is short.
pub(crate) fn reserve<T>(
    values: &mut Vec<T>,
    additional: usize,
    purpose: &'static str,
) -> Result<()> {
    values.try_reserve(additional).map_err(|_| Error::OutOfMemory {
        bytes: (additional as u64).saturating_mul(size_of::<T>() as u64),
        purpose,
    })
}

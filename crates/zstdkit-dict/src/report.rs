//! What a training tried, and what it chose.

use zstdkit::Dictionary;

/// A dictionary and the way it was found: what
/// [`TrainOptions::train_samples`](crate::TrainOptions::train_samples) returns.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Training {
    /// The dictionary.
    pub dictionary: Dictionary,
    /// Every combination of parameters that was tried, in the order of `d`, then `k`. The legacy
    /// algorithm has none.
    pub candidates: Vec<Candidate>,
    /// The index of the candidate that the dictionary was made with.
    pub chosen: Option<usize>,
    /// How many bytes of content the dictionary would have without shrinking; `None` where
    /// nothing was cut off.
    pub shrunk_from: Option<usize>,
}

impl Training {
    /// The candidate that the dictionary was made with.
    pub fn chosen(&self) -> Option<&Candidate> {
        self.candidates.get(self.chosen?)
    }
}

/// One combination of parameters that a search tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Candidate {
    /// The length of the segments, in bytes.
    pub k: u32,
    /// The length of the substrings that were counted, in bytes.
    pub d: u32,
    /// What the samples held back compress to with this candidate's dictionary, in bytes, the
    /// dictionary itself included: the figure that a search compares. `None` when there was
    /// nothing to compare, or when these parameters made no dictionary.
    pub compressed_size: Option<u64>,
}

//! Indexes: the points of a file where decoding can start.

use std::ops::Range;
use std::sync::Arc;

use zstdkit::Dictionary;

use crate::error::{Error, Result};
use crate::hash::{hash, low};

/// How many bytes are sampled at a place.
pub(crate) const SAMPLE_SIZE: usize = 64;

/// Where decoding of a file can start, and what it takes.
///
/// Made by [`IndexOptions::build`](crate::IndexOptions::build) from the file, or by
/// [`Index::read_from`] from where an index was written. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Index(pub(crate) Arc<Parts>);

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Parts {
    pub(crate) points: Vec<Point>,
    pub(crate) file_size: u64,
    pub(crate) content_size: u64,
    /// The dictionary that the file takes.
    pub(crate) dictionary: Option<DictionaryMark>,
    /// That of the file's last bytes; `None` where nothing was sampled.
    pub(crate) tail_sample: Option<u32>,
}

/// What tells one dictionary from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DictionaryMark {
    pub(crate) id: u32,
    pub(crate) hash: u64,
}

impl DictionaryMark {
    pub(crate) fn of(dictionary: &Dictionary) -> Self {
        Self { id: dictionary.id(), hash: hash(dictionary.content()) }
    }
}

/// A point where decoding can start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Point {
    pub(crate) compressed: u64,
    pub(crate) content: u64,
    pub(crate) checksum: Checksum,
    /// That of the first bytes from here on.
    pub(crate) sample: Option<u32>,
    pub(crate) start: Start,
}

/// What is known of the content from a point to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Checksum {
    Unknown,
    /// The low 32 bits of its XXH64.
    Low(u32),
    Full(u64),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Start {
    /// A frame starts here, or skippable frames before it.
    Frame,
    /// A block starts here, of a frame with such a window.
    Block { window_size: u64, stored: Stored },
}

impl Start {
    /// Before a block, whose window is yet to be stored.
    pub(crate) fn block(window_size: u64) -> Self {
        Self::Block { window_size: window_size.max(1), stored: Stored::default() }
    }
}

/// A checkpoint's dictionary, compressed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Stored {
    pub(crate) frame: Vec<u8>,
    pub(crate) hash: u64,
}

impl Index {
    pub(crate) fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// How much content the file has, in bytes.
    #[must_use]
    pub fn content_size(&self) -> u64 {
        self.0.content_size
    }

    /// The length of the indexed file in bytes, without an index at its end.
    #[must_use]
    pub fn file_size(&self) -> u64 {
        self.0.file_size
    }

    /// How many points there are where decoding can start; at least 1.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.points.len()
    }

    /// Never: a file can be decoded from its start at least.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.points.is_empty()
    }

    /// How many of the points are within frames.
    #[must_use]
    pub fn checkpoint_count(&self) -> usize {
        let points = self.0.points.iter();
        points.filter(|point| matches!(point.start, Start::Block { .. })).count()
    }

    /// The length in bytes of the windows that are stored, compressed.
    #[must_use]
    pub fn windows_size(&self) -> u64 {
        let size = |point: &Point| match &point.start {
            Start::Frame => 0,
            Start::Block { stored, .. } => stored.frame.len() as u64,
        };
        self.0.points.iter().map(size).sum()
    }

    /// The stretches between the points, first to last.
    pub fn stretches(&self) -> impl ExactSizeIterator<Item = Stretch> {
        (0..self.len()).map(|at| self.stretch(at))
    }

    pub(crate) fn stretch(&self, at: usize) -> Stretch {
        let point = &self.0.points[at];
        let (compressed_end, content_end) = match self.0.points.get(at + 1) {
            Some(next) => (next.compressed, next.content),
            None => (self.0.file_size, self.0.content_size),
        };
        Stretch {
            compressed: point.compressed..compressed_end,
            content: point.content..content_end,
            is_checkpoint: matches!(point.start, Start::Block { .. }),
        }
    }

    /// Which stretch has the content at `offset`; the last one for what is behind the end.
    pub(crate) fn stretch_at(&self, offset: u64) -> usize {
        self.0.points.partition_point(|point| point.content <= offset).saturating_sub(1)
    }

    /// The id of the dictionary that the file was indexed with, 0 of raw content; `None` without one.
    #[must_use]
    pub fn dictionary_id(&self) -> Option<u32> {
        self.0.dictionary.map(|mark| mark.id)
    }

    pub(crate) fn check_dictionary(&self, given: Option<&Dictionary>) -> Result<()> {
        match self.0.dictionary {
            Some(mark) if given.map(DictionaryMark::of) != Some(mark) => {
                Err(Error::WrongDictionary { wanted: mark.id, found: given.map(Dictionary::id) })
            }
            _ => Ok(()),
        }
    }
}

/// The sample of a place, from which up to [`SAMPLE_SIZE`] bytes are given.
pub(crate) fn sample_of(bytes: &[u8]) -> u32 {
    low(hash(&bytes[..bytes.len().min(SAMPLE_SIZE)]))
}

/// A part of a file that can be decoded by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// Where it stands in the file.
    pub compressed: Range<u64>,
    /// What of the content it holds.
    pub content: Range<u64>,
    /// Whether it starts within a frame.
    pub is_checkpoint: bool,
}

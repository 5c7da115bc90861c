//! Indexes: the points of a file where decoding can start.

use std::ops::Range;
use std::sync::Arc;

use zstdkit::Dictionary;

use crate::error::{Difference, Error, Result};
use crate::hash::{hash, low};
use crate::lists::List as _;
use crate::source::ReadAt;

/// How many bytes are sampled at a place.
pub(crate) const SAMPLE_SIZE: usize = 64;

/// How many places of a file are looked at to tell whether it's the one that was indexed.
const SAMPLES_MAX: usize = 16;

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

/// A checkpoint's dictionary, compressed.
#[derive(Debug, Clone, PartialEq, Eq)]
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

    /// Looks whether `source` is the file that was indexed: at its length, at its end, and at the bytes
    /// of up to 16 points.
    ///
    /// An index may stand behind the file. Where a few places differ and most don't, the file is taken
    /// for damaged, not for another: reading tells what is lost, when it comes to it.
    ///
    /// # Errors
    ///
    /// [`Error::WrongFile`], and those of the source.
    pub fn check<S: ReadAt + ?Sized>(&self, source: &S) -> Result<()> {
        let parts = &self.0;
        let found = source.size()?;
        if found < parts.file_size {
            return Err(Difference::Size { indexed: parts.file_size, found }.into());
        }
        if found > parts.file_size {
            crate::format::check_behind(source, parts.file_size, found)?;
        }
        let mut places = Vec::new();
        let step = parts.points.len().div_ceil(SAMPLES_MAX - 1).max(1);
        for point in parts.points.iter().step_by(step) {
            if let Some(sample) = point.sample {
                places.append_one((point.compressed, sample))?;
            }
        }
        let tail = parts.file_size.saturating_sub(SAMPLE_SIZE as u64);
        if let Some(sample) = parts.tail_sample {
            places.append_one((tail, sample))?;
        }
        let mut differing = Vec::new();
        for (offset, sample) in &places {
            if self.sample(source, *offset)? != *sample {
                differing.append_one(*offset)?;
            }
        }
        if 2 * differing.len() > places.len() {
            let (differing, offset) = (differing.len(), differing[0]);
            return Err(Difference::Samples { differing, samples: places.len(), offset }.into());
        }
        Ok(())
    }

    fn sample<S: ReadAt + ?Sized>(&self, source: &S, offset: u64) -> Result<u32> {
        let left = usize::try_from(self.0.file_size - offset).unwrap_or(usize::MAX);
        let mut buf = [0; SAMPLE_SIZE];
        let read = source.read_at(offset, &mut buf[..left.min(SAMPLE_SIZE)])?;
        Ok(sample_of(&buf[..read]))
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

//! Reading anywhere in the content.

use std::io::{self, BufRead, Read, Seek, SeekFrom};
use std::ops::{Bound, Range, RangeBounds};

use zstdkit::Dictionary;

use crate::error::{Error, Result};
use crate::index::Index;
use crate::lists::List as _;
use crate::options::ReadOptions;
use crate::run::{Run, Step};
use crate::source::ReadAt;

/// How much is decoded at once.
const CHUNK: usize = 128 << 10;

/// How much is read of the file at first, where little may be needed.
const FIRST_READ: usize = 16 << 10;

/// How many checkpoints' dictionaries are kept.
pub(crate) const CACHE: usize = 4;

/// A reader of a compressed file's content that can start anywhere.
///
/// Decoding starts at the last point of the index before what is asked for. Of the file no more is
/// read than it takes to get from there to the last byte asked for, in pieces of
/// [`ReadAt::read_size`].
///
/// ```
/// use std::io::{Read, Seek, SeekFrom};
/// use zstdkit_seek::{IndexOptions, SeekReader};
///
/// let content: Vec<u8> = (0..400_000u32).flat_map(u32::to_le_bytes).collect();
/// let file = zstdkit::compress(&content, 3)?;
/// let index = IndexOptions::new().spacing(256 << 10).build(&file[..])?;
///
/// let mut reader = SeekReader::new(file, index)?;
/// reader.seek(SeekFrom::Start(1_000_000))?;
/// let mut bytes = [0; 4];
/// reader.read_exact(&mut bytes)?;
/// assert_eq!(u32::from_le_bytes(bytes), 250_000);
///
/// let mut range = Vec::new();
/// reader.read_range(400..408, &mut range)?;
/// assert_eq!(range, content[400..408]);
/// # Ok::<(), zstdkit_seek::Error>(())
/// ```
#[doc(alias = "AdvancedSeekable")]
#[doc(alias = "FrameIndexTooLargeError")]
#[doc(alias = "Seekable")]
#[doc(alias = "decompress_frame")]
#[doc(alias = "init_advanced")]
#[doc(alias = "init_buff")]
#[derive(Debug)]
pub struct SeekReader<S> {
    source: S,
    core: Core,
    /// Compressed bytes on their way.
    piece: Vec<u8>,
}

impl<S: ReadAt> SeekReader<S> {
    /// Reads `source` by an index at its end, by the table of the seekable format, or by what its frames
    /// say; see [`Index::of`].
    ///
    /// # Errors
    ///
    /// Those of [`Index::of`].
    pub fn open(source: S) -> Result<Self> {
        let index = Index::of(&source)?;
        Ok(Self::with(source, index))
    }

    /// Reads `source` by its index.
    ///
    /// # Errors
    ///
    /// Those of [`Index::check`], which tell that the index isn't the file's.
    pub fn new(source: S, index: Index) -> Result<Self> {
        index.check(&source)?;
        Ok(Self::with(source, index))
    }

    fn with(source: S, index: Index) -> Self {
        Self { source, core: Core::new(index), piece: Vec::new() }
    }

    /// The base-2 logarithm of the largest window that is taken memory for, 27 unless it's set.
    #[must_use]
    pub fn window_log_max(mut self, log: u32) -> Self {
        self.core.options = self.core.options.window_log_max(log);
        self
    }

    /// The dictionary that the file's frames were made with.
    #[must_use]
    pub fn dictionary(mut self, dictionary: &Dictionary) -> Self {
        self.core.options = self.core.options.dictionary(dictionary);
        self
    }

    /// The index.
    pub const fn index(&self) -> &Index {
        &self.core.index
    }

    /// How much content there is, in bytes.
    #[must_use]
    pub fn content_size(&self) -> u64 {
        self.core.index.content_size()
    }

    /// Gives the source back.
    #[must_use]
    pub fn into_inner(self) -> S {
        self.source
    }

    /// Appends a range of the content to `out`, wherever the reader stands, and stays.
    ///
    /// After an error `out` has what it had before.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`], [`Error::Damaged`] for a stretch that the range takes,
    /// [`Error::WrongDictionary`], [`Error::WindowTooLarge`], and those of the source.
    pub fn read_range(&mut self, range: impl RangeBounds<u64>, out: &mut Vec<u8>) -> Result<()> {
        let range = bounds(&range, self.content_size())?;
        let (before, stands) = (out.len(), self.core.pos);
        self.core.pos = range.start;
        let outcome = self.append(range.end, out);
        self.core.pos = stands;
        if outcome.is_err() {
            out.truncate(before);
        }
        outcome
    }

    fn append(&mut self, end: u64, out: &mut Vec<u8>) -> Result<()> {
        while self.core.pos < end {
            let left = usize::try_from(end - self.core.pos).unwrap_or(usize::MAX);
            let content = self.fill(left)?;
            let len = content.len().min(left);
            out.append_all(&content[..len])?;
            self.core.pos += len as u64;
        }
        Ok(())
    }

    /// The content from the current place on, as much as is at hand; decodes some if none is.
    fn fill(&mut self, wanted: usize) -> Result<&[u8]> {
        while let Some(need) = self.core.advance(wanted)? {
            let len = need.len(self.source.read_size());
            self.piece.set_len_with(len, 0)?;
            let read = self.source.read_at(need.offset, &mut self.piece)?;
            self.core.feed(&self.piece[..read])?;
        }
        Ok(self.core.at_hand())
    }
}

/// Compressed bytes that are needed to go on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Need {
    pub(crate) offset: u64,
    left: u64,
    is_first: bool,
}

impl Need {
    /// How many bytes to read, of a source that is best read so many at once.
    pub(crate) fn len(&self, read_size: usize) -> usize {
        let most = if self.is_first { read_size.min(FIRST_READ) } else { read_size };
        usize::try_from(self.left).unwrap_or(usize::MAX).min(most.max(1))
    }
}

/// A reader without its source: what it does is the same whether reading waits or not.
#[derive(Debug)]
pub(crate) struct Core {
    pub(crate) index: Index,
    pub(crate) options: ReadOptions,
    pub(crate) pos: u64,
    run: Option<Run>,
    fresh: bool,
    /// Decoded content, up to where the run is.
    content: Vec<u8>,
    /// Checkpoints used last, the latest at the end.
    cache: Vec<(usize, Dictionary)>,
}

impl Core {
    pub(crate) fn new(index: Index) -> Self {
        Self {
            index,
            options: ReadOptions::new(),
            pos: 0,
            run: None,
            fresh: true,
            content: Vec::new(),
            cache: Vec::new(),
        }
    }

    /// The content from the current place on, as far as it's at hand.
    pub(crate) fn at_hand(&self) -> &[u8] {
        let end = self.run.as_ref().map_or(0, Run::content);
        let start = end - self.content.len() as u64;
        match self.pos.checked_sub(start) {
            // Within memory, so it fits.
            Some(skip) if self.pos < end => &self.content[skip as usize..],
            _ => &[],
        }
    }

    /// Decodes until there is content at hand, or the end is reached; what is needed for it.
    ///
    /// About `wanted` bytes are decoded where there are as many.
    pub(crate) fn advance(&mut self, wanted: usize) -> Result<Option<Need>> {
        loop {
            if !self.at_hand().is_empty() || self.pos >= self.index.content_size() {
                return Ok(None);
            }
            self.place_run()?;
            let Some(run) = &mut self.run else { return Ok(None) };
            self.content.clear();
            // What is passed over is decoded in large pieces; at the place itself, as much as is wanted.
            let max = match self.pos - run.content() {
                0 => wanted.clamp(1, CHUNK),
                skip => (skip.saturating_add(wanted as u64)).min(CHUNK as u64) as usize,
            };
            match run.step(&mut self.content, max) {
                Ok(Step::Gave(_)) => {}
                Ok(Step::Needs { offset, left }) => {
                    return Ok(Some(Need {
                        offset,
                        left,
                        is_first: std::mem::take(&mut self.fresh),
                    }));
                }
                Ok(Step::Ended) if run.goes_on() => run.go_on(),
                Ok(Step::Ended) => {
                    let next = run.at() + 1;
                    self.run = Some(self.start(next)?);
                }
                Err(error) => {
                    self.forget();
                    return Err(error);
                }
            }
        }
    }

    /// Whether this is what is needed to go on, still.
    #[cfg(feature = "tokio")]
    pub(crate) fn needs(&self, need: Need) -> bool {
        self.run.as_ref().is_some_and(|run| run.offset() == need.offset)
    }

    /// Takes what was needed.
    pub(crate) fn feed(&mut self, bytes: &[u8]) -> Result<()> {
        let Some(run) = &mut self.run else { return Ok(()) };
        let outcome = run.feed(bytes);
        if outcome.is_err() {
            self.forget();
        }
        outcome
    }

    fn forget(&mut self) {
        self.run = None;
        self.content.clear();
    }

    /// Has a run that comes to the current place, by going on with this one or from a point nearer.
    fn place_run(&mut self) -> Result<()> {
        let at = self.index.stretch_at(self.pos);
        let goes_there = self.run.as_ref().is_some_and(|run| {
            run.content() <= self.pos
                && (run.at() >= at || run.content() >= self.index.stretch(at).content.start)
        });
        if !goes_there {
            self.forget();
            self.fresh = true;
            self.run = Some(self.start(at)?);
        }
        Ok(())
    }

    fn start(&mut self, at: usize) -> Result<Run> {
        self.options.check(&self.index)?;
        if let Some(found) = self.cache.iter().position(|(cached, _)| *cached == at) {
            self.cache[found..].rotate_left(1);
        } else if let Some(opened) = self.options.open(&self.index, at)? {
            if self.cache.len() == CACHE {
                self.cache.remove(0);
            }
            self.cache.append_one((at, opened))?;
        }
        let dictionary = self.cache.last().filter(|(cached, _)| *cached == at);
        let dictionary = dictionary.map(|(_, dictionary)| dictionary);
        Run::new(&self.index, at, &self.options, dictionary)
    }

    /// Where a seek goes to.
    pub(crate) fn seek_target(&self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(offset) => Some(offset),
            SeekFrom::End(offset) => self.index.content_size().checked_add_signed(offset),
            SeekFrom::Current(offset) => self.pos.checked_add_signed(offset),
        };
        target.ok_or_else(|| {
            io::Error::new(io::ErrorKind::InvalidInput, "a seek to before the content's start")
        })
    }
}

/// The range in offsets, which has to lie within the content.
pub(crate) fn bounds(range: &impl RangeBounds<u64>, size: u64) -> Result<Range<u64>> {
    let start = match range.start_bound() {
        Bound::Included(start) => *start,
        Bound::Excluded(start) => start.saturating_add(1),
        Bound::Unbounded => 0,
    };
    let end = match range.end_bound() {
        Bound::Included(end) => end.saturating_add(1),
        Bound::Excluded(end) => *end,
        Bound::Unbounded => size,
    };
    if start > end || end > size {
        return Err(Error::OutOfRange { range: start..end, size });
    }
    Ok(start..end)
}

impl<S: ReadAt> Read for SeekReader<S> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if buf.is_empty() {
            return Ok(0);
        }
        let content = self.fill(buf.len())?;
        let len = content.len().min(buf.len());
        buf[..len].copy_from_slice(&content[..len]);
        self.core.pos += len as u64;
        Ok(len)
    }
}

impl<S: ReadAt> BufRead for SeekReader<S> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        Ok(self.fill(CHUNK)?)
    }

    fn consume(&mut self, len: usize) {
        self.core.pos += len.min(self.core.at_hand().len()) as u64;
    }
}

impl<S: ReadAt> Seek for SeekReader<S> {
    /// Goes to a place in the content, or behind its end, where nothing is read.
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.core.pos = self.core.seek_target(to)?;
        Ok(self.core.pos)
    }

    fn stream_position(&mut self) -> io::Result<u64> {
        Ok(self.core.pos)
    }
}

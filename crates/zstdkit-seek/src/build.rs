//! Making an index: once through the file.

use std::io::Read;

use zstdkit::{DecompressOptions, Decompressor, Dictionary};
use zstdkit_frame::{Block, FrameInfo, FrameKind, Tables, frame_info};

use crate::error::{Error, Result};
use crate::hash::Hash;
use crate::history::History;
use crate::index::{Checksum, DictionaryMark, Index, Parts, Point, SAMPLE_SIZE, Start, sample_of};
use crate::input::Input;
use crate::lists::List as _;
use crate::state::State;
use crate::windows::Windows;

/// How far apart points are at least, unless the spacing is given.
pub(crate) const SPACING_MIN: u64 = 1 << 20;

/// One part in so many of the file is what windows may take, unless the spacing is given.
const WINDOWS_SHARE: u64 = 33;

/// How much content a writer takes before it's asked again whether a point is wanted.
const STEP: u64 = 128 << 10;

/// Points within a frame are at least so many windows apart, unless the spacing is given.
const WINDOWS_APART: u64 = 8;

/// The level that windows are compressed with, unless it's given.
const WINDOW_LEVEL: i32 = 3;

/// The least spacing: no window is smaller.
const SPACING_LEAST: u64 = 1 << 10;

/// How an index is made.
///
/// ```
/// use zstdkit_seek::IndexOptions;
///
/// let content: Vec<u8> = (0..400_000u32).flat_map(u32::to_le_bytes).collect();
/// let file = zstdkit::compress(&content, 3)?;
/// let index = IndexOptions::new().spacing(256 << 10).build(&file[..])?;
/// assert_eq!(index.content_size(), 1_600_000);
/// assert!(index.checkpoint_count() >= 4);
/// # Ok::<(), zstdkit_seek::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct IndexOptions {
    spacing: Option<u64>,
    level: i32,
    threads: usize,
    decompress: DecompressOptions,
    dictionary: Option<Dictionary>,
}

impl Default for IndexOptions {
    fn default() -> Self {
        Self::new()
    }
}

impl IndexOptions {
    /// Points so far apart that their windows take about 3 % of the file, and at least 1 MiB;
    /// windows up to 2^27 bytes; no dictionary.
    #[must_use]
    pub fn new() -> Self {
        Self {
            spacing: None,
            level: WINDOW_LEVEL,
            threads: 1,
            decompress: DecompressOptions::new(),
            dictionary: None,
        }
    }

    /// About how far apart the points are, in bytes of content: 1 KiB at least.
    ///
    /// To read at a place takes decoding half as much on average; each point within a frame takes the
    /// space of a window, compressed.
    #[must_use]
    pub fn spacing(mut self, bytes: u64) -> Self {
        self.spacing = Some(bytes.max(SPACING_LEAST));
        self
    }

    /// The level that windows are compressed with, 3 unless it's set.
    #[must_use]
    pub const fn level(mut self, level: i32) -> Self {
        self.level = level;
        self
    }

    /// How many threads work on it, 1 unless it's set; 0 is as many as there are cores.
    ///
    /// One of them decodes, and the others compress windows meanwhile. It changes no byte of the index.
    #[must_use]
    pub const fn threads(mut self, threads: usize) -> Self {
        self.threads = threads;
        self
    }

    /// The base-2 logarithm of the largest window that a frame may have, 27 unless it's set.
    ///
    /// Memory is taken for two to three windows, and for one more with each thread.
    #[must_use]
    pub fn window_log_max(mut self, log: u32) -> Self {
        self.decompress = self.decompress.window_log_max(log);
        self
    }

    /// The dictionary that the file's frames were made with.
    #[must_use]
    pub fn dictionary(mut self, dictionary: &Dictionary) -> Self {
        self.decompress = self.decompress.dictionary(dictionary);
        self.dictionary = Some(dictionary.clone());
        self
    }

    pub(crate) const fn spacing_set(&self) -> Option<u64> {
        self.spacing
    }

    /// What stores windows as is set.
    pub(crate) fn windows(&self) -> Windows {
        Windows::new(self.level, self.threads)
    }

    /// Goes through a file once, and makes its index.
    ///
    /// The file is decompressed meanwhile, checksums included, in constant memory but for the index.
    ///
    /// # Errors
    ///
    /// Those of the reader; [`Error::Frame`] and [`Error::Zstd`] for what doesn't decompress, legacy
    /// frames among it.
    pub fn build(&self, reader: impl Read) -> Result<Index> {
        self.build_with_progress(reader, |_| {})
    }

    /// As [`build`](Self::build), and says now and then how many bytes of the file are done.
    ///
    /// # Errors
    ///
    /// Those of [`build`](Self::build).
    pub fn build_with_progress(
        &self,
        reader: impl Read,
        progress: impl FnMut(u64),
    ) -> Result<Index> {
        let (tables, content) = start_with(self.dictionary.as_ref())?;
        let mut builder = Builder {
            input: Input::new(reader),
            decompressor: Decompressor::new(&self.decompress)?,
            history: History::default(),
            plan: Plan::new(self.spacing),
            points: Vec::new(),
            hash: Hash::new(),
            content: 0,
            windows: self.windows(),
            tail: Vec::new(),
            progress,
        };
        builder.run(&tables, content)?;
        builder.windows.finish(&mut builder.points)?;
        let last = builder.points.last_mut();
        if let Some(last) = last {
            last.checksum = Checksum::Full(builder.hash.value());
        }
        Ok(Index::new(Parts {
            points: builder.points,
            file_size: builder.input.pos(),
            content_size: builder.content,
            dictionary: self.dictionary.as_ref().map(DictionaryMark::of),
            tail_sample: Some(sample_of(&builder.tail)),
        }))
    }
}

/// The tables that a frame with this dictionary starts with, and what its matches can reach.
///
/// That is the whole dictionary: libzstd lets them reach into its tables, too, as frames do that were made
/// with its bytes as a prefix.
pub(crate) fn start_with(dictionary: Option<&Dictionary>) -> Result<(Tables, &[u8])> {
    Ok(match dictionary {
        Some(dictionary) if dictionary.id() != 0 => {
            let content = dictionary.content();
            (Tables::from_dictionary(content)?, content)
        }
        Some(dictionary) => (Tables::new(), dictionary.content()),
        None => (Tables::new(), &[]),
    })
}

/// Where points are wanted.
#[derive(Debug)]
pub(crate) struct Plan {
    spacing: Option<u64>,
    /// The last point's place in the file and in the content.
    last: (u64, u64),
}

impl Plan {
    pub(crate) const fn new(spacing: Option<u64>) -> Self {
        Self { spacing, last: (0, 0) }
    }

    /// Whether there should be a point at a frame's start.
    fn wants_frame(&self, content: u64) -> bool {
        content - self.last.1 >= self.spacing.unwrap_or(SPACING_MIN).min(SPACING_MIN)
    }

    /// Whether there should be a point before a block, for which a window of this size is stored.
    ///
    /// `stored` tells how long the last window is when stored, which is waited for: so that is asked as
    /// late as can be, when compressing it has had time.
    pub(crate) fn wants_block(
        &self,
        compressed: u64,
        content: u64,
        window: u64,
        stored: impl FnOnce() -> Result<Option<u64>>,
    ) -> Result<bool> {
        let since = content - self.last.1;
        if let Some(spacing) = self.spacing {
            return Ok(since >= spacing);
        }
        if since < SPACING_MIN.max(window.saturating_mul(WINDOWS_APART)) {
            return Ok(false);
        }
        let file = compressed - self.last.0;
        // What a window takes is guessed from the last one, or from the content so far.
        let cost = stored()?
            .unwrap_or_else(|| (u128::from(window) * u128::from(file) / u128::from(since)) as u64);
        Ok(file >= cost.saturating_mul(WINDOWS_SHARE))
    }

    /// How much more content there may be before a point is wanted, and it has to be asked again.
    pub(crate) fn step(&self, content: u64) -> usize {
        let spacing = self.spacing.unwrap_or(STEP);
        let left = spacing.saturating_sub(content - self.last.1);
        // None is left where a point was wanted and couldn't be set.
        let step = if left == 0 || self.spacing.is_none() { STEP.min(spacing) } else { left };
        usize::try_from(step).unwrap_or(usize::MAX)
    }

    pub(crate) const fn placed(&mut self, compressed: u64, content: u64) {
        self.last = (compressed, content);
    }
}

struct Builder<R, P> {
    input: Input<R>,
    decompressor: Decompressor,
    history: History,
    plan: Plan,
    points: Vec<Point>,
    /// That of the content since the last point.
    hash: Hash,
    content: u64,
    windows: Windows,
    /// The last bytes of the file so far.
    tail: Vec<u8>,
    progress: P,
}

impl<R: Read, P: FnMut(u64)> Builder<R, P> {
    fn run(&mut self, tables: &Tables, dictionary: &[u8]) -> Result<()> {
        self.place(Start::Frame)?;
        while !self.input.peek(1)?.is_empty() {
            let info = self.input.parse(frame_info)?;
            let within =
                matches!(self.points.last(), Some(Point { start: Start::Block { .. }, .. }));
            if self.input.pos() > 0 && (within || self.plan.wants_frame(self.content)) {
                self.place(Start::Frame)?;
            }
            match info.kind() {
                FrameKind::Zstandard => self.frame(&info, tables.clone(), dictionary)?,
                FrameKind::Skippable { size, .. } => {
                    let size = info.header_size() as u64 + u64::from(size);
                    self.skip(size)?;
                }
                FrameKind::Legacy(version) => {
                    let offset = self.input.pos();
                    return Err(zstdkit_frame::Error::LegacyFrame { offset, version }.into());
                }
            }
        }
        Ok(())
    }

    fn frame(&mut self, info: &FrameInfo, tables: Tables, dictionary: &[u8]) -> Result<()> {
        self.history.begin(dictionary, info.window_size())?;
        let mut state = State::new(*info, tables);
        self.feed(info.header_size())?;
        loop {
            let size =
                self.input.parse(|bytes| Block::read(bytes, info).map(|it| it.stored_size()))?;
            let window = self.history.window().len() as u64;
            let stored = || self.windows.last_size(&mut self.points);
            if self.plan.wants_block(self.input.pos(), self.content, window, stored)? {
                let next = Block::read(self.input.peek(size)?, info)?;
                if state.can_start_before(&next)? {
                    let dictionary = state.dictionary(self.history.window())?;
                    self.place(Start::block(info.window_size()))?;
                    self.windows.store(&mut self.points, dictionary)?;
                }
            }
            let bytes = &self.input.peek(size)?[..size];
            let is_last = Block::read(bytes, info)?.is_last();
            state.push(bytes)?;
            self.feed(size)?;
            (self.progress)(self.input.pos());
            if is_last {
                break;
            }
        }
        if info.has_checksum() {
            if self.input.peek(4)?.len() < 4 {
                return Err(self.cut_short(4));
            }
            self.feed(4)?;
        }
        Ok(())
    }

    /// Decompresses the next bytes, which have been seen.
    fn feed(&mut self, len: usize) -> Result<()> {
        let bytes = &self.input.peek(len)?[..len];
        let room = self.history.room();
        let before = room.len();
        self.decompressor.decompress_into(bytes, None, room)?;
        let new = self.history.appended(before);
        self.hash.write(new);
        self.content += new.len() as u64;
        keep_tail(&mut self.tail, bytes)?;
        self.input.consume(len);
        Ok(())
    }

    fn skip(&mut self, size: u64) -> Result<()> {
        let mut left = size;
        while left > 0 {
            let bytes = self.input.peek(1)?;
            if bytes.is_empty() {
                return Err(self.cut_short(left));
            }
            let step = usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len());
            keep_tail(&mut self.tail, &bytes[..step])?;
            self.input.consume(step);
            left -= step as u64;
        }
        Ok(())
    }

    #[cold]
    fn cut_short(&self, needed: u64) -> Error {
        let offset = self.input.pos();
        let part = zstdkit_frame::Part::SkippableContent;
        zstdkit_frame::Error::Incomplete { part, offset, needed, total: offset + needed }.into()
    }

    /// Sets a point here.
    fn place(&mut self, start: Start) -> Result<()> {
        let (compressed, content) = (self.input.pos(), self.content);
        if let Some(last) = self.points.last_mut() {
            last.checksum = Checksum::Full(self.hash.value());
            self.hash = Hash::new();
        }
        self.plan.placed(compressed, content);
        let sample = Some(sample_of(self.input.peek(SAMPLE_SIZE)?));
        self.points.append_one(Point {
            compressed,
            content,
            checksum: Checksum::Unknown,
            sample,
            start,
        })
    }
}

/// Keeps the last bytes of what goes by.
pub(crate) fn keep_tail(tail: &mut Vec<u8>, bytes: &[u8]) -> Result<()> {
    let new = &bytes[bytes.len().saturating_sub(SAMPLE_SIZE)..];
    let over = (tail.len() + new.len()).saturating_sub(SAMPLE_SIZE);
    tail.drain(..over.min(tail.len()));
    tail.append_all(new)
}

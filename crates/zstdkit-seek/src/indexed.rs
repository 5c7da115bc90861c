//! Writing one frame, and its index behind it.

use std::io::{self, Write};

use zstdkit::{CompressOptions, Compressor, DictionaryMode, EndDirective};
use zstdkit_frame::{Block, FrameInfo, Tables, frame_info};

use crate::beginnings::Beginnings;
use crate::build::{IndexOptions, Plan, keep_tail, start_with};
use crate::error::{IndexProblem, Result};
use crate::hash::Hash;
use crate::history::History;
use crate::index::{Checksum, DictionaryMark, Index, Parts, Point, Start, sample_of};
use crate::lists::{Growing, List as _, of_one};
use crate::machine::{Machine, Making};
use crate::state::State;
use crate::windows::Windows;

/// Compresses what is pushed into one frame, and follows it; the machine behind the writers.
#[derive(Debug)]
pub(crate) struct Indexed {
    compressor: Compressor,
    windows: Windows,
    dictionary: Option<DictionaryMark>,
    /// Those that the frame starts with.
    tables: Tables,
    frame: Option<(FrameInfo, State)>,
    history: History,
    plan: Plan,
    points: Vec<Point>,
    beginnings: Beginnings,
    tail: Vec<u8>,
    hash: Hash,
    /// Compressed bytes that are not a whole block yet.
    unread: Vec<u8>,
    compressed: u64,
    content: u64,
    /// Content that the encoder was given since it was last asked whether a point is wanted.
    since: usize,
    /// How much it is given before that.
    step: usize,
    /// What came of it all, and up to which point it's written.
    index: Option<Index>,
    written: usize,
}

impl Indexed {
    pub(crate) fn new(options: &CompressOptions, index: &IndexOptions) -> Result<Self> {
        let dictionary = match options.get_dictionary() {
            Some((_, DictionaryMode::Prefix)) => {
                let reason = "an indexed file takes a dictionary, not a prefix";
                return Err(io::Error::new(io::ErrorKind::InvalidInput, reason).into());
            }
            given => given.map(|(dictionary, _)| dictionary.clone()),
        };
        let (tables, content) = start_with(dictionary.as_ref())?;
        let mut history = History::default();
        // The window is known when the frame's header has come out.
        history.begin(content, u64::MAX)?;
        let plan = Plan::new(index.spacing_set());
        let mut beginnings = Beginnings::default();
        beginnings.begin(0)?;
        Ok(Self {
            compressor: Compressor::new(options)?,
            windows: index.windows(),
            dictionary: dictionary.as_ref().map(DictionaryMark::of),
            tables,
            frame: None,
            history,
            step: plan.step(0),
            plan,
            points: of_one(Point {
                compressed: 0,
                content: 0,
                checksum: Checksum::Unknown,
                sample: None,
                start: Start::Frame,
            })?,
            beginnings,
            tail: Vec::new(),
            hash: Hash::new(),
            unread: Vec::new(),
            compressed: 0,
            content: 0,
            since: 0,
            index: None,
            written: 0,
        })
    }

    pub(crate) fn set_pledged_size(&mut self, size: Option<u64>) -> Result<()> {
        Ok(self.compressor.set_pledged_size(size)?)
    }

    /// The index, once the file is at its end.
    pub(crate) const fn index(&self) -> Option<&Index> {
        self.index.as_ref()
    }

    fn run(&mut self, content: &[u8], directive: EndDirective, out: &mut Vec<u8>) -> Result<()> {
        let before = out.len();
        self.compressor.compress_into(content, directive, out)?;
        let new = &out[before..];
        let room = self.history.room();
        let before = room.len();
        room.append_all(content)?;
        self.history.appended(before);
        self.hash.write(content);
        self.content += content.len() as u64;
        self.since += content.len();
        self.compressed += new.len() as u64;
        self.beginnings.take(new, &mut self.points)?;
        keep_tail(&mut self.tail, new)?;
        self.unread.append_all(new)?;
        self.follow()
    }

    /// Goes over the blocks that have come out.
    fn follow(&mut self) -> Result<()> {
        let mut read = 0;
        loop {
            let rest = &self.unread[read..];
            let Some((info, state)) = &mut self.frame else {
                let Ok(info) = frame_info(rest) else { break };
                self.history.set_window(info.window_size());
                self.frame = Some((info, State::new(info, self.tables.clone())));
                read += info.header_size();
                continue;
            };
            let Ok(block) = Block::read(rest, info) else { break };
            let size = block.stored_size();
            state.push(&rest[..size])?;
            read += size;
            if block.is_last() {
                // A checksum may follow.
                read = self.unread.len();
                break;
            }
        }
        self.unread.drain(..read);
        Ok(())
    }

    /// Sets a point here, if one is wanted.
    fn place(&mut self, out: &mut Vec<u8>) -> Result<()> {
        let window = self.history.window().len() as u64;
        let stored = || self.windows.last_size(&mut self.points);
        if !self.plan.wants_block(self.compressed, self.content, window, stored)? {
            return Ok(());
        }
        self.run(&[], EndDirective::Flush, out)?;
        let Some((info, state)) = &mut self.frame else { return Ok(()) };
        if !self.unread.is_empty() || state.has_single() {
            return Ok(());
        }
        let dictionary = state.dictionary(self.history.window())?;
        let start = Start::block(info.window_size());
        self.end_stretch();
        self.plan.placed(self.compressed, self.content);
        self.points.append_one(Point {
            compressed: self.compressed,
            content: self.content,
            checksum: Checksum::Unknown,
            sample: None,
            start,
        })?;
        self.beginnings.begin(self.points.len() - 1)?;
        self.windows.store(&mut self.points, dictionary)
    }

    fn end_stretch(&mut self) {
        if let Some(last) = self.points.last_mut() {
            last.checksum = Checksum::Full(self.hash.value());
        }
        self.hash = Hash::new();
    }
}

impl Machine for Indexed {
    fn push(&mut self, content: &[u8], out: &mut Vec<u8>) -> Result<usize> {
        if self.since >= self.step {
            self.place(out)?;
            self.since = 0;
            self.step = self.plan.step(self.content);
        }
        let len = content.len().min(self.step - self.since);
        self.run(&content[..len], EndDirective::Continue, out)?;
        Ok(len)
    }

    fn flush(&mut self, out: &mut Vec<u8>) -> Result<()> {
        self.run(&[], EndDirective::Flush, out)
    }

    fn finish(&mut self, out: &mut Vec<u8>) -> Result<bool> {
        if let Some(index) = &self.index {
            return index.write_part(&mut self.written, Growing(out));
        }
        self.run(&[], EndDirective::End, out)?;
        self.end_stretch();
        self.beginnings.end(&mut self.points);
        self.windows.finish(&mut self.points)?;
        self.index = Some(Index::new(Parts {
            points: std::mem::take(&mut self.points),
            file_size: self.compressed,
            content_size: self.content,
            dictionary: self.dictionary,
            tail_sample: Some(sample_of(&self.tail)),
        }));
        Ok(false)
    }
}

/// A writer of one ordinary frame with an index behind it, made at the same time.
///
/// Where a point is wanted the encoder ends its block, and that is all the difference to a plain
/// frame: no second pass, and matches reach over points as over everything else.
///
/// ```
/// use std::io::Write;
/// use zstdkit::CompressOptions;
/// use zstdkit_seek::{IndexOptions, IndexedWriter, SeekReader};
///
/// let content: Vec<u8> = (0..400_000u32).flat_map(u32::to_le_bytes).collect();
/// let spacing = IndexOptions::new().spacing(256 << 10);
/// let mut writer = IndexedWriter::new(Vec::new(), &CompressOptions::new().level(3), &spacing)?;
/// writer.write_all(&content)?;
/// let (file, index) = writer.finish()?;
/// assert!(index.checkpoint_count() >= 4);
///
/// let mut range = Vec::new();
/// SeekReader::open(&file)?.read_range(1_000_000..1_000_008, &mut range)?;
/// assert_eq!(range, content[1_000_000..1_000_008]);
/// assert_eq!(zstdkit::decompress(&file)?, content);
/// # Ok::<(), zstdkit_seek::Error>(())
/// ```
#[derive(Debug)]
pub struct IndexedWriter<W> {
    writer: W,
    making: Making<Indexed>,
}

impl<W: Write> IndexedWriter<W> {
    /// Writes a frame made with these options to `writer`.
    ///
    /// Of `index` the spacing, the level of windows and the threads count; a dictionary is that of
    /// `options`.
    ///
    /// # Errors
    ///
    /// Those of the options. A dictionary as a prefix is refused, as readers know none.
    pub fn new(writer: W, options: &CompressOptions, index: &IndexOptions) -> Result<Self> {
        Ok(Self { writer, making: Making::by(Indexed::new(options, index)?) })
    }

    /// Pledges how many bytes will be written, so that the frame's header says so.
    ///
    /// # Errors
    ///
    /// [`zstdkit::Error::PledgeInsideFrame`] once writing has begun. If another number of bytes is written,
    /// writing or [`finish`](Self::finish) fails.
    #[doc(alias = "ZSTD_initCStream_srcSize")]
    #[doc(alias = "init_src_size")]
    #[doc(alias = "set_pledged_src_size")]
    pub fn set_pledged_size(&mut self, size: Option<u64>) -> Result<()> {
        self.making.machine.set_pledged_size(size)
    }

    /// Ends the frame, writes the index, flushes; gives the writer back, and the index.
    ///
    /// # Errors
    ///
    /// Those of compression and of the writer.
    pub fn finish(mut self) -> Result<(W, Index)> {
        self.making.finish_into(&mut self.writer)?;
        match self.making.machine.index() {
            Some(index) => Ok((self.writer, index.clone())),
            // What has ended has one.
            None => Err(IndexProblem::Missing.into()),
        }
    }
}

impl<W: Write> Write for IndexedWriter<W> {
    fn write(&mut self, content: &[u8]) -> io::Result<usize> {
        let taken = self.making.push(content)?;
        self.making.drain(&mut self.writer)?;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.making.flush()?;
        self.making.drain(&mut self.writer)?;
        self.writer.flush()
    }
}

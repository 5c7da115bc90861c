//! All that is known of a file without decompressing it; the JSON is made of it.

use std::{
    fs::File,
    io::{BufReader, Read, Seek, SeekFrom},
    path::Path,
};

use anyhow::{Error, Result};
use serde::Serialize;
use zstdkit_frame::{Options, SeekIndex, SeekPoint, SourceError, SourceFrames};
use zstdkit_seek::{Index, Seeking};

use super::frame_facts::{BlockFacts, FrameFacts, ratio};
use crate::{flow::index, report::failure};

/// The variant of the skippable frames that hold seek tables.
const SEEK_TABLE_VARIANT: u8 = 14;

/// A file, from its first frame to the last that could be walked; the frames are handed out on the way.
#[derive(Debug, Default, Serialize)]
pub(crate) struct FileFacts {
    /// The file's length, where it's known beforehand.
    pub(crate) size: Option<u64>,
    /// What could be read of the frame that is damaged or breaks off: its header, and the blocks
    /// before the damage. The totals don't count it.
    pub(crate) broken_frame: Option<FrameFacts>,
    pub(crate) totals: Totals,
    /// The table of the seekable format at the file's end; not looked for in pipes.
    pub(crate) seek_table: Option<SeekTableFacts>,
    /// The index at the file's end or beside it; not looked for in pipes.
    pub(crate) index: Option<IndexFacts>,
    /// What ended the walk before the file's end.
    pub(crate) error: Option<ErrorFacts>,
}

#[derive(Debug, Default, Serialize)]
pub(crate) struct Totals {
    pub(crate) frames: u64,
    pub(crate) skippable_frames: u64,
    pub(crate) blocks: u64,
    /// The bytes of all frames.
    pub(crate) size: u64,
    /// What they decompress to, if each of them says so.
    pub(crate) content_size: Option<u64>,
    pub(crate) ratio: Option<f64>,
    /// What they decompress to at most; `None` if that is over 2^64.
    pub(crate) decompressed_bound: Option<u64>,
    /// The most memory that a decoder takes for one of them.
    pub(crate) window_size_max: u64,
    /// How many of them end with a checksum.
    pub(crate) checksums: u64,
    /// The dictionary that those name which name one; null where they name several.
    pub(crate) dictionary_id: Option<u32>,
    #[serde(skip)]
    pub(crate) names_several: bool,
}

#[derive(Debug, Serialize)]
pub(crate) struct SeekTableFacts {
    pub(crate) frames: u64,
    pub(crate) has_checksums: bool,
    /// What the frames that it lists decompress to, by what it says.
    pub(crate) content_size: u64,
    /// Whether it lists the very frames that are there.
    pub(crate) is_true: bool,
}

#[derive(Debug, Serialize)]
pub(crate) struct IndexFacts {
    /// Whether it's a file of its own, and not at the file's end.
    pub(crate) beside: bool,
    /// Where decoding can start.
    pub(crate) points: u64,
    /// How many of them are within frames.
    pub(crate) checkpoints: u64,
    /// The length of the index itself.
    pub(crate) size: u64,
    /// How much content the file has, by what it says.
    pub(crate) content_size: u64,
    pub(crate) dictionary_id: Option<u32>,
}

#[derive(Debug, Serialize)]
pub(crate) struct ErrorFacts {
    /// Where in the file; `None` where reading itself failed.
    pub(crate) offset: Option<u64>,
    pub(crate) message: String,
}

/// What becomes of the frames, one by one.
pub(crate) type Take<'a> = &'a mut dyn FnMut(FrameFacts) -> Result<()>;

impl FileFacts {
    /// Walks a file by seeking; an error of `take` is one, damage is a part of the facts.
    pub(crate) fn of_file(
        mut source: impl Read + Seek,
        with_blocks: bool,
        take: Take<'_>,
    ) -> Result<(Self, Option<Error>)> {
        let size = source.seek(SeekFrom::End(0))?;
        // Other programs may put other things into frames of the same variant.
        let table = SeekIndex::read(&mut source).ok();
        source.seek(SeekFrom::Start(0))?;
        let mut listed = table.as_ref().map(Listed::new);
        let mut frames = SourceFrames::new(source)?;
        let (mut facts, error) = Self::walk(Some(size), &mut frames, with_blocks, &mut |frame| {
            if let Some(listed) = &mut listed {
                listed.compare(&frame);
            }
            take(frame)
        })?;
        if error.is_none() {
            facts.seek_table = listed.and_then(Listed::facts);
            facts.index = IndexFacts::read(frames.into_inner());
        }
        Ok((facts, error))
    }

    /// Walks what can only be read.
    pub(crate) fn of_stream(
        source: impl Read,
        with_blocks: bool,
        take: Take<'_>,
    ) -> Result<(Self, Option<Error>)> {
        let mut frames = SourceFrames::from_read(source, Options::new());
        Self::walk(None, &mut frames, with_blocks, take)
    }

    fn walk<R: Read>(
        size: Option<u64>,
        source: &mut SourceFrames<R>,
        with_blocks: bool,
        take: Take<'_>,
    ) -> Result<(Self, Option<Error>)> {
        let mut totals = Totals::new();
        let mut broken_frame = None;
        let error = loop {
            let mut blocks = Vec::new();
            let next = if with_blocks {
                source.next_with_blocks(|block| blocks.push(BlockFacts::new(&block)))
            } else {
                source.next().transpose()
            };
            let blocks = with_blocks.then_some(blocks);
            match next {
                Ok(Some(frame)) => {
                    let frame = FrameFacts::new(totals.frames, &frame, blocks);
                    totals.add(&frame);
                    take(frame)?;
                }
                Ok(None) => break None,
                Err(error) => {
                    broken_frame = source.broken().map(|frame| {
                        let facts = FrameFacts::new(totals.frames, &frame, blocks);
                        // Of a part it would tell nothing.
                        FrameFacts { ratio: None, ..facts }
                    });
                    break Some(error);
                }
            }
        };
        let facts = Self {
            size: size.or(error.is_none().then_some(totals.size)),
            broken_frame,
            totals: totals.finish(),
            seek_table: None,
            index: None,
            error: error.as_ref().map(ErrorFacts::new),
        };
        Ok((facts, error.map(Error::from)))
    }
}

impl Totals {
    /// Of nothing.
    pub(crate) fn new() -> Self {
        Self { content_size: Some(0), decompressed_bound: Some(0), ..Self::default() }
    }

    fn add(&mut self, frame: &FrameFacts) {
        let sum = |sum: Option<u64>, more: Option<u64>| sum?.checked_add(more?);
        self.frames += 1;
        self.skippable_frames += u64::from(frame.variant.is_some());
        self.blocks += frame.block_count;
        self.size += frame.size;
        self.content_size = sum(self.content_size, frame.content_size);
        self.decompressed_bound = sum(self.decompressed_bound, Some(frame.decompressed_bound));
        self.window_size_max = self.window_size_max.max(frame.window_size);
        self.checksums += u64::from(frame.has_checksum);
        self.name(frame.dictionary_id, false);
    }

    /// Adds those of another file.
    pub(crate) fn add_all(&mut self, other: &Self) {
        let sum = |sum: Option<u64>, more: Option<u64>| sum?.checked_add(more?);
        self.frames += other.frames;
        self.skippable_frames += other.skippable_frames;
        self.blocks += other.blocks;
        self.size += other.size;
        self.content_size = sum(self.content_size, other.content_size);
        self.decompressed_bound = sum(self.decompressed_bound, other.decompressed_bound);
        self.window_size_max = self.window_size_max.max(other.window_size_max);
        self.checksums += other.checksums;
        self.name(other.dictionary_id, other.names_several);
    }

    fn name(&mut self, id: Option<u32>, several: bool) {
        self.names_several |= several
            || (self.dictionary_id.is_some()
                && id.is_some_and(|id| Some(id) != self.dictionary_id));
        self.dictionary_id = if self.names_several { None } else { self.dictionary_id.or(id) };
    }

    /// With what follows from the sums.
    pub(crate) fn finish(mut self) -> Self {
        self.ratio = ratio(self.content_size, self.size);
        self
    }
}

/// A seek table, compared with the frames that come by.
struct Listed<'a> {
    table: &'a SeekIndex,
    left: std::slice::Iter<'a, SeekPoint>,
    is_true: bool,
    last_variant: Option<u8>,
    /// Frames beyond those that it lists.
    further: u64,
}

impl<'a> Listed<'a> {
    fn new(table: &'a SeekIndex) -> Self {
        let left = table.points().iter();
        Self { table, left, is_true: true, last_variant: None, further: 0 }
    }

    fn compare(&mut self, frame: &FrameFacts) {
        self.last_variant = frame.variant;
        let Some(point) = self.left.next() else {
            self.further += 1;
            return;
        };
        let content = u64::from(point.entry.decompressed_size);
        self.is_true &= frame.offset == point.compressed_offset
            && frame.size == u64::from(point.entry.compressed_size)
            && frame.content_size.is_none_or(|size| size == content);
    }

    /// What the table says, if the last frame is one.
    fn facts(self) -> Option<SeekTableFacts> {
        (self.last_variant == Some(SEEK_TABLE_VARIANT)).then(|| SeekTableFacts {
            frames: self.table.len() as u64,
            has_checksums: self.table.has_checksums(),
            content_size: self.table.decompressed_size(),
            // The table itself is the one frame that it doesn't list.
            is_true: self.is_true && self.left.len() == 0 && self.further == 1,
        })
    }
}

impl IndexFacts {
    /// Reads the index, if there is one that is sound.
    fn read(source: impl Read + Seek) -> Option<Self> {
        Some(Self::of(&Index::read_appended(&Seeking::new(source)).ok()??, false))
    }

    /// Reads the index beside a file, if there is one that is the file's.
    pub(crate) fn beside(path: &Path) -> Option<Self> {
        let file = File::open(index::beside(path)).ok()?;
        let index = Index::read_from(BufReader::new(file)).ok()?;
        index.check(&File::open(path).ok()?).ok()?;
        Some(Self::of(&index, true))
    }

    fn of(index: &Index, beside: bool) -> Self {
        Self {
            beside,
            points: index.len() as u64,
            checkpoints: index.checkpoint_count() as u64,
            size: index.written_size(),
            content_size: index.content_size(),
            dictionary_id: index.dictionary_id(),
        }
    }
}

impl ErrorFacts {
    /// Of what couldn't be read at all.
    pub(crate) fn of(error: &Error) -> Self {
        Self { offset: None, message: failure::one_line(error) }
    }

    fn new(error: &SourceError) -> Self {
        let offset = match error {
            SourceError::Frame(error) => Some(error.offset()),
            _ => None,
        };
        Self { offset, message: error.to_string() }
    }
}

/// A file with its frames, for what has to know them all at once.
#[derive(Debug, Default)]
pub(super) struct Walked {
    pub(super) file: String,
    pub(super) frames: Vec<FrameFacts>,
    pub(super) facts: FileFacts,
}

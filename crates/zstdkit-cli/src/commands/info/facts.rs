//! All that is known of a file without decompressing it; the JSON is made of it.

use std::{
    fs::File,
    io::{BufReader, Read, Seek, SeekFrom},
    path::Path,
};

use anyhow::{Error, Result};
use serde::Serialize;
use zstdkit_frame::{
    BlockKind, DescriptorFlags, FrameInfo, FrameKind, LiteralsKind, Options, SeekIndex, SeekPoint,
    SourceBlock, SourceError, SourceFrame, SourceFrames, TableMode,
};
use zstdkit_seek::{Index, Seeking};

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

#[derive(Debug, Serialize)]
pub(crate) struct FrameFacts {
    pub(crate) index: u64,
    pub(crate) offset: u64,
    pub(crate) size: u64,
    pub(crate) kind: &'static str,
    /// Of a skippable frame: the lowest four bits of its magic number.
    pub(crate) variant: Option<u8>,
    /// Of a skippable frame: how many bytes it carries.
    pub(crate) payload_size: Option<u32>,
    pub(crate) magic: Option<String>,
    /// What it decompresses to; `None` where the header doesn't say.
    pub(crate) content_size: Option<u64>,
    pub(crate) ratio: Option<f64>,
    pub(crate) decompressed_bound: u64,
    pub(crate) window_size: u64,
    pub(crate) window_log: Option<u32>,
    /// What a streaming decoder takes, its buffers included.
    pub(crate) decoder_memory: Option<u64>,
    pub(crate) dictionary_id: Option<u32>,
    pub(crate) has_checksum: bool,
    /// The checksum as stored, in hexadecimal.
    pub(crate) checksum: Option<String>,
    pub(crate) checksum_offset: Option<u64>,
    pub(crate) header_size: usize,
    pub(crate) descriptor: Option<u8>,
    pub(crate) single_segment: bool,
    pub(crate) block_size_limit: u32,
    pub(crate) block_count: u64,
    /// Only where blocks were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) blocks: Option<Vec<BlockFacts>>,
}

#[derive(Debug, Serialize)]
pub(crate) struct BlockFacts {
    pub(crate) offset: u64,
    pub(crate) kind: &'static str,
    /// The whole block as stored, its header included.
    pub(crate) size: u64,
    /// What it decompresses to; a compressed block doesn't say.
    pub(crate) content_size: Option<u32>,
    pub(crate) last: bool,
    pub(crate) literals: Option<LiteralsFacts>,
    pub(crate) sequences: Option<SequencesFacts>,
    /// What is wrong with the headers inside.
    pub(crate) error: Option<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct LiteralsFacts {
    pub(crate) kind: &'static str,
    pub(crate) content_size: u32,
    pub(crate) stored_size: u32,
    pub(crate) streams: u8,
}

#[derive(Debug, Serialize)]
pub(crate) struct SequencesFacts {
    pub(crate) count: u32,
    pub(crate) stored_size: u32,
    pub(crate) literal_lengths: Option<&'static str>,
    pub(crate) offsets: Option<&'static str>,
    pub(crate) match_lengths: Option<&'static str>,
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

impl FrameFacts {
    fn new(index: u64, frame: &SourceFrame, blocks: Option<Vec<BlockFacts>>) -> Self {
        let info: FrameInfo = frame.info();
        let is_data = info.is_zstandard();
        let (kind, variant, payload_size) = match info.kind() {
            FrameKind::Zstandard => ("zstandard", None, None),
            FrameKind::Skippable { variant, size } => ("skippable", Some(variant), Some(size)),
            FrameKind::Legacy(_) => ("legacy", None, None),
        };
        Self {
            index,
            offset: frame.offset(),
            size: frame.size(),
            kind,
            variant,
            payload_size,
            magic: info.magic().map(|magic| format!("{magic:08x}")),
            content_size: info.content_size(),
            ratio: ratio(info.content_size().filter(|_| is_data), frame.size()),
            decompressed_bound: frame.decompressed_bound(),
            window_size: info.window_size(),
            window_log: info.window_log(),
            decoder_memory: is_data.then(|| info.decoder_memory().total()),
            dictionary_id: Some(info.dictionary_id()).filter(|id| *id != 0),
            has_checksum: info.has_checksum(),
            checksum: frame.checksum().map(|checksum| format!("{checksum:08x}")),
            checksum_offset: frame.checksum_offset(),
            header_size: info.header_size(),
            descriptor: is_data.then(|| info.flags().bits()),
            single_segment: info.flags().contains(DescriptorFlags::SINGLE_SEGMENT),
            block_size_limit: info.block_size_limit(),
            block_count: frame.block_count(),
            blocks,
        }
    }
}

impl BlockFacts {
    fn new(block: &SourceBlock) -> Self {
        let (sections, error) = match block.sections() {
            Ok(sections) => (sections, None),
            Err(error) => (None, Some(error.to_string())),
        };
        Self {
            offset: block.offset(),
            kind: match block.kind() {
                BlockKind::Raw => "raw",
                BlockKind::Rle => "rle",
                BlockKind::Compressed => "compressed",
            },
            size: block.stored_size(),
            content_size: block.decompressed_size(),
            last: block.is_last(),
            literals: sections.map(|sections| {
                let literals = sections.literals();
                LiteralsFacts {
                    kind: match literals.kind() {
                        LiteralsKind::Raw => "raw",
                        LiteralsKind::Rle => "rle",
                        LiteralsKind::Compressed => "compressed",
                        LiteralsKind::Treeless => "treeless",
                    },
                    content_size: literals.regenerated_size(),
                    stored_size: literals.stored_size(),
                    streams: literals.stream_count(),
                }
            }),
            sequences: sections.map(|sections| {
                let modes = sections.table_modes();
                SequencesFacts {
                    count: sections.sequence_count(),
                    stored_size: sections.sequences_size(),
                    literal_lengths: modes.map(|modes| mode(modes.literal_lengths)),
                    offsets: modes.map(|modes| mode(modes.offsets)),
                    match_lengths: modes.map(|modes| mode(modes.match_lengths)),
                }
            }),
            error,
        }
    }
}

fn mode(mode: TableMode) -> &'static str {
    match mode {
        TableMode::Predefined => "predefined",
        TableMode::Rle => "rle",
        TableMode::Compressed => "compressed",
        TableMode::Repeat => "repeat",
    }
}

/// How many times smaller the frame is, to four decimal places.
fn ratio(content_size: Option<u64>, size: u64) -> Option<f64> {
    let ratio = content_size? as f64 / size as f64;
    ratio.is_finite().then(|| (ratio * 1e4).round() / 1e4)
}

/// A file with its frames, for what has to know them all at once.
#[derive(Debug, Default)]
pub(super) struct Walked {
    pub(super) file: String,
    pub(super) frames: Vec<FrameFacts>,
    pub(super) facts: FileFacts,
}

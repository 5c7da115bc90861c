//! All that is known of a file without decompressing it; the JSON is made of it.

use std::io::{Read, Seek};

use anyhow::{Error, Result};
use serde::Serialize;
use zstdkit_frame::{
    BlockKind, DescriptorFlags, FrameInfo, FrameKind, LiteralsKind, Options, SeekIndex, SeekPoint,
    SourceBlock, SourceError, SourceFrame, SourceFrames, TableMode,
};
use zstdkit_seek::{Index, Seeking};

/// The variant of the skippable frames that hold seek tables.
const SEEK_TABLE_VARIANT: u8 = 14;

/// A file: its frames, from the first to the last that could be walked.
#[derive(Debug, Default, Serialize)]
pub(crate) struct FileFacts {
    pub(crate) file: String,
    /// The file's length, where it's known beforehand.
    pub(crate) size: Option<u64>,
    pub(crate) frames: Vec<FrameFacts>,
    /// What could be read of the frame that is damaged or breaks off: its header, and the blocks
    /// before the damage. The totals don't count it.
    pub(crate) broken_frame: Option<FrameFacts>,
    pub(crate) totals: Totals,
    /// The table of the seekable format at the file's end; not looked for in pipes.
    pub(crate) seek_table: Option<SeekTableFacts>,
    /// The index at the file's end; not looked for in pipes.
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

impl FileFacts {
    /// Walks a file by seeking.
    pub(crate) fn of_file(
        file: String,
        mut source: impl Read + Seek,
        with_blocks: bool,
    ) -> Result<(Self, Option<Error>)> {
        let size = source.seek(std::io::SeekFrom::End(0))?;
        let mut frames = SourceFrames::new(source)?;
        let (mut facts, error) = Self::walk(file, Some(size), &mut frames, with_blocks);
        if error.is_none() {
            let mut source = frames.into_inner();
            facts.seek_table = SeekTableFacts::read(&mut source, &facts.frames);
            facts.index = IndexFacts::read(source);
        }
        Ok((facts, error))
    }

    /// Walks what can only be read.
    pub(crate) fn of_stream(
        file: String,
        source: impl Read,
        with_blocks: bool,
    ) -> Result<(Self, Option<Error>)> {
        let mut frames = SourceFrames::from_read(source, Options::new());
        Ok(Self::walk(file, None, &mut frames, with_blocks))
    }

    fn walk<R: Read>(
        file: String,
        size: Option<u64>,
        source: &mut SourceFrames<R>,
        with_blocks: bool,
    ) -> (Self, Option<Error>) {
        let mut frames = Vec::new();
        let mut broken_frame = None;
        let error = loop {
            let mut blocks = Vec::new();
            let next = if with_blocks {
                source.next_with_blocks(|block| blocks.push(BlockFacts::new(&block)))
            } else {
                source.next().transpose()
            };
            match next {
                Ok(Some(frame)) => {
                    let blocks = with_blocks.then_some(blocks);
                    frames.push(FrameFacts::new(frames.len() as u64, &frame, blocks));
                }
                Ok(None) => break None,
                Err(error) => {
                    broken_frame = source.broken().map(|frame| {
                        let blocks = with_blocks.then_some(blocks);
                        let facts = FrameFacts::new(frames.len() as u64, &frame, blocks);
                        // Of a part it would tell nothing.
                        FrameFacts { ratio: None, ..facts }
                    });
                    break Some(error);
                }
            }
        };
        let totals = Totals::of(&frames);
        let facts = Self {
            file,
            size: size.or(error.is_none().then_some(totals.size)),
            frames,
            broken_frame,
            totals,
            seek_table: None,
            index: None,
            error: error.as_ref().map(ErrorFacts::new),
        };
        (facts, error.map(Error::from))
    }
}

impl Totals {
    fn of(frames: &[FrameFacts]) -> Self {
        let sum = |of: fn(&FrameFacts) -> Option<u64>| {
            frames.iter().try_fold(0_u64, |sum, frame| sum.checked_add(of(frame)?))
        };
        let size = frames.iter().map(|frame| frame.size).sum();
        let content_size = sum(|frame| frame.content_size);
        Self {
            frames: frames.len() as u64,
            skippable_frames: frames.iter().filter(|frame| frame.variant.is_some()).count() as u64,
            blocks: frames.iter().map(|frame| frame.block_count).sum(),
            size,
            content_size,
            ratio: ratio(content_size, size),
            decompressed_bound: sum(|frame| Some(frame.decompressed_bound)),
            window_size_max: frames.iter().map(|frame| frame.window_size).max().unwrap_or(0),
        }
    }
}

impl SeekTableFacts {
    /// Reads the table, if the last frame is one.
    fn read(source: impl Read + Seek, frames: &[FrameFacts]) -> Option<Self> {
        let (last, listed) = frames.split_last()?;
        if last.variant != Some(SEEK_TABLE_VARIANT) {
            return None;
        }
        // Other programs may put other things into frames of the same variant.
        let index = SeekIndex::read(source).ok()?;
        let is_listed = |(frame, point): (&FrameFacts, &SeekPoint)| {
            let content = u64::from(point.entry.decompressed_size);
            frame.offset == point.compressed_offset
                && frame.size == u64::from(point.entry.compressed_size)
                && frame.content_size.is_none_or(|size| size == content)
        };
        Some(Self {
            frames: index.len() as u64,
            has_checksums: index.has_checksums(),
            content_size: index.decompressed_size(),
            is_true: index.len() == listed.len()
                && listed.iter().zip(index.points()).all(is_listed),
        })
    }
}

impl IndexFacts {
    /// Reads the index, if there is one that is sound.
    fn read(source: impl Read + Seek) -> Option<Self> {
        let index = Index::read_appended(&Seeking::new(source)).ok()??;
        Some(Self {
            points: index.len() as u64,
            checkpoints: index.checkpoint_count() as u64,
            size: index.written_size(),
            content_size: index.content_size(),
            dictionary_id: index.dictionary_id(),
        })
    }
}

impl ErrorFacts {
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

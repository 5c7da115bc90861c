//! What is known of a frame and of its blocks without decompressing them.

use serde::Serialize;
use zstdkit_frame::{
    BlockKind, DescriptorFlags, FrameInfo, FrameKind, LiteralsKind, SourceBlock, SourceFrame,
    TableMode,
};

/// A frame.
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

/// A block.
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

impl FrameFacts {
    pub(super) fn new(index: u64, frame: &SourceFrame, blocks: Option<Vec<BlockFacts>>) -> Self {
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
    pub(super) fn new(block: &SourceBlock) -> Self {
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
pub(super) fn ratio(content_size: Option<u64>, size: u64) -> Option<f64> {
    let ratio = content_size? as f64 / size as f64;
    ratio.is_finite().then(|| (ratio * 1e4).round() / 1e4)
}

//! What the page shows of frames and blocks.

use serde::Serialize;
use zstdkit_frame::{BlockKind, Error, Frame, frames};

/// One frame.
#[derive(Debug, Serialize)]
pub(crate) struct FrameFacts {
    offset: usize,
    size: usize,
    skippable: bool,
    header: usize,
    content: Option<u64>,
    window: u64,
    dictionary: u32,
    checksum: Option<u32>,
    blocks: Vec<BlockFacts>,
}

/// One block, its header of three bytes included.
#[derive(Debug, Serialize)]
struct BlockFacts {
    offset: usize,
    size: usize,
    kind: &'static str,
    /// What it decompresses to, where that is written.
    content: Option<u32>,
    /// Of a compressed block: the stored bytes of its literals.
    literals: Option<u32>,
    /// Of a compressed block: how many matches it has.
    sequences: Option<u32>,
}

/// All frames of the bytes.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<FrameFacts>, Error> {
    frames(bytes).map(|frame| facts(&frame?)).collect()
}

fn facts(frame: &Frame<'_>) -> Result<FrameFacts, Error> {
    let info = frame.info();
    let blocks = frame.blocks().map(|block| {
        let sections = block.sections()?;
        Ok(BlockFacts {
            offset: block.offset(),
            size: block.stored_size(),
            kind: match block.kind() {
                BlockKind::Raw => "raw",
                BlockKind::Rle => "rle",
                BlockKind::Compressed => "compressed",
            },
            content: block.decompressed_size(),
            literals: sections.map(|sections| sections.literals().stored_size()),
            sequences: sections.map(|sections| sections.sequence_count()),
        })
    });
    Ok(FrameFacts {
        offset: frame.offset(),
        size: frame.size(),
        skippable: info.is_skippable(),
        header: info.header_size(),
        content: info.content_size(),
        window: info.window_size(),
        dictionary: info.dictionary_id(),
        checksum: frame.checksum(),
        blocks: blocks.collect::<Result<_, Error>>()?,
    })
}

//! A decoder's state at a block's boundary, written down as a dictionary.

use zstdkit_frame::{Block, BlockKind, Code, CodeTable, FrameInfo, TableMode, TableModes, Tables};

use crate::error::Result;
use crate::lists::List as _;
use crate::repeats::Repeats;

/// The id that the dictionaries of checkpoints have.
const CHECKPOINT_ID: u32 = 0x6B65_6573;

/// The least content of a dictionary that libzstd takes.
const CONTENT_MIN: usize = 8;

/// The state of a frame's decoder, followed from block to block.
#[derive(Debug)]
pub(crate) struct State {
    info: FrameInfo,
    tables: Tables,
    repeats: Repeats,
}

impl State {
    /// At the start of a frame, with the tables of its dictionary if it has one.
    pub(crate) fn new(info: FrameInfo, tables: Tables) -> Self {
        Self { info, repeats: Repeats::new(info, &tables), tables }
    }

    /// Goes over the next block, its header included.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> Result<()> {
        let block = Block::read(bytes, &self.info)?;
        if block.kind() != BlockKind::Compressed {
            return Ok(());
        }
        if block.sections()?.is_some_and(|sections| sections.sequence_count() > 0) {
            self.repeats.push(bytes, &self.tables)?;
        }
        Ok(self.tables.update(&block)?)
    }

    /// Whether one of the tables has one symbol, and takes no bits: what no dictionary can say.
    pub(crate) fn has_single(&self) -> bool {
        Code::ALL.into_iter().any(|code| self.is_single(code))
    }

    fn is_single(&self, code: Code) -> bool {
        matches!(self.tables.table(code), Some(CodeTable::Single(_)))
    }

    /// Whether a decoder can be started before `next`.
    ///
    /// A dictionary can't say that a table has one symbol and takes no bits at all. Few encoders repeat
    /// such a table, but then the decoder has to start elsewhere; so it has as long as it isn't known.
    pub(crate) fn can_start_before(&self, next: &Block<'_>) -> Result<bool> {
        if !self.has_single() {
            return Ok(true);
        }
        let single = |code| self.is_single(code);
        Ok(match next.sections()?.and_then(|sections| sections.table_modes()) {
            None => false,
            Some(modes) => Code::ALL
                .into_iter()
                .all(|code| !single(code) || mode_of(modes, code) != TableMode::Repeat),
        })
    }

    /// The dictionary with which a decoder goes on after the blocks so far, given what was decoded
    /// last: as much as later blocks can reach.
    pub(crate) fn dictionary(&mut self, window: &[u8]) -> Result<Vec<u8>> {
        let repeats = self.repeats.settle()?;
        // An offset may be left from where it reached further back, into a dictionary. It can't be used
        // any more, but its value less one can be, if that is the whole window.
        let reach = repeats.iter().copied().max().unwrap_or(0) as usize;
        let len = window.len().max(CONTENT_MIN);
        let len = if reach > len { len + 1 } else { len };
        let most = u32::try_from(len).unwrap_or(u32::MAX);
        let mut tables = self.tables.clone();
        tables.set_repeat_offsets(repeats.map(|offset| offset.clamp(1, most)));
        let header = tables.dictionary_header(CHECKPOINT_ID);
        let mut dictionary = Vec::new();
        let size = header.len() + len;
        dictionary.make_room(size)?;
        dictionary.extend_from_slice(&header);
        dictionary.resize(size - window.len(), 0);
        dictionary.extend_from_slice(window);
        Ok(dictionary)
    }
}

const fn mode_of(modes: TableModes, code: Code) -> TableMode {
    match code {
        Code::LiteralLengths => modes.literal_lengths,
        Code::Offsets => modes.offsets,
        Code::MatchLengths => modes.match_lengths,
    }
}

/// The longest header that [`frame_header`] makes.
pub(crate) const FRAME_HEADER_SIZE: usize = 10;

/// The header of a frame that goes on with a checkpoint's dictionary: a window of at least this size,
/// no content size, no checksum (RFC 8878, section 3.1.1.1).
pub(crate) fn frame_header(window_size: u64) -> [u8; FRAME_HEADER_SIZE] {
    const WINDOW_LOG_MIN: u32 = 10;
    const DICTIONARY_ID_IN_FOUR_BYTES: u8 = 3;
    let size = window_size.max(1 << WINDOW_LOG_MIN);
    let log = size.ilog2();
    let eighth = (1_u64 << log) / 8;
    let eighths = (size - (1 << log)).div_ceil(eighth);
    // Eight eighths are the next power of two, which is how the two fields carry over.
    let descriptor = u64::from(log - WINDOW_LOG_MIN) * 8 + eighths;
    let mut header = [0; FRAME_HEADER_SIZE];
    header[..4].copy_from_slice(&zstdkit_frame::ZSTANDARD_MAGIC.to_le_bytes());
    header[4] = DICTIONARY_ID_IN_FOUR_BYTES;
    header[5] = descriptor.min(255) as u8;
    header[6..].copy_from_slice(&CHECKPOINT_ID.to_le_bytes());
    header
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_have_the_least_window_that_is_enough() {
        for size in [1, 1024, 1025, 1152, 1153, 5000, 1 << 17, (1 << 20) - 1, 8 << 20, 15 << 28] {
            let info = zstdkit_frame::frame_info(&frame_header(size)).unwrap();
            assert!(info.window_size() >= size, "{size}: {}", info.window_size());
            assert!(info.window_size() <= (size + size / 8).max(1024), "{size}");
            assert_eq!(info.dictionary_id(), CHECKPOINT_ID);
            assert_eq!((info.content_size(), info.has_checksum()), (None, false));
        }
    }
}

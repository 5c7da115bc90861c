//! Where blocks end: given to the decoder one by one, so that nothing that was decoded before
//! damage is lost with it.

use zstdkit_frame::{Error, FrameKind, frame_info};

/// The longest header of a frame.
const HEADER_MAX: usize = 18;

/// Follows frames through pieces of input, by their headers and those of their blocks.
#[derive(Debug, Default)]
pub(crate) struct Cutter {
    state: State,
    header: Vec<u8>,
    /// Frames of content, and those of them without a checksum.
    pub(crate) frames: u64,
    pub(crate) unchecked: u64,
}

#[derive(Clone, Copy, Debug, Default)]
enum State {
    #[default]
    FrameHeader,
    BlockHeader {
        has_checksum: bool,
    },
    Block {
        left: u64,
        is_last: bool,
        has_checksum: bool,
    },
    /// A checksum, or a skippable frame's content.
    Rest {
        left: u64,
    },
    /// What this is only the decoder can tell.
    Lost,
}

impl Cutter {
    /// How much of `bytes` may be decoded at once: up to the end of a block, at least one byte.
    pub(crate) fn piece(&mut self, bytes: &[u8]) -> usize {
        let mut at = 0;
        while at < bytes.len() {
            let rest = &bytes[at..];
            match self.state {
                State::FrameHeader => at += self.frame_header(rest),
                State::BlockHeader { has_checksum } => {
                    let take = (3 - self.header.len()).min(rest.len());
                    self.header.extend_from_slice(&rest[..take]);
                    at += take;
                    if let [one, two, three] = self.header[..] {
                        self.state = block(u32::from_le_bytes([one, two, three, 0]), has_checksum);
                        self.header.clear();
                    }
                }
                State::Block { left, is_last, has_checksum } => {
                    let take = left.min(rest.len() as u64);
                    at += take as usize;
                    if take < left {
                        self.state = State::Block { left: left - take, is_last, has_checksum };
                        continue;
                    }
                    self.state = match (is_last, has_checksum) {
                        (false, _) => State::BlockHeader { has_checksum },
                        (true, true) => State::Rest { left: 4 },
                        (true, false) => State::FrameHeader,
                    };
                    return at;
                }
                State::Rest { left } => {
                    let take = left.min(rest.len() as u64);
                    at += take as usize;
                    self.state = State::Rest { left: left - take };
                    if take == left {
                        self.state = State::FrameHeader;
                        return at;
                    }
                }
                State::Lost => return bytes.len(),
            }
        }
        at
    }

    /// Takes of a frame's header what there is.
    fn frame_header(&mut self, bytes: &[u8]) -> usize {
        let had = self.header.len();
        let take = (HEADER_MAX - had).min(bytes.len());
        self.header.extend_from_slice(&bytes[..take]);
        match frame_info(&self.header) {
            Ok(info) => {
                let used = info.header_size() - had.min(info.header_size());
                self.header.clear();
                self.state = match info.kind() {
                    FrameKind::Skippable { size: 0, .. } => State::FrameHeader,
                    FrameKind::Skippable { size, .. } => State::Rest { left: size.into() },
                    FrameKind::Zstandard => {
                        self.frames += 1;
                        self.unchecked += u64::from(!info.has_checksum());
                        State::BlockHeader { has_checksum: info.has_checksum() }
                    }
                    _ => State::Lost,
                };
                used
            }
            Err(Error::Incomplete { .. }) => take,
            Err(_) => {
                self.state = State::Lost;
                take
            }
        }
    }
}

/// What follows a block's header.
fn block(header: u32, has_checksum: bool) -> State {
    let is_last = header & 1 == 1;
    let left = match header >> 1 & 3 {
        1 => 1,
        _ => u64::from(header >> 3),
    };
    State::Block { left, is_last, has_checksum }
}

#[cfg(test)]
mod tests {
    use zstdkit::CompressOptions;

    use super::*;

    #[test]
    fn pieces_end_where_blocks_do_however_input_comes() {
        let data = b"some text, and some more of it ".repeat(20_000);
        let mut stream = CompressOptions::new().checksum(true).compress(&data).unwrap();
        let first = stream.len();
        stream.extend_from_slice(b"\x50\x2A\x4D\x18\x03\0\0\0abc");
        stream.extend(zstdkit::compress(b"", 3).unwrap());
        let ends = |cut: usize| {
            let mut cutter = Cutter::default();
            let mut ends = Vec::new();
            let mut passed = 0;
            for mut chunk in stream.chunks(cut) {
                while !chunk.is_empty() {
                    let piece = cutter.piece(chunk);
                    assert!(piece > 0);
                    passed += piece;
                    chunk = &chunk[piece..];
                    if !chunk.is_empty() {
                        ends.push(passed);
                    }
                }
            }
            assert_eq!((cutter.frames, cutter.unchecked), (2, 1), "{cut}");
            ends
        };
        let whole = ends(usize::MAX);
        assert!(whole.contains(&(first - 4)) && whole.contains(&first), "{whole:?}");
        for cut in [1, 2, 3, 7, 1000] {
            let found = ends(cut);
            assert!(found.iter().all(|end| whole.contains(end)), "{cut}");
        }
    }

    #[test]
    fn what_is_no_frame_is_left_to_the_decoder() {
        let mut cutter = Cutter::default();
        assert_eq!(cutter.piece(b"no frame at all, but text"), 25);
    }
}

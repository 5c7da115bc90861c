//! What strangers send.

use std::io::{self, Read, Seek, SeekFrom};

/// The most that a block holds, in bytes.
const BLOCK: u32 = 128 << 10;

/// How many frames there are of the smallest, about ten bytes each.
const MANY: usize = 250_000;

/// A frame's header: of a window of so many bits, and a content size if it's to have one.
fn header(window_log: u8, content_size: Option<u64>) -> Vec<u8> {
    let mut header = b"\x28\xB5\x2F\xFD".to_vec();
    header.push(if content_size.is_some() { 0xC0 } else { 0 });
    header.push((window_log - 10) << 3);
    header.extend(content_size.into_iter().flat_map(u64::to_le_bytes));
    header
}

fn block(kind: u32, size: u32, is_last: bool) -> [u8; 3] {
    let [a, b, c, _] = (size << 3 | kind << 1 | u32::from(is_last)).to_le_bytes();
    [a, b, c]
}

/// So many blocks of zeros, four bytes for 128 KiB each.
fn zeros(mut frame: Vec<u8>, blocks: u32) -> Vec<u8> {
    for at in 1..=blocks {
        frame.extend(block(1, BLOCK, at == blocks));
        frame.push(0);
    }
    frame
}

/// 64 MiB of zeros in 2 KB, whose size is said.
pub(crate) fn bomb() -> Vec<u8> {
    zeros(header(23, Some(64 << 20)), 512)
}

/// 64 MiB of zeros in 2 KB, whose size isn't said, within a window of so many bits.
pub(crate) fn unsized_bomb(window_log: u8) -> Vec<u8> {
    zeros(header(window_log, None), 512)
}

/// A byte in a frame that says it's as many as this.
pub(crate) fn claim(content_size: u64) -> Vec<u8> {
    let mut frame = header(27, Some(content_size));
    frame.extend(block(0, 1, true));
    frame.push(b'x');
    frame
}

/// A byte in a frame that has a window of 128 MiB.
pub(crate) fn wide() -> Vec<u8> {
    let mut frame = header(27, None);
    frame.extend(block(0, 1, true));
    frame.push(b'x');
    frame
}

/// As many frames of a byte, within windows of 128 KiB or 8 MiB.
pub(crate) fn tiny_unsized(count: usize, window_log: u8) -> Vec<u8> {
    let mut frame = header(window_log, None);
    frame.extend(block(0, 1, true));
    frame.push(b'x');
    frame.repeat(count)
}

/// As many frames without content, which is said.
pub(crate) fn empty(count: usize) -> Vec<u8> {
    b"\x28\xB5\x2F\xFD\x20\0\x01\0\0".repeat(count)
}

/// A frame whose second block is missing, with a window of 2^`log` bytes.
fn cut_short(log: u8) -> Vec<u8> {
    let mut frame = unsized_bomb(log);
    frame.truncate(16);
    frame
}

/// All of that, and 1 MiB that is just allowed, with its size and without.
pub(crate) fn frames() -> Vec<Vec<u8>> {
    vec![
        zeros(header(23, Some(1 << 20)), 8),
        zeros(header(23, None), 8),
        bomb(),
        unsized_bomb(23),
        unsized_bomb(27),
        claim(1 << 40),
        claim(u64::MAX - 1),
        wide(),
        empty(MANY),
        tiny_unsized(MANY, 17),
        tiny_unsized(MANY, 23),
        tiny_unsized(1000, 27),
        [unsized_bomb(23), empty(1000), bomb()].concat(),
        cut_short(23),
        cut_short(27),
    ]
}

/// A file with much of nothing in it: so many zeros before each of its parts.
pub(crate) struct Sparse {
    parts: Vec<(u64, Vec<u8>)>,
    at: u64,
}

impl Read for Sparse {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let mut start = 0;
        for (zeros, part) in &self.parts {
            let part_start = start + zeros;
            let read = if self.at < part_start {
                let len = to.len().min((part_start - self.at) as usize);
                to[..len].fill(0);
                len
            } else {
                part.get((self.at - part_start) as usize..).unwrap_or_default().read(to)?
            };
            if read > 0 {
                self.at += read as u64;
                return Ok(read);
            }
            start = part_start + part.len() as u64;
        }
        Ok(0)
    }
}

impl Seek for Sparse {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let size = self.parts.iter().map(|(zeros, part)| zeros + part.len() as u64).sum::<u64>();
        let at = match to {
            SeekFrom::Start(at) => at,
            SeekFrom::End(by) => size.saturating_add_signed(by),
            SeekFrom::Current(by) => self.at.saturating_add_signed(by),
        };
        self.at = at.min(size);
        Ok(self.at)
    }
}

/// A seek table of so many entries in a file that has nothing but the table's two ends.
pub(crate) fn seek_table_of_nothing(entries: u32) -> Sparse {
    let frames = u64::from(entries) * 8;
    let mut header = 0x184D_2A5E_u32.to_le_bytes().to_vec();
    header.extend((entries * 8 + 9).to_le_bytes());
    let mut footer = entries.to_le_bytes().to_vec();
    footer.push(0);
    footer.extend(0x8F92_EAB1_u32.to_le_bytes());
    Sparse { parts: vec![(frames, header), (frames, footer)], at: 0 }
}

/// A seek table of frames of eight bytes each, and the frames: all as it should be.
pub(crate) fn seekable(entries: u32) -> Vec<u8> {
    let mut file = b"\x50\x2A\x4D\x18\0\0\0\0".repeat(entries as usize);
    file.extend(0x184D_2A5E_u32.to_le_bytes());
    file.extend((entries * 8 + 9).to_le_bytes());
    for _ in 0..entries {
        file.extend([8, 0, 0, 0, 0, 0, 0, 0]);
    }
    file.extend(entries.to_le_bytes());
    file.push(0);
    file.extend(0x8F92_EAB1_u32.to_le_bytes());
    file
}

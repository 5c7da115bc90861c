//! What a table ends with.

use crate::{
    error::Error, first_bytes::FirstBytes, info::SKIPPABLE_HEADER_SIZE, magic::SEEKABLE_MAGIC,
    problem::SeekTableProblem,
};

/// Number of frames, descriptor, magic number.
pub(crate) const FOOTER_SIZE: usize = 9;

/// The fewest bytes that any frame has: a skippable one's header.
pub(super) const LEAST_FRAME: u32 = SKIPPABLE_HEADER_SIZE as u32;

const CHECKSUM_FLAG: u8 = 0x80;
const RESERVED_BITS: u8 = 0x7C;

/// What the last nine bytes of a file say about the table before them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Footer {
    frames: u32,
    pub(crate) has_checksums: bool,
}

impl Footer {
    /// Reads `tail`, the last nine bytes of a file of `file_size`, or all of it when it is shorter.
    pub(crate) fn read(tail: &[u8], file_size: u64) -> Result<Self, Error> {
        let bad = |before_end, problem| Error::BadSeekTable {
            offset: file_size.saturating_sub(before_end),
            problem,
        };
        let magic = tail.last_chunk::<4>().map(|magic| u32::from_le_bytes(*magic));
        let (Some(SEEKABLE_MAGIC), Some(footer)) = (magic, tail.last_chunk::<FOOTER_SIZE>()) else {
            let last = tail.get(tail.len().saturating_sub(4)..).unwrap_or_default();
            let found = FirstBytes::of(last);
            return Err(bad(found.len() as u64, SeekTableProblem::NoMagic { found }));
        };
        let [a, b, c, d, descriptor, ..] = *footer;
        let footer = Self {
            frames: u32::from_le_bytes([a, b, c, d]),
            has_checksums: descriptor & CHECKSUM_FLAG != 0,
        };
        if descriptor & RESERVED_BITS != 0 {
            return Err(bad(5, SeekTableProblem::ReservedBits { found: descriptor }));
        }
        // The table has to fit, and before it the frames that it lists, of which none is empty.
        let least = u64::from(footer.frames) * u64::from(LEAST_FRAME);
        let mut needed = footer.table_size();
        if needed <= file_size {
            needed += least;
        }
        if needed > file_size {
            let frames = footer.frames;
            let available = file_size;
            return Err(bad(9, SeekTableProblem::TooManyFrames { frames, needed, available }));
        }
        Ok(footer)
    }

    #[cfg(feature = "std")]
    pub(crate) const fn frames(self) -> u32 {
        self.frames
    }

    pub(crate) const fn entry_size(self) -> usize {
        if self.has_checksums { 12 } else { 8 }
    }

    const fn entries_size(self) -> u64 {
        self.frames as u64 * self.entry_size() as u64
    }

    /// The length of the whole skippable frame.
    pub(crate) const fn table_size(self) -> u64 {
        (SKIPPABLE_HEADER_SIZE + FOOTER_SIZE) as u64 + self.entries_size()
    }
}

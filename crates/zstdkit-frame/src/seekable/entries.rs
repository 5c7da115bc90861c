//! What a table lists, one by one.

use super::{
    SeekEntry, SeekPoint,
    footer::{FOOTER_SIZE, Footer, LEAST_FRAME},
};
use crate::{
    error::Error, first_bytes::FirstBytes, info::SKIPPABLE_HEADER_SIZE,
    magic::SKIPPABLE_MAGIC_START, problem::SeekTableProblem,
};

/// The variant of the skippable frame that a table is in.
const TABLE_VARIANT: u32 = 14;

/// The entries of a table whose form has been checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entries<'a> {
    bytes: &'a [u8],
    pub(super) footer: Footer,
}

impl<'a> Entries<'a> {
    /// Checks the form of `table`, a whole skippable frame at `offset` that ends with `footer`.
    pub(crate) fn parse(table: &'a [u8], offset: u64, footer: Footer) -> Result<Self, Error> {
        Self::check_header(table, offset, footer)?;
        let entries_end = table.len().saturating_sub(FOOTER_SIZE);
        let bytes = table.get(SKIPPABLE_HEADER_SIZE..entries_end).unwrap_or_default();
        Ok(Self { bytes, footer })
    }

    /// Some of the entries, as they stand in the table.
    #[cfg(feature = "std")]
    pub(crate) const fn some(bytes: &'a [u8], footer: Footer) -> Self {
        Self { bytes, footer }
    }

    /// Checks the header of a table, which stands at `offset`.
    pub(crate) fn check_header(table: &[u8], offset: u64, footer: Footer) -> Result<(), Error> {
        let bad = |at, problem| Err(Error::BadSeekTable { offset: offset + at, problem });
        if !table.starts_with(&(SKIPPABLE_MAGIC_START + TABLE_VARIANT).to_le_bytes()) {
            let found = FirstBytes::of(table);
            return bad(0, SeekTableProblem::NotInSkippableFrame { found });
        }
        let stated = table.get(4..).and_then(|rest| rest.first_chunk());
        let found = stated.map_or(0, |size| u32::from_le_bytes(*size));
        let expected = footer.table_size() - SKIPPABLE_HEADER_SIZE as u64;
        if u64::from(found) != expected {
            return bad(4, SeekTableProblem::WrongFrameSize { found, expected });
        }
        Ok(())
    }

    /// Checks that the frames end at `table_start`; the size of their content.
    pub(crate) fn check_sums(&self, table_start: u64) -> Result<u64, Error> {
        let mut sums = Sums::new(table_start);
        for index in 0..self.len() {
            if let Some(entry) = self.get(index) {
                sums.next(entry)?;
            }
        }
        sums.end()
    }

    /// The entries in order.
    #[cfg(feature = "std")]
    pub(crate) fn iter(self) -> impl Iterator<Item = SeekEntry> + use<'a> {
        (0..self.len()).map_while(move |index| self.get(index))
    }

    pub(super) const fn len(&self) -> usize {
        self.bytes.len() / self.footer.entry_size()
    }

    pub(super) fn get(&self, index: usize) -> Option<SeekEntry> {
        let size = self.footer.entry_size();
        let entry = self.bytes.get(index.checked_mul(size)?..)?.get(..size)?;
        let (fields, _) = entry.as_chunks::<4>();
        let field = |index: usize| fields.get(index).map(|bytes| u32::from_le_bytes(*bytes));
        Some(SeekEntry {
            compressed_size: field(0)?,
            decompressed_size: field(1)?,
            checksum: field(2),
        })
    }

    pub(crate) fn points(self) -> impl Iterator<Item = SeekPoint> + use<'a> {
        // 2^32 sizes of less than 2^32 each: the sums fit.
        let (mut compressed_offset, mut decompressed_offset) = (0, 0);
        (0..self.len()).map_while(move |index| {
            let entry = self.get(index)?;
            let point =
                SeekPoint { index: index as u32, compressed_offset, decompressed_offset, entry };
            compressed_offset = point.compressed_end();
            decompressed_offset = point.decompressed_end();
            Some(point)
        })
    }
}

/// Sums up a table's entries one by one, and refuses the first that can't be right.
#[derive(Debug)]
pub(crate) struct Sums {
    table_start: u64,
    index: u32,
    frames_end: u64,
    content_end: u64,
}

impl Sums {
    pub(crate) const fn new(table_start: u64) -> Self {
        Self { table_start, index: 0, frames_end: 0, content_end: 0 }
    }

    /// Where the next frame is.
    pub(crate) fn next(&mut self, entry: SeekEntry) -> Result<SeekPoint, Error> {
        let point = SeekPoint {
            index: self.index,
            compressed_offset: self.frames_end,
            decompressed_offset: self.content_end,
            entry,
        };
        // At most 2^32 sizes of less than 2^32 each: the sums fit.
        self.frames_end = point.compressed_end();
        self.content_end = point.decompressed_end();
        self.index = self.index.wrapping_add(1);
        let listed = entry.compressed_size;
        if listed < LEAST_FRAME {
            let problem = SeekTableProblem::FrameTooSmall { index: point.index, listed };
            return Err(Error::BadSeekTable { offset: point.compressed_offset, problem });
        }
        if self.frames_end > self.table_start { Err(self.wrong()) } else { Ok(point) }
    }

    /// The size of all content.
    pub(crate) fn end(&self) -> Result<u64, Error> {
        if self.frames_end == self.table_start { Ok(self.content_end) } else { Err(self.wrong()) }
    }

    fn wrong(&self) -> Error {
        let Self { frames_end, table_start, .. } = *self;
        let problem = SeekTableProblem::WrongSum { frames_end, table_start };
        Error::BadSeekTable { offset: table_start, problem }
    }
}

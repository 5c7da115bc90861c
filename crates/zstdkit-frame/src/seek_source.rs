//! Seek tables of files that are not in memory.

use alloc::vec::Vec;
use std::io::{Read, Seek, SeekFrom};

use crate::seekable::{Entries, FOOTER_SIZE, Footer};
use crate::{SeekIndex, SourceError};

impl SeekIndex {
    /// Reads the seek table at the end of `source`, and checks that its frames end where it starts.
    ///
    /// Only the table is read. Of memory it takes 8 or 12 bytes for each frame meanwhile, and never
    /// more than the source is long.
    ///
    /// # Errors
    ///
    /// [`SourceError::Io`] of the source; [`Error::BadSeekTable`](crate::Error::BadSeekTable) as
    /// [`SeekTable::parse`](crate::SeekTable::parse).
    ///
    /// ```
    /// use std::io::Cursor;
    /// use zstdkit_frame::SeekIndex;
    ///
    /// let file = b"\x28\xB5\x2F\xFD\x20\x03\x19\0\0abc\
    ///     \x5E\x2A\x4D\x18\x11\0\0\0\x0C\0\0\0\x03\0\0\0\x01\0\0\0\0\xB1\xEA\x92\x8F";
    /// let index = SeekIndex::read(Cursor::new(file))?;
    /// assert_eq!(index.decompressed_size(), 3);
    /// # Ok::<(), zstdkit_frame::SourceError>(())
    /// ```
    pub fn read<R: Read + Seek>(mut source: R) -> Result<Self, SourceError> {
        let size = source.seek(SeekFrom::End(0))?;
        let mut tail = [0; FOOTER_SIZE];
        let tail = &mut tail[..size.min(FOOTER_SIZE as u64) as usize];
        source.seek(SeekFrom::Start(size - tail.len() as u64))?;
        source.read_exact(tail)?;
        let footer = Footer::read(tail, size)?;
        let start = size - footer.table_size();
        source.seek(SeekFrom::Start(start))?;
        // Grows with what is really there.
        let mut table = Vec::new();
        source.take(footer.table_size()).read_to_end(&mut table)?;
        let entries = Entries::parse(&table, start, footer)?;
        entries.check_sums(start)?;
        Ok(Self::of(entries, footer.has_checksums))
    }
}

//! Seek tables of files that are not in memory.

use alloc::vec::Vec;
use std::io::{self, Read, Seek, SeekFrom};

use crate::info::SKIPPABLE_HEADER_SIZE;
use crate::seekable::{Entries, FOOTER_SIZE, Footer, Sums};
use crate::{
    error::Error, problem::SeekTableProblem, seek_index::SeekIndex, seekable::SeekPoint,
    source_error::SourceError,
};

/// The most memory, in bytes, that an index takes where no other limit is given.
const DEFAULT_LIMIT: u64 = 256 << 20;

/// How many entries are read at a time.
const AT_A_TIME: usize = 4096;

impl SeekIndex {
    /// Reads the seek table at the end of `source`, and checks that its frames end where it starts.
    ///
    /// Only the table is read, piece by piece. The index takes 40 bytes of memory for each frame, whose entry
    /// takes 8 or 12 in the file, and
    /// 256 MiB at most, which is enough for 6.7 million frames; [`read_within`](Self::read_within) sets
    /// another limit.
    ///
    /// # Errors
    ///
    /// [`SourceError::Io`] of the source; [`Error::BadSeekTable`] as
    /// [`SeekTable::parse`](crate::SeekTable::parse), and for a table over the limit
    /// ([`SeekTableProblem::OverLimit`]).
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
    pub fn read<R: Read + Seek>(source: R) -> Result<Self, SourceError> {
        Self::read_within(source, DEFAULT_LIMIT)
    }

    /// As [`read`](Self::read), with an index that takes at most `limit` bytes of memory.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read).
    pub fn read_within<R: Read + Seek>(mut source: R, limit: u64) -> Result<Self, SourceError> {
        let size = source.seek(SeekFrom::End(0))?;
        let mut tail = [0; FOOTER_SIZE];
        let tail = &mut tail[..size.min(FOOTER_SIZE as u64) as usize];
        source.seek(SeekFrom::Start(size - tail.len() as u64))?;
        source.read_exact(tail)?;
        let footer = Footer::read(tail, size)?;
        let start = size - footer.table_size();
        let frames = footer.frames();
        let needed = u64::from(frames) * size_of::<SeekPoint>() as u64;
        if needed > limit {
            let problem = SeekTableProblem::OverLimit { frames, needed, limit };
            return Err(Error::BadSeekTable { offset: size - FOOTER_SIZE as u64, problem }.into());
        }
        source.seek(SeekFrom::Start(start))?;
        let mut header = [0; SKIPPABLE_HEADER_SIZE];
        source.read_exact(&mut header)?;
        Entries::check_header(&header, start, footer)?;
        let points = read_points(source, start, footer)?;
        Ok(Self::of_points(points, footer.has_checksums))
    }
}

/// Reads the entries, and refuses the first that can't be right. Beyond the first few, room is made for
/// exactly what the table lists.
fn read_points<R: Read>(
    mut source: R,
    table_start: u64,
    footer: Footer,
) -> Result<Vec<SeekPoint>, SourceError> {
    let mut sums = Sums::new(table_start);
    let mut points = Vec::new();
    let mut bytes = Vec::new();
    let mut left = footer.frames() as usize;
    while left > 0 {
        let count = left.min(AT_A_TIME);
        bytes.resize(count * footer.entry_size(), 0);
        source.read_exact(&mut bytes)?;
        // All of the rest once there is something to it, and never more room than that.
        let room = if points.is_empty() { count } else { left };
        if points.try_reserve_exact(room).is_err() {
            return Err(io::Error::from(io::ErrorKind::OutOfMemory).into());
        }
        for entry in Entries::some(&bytes, footer).iter() {
            points.push(sums.next(entry)?);
        }
        left -= count;
    }
    sums.end()?;
    Ok(points)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg_attr(
        miri,
        ignore = "tens of thousands of entries take minutes; the other tests read the same"
    )]
    fn room_is_made_for_what_is_listed_and_no_more() {
        for frames in [1, AT_A_TIME, AT_A_TIME + 1, 3 * AT_A_TIME + 5] {
            let mut file = std::vec![0; 8 * frames];
            let mut table = std::vec::Vec::new();
            for _ in 0..frames {
                table.extend([8, 0, 0, 0, 0, 0, 0, 0]);
            }
            let table_start = file.len() as u64;
            file.extend([0; SKIPPABLE_HEADER_SIZE]);
            file.extend(&table);
            file.extend((frames as u32).to_le_bytes());
            file.extend([0, 0xB1, 0xEA, 0x92, 0x8F]);
            let footer = Footer::read(&file, file.len() as u64).unwrap();
            let points = read_points(&table[..], table_start, footer).unwrap();
            assert_eq!((points.len(), points.capacity()), (frames, frames));
        }
    }
}

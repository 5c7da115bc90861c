//! Indexes of files that need none made: what a seek table or the frames themselves say.

use zstdkit_frame::{SeekIndex, SourceError, SourceFrames};

use crate::build::SPACING_MIN;
use crate::error::{Error, Result};
use crate::index::{Checksum, Index, Parts, Point, Start};
use crate::lists::{List as _, of_one};
use crate::source::{Part, ReadAt};

impl Index {
    /// Finds out where decoding of a file can start: by an index at its end, by the table of the
    /// seekable format, or by frames that say how much content they have, whatever is there first.
    ///
    /// An index is checked as [`Index::check`] does. Of a table, and of what frames say, nothing is
    /// known to be true until it is read.
    ///
    /// # Errors
    ///
    /// [`Error::NoIndex`] when none of them is there; [`Error::BadIndex`], [`Error::WrongFile`] and
    /// [`Error::Frame`] when what is there is damaged.
    pub fn of<S: ReadAt + ?Sized>(source: &S) -> Result<Self> {
        if let Some(index) = Self::read_appended(source)? {
            index.check(source)?;
            return Ok(index);
        }
        match seek_table(source)? {
            Some(index) => Ok(index),
            None => frames(source),
        }
    }
}

/// The points of a seek table; `None` when there is none.
fn seek_table<S: ReadAt + ?Sized>(source: &S) -> Result<Option<Index>> {
    let size = source.size()?;
    let mut end = [0; 4];
    let Some(start) = size.checked_sub(4) else { return Ok(None) };
    let read = source.read_at(start, &mut end)?;
    if read < 4 || u32::from_le_bytes(end) != zstdkit_frame::SEEKABLE_MAGIC {
        return Ok(None);
    }
    let table = SeekIndex::read(Part::new(source, 0, size)).map_err(unwrap)?;
    let mut points: Vec<Point> = Vec::new();
    let mut content_size = 0;
    for point in table.points() {
        let content = point.decompressed_offset;
        content_size = content + u64::from(point.entry.decompressed_size);
        points.append_one(Point {
            compressed: point.compressed_offset,
            content,
            checksum: point.entry.checksum.map_or(Checksum::Unknown, Checksum::Low),
            sample: None,
            start: Start::Frame,
        })?;
    }
    if points.is_empty() {
        points.append_one(first())?;
    }
    // The last stretch is all that follows its frame, the table itself included: nothing to decode.
    Ok(Some(index(points, size, content_size)))
}

/// The points of frames that all say how much content they have.
fn frames<S: ReadAt + ?Sized>(source: &S) -> Result<Index> {
    let size = source.size()?;
    let mut points = of_one(first())?;
    let mut content_size = 0_u64;
    let mut last = 0;
    for frame in SourceFrames::new(Part::new(source, 0, size))? {
        let frame = frame.map_err(unwrap)?;
        let offset = frame.offset();
        let content = frame.info().content_size().ok_or(Error::NoIndex { offset })?;
        if offset > 0 && content_size - last >= SPACING_MIN {
            points.append_one(Point { compressed: offset, content: content_size, ..first() })?;
            last = content_size;
        }
        content_size = content_size
            .checked_add(content)
            .ok_or(zstdkit_frame::Error::SizeOverflow { offset })?;
    }
    Ok(index(points, size, content_size))
}

const fn first() -> Point {
    Point {
        compressed: 0,
        content: 0,
        checksum: Checksum::Unknown,
        sample: None,
        start: Start::Frame,
    }
}

fn index(points: Vec<Point>, file_size: u64, content_size: u64) -> Index {
    Index::new(Parts { points, file_size, content_size, dictionary: None, tail_sample: None })
}

fn unwrap(error: SourceError) -> Error {
    match error {
        SourceError::Io(error) => Error::Io(error),
        SourceError::Frame(error) => Error::Frame(error),
        other => Error::Io(std::io::Error::other(other)),
    }
}

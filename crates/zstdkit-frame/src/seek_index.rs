//! A seek table with the sums made, for many lookups.

use alloc::vec::Vec;

use crate::seekable::Entries;
use crate::seekable::{SeekPoint, SeekTable};

/// The frames of a file in the seekable format, to be looked up by binary search.
///
/// Made from a [`SeekTable`], or read from a source's end (`SeekIndex::read`, with the feature
/// `std`). Takes 40 bytes of memory for each frame listed.
///
/// ```
/// use zstdkit_frame::{SeekIndex, SeekTable};
///
/// let file = b"\x28\xB5\x2F\xFD\x20\x03\x19\0\0abc\
///     \x5E\x2A\x4D\x18\x11\0\0\0\x0C\0\0\0\x03\0\0\0\x01\0\0\0\0\xB1\xEA\x92\x8F";
/// let index = SeekIndex::from(&SeekTable::parse(file)?);
/// assert_eq!(index.find(2).map(|point| point.index), Some(0));
/// assert_eq!(index.find(3), None);
/// # Ok::<(), zstdkit_frame::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeekIndex {
    points: Vec<SeekPoint>,
    has_checksums: bool,
}

impl SeekIndex {
    /// Sums up `entries`, whose form has been checked.
    pub(crate) fn of(entries: Entries<'_>, has_checksums: bool) -> Self {
        Self { points: entries.points().collect(), has_checksums }
    }

    /// Made of points that have been checked.
    #[cfg(feature = "std")]
    pub(crate) const fn of_points(points: Vec<SeekPoint>, has_checksums: bool) -> Self {
        Self { points, has_checksums }
    }

    /// All frames in order.
    #[must_use]
    pub fn points(&self) -> &[SeekPoint] {
        &self.points
    }

    /// How many frames there are.
    #[doc(alias = "num_frames")]
    #[must_use]
    pub fn len(&self) -> usize {
        self.points.len()
    }

    /// Whether there are no frames.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.points.is_empty()
    }

    /// Whether each frame has a checksum in the table.
    #[must_use]
    pub const fn has_checksums(&self) -> bool {
        self.has_checksums
    }

    /// The size of what all frames decompress to.
    #[must_use]
    pub fn decompressed_size(&self) -> u64 {
        self.points.last().map_or(0, |last| last.decompressed_end())
    }

    /// The size of all frames, which is where the table starts in the file.
    #[must_use]
    pub fn compressed_size(&self) -> u64 {
        self.points.last().map_or(0, |last| last.compressed_end())
    }

    /// The frame that holds the byte at `offset` of the decompressed content; `None` when the
    /// content ends before.
    ///
    /// Frames without content hold no byte, and are never found. Takes a number of steps that is
    /// the logarithm of the number of frames.
    #[doc(alias = "offset_to_frame_index")]
    #[must_use]
    pub fn find(&self, offset: u64) -> Option<SeekPoint> {
        let after = self.points.partition_point(|point| point.decompressed_end() <= offset);
        self.points.get(after).copied()
    }
}

impl From<&SeekTable<'_>> for SeekIndex {
    fn from(table: &SeekTable<'_>) -> Self {
        Self::of(table.entries(), table.has_checksums())
    }
}

//! One piece of memory that holds many items.

use std::fmt;
use std::ops::{Bound, Index, RangeBounds};

use crate::backing::Backing;
use crate::{
    error::Error,
    item::{BufferSegment, Iter},
    segment::{BufferSegments, Segment},
};

/// Memory that holds many items, and the table that says where each of them lies.
///
/// The memory is of any kind: a `Vec<u8>`, an `Arc<[u8]>`, a `&'static [u8]`, a memory map, a
/// `Bytes`, or any other owner of bytes. It is kept, not copied, and so is every view of it:
/// indexing, iterating, slicing and cloning touch no data.
///
/// Segments may overlap, come in any order, be empty, and leave parts of the data out. What they
/// may not do is reach outside the data: that is checked when the buffer is made.
///
/// ```
/// use zstdkit_segments::{BufferWithSegments, Segment};
///
/// let data = b"foobarbaz".to_vec();
/// let buffer = BufferWithSegments::new(data, &[
///     Segment { offset: 0, len: 3 },
///     Segment { offset: 3, len: 6 },
/// ])?;
/// assert_eq!(buffer.len(), 2);
/// assert_eq!(buffer.size(), 9);
/// assert_eq!(&buffer[1], b"barbaz");
/// assert_eq!(buffer.get(1).map(|item| item.offset()), Some(3));
/// assert!(buffer.get(2).is_none());
/// # Ok::<(), zstdkit_segments::Error>(())
/// ```
#[derive(Clone)]
pub struct BufferWithSegments {
    data: Backing,
    segments: BufferSegments,
    /// The sum of the segments' lengths, at most `usize::MAX`.
    payload: usize,
}

impl BufferWithSegments {
    /// Puts `data` and its segments together.
    ///
    /// `segments` is anything that makes a table: a slice or an array, a `Vec<Segment>` or a
    /// [`BufferSegments`]; the last two are kept without a copy. No segments at all is fine.
    ///
    /// # Errors
    ///
    /// [`Error::SegmentOutOfBounds`], naming the first segment that does not lie inside the data.
    pub fn new<B>(data: B, segments: impl Into<BufferSegments>) -> Result<Self, Error>
    where
        B: AsRef<[u8]> + Send + Sync + 'static,
    {
        let (data, segments) = (Backing::new(data), segments.into());
        let size = data.len();
        let mut payload = 0usize;
        for (index, segment) in segments.iter().enumerate() {
            let Some(range) = segment.range_within(size) else {
                let Segment { offset, len } = *segment;
                return Err(Error::SegmentOutOfBounds { index, offset, len, size });
            };
            payload = payload.saturating_add(range.len());
        }
        Ok(BufferWithSegments { data, segments, payload })
    }

    /// Puts `data` together with a table in bytes: native-endian `(u64, u64)` pairs of offset and
    /// length.
    ///
    /// The table is copied, as its bytes are borrowed; [`BufferSegments::from_bytes`] keeps bytes
    /// that can be handed over.
    ///
    /// # Errors
    ///
    /// [`Error::TableLength`] if the bytes are no multiple of 16, and what
    /// [`new`](BufferWithSegments::new) refuses.
    ///
    /// ```
    /// use zstdkit_segments::BufferWithSegments;
    ///
    /// let table: Vec<u8> = [0u64, 4, 4, 2].iter().flat_map(|n| n.to_ne_bytes()).collect();
    /// let buffer = BufferWithSegments::from_segment_bytes("abcdef", &table)?;
    /// assert_eq!(&buffer[1], b"ef");
    /// # Ok::<(), zstdkit_segments::Error>(())
    /// ```
    pub fn from_segment_bytes<B>(data: B, segments: &[u8]) -> Result<Self, Error>
    where
        B: AsRef<[u8]> + Send + Sync + 'static,
    {
        Self::new(data, BufferSegments::copy_from_bytes(segments)?)
    }

    /// Parts that are known to belong together: every segment lies inside `data`, and their
    /// lengths add up to `payload`.
    pub(crate) fn from_parts(data: Backing, segments: BufferSegments, payload: usize) -> Self {
        debug_assert!(segments.iter().all(|s| s.range_within(data.len()).is_some()));
        BufferWithSegments { data, segments, payload }
    }

    /// The number of segments.
    #[must_use]
    pub fn len(&self) -> usize {
        self.segments.count()
    }

    /// Whether there are no segments. There may be data all the same.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The size of the data in bytes, whether or not segments cover it.
    #[must_use]
    pub fn size(&self) -> usize {
        self.data.len()
    }

    /// The sum of the segments' lengths in bytes, at most `usize::MAX`.
    pub(crate) fn payload(&self) -> usize {
        self.payload
    }

    /// The item at `index`, or `None` beyond the last.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<BufferSegment<'_>> {
        let segment = *self.segments.get(index)?;
        Some(BufferSegment::cut(self.as_bytes(), segment))
    }

    /// Iterates over the items, from either end.
    #[must_use]
    pub fn iter(&self) -> Iter<'_> {
        Iter::new(self.as_bytes(), &self.segments)
    }

    /// The table: where each item lies.
    #[must_use]
    pub fn segments(&self) -> &BufferSegments {
        &self.segments
    }

    /// All the data, in place: what is in segments and what is not.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.data.as_bytes()
    }

    /// The data without its segments.
    #[cfg(feature = "bytes")]
    pub(crate) fn into_backing(self) -> Backing {
        self.data
    }

    /// A copy of all the data.
    #[must_use]
    pub fn to_vec(&self) -> Vec<u8> {
        self.as_bytes().to_vec()
    }

    /// A buffer of the same data with a range of these segments, or `None` if there are not so
    /// many.
    ///
    /// Neither data nor table is copied: offsets and [`size`](BufferWithSegments::size) stay what
    /// they were.
    ///
    /// ```
    /// use zstdkit_segments::BufferWithSegments;
    ///
    /// let buffer = BufferWithSegments::split("a,b,c,d", b",")?;
    /// let middle = buffer.slice(1..3).unwrap();
    /// assert_eq!(middle.iter().collect::<Vec<_>>(), [b"b", b"c"]);
    /// assert_eq!(middle.get(0).unwrap().offset(), 2);
    /// assert!(buffer.slice(3..5).is_none());
    /// # Ok::<(), zstdkit_segments::Error>(())
    /// ```
    #[must_use]
    pub fn slice(&self, range: impl RangeBounds<usize>) -> Option<Self> {
        let start = match range.start_bound() {
            Bound::Included(&start) => start,
            Bound::Excluded(&before) => before.checked_add(1)?,
            Bound::Unbounded => 0,
        };
        let end = match range.end_bound() {
            Bound::Included(&last) => last.checked_add(1)?,
            Bound::Excluded(&end) => end,
            Bound::Unbounded => self.len(),
        };
        if start > end || end > self.len() {
            return None;
        }
        let segments = self.segments.slice(start..end);
        // Each length is at most the data's size: it fits.
        let payload = segments.iter().fold(0usize, |sum, s| sum.saturating_add(s.len as usize));
        Some(BufferWithSegments { data: self.data.clone(), segments, payload })
    }
}

impl Index<usize> for BufferWithSegments {
    type Output = [u8];

    /// The bytes of the item at `index`.
    ///
    /// # Panics
    ///
    /// If there is no such item; [`get`](BufferWithSegments::get) answers `None` instead.
    fn index(&self, index: usize) -> &[u8] {
        match self.get(index) {
            Some(item) => item.as_bytes(),
            None => panic!("no segment {index} in a buffer of {} segments", self.len()),
        }
    }
}

impl<'a> IntoIterator for &'a BufferWithSegments {
    type Item = BufferSegment<'a>;
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

impl fmt::Debug for BufferWithSegments {
    /// Shows how many segments there are and how much data, not the data itself.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BufferWithSegments")
            .field("len", &self.len())
            .field("size", &self.size())
            .field("segments", &self.segments)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn assert_thread_safe<T: Send + Sync + 'static>() {}
    const _: () = assert_thread_safe::<BufferWithSegments>();

    #[test]
    fn slices_keep_the_sum_of_their_lengths() {
        let segments = [Segment::new(0, 2), Segment::new(1, 3), Segment::new(0, 4)];
        let buffer = BufferWithSegments::new([1u8, 2, 3, 4], &segments).unwrap();
        assert_eq!(buffer.payload(), 9);
        assert_eq!(buffer.slice(1..).unwrap().payload(), 7);
        assert_eq!(buffer.slice(..=0).unwrap().payload(), 2);
        assert_eq!(buffer.slice(3..).unwrap().payload(), 0);
        assert!(buffer.slice(..=usize::MAX).is_none());
        #[expect(clippy::reversed_empty_ranges, reason = "a reversed range must be refused")]
        let reversed = buffer.slice(2..1);
        assert!(reversed.is_none());
    }
}

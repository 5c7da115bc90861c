//! One item, and the iterator over the items of one buffer.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::iter::FusedIterator;
use std::ops::Deref;
use std::slice;

use crate::segment::Segment;

/// One item: a view of its bytes in the memory of the buffer it belongs to.
///
/// It reads as a `&[u8]` (by `Deref`), is two words and an offset, and copies no data. To keep an
/// item beyond its buffer's life, take [`to_vec`](BufferSegment::to_vec), or
/// [`BufferWithSegments::slice`](crate::BufferWithSegments::slice), which shares the memory.
/// Comparisons and hashes are those of the bytes; the offset plays no part.
///
/// ```
/// use zstdkit_segments::{BufferWithSegments, Segment};
///
/// let buffer = BufferWithSegments::new("key=value", &[Segment { offset: 4, len: 5 }])?;
/// let item = buffer.get(0).unwrap();
/// assert_eq!(item.len(), 5);
/// assert_eq!(item.offset(), 4);
/// assert_eq!(item, b"value");
/// assert_eq!(item.to_vec(), b"value");
/// # Ok::<(), zstdkit_segments::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct BufferSegment<'a> {
    bytes: &'a [u8],
    offset: u64,
}

impl<'a> BufferSegment<'a> {
    /// Cuts a segment, which was checked to lie inside, out of the data.
    #[inline]
    pub(crate) fn cut(data: &'a [u8], segment: Segment) -> Self {
        let bytes = &data[segment.offset as usize..][..segment.len as usize];
        BufferSegment { bytes, offset: segment.offset }
    }

    /// Bytes from the start of its buffer's data to the start of the item.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// The item's bytes, for as long as its buffer lives.
    #[inline]
    #[must_use]
    pub fn as_bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// A copy of the item's bytes.
    #[must_use]
    pub fn to_vec(&self) -> Vec<u8> {
        self.bytes.to_vec()
    }
}

impl Deref for BufferSegment<'_> {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        self.bytes
    }
}

impl AsRef<[u8]> for BufferSegment<'_> {
    fn as_ref(&self) -> &[u8] {
        self.bytes
    }
}

impl<'a> From<BufferSegment<'a>> for &'a [u8] {
    fn from(item: BufferSegment<'a>) -> Self {
        item.bytes
    }
}

impl<T: AsRef<[u8]> + ?Sized> PartialEq<T> for BufferSegment<'_> {
    fn eq(&self, other: &T) -> bool {
        self.bytes == other.as_ref()
    }
}

impl Eq for BufferSegment<'_> {}

impl PartialOrd for BufferSegment<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for BufferSegment<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.bytes.cmp(other.bytes)
    }
}

impl Hash for BufferSegment<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.bytes.hash(state);
    }
}

impl fmt::Debug for BufferSegment<'_> {
    /// Shows where the item lies and its first few bytes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 32;
        let shown = &self.bytes[..self.bytes.len().min(SHOWN)];
        let more = if shown.len() < self.bytes.len() { ".." } else { "" };
        f.debug_struct("BufferSegment")
            .field("offset", &self.offset)
            .field("len", &self.bytes.len())
            .field("bytes", &format_args!("b\"{}\"{more}", shown.escape_ascii()))
            .finish()
    }
}

/// Iterates over the items of a [`BufferWithSegments`](crate::BufferWithSegments), from either
/// end.
#[derive(Clone)]
pub struct Iter<'a> {
    data: &'a [u8],
    segments: slice::Iter<'a, Segment>,
}

impl<'a> Iter<'a> {
    /// Over segments that were checked to lie inside `data`.
    pub(crate) fn new(data: &'a [u8], segments: &'a [Segment]) -> Self {
        Iter { data, segments: segments.iter() }
    }
}

impl<'a> Iterator for Iter<'a> {
    type Item = BufferSegment<'a>;

    #[inline]
    fn next(&mut self) -> Option<BufferSegment<'a>> {
        let segment = *self.segments.next()?;
        Some(BufferSegment::cut(self.data, segment))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.segments.size_hint()
    }

    fn nth(&mut self, n: usize) -> Option<BufferSegment<'a>> {
        let segment = *self.segments.nth(n)?;
        Some(BufferSegment::cut(self.data, segment))
    }
}

impl<'a> DoubleEndedIterator for Iter<'a> {
    fn next_back(&mut self) -> Option<BufferSegment<'a>> {
        let segment = *self.segments.next_back()?;
        Some(BufferSegment::cut(self.data, segment))
    }

    fn nth_back(&mut self, n: usize) -> Option<BufferSegment<'a>> {
        let segment = *self.segments.nth_back(n)?;
        Some(BufferSegment::cut(self.data, segment))
    }
}

impl ExactSizeIterator for Iter<'_> {}

impl FusedIterator for Iter<'_> {}

impl fmt::Debug for Iter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Iter").field("remaining", &self.segments.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_of_an_item_stays_short() {
        let data = vec![b'x'; 10 << 20];
        let item = BufferSegment::cut(&data, Segment::new(5, 9 << 20));
        let text = format!("{item:?}");
        assert!(text.len() < 120 && text.contains("len: 9437184"), "{text}");
        let short = BufferSegment::cut(b"a\"\n", Segment::new(0, 3));
        assert!(
            format!("{short:?}").contains(r#"b"a\"\n" "#)
                || format!("{short:?}").contains(r#"b"a\"\n""#)
        );
    }

    #[test]
    fn items_compare_by_their_bytes() {
        let data = b"abab";
        let (first, second) = (
            BufferSegment::cut(data, Segment::new(0, 2)),
            BufferSegment::cut(data, Segment::new(2, 2)),
        );
        assert_eq!(first, second);
        assert_ne!(first.offset(), second.offset());
        assert!(first < BufferSegment::cut(data, Segment::new(1, 2)));
        let set = std::collections::HashSet::from([first, second]);
        assert_eq!(set.len(), 1);
    }
}

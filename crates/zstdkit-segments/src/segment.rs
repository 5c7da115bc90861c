//! The segment table: where each item lies in the memory that holds them all.

use std::fmt;
use std::ops::{Deref, Range};
use std::sync::Arc;

use crate::backing::Memory;
use crate::error::Error;

/// Where one item lies: an offset and a length, both in bytes.
///
/// In memory it is two native-endian `u64`, offset first: 16 bytes, aligned as `u64` is. A table of
/// segments is therefore also a plain array of bytes; see [`BufferSegments`].
///
/// ```
/// use zstdkit_segments::Segment;
///
/// let segment = Segment::new(4, 3);
/// assert_eq!(segment.end(), Some(7));
/// assert_eq!(Segment { offset: u64::MAX, len: 1 }.end(), None);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, bytemuck::Pod, bytemuck::Zeroable)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[repr(C)]
pub struct Segment {
    /// Bytes from the start of the data to the start of the item.
    pub offset: u64,
    /// The item's length in bytes.
    pub len: u64,
}

impl Segment {
    /// The segment of `len` bytes at `offset`.
    #[must_use]
    pub const fn new(offset: u64, len: u64) -> Self {
        Segment { offset, len }
    }

    /// The offset just after the item, or `None` if that wraps around 2^64.
    #[must_use]
    pub const fn end(self) -> Option<u64> {
        self.offset.checked_add(self.len)
    }

    /// The segment as a range of indices into data of `size` bytes, `None` if it lies outside.
    pub(crate) fn range_within(self, size: usize) -> Option<Range<usize>> {
        let end = usize::try_from(self.end()?).ok()?;
        // The offset is not above the end, so it fits as well.
        (end <= size).then_some(self.offset as usize..end)
    }
}

/// A table of segments: the array of `(offset, length)` pairs behind a [`BufferWithSegments`].
///
/// It reads as a slice of [`Segment`] or as the native-endian bytes of one, and neither way
/// copies. Clones share the table. A table alone is not checked against any data: that happens
/// when [`BufferWithSegments::new`] puts the two together.
///
/// It is made from a `Vec<Segment>` (kept as it is), from a slice or an array (copied), or from
/// bytes of any kind by [`BufferSegments::from_bytes`].
///
/// [`BufferWithSegments`]: crate::BufferWithSegments
/// [`BufferWithSegments::new`]: crate::BufferWithSegments::new
///
/// ```
/// use zstdkit_segments::{BufferSegments, Segment};
///
/// let table = BufferSegments::from(vec![Segment::new(0, 5), Segment::new(5, 7)]);
/// assert_eq!(table.as_slice()[1].offset, 5);
/// assert_eq!(table.as_bytes().len(), 2 * 16);
/// assert_eq!(table.as_bytes()[8..16], 5u64.to_ne_bytes());
/// ```
#[derive(Clone)]
pub struct BufferSegments {
    table: Table,
    /// Which entries of `table` these are.
    start: usize,
    len: usize,
}

#[derive(Clone)]
enum Table {
    Entries(Arc<Vec<Segment>>),
    /// Checked to be aligned and of whole entries.
    Bytes(Arc<Memory>),
}

impl BufferSegments {
    /// Takes a table from the bytes of native-endian `(u64, u64)` pairs.
    ///
    /// The owner of the bytes (a `Vec<u8>`, a memory map, a `&'static [u8]` ...) is kept and
    /// read in place. Only bytes that do not start at a multiple of 8 are copied.
    ///
    /// # Errors
    ///
    /// [`Error::TableLength`] if the bytes are no multiple of 16.
    ///
    /// ```
    /// use zstdkit_segments::{BufferSegments, Segment};
    ///
    /// let bytes: Vec<u8> = [3u64, 4, 0, 3].iter().flat_map(|n| n.to_ne_bytes()).collect();
    /// let table = BufferSegments::from_bytes(bytes)?;
    /// assert_eq!(table.as_slice(), [Segment::new(3, 4), Segment::new(0, 3)]);
    /// # Ok::<(), zstdkit_segments::Error>(())
    /// ```
    pub fn from_bytes<B>(bytes: B) -> Result<Self, Error>
    where
        B: AsRef<[u8]> + Send + Sync + 'static,
    {
        let owner: Arc<Memory> = Arc::new(bytes);
        let view = (*owner).as_ref();
        if !view.len().is_multiple_of(size_of::<Segment>()) {
            return Err(Error::TableLength { len: view.len() });
        }
        match bytemuck::try_cast_slice::<u8, Segment>(view) {
            Ok(entries) => {
                let len = entries.len();
                Ok(BufferSegments { table: Table::Bytes(owner), start: 0, len })
            }
            Err(_) => Ok(copy_entries(view).into()),
        }
    }

    /// Copies a table from borrowed bytes.
    pub(crate) fn copy_from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        if !bytes.len().is_multiple_of(size_of::<Segment>()) {
            return Err(Error::TableLength { len: bytes.len() });
        }
        Ok(copy_entries(bytes).into())
    }

    /// Part of a table that several buffers share.
    pub(crate) fn part(table: &Arc<Vec<Segment>>, range: Range<usize>) -> Self {
        debug_assert!(range.start <= range.end && range.end <= table.len());
        BufferSegments {
            table: Table::Entries(Arc::clone(table)),
            start: range.start,
            len: range.len(),
        }
    }

    /// The same table, cut to `range` of its present entries.
    pub(crate) fn slice(&self, range: Range<usize>) -> Self {
        debug_assert!(range.start <= range.end && range.end <= self.len);
        BufferSegments {
            table: self.table.clone(),
            start: self.start + range.start,
            len: range.len(),
        }
    }

    /// The number of segments, without a look at the table.
    pub(crate) fn count(&self) -> usize {
        self.len
    }

    /// The segments, in place.
    #[must_use]
    pub fn as_slice(&self) -> &[Segment] {
        let entries = match &self.table {
            Table::Entries(entries) => entries,
            Table::Bytes(owner) => bytemuck::cast_slice((**owner).as_ref()),
        };
        &entries[self.start..][..self.len]
    }

    /// The table as native-endian bytes, in place: 16 per segment, offset first.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        bytemuck::cast_slice(self.as_slice())
    }
}

fn copy_entries(bytes: &[u8]) -> Vec<Segment> {
    bytes.chunks_exact(size_of::<Segment>()).map(bytemuck::pod_read_unaligned).collect()
}

impl Deref for BufferSegments {
    type Target = [Segment];

    fn deref(&self) -> &[Segment] {
        self.as_slice()
    }
}

impl AsRef<[Segment]> for BufferSegments {
    fn as_ref(&self) -> &[Segment] {
        self.as_slice()
    }
}

impl From<Vec<Segment>> for BufferSegments {
    fn from(entries: Vec<Segment>) -> Self {
        let len = entries.len();
        BufferSegments { table: Table::Entries(Arc::new(entries)), start: 0, len }
    }
}

impl From<&Vec<Segment>> for BufferSegments {
    fn from(entries: &Vec<Segment>) -> Self {
        entries.clone().into()
    }
}

impl From<&[Segment]> for BufferSegments {
    fn from(entries: &[Segment]) -> Self {
        entries.to_vec().into()
    }
}

impl<const N: usize> From<&[Segment; N]> for BufferSegments {
    fn from(entries: &[Segment; N]) -> Self {
        entries.to_vec().into()
    }
}

impl From<&BufferSegments> for BufferSegments {
    fn from(table: &BufferSegments) -> Self {
        table.clone()
    }
}

impl FromIterator<Segment> for BufferSegments {
    fn from_iter<I: IntoIterator<Item = Segment>>(segments: I) -> Self {
        segments.into_iter().collect::<Vec<_>>().into()
    }
}

impl PartialEq for BufferSegments {
    fn eq(&self, other: &Self) -> bool {
        self.as_slice() == other.as_slice()
    }
}

impl Eq for BufferSegments {}

impl fmt::Debug for BufferSegments {
    /// Shows the first few segments and how many there are.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 8;
        let segments = self.as_slice();
        let mut list = f.debug_list();
        for segment in segments.iter().take(SHOWN) {
            list.entry(&format_args!("{}+{}", segment.offset, segment.len));
        }
        if segments.len() > SHOWN {
            list.entry(&format_args!(".. {} in all", segments.len()));
        }
        list.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes that start one past a multiple of 8, whatever the allocator does.
    struct Misaligned(Vec<u64>, usize);

    impl AsRef<[u8]> for Misaligned {
        fn as_ref(&self) -> &[u8] {
            &bytemuck::cast_slice(&self.0)[1..][..self.1]
        }
    }

    #[test]
    fn a_segment_is_two_u64_without_padding() {
        assert_eq!(size_of::<Segment>(), 16);
        // 4 on x86 of 32 bits.
        assert_eq!(align_of::<Segment>(), align_of::<u64>());
    }

    #[test]
    fn range_within_checks_the_sum_before_any_cast() {
        assert_eq!(Segment::new(3, 4).range_within(7), Some(3..7));
        assert_eq!(Segment::new(7, 0).range_within(7), Some(7..7));
        assert_eq!(Segment::new(8, 0).range_within(7), None);
        assert_eq!(Segment::new(3, 5).range_within(7), None);
        assert_eq!(Segment::new(u64::MAX, 2).range_within(7), None);
        assert_eq!(Segment::new(u64::MAX, 1).range_within(usize::MAX), None);
        assert_eq!(Segment::new(1 << 32, 0).range_within(7), None);
    }

    #[test]
    fn aligned_bytes_are_read_in_place() {
        let words: &'static [u64] = &[9, 1, 10, 2, 12, 3];
        let bytes: &'static [u8] = bytemuck::cast_slice(words);
        let table = BufferSegments::from_bytes(bytes).unwrap();
        assert_eq!(table.as_bytes().as_ptr(), bytes.as_ptr());
        assert_eq!(table.len(), 3);
        assert_eq!(table.slice(1..3).as_slice(), [Segment::new(10, 2), Segment::new(12, 3)]);
        assert_eq!(table.slice(3..3).as_bytes(), b"");
    }

    #[test]
    fn misaligned_bytes_are_copied() {
        let mut words = vec![0u64; 5];
        bytemuck::cast_slice_mut::<u64, u8>(&mut words)[1..33]
            .copy_from_slice(bytemuck::cast_slice(&[Segment::new(1, 2), Segment::new(3, 4)]));
        let table = BufferSegments::from_bytes(Misaligned(words, 32)).unwrap();
        assert_eq!(table.as_slice(), [Segment::new(1, 2), Segment::new(3, 4)]);
    }

    #[test]
    fn a_vec_is_kept_and_its_bytes_read_back() {
        let entries = vec![Segment::new(1, 2), Segment::new(3, 4)];
        let place = entries.as_ptr();
        let table = BufferSegments::from(entries);
        assert_eq!(table.as_slice().as_ptr(), place);
        assert_eq!(BufferSegments::copy_from_bytes(table.as_bytes()).unwrap(), table);
    }

    #[test]
    fn a_partial_entry_is_refused_both_ways() {
        for len in [1, 15, 17, 31] {
            let bytes = vec![0u8; len];
            assert!(matches!(
                BufferSegments::copy_from_bytes(&bytes),
                Err(Error::TableLength { len: found }) if found == len
            ));
            assert!(matches!(
                BufferSegments::from_bytes(bytes),
                Err(Error::TableLength { len: found }) if found == len
            ));
        }
        assert!(BufferSegments::from_bytes(Vec::new()).unwrap().is_empty());
    }

    #[test]
    fn debug_stays_short() {
        let table: BufferSegments = (0..100_000).map(|n| Segment::new(n, 1)).collect();
        let text = format!("{table:?}");
        assert!(text.len() < 200 && text.contains("100000 in all"), "{text}");
    }
}

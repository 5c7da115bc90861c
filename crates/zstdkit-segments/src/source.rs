//! What a batch takes its items from.

use std::ops::Range;

use crate::{
    Result,
    buffer::BufferWithSegments,
    collection::{BufferWithSegmentsCollection, CollectionIter},
    item::Iter,
};

/// A sequence of items for a batch: segments, a collection, a slice of byte slices, or (feature
/// `arrow`) an arrow array of bytes or strings.
///
/// [`BufferWithSegments`], [`BufferWithSegmentsCollection`], and slices, arrays and `Vec`s of
/// anything that reads as bytes (`&[&[u8]]`, `&Vec<Vec<u8>>`, `&[String]` ...) are sources as they
/// are. Implement it for a container of your own to batch over that without a copy.
///
/// ```
/// use std::ops::Range;
/// use zstdkit_segments::BatchSource;
///
/// /// Fixed-width rows of a table.
/// struct Rows<'t> {
///     table: &'t [[u8; 16]],
/// }
///
/// impl BatchSource for Rows<'_> {
///     type Items<'a>
///         = std::iter::Map<std::slice::Iter<'a, [u8; 16]>, fn(&'a [u8; 16]) -> &'a [u8]>
///     where
///         Self: 'a;
///
///     fn len(&self) -> usize {
///         self.table.len()
///     }
///
///     fn items(&self, range: Range<usize>) -> Self::Items<'_> {
///         self.table[range].iter().map(|row| row)
///     }
/// }
/// ```
pub trait BatchSource: Sync {
    /// Iterates over the bytes of some of the items.
    type Items<'a>: Iterator<Item = &'a [u8]>
    where
        Self: 'a;

    /// The number of items.
    fn len(&self) -> usize;

    /// Whether there are no items.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Says why there can be no batch over these items, if so; a batch asks before it starts.
    ///
    /// # Errors
    ///
    /// Whatever the source has against it: arrow's arrays refuse nulls. Nothing unless overridden.
    fn check(&self) -> Result<()> {
        Ok(())
    }

    /// The items of `range`, in order; it always lies within `0..len()`.
    ///
    /// A batch calls this from several threads at once, and more than once for the same range:
    /// the items must be the same each time.
    /// If there are fewer than the range has, the batch fails with
    /// [`Error::SourceEnded`](crate::Error::SourceEnded); more than that aren't looked at.
    fn items(&self, range: Range<usize>) -> Self::Items<'_>;
}

impl<S: BatchSource + ?Sized> BatchSource for &S {
    type Items<'a>
        = S::Items<'a>
    where
        Self: 'a;

    fn len(&self) -> usize {
        (**self).len()
    }

    fn check(&self) -> Result<()> {
        (**self).check()
    }

    fn items(&self, range: Range<usize>) -> Self::Items<'_> {
        (**self).items(range)
    }
}

/// Iterates over the bytes of the elements of a slice.
pub struct SliceItems<'a, T>(std::slice::Iter<'a, T>);

impl<T> Clone for SliceItems<'_, T> {
    fn clone(&self) -> Self {
        SliceItems(self.0.clone())
    }
}

impl<T> std::fmt::Debug for SliceItems<'_, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SliceItems").field("remaining", &self.0.len()).finish_non_exhaustive()
    }
}

impl<'a, T: AsRef<[u8]>> Iterator for SliceItems<'a, T> {
    type Item = &'a [u8];

    #[inline]
    fn next(&mut self) -> Option<&'a [u8]> {
        self.0.next().map(AsRef::as_ref)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<T: AsRef<[u8]> + Sync> BatchSource for [T] {
    type Items<'a>
        = SliceItems<'a, T>
    where
        T: 'a;

    fn len(&self) -> usize {
        self.len()
    }

    fn items(&self, range: Range<usize>) -> SliceItems<'_, T> {
        SliceItems(self[range].iter())
    }
}

impl<T: AsRef<[u8]> + Sync, const N: usize> BatchSource for [T; N] {
    type Items<'a>
        = SliceItems<'a, T>
    where
        T: 'a;

    fn len(&self) -> usize {
        N
    }

    fn items(&self, range: Range<usize>) -> SliceItems<'_, T> {
        SliceItems(self[range].iter())
    }
}

impl<T: AsRef<[u8]> + Sync> BatchSource for Vec<T> {
    type Items<'a>
        = SliceItems<'a, T>
    where
        T: 'a;

    fn len(&self) -> usize {
        self.len()
    }

    fn items(&self, range: Range<usize>) -> SliceItems<'_, T> {
        SliceItems(self[range].iter())
    }
}

/// Iterates over the bytes of segments.
#[derive(Debug, Clone)]
pub struct SegmentItems<I>(I);

impl<'a, I: Iterator<Item = crate::item::BufferSegment<'a>>> Iterator for SegmentItems<I> {
    type Item = &'a [u8];

    #[inline]
    fn next(&mut self) -> Option<&'a [u8]> {
        self.0.next().map(|item| item.as_bytes())
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl BatchSource for BufferWithSegments {
    type Items<'a> = SegmentItems<Iter<'a>>;

    fn len(&self) -> usize {
        self.len()
    }

    fn items(&self, range: Range<usize>) -> SegmentItems<Iter<'_>> {
        SegmentItems(Iter::new(self.as_bytes(), &self.segments()[range]))
    }
}

impl BatchSource for BufferWithSegmentsCollection {
    type Items<'a> = SegmentItems<CollectionIter<'a>>;

    fn len(&self) -> usize {
        self.len()
    }

    fn items(&self, range: Range<usize>) -> SegmentItems<CollectionIter<'_>> {
        SegmentItems(self.iter_range(range))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gather<S: BatchSource + ?Sized>(source: &S, range: Range<usize>) -> Vec<Vec<u8>> {
        source.items(range).map(<[u8]>::to_vec).collect()
    }

    #[test]
    fn every_kind_of_source_gives_the_same_items() {
        let want = [b"b".to_vec(), b"".to_vec()];
        let vecs = vec![b"a".to_vec(), b"b".to_vec(), b"".to_vec(), b"d".to_vec()];
        let slices: Vec<&[u8]> = vecs.iter().map(Vec::as_slice).collect();
        let strings = ["a", "b", "", "d"];
        let buffer = BufferWithSegments::from_items(&vecs);
        let collection = BufferWithSegmentsCollection::new([
            buffer.slice(..2).unwrap(),
            buffer.slice(2..).unwrap(),
        ])
        .unwrap();

        assert_eq!(gather(&vecs, 1..3), want);
        assert_eq!(gather(&vecs[..], 1..3), want);
        assert_eq!(gather(&&slices[..], 1..3), want);
        assert_eq!(gather(&strings, 1..3), want);
        assert_eq!(gather(&buffer, 1..3), want);
        assert_eq!(gather(&collection, 1..3), want);
        assert_eq!(BatchSource::len(&collection), 4);
        assert!(!BatchSource::is_empty(&&strings));
    }
}

//! Several buffers, seen as one sequence of items.

use std::fmt;
use std::iter::FusedIterator;
use std::ops::{Index, Range};
use std::sync::Arc;

use crate::{
    buffer::BufferWithSegments,
    error::Error,
    item::{BufferSegment, Iter},
};

/// One or more [`BufferWithSegments`], whose segments count as one sequence.
///
/// With two buffers of 2 and 3 segments, items 0 and 1 are the first buffer's, items 2, 3 and 4
/// the second's. Nothing is copied, neither here nor by cloning. Batches give their results as a
/// collection.
///
/// ```
/// use zstdkit_segments::{BufferWithSegments, BufferWithSegmentsCollection};
///
/// let first = BufferWithSegments::from_iter(["a", "bb"]);
/// let second = BufferWithSegments::from_iter(["ccc", "", "ee"]);
/// let all = BufferWithSegmentsCollection::new([first, second])?;
/// assert_eq!(all.len(), 5);
/// assert_eq!(all.size(), 8);
/// assert_eq!(&all[2], b"ccc");
/// assert_eq!(all.iter().next_back().unwrap(), b"ee");
/// # Ok::<(), zstdkit_segments::Error>(())
/// ```
#[derive(Clone)]
pub struct BufferWithSegmentsCollection {
    members: Arc<Vec<BufferWithSegments>>,
    /// For each member, the index just after its last item.
    ends: Arc<Vec<usize>>,
    size: usize,
}

impl BufferWithSegmentsCollection {
    /// Puts buffers together, in the order given.
    ///
    /// # Errors
    ///
    /// [`Error::EmptyCollection`] if there are none; [`Error::EmptyMember`], naming the first
    /// buffer that has no segments; [`Error::TooManyItems`] where there is no memory for the list of them.
    pub fn new(buffers: impl IntoIterator<Item = BufferWithSegments>) -> Result<Self, Error> {
        let buffers = buffers.into_iter();
        let (mut members, mut ends) = (Vec::new(), Vec::new());
        let (mut size, mut end) = (0usize, 0usize);
        let mut expected = buffers.size_hint().0.max(1);
        let mut empty = None;
        for buffer in buffers {
            size = size.saturating_add(buffer.payload());
            // Members can share one table, so that the sum has no bound in memory.
            end = end.saturating_add(buffer.len());
            if buffer.is_empty() {
                empty = empty.or(Some(members.len()));
            }
            let too_many = |_| Error::TooManyItems { items: end };
            members.try_reserve(expected).map_err(too_many)?;
            ends.try_reserve(expected).map_err(too_many)?;
            expected = 1;
            members.push(buffer);
            ends.push(end);
        }
        match empty {
            Some(member) => Err(Error::EmptyMember { member }),
            None if members.is_empty() => Err(Error::EmptyCollection),
            None => Ok(Self { members: Arc::new(members), ends: Arc::new(ends), size }),
        }
    }

    /// The number of segments in all buffers together.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "a collection is never empty")]
    pub fn len(&self) -> usize {
        self.ends.last().copied().unwrap_or(0)
    }

    /// The sum of all segments' lengths in bytes (at most `usize::MAX`, which overlapping
    /// segments could exceed).
    #[must_use]
    pub fn size(&self) -> usize {
        self.size
    }

    /// The item at `index` in the whole sequence, or `None` beyond the last.
    ///
    /// Its [`offset`](BufferSegment::offset) is the one in its own buffer. Takes a binary search
    /// over the buffers; [`iter`](BufferWithSegmentsCollection::iter) walks without one.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<BufferSegment<'_>> {
        let (member, within) = self.locate(index)?;
        self.members[member].get(within)
    }

    /// Iterates over all items, from either end.
    #[must_use]
    pub fn iter(&self) -> CollectionIter<'_> {
        self.iter_range(0..self.len())
    }

    /// The buffers that the collection is made of.
    #[must_use]
    pub fn members(&self) -> &[BufferWithSegments] {
        &self.members
    }

    /// The item at an index that is known to be below `len`.
    #[cfg(feature = "rayon")]
    pub(crate) fn item(&self, index: usize) -> BufferSegment<'_> {
        let member = self.ends.partition_point(|&end| end <= index);
        let (within, member) = (index - self.start(member), &self.members[member]);
        BufferSegment::cut(member.as_bytes(), member.segments()[within])
    }

    /// Which member an item is in, and where in it.
    fn locate(&self, index: usize) -> Option<(usize, usize)> {
        let member = self.ends.partition_point(|&end| end <= index);
        (member < self.ends.len()).then(|| (member, index - self.start(member)))
    }

    fn start(&self, member: usize) -> usize {
        member.checked_sub(1).map_or(0, |before| self.ends[before])
    }

    /// Iterates over the items of a range that lies within `0..len`.
    pub(crate) fn iter_range(&self, range: Range<usize>) -> CollectionIter<'_> {
        let remaining = range.len();
        let mut iter = CollectionIter {
            front: Iter::new(&[], &[]),
            members: &[],
            back: Iter::new(&[], &[]),
            remaining,
        };
        if let (Some(first), true) = (self.locate(range.start), remaining > 0) {
            iter.members = &self.members[first.0 + 1..];
            iter.front = self.members[first.0].iter();
            if first.1 > 0 {
                iter.front.nth(first.1 - 1);
            }
            // `remaining` ends a forward walk; a backward one starts where the range ends.
            if let Some(last) = self.locate(range.end - 1) {
                let unwanted = self.ends[last.0] - range.end;
                if last.0 == first.0 {
                    iter.members = &[];
                    if unwanted > 0 {
                        iter.front.nth_back(unwanted - 1);
                    }
                } else {
                    iter.members = &self.members[first.0 + 1..last.0];
                    iter.back = self.members[last.0].iter();
                    if unwanted > 0 {
                        iter.back.nth_back(unwanted - 1);
                    }
                }
            }
        }
        iter
    }
}

impl Index<usize> for BufferWithSegmentsCollection {
    type Output = [u8];

    /// The bytes of the item at `index`.
    ///
    /// # Panics
    ///
    /// If there is no such item; [`get`](BufferWithSegmentsCollection::get) answers `None`
    /// instead.
    fn index(&self, index: usize) -> &[u8] {
        match self.get(index) {
            Some(item) => item.as_bytes(),
            None => panic!("no segment {index} in a collection of {} segments", self.len()),
        }
    }
}

impl<'a> IntoIterator for &'a BufferWithSegmentsCollection {
    type Item = BufferSegment<'a>;
    type IntoIter = CollectionIter<'a>;

    fn into_iter(self) -> CollectionIter<'a> {
        self.iter()
    }
}

impl TryFrom<BufferWithSegments> for BufferWithSegmentsCollection {
    type Error = Error;

    /// A collection of one buffer, which must have segments.
    fn try_from(buffer: BufferWithSegments) -> Result<Self, Error> {
        Self::new([buffer])
    }
}

impl fmt::Debug for BufferWithSegmentsCollection {
    /// Shows how many buffers and segments there are and how much data, not the data itself.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BufferWithSegmentsCollection")
            .field("members", &self.members.len())
            .field("len", &self.len())
            .field("size", &self.size)
            .finish()
    }
}

/// Iterates over the items of a [`BufferWithSegmentsCollection`], from either end.
#[derive(Clone)]
pub struct CollectionIter<'a> {
    front: Iter<'a>,
    /// The members that neither end has reached.
    members: &'a [BufferWithSegments],
    back: Iter<'a>,
    remaining: usize,
}

impl<'a> CollectionIter<'a> {
    /// The next item, when the member at the front has no more.
    fn next_in_another(&mut self) -> Option<BufferSegment<'a>> {
        let item = loop {
            let Some((first, rest)) = self.members.split_first() else {
                break self.back.next();
            };
            self.members = rest;
            self.front = first.iter();
            // A member is never empty, but the iterator need not rest on that.
            if let Some(item) = self.front.next() {
                break Some(item);
            }
        };
        self.remaining -= usize::from(item.is_some());
        item
    }
}

impl<'a> Iterator for CollectionIter<'a> {
    type Item = BufferSegment<'a>;

    #[inline]
    fn next(&mut self) -> Option<BufferSegment<'a>> {
        match self.front.next() {
            Some(item) => {
                self.remaining -= 1;
                Some(item)
            }
            None => self.next_in_another(),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.remaining, Some(self.remaining))
    }

    fn nth(&mut self, mut n: usize) -> Option<BufferSegment<'a>> {
        while n >= self.front.len() {
            let Some((first, rest)) = self.members.split_first() else {
                n -= self.front.len();
                self.front = Iter::new(&[], &[]);
                let item = self.back.nth(n);
                self.remaining = self.back.len();
                return item;
            };
            n -= self.front.len();
            self.remaining -= self.front.len();
            self.members = rest;
            self.front = first.iter();
        }
        self.remaining -= n + 1;
        self.front.nth(n)
    }
}

impl<'a> DoubleEndedIterator for CollectionIter<'a> {
    fn next_back(&mut self) -> Option<BufferSegment<'a>> {
        loop {
            if let Some(item) = self.back.next_back() {
                self.remaining -= 1;
                return Some(item);
            }
            if let Some((last, rest)) = self.members.split_last() {
                self.members = rest;
                self.back = last.iter();
            } else {
                let item = self.front.next_back()?;
                self.remaining -= 1;
                return Some(item);
            }
        }
    }
}

impl ExactSizeIterator for CollectionIter<'_> {}

impl FusedIterator for CollectionIter<'_> {}

impl fmt::Debug for CollectionIter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CollectionIter").field("remaining", &self.remaining).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const fn assert_thread_safe<T: Send + Sync + 'static>() {}
    const _: () = assert_thread_safe::<BufferWithSegmentsCollection>();

    fn collection(sizes: &[usize]) -> (BufferWithSegmentsCollection, Vec<Vec<u8>>) {
        let mut all = Vec::new();
        let members: Vec<_> = sizes
            .iter()
            .map(|&count| {
                let items: Vec<Vec<u8>> =
                    (0..count).map(|n| format!("{}:{n}", all.len()).into_bytes()).collect();
                all.extend(items.iter().cloned());
                BufferWithSegments::from_items(&items)
            })
            .collect();
        (BufferWithSegmentsCollection::new(members).unwrap(), all)
    }

    proptest! {
        #[test]
        fn iterating_from_both_ends_gives_what_indexing_gives(
            sizes in prop::collection::vec(1usize..6, 1..6),
            from_front in prop::collection::vec(any::<bool>(), 40),
            a in 0usize..40,
            b in 0usize..40,
        ) {
            let (collection, all) = collection(&sizes);
            let (a, b) = (a.min(all.len()), b.min(all.len()));
            let (a, b) = (a.min(b), a.max(b));
            let mut want: std::collections::VecDeque<_> = all[a..b].iter().collect();
            let mut iter = collection.iter_range(a..b);
            for front in from_front {
                prop_assert_eq!(iter.len(), want.len());
                let (got, want) = if front {
                    (iter.next(), want.pop_front())
                } else {
                    (iter.next_back(), want.pop_back())
                };
                prop_assert_eq!(got.as_deref(), want.map(Vec::as_slice));
            }
            for (index, item) in all.iter().enumerate() {
                prop_assert_eq!(&collection[index], item.as_slice());
            }
            prop_assert!(collection.get(all.len()).is_none());
        }

        #[test]
        fn nth_skips_as_next_does(
            sizes in prop::collection::vec(1usize..6, 1..6),
            backwards in 0usize..8,
            steps in prop::collection::vec(0usize..8, 1..8),
        ) {
            let (collection, all) = collection(&sizes);
            let (mut iter, mut plain) = (collection.iter(), all.iter());
            for _ in 0..backwards {
                prop_assert_eq!(iter.next_back().is_some(), plain.next_back().is_some());
            }
            for n in steps {
                let got = iter.nth(n).map(|item| item.to_vec());
                prop_assert_eq!(got.as_ref(), plain.nth(n));
                prop_assert_eq!(iter.len(), plain.len());
            }
        }
    }
}

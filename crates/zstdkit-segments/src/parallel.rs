//! Parallel iterators over items, by rayon.

use rayon::iter::plumbing::{Consumer, ProducerCallback, UnindexedConsumer};
use rayon::prelude::*;

use crate::{
    buffer::BufferWithSegments, collection::BufferWithSegmentsCollection, item::BufferSegment,
};

/// A parallel iterator over the items of a [`BufferWithSegments`].
#[derive(Debug, Clone)]
pub struct ParIter<'a>(&'a BufferWithSegments);

/// A parallel iterator over the items of a [`BufferWithSegmentsCollection`].
#[derive(Debug, Clone)]
pub struct ParCollectionIter<'a>(&'a BufferWithSegmentsCollection);

/// Both are a range of indices, each of which finds its item.
macro_rules! by_index {
    ($iter:ident) => {
        impl<'a> ParallelIterator for $iter<'a> {
            type Item = BufferSegment<'a>;

            fn drive_unindexed<C>(self, consumer: C) -> C::Result
            where
                C: UnindexedConsumer<Self::Item>,
            {
                self.items().drive_unindexed(consumer)
            }

            fn opt_len(&self) -> Option<usize> {
                Some(self.0.len())
            }
        }

        impl<'a> IndexedParallelIterator for $iter<'a> {
            fn len(&self) -> usize {
                self.0.len()
            }

            fn drive<C: Consumer<Self::Item>>(self, consumer: C) -> C::Result {
                self.items().drive(consumer)
            }

            fn with_producer<B: ProducerCallback<Self::Item>>(self, callback: B) -> B::Output {
                self.items().with_producer(callback)
            }
        }
    };
}

by_index!(ParIter);
by_index!(ParCollectionIter);

impl<'a> ParIter<'a> {
    fn items(self) -> impl IndexedParallelIterator<Item = BufferSegment<'a>> {
        let (data, segments) = (self.0.as_bytes(), self.0.segments().as_slice());
        segments.par_iter().map(move |&segment| BufferSegment::cut(data, segment))
    }
}

impl<'a> ParCollectionIter<'a> {
    fn items(self) -> impl IndexedParallelIterator<Item = BufferSegment<'a>> {
        let collection = self.0;
        (0..collection.len()).into_par_iter().map(move |index| collection.item(index))
    }
}

impl<'a> IntoParallelIterator for &'a BufferWithSegments {
    type Item = BufferSegment<'a>;
    type Iter = ParIter<'a>;

    fn into_par_iter(self) -> ParIter<'a> {
        ParIter(self)
    }
}

impl<'a> IntoParallelIterator for &'a BufferWithSegmentsCollection {
    type Item = BufferSegment<'a>;
    type Iter = ParCollectionIter<'a>;

    fn into_par_iter(self) -> ParCollectionIter<'a> {
        ParCollectionIter(self)
    }
}

impl BufferWithSegments {
    /// Iterates over the items in parallel.
    ///
    /// ```
    /// use rayon::prelude::*;
    /// use zstdkit_segments::BufferWithSegments;
    ///
    /// let words = BufferWithSegments::split("one two three", b" ")?;
    /// let lengths: Vec<usize> = words.par_iter().map(|word| word.len()).collect();
    /// assert_eq!(lengths, [3, 3, 5]);
    /// # Ok::<(), zstdkit_segments::Error>(())
    /// ```
    #[must_use]
    pub fn par_iter(&self) -> ParIter<'_> {
        self.into_par_iter()
    }
}

impl BufferWithSegmentsCollection {
    /// Iterates over the items in parallel.
    ///
    /// ```
    /// use rayon::prelude::*;
    /// use zstdkit_segments::{BufferWithSegments, BufferWithSegmentsCollection};
    ///
    /// let words = BufferWithSegments::split("one two three", b" ")?;
    /// let all = BufferWithSegmentsCollection::new([words.clone(), words])?;
    /// assert_eq!(all.par_iter().map(|word| word.len()).sum::<usize>(), 22);
    /// # Ok::<(), zstdkit_segments::Error>(())
    /// ```
    #[must_use]
    pub fn par_iter(&self) -> ParCollectionIter<'_> {
        self.into_par_iter()
    }
}

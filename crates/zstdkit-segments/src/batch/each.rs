//! The results of a batch in which items may fail without ending it.

use std::fmt;
use std::iter::FusedIterator;
use std::slice;

use crate::{
    collection::{BufferWithSegmentsCollection, CollectionIter},
    error::Error,
    item::BufferSegment,
};

/// A `Result` per item: what
/// [`BatchDecompressor::decompress_each`](crate::BatchDecompressor::decompress_each) gives.
///
/// Items that failed have an [`Error`] that names their index; the others have their data.
#[derive(Clone)]
pub struct EachResult {
    /// With an empty item in the place of each that failed.
    results: BufferWithSegmentsCollection,
    /// By rising index.
    errors: Vec<(usize, Error)>,
}

impl EachResult {
    pub(crate) fn new(results: BufferWithSegmentsCollection, errors: Vec<(usize, Error)>) -> Self {
        EachResult { results, errors }
    }

    /// The number of items, failed ones included.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "a batch is never empty")]
    pub fn len(&self) -> usize {
        self.results.len()
    }

    /// What became of the item at `index`, or `None` beyond the last.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<Result<BufferSegment<'_>, &Error>> {
        let item = self.results.get(index)?;
        Some(match self.errors.binary_search_by_key(&index, |&(failed, _)| failed) {
            Ok(place) => Err(&self.errors[place].1),
            Err(_) => Ok(item),
        })
    }

    /// What became of each item, in order.
    #[must_use]
    pub fn iter(&self) -> EachItems<'_> {
        EachItems { index: 0, results: self.results.iter(), errors: self.errors.iter() }
    }

    /// The errors of the items that failed, by rising index.
    pub fn errors(&self) -> impl ExactSizeIterator<Item = &Error> {
        self.errors.iter().map(|(_, error)| error)
    }

    /// All results, with an empty one in the place of each item that failed, and the errors.
    #[must_use]
    pub fn into_parts(self) -> (BufferWithSegmentsCollection, Vec<Error>) {
        (self.results, self.errors.into_iter().map(|(_, error)| error).collect())
    }
}

impl fmt::Debug for EachResult {
    /// Shows how many items there are, how many failed, and the first error; not the data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EachResult")
            .field("len", &self.len())
            .field("size", &self.results.size())
            .field("failed", &self.errors.len())
            .field("first_error", &self.errors().next())
            .finish()
    }
}

impl<'a> IntoIterator for &'a EachResult {
    type Item = Result<BufferSegment<'a>, &'a Error>;
    type IntoIter = EachItems<'a>;

    fn into_iter(self) -> EachItems<'a> {
        self.iter()
    }
}

/// Iterates over an [`EachResult`].
#[derive(Clone)]
pub struct EachItems<'a> {
    index: usize,
    results: CollectionIter<'a>,
    errors: slice::Iter<'a, (usize, Error)>,
}

impl<'a> Iterator for EachItems<'a> {
    type Item = Result<BufferSegment<'a>, &'a Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let item = self.results.next()?;
        let index = self.index;
        self.index += 1;
        match self.errors.as_slice().first() {
            Some((failed, error)) if *failed == index => {
                self.errors.next();
                Some(Err(error))
            }
            _ => Some(Ok(item)),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.results.size_hint()
    }
}

impl fmt::Debug for EachItems<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EachItems").field("remaining", &self.len()).finish_non_exhaustive()
    }
}

impl ExactSizeIterator for EachItems<'_> {}

impl FusedIterator for EachItems<'_> {}

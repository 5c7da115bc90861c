//! Samples: examples of the data that a dictionary is to compress.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use crate::error::{Error, Result, reserve};

/// Samples laid end to end, the form in which every trainer reads them.
///
/// Collecting copies each sample once; [`from_flat`](Self::from_flat),
/// [`from_chunks`](Self::from_chunks) and [`from_records`](Self::from_records) borrow data that
/// lies end to end already. The order matters: a search holds the last samples back to judge by.
///
/// ```
/// use zstdkit_dict::Samples;
///
/// let samples = Samples::collect(["first", "second"])?;
/// assert_eq!(samples.len(), 2);
/// assert_eq!(samples.total_size(), 11);
/// assert_eq!(samples.get(1), Some(&b"second"[..]));
/// # Ok::<(), zstdkit_dict::Error>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Samples<'a> {
    data: Cow<'a, [u8]>,
    sizes: Cow<'a, [usize]>,
}

impl fmt::Debug for Samples<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Samples")
            .field("len", &self.len())
            .field("total_size", &self.total_size())
            .finish_non_exhaustive()
    }
}

impl<'a> Samples<'a> {
    /// Copies every sample of an iterator, once.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`].
    #[doc(alias = "from_sample_iterator")]
    pub fn collect<I>(samples: I) -> Result<Self>
    where
        I: IntoIterator<Item: AsRef<[u8]>>,
    {
        let mut collected = Flat::default();
        for sample in samples {
            collected.push(sample.as_ref())?;
        }
        Ok(collected.into())
    }

    /// Copies every sample of an iterator, once, and holds every `every`-th of them back: samples
    /// to train on, and samples to judge the dictionary by.
    ///
    /// Taking them from all over the input judges more fairly than taking the last ones, since
    /// files and records mostly come sorted. `every` below 2 would leave nothing to train on and
    /// counts as 2.
    ///
    /// ```
    /// use zstdkit_dict::Samples;
    ///
    /// let (train, held_back) = Samples::collect_split(["a", "b", "c", "d", "e"], 3)?;
    /// assert_eq!(train.iter().collect::<Vec<_>>(), [b"a", b"b", b"d", b"e"]);
    /// assert_eq!(held_back.iter().collect::<Vec<_>>(), [b"c"]);
    /// # Ok::<(), zstdkit_dict::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`].
    pub fn collect_split<I>(samples: I, every: usize) -> Result<(Self, Self)>
    where
        I: IntoIterator<Item: AsRef<[u8]>>,
    {
        let every = every.max(2);
        let (mut train, mut held_back) = (Flat::default(), Flat::default());
        for (index, sample) in samples.into_iter().enumerate() {
            let side = if index % every == every - 1 { &mut held_back } else { &mut train };
            side.push(sample.as_ref())?;
        }
        Ok((train.into(), held_back.into()))
    }

    /// Borrows samples that lie end to end in `data`; `sizes` are their lengths in bytes.
    ///
    /// # Errors
    ///
    /// [`Error::SizesMismatch`] unless the sizes add up to the data.
    #[doc(alias = "from_continuous")]
    pub fn from_flat(data: &'a [u8], sizes: &'a [usize]) -> Result<Self> {
        let mismatch = |claimed| Error::SizesMismatch { claimed, found: data.len() as u64 };
        let claimed = sizes
            .iter()
            .try_fold(0_usize, |sum, &size| sum.checked_add(size))
            .ok_or_else(|| mismatch(u64::MAX))?;
        if claimed != data.len() {
            return Err(mismatch(claimed as u64));
        }
        Ok(Self { data: Cow::Borrowed(data), sizes: Cow::Borrowed(sizes) })
    }

    /// Takes samples that are segments of `data`: byte offset and length of each.
    ///
    /// Segments that follow each other without a gap are borrowed; others are copied, once.
    ///
    /// ```
    /// use zstdkit_dict::Samples;
    ///
    /// let samples = Samples::from_segments(b"headerfirstsecond", [(6, 5), (11, 6)])?;
    /// assert_eq!(samples.get(0), Some(&b"first"[..]));
    /// # Ok::<(), zstdkit_dict::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::SegmentOutside`] names the first segment that isn't in the data;
    /// [`Error::OutOfMemory`].
    pub fn from_segments<I>(data: &'a [u8], segments: I) -> Result<Self>
    where
        I: IntoIterator<Item = (u64, u64)>,
    {
        let mut ranges: Vec<Range<usize>> = Vec::new();
        let mut sizes = Vec::new();
        let mut gapless = true;
        for (index, (offset, len)) in segments.into_iter().enumerate() {
            let found = data.len() as u64;
            let end = offset.checked_add(len);
            let Some(end) = end.filter(|&end| end <= found) else {
                return Err(Error::SegmentOutside { index, end: end.unwrap_or(u64::MAX), found });
            };
            // Both fit in usize: they are not past the data's end.
            let range = offset as usize..end as usize;
            gapless &= ranges.last().is_none_or(|last| last.end == range.start);
            reserve(&mut sizes, 1, "the samples' sizes")?;
            sizes.push(range.len());
            reserve(&mut ranges, 1, "the samples' places")?;
            ranges.push(range);
        }
        if !gapless {
            return Self::collect(ranges.into_iter().map(|range| &data[range]));
        }
        let start = ranges.first().map_or(0, |range| range.start);
        let end = ranges.last().map_or(0, |range| range.end);
        Ok(Self { data: Cow::Borrowed(&data[start..end]), sizes: Cow::Owned(sizes) })
    }

    /// Cuts `data` into samples of `size` bytes, the last one shorter, without copying it.
    ///
    /// # Errors
    ///
    /// [`Error::ParameterOutOfBounds`] when `size` is 0; [`Error::OutOfMemory`].
    pub fn from_chunks(data: &'a [u8], size: usize) -> Result<Self> {
        if size == 0 {
            return Err(Error::ParameterOutOfBounds {
                parameter: "the samples' size",
                least: 1,
                most: i64::MAX,
                value: 0,
            });
        }
        Self::cut(data, data.chunks(size))
    }

    /// Cuts `data` into records that end with `delimiter`, the last one maybe without, and
    /// without copying it. The delimiter belongs to its record.
    ///
    /// ```
    /// use zstdkit_dict::Samples;
    ///
    /// let samples = Samples::from_records(b"one\ntwo\nthree", b'\n')?;
    /// assert_eq!(samples.len(), 3);
    /// assert_eq!(samples.get(0), Some(&b"one\n"[..]));
    /// # Ok::<(), zstdkit_dict::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`].
    pub fn from_records(data: &'a [u8], delimiter: u8) -> Result<Self> {
        Self::cut(data, data.split_inclusive(|&byte| byte == delimiter))
    }

    fn cut(data: &'a [u8], pieces: impl Iterator<Item = &'a [u8]>) -> Result<Self> {
        let mut sizes = Vec::new();
        for piece in pieces {
            reserve(&mut sizes, 1, "the samples' sizes")?;
            sizes.push(piece.len());
        }
        Ok(Self { data: Cow::Borrowed(data), sizes: Cow::Owned(sizes) })
    }

    /// How many samples there are, empty ones included.
    pub fn len(&self) -> usize {
        self.sizes.len()
    }

    /// Whether there is no sample.
    pub fn is_empty(&self) -> bool {
        self.sizes.is_empty()
    }

    /// Bytes in all samples.
    pub fn total_size(&self) -> usize {
        self.data.len()
    }

    /// All samples, end to end.
    pub fn data(&self) -> &[u8] {
        &self.data
    }

    /// The samples' lengths in bytes.
    pub fn sizes(&self) -> &[usize] {
        &self.sizes
    }

    /// One sample. This adds up the lengths of those before it; [`iter`](Self::iter) doesn't.
    pub fn get(&self, index: usize) -> Option<&[u8]> {
        let size = *self.sizes.get(index)?;
        let start: usize = self.sizes[..index].iter().sum();
        self.data.get(start..start + size)
    }

    /// Every sample in order.
    pub fn iter(&self) -> Iter<'_> {
        Iter { rest: &self.data, sizes: self.sizes.iter() }
    }

    /// The first `count` samples, and the others. Nothing is copied.
    ///
    /// `count` may exceed the number of samples: then the second part is empty.
    pub fn split_at(&self, count: usize) -> (Samples<'_>, Samples<'_>) {
        let (first, second) = self.sizes.split_at(count.min(self.len()));
        let (head, tail) = self.data.split_at(first.iter().sum());
        let borrow =
            |data, sizes| Samples { data: Cow::Borrowed(data), sizes: Cow::Borrowed(sizes) };
        (borrow(head, first), borrow(tail, second))
    }
}

impl<'s> IntoIterator for &'s Samples<'_> {
    type Item = &'s [u8];
    type IntoIter = Iter<'s>;

    fn into_iter(self) -> Iter<'s> {
        self.iter()
    }
}

/// Iterates over [`Samples`].
#[derive(Clone, Debug)]
pub struct Iter<'s> {
    rest: &'s [u8],
    sizes: std::slice::Iter<'s, usize>,
}

impl<'s> Iterator for Iter<'s> {
    type Item = &'s [u8];

    fn next(&mut self) -> Option<&'s [u8]> {
        let (sample, rest) = self.rest.split_at_checked(*self.sizes.next()?)?;
        self.rest = rest;
        Some(sample)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.sizes.size_hint()
    }
}

impl ExactSizeIterator for Iter<'_> {}

/// Samples that grow.
#[derive(Default)]
pub(crate) struct Flat {
    pub(crate) data: Vec<u8>,
    pub(crate) sizes: Vec<usize>,
}

impl Flat {
    pub(crate) fn push(&mut self, sample: &[u8]) -> Result<()> {
        reserve(&mut self.data, sample.len(), "the samples")?;
        reserve(&mut self.sizes, 1, "the samples' sizes")?;
        self.data.extend_from_slice(sample);
        self.sizes.push(sample.len());
        Ok(())
    }
}

impl From<Flat> for Samples<'_> {
    fn from(flat: Flat) -> Self {
        Self { data: Cow::Owned(flat.data), sizes: Cow::Owned(flat.sizes) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gapless_segments_are_borrowed_and_others_copied() {
        let data = b"abcdefgh".as_slice();
        let borrowed = Samples::from_segments(data, [(2, 2), (4, 0), (4, 3)]).unwrap();
        assert!(matches!(borrowed.data, Cow::Borrowed(_)));
        assert_eq!(borrowed.iter().collect::<Vec<_>>(), [&b"cd"[..], b"", b"efg"]);
        let copied = Samples::from_segments(data, [(4, 3), (0, 8), (8, 0)]).unwrap();
        assert!(matches!(copied.data, Cow::Owned(_)));
        assert_eq!(copied.iter().collect::<Vec<_>>(), [&b"efg"[..], b"abcdefgh", b""]);
        assert!(Samples::from_segments(data, []).unwrap().is_empty());
    }

    #[test]
    fn segments_outside_are_named() {
        let outside = Samples::from_segments(b"abc", [(0, 3), (2, 2)]);
        assert!(matches!(outside, Err(Error::SegmentOutside { index: 1, end: 4, found: 3 })));
        let wraps = Samples::from_segments(b"abc", [(u64::MAX, 2)]);
        assert!(matches!(wraps, Err(Error::SegmentOutside { index: 0, end: u64::MAX, .. })));
    }

    #[test]
    fn sizes_must_add_up() {
        assert!(Samples::from_flat(b"abc", &[1, 2]).is_ok());
        let short = Samples::from_flat(b"abc", &[1, 1]);
        assert!(matches!(short, Err(Error::SizesMismatch { claimed: 2, found: 3 })));
        let wraps = Samples::from_flat(b"abc", &[usize::MAX, 4]);
        assert!(matches!(wraps, Err(Error::SizesMismatch { claimed: u64::MAX, found: 3 })));
    }

    #[test]
    fn splitting_keeps_order_and_empty_samples() {
        let samples = Samples::collect(["a", "", "bc", "d"]).unwrap();
        let (head, tail) = samples.split_at(2);
        assert_eq!(head.iter().collect::<Vec<_>>(), [&b"a"[..], b""]);
        assert_eq!(tail.iter().collect::<Vec<_>>(), [&b"bc"[..], b"d"]);
        assert_eq!(samples.split_at(9).1.len(), 0);
    }
}

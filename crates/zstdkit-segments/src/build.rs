//! Making buffers: item by item, from an iterator, by splitting.

use crate::{buffer::BufferWithSegments, error::Error, segment::Segment};

/// Gathers items into one growing allocation.
///
/// ```
/// use zstdkit_segments::SegmentsBuilder;
///
/// let mut builder = SegmentsBuilder::new();
/// for word in ["to", "be", "", "or not"] {
///     builder.push(word);
/// }
/// let buffer = builder.finish();
/// assert_eq!(buffer.len(), 4);
/// assert_eq!(buffer.as_bytes(), b"tobeor not");
/// assert_eq!(&buffer[3], b"or not");
/// ```
#[derive(Clone, Default)]
pub struct SegmentsBuilder {
    data: Vec<u8>,
    segments: Vec<Segment>,
}

impl SegmentsBuilder {
    /// A builder without any items.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A builder with room for `items` items of `bytes` bytes in all.
    #[must_use]
    pub fn with_capacity(items: usize, bytes: usize) -> Self {
        SegmentsBuilder { data: Vec::with_capacity(bytes), segments: Vec::with_capacity(items) }
    }

    /// Copies one item in behind those that are there.
    pub fn push(&mut self, item: impl AsRef<[u8]>) {
        let item = item.as_ref();
        self.segments.push(Segment::new(self.data.len() as u64, item.len() as u64));
        self.data.extend_from_slice(item);
    }

    /// The number of items so far.
    #[must_use]
    pub fn len(&self) -> usize {
        self.segments.len()
    }

    /// Whether there are no items yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.segments.is_empty()
    }

    /// The bytes of all items so far.
    #[must_use]
    pub fn size(&self) -> usize {
        self.data.len()
    }

    /// Hands over the items, without a copy.
    #[must_use]
    pub fn finish(self) -> BufferWithSegments {
        let payload = self.data.len();
        let data = crate::backing::Backing::new(self.data);
        BufferWithSegments::from_parts(data, self.segments.into(), payload)
    }
}

impl std::fmt::Debug for SegmentsBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SegmentsBuilder")
            .field("len", &self.len())
            .field("size", &self.size())
            .finish()
    }
}

impl<T: AsRef<[u8]>> Extend<T> for SegmentsBuilder {
    fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {
        let items = items.into_iter();
        self.segments.reserve(items.size_hint().0);
        for item in items {
            self.push(item);
        }
    }
}

impl<T: AsRef<[u8]>> FromIterator<T> for BufferWithSegments {
    /// Copies items into one allocation, one after the other.
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut builder = SegmentsBuilder::new();
        builder.extend(items);
        builder.finish()
    }
}

impl BufferWithSegments {
    /// Copies items into one allocation, one after the other.
    ///
    /// ```
    /// use zstdkit_segments::BufferWithSegments;
    ///
    /// let buffer = BufferWithSegments::from_items([&b"one"[..], b"two", b""]);
    /// assert_eq!(buffer.len(), 3);
    /// assert_eq!(buffer.as_bytes(), b"onetwo");
    /// ```
    #[must_use]
    pub fn from_items<T: AsRef<[u8]>>(items: impl IntoIterator<Item = T>) -> Self {
        items.into_iter().collect()
    }

    /// Splits data at every `delimiter`, which belongs to no item.
    ///
    /// A delimiter ends the item before it: data that ends in one has no empty item after it,
    /// while two in a row have an empty item between them. Empty data has no items. The data is
    /// kept, not copied.
    ///
    /// # Errors
    ///
    /// [`Error::EmptyDelimiter`].
    ///
    /// ```
    /// use zstdkit_segments::BufferWithSegments;
    ///
    /// let lines = BufferWithSegments::split("one\ntwo\n\nfour\n", b"\n")?;
    /// assert_eq!(lines.iter().collect::<Vec<_>>(), ["one", "two", "", "four"]);
    /// # Ok::<(), zstdkit_segments::Error>(())
    /// ```
    pub fn split<B>(data: B, delimiter: &[u8]) -> Result<Self, Error>
    where
        B: AsRef<[u8]> + Send + Sync + 'static,
    {
        let segments = ends(data.as_ref(), delimiter)?;
        let segments: Vec<_> =
            segments.map(|(start, end, _)| Segment::new(start, end - start)).collect();
        Self::new(data, segments)
    }

    /// Splits data after every `delimiter`, which stays at the end of its item.
    ///
    /// All items together are the data. It is kept, not copied.
    ///
    /// # Errors
    ///
    /// [`Error::EmptyDelimiter`].
    ///
    /// ```
    /// use zstdkit_segments::BufferWithSegments;
    ///
    /// let lines = BufferWithSegments::split_inclusive("one\ntwo\n\nfour", b"\n")?;
    /// assert_eq!(lines.iter().collect::<Vec<_>>(), ["one\n", "two\n", "\n", "four"]);
    /// # Ok::<(), zstdkit_segments::Error>(())
    /// ```
    pub fn split_inclusive<B>(data: B, delimiter: &[u8]) -> Result<Self, Error>
    where
        B: AsRef<[u8]> + Send + Sync + 'static,
    {
        let segments = ends(data.as_ref(), delimiter)?;
        let segments: Vec<_> =
            segments.map(|(start, _, next)| Segment::new(start, next - start)).collect();
        Self::new(data, segments)
    }

    /// Splits data into items of `len` bytes each; the last one may be shorter.
    ///
    /// Empty data has no items. The data is kept, not copied.
    ///
    /// # Errors
    ///
    /// [`Error::ZeroSegmentLength`].
    ///
    /// ```
    /// use zstdkit_segments::BufferWithSegments;
    ///
    /// let records = BufferWithSegments::split_fixed("aabbc", 2)?;
    /// assert_eq!(records.iter().collect::<Vec<_>>(), ["aa", "bb", "c"]);
    /// # Ok::<(), zstdkit_segments::Error>(())
    /// ```
    pub fn split_fixed<B>(data: B, len: usize) -> Result<Self, Error>
    where
        B: AsRef<[u8]> + Send + Sync + 'static,
    {
        if len == 0 {
            return Err(Error::ZeroSegmentLength);
        }
        let size = data.as_ref().len();
        let segments: Vec<_> = (0..size)
            .step_by(len)
            .map(|start| Segment::new(start as u64, len.min(size - start) as u64))
            .collect();
        Self::new(data, segments)
    }
}

/// For each delimited item: its start, its end, and the start of what follows the delimiter.
fn ends<'a>(
    data: &'a [u8],
    delimiter: &'a [u8],
) -> Result<impl Iterator<Item = (u64, u64, u64)> + 'a, Error> {
    let (&first, rest) = delimiter.split_first().ok_or(Error::EmptyDelimiter)?;
    let mut start = 0;
    Ok(std::iter::from_fn(move || {
        if start == data.len() {
            return None;
        }
        let mut end = start;
        let next = loop {
            match data[end..].iter().position(|&byte| byte == first) {
                None => {
                    end = data.len();
                    break end;
                }
                Some(skipped) => end += skipped,
            }
            if data[end + 1..].starts_with(rest) {
                break end + delimiter.len();
            }
            end += 1;
        };
        let item = (start as u64, end as u64, next as u64);
        start = next;
        Some(item)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// `str` has both ways of splitting: ours must agree with them.
        #[test]
        fn splitting_agrees_with_str(text in "[ab]{0,40}", delimiter in "[ab]{1,3}") {
            let plain = BufferWithSegments::split(text.clone(), delimiter.as_bytes()).unwrap();
            let want: Vec<_> = text.split_terminator(&delimiter).collect();
            prop_assert_eq!(plain.iter().collect::<Vec<_>>(), want);

            let whole =
                BufferWithSegments::split_inclusive(text.clone(), delimiter.as_bytes()).unwrap();
            let want: Vec<_> = text.split_inclusive(&delimiter).collect();
            prop_assert_eq!(whole.iter().collect::<Vec<_>>(), want);
        }

        #[test]
        fn fixed_pieces_are_those_of_chunks(data: Vec<u8>, len in 1usize..50) {
            let buffer = BufferWithSegments::split_fixed(data.clone(), len).unwrap();
            let want: Vec<_> = data.chunks(len).collect();
            prop_assert_eq!(buffer.iter().collect::<Vec<_>>(), want);
        }

        #[test]
        fn a_builder_gives_back_what_was_pushed(items: Vec<Vec<u8>>) {
            let buffer = BufferWithSegments::from_items(&items);
            prop_assert_eq!(buffer.iter().collect::<Vec<_>>(), items.clone());
            prop_assert_eq!(buffer.as_bytes(), items.concat());
        }
    }

    #[test]
    fn no_delimiter_and_no_length_are_refused() {
        assert!(matches!(BufferWithSegments::split("a", b""), Err(Error::EmptyDelimiter)));
        assert!(matches!(
            BufferWithSegments::split_inclusive("a", b""),
            Err(Error::EmptyDelimiter)
        ));
        assert!(matches!(BufferWithSegments::split_fixed("a", 0), Err(Error::ZeroSegmentLength)));
        assert!(BufferWithSegments::split("", b"\n").unwrap().is_empty());
    }

    #[test]
    fn splitting_keeps_the_data_in_place() {
        let data = b"a b c".to_vec();
        let place = data.as_ptr();
        let buffer = BufferWithSegments::split(data, b" ").unwrap();
        assert_eq!(buffer.as_bytes().as_ptr(), place);
    }
}

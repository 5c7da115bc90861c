//! Arrow's arrays of bytes and strings: as buffers, as sources of batches, and made of results.
//!
//! Arrow keeps one buffer of values and one more offset than there are values; where one value ends,
//! the next begins. A segment has an offset and a length of its own. So the values are shared either
//! way, and only the offsets are written anew.

use std::ops::Range;
use std::slice::Windows;

use arrow_array::types::ByteArrayType;
use arrow_array::{Array, GenericBinaryArray, GenericByteArray, OffsetSizeTrait};
use arrow_buffer::{ArrowNativeType, Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};
use bytes::Bytes;

use crate::{
    Result, buffer::BufferWithSegments, collection::BufferWithSegmentsCollection, error::Error,
    segment::Segment, source::BatchSource,
};

/// An array's values, kept as they are.
struct Values(Buffer);

impl AsRef<[u8]> for Values {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl BufferWithSegments {
    /// A buffer of the values of an arrow array: a `BinaryArray`, `LargeBinaryArray`, `StringArray`
    /// or `LargeStringArray`.
    ///
    /// The values aren't copied: the buffer shares arrow's, whole, of which a sliced array has only
    /// some segments. The offsets are turned into a table.
    ///
    /// # Errors
    ///
    /// [`Error::NullItem`], naming the first value that is null: a segment has no way to say so.
    /// [The crate's page](crate#arrow) shows what to do about nulls.
    ///
    /// ```
    /// use arrow_array::StringArray;
    /// use zstdkit_segments::BufferWithSegments;
    ///
    /// let names = StringArray::from(vec!["Ada", "Grace", ""]);
    /// let buffer = BufferWithSegments::from_arrow(&names)?;
    /// assert_eq!(buffer.iter().collect::<Vec<_>>(), ["Ada", "Grace", ""]);
    /// assert_eq!(buffer.as_bytes().as_ptr(), names.value_data().as_ptr());
    /// # Ok::<(), zstdkit_segments::Error>(())
    /// ```
    pub fn from_arrow<T: ByteArrayType>(array: &GenericByteArray<T>) -> Result<Self> {
        refuse_nulls(array)?;
        let segments: Vec<Segment> = array
            .value_offsets()
            .windows(2)
            .map(|pair| {
                let (start, end) = (pair[0].as_usize(), pair[1].as_usize());
                Segment::new(start as u64, (end - start) as u64)
            })
            .collect();
        Self::new(Values(array.values().clone()), segments)
    }

    /// The items as an arrow array: a `BinaryArray` if `O` is `i32`, a `LargeBinaryArray` if it is
    /// `i64`.
    ///
    /// The values aren't copied: the array shares the buffer's memory. For that, each item has to
    /// begin where the one before it ends (empty ones aside), as the results of batches and of
    /// [`SegmentsBuilder`](crate::SegmentsBuilder) do.
    ///
    /// # Errors
    ///
    /// [`Error::NotContiguous`], naming the first item that begins elsewhere, and
    /// [`Error::OffsetOverflow`], naming the first that ends beyond what an offset of the array can
    /// say: 2^31 - 1 bytes for `i32`.
    ///
    /// ```
    /// use arrow_array::BinaryArray;
    /// use zstdkit_segments::BufferWithSegments;
    ///
    /// let buffer = BufferWithSegments::from_items(["one", "", "three"]);
    /// let array: BinaryArray = buffer.to_arrow()?;
    /// assert_eq!(array.value(2), b"three");
    /// assert_eq!(array.value_data().as_ptr(), buffer.as_bytes().as_ptr());
    ///
    /// // What leaves parts of the data out is no arrow array.
    /// let words = BufferWithSegments::split("one two", b" ")?;
    /// assert!(words.to_arrow::<i32>().is_err());
    /// # Ok::<(), zstdkit_segments::Error>(())
    /// ```
    pub fn to_arrow<O: OffsetSizeTrait>(&self) -> Result<GenericBinaryArray<O>> {
        self.to_arrow_from(0)
    }

    /// The same for the buffer whose first item is the one at `first` of a collection.
    fn to_arrow_from<O: OffsetSizeTrait>(&self, first: usize) -> Result<GenericBinaryArray<O>> {
        let segments = self.segments().as_slice();
        // Where an item of no bytes is makes no difference.
        let start = segments.iter().find(|segment| segment.len > 0).map_or(0, |s| s.offset);
        let mut offsets: Vec<O> = Vec::with_capacity(segments.len() + 1);
        offsets.push(O::default());
        let mut end = start;
        for (index, segment) in (first..).zip(segments) {
            if segment.len > 0 && segment.offset != end {
                return Err(Error::NotContiguous { index, expected: end, offset: segment.offset });
            }
            end += segment.len;
            // Each ends inside the data: the difference is an index into it.
            let offset = O::from_usize((end - start) as usize).ok_or(Error::OffsetOverflow {
                index,
                end: end - start,
                bits: 8 * size_of::<O>(),
            })?;
            offsets.push(offset);
        }
        // Both are indices into the data, too.
        let values = Bytes::from(self.clone()).slice(start as usize..end as usize);
        let offsets = OffsetBuffer::new(ScalarBuffer::from(offsets));
        Ok(GenericBinaryArray::new(offsets, Buffer::from(values), None))
    }
}

impl BufferWithSegmentsCollection {
    /// The items as arrow arrays, one for each member: the chunks of one long array.
    ///
    /// The values aren't copied; see [`BufferWithSegments::to_arrow`]. Results of a batch have a
    /// member for each few MiB or less, and for each large item.
    ///
    /// # Errors
    ///
    /// Those of [`BufferWithSegments::to_arrow`]; indices are those of the collection.
    ///
    /// ```
    /// use arrow_array::{Array, BinaryArray, LargeBinaryArray};
    /// use zstdkit::{CompressOptions, DecompressOptions};
    /// use zstdkit_segments::{BatchCompressor, BatchDecompressor};
    ///
    /// let column = BinaryArray::from(vec![&b"first"[..], b"second", b"third"]);
    /// let frames = BatchCompressor::new(&CompressOptions::new())?.compress(&column)?;
    /// let chunks: Vec<LargeBinaryArray> = frames.to_arrow()?;
    /// assert_eq!(chunks.iter().map(|chunk| chunk.len()).sum::<usize>(), 3);
    ///
    /// let again = BatchDecompressor::new(&DecompressOptions::new())?.decompress(&chunks[0])?;
    /// assert_eq!(again.to_arrow::<i32>()?, [column]);
    /// # Ok::<(), zstdkit_segments::Error>(())
    /// ```
    pub fn to_arrow<O: OffsetSizeTrait>(&self) -> Result<Vec<GenericBinaryArray<O>>> {
        let mut first = 0;
        self.members()
            .iter()
            .map(|member| {
                let array = member.to_arrow_from(first);
                first += member.len();
                array
            })
            .collect()
    }
}

/// A source as it is, but for nulls: a batch over an array that has any is refused with
/// [`Error::NullItem`].
impl<T: ByteArrayType> BatchSource for GenericByteArray<T> {
    type Items<'a> = ArrowItems<'a, T>;

    fn len(&self) -> usize {
        Array::len(self)
    }

    fn items(&self, range: Range<usize>) -> ArrowItems<'_, T> {
        let offsets = &self.value_offsets()[range.start..=range.end];
        ArrowItems { values: self.value_data(), offsets: offsets.windows(2) }
    }

    fn check(&self) -> Result<()> {
        refuse_nulls(self)
    }
}

/// Iterates over the bytes of the values of an arrow array.
pub struct ArrowItems<'a, T: ByteArrayType> {
    values: &'a [u8],
    offsets: Windows<'a, T::Offset>,
}

impl<'a, T: ByteArrayType> Iterator for ArrowItems<'a, T> {
    type Item = &'a [u8];

    #[inline]
    fn next(&mut self) -> Option<&'a [u8]> {
        let pair = self.offsets.next()?;
        Some(&self.values[pair[0].as_usize()..pair[1].as_usize()])
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.offsets.size_hint()
    }
}

impl<T: ByteArrayType> ExactSizeIterator for ArrowItems<'_, T> {}

impl<T: ByteArrayType> std::fmt::Debug for ArrowItems<'_, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ArrowItems").field("remaining", &self.offsets.len()).finish_non_exhaustive()
    }
}

fn refuse_nulls<T: ByteArrayType>(array: &GenericByteArray<T>) -> Result<()> {
    let first_null = |nulls: &NullBuffer| nulls.iter().position(|is_valid| !is_valid);
    match array.nulls().and_then(first_null) {
        Some(index) => Err(Error::NullItem { index }),
        None => Ok(()),
    }
}

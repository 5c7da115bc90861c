//! Data and items as `Bytes`, which share the buffer's memory.

use bytes::Bytes;

use crate::buffer::BufferWithSegments;

impl BufferWithSegments {
    /// The item at `index` as [`Bytes`], or `None` beyond the last.
    ///
    /// Nothing is copied: the item keeps all of the buffer's memory alive, and may outlive the buffer
    /// itself.
    ///
    /// ```
    /// use bytes::Bytes;
    /// use zstdkit_segments::BufferWithSegments;
    ///
    /// // A `Bytes` is memory like any other ...
    /// let words = BufferWithSegments::split(Bytes::from("one two"), b" ")?;
    /// // ... and what is in it can be had as one.
    /// let two: Bytes = words.get_bytes(1).unwrap();
    /// drop(words);
    /// assert_eq!(two, "two");
    /// # Ok::<(), zstdkit_segments::Error>(())
    /// ```
    #[must_use]
    pub fn get_bytes(&self, index: usize) -> Option<Bytes> {
        let item = self.get(index)?;
        // It lies inside the data, and so does each of its ends.
        let start = item.offset() as usize;
        Some(Bytes::from(self.clone()).slice(start..start + item.len()))
    }
}

impl From<BufferWithSegments> for Bytes {
    /// All the data, without a copy, whether or not segments cover it.
    fn from(buffer: BufferWithSegments) -> Self {
        Bytes::from_owner(buffer.into_backing())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::Segment;

    #[test]
    fn bytes_are_kept_and_given_without_a_copy() {
        let given = Bytes::from(b"foobarbaz".to_vec());
        let place = given.as_ptr();
        let segments = [Segment::new(6, 3), Segment::new(0, 9), Segment::new(9, 0)];
        let buffer = BufferWithSegments::new(given, &segments).unwrap();
        assert_eq!(buffer.as_bytes().as_ptr(), place);

        let item = buffer.get_bytes(0).unwrap();
        assert_eq!((item.as_ptr(), &item[..]), (place.wrapping_add(6), &b"baz"[..]));
        assert!(buffer.get_bytes(2).unwrap().is_empty());
        assert!(buffer.get_bytes(3).is_none());
        let all = Bytes::from(buffer);
        assert_eq!((all.as_ptr(), &all[..]), (place, &b"foobarbaz"[..]));
        drop(all);
        assert_eq!(item, "baz");
    }
}

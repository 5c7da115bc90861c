//! What can go wrong, with the item or the segment it went wrong at.

/// Why a buffer could not be made, or a batch not be done.
///
/// What concerns one item of a batch names that item's index, counted from 0 over the whole
/// source; [`Error::item_index`] gives it whatever the variant. Of several failing items the
/// lowest index is reported, with any number of threads.
///
/// ```
/// use zstdkit_segments::{BufferWithSegments, Error, Segment};
///
/// let wrong = [Segment { offset: 0, len: 3 }, Segment { offset: 2, len: 9 }];
/// match BufferWithSegments::new(b"eight by".as_slice(), &wrong) {
///     Err(Error::SegmentOutOfBounds { index, .. }) => assert_eq!(index, 1),
///     other => panic!("{other:?}"),
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A segment does not lie inside the data.
    #[error(
        "segment {index} (offset {offset}, length {len}) does not lie inside the {size} bytes of data"
    )]
    SegmentOutOfBounds {
        /// The first such segment's place in the table.
        index: usize,
        /// Its offset, as given.
        offset: u64,
        /// Its length, as given.
        len: u64,
        /// The size of the data in bytes.
        size: usize,
    },

    /// The bytes of a segment table are no whole number of entries.
    #[error(
        "a segment table of {len} bytes ends {} bytes into segment {}: an entry is 16 bytes, \
         an offset and a length as native-endian u64",
        len % 16,
        len / 16
    )]
    TableLength {
        /// The table's length in bytes.
        len: usize,
    },

    /// A collection was asked for without any buffer in it.
    #[error("a collection needs at least one buffer, and none was given")]
    EmptyCollection,

    /// A collection was asked for with a buffer in it that has no segments.
    #[error("buffer {member} of the collection has no segments: leave it out")]
    EmptyMember {
        /// The first such buffer's place among those given.
        member: usize,
    },

    /// Data was to be split at a delimiter of no bytes.
    #[error("cannot split at an empty delimiter: give it at least one byte")]
    EmptyDelimiter,

    /// Data was to be split into pieces of no bytes.
    #[error("cannot split into segments of 0 bytes: ask for 1 or more")]
    ZeroSegmentLength,

    /// A value of an arrow array is null, which no item can be (feature `arrow`).
    #[error("value {index} of the array is null, and an item cannot be: set the nulls aside first")]
    NullItem {
        /// The first null's place in the array.
        index: usize,
    },

    /// Items were to become an arrow array, and one doesn't begin where the one before it ends
    /// (feature `arrow`).
    #[error(
        "item {index} begins at byte {offset}, and for an arrow array it must at {expected}, where \
         the item before it ends: copy the items together first"
    )]
    NotContiguous {
        /// The first such item's place.
        index: usize,
        /// Where the items before it end, in bytes from the start of the data.
        expected: u64,
        /// Where it begins.
        offset: u64,
    },

    /// Items were to become an arrow array whose offsets are too small for them (feature `arrow`).
    #[error(
        "item {index} ends {end} bytes after the start of the first, more than an offset of {bits} \
         bits can say: take i64 for the array's offsets, or make several arrays"
    )]
    OffsetOverflow {
        /// The first such item's place.
        index: usize,
        /// Where it ends, in bytes from the start of the first.
        end: u64,
        /// The width of the array's offsets, one bit of which is the sign.
        bits: usize,
    },

    /// A batch was started with nothing in it.
    #[error("the batch has no items: give it at least one")]
    NoItems,

    /// The codec refused an item.
    #[error("item {index}: {source}")]
    Item {
        /// The item's place in the source.
        index: usize,
        /// The codec's reason.
        source: zstdkit::Error,
    },

    /// An item to decompress is empty, where a frame of 9 bytes or more stands for no data.
    #[error("item {index} is empty: expected a frame (even no data compresses to one)")]
    NoFrame {
        /// The item's place in the source.
        index: usize,
    },

    /// An item to decompress goes on after its frame.
    #[error(
        "item {index} has {trailing} bytes after its frame, which ends at byte {end}: \
         an item is one frame"
    )]
    TrailingData {
        /// The item's place in the source.
        index: usize,
        /// Where its frame ends, in bytes from the item's start.
        end: usize,
        /// How many bytes follow.
        trailing: usize,
    },

    /// An item's data is not of the size that the caller gave for it.
    #[error("item {index} was said to decompress to {given} bytes, and {found} were found")]
    WrongSize {
        /// The item's place in the source.
        index: usize,
        /// The size given.
        given: u64,
        /// The size that the frame records, or that came out.
        found: u64,
    },

    /// An item's data goes on beyond the size that the caller gave for it.
    #[error("item {index} decompresses to more than the {given} bytes that were given for it")]
    LargerThanGiven {
        /// The item's place in the source.
        index: usize,
        /// The size given.
        given: u64,
    },

    /// Sizes were given, but not one per item.
    #[error("{sizes} sizes were given for {items} items: give one size per item")]
    SizesCount {
        /// How many items the source has.
        items: usize,
        /// How many sizes were given.
        sizes: usize,
    },

    /// A [`BatchSource`](crate::BatchSource) gave fewer items than its `len` says.
    #[error("the source ended at item {index}, though it says that it has {items}")]
    SourceEnded {
        /// The first item that did not come.
        index: usize,
        /// How many the source says that it has.
        items: usize,
    },

    /// There is no memory to note where the results of so many items are: 16 bytes for each.
    #[error(
        "no memory to note where the results of {items} items are: make smaller batches of them"
    )]
    TooManyItems {
        /// How many items the source says that it has.
        items: usize,
    },

    /// The progress callback asked to stop.
    #[error("the batch was cancelled by its progress callback")]
    Cancelled,

    /// No context could be made with these options.
    #[error("cannot set up a context for the batch: {0}")]
    Context(#[source] zstdkit::Error),
}

impl Error {
    /// The item that this error is about, or `None` if it is about no single one.
    #[must_use]
    pub fn item_index(&self) -> Option<usize> {
        match *self {
            Error::Item { index, .. }
            | Error::NoFrame { index }
            | Error::TrailingData { index, .. }
            | Error::WrongSize { index, .. }
            | Error::LargerThanGiven { index, .. }
            | Error::NullItem { index }
            | Error::NotContiguous { index, .. }
            | Error::OffsetOverflow { index, .. }
            | Error::SourceEnded { index, .. } => Some(index),
            _ => None,
        }
    }
}

impl From<Error> for std::io::Error {
    /// Wraps the error, keeping it as the source; what is wrong with the data becomes
    /// [`InvalidData`](std::io::ErrorKind::InvalidData), what is wrong with the call
    /// [`InvalidInput`](std::io::ErrorKind::InvalidInput).
    fn from(error: Error) -> Self {
        use std::io::ErrorKind;
        let kind = match &error {
            Error::NoFrame { .. }
            | Error::TrailingData { .. }
            | Error::WrongSize { .. }
            | Error::LargerThanGiven { .. } => ErrorKind::InvalidData,
            Error::Item { source, .. } | Error::Context(source) => {
                std::io::Error::from(source.clone()).kind()
            }
            Error::TooManyItems { .. } => ErrorKind::OutOfMemory,
            Error::Cancelled => ErrorKind::Interrupted,
            _ => ErrorKind::InvalidInput,
        };
        std::io::Error::new(kind, error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn assert_thread_safe<T: Send + Sync + 'static>() {}
    const _: () = assert_thread_safe::<Error>();

    #[test]
    fn messages_name_what_was_found() {
        let error = Error::TableLength { len: 40 };
        assert!(error.to_string().contains("40 bytes ends 8 bytes into segment 2"), "{error}");
        let error = Error::SizesCount { items: 5, sizes: 3 };
        assert!(error.to_string().starts_with("3 sizes were given for 5 items"), "{error}");
    }

    #[test]
    fn item_index_is_given_for_item_errors_alone() {
        assert_eq!(Error::NoFrame { index: 7 }.item_index(), Some(7));
        assert_eq!(Error::WrongSize { index: 3, given: 1, found: 2 }.item_index(), Some(3));
        assert_eq!(Error::NoItems.item_index(), None);
    }

    #[test]
    fn io_error_keeps_the_source_and_tells_data_from_usage() {
        let io = std::io::Error::from(Error::NoFrame { index: 2 });
        assert_eq!(io.kind(), std::io::ErrorKind::InvalidData);
        let inner = io.get_ref().and_then(|e| e.downcast_ref::<Error>());
        assert_eq!(inner.and_then(Error::item_index), Some(2));
        assert_eq!(std::io::Error::from(Error::NoItems).kind(), std::io::ErrorKind::InvalidInput);
        let many = std::io::Error::from(Error::TooManyItems { items: 7 });
        assert_eq!(many.kind(), std::io::ErrorKind::OutOfMemory);
    }
}

//! Segments, buffers, collections.

use std::sync::Arc;

use zstdkit_segments::{
    BufferSegments, BufferWithSegments, BufferWithSegmentsCollection, Error, Segment,
};

fn table(pairs: &[u64]) -> Vec<u8> {
    pairs.iter().flat_map(|number| number.to_ne_bytes()).collect()
}

#[test]
fn a_segment_is_two_native_endian_u64_offset_then_length() {
    let buffer = BufferWithSegments::from_segment_bytes("abcdefgh", &table(&[1, 3, 6, 2])).unwrap();
    assert_eq!(buffer.iter().collect::<Vec<_>>(), ["bcd", "gh"]);
    assert_eq!(buffer.segments().as_bytes(), table(&[1, 3, 6, 2]));
    assert_eq!(buffer.segments().as_slice(), [Segment::new(1, 3), Segment::new(6, 2)]);
}

#[test]
fn overlapping_unsorted_and_empty_segments_are_fine() {
    let segments = [(4, 4), (0, 6), (2, 0), (2, 3), (2, 3)].map(|(o, l)| Segment::new(o, l));
    let buffer = BufferWithSegments::new("abcdefgh", &segments).unwrap();
    assert_eq!(buffer.iter().collect::<Vec<_>>(), ["efgh", "abcdef", "", "cde", "cde"]);
    assert_eq!(buffer.size(), 8);
}

#[test]
fn no_segment_at_all_is_fine() {
    let buffer = BufferWithSegments::new("abc", &[]).unwrap();
    assert!(buffer.is_empty());
    assert_eq!(buffer.size(), 3);
    assert_eq!(buffer.iter().len(), 0);
    assert!(buffer.get(0).is_none());
    let nothing = BufferWithSegments::from_segment_bytes([], &[]).unwrap();
    assert_eq!((nothing.len(), nothing.size()), (0, 0));
}

#[test]
fn offset_equal_to_the_size_with_length_0_is_fine() {
    let buffer = BufferWithSegments::new("abc", &[Segment::new(3, 0)]).unwrap();
    assert_eq!(&buffer[0], b"");
    assert_eq!(buffer.get(0).unwrap().offset(), 3);
    assert!(BufferWithSegments::new("abc", &[Segment::new(4, 0)]).is_err());
}

#[test]
fn a_pair_that_wraps_around_2_to_the_64_is_refused() {
    for (offset, len) in [(u64::MAX, 1), (1, u64::MAX), (u64::MAX - 1, 4), (1 << 63, 1 << 63)] {
        let error = BufferWithSegments::new("abc", &[Segment::new(0, 1), Segment { offset, len }]);
        assert_eq!(
            error.unwrap_err(),
            Error::SegmentOutOfBounds { index: 1, offset, len, size: 3 }
        );
    }
}

#[test]
fn a_table_that_is_not_a_multiple_of_16_bytes_is_refused() {
    let mut bytes = table(&[0, 1, 1, 2]);
    bytes.pop();
    let error = BufferWithSegments::from_segment_bytes("abc", &bytes).unwrap_err();
    assert_eq!(error, Error::TableLength { len: 31 });
    assert!(error.to_string().contains("segment 1"), "{error}");
}

#[test]
fn segments_outside_the_data_are_refused_and_the_first_one_named() {
    let bytes = table(&[0, 3, 2, 2, 9, 9]);
    let error = BufferWithSegments::from_segment_bytes("abc", &bytes).unwrap_err();
    assert_eq!(error, Error::SegmentOutOfBounds { index: 1, offset: 2, len: 2, size: 3 });
    assert_eq!(
        error.to_string(),
        "segment 1 (offset 2, length 2) does not lie inside the 3 bytes of data"
    );
}

#[test]
fn nothing_is_copied_by_indexing_iterating_slicing_or_collecting() {
    let data = b"0123456789".to_vec();
    let place = data.as_ptr_range();
    let inside =
        |bytes: &[u8]| place.start <= bytes.as_ptr() && bytes.as_ptr_range().end <= place.end;
    let buffer = BufferWithSegments::split_fixed(data, 3).unwrap();
    let shared = [buffer.clone(), buffer.slice(1..3).unwrap()];
    let collection = BufferWithSegmentsCollection::new(shared).unwrap();

    assert!(inside(&buffer[1]) && inside(buffer.as_bytes()));
    assert!(buffer.iter().chain(&collection).all(|item| inside(&item)));
    assert_eq!(collection[4].as_ptr(), buffer[1].as_ptr());
    assert_eq!(buffer.segments().as_bytes().as_ptr(), buffer.segments().as_slice().as_ptr().cast());

    let copy = buffer.to_vec();
    assert!(!inside(&copy) && copy == b"0123456789");
    assert!(!inside(&buffer.get(0).unwrap().to_vec()));
}

/// Stands for a memory map, or any other owner of bytes that the crate has never heard of.
struct Map(Arc<[u8; 6]>);

impl AsRef<[u8]> for Map {
    fn as_ref(&self) -> &[u8] {
        &self.0[..]
    }
}

#[test]
fn memory_of_any_kind_is_kept_without_a_copy() {
    let segments = [Segment::new(2, 2)];
    let check = |buffer: BufferWithSegments, place: *const u8| {
        assert_eq!(buffer.as_bytes().as_ptr(), place);
        assert_eq!(&buffer[0], b"cd");
    };
    let vec = b"abcdef".to_vec();
    let place = vec.as_ptr();
    check(BufferWithSegments::new(vec, &segments).unwrap(), place);

    let boxed: Box<[u8]> = Box::from(*b"abcdef");
    let place = boxed.as_ptr();
    check(BufferWithSegments::new(boxed, &segments).unwrap(), place);

    let arc: Arc<[u8]> = Arc::from(*b"abcdef");
    check(BufferWithSegments::new(Arc::clone(&arc), &segments).unwrap(), arc.as_ptr());

    let fixed: &'static [u8] = b"abcdef";
    check(BufferWithSegments::new(fixed, &segments).unwrap(), fixed.as_ptr());

    let map = Map(Arc::new(*b"abcdef"));
    let place = map.0.as_ptr();
    check(BufferWithSegments::new(map, &segments).unwrap(), place);
}

#[test]
fn the_owner_of_the_memory_is_dropped_with_the_last_buffer() {
    let map = Map(Arc::new(*b"abcdef"));
    let watched = Arc::clone(&map.0);
    let buffer = BufferWithSegments::split_fixed(map, 2).unwrap();
    let part = buffer.slice(1..).unwrap();
    let collection = BufferWithSegmentsCollection::new([buffer]).unwrap();
    drop(collection);
    assert_eq!(Arc::strong_count(&watched), 2);
    assert_eq!(&part[0], b"cd");
    drop(part);
    assert_eq!(Arc::strong_count(&watched), 1);
}

#[test]
fn a_table_is_taken_in_every_form() {
    let want = [Segment::new(0, 1), Segment::new(1, 1)];
    let vec = want.to_vec();
    let place = vec.as_ptr();
    let shared = BufferSegments::from(vec.clone());
    let from_bytes = BufferSegments::from_bytes(table(&[0, 1, 1, 1])).unwrap();
    for buffer in [
        BufferWithSegments::new("ab", &want),
        BufferWithSegments::new("ab", &want[..]),
        BufferWithSegments::new("ab", &vec),
        BufferWithSegments::new("ab", &shared),
        BufferWithSegments::new("ab", shared),
        BufferWithSegments::new("ab", from_bytes),
        BufferWithSegments::new("ab", want.into_iter().collect::<BufferSegments>()),
    ] {
        assert_eq!(buffer.unwrap().segments().as_slice(), want);
    }
    let kept = BufferWithSegments::new("ab", vec).unwrap();
    assert_eq!(kept.segments().as_slice().as_ptr(), place);
}

#[test]
fn a_collection_needs_at_least_one_member() {
    let error = BufferWithSegmentsCollection::new([]).unwrap_err();
    assert_eq!(error, Error::EmptyCollection);
}

#[test]
fn members_without_segments_are_refused() {
    let full = BufferWithSegments::from_items(["a"]);
    let empty = BufferWithSegments::new("data", &[]).unwrap();
    let error = BufferWithSegmentsCollection::new([full, empty.clone(), empty]).unwrap_err();
    assert_eq!(error, Error::EmptyMember { member: 1 });
}

#[test]
fn len_sums_the_segments_and_size_their_lengths() {
    let first = BufferWithSegments::new("abcdef", &[Segment::new(0, 4), Segment::new(3, 3)]);
    let second = BufferWithSegments::from_items(["xyz", "", "w"]);
    let all = BufferWithSegmentsCollection::new([first.unwrap(), second]).unwrap();
    assert_eq!(all.len(), 5);
    assert_eq!(all.size(), 4 + 3 + 3 + 1);
}

#[test]
fn index_2_of_2_and_3_segments_is_the_first_of_the_second_member() {
    let first = BufferWithSegments::from_items(["a0", "a1"]);
    let second = BufferWithSegments::from_items(["b0", "b1", "b2"]);
    let all = BufferWithSegmentsCollection::new([first, second]).unwrap();
    assert_eq!(&all[2], b"b0");
    assert_eq!(all.get(2).unwrap().offset(), 0);
    assert_eq!(all.iter().collect::<Vec<_>>(), ["a0", "a1", "b0", "b1", "b2"]);
    assert_eq!(all.iter().rev().collect::<Vec<_>>(), ["b2", "b1", "b0", "a1", "a0"]);
    assert!(all.get(5).is_none());
    assert_eq!(all.members().len(), 2);
}

#[test]
#[should_panic(expected = "no segment 5 in a collection of 5 segments")]
fn indexing_a_collection_beyond_its_end_says_so() {
    let buffer = BufferWithSegments::from_items(["a", "b", "c", "d", "e"]);
    let all = BufferWithSegmentsCollection::new([buffer]).unwrap();
    let _ = &all[5];
}

#[test]
#[should_panic(expected = "no segment 1 in a buffer of 1 segments")]
fn indexing_a_buffer_beyond_its_end_says_so() {
    let _ = &BufferWithSegments::from_items(["a"])[1];
}

#[test]
fn debug_does_not_print_megabytes() {
    let buffer = BufferWithSegments::split_fixed(vec![b'x'; 4 << 20], 100).unwrap();
    let collection = BufferWithSegmentsCollection::new([buffer.clone()]).unwrap();
    for text in [
        format!("{buffer:?}"),
        format!("{collection:?}"),
        format!("{:?}", buffer.segments()),
        format!("{:?}", buffer.iter()),
        format!("{:?}", buffer.get(7)),
    ] {
        assert!(text.len() < 400, "{text}");
    }
}

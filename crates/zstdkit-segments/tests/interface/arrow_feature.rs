//! Feature `arrow`: arrays as buffers and as sources, results as arrays; no value is copied.

use arrow_array::{
    Array, BinaryArray, GenericBinaryArray, LargeBinaryArray, LargeStringArray, OffsetSizeTrait,
    StringArray,
};
use zstdkit::{CompressOptions, DecompressOptions};
use zstdkit_segments::{
    BatchCompressor, BatchDecompressor, BatchSource, BufferWithSegments,
    BufferWithSegmentsCollection, Error, Segment,
};

use crate::samples::{frames, records, uneven};

fn array<O: OffsetSizeTrait>(items: &[Vec<u8>]) -> GenericBinaryArray<O> {
    GenericBinaryArray::from_iter_values(items)
}

fn compressor(threads: usize) -> BatchCompressor {
    BatchCompressor::new(&CompressOptions::new()).unwrap().threads(threads)
}

fn decompressor(threads: usize) -> BatchDecompressor {
    BatchDecompressor::new(&DecompressOptions::new()).unwrap().threads(threads)
}

#[test]
fn a_buffer_of_an_array_shares_its_values() {
    let items = uneven(500);
    let column = array::<i32>(&items);
    let buffer = BufferWithSegments::from_arrow(&column).unwrap();
    assert_eq!(buffer.as_bytes().as_ptr(), column.value_data().as_ptr());
    assert_eq!(buffer.iter().collect::<Vec<_>>(), items);

    // Of a slice, too: the values are the whole array's, the segments are not.
    let slice = column.slice(100, 50);
    let part = BufferWithSegments::from_arrow(&slice).unwrap();
    assert_eq!(part.as_bytes().as_ptr(), column.value_data().as_ptr());
    assert_eq!(part.iter().collect::<Vec<_>>(), items[100..150]);
    drop((column, slice));
    assert_eq!(part[7], items[107]);

    let none = BufferWithSegments::from_arrow(&LargeStringArray::from(Vec::<&str>::new())).unwrap();
    assert!(none.is_empty());
}

#[test]
fn an_array_of_a_buffer_shares_its_memory() {
    let items = uneven(500);
    let buffer = BufferWithSegments::from_items(&items);
    let column: LargeBinaryArray = buffer.to_arrow().unwrap();
    assert_eq!(column.value_data().as_ptr(), buffer.as_bytes().as_ptr());
    assert_eq!(column, array::<i64>(&items));

    // Offsets begin at 0 whichever part of the data it is.
    let part = buffer.slice(100..150).unwrap();
    let column: BinaryArray = part.to_arrow().unwrap();
    let start = part.iter().find(|item| !item.is_empty()).unwrap();
    assert_eq!(column.value_data().as_ptr(), start.as_ptr());
    assert_eq!(column.value_offsets()[0], 0);
    drop((buffer, part));
    assert_eq!(column, array::<i32>(&items[100..150]));

    let nothing = BufferWithSegments::from_items([""; 3]).to_arrow::<i32>().unwrap();
    assert_eq!(nothing, array::<i32>(&vec![Vec::new(); 3]));
    let none = BufferWithSegments::new("abc", &[]).unwrap().to_arrow::<i32>().unwrap();
    assert_eq!(none, array::<i32>(&[]));
}

#[test]
fn from_an_array_and_back_nothing_is_copied() {
    let column = array::<i32>(&records(100));
    let again: BinaryArray = BufferWithSegments::from_arrow(&column).unwrap().to_arrow().unwrap();
    assert_eq!(again.value_data().as_ptr(), column.value_data().as_ptr());
    assert_eq!(again, column);
}

#[test]
fn segments_that_leave_gaps_overlap_or_are_out_of_order_are_no_array() {
    let refused = |segments: &[Segment], at: usize, from: u64, to: u64| {
        let buffer = BufferWithSegments::new("0123456789", segments).unwrap();
        let wanted = Error::NotContiguous { index: at, expected: from, offset: to };
        assert_eq!(buffer.to_arrow::<i32>().unwrap_err(), wanted);
        assert_eq!(wanted.item_index(), Some(at));
    };
    refused(&[Segment::new(0, 2), Segment::new(3, 1)], 1, 2, 3);
    refused(&[Segment::new(0, 2), Segment::new(1, 3)], 1, 2, 1);
    refused(&[Segment::new(5, 2), Segment::new(7, 1), Segment::new(0, 5)], 2, 8, 0);
    // Where an item of no bytes is says nothing.
    let segments = [Segment::new(9, 0), Segment::new(4, 2), Segment::new(0, 0), Segment::new(6, 1)];
    let buffer = BufferWithSegments::new("0123456789", &segments).unwrap();
    let column = buffer.to_arrow::<i32>().unwrap();
    assert_eq!(column.iter().flatten().collect::<Vec<_>>(), [&b""[..], b"45", b"", b"6"]);
    // A collection counts through.
    let gap = BufferWithSegments::split("a,b", b",").unwrap();
    let all = BufferWithSegmentsCollection::new([buffer, gap]).unwrap();
    assert_eq!(all.to_arrow::<i32>().unwrap_err().item_index(), Some(5));
}

#[cfg(target_pointer_width = "64")]
#[test]
fn offsets_that_i32_cannot_say_are_refused() {
    // Never touched, so it takes no memory.
    let data: &'static [u8] = vec![0; (1 << 31) + 100].leak();
    let place = data.as_ptr();
    let (half, end) = (1 << 30, (1 << 31) - 1);
    let segments = [Segment::new(100, half), Segment::new(100 + half, end - half)];
    let buffer = BufferWithSegments::new(data, &segments).unwrap();
    let fits: BinaryArray = buffer.to_arrow().unwrap();
    assert_eq!(fits.value_offsets()[2], i32::MAX);
    assert_eq!(fits.value_data().as_ptr(), place.wrapping_add(100));

    let segments = [segments[0], Segment::new(100 + half, half)];
    let buffer = BufferWithSegments::new(data, &segments).unwrap();
    let wanted = Error::OffsetOverflow { index: 1, end: 1 << 31, bits: 32 };
    assert_eq!(buffer.to_arrow::<i32>().unwrap_err(), wanted);
    assert!(wanted.to_string().contains("i64"), "{wanted}");
    assert_eq!(buffer.to_arrow::<i64>().unwrap().value_offsets()[2], 1 << 31);
}

#[test]
fn arrays_are_batch_sources_and_results_become_arrays() {
    let items = uneven(3000);
    let want = frames(&items);
    let (small, large) = (array::<i32>(&items), array::<i64>(&items));
    for threads in [1, 2, 3] {
        let packed = compressor(threads).compress(&small).unwrap();
        assert!(packed.iter().zip(&want).all(|(got, want)| got == *want));
        assert_eq!(packed.len(), compressor(threads).compress(&large).unwrap().len());

        let chunks: Vec<BinaryArray> = packed.to_arrow().unwrap();
        assert_eq!(chunks.len(), packed.members().len());
        for (chunk, member) in chunks.iter().zip(packed.members()) {
            assert_eq!(chunk.value_data().as_ptr(), member.as_bytes().as_ptr());
        }
        // They outlive the batch, and are sources themselves.
        drop(packed);
        let mut decompressor = decompressor(threads);
        let mut again = Vec::new();
        for chunk in &chunks {
            again.extend(decompressor.decompress(chunk).unwrap().iter().map(|item| item.to_vec()));
        }
        assert_eq!(again, items);
        let results = decompressor.decompress(&want).unwrap();
        let lens = results.to_arrow::<i64>().unwrap().iter().map(Array::len).sum::<usize>();
        assert_eq!(lens, 3000);
    }
}

#[test]
fn slices_and_strings_are_sources_as_they_are() {
    let names = StringArray::from(vec!["none", "Ada", "", "Grace", "none"]).slice(1, 3);
    let packed = compressor(1).compress(&names).unwrap();
    let back = decompressor(1).decompress(&packed).unwrap();
    assert_eq!(back.iter().collect::<Vec<_>>(), ["Ada", "", "Grace"]);
    let some: Vec<&[u8]> = names.items(1..3).collect();
    assert_eq!(some, [&b""[..], b"Grace"]);
    assert_eq!(names.items(1..3).len(), 2);
    assert_eq!(names.items(2..2).next(), None);
    let none = StringArray::from(Vec::<&str>::new());
    assert_eq!(compressor(1).compress(&none).unwrap_err(), Error::NoItems);
}

#[test]
fn nulls_are_refused_and_the_first_one_named() {
    let column = BinaryArray::from(vec![Some(&b"a"[..]), Some(b""), None, Some(b"b"), None]);
    let wanted = Error::NullItem { index: 2 };
    assert_eq!(wanted.item_index(), Some(2));
    assert_eq!(BufferWithSegments::from_arrow(&column).unwrap_err(), wanted);
    assert_eq!(compressor(2).compress(&column).unwrap_err(), wanted);
    assert_eq!(compressor(2).compress(&&column).unwrap_err(), wanted);
    assert_eq!(decompressor(2).decompress(&column).unwrap_err(), wanted);
    assert_eq!(decompressor(2).decompress_each(&column).unwrap_err(), wanted);
    // A part without nulls is fine, and so is one whose nulls have been set aside.
    assert_eq!(compressor(2).compress(&column.slice(0, 2)).unwrap().len(), 2);
    let (offsets, values, nulls) = column.clone().into_parts();
    let plain = BinaryArray::new(offsets, values, None);
    let buffer = BufferWithSegments::from_arrow(&plain).unwrap();
    let (offsets, values, _) = buffer.to_arrow::<i32>().unwrap().into_parts();
    assert_eq!(BinaryArray::new(offsets, values, nulls), column);
}

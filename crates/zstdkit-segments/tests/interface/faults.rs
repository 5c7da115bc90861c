//! What older implementations got wrong, each fault with its test.

use zstdkit::{CompressOptions, DecompressOptions};
use zstdkit_segments::{
    BatchCompressor, BatchDecompressor, BufferWithSegments, BufferWithSegmentsCollection, Error,
    Segment,
};

use crate::samples::{frame, frames, records, skippable};

fn compressor(threads: usize) -> BatchCompressor {
    BatchCompressor::new(&CompressOptions::new()).unwrap().threads(threads)
}

fn decompressor(threads: usize) -> BatchDecompressor {
    BatchDecompressor::new(&DecompressOptions::new()).unwrap().threads(threads)
}

#[test]
fn a_decompress_of_no_items_crashed() {
    let nothing: &[&[u8]] = &[];
    for threads in [0, 1, 2, 100] {
        assert_eq!(decompressor(threads).decompress(nothing).unwrap_err(), Error::NoItems);
        assert_eq!(
            decompressor(threads).sizes(&[]).decompress(nothing).unwrap_err(),
            Error::NoItems
        );
        assert_eq!(decompressor(threads).decompress_each(nothing).unwrap_err(), Error::NoItems);
    }
}

#[test]
fn a_lone_empty_or_skippable_frame_was_freed_twice() {
    for lone in [frame(b""), skippable(b""), skippable(b"content")] {
        for threads in [1, 2] {
            let mut decompressor = decompressor(threads);
            for _ in 0..3 {
                let result = decompressor.decompress(&[&lone]).unwrap();
                assert_eq!((result.len(), result.size()), (1, 0));
                assert_eq!(&result[0], b"");
            }
        }
    }
}

#[test]
fn an_empty_item_before_a_large_one_corrupted_the_heap() {
    let large = records(20_000).concat();
    let items = [Vec::new(), large.clone(), Vec::new(), large];
    for threads in [1, 2, 4] {
        let packed = compressor(threads).compress(&items).unwrap();
        assert!(packed.iter().zip(&items).all(|(got, want)| got == frame(want)));
        let back = decompressor(threads).decompress(&packed).unwrap();
        assert!(back.iter().zip(&items).all(|(got, want)| got == *want));
    }
}

#[test]
fn trailing_empty_items_were_lost_with_2_or_more_threads() {
    for (full, empty) in [(1, 1), (3, 5), (1000, 3), (2, 2000), (0, 4)] {
        let mut items = records(full);
        items.resize(full + empty, Vec::new());
        for threads in [1, 2, 3, 8] {
            let packed = compressor(threads).compress(&items).unwrap();
            assert_eq!(packed.len(), full + empty);
            assert_eq!(packed[full + empty - 1], frame(b""));
            let back = decompressor(threads).decompress(&packed).unwrap();
            assert_eq!(back.len(), full + empty);
            assert!(back.iter().zip(&items).all(|(got, want)| got == *want));
        }
    }
}

#[test]
fn correct_sizes_were_refused_with_a_collection() {
    let items = records(50);
    let sizes: Vec<u64> = items.iter().map(|item| item.len() as u64).collect();
    let packed = frames(&items);
    let members = [0..1, 1..30, 30..50].map(|range| BufferWithSegments::from_items(&packed[range]));
    let collection = BufferWithSegmentsCollection::new(members).unwrap();
    for threads in [1, 2] {
        let back = decompressor(threads).sizes(&sizes).decompress(&collection).unwrap();
        assert!(back.iter().zip(&items).all(|(got, want)| got == *want));
    }
}

#[test]
fn a_segment_that_wraps_around_was_let_through() {
    let wrapping = [Segment { offset: 2, len: u64::MAX - 1 }];
    assert!(matches!(
        BufferWithSegments::new("abc", &wrapping),
        Err(Error::SegmentOutOfBounds { index: 0, .. })
    ));
}

#[test]
fn a_window_over_every_limit_is_over_the_limit_at_hand() {
    let wide = [0x28, 0xb5, 0x2f, 0xfd, 0, 22 << 3, 1, 0, 0];
    let items: [&[u8]; 2] = [&frame(b"good"), &wide];
    let source = zstdkit::Error::WindowTooLarge { window_size: 1 << 32, limit: 1 << 27 };
    let expected = Error::Item { index: 1, source };
    for threads in [1, 2] {
        assert_eq!(decompressor(threads).decompress(&items).unwrap_err(), expected);
        let given = decompressor(threads).sizes(&[4, 5]).decompress(&items).unwrap_err();
        assert_eq!(given, expected);
    }
}

#[test]
fn what_is_wrong_behind_a_skippable_frame_was_placed_at_the_items_start() {
    let note = skippable(b"note");
    let mut reserved_bit = frame(b"good");
    reserved_bit[4] |= 0x08;
    // Of a version that no feature reads.
    let mut legacy = frame(b"good");
    legacy[0] = 0x24;
    for tail in [&b"xyz! no frame"[..], &reserved_bit, &legacy] {
        let item = [&note[..], &note, tail].concat();
        let source = zstdkit::decompress(&item).unwrap_err();
        let error = Error::Item { index: 0, source };
        assert!(error.to_string().contains(&format!("offset {}", 2 * note.len())), "{error}");
        assert_eq!(decompressor(1).decompress(&[&item]).unwrap_err(), error);
        assert_eq!(decompressor(1).sizes(&[4]).decompress(&[&item]).unwrap_err(), error);
    }
}

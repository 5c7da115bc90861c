//! What holds for any input.

use proptest::prelude::*;
use zstdkit::{CompressOptions, DecompressOptions};
use zstdkit_segments::{BatchCompressor, BatchDecompressor, BufferWithSegments, Error, Segment};

use crate::samples::record;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(miri) { 4 } else { 64 }))]

    /// A buffer is made exactly when every segment lies inside, and then reads as plain slices do.
    #[test]
    fn a_buffer_agrees_with_plain_slices(
        data in prop::collection::vec(any::<u8>(), 0..50),
        pairs in prop::collection::vec(
            prop_oneof![
                8 => (0u64..60, 0u64..60),
                1 => (any::<u64>(), any::<u64>()),
            ],
            0..8,
        ),
    ) {
        let segments: Vec<_> = pairs.iter().map(|&(o, l)| Segment::new(o, l)).collect();
        let inside = |s: &Segment| u128::from(s.offset) + u128::from(s.len) <= data.len() as u128;
        match BufferWithSegments::new(data.clone(), &segments) {
            Ok(buffer) => {
                prop_assert!(segments.iter().all(inside));
                for (item, s) in buffer.iter().zip(&segments) {
                    prop_assert_eq!(item, &data[s.offset as usize..][..s.len as usize]);
                    prop_assert_eq!(item.offset(), s.offset);
                }
                let again =
                    BufferWithSegments::from_segment_bytes(data, buffer.segments().as_bytes()).unwrap();
                prop_assert_eq!(again.segments(), buffer.segments());
            }
            Err(Error::SegmentOutOfBounds { index, .. }) => {
                prop_assert_eq!(Some(index), segments.iter().position(|s| !inside(s)));
            }
            Err(other) => prop_assert!(false, "{}", other),
        }
    }

    /// Whatever the items and the threads: single calls, and back again.
    #[test]
    #[cfg_attr(miri, ignore = "batches need libzstd")]
    fn batches_agree_with_single_calls(
        items in prop::collection::vec(
            prop_oneof![
                prop::collection::vec(any::<u8>(), 0..200),
                (0usize..100, 0usize..200).prop_map(|(n, times)| record(n).repeat(times)),
            ],
            1..40,
        ),
        threads in 0usize..5,
        level in -3i32..6,
    ) {
        let options = CompressOptions::new().level(level);
        let packed =
            BatchCompressor::new(&options).unwrap().threads(threads).compress(&items).unwrap();
        prop_assert_eq!(packed.len(), items.len());
        for (got, item) in packed.iter().zip(&items) {
            prop_assert_eq!(got, options.compress(item).unwrap());
        }
        let options = DecompressOptions::new();
        let back = BatchDecompressor::new(&options)
            .unwrap()
            .threads(threads)
            .decompress(&packed)
            .unwrap();
        prop_assert!(back.iter().eq(items.iter().map(Vec::as_slice)));
    }

    /// Damage anywhere: no panic, and the same answer with one thread and several.
    #[test]
    #[cfg_attr(miri, ignore = "batches need libzstd")]
    fn damaged_frames_give_the_same_answer_with_any_number_of_threads(
        flips in prop::collection::vec((0usize..20, any::<prop::sample::Index>(), 1u8..=255), 0..4),
        junk in prop::collection::vec(any::<u8>(), 0..30),
    ) {
        let mut items: Vec<Vec<u8>> =
            (0..20).map(|n| zstdkit::compress(&record(n), 1).unwrap()).collect();
        for (item, place, mask) in flips {
            let place = place.index(items[item].len());
            items[item][place] ^= mask;
        }
        items.push(junk);
        let options = DecompressOptions::new().max_output(1 << 20);
        let mut one = BatchDecompressor::new(&options).unwrap().threads(1);
        let mut three = BatchDecompressor::new(&options).unwrap().threads(3);
        match (one.decompress(&items), three.decompress(&items)) {
            (Ok(one), Ok(three)) => prop_assert!(one.iter().eq(&three)),
            (Err(one), Err(three)) => prop_assert_eq!(one, three),
            (one, three) => prop_assert!(false, "{:?} {:?}", one, three),
        }
        let (one, three) = (one.decompress_each(&items), three.decompress_each(&items));
        prop_assert!(one.unwrap().iter().eq(three.unwrap().iter()));
    }
}

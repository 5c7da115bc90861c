//! The rules that hold for batches both ways, and those of compression.

use std::ops::{ControlFlow, Range};

use zstdkit::{
    CompressOptions, CompressParameter, DecompressOptions, DecompressParameter, Dictionary,
};
use zstdkit_segments::{
    BatchCompressor, BatchDecompressor, BatchSource, BufferWithSegments,
    BufferWithSegmentsCollection, Error, SliceItems,
};

use crate::samples::{frame, frames, records, uneven};

fn compressor() -> BatchCompressor {
    BatchCompressor::new(&CompressOptions::new()).unwrap()
}

fn decompressor() -> BatchDecompressor {
    BatchDecompressor::new(&DecompressOptions::new()).unwrap()
}

#[test]
fn segments_collections_and_slices_of_slices_give_the_same_results() {
    let items = uneven(300);
    let slices: Vec<&[u8]> = items.iter().map(Vec::as_slice).collect();
    let boxes: Vec<Box<[u8]>> = items.iter().map(|item| item.clone().into()).collect();
    let buffer = BufferWithSegments::from_items(&items);
    let members =
        [0..100, 100..101, 101..300].map(|range: Range<usize>| buffer.slice(range).unwrap());
    let collection = BufferWithSegmentsCollection::new(members).unwrap();

    let mut compressor = compressor().threads(2);
    let want = frames(&items);
    let check = |got: BufferWithSegmentsCollection| {
        assert!(got.iter().map(|item| item.as_bytes()).eq(want.iter().map(Vec::as_slice)));
    };
    check(compressor.compress(&items).unwrap());
    check(compressor.compress(&items[..]).unwrap());
    check(compressor.compress(items.as_slice()).unwrap());
    check(compressor.compress(&slices).unwrap());
    check(compressor.compress(&slices[..]).unwrap());
    check(compressor.compress(&boxes).unwrap());
    check(compressor.compress(&buffer).unwrap());
    check(compressor.compress(&collection).unwrap());
    let array: [&[u8]; 2] = [&items[0], &items[1]];
    assert_eq!(compressor.compress(&array).unwrap().len(), 2);
    assert_eq!(compressor.compress(&["text", "more"]).unwrap().len(), 2);
}

#[test]
fn one_result_per_input_in_order_empty_ones_included_whatever_the_threads() {
    let items = uneven(3000);
    let want = frames(&items);
    for threads in [0, 1, 2, 3, 8, 64] {
        let packed = compressor().threads(threads).compress(&items).unwrap();
        assert_eq!(packed.len(), items.len());
        assert!(packed.iter().zip(&want).all(|(got, want)| got == *want), "{threads} threads");
        let back = decompressor().threads(threads).decompress(&packed).unwrap();
        assert_eq!(back.len(), items.len());
        assert!(back.iter().zip(&items).all(|(got, want)| got == *want), "{threads} threads");
    }
}

#[test]
fn each_result_is_byte_for_byte_what_a_single_compress_gives() {
    let items = uneven(200);
    let dictionary = Dictionary::raw(records(40).concat()).unwrap();
    let plain = CompressOptions::new();
    for options in [
        plain.clone().level(1),
        plain.clone().level(-7),
        plain.clone().level(19).checksum(true),
        plain.clone().level(5).set(CompressParameter::WindowLog, 12),
        plain.clone().level(3).dictionary(&dictionary),
        plain.clone().level(12).dictionary(&dictionary).checksum(true),
    ] {
        let packed = BatchCompressor::new(&options).unwrap().threads(2).compress(&items).unwrap();
        for (got, item) in packed.iter().zip(&items) {
            assert_eq!(got, options.compress(item).unwrap());
        }
        let options = DecompressOptions::new().dictionary(&dictionary);
        let back = BatchDecompressor::new(&options).unwrap().decompress(&packed).unwrap();
        assert!(back.iter().zip(&items).all(|(got, want)| got == *want));
    }
}

#[test]
fn no_items_is_an_error_that_says_so() {
    let nothing: [&[u8]; 0] = [];
    let buffer = BufferWithSegments::new("data", &[]).unwrap();
    for threads in [1, 2] {
        assert_eq!(compressor().threads(threads).compress(&nothing).unwrap_err(), Error::NoItems);
        assert_eq!(compressor().threads(threads).compress(&buffer).unwrap_err(), Error::NoItems);
        let error = decompressor().threads(threads).decompress(&nothing).unwrap_err();
        assert!(error.to_string().contains("no items"), "{error}");
    }
}

#[test]
fn options_that_are_refused_are_refused_when_the_object_is_made() {
    let error = BatchCompressor::new(&CompressOptions::new().level(99)).unwrap_err();
    let Error::Context(source) = &error else { panic!("{error}") };
    assert!(matches!(source, zstdkit::Error::ParameterOutOfBounds { value: 99, .. }), "{error}");
    let options = DecompressOptions::new().set(DecompressParameter::WindowLogMax, 77);
    let error = BatchDecompressor::new(&options).unwrap_err();
    assert!(error.to_string().contains("77"), "{error}");
}

#[test]
fn a_sole_large_item_among_small_ones_keeps_its_place() {
    for place in [0, 700, 1499] {
        let mut items = records(1500);
        items[place] = records(4000).concat();
        let packed = compressor().threads(2).compress(&items).unwrap();
        assert_eq!(packed.get(place).unwrap(), frame(&items[place]));
        let back = decompressor().threads(2).decompress(&packed).unwrap();
        assert!(back.iter().zip(&items).all(|(got, want)| got == *want), "at {place}");
    }
}

#[test]
fn results_are_dense_and_start_their_buffers() {
    let packed = compressor().threads(2).compress(&uneven(2000)).unwrap();
    assert_eq!(packed.size(), packed.members().iter().map(BufferWithSegments::size).sum::<usize>());
    for member in packed.members() {
        let mut end = 0;
        for item in member {
            assert_eq!(item.offset(), end);
            end += item.len() as u64;
        }
        assert_eq!(end, member.size() as u64);
    }
}

#[test]
fn one_object_does_many_batches_and_earlier_results_stay() {
    let mut compressor = compressor().threads(2);
    let mut decompressor = decompressor().threads(2);
    let mut kept = Vec::new();
    for round in 0..12 {
        let items = uneven(round * 37 + 1);
        let packed = compressor.compress(&items).unwrap();
        let back = decompressor.decompress(&packed).unwrap();
        // Some results are held on to, others go, and their memory is used again.
        if round % 3 != 0 {
            kept.push((items, packed, back));
        }
    }
    for (items, packed, back) in kept {
        assert!(packed.iter().zip(&items).all(|(got, want)| got == frame(want)));
        assert!(back.iter().zip(&items).all(|(got, want)| got == *want));
    }
}

#[test]
fn results_outlive_the_object_that_made_them() {
    let items = records(500);
    let packed = compressor().threads(2).compress(&items).unwrap();
    let moved = std::thread::spawn(move || packed[499].to_vec()).join().unwrap();
    assert_eq!(moved, frame(&items[499]));
}

#[test]
fn memory_of_dropped_results_is_kept_up_to_the_limit() {
    let items = records(5000);
    let mut unlimited = compressor().threads(1);
    let before = unlimited.memory_size();
    drop(unlimited.compress(&items).unwrap());
    assert!(unlimited.memory_size() > before + 100_000, "nothing was kept");
    let mut none = compressor().threads(1).keep_memory(0);
    drop(none.compress(&items).unwrap());
    let with_context = none.memory_size();
    drop(none.compress(&items).unwrap());
    assert_eq!(none.memory_size(), with_context);
    assert!(with_context < unlimited.memory_size());
}

#[test]
fn progress_is_reported_to_the_end() {
    let items = records(20_000);
    let bytes: usize = items.iter().map(Vec::len).sum();
    for threads in [1, 2, 5] {
        let mut reports = Vec::new();
        let packed = compressor()
            .threads(threads)
            .progress(|progress| {
                reports.push(progress);
                ControlFlow::Continue(())
            })
            .compress(&items)
            .unwrap();
        let last = reports.last().unwrap();
        assert!(reports.len() > 3, "{} reports", reports.len());
        assert!(reports.windows(2).all(|two| two[0].items_done < two[1].items_done));
        assert!(reports.iter().all(|report| report.items == 20_000));
        assert_eq!(last.items_done, 20_000);
        assert_eq!(last.bytes_in, bytes as u64);
        assert_eq!(last.bytes_out, packed.size() as u64);
    }
}

#[test]
fn a_callback_can_cancel_and_the_object_goes_on() {
    let items = records(20_000);
    let packed = compressor().compress(&items).unwrap();
    let (mut compressor, mut decompressor) = (compressor().threads(2), decompressor().threads(2));
    for after in [1, 4] {
        let mut calls = 0;
        let stop = |_| {
            calls += 1;
            if calls == after { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let error = compressor.progress(stop).compress(&items).unwrap_err();
        assert_eq!(error, Error::Cancelled);
        assert_eq!(calls, after);
        let sizes: Vec<u64> = items.iter().map(|item| item.len() as u64).collect();
        let stop = |_| ControlFlow::Break(());
        let error = decompressor.sizes(&sizes).progress(stop).decompress(&packed).unwrap_err();
        assert_eq!(error, Error::Cancelled);
        let error = decompressor.progress(stop).decompress_each(&packed).unwrap_err();
        assert_eq!(error, Error::Cancelled);
    }
    assert_eq!(compressor.compress(&items).unwrap().len(), 20_000);
    assert_eq!(decompressor.decompress(&packed).unwrap().len(), 20_000);
}

#[test]
fn a_panicking_callback_panics_the_call_and_the_object_goes_on() {
    let items = records(20_000);
    for threads in [1, 2] {
        let mut compressor = compressor().threads(threads);
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            compressor.progress(|_| panic!("from the callback")).compress(&items)
        }));
        let payload = outcome.unwrap_err();
        assert_eq!(payload.downcast_ref::<&str>(), Some(&"from the callback"));
        let packed = compressor.compress(&items).unwrap();
        assert!(packed.iter().zip(&items).all(|(got, want)| got == frame(want)));
    }
}

/// Says that it has more items than it gives.
struct Liar(Vec<Vec<u8>>, usize);

impl BatchSource for Liar {
    type Items<'a> = SliceItems<'a, Vec<u8>>;

    fn len(&self) -> usize {
        self.1
    }

    fn items(&self, range: Range<usize>) -> Self::Items<'_> {
        let len = self.0.len();
        self.0.items(range.start.min(len)..range.end.min(len))
    }
}

#[test]
fn a_source_that_ends_before_its_time_is_an_error() {
    let error = compressor().threads(2).compress(&Liar(records(10), 12)).unwrap_err();
    assert_eq!(error, Error::SourceEnded { index: 10, items: 12 });
    assert_eq!(error.item_index(), Some(10));
    let error = compressor().compress(&Liar(records(10), usize::MAX)).unwrap_err();
    assert_eq!(error, Error::TooManyItems { items: usize::MAX });
    // One that gives more is taken at its word.
    assert_eq!(compressor().compress(&Liar(records(10), 3)).unwrap().len(), 3);
}

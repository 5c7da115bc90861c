//! The rules of batches of frames.

use zstdkit::{CompressOptions, DecompressOptions, Dictionary};
use zstdkit_segments::{BatchDecompressor, BatchSource, BufferWithSegments, Error};

use crate::samples::{frame, frame_of_unknown_size, frames, record, records, skippable, uneven};

fn decompressor(threads: usize) -> BatchDecompressor {
    BatchDecompressor::new(&DecompressOptions::new()).unwrap().threads(threads)
}

/// What a single call says of an item.
fn reason(item: &[u8]) -> zstdkit::Error {
    zstdkit::decompress(item).unwrap_err()
}

#[test]
fn the_lowest_failing_index_is_named_with_any_number_of_threads() {
    let mut items = frames(&records(4000));
    for (index, keep) in [(3999, 5), (2500, 40), (1234, 30), (1235, 0)] {
        items[index].truncate(keep);
    }
    for threads in [1, 2, 3, 8, 0] {
        for _ in 0..5 {
            let error = decompressor(threads).decompress(&items).unwrap_err();
            assert_eq!(
                error,
                Error::Item { index: 1234, source: reason(&items[1234]) },
                "{threads} threads"
            );
            assert_eq!(error.item_index(), Some(1234));
        }
    }
}

#[test]
fn a_failing_item_is_an_error_with_libzstds_reason() {
    let options = CompressOptions::new().checksum(true);
    let mut damaged = options.compress(&record(1)).unwrap();
    *damaged.last_mut().unwrap() ^= 1;
    let items = [frame(b"good"), damaged];
    let error = decompressor(1).decompress(&items).unwrap_err();
    let Error::Item { index: 1, source } = &error else { panic!("{error}") };
    assert_eq!(*source, reason(&items[1]));
    assert_eq!(error.to_string(), format!("item 1: {source}"));
}

#[test]
fn bytes_after_an_items_frame_are_an_error() {
    let good = frame(b"good");
    for tail in [&b"x"[..], &good, &skippable(b"note"), &[0; 40]] {
        let items = [good.clone(), [&good, tail].concat()];
        for threads in [1, 2] {
            assert_eq!(
                decompressor(threads).decompress(&items).unwrap_err(),
                Error::TrailingData { index: 1, end: good.len(), trailing: tail.len() }
            );
        }
    }
    let unknown = frame_of_unknown_size(b"good");
    let end = unknown.len();
    for sizes in [None, Some([4])] {
        let items = [[&unknown[..], b"tail"].concat()];
        let mut decompressor = decompressor(1);
        let error = match &sizes {
            Some(sizes) => decompressor.sizes(sizes).decompress(&items),
            None => decompressor.decompress(&items),
        };
        assert_eq!(error.unwrap_err(), Error::TrailingData { index: 0, end, trailing: 4 });
    }
}

#[test]
fn an_empty_item_is_no_frame() {
    let items = [frame(b"good"), Vec::new(), Vec::new()];
    let error = decompressor(2).decompress(&items).unwrap_err();
    assert_eq!(error, Error::NoFrame { index: 1 });
    assert!(error.to_string().contains("item 1 is empty"), "{error}");
}

#[test]
fn skippable_frames_alone_are_an_empty_result() {
    let two = [skippable(b"note"), skippable(b"")].concat();
    let before = [&two, &frame(b"data")[..]].concat();
    let items = [skippable(b"note"), two, before, skippable(&[7; 100])];
    for threads in [1, 2] {
        let results = decompressor(threads).decompress(&items).unwrap();
        assert_eq!(results.iter().collect::<Vec<_>>(), ["", "", "data", ""]);
    }
    let results = decompressor(1).sizes(&[0, 0, 4, 0]).decompress(&items).unwrap();
    assert_eq!(results.size(), 4);
    assert_eq!(
        decompressor(1).sizes(&[0, 2, 4, 0]).decompress(&items).unwrap_err(),
        Error::WrongSize { index: 1, given: 2, found: 0 }
    );
    assert_eq!(
        decompressor(1).sizes(&[0, 0, 5, 0]).decompress(&items).unwrap_err(),
        Error::WrongSize { index: 2, given: 5, found: 4 }
    );
    let cut = &items[0][..10];
    let error = decompressor(1).decompress(&[cut]).unwrap_err();
    assert_eq!(error, Error::Item { index: 0, source: reason(cut) });
}

#[test]
fn another_number_of_sizes_is_an_error_with_both_counts() {
    let items = frames(&records(3));
    for sizes in [&[][..], &[1, 2], &[1, 2, 3, 4]] {
        let error = decompressor(2).sizes(sizes).decompress(&items).unwrap_err();
        assert_eq!(error, Error::SizesCount { items: 3, sizes: sizes.len() });
        assert!(error.to_string().contains(&format!("{} sizes", sizes.len())), "{error}");
        assert!(error.to_string().contains("3 items"), "{error}");
    }
}

#[test]
fn sizes_are_checked_against_headers_and_against_what_comes_out() {
    let data = record(5);
    let len = data.len() as u64;
    for (frame, checked) in [(frame(&data), true), (frame_of_unknown_size(&data), false)] {
        let items = [frame.clone(), frame];
        let back = decompressor(1).sizes(&[len, len]).decompress(&items).unwrap();
        assert!(back.iter().all(|item| item == data));
        let sizes = [len, len + 1];
        let error = decompressor(1).sizes(&sizes).decompress(&items).unwrap_err();
        assert_eq!(error, Error::WrongSize { index: 1, given: len + 1, found: len });
        let sizes = [len - 1, len];
        let error = decompressor(1).sizes(&sizes).decompress(&items).unwrap_err();
        let given = len - 1;
        assert_eq!(
            error,
            if checked {
                Error::WrongSize { index: 0, given, found: len }
            } else {
                Error::LargerThanGiven { index: 0, given }
            }
        );
    }
}

#[test]
fn a_size_that_could_never_be_is_refused_without_taking_the_memory() {
    let items = [frame_of_unknown_size(b"small")];
    let error = decompressor(1).sizes(&[u64::MAX]).decompress(&items).unwrap_err();
    assert_eq!(error, Error::WrongSize { index: 0, given: u64::MAX, found: 5 });
}

#[test]
fn sizes_hold_for_one_batch_only() {
    let mut decompressor = decompressor(1);
    let items = frames(&records(3));
    let wrong = [1, 1, 1];
    assert!(decompressor.sizes(&wrong).decompress(&items).is_err());
    assert!(decompressor.decompress(&items).is_ok());
}

#[test]
fn frames_that_say_no_size_and_get_none_are_decompressed_by_growing() {
    let small = records(500);
    let large: Vec<Vec<u8>> = (1..6).map(|n| records(n * 700).concat()).collect();
    let compressible = vec![vec![b'z'; 5_000_000], vec![b'y'; 300_000]];
    for items in [small, large, compressible, vec![Vec::new()]] {
        let packed: Vec<_> = items.iter().map(|item| frame_of_unknown_size(item)).collect();
        let sizes: Vec<u64> = items.iter().map(|item| item.len() as u64).collect();
        for threads in [1, 2] {
            let mut decompressor = decompressor(threads);
            for _ in 0..2 {
                let back = decompressor.decompress(&packed).unwrap();
                assert!(back.iter().zip(&items).all(|(got, want)| got == *want));
                let back = decompressor.sizes(&sizes).decompress(&packed).unwrap();
                assert!(back.iter().zip(&items).all(|(got, want)| got == *want));
            }
        }
    }
}

#[test]
fn max_output_caps_each_item() {
    let options = DecompressOptions::new().max_output(1000);
    let good = frame(&[1; 1000]);
    let items = [good.clone(), good, frame_of_unknown_size(&[2; 1001]), frame(&[3; 1001])];
    let mut decompressor = BatchDecompressor::new(&options).unwrap().threads(2);
    assert_eq!(decompressor.decompress(&items[..2]).unwrap().size(), 2000);
    let limit = zstdkit::Error::OutputLimit { limit: 1000 };
    for (from, index) in [(0, 2), (3, 0)] {
        assert_eq!(
            decompressor.decompress(&items[from..]).unwrap_err(),
            Error::Item { index, source: limit.clone() }
        );
    }
}

#[test]
fn a_frame_of_another_dictionary_is_named_with_both_ids() {
    let dictionary = Dictionary::raw(records(20).concat()).unwrap();
    let options = CompressOptions::new().dictionary(&dictionary);
    let items: Vec<_> = records(50).iter().map(|item| options.compress(item).unwrap()).collect();
    // Raw content has no id, so that its frames can't be told from others: damage is found late.
    let error = decompressor(2).decompress(&items).unwrap_err();
    assert_eq!(error.item_index(), Some(0));
    let options = DecompressOptions::new().dictionary(&dictionary);
    let back = BatchDecompressor::new(&options).unwrap().threads(2).decompress(&items).unwrap();
    assert!(back.iter().zip(records(50)).all(|(got, want)| got == want));
}

#[test]
fn decompress_each_gives_the_good_ones_and_an_error_for_each_other() {
    let items = uneven(2000);
    let mut packed = frames(&items);
    packed[0].truncate(3);
    packed[7].clear();
    packed[1000].push(b'!');
    packed[1999][0] = 0;
    let failing = [0, 7, 1000, 1999];
    for threads in [1, 2, 7] {
        let mut decompressor = decompressor(threads);
        let results = decompressor.decompress_each(&packed).unwrap();
        assert_eq!(results.len(), 2000);
        let found: Vec<_> = results.errors().filter_map(Error::item_index).collect();
        assert_eq!(found, failing);
        for (index, result) in results.iter().enumerate() {
            match result {
                Ok(item) => assert_eq!(item, items[index]),
                Err(error) => assert_eq!(error.item_index(), Some(index)),
            }
            assert_eq!(results.get(index), Some(result));
            assert_eq!(result.is_err(), failing.contains(&index));
        }
        assert!(results.get(2000).is_none());
        let (data, errors) = results.into_parts();
        assert_eq!((data.len(), errors.len()), (2000, 4));
        assert_eq!(&data[1000], b"");
    }
    let all_bad = decompressor(2).decompress_each(&["", "junk", "\0"]).unwrap();
    assert_eq!(all_bad.errors().len(), 3);
    let wrong = decompressor(1).sizes(&[4, 9]).decompress_each(&[frame(b"four"), frame(b"five")]);
    let wrong = wrong.unwrap();
    assert_eq!(wrong.get(0).unwrap().unwrap(), b"four");
    assert_eq!(wrong.get(1), Some(Err(&Error::WrongSize { index: 1, given: 9, found: 4 })));
}

#[test]
fn segments_of_frames_decompress_where_they_lie() {
    let items = records(300);
    let packed = BufferWithSegments::from_items(frames(&items));
    let back = decompressor(2).decompress(&packed.slice(100..200).unwrap()).unwrap();
    assert!(back.iter().zip(&items[100..200]).all(|(got, want)| got == *want));
}

#[test]
fn debug_printed_megabytes_of_errors_and_of_what_was_put_together() {
    let mut decompressor = decompressor(1);
    let unknown: Vec<Vec<u8>> =
        (0..4).map(|_| frame_of_unknown_size(&record(1).repeat(200))).collect();
    drop(decompressor.decompress(&unknown).unwrap());
    let text = format!("{decompressor:?}");
    assert!(text.len() < 4000, "{} bytes", text.len());

    let items = vec![b"no frame"; 3000];
    let results = decompressor.decompress_each(&items).unwrap();
    for text in [
        format!("{results:?}"),
        format!("{:?}", results.iter()),
        format!("{:?}", BatchSource::items(&items, 0..3000)),
    ] {
        assert!(text.len() < 400, "{} bytes", text.len());
    }
}

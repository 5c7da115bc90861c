//! Records all the way through: trained from, compressed in a batch, inspected, decompressed.

use zstdkit::{CompressOptions, DecompressOptions, Dictionary};
use zstdkit_dict::{Samples, TrainOptions, train};
use zstdkit_segments::{BatchCompressor, BatchDecompressor, BufferWithSegments};
use zstdkit_tests::{mixed, records, text};

fn dictionary() -> Dictionary {
    train(records(3000), 16 * 1024).unwrap()
}

#[test]
fn records_go_through_training_and_batches_and_come_back() {
    let (dictionary, records) = (dictionary(), records(1500));
    let options = CompressOptions::new().level(3).dictionary(&dictionary);
    let singles: Vec<_> = records.iter().map(|record| options.compress(record).unwrap()).collect();
    let plain: usize = records.iter().map(Vec::len).sum();
    let packed: usize = singles.iter().map(Vec::len).sum();
    assert!(packed * 2 < plain, "{packed} of {plain}: the dictionary is of no use");

    for threads in [1, 2, 5] {
        let mut compressor = BatchCompressor::new(&options).unwrap().threads(threads);
        let frames = compressor.compress(&records).unwrap();
        assert_eq!(frames.len(), records.len());
        for (index, single) in singles.iter().enumerate() {
            assert_eq!(frames[index], single[..], "{index}, {threads} threads");
            let info = zstdkit_frame::frame_info(&frames[index]).unwrap();
            assert_eq!(info.dictionary_id(), dictionary.id());
            assert_eq!(info.content_size(), Some(records[index].len() as u64));
        }
        let options = DecompressOptions::new().dictionary(&dictionary);
        let mut decompressor = BatchDecompressor::new(&options).unwrap().threads(threads);
        let back = decompressor.decompress(&frames).unwrap();
        assert_eq!(back.len(), records.len());
        for (index, record) in records.iter().enumerate() {
            assert_eq!(back[index], record[..], "{index}, {threads} threads");
        }
    }
}

#[test]
fn batches_of_unequal_items_give_what_single_calls_give() {
    let items = [Vec::new(), mixed(), Vec::new(), text(1, 1), text(300_000, 2), Vec::new()];
    for level in [-3, 1, 7] {
        let options = CompressOptions::new().level(level).checksum(true);
        let mut compressor = BatchCompressor::new(&options).unwrap().threads(3);
        let frames = compressor.compress(&items).unwrap();
        for (index, item) in items.iter().enumerate() {
            assert!(frames[index] == options.compress(item).unwrap()[..], "{index}");
        }
        let mut decompressor =
            BatchDecompressor::new(&DecompressOptions::new()).unwrap().threads(3);
        let back = decompressor.decompress(&frames).unwrap();
        assert_eq!(back.len(), items.len());
        for (index, item) in items.iter().enumerate() {
            assert!(back[index] == item[..], "{index}");
        }
    }
}

#[test]
fn a_dictionary_trained_here_serves_other_implementations() {
    let dictionary = dictionary();
    let record = &records(3100)[3050];
    let options = CompressOptions::new().dictionary(&dictionary);
    let frame = options.compress(record).unwrap();
    let mut theirs = zstd::bulk::Decompressor::with_dictionary(dictionary.content()).unwrap();
    assert_eq!(theirs.decompress(&frame, 1000).unwrap(), *record);
}

#[test]
fn segments_are_trained_on_where_they_lie() {
    let records = records(2000);
    let buffer = BufferWithSegments::from_items(&records);
    let places = buffer.segments().as_slice().iter().map(|segment| (segment.offset, segment.len));
    let samples = Samples::from_segments(buffer.as_bytes(), places).unwrap();
    assert_eq!(samples.data().as_ptr(), buffer.as_bytes().as_ptr());
    assert!(samples.iter().eq(records.iter().map(Vec::as_slice)));
    let training = TrainOptions::new().size(4096).train_samples(&samples).unwrap();
    assert_eq!(training.dictionary.content(), train(&records, 4096).unwrap().content());
}

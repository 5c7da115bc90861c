//! Worker threads inside of libzstd.

use zstdkit::{
    CompressOptions, CompressParameter, Compressor, DecompressOptions, Dictionary, DictionaryMode,
    EndDirective, Reset, decompress, stream::bufread,
};

use crate::data::{noise, text};
use crate::flaky::{Flaky, Habits, read_all};

const MODES: [DictionaryMode; 3] =
    [DictionaryMode::Digested, DictionaryMode::Content, DictionaryMode::Prefix];

/// Work for two workers at least: several jobs of the least size.
fn busy() -> CompressOptions {
    CompressOptions::new().workers(2).set(CompressParameter::JobSize, 1 << 19)
}

#[test]
fn workers_give_one_frame_whatever_their_number() {
    let data = text(3 << 20);
    let mut first = None;
    for workers in [1, 2, 4] {
        let frame = busy().level(1).workers(workers).compress(&data).unwrap();
        assert!(decompress(&frame).unwrap() == data);
        assert_eq!(zstdkit_frame::frame_info(&frame).unwrap().content_size(), Some(3 << 20));
        assert!(*first.get_or_insert_with(|| frame.clone()) == frame, "{workers} workers");
    }
}

#[test]
fn workers_of_a_push_stream_lose_nothing() {
    let data = [text(2 << 20), noise(1 << 20)].concat();
    for piece in [10_000, 1 << 19, 1 << 22] {
        let mut compressor = busy().level(1).checksum(true).compressor().unwrap();
        let mut stream = Vec::new();
        for (number, part) in data.chunks(piece).enumerate() {
            let directive =
                if number % 50 == 7 { EndDirective::Flush } else { EndDirective::Continue };
            compressor.compress_into(part, directive, &mut stream).unwrap();
        }
        stream.extend(compressor.finish().unwrap());
        assert!(decompress(&stream).unwrap() == data);
    }
}

#[test]
fn workers_use_a_dictionary_in_every_way() {
    let dictionary = Dictionary::raw(text(1 << 20)).unwrap();
    let data = text(1 << 20);
    for mode in MODES {
        let options = busy().level(1).window_log(22).dictionary_as(&dictionary, mode);
        let frame = options.compress(&data).unwrap();
        let options = DecompressOptions::new().dictionary_as(&dictionary, mode);
        assert!(options.decompress(&frame).unwrap() == data, "{mode:?}");
    }
}

#[test]
fn a_forgotten_compressor_with_workers_at_work_leaves_nothing_dangling() {
    for mode in MODES {
        let dictionary = Dictionary::raw(text(4 << 20)).unwrap();
        let options = busy().level(12).window_log(23).dictionary_as(&dictionary, mode);
        let mut compressor = Compressor::new(&options).unwrap();
        compressor.compress(&text(2 << 20), EndDirective::Continue).unwrap();
        std::mem::forget(compressor);
        drop(options);
        drop(dictionary);
        // Were the dictionary's memory given back, this would go over it while workers read it.
        let other = vec![0xAA; 4 << 20];
        assert!(decompress(&zstdkit::compress(&other, 1).unwrap()).unwrap() == other);
    }
}

#[test]
fn a_dropped_compressor_with_workers_at_work_waits_for_them() {
    for mode in MODES {
        let dictionary = Dictionary::raw(text(4 << 20)).unwrap();
        let options = busy().level(9).window_log(23).dictionary_as(&dictionary, mode);
        drop(dictionary);
        let mut compressor = Compressor::new(&options).unwrap();
        drop(options);
        compressor.compress(&text(2 << 20), EndDirective::Continue).unwrap();
        drop(compressor);
    }
}

/// Options whose dictionary nothing else holds, and that keep workers at it for a while. Its memory
/// is large enough to be unmapped when it's given back, so that a worker that still reads it crashes.
fn lasting(mode: DictionaryMode) -> CompressOptions {
    let dictionary = Dictionary::raw(noise(8 << 20)).unwrap();
    busy().level(6).window_log(23).dictionary_as(&dictionary, mode)
}

#[test]
fn workers_at_work_keep_their_dictionary_when_the_context_takes_other_options() {
    for mode in MODES {
        let mut context = lasting(mode).context().unwrap();
        context.compress_into(&noise(2 << 20), &mut [0; 2]).unwrap_err();
        context.configure(&CompressOptions::new()).unwrap();
        let mut frame = Vec::new();
        context.compress_into(b"after", &mut frame).unwrap();
        assert_eq!(frame, zstdkit::compress(b"after", 0).unwrap());
    }
}

#[test]
fn workers_at_work_keep_their_dictionary_when_a_compressor_is_reset() {
    for mode in MODES {
        let mut compressor = lasting(mode).compressor().unwrap();
        compressor.compress(&noise(2 << 20), EndDirective::Continue).unwrap();
        compressor.reset(Reset::SESSION | Reset::PARAMETERS).unwrap();
        let frame = compressor.compress(b"after", EndDirective::End).unwrap();
        assert_eq!(frame, zstdkit::compress(b"after", 0).unwrap());
    }
}

#[test]
fn workers_of_a_reading_encoder_lose_nothing() {
    let data = text(3 << 20);
    let options = CompressOptions::new().workers(2).level(1);
    for habits in [Habits { most: 100_000, fails: true }, Habits { most: 1 << 22, fails: false }] {
        let source = Flaky::new(&data[..], habits);
        let encoder = bufread::Encoder::with_options(source, &options).unwrap();
        let frame = read_all(encoder, 10_000).unwrap();
        assert!(decompress(&frame).unwrap() == data);
    }
}

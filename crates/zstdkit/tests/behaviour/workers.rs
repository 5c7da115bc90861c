//! Worker threads inside of libzstd.

use std::{
    io::{Read, Write},
    thread,
};

use zstdkit::{
    CompressOptions, CompressParameter, Compressor, DecompressOptions, Dictionary, DictionaryMode,
    EndDirective, Reset, decompress,
    stream::{bufread, write},
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

/// On Windows, what a thread keeps is freed while no other thread can end.
#[test]
fn a_thread_that_had_workers_in_one_call_ends() {
    let data = text(3 << 20);
    let small = CompressOptions::new().level(1).window_log(17).workers(2);
    let options = small.set(CompressParameter::JobSize, 512 << 10);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let frame = options.compress(&data).unwrap();
                assert!(zstdkit::decompress(&frame).unwrap() == data);
            });
        }
    });
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

/// The data races that this is about show under the thread sanitizer: `cargo xtask sanitize thread`.
#[test]
fn whoever_looks_on_while_workers_are_at_work_reads_nothing_that_they_write() {
    let data = text(4 << 20);
    let options = busy().level(1).checksum(true);
    let mut compressor = options.compressor().unwrap();
    let mut writer = write::Encoder::with_options(Vec::new(), &options).unwrap();
    let mut reader = bufread::Encoder::with_options(&data[..], &options).unwrap();
    let (mut stream, mut piece_out) = (Vec::new(), vec![0; 10_000]);
    for piece in data.chunks(300_000) {
        compressor.compress_into(piece, EndDirective::Continue, &mut stream).unwrap();
        writer.write_all(piece).unwrap();
        let read = reader.read(&mut piece_out).unwrap();
        assert!(read > 0);
        let (compressor, writer, reader) = (&compressor, &writer, &reader);
        thread::scope(|scope| {
            let look = || {
                for _ in 0..100 {
                    assert!(compressor.memory_size() > 0);
                    assert_eq!(compressor.last_end_directive(), EndDirective::Continue);
                    assert!(writer.memory_size() > 0 && reader.memory_size() > 0);
                    assert!(reader.get_ref().len() < 4 << 20);
                    assert!(format!("{compressor:?}").contains("Compressor"));
                }
            };
            // Joined one by one: the thread sanitizer doesn't see how a scope ends.
            let looking = [scope.spawn(look), scope.spawn(look)];
            looking.into_iter().for_each(|looking| looking.join().unwrap());
        });
    }
    stream.extend(compressor.finish().unwrap());
    assert!(decompress(&stream).unwrap() == data);
    // At rest, what workers take is counted.
    assert!(compressor.memory_size() > 2 << 20);
    assert!(decompress(&writer.finish().unwrap()).unwrap() == data);
}

#[test]
fn a_prefix_is_for_the_first_frame_alone_whatever_becomes_of_the_second() {
    let data = text(1 << 20);
    let prefix = Dictionary::raw(&data[..600_000]).unwrap();
    let options = busy().level(1).window_log(21).dictionary_as(&prefix, DictionaryMode::Prefix);
    let mut compressor = options.compressor().unwrap();
    compressor.compress(&data, EndDirective::End).unwrap();
    let expected = compressor.compress(&data, EndDirective::End).unwrap();
    compressor.set_pledged_size(Some(1)).unwrap();
    compressor.compress(&data, EndDirective::Continue).unwrap_err();
    assert!(compressor.compress(&data, EndDirective::End).unwrap() == expected);
    assert!(decompress(&expected).unwrap() == data);
}

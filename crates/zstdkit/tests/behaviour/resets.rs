//! Adaptors used for stream after stream.

use std::io::{Read, Write};

use zstdkit::{
    CompressOptions, DecompressOptions, Dictionary, DictionaryMode, Error, compress, decompress,
    stream::{bufread, read, write},
};

use crate::data::{noise, sizeless, text};
use crate::flaky::inner_error;

/// All sizes are the first one.
fn assert_steady(sizes: &[usize]) {
    assert!(sizes[0] > 0 && sizes.iter().all(|size| *size == sizes[0]), "{sizes:?}");
}

#[test]
fn reading_encoders_begin_anew_in_the_same_memory() {
    let data = text(300_000);
    let options = CompressOptions::new().level(5).checksum(true);
    let expected = sizeless(&options, &data);
    macro_rules! check {
        ($module:ident) => {
            let mut encoder = $module::Encoder::with_options(&data[..], &options).unwrap();
            let mut sizes = Vec::new();
            for _ in 0..4 {
                let mut frame = Vec::new();
                encoder.read_to_end(&mut frame).unwrap();
                assert_eq!(decompress(&frame).unwrap().len(), data.len());
                assert_eq!(frame.len(), expected.len(), "the options stay");
                sizes.push(encoder.memory_size());
                // In the middle of a frame, and of what was read ahead.
                encoder.reset(&b"given up"[..]);
                encoder.set_pledged_size(Some(999)).unwrap();
                encoder.read(&mut [0; 1]).unwrap_err();
                encoder.reset(&data[..]);
                assert_eq!(encoder.read(&mut [0; 1]).unwrap(), 1);
                encoder.reset(&data[..]);
            }
            assert_steady(&sizes);
        };
    }
    check!(read);
    check!(bufread);
}

#[test]
fn reading_decoders_begin_anew_in_the_same_memory() {
    let data = [text(200_000), noise(100_000)].concat();
    let frame = sizeless(&CompressOptions::new(), &data);
    let options = DecompressOptions::new().max_output(data.len());
    macro_rules! check {
        ($module:ident) => {
            let mut decoder = $module::Decoder::with_options(&frame[..], &options).unwrap();
            let mut sizes = Vec::new();
            for _ in 0..4 {
                let mut got = Vec::new();
                decoder.read_to_end(&mut got).unwrap();
                assert!(got == data, "the limit counts anew");
                sizes.push(decoder.memory_size());
                let rest = decoder.reset(&frame[..]);
                assert!(rest.is_empty());
                assert_eq!(decoder.read(&mut [0; 10]).unwrap(), 10);
                decoder.reset(&b"no frame"[..]);
                assert!(decoder.read(&mut [0; 10]).is_err());
                decoder.reset(&frame[..]);
            }
            assert_steady(&sizes);
        };
    }
    check!(read);
    check!(bufread);
}

#[test]
fn single_frame_holds_after_a_reset() {
    let stream = [&compress(b"frame", 3).unwrap()[..], b"rest"].concat();
    let mut decoder = bufread::Decoder::new(&stream[..]).unwrap().single_frame();
    for _ in 0..3 {
        let mut got = Vec::new();
        decoder.read_to_end(&mut got).unwrap();
        assert_eq!(got, b"frame");
        assert_eq!(decoder.reset(&stream[..]), b"rest");
    }
}

#[test]
fn writers_begin_anew_in_the_same_memory() {
    let data = [text(200_000), noise(100_000)].concat();
    let options = CompressOptions::new().checksum(true);
    let mut encoder = write::Encoder::with_options(Vec::new(), &options).unwrap();
    let limited = DecompressOptions::new().max_output(data.len());
    let mut decoder = write::Decoder::with_options(Vec::new(), &limited).unwrap();
    let (mut encoder_sizes, mut decoder_sizes) = (Vec::new(), Vec::new());
    for _ in 0..4 {
        encoder.write_all(&data).unwrap();
        let frame = encoder.reset(Vec::new()).unwrap();
        assert!(decompress(&frame).unwrap() == data);
        decoder.write_all(&frame).unwrap();
        assert!(decoder.reset(Vec::new()).unwrap() == data);
        encoder_sizes.push(encoder.memory_size());
        decoder_sizes.push(decoder.memory_size());
    }
    assert_steady(&encoder_sizes);
    assert_steady(&decoder_sizes);
}

#[test]
fn a_writer_that_failed_is_of_use_again_once_abandoned() {
    let mut encoder = write::Encoder::new(Vec::new(), 3).unwrap();
    encoder.write_all(b"whole").unwrap();
    encoder.try_finish().unwrap();
    encoder.set_pledged_size(Some(2)).unwrap();
    encoder.write_all(b"too much").unwrap_err();
    // After a frame that ended well, too, no call passes over the error.
    for error in [encoder.flush().unwrap_err(), encoder.reset(Vec::new()).unwrap_err()] {
        assert_eq!(*inner_error(&error), Error::PledgedSize { pledged: 2, given: 8 });
    }
    assert_eq!(decompress(&encoder.abandon(Vec::new())).unwrap(), b"whole");
    encoder.write_all(b"anew").unwrap();
    assert_eq!(decompress(&encoder.finish().unwrap()).unwrap(), b"anew");

    let mut decoder = write::Decoder::new(Vec::new()).unwrap();
    decoder.write_all(&compress(b"good", 3).unwrap()).unwrap();
    decoder.write_all(b"bad data").unwrap_err();
    decoder.reset(Vec::new()).unwrap_err();
    assert_eq!(decoder.abandon(Vec::new()), b"good");
    decoder.write_all(&compress(b"anew", 3).unwrap()[..6]).unwrap();
    assert_eq!(*inner_error(&decoder.reset(Vec::new()).unwrap_err()), Error::Truncated);
    decoder.abandon(Vec::new());
    decoder.write_all(&compress(b"anew", 3).unwrap()).unwrap();
    assert_eq!(decoder.finish().unwrap(), b"anew");
}

#[test]
fn a_prefix_comes_before_the_first_frame_after_each_reset() {
    let old = noise(5000);
    let prefix = Dictionary::raw(&old).unwrap();
    let options = CompressOptions::new().dictionary_as(&prefix, DictionaryMode::Prefix);
    let back = DecompressOptions::new().dictionary_as(&prefix, DictionaryMode::Prefix);
    let mut encoder = write::Encoder::with_options(Vec::new(), &options).unwrap();
    let mut reader = bufread::Encoder::with_options(&old[..], &options).unwrap();
    let mut decoder = read::Decoder::with_options(std::io::Cursor::new(Vec::new()), &back).unwrap();
    for _ in 0..3 {
        encoder.write_all(&old).unwrap();
        let mut frames = vec![encoder.reset(Vec::new()).unwrap(), Vec::new()];
        reader.read_to_end(&mut frames[1]).unwrap();
        reader.reset(&old);
        for frame in frames {
            assert!(frame.len() < 100, "{} bytes", frame.len());
            decoder.reset(std::io::Cursor::new(frame));
            let mut got = Vec::new();
            decoder.read_to_end(&mut got).unwrap();
            assert!(got == old);
        }
    }
}

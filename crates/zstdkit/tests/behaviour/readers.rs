//! The adaptors over readers.

use std::io::{self, BufRead, Read};

use zstdkit::{
    CompressOptions, DecompressOptions, Error, compress, decompress,
    stream::{bufread, read},
};

use crate::data::{content_size, noise, run_block, sizeless, sizeless_header, skippable, text};
use crate::flaky::{Flaky, HABITS, inner_error, read_all};

#[test]
fn an_encoder_loses_nothing_to_small_reads_and_failures() {
    let data = [text(30_000), noise(20_000)].concat();
    for habits in HABITS {
        for piece in [1, 777, 1 << 20] {
            let source = Flaky::new(&data[..], habits);
            let frame = read_all(read::Encoder::new(source, 3).unwrap(), piece).unwrap();
            assert!(decompress(&frame).unwrap() == data, "{habits:?} {piece}");
            let source = Flaky::new(&data[..], habits);
            let frame = read_all(bufread::Encoder::new(source, 3).unwrap(), piece).unwrap();
            assert!(decompress(&frame).unwrap() == data, "{habits:?} {piece}");
        }
    }
}

#[test]
fn a_decoder_loses_nothing_to_small_reads_and_failures() {
    let data = [text(30_000), noise(20_000), vec![0; 150_000]].concat();
    let frames = [
        compress(&data, 3).unwrap(),
        skippable(b"skipped"),
        sizeless(&CompressOptions::new().checksum(true), &data),
        compress(b"", 3).unwrap(),
    ];
    let (frames, expected) = (frames.concat(), data.repeat(2));
    for habits in HABITS {
        for piece in [1, 777, 1 << 20] {
            let source = Flaky::new(&frames[..], habits);
            let got = read_all(read::Decoder::new(source).unwrap(), piece).unwrap();
            assert!(got == expected, "{habits:?} {piece}");
            let source = Flaky::new(&frames[..], habits);
            let got = read_all(bufread::Decoder::new(source).unwrap(), piece).unwrap();
            assert!(got == expected, "{habits:?} {piece}");
        }
    }
}

#[test]
fn reading_into_nothing_reads_nothing() {
    let frame = compress(b"data", 3).unwrap();
    let mut decoder = bufread::Decoder::new(&frame[..]).unwrap();
    assert_eq!(decoder.read(&mut []).unwrap(), 0);
    assert_eq!(*decoder.get_ref(), &frame[..]);
    assert_eq!(read_all(decoder, 10).unwrap(), b"data");
}

#[test]
fn a_decoder_over_nothing_gives_nothing_and_an_encoder_an_empty_frame() {
    assert_eq!(read_all(bufread::Decoder::new(&b""[..]).unwrap(), 10).unwrap(), b"");
    assert_eq!(read_all(read::Encoder::new(&b""[..], 3).unwrap(), 10).unwrap().len(), 9);
}

#[test]
fn single_frame_leaves_the_rest() {
    let checksummed = CompressOptions::new().checksum(true);
    let frames = [
        compress(b"frame", 3).unwrap(),
        compress(b"", 3).unwrap(),
        checksummed.compress(&text(5000)).unwrap(),
        sizeless(&checksummed, &text(5000)),
    ];
    for frame in frames {
        for rest in [&b""[..], b"r", b"rest of it", &frame] {
            for piece in [1, 4096] {
                let stream = [&frame[..], rest].concat();
                let mut decoder = bufread::Decoder::new(&stream[..]).unwrap().single_frame();
                let got = read_all(&mut decoder, piece).unwrap();
                assert_eq!(got, decompress(&frame).unwrap());
                assert_eq!(decoder.read(&mut [0; 10]).unwrap(), 0);
                assert_eq!(decoder.into_inner(), rest);
            }
        }
    }
}

#[test]
fn single_frame_skips_what_is_skippable_unless_asked_not_to() {
    let (skipped, frame) = (skippable(b"skipped"), compress(b"frame", 3).unwrap());
    let stream = [&skipped[..], &skippable(b""), &frame, b"rest"].concat();
    for piece in [1, 4096] {
        let mut decoder = bufread::Decoder::new(&stream[..]).unwrap().single_frame();
        assert_eq!(read_all(&mut decoder, piece).unwrap(), b"frame");
        assert!(decoder.is_finished());
        assert_eq!(decoder.into_inner(), b"rest");
        let decoder = read::Decoder::new(&stream[..]).unwrap().single_frame();
        assert_eq!(read_all(decoder, piece).unwrap(), b"frame");

        let decoder = bufread::Decoder::new(&stream[..]).unwrap();
        let mut decoder = decoder.single_frame_or_skippable();
        assert_eq!(read_all(&mut decoder, piece).unwrap(), b"");
        assert_eq!(decoder.into_inner(), &stream[skipped.len()..]);
        let decoder = read::Decoder::new(&stream[..]).unwrap().single_frame_or_skippable();
        assert_eq!(read_all(decoder, piece).unwrap(), b"");
    }
    let mut decoder = bufread::Decoder::new(&skipped[..]).unwrap().single_frame();
    assert_eq!(read_all(&mut decoder, 10).unwrap(), b"");
    assert!(decoder.is_finished());
    let mut decoder = bufread::Decoder::new(&skipped[..9]).unwrap().single_frame();
    assert_eq!(*inner_error(&read_all(&mut decoder, 10).unwrap_err()), Error::Truncated);
}

#[test]
fn single_frame_over_a_plain_reader_ends_with_the_frame() {
    let stream = [&compress(b"frame", 3).unwrap()[..], b"rest"].concat();
    let decoder = read::Decoder::new(&stream[..]).unwrap().single_frame();
    assert_eq!(read_all(decoder, 100).unwrap(), b"frame");
}

#[test]
fn frames_in_a_row_are_read_one_by_one_from_one_reader() {
    let stream = [compress(b"one", 3).unwrap(), compress(b"two", 3).unwrap()].concat();
    let mut source = &stream[..];
    for expected in [b"one", b"two"] {
        let decoder = bufread::Decoder::new(&mut source).unwrap().single_frame();
        assert_eq!(read_all(decoder, 2).unwrap(), expected);
    }
    assert_eq!(source, b"");
}

#[test]
fn input_that_ends_inside_of_a_frame_is_an_error_and_stays_one() {
    let frame = CompressOptions::new().checksum(true).compress(&text(500)).unwrap();
    for len in 1..frame.len() {
        let mut decoder = bufread::Decoder::new(&frame[..len]).unwrap();
        let error = read_all(&mut decoder, 64).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
        assert_eq!(*inner_error(&error), Error::Truncated);
        let again = decoder.read(&mut [0]).unwrap_err();
        assert_eq!(*inner_error(&again), Error::Truncated);
    }
}

#[test]
fn what_precedes_the_truncation_is_handed_over() {
    let frame = sizeless(&CompressOptions::new(), &noise(300_000));
    let mut decoder = bufread::Decoder::new(&frame[..frame.len() - 1]).unwrap();
    let mut got = Vec::new();
    let error = decoder.read_to_end(&mut got).unwrap_err();
    assert_eq!(*inner_error(&error), Error::Truncated);
    assert!(got.len() >= 262_144 && got == noise(300_000)[..got.len()]);
}

#[test]
fn a_decoder_that_met_bad_data_answers_every_read_with_the_same_error() {
    let stream = [&compress(b"good", 3).unwrap()[..], b"bad data"].concat();
    let mut decoder = read::Decoder::new(&stream[..]).unwrap();
    let mut buffer = [0; 10];
    assert_eq!(decoder.read(&mut buffer).unwrap(), 4);
    for _ in 0..3 {
        let error = decoder.read(&mut buffer).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
        let offset = stream.len() as u64 - 8;
        let expected = Error::UnknownFrame { offset, found: b"bad ".to_vec() };
        assert_eq!(*inner_error(&error), expected);
    }
}

#[test]
fn a_pledged_size_is_recorded_and_held_to() {
    let pledged = |size| {
        let mut encoder = read::Encoder::new(&b"data"[..], 3).unwrap();
        encoder.set_pledged_size(Some(size)).unwrap();
        read_all(encoder, 100)
    };
    assert_eq!(content_size(&pledged(4).unwrap()), Some(4));
    for size in [3, 5] {
        let error = pledged(size).unwrap_err();
        assert_eq!(*inner_error(&error), Error::PledgedSize { pledged: size, given: 4 });
    }
    let mut encoder = bufread::Encoder::new(&b"data"[..], 3).unwrap();
    assert_eq!(encoder.read(&mut [0; 1]).unwrap(), 1);
    assert_eq!(encoder.set_pledged_size(Some(4)), Err(Error::PledgeInsideFrame));
}

#[test]
fn a_decoder_obeys_the_limits() {
    let bomb = [sizeless_header(17), run_block(0, 1 << 17, false).repeat(1000)].concat();
    let options = DecompressOptions::new().max_output(200_000);
    let mut decoder = bufread::Decoder::with_options(&bomb[..], &options).unwrap();
    let mut got = Vec::new();
    let error = decoder.read_to_end(&mut got).unwrap_err();
    assert_eq!(*inner_error(&error), Error::OutputLimit { limit: 200_000 });
    assert!(got.len() <= 200_000);
}

/// A reader that has more to give after it said that it's at its end, as a terminal does.
struct Resumed<'a> {
    parts: Vec<&'a [u8]>,
}

impl Read for Resumed<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let len = self.fill_buf()?.read(buf)?;
        self.consume(len);
        Ok(len)
    }
}

impl BufRead for Resumed<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.parts.len() > 1 && self.parts[0].is_empty() {
            // The end is told once.
            self.parts.remove(0);
            return Ok(&[]);
        }
        Ok(self.parts[0])
    }

    fn consume(&mut self, amount: usize) {
        self.parts[0] = &self.parts[0][amount..];
    }
}

#[test]
fn an_encoder_that_was_told_of_the_end_ends_one_frame_whatever_comes_later() {
    for piece in [1, 5, 1000] {
        for pledge in [None, Some(6)] {
            let source = Resumed { parts: vec![b"before", b"after"] };
            let mut encoder = bufread::Encoder::new(source, 3).unwrap();
            encoder.set_pledged_size(pledge).unwrap();
            let frame = read_all(encoder, piece).unwrap();
            assert_eq!(decompress(&frame).unwrap(), b"before", "{piece} {pledge:?}");
        }
    }
}

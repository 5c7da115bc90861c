//! Readers that ask for the content and no more, and the end of the frame behind it.

use std::io::{BufReader, Read, Write};

use zstdkit::{
    CompressOptions, DecompressOptions, Decompressor, Error, ErrorCode, FrameDecompressor,
    compress, step,
    stream::{bufread, read, write},
};

use crate::data::{sizeless, skippable, text};
use crate::flaky::{Flaky, HABITS, inner_error};

/// Frames with and without checksum and size, with the length of their content.
fn frames() -> Vec<(Vec<u8>, usize)> {
    let mut frames = Vec::new();
    for checksum in [false, true] {
        let options = CompressOptions::new().checksum(checksum);
        for len in [1, 10, 5000, 300_000] {
            frames.push((options.compress(&text(len)).unwrap(), len));
            frames.push((sizeless(&options, &text(len)), len));
        }
    }
    frames
}

#[test]
fn a_wrong_checksum_is_the_error_of_the_read_of_the_last_bytes() {
    let mut frame = CompressOptions::new().checksum(true).compress(b"ten bytes!").unwrap();
    *frame.last_mut().unwrap() ^= 1;
    for (first, second) in [(5, 5), (9, 1), (1, 9)] {
        let mut decoder = read::Decoder::new(&frame[..]).unwrap();
        decoder.read_exact(&mut vec![0; first]).unwrap();
        let error = decoder.read_exact(&mut vec![0; second]).unwrap_err();
        let wrong = Error::Library { code: ErrorCode::ChecksumWrong };
        assert_eq!(*inner_error(&error), wrong);
        assert!(!decoder.at_frame_edge() && !decoder.is_finished());
        assert_eq!(*inner_error(&decoder.finish_frame().unwrap_err()), wrong);
    }
}

#[test]
fn the_end_that_is_at_hand_is_taken_with_the_last_bytes() {
    for (frame, len) in frames() {
        for piece in [1, 7, len] {
            let stream = [&frame[..], b"rest"].concat();
            let mut decoder = bufread::Decoder::new(&stream[..]).unwrap();
            let mut content = vec![0; len];
            for part in content.chunks_mut(piece) {
                decoder.read_exact(part).unwrap();
            }
            assert!(content == text(len));
            assert!(decoder.at_frame_edge(), "{len} by {piece}");
            assert_eq!(decoder.into_inner(), b"rest");
        }
    }
}

#[test]
fn finish_frame_leaves_the_reader_exactly_behind_the_frame() {
    for (frame, len) in frames() {
        let stream = [&skippable(b"before"), &frame[..], b"rest"].concat();
        for at_a_time in [1, 2, 3, 5, 8, 1 << 20] {
            for single in [false, true] {
                let inner = BufReader::with_capacity(at_a_time, &stream[..]);
                let mut decoder = bufread::Decoder::new(inner).unwrap();
                if single {
                    decoder = decoder.single_frame();
                }
                decoder.read_exact(&mut vec![0; len]).unwrap();
                decoder.finish_frame().unwrap();
                decoder.finish_frame().unwrap();
                assert!(decoder.at_frame_edge());
                assert_eq!(decoder.is_finished(), single);
                let mut rest = Vec::new();
                decoder.into_inner().read_to_end(&mut rest).unwrap();
                assert_eq!(rest, b"rest", "{len}, {at_a_time} at a time");
            }
        }
        for cut in 1..5 {
            let inner = BufReader::with_capacity(1, &stream[..stream.len() - 4 - cut]);
            let mut decoder = bufread::Decoder::new(inner).unwrap();
            let read = decoder.read_exact(&mut vec![0; len]);
            let error = read.and_then(|()| decoder.finish_frame()).unwrap_err();
            assert_eq!(*inner_error(&error), Error::Truncated);
        }
    }
}

#[test]
fn finish_frame_before_the_content_is_read_loses_nothing() {
    for (frame, len) in frames() {
        let next = compress(b"next", 3).unwrap();
        let stream = [&frame[..], &next].concat();
        for read in [0, 1, len / 2, len - 1].into_iter().filter(|read| *read < len) {
            let mut decoder = bufread::Decoder::new(&stream[..]).unwrap().single_frame();
            let mut content = vec![0; read];
            decoder.read_exact(&mut content).unwrap();
            for _ in 0..20 {
                let error = decoder.finish_frame().unwrap_err();
                assert_eq!(*inner_error(&error), Error::ContentLeft);
                assert!(!decoder.at_frame_edge() && !decoder.is_finished());
            }
            decoder.read_to_end(&mut content).unwrap();
            assert!(content == text(len), "{len}, {read} before");
            assert!(decoder.is_finished());
            assert_eq!(decoder.into_inner(), next);
        }
    }
}

#[test]
fn finish_frame_can_be_called_again_after_an_error_of_the_reader() {
    for (frame, len) in frames() {
        for habits in HABITS {
            let mut decoder = read::Decoder::new(Flaky::new(&frame[..], habits)).unwrap();
            let mut content = vec![0; len];
            let mut filled = 0;
            while filled < len {
                if let Ok(count) = decoder.read(&mut content[filled..]) {
                    assert!(count > 0);
                    filled += count;
                }
            }
            let mut tries = 0;
            while let Err(error) = decoder.finish_frame() {
                assert!(Error::try_from(error).is_err(), "the reader's own");
                tries += 1;
                assert!(tries < 100);
            }
            assert!(decoder.at_frame_edge());
        }
    }
}

#[test]
fn an_empty_frame_is_gone_through_as_the_single_one() {
    for frame in [compress(b"", 3).unwrap(), sizeless(&CompressOptions::new().checksum(true), b"")]
    {
        let stream = [&skippable(b"x")[..], &frame, b"rest"].concat();
        let mut decoder = bufread::Decoder::new(&stream[..]).unwrap().single_frame();
        decoder.finish_frame().unwrap();
        assert!(decoder.is_finished());
        assert_eq!(decoder.into_inner(), b"rest");

        let mut decoder = bufread::Decoder::new(&stream[..]).unwrap();
        decoder.finish_frame().unwrap();
        assert_eq!(decoder.into_inner(), stream, "at an edge there is nothing to finish");
    }
}

#[test]
fn a_decoder_tells_when_its_reader_has_ended() {
    let frame = compress(b"one", 3).unwrap();
    let stream = [&frame[..], &frame].concat();
    let mut decoder = bufread::Decoder::new(&stream[..]).unwrap();
    assert!(decoder.at_frame_edge() && !decoder.is_finished());
    decoder.read_exact(&mut [0; 3]).unwrap();
    assert!(decoder.at_frame_edge() && !decoder.is_finished());
    decoder.read_exact(&mut [0; 2]).unwrap();
    assert!(!decoder.at_frame_edge());
    assert_eq!(decoder.read(&mut [0; 9]).unwrap(), 1);
    assert_eq!(decoder.read(&mut [0; 9]).unwrap(), 0);
    assert!(decoder.at_frame_edge() && decoder.is_finished());
    decoder.reset(&frame[..]);
    assert!(!decoder.is_finished());
}

#[test]
fn what_a_plain_reader_gave_too_early_is_in_the_buffer() {
    let frame = CompressOptions::new().checksum(true).compress(b"ten bytes!").unwrap();
    let stream = [&frame[..], b"rest"].concat();
    let mut decoder = read::Decoder::new(&stream[..]).unwrap();
    decoder.read_exact(&mut [0; 10]).unwrap();
    decoder.finish_frame().unwrap();
    assert_eq!(decoder.buffer(), b"rest");
    assert!(decoder.get_ref().is_empty());
}

#[test]
fn finish_frame_leaves_the_reader_behind_the_frame_wherever_its_buffer_ends() {
    for (frame, len) in frames().into_iter().filter(|(_, len)| *len <= 5000) {
        let stream = [&skippable(b"before"), &frame[..], b"rest"].concat();
        for cut in 0..=stream.len() {
            let inner = (&stream[..cut]).chain(&stream[cut..]);
            let mut decoder = bufread::Decoder::new(inner).unwrap();
            let mut content = vec![0; len];
            decoder.read_exact(&mut content).unwrap();
            assert!(content == text(len), "{len}, cut at {cut}");
            decoder.finish_frame().unwrap();
            assert!(decoder.at_frame_edge());
            let mut rest = Vec::new();
            decoder.into_inner().read_to_end(&mut rest).unwrap();
            assert_eq!(rest, b"rest", "{len}, cut at {cut}");
        }
    }
}

#[test]
fn a_wrong_checksum_is_the_reads_error_where_it_is_at_hand_and_else_that_of_finish_frame() {
    let options = CompressOptions::new().checksum(true);
    for mut frame in [options.compress(&text(900)).unwrap(), sizeless(&options, &text(900))] {
        *frame.last_mut().unwrap() ^= 1;
        let behind_content = frame.len() - 4;
        for cut in 1..frame.len() {
            let mut decoder = bufread::Decoder::new((&frame[..cut]).chain(&frame[cut..])).unwrap();
            let read = decoder.read_exact(&mut [0; 900]);
            let error = if cut < behind_content {
                read.unwrap_err()
            } else {
                read.unwrap();
                assert!(!decoder.at_frame_edge());
                decoder.finish_frame().unwrap_err()
            };
            let wrong = Error::Library { code: ErrorCode::ChecksumWrong };
            assert_eq!(*inner_error(&error), wrong, "cut at {cut}");
            assert_eq!(*inner_error(&decoder.finish_frame().unwrap_err()), wrong);
        }
    }
}

/// What was pushed or written is gone through to its end, however the content was limited and the end is cut.
#[test]
fn finish_frame_of_what_is_pushed_to_takes_the_end_and_nothing_else() {
    for (frame, len) in frames() {
        for cut in 0..8 {
            let (first, end) = frame.split_at(frame.len() - cut.min(frame.len() / 2));
            let mut push = Decompressor::new(&DecompressOptions::new()).unwrap();
            let mut single = FrameDecompressor::new(&DecompressOptions::new()).unwrap();
            let mut writer = write::Decoder::new(Vec::new()).unwrap();
            assert!(!push.is_finished() && !single.is_finished() && !writer.is_finished());
            let mut content = push.decompress(first, Some(len)).unwrap();
            let mut same = single.decompress(first, Some(len)).unwrap();
            writer.write_all(first).unwrap();
            for piece in end.chunks(1) {
                // A header that says the size tells that there is content left, whether or not it's there.
                for error in [push.finish_frame().unwrap_err(), single.finish_frame().unwrap_err()]
                {
                    let left = content.len() < len && error == Error::ContentLeft;
                    assert!(left || error == Error::Truncated, "{len} without {cut}: {error}");
                }
                assert_eq!(*inner_error(&writer.finish_frame().unwrap_err()), Error::Truncated);
                assert!(!push.is_finished() && !single.is_finished() && !writer.is_finished());
                // The content's last bytes may be in the end.
                content.extend(push.decompress(piece, Some(len - content.len())).unwrap());
                same.extend(single.decompress(piece, Some(len - same.len())).unwrap());
                writer.write_all(piece).unwrap();
            }
            push.finish_frame().unwrap();
            single.finish_frame().unwrap();
            writer.finish_frame().unwrap();
            assert!(push.is_finished() && single.is_finished() && writer.is_finished());
            assert!(content == text(len) && same == content && *writer.get_ref() == content);
            // With the next frame it goes on.
            push.decompress(&frame[..frame.len() - 1], Some(0)).unwrap();
            assert!(!push.is_finished());
            writer.write_all(&frame).unwrap();
            writer.finish_frame().unwrap();
            assert_eq!(writer.finish().unwrap().len(), 2 * len);
        }
    }
}

#[test]
fn finish_frame_of_a_push_stream_before_the_content_is_out_loses_nothing() {
    for (frame, len) in frames() {
        for most in [1, len / 2, len - 1].into_iter().filter(|most| (1..len).contains(most)) {
            let mut push = Decompressor::new(&DecompressOptions::new()).unwrap();
            let mut content = push.decompress(&frame, Some(most)).unwrap();
            for _ in 0..20 {
                let error = push.finish_frame().unwrap_err();
                assert!(matches!(error, Error::ContentLeft | Error::Truncated), "{error:?}");
                assert!(!push.is_finished() && !push.needs_input());
            }
            content.extend(push.decompress(b"", None).unwrap());
            assert!(content == text(len), "{len} after {most}");
            assert!(push.is_finished());
        }
    }
}

/// With room for nothing, steps go to the frame's end, also where one before came to nothing.
#[test]
fn a_step_without_room_goes_on_with_input_that_comes_later() {
    for (frame, len) in frames() {
        for cut in 1..6 {
            let mut decoder = step::Decoder::new(&DecompressOptions::new()).unwrap();
            let (mut input, end) = frame.split_at(frame.len() - cut);
            let (mut content, mut made) = (vec![0; len], 0);
            for _ in 0..20 {
                let step = decoder.step(input, &mut content[made..]).unwrap();
                (input, made) = (&input[step.consumed..], made + step.produced);
            }
            let rest = [input, end].concat();
            let mut rest = &rest[..];
            while !rest.is_empty() {
                let step = decoder.step(rest, &mut content[made..]).unwrap();
                assert!(
                    step.consumed + step.produced > 0 || decoder.at_frame_edge(),
                    "{len} {cut}"
                );
                (rest, made) = (&rest[step.consumed..], made + step.produced);
            }
            assert!(decoder.at_frame_edge() && content == text(len), "{len} {cut}");
        }
    }
}

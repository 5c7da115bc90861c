//! Two faults in one frame: the first is told, however the frame comes in.

use std::io::Read;

use zstdkit::{CompressOptions, DecompressOptions, Decompressor, Error, ErrorCode, stream};

use crate::data::{raw_block, run_block, single_segment_header, sizeless_header, windowed_header};
use crate::flaky::inner_error;

/// A compressed block of two bytes, which says that it holds 31 literals.
fn corrupt_block() -> Vec<u8> {
    vec![2 << 3 | 2 << 1, 0, 0, 31 << 3, 0]
}

fn reserved_block() -> Vec<u8> {
    vec![3 << 1, 0, 0, 0]
}

/// The error of every door, in one piece and in many.
fn error_of(options: &DecompressOptions, frame: &[u8]) -> Error {
    let error = options.decompress(frame).unwrap_err();
    let context = options.context().unwrap().decompress_into(frame, &mut Vec::new());
    assert_eq!(context.unwrap_err(), error);
    let mut push = Decompressor::new(options).unwrap();
    for piece in 1..=frame.len() {
        push.reset(zstdkit::Reset::SESSION).unwrap();
        let outcome =
            frame.chunks(piece).try_for_each(|piece| push.decompress(piece, None).map(drop));
        assert_eq!(outcome.unwrap_err(), error, "push, {piece} at a time");
        assert!(push.at_frame_edge() && push.needs_input());
    }
    for cut in 0..frame.len() {
        let inner = (&frame[..cut]).chain(&frame[cut..]);
        let mut decoder = stream::bufread::Decoder::with_options(inner, options).unwrap();
        let read = decoder.read_to_end(&mut Vec::new()).unwrap_err();
        assert_eq!(*inner_error(&read), error, "read, cut at {cut}");
    }
    error
}

#[test]
fn bad_content_before_a_bad_block_is_what_is_told() {
    let frame = [sizeless_header(20), corrupt_block(), reserved_block()].concat();
    let error = error_of(&DecompressOptions::new(), &frame);
    assert_eq!(error, Error::Library { code: ErrorCode::CorruptionDetected });
}

#[test]
fn a_bad_block_before_bad_content_is_what_is_told() {
    let frame = [sizeless_header(20), reserved_block(), corrupt_block()].concat();
    let error = error_of(&DecompressOptions::new(), &frame);
    let reserved = zstdkit_frame::Error::ReservedBlockType { offset: 6 };
    assert_eq!(error, Error::MalformedFrame { offset: 0, source: reserved });
}

#[test]
fn of_two_bad_blocks_the_first_is_told() {
    let oversized = [(1_u32 << 21 | 1).to_le_bytes()[..3].to_vec(), vec![0; 4]].concat();
    let frame = [sizeless_header(20), run_block(7, 5, false), reserved_block(), oversized].concat();
    let Error::MalformedFrame { offset, source } = error_of(&DecompressOptions::new(), &frame)
    else {
        panic!("a malformed frame");
    };
    assert_eq!((offset, source), (0, zstdkit_frame::Error::ReservedBlockType { offset: 10 }));
}

#[test]
fn what_the_options_do_not_allow_comes_before_any_block() {
    let options = DecompressOptions::new().window_log_max(20);
    let frame = [sizeless_header(21), reserved_block(), corrupt_block()].concat();
    assert!(matches!(error_of(&options, &frame), Error::WindowTooLarge { .. }));
}

#[test]
fn what_the_options_do_not_allow_is_told_of_a_header_by_itself_too() {
    let options = DecompressOptions::new().window_log_max(20);
    assert!(matches!(error_of(&options, &sizeless_header(21)), Error::WindowTooLarge { .. }));
    let mut needs = sizeless_header(20);
    needs[4] |= 1;
    needs.push(9);
    let missing = Error::DictionaryMismatch { wanted: 9, had: 0 };
    assert_eq!(error_of(&options, &needs), missing);
}

#[test]
fn output_over_the_limit_comes_before_the_bad_block_behind_it() {
    let options = DecompressOptions::new().max_output(99);
    let frame = [sizeless_header(20), run_block(7, 100, false), reserved_block()].concat();
    assert_eq!(error_of(&options, &frame), Error::OutputLimit { limit: 99 });
}

#[test]
fn more_content_than_was_claimed_comes_before_the_bad_block_behind_it() {
    let frame = [windowed_header(20, 300), run_block(7, 301, false), reserved_block()].concat();
    let error = error_of(&DecompressOptions::new(), &frame);
    assert_eq!(error, Error::Library { code: ErrorCode::CorruptionDetected });
}

#[test]
fn bad_content_before_the_inputs_early_end_is_what_is_told() {
    let frame = [sizeless_header(20), corrupt_block(), raw_block(b"cut off", true)].concat();
    let error = error_of(&DecompressOptions::new(), &frame[..frame.len() - 3]);
    assert_eq!(error, Error::Library { code: ErrorCode::CorruptionDetected });
}

#[test]
fn a_hollow_block_is_told_where_sound_content_comes_before_it() {
    let hollow = [1 | 2 << 1, 0, 0];
    for blocks in [vec![], run_block(7, 200, false), raw_block(b"sound", false)] {
        let frame = [&sizeless_header(20)[..], &blocks, &hollow].concat();
        let Error::MalformedFrame { source, .. } = error_of(&DecompressOptions::new(), &frame)
        else {
            panic!("a malformed frame");
        };
        assert!(matches!(source, zstdkit_frame::Error::BadSection { .. }), "{source}");
        assert_eq!(source.offset(), 6 + blocks.len() as u64);
    }
}

#[test]
fn a_wrong_checksum_is_told_only_of_a_frame_without_other_faults() {
    let mut frame = CompressOptions::new().checksum(true).compress(&[7; 300]).unwrap();
    *frame.last_mut().unwrap() ^= 1;
    let wrong = Error::Library { code: ErrorCode::ChecksumWrong };
    assert_eq!(error_of(&DecompressOptions::new(), &frame), wrong);
    let mut oversized = single_segment_header(5);
    oversized.extend([run_block(7, 6, true), vec![0; 4]].concat());
    oversized[4] |= 0b100;
    let error = error_of(&DecompressOptions::new(), &oversized);
    assert_ne!(error, wrong);
}

#[test]
fn less_content_than_was_claimed_comes_before_a_wrong_checksum() {
    // The last block is empty, so that C's stream doesn't count before it.
    for content in [&b""[..], &b"raw"[..]] {
        let mut frame = windowed_header(20, 300);
        frame[4] |= 0b100;
        frame.extend([raw_block(content, false), raw_block(b"", true), vec![9; 4]].concat());
        let error = error_of(&DecompressOptions::new(), &frame);
        assert_eq!(error, Error::Library { code: ErrorCode::CorruptionDetected });
    }
}

#[test]
fn bad_content_is_told_whatever_window_the_options_allow() {
    for log in [23, 24, 27] {
        let frame = [sizeless_header(log), corrupt_block(), raw_block(b"cut off", true)].concat();
        let error = error_of(&DecompressOptions::new(), &frame[..frame.len() - 3]);
        assert_eq!(error, Error::Library { code: ErrorCode::CorruptionDetected });
    }
}

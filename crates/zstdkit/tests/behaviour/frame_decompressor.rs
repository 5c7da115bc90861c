//! The push decompressor for a single frame.

use zstdkit::{CompressOptions, DecompressOptions, Error, FrameDecompressor, compress};

use crate::data::{sizeless, skippable, text};

fn decompressor() -> FrameDecompressor {
    DecompressOptions::new().frame_decompressor().unwrap()
}

#[test]
fn after_the_frames_end_it_is_finished_and_needs_no_input() {
    let mut decompressor = decompressor();
    assert!(!decompressor.is_finished());
    assert!(decompressor.needs_input());
    decompressor.decompress(&compress(b"frame", 3).unwrap(), None).unwrap();
    assert!(decompressor.is_finished());
    assert!(!decompressor.needs_input());
    assert_eq!(decompressor.unused_data(), b"");
}

#[test]
fn what_followed_the_frame_is_in_unused_data() {
    let first = compress(b"frame", 3).unwrap();
    for rest in [&b"r"[..], b"rest", &first, &text(100_000)] {
        let mut decompressor = decompressor();
        assert_eq!(decompressor.unused_data(), b"");
        let stream = [&first[..], rest].concat();
        assert_eq!(decompressor.decompress(&stream, None).unwrap(), b"frame");
        assert!(decompressor.unused_data() == rest);
    }
}

#[test]
fn a_slice_is_a_limit_and_the_frame_ends_in_it() {
    let content = text(1000);
    let stream = [&compress(&content, 3).unwrap()[..], b"rest"].concat();
    let mut decompressor = decompressor();
    let mut slice = [0; 999];
    assert_eq!(decompressor.decompress_into(&stream, None, &mut slice), Ok(999));
    assert!(!decompressor.is_finished() && !decompressor.needs_input());
    assert_eq!(decompressor.decompress_into(b"", None, &mut slice), Ok(1));
    assert_eq!(slice[0], content[999]);
    assert!(decompressor.is_finished());
    assert_eq!(decompressor.unused_data(), b"rest");
}

#[test]
fn unused_data_is_empty_until_the_frame_has_ended() {
    let stream = [&compress(&text(1000), 3).unwrap()[..], b"rest"].concat();
    let mut decompressor = decompressor();
    decompressor.decompress(&stream, Some(999)).unwrap();
    assert!(!decompressor.is_finished() && !decompressor.needs_input());
    assert_eq!(decompressor.unused_data(), b"");
    decompressor.decompress(b"", Some(1)).unwrap();
    assert!(decompressor.is_finished());
    assert_eq!(decompressor.unused_data(), b"rest");
}

#[test]
fn another_call_after_the_end_is_an_error_that_says_so() {
    let mut decompressor = decompressor();
    let stream = [&compress(b"frame", 3).unwrap()[..], b"rest"].concat();
    decompressor.decompress(&stream, None).unwrap();
    for data in [&b""[..], b"more"] {
        let error = decompressor.decompress(data, None).unwrap_err();
        assert_eq!(error, Error::FrameFinished);
        assert!(error.to_string().contains("already at the end of the frame"), "{error}");
    }
    assert_eq!(decompressor.unused_data(), b"rest");
    assert!(decompressor.is_finished());
}

#[test]
fn nothing_begun_is_not_finished() {
    let mut decompressor = decompressor();
    for max_length in [None, Some(0), Some(9)] {
        assert_eq!(decompressor.decompress(b"", max_length).unwrap(), b"");
        assert!(!decompressor.is_finished() && decompressor.needs_input());
    }
}

#[test]
fn an_empty_frame_and_a_skippable_one_are_frames() {
    for frame in [compress(b"", 3).unwrap(), skippable(b"skipped"), skippable(b"")] {
        let mut decompressor = decompressor();
        let stream = [&frame[..], b"rest"].concat();
        assert_eq!(decompressor.decompress(&stream, None).unwrap(), b"");
        assert!(decompressor.is_finished());
        assert_eq!(decompressor.unused_data(), b"rest");
    }
}

#[test]
fn byte_by_byte_it_ends_with_the_frames_last_byte() {
    let checksummed = CompressOptions::new().checksum(true);
    let frames = [
        compress(b"", 3).unwrap(),
        skippable(b"skipped"),
        skippable(b""),
        checksummed.compress(&text(2000)).unwrap(),
        sizeless(&checksummed, &text(2000)),
        sizeless(&CompressOptions::new(), &text(2000)),
    ];
    for frame in frames {
        let mut decompressor = decompressor();
        let mut got = Vec::new();
        for (index, byte) in frame.iter().enumerate() {
            assert!(!decompressor.is_finished(), "{index} of {}", frame.len());
            got.extend(decompressor.decompress(&[*byte], None).unwrap());
        }
        assert!(decompressor.is_finished());
        assert_eq!(got, zstdkit::decompress(&frame).unwrap());
        assert_eq!(decompressor.unused_data(), b"");
    }
}

#[test]
fn an_output_limit_that_meets_the_frames_end_finishes_it() {
    let checksummed = CompressOptions::new().checksum(true);
    for frame in [checksummed.compress(&text(50)).unwrap(), sizeless(&checksummed, &text(50))] {
        let mut decompressor = decompressor();
        let stream = [&frame[..], b"rest"].concat();
        let mut got = decompressor.decompress(&stream, Some(50)).unwrap();
        if !decompressor.is_finished() {
            got.extend(decompressor.decompress(b"", Some(1)).unwrap());
        }
        assert_eq!(got, text(50));
        assert!(decompressor.is_finished());
        assert_eq!(decompressor.unused_data(), b"rest");
    }
}

#[test]
fn after_an_error_it_is_ready_for_a_new_frame() {
    let frame = compress(&text(700), 3).unwrap();
    let mut decompressor = decompressor();
    decompressor.decompress(&frame[..20], None).unwrap();
    decompressor.decompress(&[0xFF; 500], None).unwrap_err();
    assert!(!decompressor.is_finished() && decompressor.needs_input());
    assert_eq!(decompressor.decompress(&frame, None).unwrap(), text(700));
    assert!(decompressor.is_finished());
}

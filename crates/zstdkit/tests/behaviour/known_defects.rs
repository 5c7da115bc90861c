//! What went wrong in older implementations.

use zstdkit::{CompressOptions, DecompressOptions, Error, ErrorCode, compress, decompress};

use crate::data::{raw_block, single_segment_header, sizeless, skippable, text};

#[test]
fn a_lone_empty_or_skippable_frame_is_decoded_again_and_again() {
    let frames = [
        compress(b"", 3).unwrap(),
        sizeless(&CompressOptions::new(), b""),
        skippable(b""),
        skippable(b"skipped"),
    ];
    let mut context = DecompressOptions::new().context().unwrap();
    let mut push = DecompressOptions::new().decompressor().unwrap();
    for frame in &frames {
        for _ in 0..3 {
            assert_eq!(decompress(frame).unwrap(), b"");
            assert_eq!(context.decompress_into(frame, &mut Vec::new()), Ok(0));
            assert_eq!(push.decompress(frame, None).unwrap(), b"");
            assert!(push.at_frame_edge());
        }
    }
}

#[test]
fn an_empty_item_before_a_large_one_leaves_both_whole() {
    let large = text(400_000);
    let mut compress = CompressOptions::new().context().unwrap();
    let mut decompress = DecompressOptions::new().context().unwrap();
    for item in [&b""[..], &large, b"", &large] {
        let (mut frame, mut back) = (Vec::new(), Vec::new());
        compress.compress_into(item, &mut frame).unwrap();
        decompress.decompress_into(&frame, &mut back).unwrap();
        assert!(back == item);
    }
}

#[test]
fn max_length_is_not_overrun_when_one_call_crosses_three_frames() {
    let frames = [&b"aaaa"[..], b"bbbb", b"cccc", b"dddd"].map(|data| compress(data, 3).unwrap());
    let stream = frames.concat();
    for max_length in 0..=17 {
        let mut push = DecompressOptions::new().decompressor().unwrap();
        let got = push.decompress(&stream, Some(max_length)).unwrap();
        assert_eq!(got, b"aaaabbbbccccdddd"[..max_length.min(16)]);
    }
}

#[test]
fn a_large_max_length_takes_no_memory_ahead() {
    let frame = compress(b"small", 3).unwrap();
    for max_length in [1 << 20, usize::MAX / 2, usize::MAX] {
        let mut push = DecompressOptions::new().decompressor().unwrap();
        let mut output = Vec::new();
        push.decompress_into(&frame, Some(max_length), &mut output).unwrap();
        assert_eq!(output, b"small");
        assert!(output.capacity() < 1 << 16, "{}", output.capacity());
    }
    let mut output = Vec::new();
    let generous = DecompressOptions::new().max_output(usize::MAX);
    generous.decompress_into(&sizeless(&CompressOptions::new(), b"small"), &mut output).unwrap();
    assert!(output.capacity() <= 1 << 18, "{}", output.capacity());
}

#[test]
fn an_empty_last_block_does_not_excuse_content_that_falls_short_of_its_size() {
    let header = single_segment_header(88);
    let frame = [&header[..], &raw_block(b"four", false), &raw_block(b"", true)].concat();
    let corrupt = Error::Library { code: ErrorCode::CorruptionDetected };
    assert_eq!(decompress(&frame), Err(corrupt.clone()));
    for piece in 1..=frame.len() {
        let mut push = DecompressOptions::new().decompressor().unwrap();
        let error = frame.chunks(piece).find_map(|part| push.decompress(part, None).err());
        assert_eq!(error, Some(corrupt.clone()), "in pieces of {piece}");
    }
}

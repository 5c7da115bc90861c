//! One call: `compress`, `decompress`, and the options' methods of those names.

use zstdkit::{
    CompressOptions, Compressor, DecompressOptions, EndDirective, Error, ErrorCode, compress,
    decompress,
};

use crate::data::{
    content_size, noise, run_block, single_segment_header, sizeless, sizeless_header, skippable,
    text, windowed_header,
};

#[test]
fn compressing_nothing_gives_a_valid_frame_of_nine_bytes_that_says_its_size_is_0() {
    let frame = compress(b"", 3).unwrap();
    assert_eq!(frame.len(), 9);
    assert_eq!(content_size(&frame), Some(0));
    assert_eq!(decompress(&frame).unwrap(), b"");
}

#[test]
fn a_single_whole_call_records_the_content_size() {
    for len in [1, 255, 256, 65_791, 65_792, 1 << 20] {
        assert_eq!(content_size(&compress(&text(len), 1).unwrap()), Some(len as u64));
    }
}

#[test]
fn a_push_stream_whose_first_call_is_end_records_the_content_size() {
    let mut compressor = Compressor::new(&CompressOptions::new()).unwrap();
    for len in [0, 1, 300_000] {
        let frame = compressor.compress(&text(len), EndDirective::End).unwrap();
        assert_eq!(content_size(&frame), Some(len as u64));
    }
}

#[test]
fn a_push_stream_opened_by_continue_records_no_size() {
    for first in [&b""[..], b"some"] {
        let mut compressor = Compressor::new(&CompressOptions::new()).unwrap();
        let mut frame = compressor.compress(first, EndDirective::Continue).unwrap();
        frame.extend(compressor.compress(b"thing", EndDirective::End).unwrap());
        assert_eq!(content_size(&frame), None);
        assert_eq!(decompress(&frame).unwrap(), [first, b"thing"].concat());
    }
}

#[test]
fn a_push_stream_opened_by_continue_records_the_size_that_was_pledged() {
    let mut compressor = Compressor::new(&CompressOptions::new()).unwrap();
    compressor.set_pledged_size(Some(9)).unwrap();
    let mut frame = compressor.compress(b"some", EndDirective::Continue).unwrap();
    frame.extend(compressor.compress(b"thing", EndDirective::End).unwrap());
    assert_eq!(content_size(&frame), Some(9));
}

#[test]
fn level_0_is_the_default_level_3() {
    let data = text(100_000);
    assert_eq!(compress(&data, 0), compress(&data, 3));
    assert_eq!(CompressOptions::new().compress(&data), compress(&data, 3));
}

#[test]
fn decompress_takes_any_number_of_frames_skippable_ones_among_them() {
    let parts = [text(10), text(200_000), Vec::new(), noise(5000)];
    let mut stream = skippable(b"before");
    for (number, part) in parts.iter().enumerate() {
        stream.extend(match number % 2 {
            0 => compress(part, 3).unwrap(),
            _ => sizeless(&CompressOptions::new(), part),
        });
        stream.extend(skippable(&noise(number * 7)));
    }
    assert_eq!(decompress(&stream).unwrap(), parts.concat());
}

#[test]
fn only_skippable_frames_give_empty_output() {
    assert_eq!(decompress(&skippable(b"")).unwrap(), b"");
    let all = [skippable(b"one"), skippable(b"two")].concat();
    assert_eq!(decompress(&all).unwrap(), b"");
}

#[test]
fn empty_input_gives_empty_output() {
    assert_eq!(decompress(b"").unwrap(), b"");
}

#[test]
fn truncated_input_is_an_error_at_every_length() {
    let checksummed = CompressOptions::new().checksum(true);
    let first = checksummed.compress(&text(700)).unwrap();
    let second = sizeless(&checksummed, &text(300_000));
    let third = skippable(b"skipped");
    let stream = [&first[..], &second, &third].concat();
    let edges = [0, first.len(), first.len() + second.len(), stream.len()];
    let near_edges = edges.iter().flat_map(|&edge| edge.saturating_sub(30)..edge + 30);
    for len in near_edges.chain((0..stream.len()).step_by(97)).filter(|len| *len <= stream.len()) {
        let outcome = decompress(&stream[..len]);
        if edges.contains(&len) {
            assert!(outcome.is_ok(), "{len}: {outcome:?}");
        } else {
            assert_eq!(outcome, Err(Error::Truncated), "{len}");
        }
    }
}

#[test]
fn bytes_after_the_last_frame_that_start_no_frame_are_an_error_that_says_at_which_offset() {
    let frame = compress(b"a frame", 3).unwrap();
    for garbage in [&b"garbage"[..], b"gar", b"g", &[0; 100]] {
        let error = decompress(&[&frame[..], garbage].concat()).unwrap_err();
        let Error::UnknownFrame { offset, found } = &error else { panic!("{error:?}") };
        assert_eq!(*offset, frame.len() as u64);
        assert_eq!(*found, garbage[..garbage.len().min(4)]);
        let message = error.to_string();
        assert!(message.contains("unknown frame descriptor"), "{message}");
        assert!(message.contains(&format!("offset {}", frame.len())), "{message}");
    }
}

#[test]
fn input_that_starts_no_frame_is_an_error_at_offset_0() {
    let error = decompress(b"plain text").unwrap_err();
    assert_eq!(error, Error::UnknownFrame { offset: 0, found: b"plai".to_vec() });
}

#[test]
fn a_wrong_checksum_is_an_error_that_says_so() {
    let mut frame = CompressOptions::new().checksum(true).compress(&text(500)).unwrap();
    *frame.last_mut().unwrap() ^= 1;
    let error = decompress(&frame).unwrap_err();
    assert_eq!(error, Error::Library { code: ErrorCode::ChecksumWrong });
    assert!(error.to_string().contains("checksum"), "{error}");
}

#[test]
fn one_call_obeys_window_log_max_where_the_size_is_known() {
    let data = text(3 << 20);
    let windowed = CompressOptions::new().window_log(20).compress(&data).unwrap();
    let single_segment = compress(&data[..300_000], 3).unwrap();
    for (frame, window_size, limit_log) in [(windowed, 1 << 20, 19), (single_segment, 300_000, 18)]
    {
        assert!(content_size(&frame).is_some());
        let refused = DecompressOptions::new().window_log_max(limit_log).decompress(&frame);
        let limit = 1 << limit_log;
        assert_eq!(refused, Err(Error::WindowTooLarge { window_size, limit }));
        let taken = DecompressOptions::new().window_log_max(limit_log + 1).decompress(&frame);
        assert_eq!(taken.unwrap().len() as u64, content_size(&frame).unwrap());
    }
}

#[test]
fn windows_up_to_128_mib_are_taken_by_default_and_no_larger_ones() {
    let largest = [sizeless_header(27), run_block(7, 100, true)].concat();
    assert_eq!(decompress(&largest).unwrap(), [7; 100]);
    let larger = [sizeless_header(28), run_block(7, 100, true)].concat();
    let error = Error::WindowTooLarge { window_size: 1 << 28, limit: 1 << 27 };
    assert_eq!(decompress(&larger), Err(error));
    let allowed = DecompressOptions::new().window_log_max(28).decompress(&larger);
    assert_eq!(allowed.unwrap(), [7; 100]);
}

#[test]
fn the_header_is_checked_before_any_memory_is_taken() {
    let blocks = run_block(0, 1 << 17, true);
    for header in [single_segment_header(1 << 60), windowed_header(20, 1 << 60)] {
        let mut output = Vec::new();
        let frame = [&header[..], &blocks].concat();
        DecompressOptions::new().decompress_into(&frame, &mut output).unwrap_err();
        assert_eq!(output.capacity(), 0);
    }
}

#[test]
fn max_output_allows_exactly_that_much() {
    let data = text(300_000);
    let known = compress(&data, 3).unwrap();
    let unknown = sizeless(&CompressOptions::new(), &data);
    let pair = [compress(&data[..100_000], 3).unwrap(), compress(&data[100_000..], 3).unwrap()];
    for stream in [known, unknown, pair.concat()] {
        let bounded = DecompressOptions::new().max_output(data.len());
        assert_eq!(bounded.decompress(&stream).unwrap(), data);
        for limit in [data.len() - 1, 100_001, 1, 0] {
            let outcome = DecompressOptions::new().max_output(limit).decompress(&stream);
            assert_eq!(outcome, Err(Error::OutputLimit { limit }));
        }
    }
}

#[test]
fn max_output_stops_a_bomb_of_runs() {
    let mut bomb = sizeless_header(20);
    for _ in 0..100_000 {
        bomb.extend(run_block(0, 1 << 17, false));
    }
    bomb.extend(run_block(0, 1 << 17, true));
    let mut output = Vec::new();
    let bounded = DecompressOptions::new().max_output(1 << 20);
    let outcome = bounded.decompress_into(&bomb, &mut output);
    assert_eq!(outcome, Err(Error::OutputLimit { limit: 1 << 20 }));
    assert!(output.capacity() <= 4 << 20, "{}", output.capacity());
}

#[test]
fn output_is_appended_and_left_as_it_was_after_an_error() {
    let frame = compress(b" after", 3).unwrap();
    let mut output = b"before".to_vec();
    assert_eq!(DecompressOptions::new().decompress_into(&frame, &mut output), Ok(6));
    assert_eq!(output, b"before after");

    let damaged = [&frame[..], &compress(&noise(1000), 3).unwrap()[..500]].concat();
    DecompressOptions::new().decompress_into(&damaged, &mut output).unwrap_err();
    assert_eq!(output, b"before after");

    let mut frames = Vec::new();
    let first = CompressOptions::new().compress_into(b"one ", &mut frames).unwrap();
    let second = CompressOptions::new().compress_into(b"two", &mut frames).unwrap();
    assert_eq!(frames.len(), first + second);
    assert_eq!(decompress(&frames).unwrap(), b"one two");
    CompressOptions::new().level(23).compress_into(b"three", &mut frames).unwrap_err();
    assert_eq!(frames.len(), first + second);
}

#[test]
fn calls_in_between_leave_no_trace() {
    let data = text(50_000);
    let expected = compress(&data, 3).unwrap();
    let unusual = CompressOptions::new().level(-100).checksum(true).window_log(10);
    for _ in 0..3 {
        unusual.compress(&data).unwrap();
        CompressOptions::new().level(100).compress(&data).unwrap_err();
        decompress(b"damaged").unwrap_err();
        DecompressOptions::new().max_output(1).decompress(&expected).unwrap_err();
        assert_eq!(compress(&data, 3).unwrap(), expected);
        assert_eq!(decompress(&expected).unwrap(), data);
    }
}

#[test]
fn compress_bound_is_enough_for_noise_and_never_overflows() {
    for len in [0, 1, 1000, 200_000] {
        assert!(compress(&noise(len), -1).unwrap().len() <= zstdkit::compress_bound(len));
    }
    assert_eq!(zstdkit::compress_bound(usize::MAX), usize::MAX);
}

#[test]
fn the_version_is_that_of_libzstd_1_5_7() {
    assert_eq!(zstdkit::version(), "1.5.7");
}

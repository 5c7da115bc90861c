//! The push decompressor, over any number of frames.

use zstdkit::{
    CompressOptions, DecompressOptions, Decompressor, DictionaryMode, Error, ErrorCode, compress,
};

use crate::data::{noise, record, run_block, sizeless, sizeless_header, skippable, text, trained};

fn decompressor() -> Decompressor {
    DecompressOptions::new().decompressor().unwrap()
}

/// Frames of several shapes, and what they hold.
fn frames() -> Vec<(Vec<u8>, Vec<u8>)> {
    let checksummed = CompressOptions::new().checksum(true);
    let data = text(200_000);
    vec![
        (compress(b"", 3).unwrap(), Vec::new()),
        (compress(&data[..10], 3).unwrap(), data[..10].to_vec()),
        (checksummed.compress(&data).unwrap(), data.clone()),
        (skippable(b"skipped"), Vec::new()),
        (sizeless(&checksummed, &data[..5000]), data[..5000].to_vec()),
        (sizeless(&CompressOptions::new(), &noise(140_000)), noise(140_000)),
        (skippable(b""), Vec::new()),
        (compress(&[0; 150_000], 1).unwrap(), vec![0; 150_000]),
    ]
}

#[test]
fn without_max_length_all_output_comes() {
    let (input, output): (Vec<_>, Vec<_>) = frames().into_iter().unzip();
    let mut decompressor = decompressor();
    assert!(decompressor.decompress(&input.concat(), None).unwrap() == output.concat());
    assert!(decompressor.at_frame_edge() && decompressor.needs_input());
}

#[test]
fn max_length_0_returns_nothing_and_keeps_the_input() {
    let frame = compress(b"kept for later", 3).unwrap();
    let mut decompressor = decompressor();
    for piece in frame.chunks(5) {
        assert_eq!(decompressor.decompress(piece, Some(0)).unwrap(), b"");
        assert!(!decompressor.needs_input());
        assert!(decompressor.at_frame_edge());
    }
    assert_eq!(decompressor.decompress(b"", None).unwrap(), b"kept for later");
    assert!(decompressor.needs_input() && decompressor.at_frame_edge());
}

#[test]
fn a_slice_is_a_limit_as_max_length_is() {
    let (input, output): (Vec<_>, Vec<_>) = frames().into_iter().unzip();
    let (input, output) = (input.concat(), output.concat());
    for (len, max_length) in [(1000, None), (1000, Some(700)), (700, Some(1000)), (300_000, None)] {
        let (mut decompressor, mut twin) = (decompressor(), decompressor());
        let (mut data, mut content) = (&input[..], Vec::new());
        let limit = max_length.unwrap_or(len).min(len);
        let mut slice = vec![0; len];
        loop {
            let count = decompressor.decompress_into(data, max_length, &mut slice[..]).unwrap();
            assert!(slice[..count] == twin.decompress(data, Some(limit)).unwrap());
            assert_eq!(decompressor.needs_input(), twin.needs_input());
            assert_eq!(decompressor.at_frame_edge(), twin.at_frame_edge());
            content.extend_from_slice(&slice[..count]);
            if decompressor.needs_input() {
                break;
            }
            data = b"";
        }
        assert!(content == output);
    }
    // As with a limit of 0: nothing is done, and the input is kept.
    let mut decompressor = decompressor();
    assert_eq!(decompressor.decompress_into(&input, None, &mut [0_u8; 0]), Ok(0));
    assert!(!decompressor.needs_input());
    assert!(decompressor.decompress(b"", None).unwrap() == output);
}

#[test]
fn max_length_0_inside_of_a_frame_changes_nothing() {
    let frame = compress(&text(1000), 3).unwrap();
    let mut decompressor = decompressor();
    decompressor.decompress(&frame, Some(10)).unwrap();
    for _ in 0..3 {
        assert_eq!(decompressor.decompress(b"", Some(0)).unwrap(), b"");
        assert!(!decompressor.needs_input() && !decompressor.at_frame_edge());
    }
    assert_eq!(decompressor.decompress(b"", None).unwrap(), &text(1000)[10..]);
}

#[test]
fn max_length_is_never_passed_however_many_frames_a_call_crosses() {
    let (input, output): (Vec<_>, Vec<_>) = frames().into_iter().unzip();
    let (input, output) = (input.concat().repeat(3), output.concat().repeat(3));
    for max_length in [7, 4096, 160_000, 1 << 20] {
        let mut decompressor = decompressor();
        let mut got = decompressor.decompress(&input, Some(max_length)).unwrap();
        assert_eq!(got.len(), max_length);
        let mut calls = 0;
        while !decompressor.needs_input() && calls < 1000 {
            let more = decompressor.decompress(b"", Some(max_length)).unwrap();
            assert!(more.len() <= max_length);
            got.extend(more);
            calls += 1;
        }
        assert!(got == output[..got.len()]);
        if calls < 1000 {
            assert_eq!(got.len(), output.len());
            assert!(decompressor.at_frame_edge());
        }
    }
}

#[test]
fn needs_input_is_false_while_input_is_left_over() {
    let two = [compress(b"first", 3).unwrap(), compress(b"second", 3).unwrap()].concat();
    let mut decompressor = decompressor();
    assert!(decompressor.needs_input());
    assert_eq!(decompressor.decompress(&two, Some(5)).unwrap(), b"first");
    assert!(!decompressor.needs_input());
    assert_eq!(decompressor.decompress(b"", Some(6)).unwrap(), b"second");
    assert!(decompressor.needs_input());
}

#[test]
fn needs_input_is_false_where_the_output_stopped_at_max_length_inside_of_a_frame() {
    // A block in four bytes, all of which C takes at once: no input is left over.
    let frame = [sizeless_header(20), run_block(9, 1000, false)].concat();
    let mut decompressor = decompressor();
    assert_eq!(decompressor.decompress(&frame, Some(100)).unwrap(), [9; 100]);
    assert!(!decompressor.needs_input() && !decompressor.at_frame_edge());
    assert_eq!(decompressor.decompress(b"", Some(901)).unwrap(), [9; 900]);
    assert!(decompressor.needs_input() && !decompressor.at_frame_edge());
    assert_eq!(decompressor.decompress(&run_block(8, 1, true), Some(1)).unwrap(), [8]);
    assert!(decompressor.needs_input() && decompressor.at_frame_edge());
}

#[test]
fn where_needs_input_is_true_no_output_can_be_had_without_input() {
    let (input, _): (Vec<_>, Vec<_>) = frames().into_iter().unzip();
    let input = input.concat();
    for (piece, max_length) in [(1000, 1000), (313, 5000), (4096, 99), (100_000, 77_777)] {
        let mut decompressor = decompressor();
        for part in input.chunks(piece) {
            let mut part = part;
            loop {
                decompressor.decompress(part, Some(max_length)).unwrap();
                part = &[];
                if decompressor.needs_input() {
                    assert_eq!(decompressor.decompress(b"", None).unwrap(), b"");
                    break;
                }
            }
        }
        assert!(decompressor.at_frame_edge());
    }
}

#[test]
fn at_frame_edge_is_told_of_the_output_whether_or_not_input_is_left_over() {
    let two = [compress(b"first", 3).unwrap(), compress(b"second", 3).unwrap()].concat();
    let mut decompressor = decompressor();
    assert!(decompressor.at_frame_edge(), "nothing begun");
    decompressor.decompress(&two, Some(4)).unwrap();
    assert!(!decompressor.at_frame_edge(), "a byte short of the first frame's end");
    decompressor.decompress(b"", Some(1)).unwrap();
    assert!(decompressor.at_frame_edge(), "the first frame is out, the second not begun");
    assert!(!decompressor.needs_input());
}

#[test]
fn empty_input_at_an_edge_changes_nothing() {
    let mut decompressor = decompressor();
    let frame = compress(b"a frame", 3).unwrap();
    for _ in 0..3 {
        for max_length in [None, Some(0), Some(10)] {
            for _ in 0..20 {
                assert_eq!(decompressor.decompress(b"", max_length).unwrap(), b"");
                assert!(decompressor.needs_input() && decompressor.at_frame_edge());
            }
        }
        assert_eq!(decompressor.decompress(&frame, None).unwrap(), b"a frame");
    }
}

#[test]
fn empty_input_inside_of_a_frame_is_no_error_however_often_it_comes() {
    let frame = CompressOptions::new().checksum(true).compress(&text(300)).unwrap();
    for cut in [1, 3, 5, 8, frame.len() / 2, frame.len() - 3] {
        let mut decompressor = decompressor();
        let mut got = decompressor.decompress(&frame[..cut], None).unwrap();
        for _ in 0..40 {
            assert_eq!(decompressor.decompress(b"", None).as_deref(), Ok(&[][..]), "{cut}");
            assert!(decompressor.needs_input() && !decompressor.at_frame_edge());
        }
        got.extend(decompressor.decompress(&frame[cut..], None).unwrap());
        assert_eq!(got, text(300));
    }
}

#[test]
fn a_frame_whose_checksum_is_still_to_come_is_not_at_an_edge() {
    let checksummed = CompressOptions::new().checksum(true);
    let data = text(3000);
    for frame in [checksummed.compress(&data).unwrap(), sizeless(&checksummed, &data)] {
        let (body, checksum) = frame.split_at(frame.len() - 4);
        let mut decompressor = decompressor();
        assert_eq!(decompressor.decompress(body, None).unwrap(), data);
        assert!(!decompressor.at_frame_edge() && decompressor.needs_input());
        for byte in &checksum[..3] {
            assert_eq!(decompressor.decompress(&[*byte], None).unwrap(), b"");
            assert!(!decompressor.at_frame_edge());
        }
        assert_eq!(decompressor.decompress(&checksum[3..], None).unwrap(), b"");
        assert!(decompressor.at_frame_edge() && decompressor.needs_input());
    }
}

#[test]
fn on_error_kept_input_is_dropped_and_the_object_usable_again() {
    let good = compress(&text(5000), 3).unwrap();
    let mut wrong_checksum = CompressOptions::new().checksum(true).compress(&text(500)).unwrap();
    *wrong_checksum.last_mut().unwrap() ^= 0x80;
    let mut decompressor = decompressor();
    for bad in [b"no frame at all".to_vec(), wrong_checksum] {
        let input = [&bad[..], &good].concat();
        decompressor.decompress(&input, Some(100_000)).unwrap_err();
        assert!(decompressor.at_frame_edge() && decompressor.needs_input());
        assert_eq!(decompressor.decompress(b"", None).unwrap(), b"");
        assert_eq!(decompressor.decompress(&good, None).unwrap(), text(5000));
    }
}

#[test]
fn on_error_the_callers_vec_is_left_as_it_was() {
    let input = [&compress(b"first", 3).unwrap()[..], b"garbage"].concat();
    let mut output = b"kept".to_vec();
    let outcome = decompressor().decompress_into(&input, None, &mut output);
    let offset = input.len() as u64 - 7;
    assert_eq!(outcome, Err(Error::UnknownFrame { offset, found: b"garb".to_vec() }));
    assert_eq!(output, b"kept");
}

#[test]
fn an_error_in_the_middle_of_kept_input_comes_when_it_is_reached() {
    let input = [&compress(b"first", 3).unwrap()[..], b"garbage"].concat();
    let mut decompressor = decompressor();
    assert_eq!(decompressor.decompress(&input, Some(5)).unwrap(), b"first");
    assert!(!decompressor.needs_input());
    decompressor.decompress(b"", Some(5)).unwrap_err();
    assert!(decompressor.needs_input());
}

#[test]
fn offsets_in_errors_count_from_the_streams_beginning() {
    let frame = compress(b"a frame", 3).unwrap();
    let mut decompressor = decompressor();
    decompressor.decompress(&frame, None).unwrap();
    decompressor.decompress(b"g", Some(0)).unwrap();
    let error = decompressor.decompress(b"arbage", None).unwrap_err();
    let offset = frame.len() as u64;
    assert_eq!(error, Error::UnknownFrame { offset, found: b"garb".to_vec() });
}

#[test]
fn inputs_byte_by_byte_give_the_same_result() {
    let (input, output): (Vec<_>, Vec<_>) = frames().into_iter().unzip();
    let (input, output) = (input.concat(), output.concat());
    let mut decompressor = decompressor();
    let mut got = Vec::new();
    for byte in &input {
        decompressor.decompress_into(&[*byte], None, &mut got).unwrap();
        assert!(decompressor.needs_input());
    }
    assert!(got == output);
    assert!(decompressor.at_frame_edge());
}

#[test]
fn outputs_byte_by_byte_give_the_same_result() {
    let (input, output): (Vec<_>, Vec<_>) =
        frames().into_iter().filter(|(_, data)| data.len() <= 5000).unzip();
    let (input, output) = (input.concat(), output.concat());
    let mut decompressor = decompressor();
    let mut got = decompressor.decompress(&input, Some(1)).unwrap();
    while !decompressor.needs_input() {
        assert!(decompressor.decompress_into(b"", Some(1), &mut got).unwrap() <= 1);
    }
    assert_eq!(got, output);
    assert!(decompressor.at_frame_edge());
}

#[test]
fn inputs_and_outputs_byte_by_byte_give_the_same_result() {
    let (input, output): (Vec<_>, Vec<_>) =
        frames().into_iter().filter(|(_, data)| data.len() <= 5000).unzip();
    let (input, output) = (input.concat(), output.concat());
    let mut decompressor = decompressor();
    let mut got = Vec::new();
    for byte in &input {
        decompressor.decompress_into(&[*byte], Some(1), &mut got).unwrap();
        while !decompressor.needs_input() {
            // A frame's data may be out and its end still to come: then this gives nothing.
            decompressor.decompress_into(b"", Some(1), &mut got).unwrap();
        }
    }
    assert_eq!(got, output);
    assert!(decompressor.at_frame_edge());
}

#[test]
fn max_output_counts_over_the_streams_whole_life() {
    let frame = compress(&text(60), 3).unwrap();
    let mut decompressor = DecompressOptions::new().max_output(150).decompressor().unwrap();
    for _ in 0..2 {
        assert_eq!(decompressor.decompress(&frame, None).unwrap(), text(60));
    }
    let outcome = decompressor.decompress(&frame, None);
    assert_eq!(outcome, Err(Error::OutputLimit { limit: 150 }));
}

#[test]
fn max_output_of_exactly_the_content_is_enough_even_with_empty_frames_to_follow() {
    let stream = [compress(&text(60), 3).unwrap(), compress(b"", 3).unwrap()].concat();
    let mut decompressor = DecompressOptions::new().max_output(60).decompressor().unwrap();
    assert_eq!(decompressor.decompress(&stream, None).unwrap(), text(60));
    assert!(decompressor.at_frame_edge());
}

#[test]
fn window_log_max_is_obeyed() {
    let frame = [sizeless_header(21), run_block(1, 10, true)].concat();
    let mut strict = DecompressOptions::new().window_log_max(20).decompressor().unwrap();
    // The error comes with the byte that completes the header, and not before.
    assert_eq!(strict.decompress(&frame[..5], None).unwrap(), b"");
    let error = Error::WindowTooLarge { window_size: 1 << 21, limit: 1 << 20 };
    assert_eq!(strict.decompress(&frame[5..], None), Err(error));
}

#[test]
fn a_wrong_checksum_is_an_error_that_says_so() {
    let mut frame = CompressOptions::new().checksum(true).compress(&text(500)).unwrap();
    *frame.last_mut().unwrap() ^= 1;
    let error = Error::Library { code: ErrorCode::ChecksumWrong };
    assert_eq!(decompressor().decompress(&frame, None), Err(error));
}

#[test]
fn a_prefix_waits_for_the_first_frame_that_is_not_skippable() {
    let prefix = trained();
    let data = record(1);
    let options = CompressOptions::new().dictionary_as(&prefix, DictionaryMode::Prefix);
    let stream = [skippable(b"first"), options.compress(&data).unwrap()].concat();
    let options = DecompressOptions::new().dictionary_as(&prefix, DictionaryMode::Prefix);
    assert_eq!(options.decompress(&stream).as_deref(), Ok(&data[..]));
    let mut decompressor = options.decompressor().unwrap();
    assert_eq!(decompressor.decompress(&stream, None).as_deref(), Ok(&data[..]));
}

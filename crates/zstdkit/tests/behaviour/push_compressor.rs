//! The push compressor.

use zstdkit::{
    CompressOptions, CompressParameter, Compressor, DecompressOptions, EndDirective, Error,
    decompress,
};

use crate::data::{TRAINED_ID, content_size, noise, text, trained};

fn compressor() -> Compressor {
    CompressOptions::new().compressor().unwrap()
}

#[test]
fn last_end_directive_starts_as_end() {
    assert_eq!(compressor().last_end_directive(), EndDirective::End);
}

#[test]
fn last_end_directive_is_that_of_the_last_call() {
    let mut compressor = compressor();
    compressor.compress(b"a", EndDirective::Continue).unwrap();
    assert_eq!(compressor.last_end_directive(), EndDirective::Continue);
    compressor.flush().unwrap();
    assert_eq!(compressor.last_end_directive(), EndDirective::Flush);
    compressor.finish().unwrap();
    assert_eq!(compressor.last_end_directive(), EndDirective::End);
    compressor.compress(b"b", EndDirective::Flush).unwrap();
    assert_eq!(compressor.last_end_directive(), EndDirective::Flush);
    compressor.compress(b"c", EndDirective::End).unwrap();
    assert_eq!(compressor.last_end_directive(), EndDirective::End);
}

#[test]
fn flush_with_nothing_pending_gives_no_bytes() {
    for workers in if cfg!(feature = "multithread") { 0..3 } else { 0..1 } {
        let mut compressor = CompressOptions::new().workers(workers).compressor().unwrap();
        assert_eq!(compressor.flush().unwrap(), b"");
        let mut stream = compressor.compress(b"something", EndDirective::Flush).unwrap();
        assert_eq!(compressor.flush().unwrap(), b"");
        assert_eq!(compressor.flush().unwrap(), b"");
        stream.extend(compressor.finish().unwrap());
        assert_eq!(decompress(&stream).unwrap(), b"something");
    }
}

#[test]
fn what_was_flushed_can_be_decoded_at_once() {
    let mut sender = compressor();
    let mut receiver = DecompressOptions::new().decompressor().unwrap();
    for part in [text(1), text(1000), noise(300_000), text(500_000)] {
        let mut sent = sender.compress(&part, EndDirective::Continue).unwrap();
        sent.extend(sender.flush().unwrap());
        assert!(receiver.decompress(&sent, None).unwrap() == part);
        assert!(receiver.needs_input());
        assert!(!receiver.at_frame_edge());
    }
    assert_eq!(receiver.decompress(&sender.finish().unwrap(), None).unwrap(), b"");
    assert!(receiver.at_frame_edge());
}

#[test]
fn finish_on_a_fresh_object_gives_an_empty_frame_every_time() {
    let mut compressor = compressor();
    for _ in 0..3 {
        let frame = compressor.finish().unwrap();
        assert_eq!(frame.len(), 9);
        assert_eq!(content_size(&frame), Some(0));
        assert_eq!(decompress(&frame).unwrap(), b"");
    }
}

#[test]
fn the_object_goes_on_after_flush_and_finish() {
    let mut compressor = compressor();
    let mut stream = compressor.compress(b"one", EndDirective::End).unwrap();
    stream.extend(compressor.compress(b"two", EndDirective::Flush).unwrap());
    stream.extend(compressor.compress(b"three", EndDirective::Continue).unwrap());
    stream.extend(compressor.finish().unwrap());
    assert_eq!(decompress(&stream).unwrap(), b"onetwothree");
    assert_eq!(zstdkit_frame::frames(&stream).count(), 2);
}

#[test]
fn after_an_error_the_frame_is_dropped_and_the_object_is_at_end_and_usable() {
    let mut compressor = compressor();
    compressor.set_pledged_size(Some(5)).unwrap();
    compressor.compress(b"1234", EndDirective::Continue).unwrap();
    compressor.compress(b"56", EndDirective::Continue).unwrap_err();
    assert_eq!(compressor.last_end_directive(), EndDirective::End);
    let frame = compressor.compress(b"after", EndDirective::End).unwrap();
    assert_eq!(decompress(&frame).unwrap(), b"after");
}

#[test]
fn after_an_error_parameters_and_dictionary_stay() {
    let dictionary = trained();
    let options = CompressOptions::new().checksum(true).level(7).dictionary(&dictionary);
    let mut compressor = options.compressor().unwrap();
    compressor.set_pledged_size(Some(1)).unwrap();
    compressor.compress(b"too much", EndDirective::End).unwrap_err();
    let frame = compressor.compress(b"after", EndDirective::End).unwrap();
    assert_eq!(frame, options.compress(b"after").unwrap());
    let info = zstdkit_frame::frame_info(&frame).unwrap();
    assert!(info.has_checksum());
    assert_eq!(info.dictionary_id(), TRAINED_ID);
}

#[test]
fn an_error_leaves_the_callers_vec_as_it_was() {
    let mut compressor = compressor();
    let mut output = b"kept".to_vec();
    compressor.set_pledged_size(Some(1)).unwrap();
    let outcome = compressor.compress_into(b"too much", EndDirective::End, &mut output);
    outcome.unwrap_err();
    assert_eq!(output, b"kept");
    let written = compressor.compress_into(b"fine", EndDirective::End, &mut output).unwrap();
    assert_eq!(output.len(), 4 + written);
}

#[test]
fn a_pledge_is_taken_at_a_frames_start_only() {
    for directive in [EndDirective::Continue, EndDirective::Flush] {
        let mut compressor = compressor();
        compressor.compress(b"begun", directive).unwrap();
        for size in [Some(5), None] {
            assert_eq!(compressor.set_pledged_size(size), Err(Error::PledgeInsideFrame));
        }
        compressor.finish().unwrap();
        compressor.set_pledged_size(Some(5)).unwrap();
    }
}

#[test]
fn a_refused_pledge_leaves_the_frame_as_it_is() {
    let mut compressor = compressor();
    let mut frame = compressor.compress(b"begun", EndDirective::Continue).unwrap();
    compressor.set_pledged_size(Some(1)).unwrap_err();
    frame.extend(compressor.finish().unwrap());
    assert_eq!(decompress(&frame).unwrap(), b"begun");
}

#[test]
fn a_pledge_holds_for_one_frame_only() {
    let mut compressor = compressor();
    compressor.set_pledged_size(Some(3)).unwrap();
    compressor.compress(b"one", EndDirective::Continue).unwrap();
    compressor.finish().unwrap();
    let mut second = compressor.compress(b"another", EndDirective::Continue).unwrap();
    second.extend(compressor.finish().unwrap());
    assert_eq!(content_size(&second), None);
}

#[test]
fn a_pledge_that_failed_is_gone_with_its_frame() {
    let mut compressor = compressor();
    compressor.set_pledged_size(Some(3)).unwrap();
    compressor.compress(b"another", EndDirective::End).unwrap_err();
    assert_eq!(content_size(&compressor.compress(b"x", EndDirective::End).unwrap()), Some(1));
}

#[test]
fn a_pledge_can_be_taken_back() {
    let mut compressor = compressor();
    compressor.set_pledged_size(Some(3)).unwrap();
    compressor.set_pledged_size(None).unwrap();
    let mut frame = compressor.compress(b"more than three", EndDirective::Continue).unwrap();
    frame.extend(compressor.finish().unwrap());
    assert_eq!(content_size(&frame), None);
}

#[test]
fn more_than_was_pledged_is_an_error_during_compress() {
    for (first, directive) in [(&b""[..], EndDirective::Continue), (b"12", EndDirective::Flush)] {
        let mut compressor = compressor();
        compressor.set_pledged_size(Some(4)).unwrap();
        compressor.compress(first, EndDirective::Continue).unwrap();
        let given = first.len() as u64 + 5;
        assert_eq!(
            compressor.compress(b"12345", directive),
            Err(Error::PledgedSize { pledged: 4, given })
        );
    }
}

#[test]
fn less_than_was_pledged_is_an_error_at_finish() {
    let mut compressor = compressor();
    compressor.set_pledged_size(Some(4)).unwrap();
    compressor.compress(b"123", EndDirective::Flush).unwrap();
    assert_eq!(compressor.finish(), Err(Error::PledgedSize { pledged: 4, given: 3 }));
    assert_eq!(compressor.last_end_directive(), EndDirective::End);
}

#[test]
fn a_wrong_pledge_is_an_error_where_the_first_call_is_the_last() {
    for data in [&b"123"[..], b"12345", b""] {
        let mut compressor = compressor();
        compressor.set_pledged_size(Some(4)).unwrap();
        let given = data.len() as u64;
        let outcome = compressor.compress(data, EndDirective::End);
        assert_eq!(outcome, Err(Error::PledgedSize { pledged: 4, given }));
    }
}

#[test]
fn a_pledge_that_no_memory_could_hold_is_a_wrong_one_too() {
    // These two numbers mean "unknown" and "error" to C.
    for pledged in [u64::MAX, u64::MAX - 1] {
        let mut compressor = compressor();
        compressor.set_pledged_size(Some(pledged)).unwrap();
        let outcome = compressor.compress(b"less", EndDirective::End);
        assert_eq!(outcome, Err(Error::PledgedSize { pledged, given: 4 }));
    }
}

#[test]
fn a_pledge_of_nothing_is_kept_by_nothing() {
    let mut compressor = compressor();
    compressor.set_pledged_size(Some(0)).unwrap();
    let mut frame = compressor.compress(b"", EndDirective::Continue).unwrap();
    frame.extend(compressor.finish().unwrap());
    assert_eq!(content_size(&frame), Some(0));
    compressor.set_pledged_size(Some(0)).unwrap();
    compressor.compress(b"1", EndDirective::Continue).unwrap_err();
}

#[test]
fn parameters_out_of_bounds_are_an_error_that_names_them_their_bounds_and_the_value() {
    let error =
        CompressOptions::new().set(CompressParameter::Strategy, 32).compressor().unwrap_err();
    assert_eq!(
        error,
        Error::ParameterOutOfBounds { parameter: "strategy", lower: 1, upper: 9, value: 32 }
    );
    let message = error.to_string();
    for part in ["strategy", "1", "9", "32"] {
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn no_parameter_is_clamped_silently() {
    for parameter in CompressParameter::ALL {
        let (lower, upper) = parameter.bounds().into_inner();
        for value in [lower.checked_sub(1), upper.checked_add(1), Some(i32::MIN), Some(i32::MAX)] {
            let outside = |value: &i32| *value != 0 && !(lower..=upper).contains(value);
            let Some(value) = value.filter(outside) else { continue };
            let options = CompressOptions::new().set(*parameter, value);
            let expected =
                Error::ParameterOutOfBounds { parameter: parameter.name(), lower, upper, value };
            assert_eq!(options.compress(b"").unwrap_err(), expected);
            assert_eq!(options.compressor().unwrap_err(), expected);
            assert_eq!(options.context().unwrap_err(), expected);
        }
    }
}

#[test]
fn keys_of_another_libzstd_are_unknown_parameters() {
    for key in [0, 99, 108, 166, 203, 403, 999, 2000, -1, i32::MAX] {
        let error = CompressParameter::try_from(key).unwrap_err();
        assert_eq!(error, Error::UnknownParameter { key });
        assert!(error.to_string().contains(&format!("unknown parameter (key {key})")), "{error}");
    }
}

#[test]
fn output_is_the_same_however_the_input_is_cut() {
    let data = text(400_000);
    let mut expected = None;
    for piece in [1 << 20, 100_000, 4096, 257] {
        let mut compressor = compressor();
        let mut frame = Vec::new();
        for part in data.chunks(piece) {
            compressor.compress_into(part, EndDirective::Continue, &mut frame).unwrap();
        }
        frame.extend(compressor.finish().unwrap());
        assert!(*expected.get_or_insert_with(|| frame.clone()) == frame, "{piece}");
    }
}

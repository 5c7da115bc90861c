//! The adaptors over writers.

use std::io::{self, Write};

use zstdkit::{
    CompressOptions, DecompressOptions, Error, ErrorCode, compress, decompress,
    stream::{self, write},
};

use crate::data::{content_size, noise, run_block, sizeless, sizeless_header, skippable, text};
use crate::flaky::{Flaky, HABITS, Habits, inner_error, insist, write_all};

#[test]
fn an_encoder_loses_nothing_to_small_writes_and_failures() {
    let data = [text(40_000), noise(30_000)].concat();
    for habits in HABITS {
        for piece in [777, 1 << 20] {
            let sink = Flaky::new(Vec::new(), habits);
            let mut encoder = write::Encoder::new(sink, 3).unwrap();
            write_all(&mut encoder, &data, piece).unwrap();
            insist(|| encoder.try_finish()).unwrap();
            assert!(decompress(&encoder.into_inner().inner).unwrap() == data, "{habits:?}");
        }
    }
}

#[test]
fn a_decoder_loses_nothing_to_small_writes_and_failures() {
    let data = [text(40_000), noise(30_000), vec![0; 300_000]].concat();
    let frames = [
        compress(&data, 3).unwrap(),
        skippable(b"skipped"),
        sizeless(&CompressOptions::new().checksum(true), &data),
    ];
    let (frames, expected) = (frames.concat(), data.repeat(2));
    for habits in HABITS.into_iter().filter(|habits| habits.most > 1) {
        for piece in [1, 777, 1 << 20] {
            let sink = Flaky::new(Vec::new(), habits);
            let mut decoder = write::Decoder::new(sink).unwrap();
            write_all(&mut decoder, &frames, piece).unwrap();
            insist(|| decoder.try_finish()).unwrap();
            assert!(decoder.into_inner().inner == expected, "{habits:?}");
        }
    }
}

#[test]
fn flush_makes_what_was_written_decodable_at_once() {
    for habits in HABITS {
        let mut encoder = write::Encoder::new(Flaky::new(Vec::new(), habits), 3).unwrap();
        let mut decoder = DecompressOptions::new().decompressor().unwrap();
        let mut seen = 0;
        for part in [text(1), text(20_000), noise(3000)] {
            write_all(&mut encoder, &part, part.len()).unwrap();
            insist(|| encoder.flush()).unwrap();
            let sent = &encoder.get_ref().inner[seen..];
            seen += sent.len();
            assert!(decoder.decompress(sent, None).unwrap() == part, "{habits:?}");
        }
    }
}

#[test]
fn flush_of_a_decoder_hands_over_all_that_was_written() {
    let frame = compress(&text(1000), 3).unwrap();
    let mut decoder = write::Decoder::new(Vec::new()).unwrap();
    decoder.write_all(&frame).unwrap();
    decoder.flush().unwrap();
    assert_eq!(decoder.get_ref(), &text(1000));
}

#[test]
fn without_finish_the_frame_is_cut_off() {
    let mut encoder = write::Encoder::new(Vec::new(), 3).unwrap();
    encoder.write_all(b"cut off").unwrap();
    encoder.flush().unwrap();
    assert_eq!(decompress(&encoder.into_inner()), Err(Error::Truncated));
}

#[test]
fn finish_without_a_write_gives_an_empty_frame() {
    let frame = write::Encoder::new(Vec::new(), 3).unwrap().finish().unwrap();
    assert_eq!(frame.len(), 9);
    assert_eq!(write::Decoder::new(Vec::new()).unwrap().finish().unwrap(), b"");
}

#[test]
fn finish_again_and_again_ends_one_frame() {
    let mut encoder = write::Encoder::new(Vec::new(), 3).unwrap();
    encoder.write_all(b"one").unwrap();
    encoder.try_finish().unwrap();
    encoder.try_finish().unwrap();
    encoder.flush().unwrap();
    assert_eq!(zstdkit_frame::frames(encoder.get_ref()).count(), 1);
    encoder.write_all(b" two").unwrap();
    let frames = encoder.finish().unwrap();
    assert_eq!(zstdkit_frame::frames(&frames).count(), 2);
    assert_eq!(decompress(&frames).unwrap(), b"one two");
}

#[test]
fn an_empty_write_begins_no_frame_after_the_end() {
    let mut encoder = write::Encoder::new(Vec::new(), 3).unwrap();
    encoder.write_all(b"one").unwrap();
    encoder.try_finish().unwrap();
    assert_eq!(encoder.write(b"").unwrap(), 0);
    let frames = encoder.finish().unwrap();
    assert_eq!(zstdkit_frame::frames(&frames).count(), 1);
}

#[test]
fn auto_finish_ends_the_frame_when_dropped() {
    let mut frame = Vec::new();
    let mut encoder = write::Encoder::new(&mut frame, 3).unwrap().auto_finish();
    encoder.write_all(b"by scope").unwrap();
    encoder.flush().unwrap();
    drop(encoder);
    assert_eq!(decompress(&frame).unwrap(), b"by scope");
}

#[test]
fn auto_finish_leaves_the_frame_cut_off_while_a_panic_unwinds() {
    let frame = std::sync::Mutex::new(Vec::new());
    let outcome = std::panic::catch_unwind(|| {
        let mut frame = frame.lock().unwrap();
        let mut encoder = write::Encoder::new(&mut *frame, 3).unwrap().auto_finish();
        encoder.write_all(b"half of what was to be wri").unwrap();
        encoder.flush().unwrap();
        std::panic::resume_unwind(Box::new("on purpose"));
    });
    outcome.unwrap_err();
    let frame = frame.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    assert_eq!(decompress(&frame), Err(Error::Truncated));
}

#[test]
fn auto_finish_reports_an_error_where_it_is_asked_to() {
    let full = Full;
    let mut encoder = write::Encoder::new(full, 3).unwrap().auto_finish();
    encoder.write_all(b"data").unwrap();
    let error = encoder.get_mut().try_finish().unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::WriteZero);
}

/// A writer that takes nothing.
struct Full;

impl Write for Full {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Ok(0)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn reset_ends_the_frame_and_begins_one_in_another_writer() {
    let habits = Habits { most: 3, fails: true };
    let mut encoder = write::Encoder::new(Flaky::new(Vec::new(), habits), 3).unwrap();
    write_all(&mut encoder, b"first", 5).unwrap();
    let first = insist(|| encoder.reset(Flaky::new(Vec::new(), habits))).unwrap();
    write_all(&mut encoder, b"second", 5).unwrap();
    insist(|| encoder.try_finish()).unwrap();
    assert_eq!(decompress(&first.inner).unwrap(), b"first");
    assert_eq!(decompress(&encoder.into_inner().inner).unwrap(), b"second");
}

#[test]
fn a_pledged_size_is_recorded_and_held_to() {
    let pledged = |size, data: &[u8]| -> io::Result<Vec<u8>> {
        let mut encoder = write::Encoder::new(Vec::new(), 3)?;
        encoder.set_pledged_size(Some(size))?;
        encoder.write_all(data)?;
        encoder.finish()
    };
    assert_eq!(content_size(&pledged(4, b"four").unwrap()), Some(4));
    for (data, given) in [(&b"five!"[..], 5), (b"thr", 3)] {
        let error = pledged(4, data).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
        assert_eq!(*inner_error(&error), Error::PledgedSize { pledged: 4, given });
    }
    let mut encoder = write::Encoder::new(Vec::new(), 3).unwrap();
    encoder.write_all(b"begun").unwrap();
    assert_eq!(encoder.set_pledged_size(Some(9)), Err(Error::PledgeInsideFrame));
}

#[test]
fn an_encoder_that_failed_answers_every_call_with_the_same_error() {
    let mut encoder = write::Encoder::new(Vec::new(), 3).unwrap();
    encoder.set_pledged_size(Some(2)).unwrap();
    let error = encoder.write(b"three").unwrap_err();
    let first = inner_error(&error).clone();
    let again = [encoder.write(b"x").unwrap_err(), encoder.flush().unwrap_err()];
    for error in again.into_iter().chain([encoder.try_finish().unwrap_err()]) {
        assert_eq!(*inner_error(&error), first);
    }
    assert_eq!(encoder.into_inner(), b"", "nothing of the failed frame was written");
}

#[test]
fn a_decoder_that_met_bad_data_answers_every_call_with_the_same_error() {
    let stream = [&compress(b"good", 3).unwrap()[..], b"bad data"].concat();
    let mut decoder = write::Decoder::new(Vec::new()).unwrap();
    let error = decoder.write_all(&stream).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    let first = inner_error(&error).clone();
    assert!(matches!(first, Error::UnknownFrame { .. }), "{first:?}");
    for _ in 0..3 {
        assert_eq!(*inner_error(&decoder.write(b"x").unwrap_err()), first);
        assert_eq!(*inner_error(&decoder.flush().unwrap_err()), first);
        assert_eq!(*inner_error(&decoder.try_finish().unwrap_err()), first);
    }
    assert_eq!(decoder.into_inner(), b"good", "what came before is handed over");
}

#[test]
fn a_decoder_finished_inside_of_a_frame_says_truncated() {
    let frame = CompressOptions::new().checksum(true).compress(&text(500)).unwrap();
    for len in 1..frame.len() {
        let mut decoder = write::Decoder::new(Vec::new()).unwrap();
        decoder.write_all(&frame[..len]).unwrap();
        let error = decoder.try_finish().unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
        assert_eq!(*inner_error(&error), Error::Truncated);
    }
}

#[test]
fn a_decoder_obeys_the_limits() {
    let bomb = [sizeless_header(17), run_block(0, 1 << 17, false).repeat(1000)].concat();
    let options = DecompressOptions::new().max_output(200_000);
    let mut decoder = write::Decoder::with_options(Vec::new(), &options).unwrap();
    let error = decoder.write_all(&bomb).unwrap_err();
    assert_eq!(*inner_error(&error), Error::OutputLimit { limit: 200_000 });
    assert!(decoder.get_ref().len() <= 200_000);

    let options = DecompressOptions::new().window_log_max(16);
    let mut decoder = write::Decoder::with_options(Vec::new(), &options).unwrap();
    let error = decoder.write_all(&bomb).unwrap_err();
    let expected = Error::WindowTooLarge { window_size: 1 << 17, limit: 1 << 16 };
    assert_eq!(*inner_error(&error), expected);
}

#[test]
fn copies_report_their_progress_and_what_they_moved() {
    let data = text(500_000);
    for habits in [Habits { most: 50_000, fails: false }, Habits { most: 7, fails: false }] {
        let mut frame = Vec::new();
        let mut last = (0, 0);
        let options = CompressOptions::new();
        let source = Flaky::new(&data[..], habits);
        let moved = stream::copy_encode(source, &mut frame, &options, |read, written| {
            assert!(read >= last.0 && written >= last.1);
            last = (read, written);
        })
        .unwrap();
        assert_eq!(moved, (data.len() as u64, frame.len() as u64));
        assert_eq!(last, moved);

        let mut back = Vec::new();
        let options = DecompressOptions::new();
        let source = Flaky::new(&frame[..], habits);
        let moved = stream::copy_decode(source, &mut back, &options, |_, _| {}).unwrap();
        assert_eq!(moved, (frame.len() as u64, data.len() as u64));
        assert!(back == data);
    }
}

#[test]
fn a_copy_of_a_cut_off_frame_says_truncated() {
    let frame = compress(&text(5000), 3).unwrap();
    let options = DecompressOptions::new();
    let outcome = stream::copy_decode(&frame[..100], Vec::new(), &options, |_, _| {});
    assert_eq!(*inner_error(&outcome.unwrap_err()), Error::Truncated);
}

#[test]
fn a_decoder_is_at_a_frames_edge_once_its_last_byte_was_written_and_not_before() {
    let options = CompressOptions::new().checksum(true);
    for frame in [options.compress(b"").unwrap(), options.compress(&text(900)).unwrap()] {
        for len in 0..=frame.len() {
            let mut decoder = write::Decoder::new(Vec::new()).unwrap();
            decoder.write_all(&frame[..len]).unwrap();
            decoder.flush().unwrap();
            assert_eq!(decoder.at_frame_edge(), len == 0 || len == frame.len(), "{len}");
        }
        let mut decoder = write::Decoder::new(Vec::new()).unwrap();
        let (last, before) = frame.split_last().unwrap();
        decoder.write_all(before).unwrap();
        let error = decoder.write_all(&[last ^ 1]).unwrap_err();
        assert_eq!(*inner_error(&error), Error::Library { code: ErrorCode::ChecksumWrong });
        assert!(!decoder.at_frame_edge());
    }
}

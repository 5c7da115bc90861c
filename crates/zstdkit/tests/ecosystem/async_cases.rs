// What holds for the asynchronous adaptors in both worlds. It's compiled once in each, with its
// extension traits and its way to close a writer. `insist!` drops every future after one poll.

use std::io;

use zstdkit::{
    CompressOptions, DecompressOptions, Error, ErrorCode,
    async_io::{bufread, write},
};

use crate::data::{frames, noise, text};
use crate::hesitant::{HABITS, Habits, Hesitant, insist};

/// A byte at a time: what follows is never at hand.
const BY_BYTE: Habits = Habits { most: 1, fails: false };
const READY: Habits = Habits { most: usize::MAX >> 8, fails: false };

/// Reads to the end, `piece` bytes at a time.
macro_rules! read_all {
    ($reader:expr, $piece:expr) => {{
        let (mut all, mut buffer) = (Vec::new(), vec![0; $piece]);
        loop {
            // What a dropped read left in the buffer must not matter.
            match insist!($reader.read({
                buffer.fill(0xEE);
                &mut buffer[..]
            })) {
                Ok(0) => break Ok(all),
                Ok(len) => all.extend_from_slice(&buffer[..len]),
                Err(error) => break Err((error, all)),
            }
        }
    }};
}

/// Writes all of `data`, `piece` bytes at a time.
macro_rules! write_all {
    ($writer:expr, $data:expr, $piece:expr) => {{
        let mut data: &[u8] = $data;
        loop {
            if data.is_empty() {
                break Ok(());
            }
            match insist!($writer.write(&data[..data.len().min($piece)])) {
                Ok(0) => panic!("nothing was taken"),
                Ok(len) => data = &data[len..],
                Err(error) => break Err(error),
            }
        }
    }};
}

fn own(error: io::Error) -> Error {
    Error::try_from(error).expect("an error of the crate's")
}

#[test]
fn a_reading_encoder_loses_nothing_to_dropped_reads() {
    let data = [text(20_000), noise(10_000)].concat();
    for habits in HABITS {
        for piece in [1, 777, 1 << 20] {
            let source = Hesitant::new(&data[..], habits);
            let mut encoder = bufread::Encoder::new(source, 3).unwrap();
            let frame = read_all!(encoder, piece).unwrap();
            assert!(zstdkit::decompress(&frame).unwrap() == data, "{habits:?} {piece}");
            assert_eq!(zstdkit_frame::frames(&frame).count(), 1);
        }
    }
}

#[test]
fn a_reading_decoder_loses_nothing_to_dropped_reads() {
    let (stream, data) = frames();
    for habits in HABITS {
        for piece in [50, 777, 1 << 20] {
            let mut decoder = bufread::Decoder::new(Hesitant::new(&stream[..], habits)).unwrap();
            let got = read_all!(decoder, piece).unwrap();
            assert!(got == data, "{habits:?} {piece}");
        }
    }
}

#[test]
fn a_writing_encoder_loses_nothing_to_dropped_writes() {
    let data = [text(20_000), noise(10_000)].concat();
    for habits in HABITS {
        for piece in [1, 777, 1 << 20] {
            let mut encoder = write::Encoder::new(Hesitant::new(Vec::new(), habits), 3).unwrap();
            write_all!(encoder, &data, piece).unwrap();
            close!(encoder).unwrap();
            let sink = encoder.into_inner();
            assert!(sink.closed);
            assert!(zstdkit::decompress(&sink.inner).unwrap() == data, "{habits:?} {piece}");
            assert_eq!(zstdkit_frame::frames(&sink.inner).count(), 1);
        }
    }
}

#[test]
fn a_writing_decoder_loses_nothing_to_dropped_writes() {
    let (stream, data) = frames();
    for habits in HABITS {
        for piece in [50, 777, 1 << 20] {
            let mut decoder = write::Decoder::new(Hesitant::new(Vec::new(), habits)).unwrap();
            write_all!(decoder, &stream, piece).unwrap();
            close!(decoder).unwrap();
            let sink = decoder.into_inner();
            assert!(sink.closed && sink.inner == data, "{habits:?} {piece}");
        }
    }
}

#[test]
fn flush_makes_what_was_written_decodable_at_once() {
    for habits in HABITS {
        let mut encoder = write::Encoder::new(Hesitant::new(Vec::new(), habits), 3).unwrap();
        let mut decoder = DecompressOptions::new().decompressor().unwrap();
        let mut seen = 0;
        for (round, part) in [text(1), text(20_000), noise(3000)].into_iter().enumerate() {
            write_all!(encoder, &part, part.len()).unwrap();
            insist!(encoder.flush()).unwrap();
            assert_eq!(encoder.get_ref().flushes, round + 1);
            let sent = &encoder.get_ref().inner[seen..];
            seen += sent.len();
            assert!(decoder.decompress(sent, None).unwrap() == part, "{habits:?}");
        }
    }
}

#[test]
fn flush_of_a_decoder_hands_over_all_that_was_written() {
    let frame = zstdkit::compress(&text(1000), 3).unwrap();
    for habits in HABITS {
        let mut decoder = write::Decoder::new(Hesitant::new(Vec::new(), habits)).unwrap();
        write_all!(decoder, &frame, 1000).unwrap();
        insist!(decoder.flush()).unwrap();
        assert_eq!(decoder.get_ref().inner, text(1000));
    }
}

#[test]
fn frames_end_where_they_are_told_to() {
    let mut encoder = write::Encoder::new(Hesitant::new(Vec::new(), HABITS[1]), 3).unwrap();
    for part in [&b"one "[..], b"two"] {
        write_all!(encoder, part, 100).unwrap();
        encoder.end_frame().unwrap();
        encoder.end_frame().unwrap();
        insist!(encoder.flush()).unwrap();
    }
    // An empty write begins no frame.
    assert_eq!(insist!(encoder.write(b"")).unwrap(), 0);
    close!(encoder).unwrap();
    close!(encoder).unwrap();
    let frames = encoder.into_inner().inner;
    assert_eq!(zstdkit_frame::frames(&frames).count(), 2);
    assert_eq!(zstdkit::decompress(&frames).unwrap(), b"one two");
}

#[test]
fn without_a_write_there_is_an_empty_frame_and_without_frames_nothing() {
    let mut encoder = write::Encoder::new(Hesitant::new(Vec::new(), READY), 3).unwrap();
    close!(encoder).unwrap();
    assert_eq!(encoder.get_ref().inner.len(), 9);
    let mut encoder = bufread::Encoder::new(Hesitant::new(&b""[..], READY), 3).unwrap();
    assert_eq!(read_all!(encoder, 100).unwrap().len(), 9);
    let mut decoder = bufread::Decoder::new(Hesitant::new(&b""[..], READY)).unwrap();
    assert_eq!(read_all!(decoder, 100).unwrap(), b"");
}

#[test]
fn single_frame_leaves_the_rest() {
    let frame = zstdkit::compress(&text(5000), 3).unwrap();
    let stream = [&frame[..], b"rest of it"].concat();
    for habits in HABITS {
        for piece in [1, 10_000] {
            let source = Hesitant::new(&stream[..], habits);
            let mut decoder = bufread::Decoder::new(source).unwrap().single_frame();
            assert_eq!(read_all!(decoder, piece).unwrap(), text(5000));
            assert_eq!(insist!(decoder.read(&mut [0; 10])).unwrap(), 0);
            assert_eq!(decoder.into_inner().inner, b"rest of it");
        }
    }
}

#[test]
fn reading_into_nothing_reads_nothing() {
    let frame = zstdkit::compress(b"data", 3).unwrap();
    let mut decoder = bufread::Decoder::new(Hesitant::new(&frame[..], READY)).unwrap();
    assert_eq!(insist!(decoder.read(&mut [])).unwrap(), 0);
    assert_eq!(decoder.get_ref().inner, frame);
    assert_eq!(read_all!(decoder, 10).unwrap(), b"data");
}

#[test]
fn input_that_ends_inside_of_a_frame_is_an_error_and_stays_one() {
    let frame = CompressOptions::new().checksum(true).compress(&text(500)).unwrap();
    for len in 1..frame.len() {
        let source = Hesitant::new(&frame[..len], HABITS[3]);
        let mut decoder = bufread::Decoder::new(source).unwrap();
        let (error, _) = read_all!(decoder, 64).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
        assert_eq!(own(error), Error::Truncated);
        assert_eq!(own(insist!(decoder.read(&mut [0])).unwrap_err()), Error::Truncated);

        let sink = Hesitant::new(Vec::new(), HABITS[3]);
        let mut decoder = write::Decoder::new(sink).unwrap();
        write_all!(decoder, &frame[..len], 64).unwrap();
        assert_eq!(own(close!(decoder).unwrap_err()), Error::Truncated);
        assert!(!decoder.get_ref().closed, "what is cut off isn't closed as if it were whole");
        // The rest may still come.
        write_all!(decoder, &frame[len..], 64).unwrap();
        close!(decoder).unwrap();
        assert_eq!(decoder.get_ref().inner, text(500));
    }
}

#[test]
fn an_adaptor_that_met_bad_data_answers_every_call_with_the_same_error() {
    let stream = [&zstdkit::compress(b"good", 3).unwrap()[..], b"bad data"].concat();
    let offset = stream.len() as u64 - 8;
    let expected = Error::UnknownFrame { offset, found: b"bad ".to_vec() };

    let mut decoder = bufread::Decoder::new(Hesitant::new(&stream[..], READY)).unwrap();
    let (error, got) = read_all!(decoder, 100).unwrap_err();
    assert_eq!((own(error), got), (expected.clone(), b"good".to_vec()));
    assert_eq!(own(insist!(decoder.read(&mut [0])).unwrap_err()), expected);

    let mut decoder = write::Decoder::new(Hesitant::new(Vec::new(), READY)).unwrap();
    assert_eq!(own(write_all!(decoder, &stream, 100).unwrap_err()), expected);
    assert_eq!(own(insist!(decoder.write(b"x")).unwrap_err()), expected);
    assert_eq!(own(insist!(decoder.flush()).unwrap_err()), expected);
    assert_eq!(own(close!(decoder).unwrap_err()), expected);
    assert_eq!(decoder.get_ref().inner, b"good", "what came before is handed over");
    assert!(!decoder.get_ref().closed);
}

#[test]
fn a_pledged_size_is_recorded_and_held_to() {
    let mut encoder = write::Encoder::new(Hesitant::new(Vec::new(), HABITS[1]), 3).unwrap();
    encoder.set_pledged_size(Some(4)).unwrap();
    write_all!(encoder, b"four", 2).unwrap();
    assert_eq!(encoder.set_pledged_size(None), Err(Error::PledgeInsideFrame));
    encoder.end_frame().unwrap();
    encoder.set_pledged_size(Some(4)).unwrap();
    let expected = Error::PledgedSize { pledged: 4, given: 5 };
    assert_eq!(own(insist!(encoder.write(b"five!")).unwrap_err()), expected);
    assert_eq!(own(insist!(encoder.flush()).unwrap_err()), expected);
    assert_eq!(own(close!(encoder).unwrap_err()), expected);
    assert_eq!(encoder.end_frame(), Err(expected));
    let frame = encoder.into_inner().inner;
    assert_eq!(zstdkit_frame::frame_info(&frame).unwrap().content_size(), Some(4));
    assert_eq!(zstdkit::decompress(&frame).unwrap(), b"four");

    let source = Hesitant::new(&b"data"[..], READY);
    let mut encoder = bufread::Encoder::new(source, 3).unwrap();
    encoder.set_pledged_size(Some(5)).unwrap();
    let (error, _) = read_all!(encoder, 100).unwrap_err();
    assert_eq!(own(error), Error::PledgedSize { pledged: 5, given: 4 });
}

#[test]
fn a_decoder_obeys_the_limits() {
    let bomb = zstdkit::compress(&[0; 1 << 20], 3).unwrap();
    let limited = DecompressOptions::new().max_output(200_000);
    let expected = Error::OutputLimit { limit: 200_000 };
    let source = Hesitant::new(&bomb[..], READY);
    let mut decoder = bufread::Decoder::with_options(source, &limited).unwrap();
    let (error, got) = read_all!(decoder, 1000).unwrap_err();
    assert_eq!(own(error), expected);
    assert!((199_000..=200_000).contains(&got.len()));

    let sink = Hesitant::new(Vec::new(), READY);
    let mut decoder = write::Decoder::with_options(sink, &limited).unwrap();
    assert_eq!(own(write_all!(decoder, &bomb, 1000).unwrap_err()), expected);
    assert!(decoder.get_ref().inner.len() <= 200_000);
}

#[test]
fn a_reset_adaptor_begins_anew_in_the_same_memory() {
    let data = text(300_000);
    let mut encoder = write::Encoder::new(Hesitant::new(Vec::new(), READY), 3).unwrap();
    let mut decoder = write::Decoder::new(Hesitant::new(Vec::new(), READY)).unwrap();
    let mut sizes = Vec::new();
    for _ in 0..3 {
        write_all!(encoder, &data, 100_000).unwrap();
        close!(encoder).unwrap();
        let frame = encoder.reset(Hesitant::new(Vec::new(), READY)).inner;
        write_all!(decoder, &frame, 100_000).unwrap();
        close!(decoder).unwrap();
        assert!(decoder.reset(Hesitant::new(Vec::new(), READY)).inner == data);
        sizes.push((encoder.memory_size(), decoder.memory_size()));
        // In the middle of a frame, and after an error too.
        write_all!(encoder, b"given up", 100).unwrap();
        encoder.reset(Hesitant::new(Vec::new(), READY));
        write_all!(decoder, b"no frame", 100).unwrap_err();
        decoder.reset(Hesitant::new(Vec::new(), READY));
    }
    assert_eq!(sizes, [sizes[0]; 3]);

    let frame = zstdkit::compress(&data, 3).unwrap();
    let mut encoder = bufread::Encoder::new(Hesitant::new(&data[..], READY), 3).unwrap();
    let mut decoder = bufread::Decoder::new(Hesitant::new(&frame[..], READY)).unwrap();
    let mut sizes = Vec::new();
    for _ in 0..3 {
        let made = read_all!(encoder, 10_000).unwrap();
        assert!(zstdkit::decompress(&made).unwrap() == data);
        assert!(read_all!(decoder, 10_000).unwrap() == data);
        sizes.push((encoder.memory_size(), decoder.memory_size()));
        encoder.reset(Hesitant::new(&data[..], READY));
        insist!(encoder.read(&mut [0; 1])).unwrap();
        encoder.reset(Hesitant::new(&data[..], READY));
        decoder.reset(Hesitant::new(&b"no frame"[..], READY));
        read_all!(decoder, 10).unwrap_err();
        decoder.reset(Hesitant::new(&frame[..], READY));
    }
    assert_eq!(sizes, [sizes[0]; 3]);
}

/// Reads `$len` bytes.
macro_rules! read_exactly {
    ($reader:expr, $len:expr) => {{
        let mut content = vec![0; $len];
        let mut filled = 0;
        loop {
            if filled == content.len() {
                break Ok(content);
            }
            match insist!($reader.read(&mut content[filled..])) {
                Ok(0) => panic!("the end after {filled} bytes"),
                Ok(len) => filled += len,
                Err(error) => break Err(error),
            }
        }
    }};
}

#[test]
fn finish_frame_that_is_dropped_between_polls_leaves_the_reader_exactly_behind_the_frame() {
    for checksum in [false, true] {
        for size in [false, true] {
            let options = CompressOptions::new().checksum(checksum).content_size(size);
            let frame = options.compress(&text(5000)).unwrap();
            let stream = [&frame[..], b"rest"].concat();
            for habits in HABITS.into_iter().chain([BY_BYTE]) {
                let mut decoder = bufread::Decoder::new(Hesitant::new(&stream[..], habits)).unwrap();
                assert_eq!(read_exactly!(decoder, 5000).unwrap(), text(5000));
                insist!(decoder.finish_frame()).unwrap();
                assert!(decoder.at_frame_edge() && !decoder.is_finished());
                // At an edge there is nothing more to do.
                insist!(decoder.finish_frame()).unwrap();
                assert_eq!(decoder.into_inner().inner, b"rest", "{habits:?}");
            }
        }
    }
}

#[test]
fn finish_frame_loses_no_content_and_goes_through_the_single_frame() {
    let frame = CompressOptions::new().content_size(false).compress(&text(300)).unwrap();
    for habits in HABITS.into_iter().chain([BY_BYTE]) {
        let mut decoder =
            bufread::Decoder::new(Hesitant::new(&frame[..], habits)).unwrap().single_frame();
        for left in [300, 200, 1] {
            for _ in 0..3 {
                let error = own(insist!(decoder.finish_frame()).unwrap_err());
                assert_eq!(error, Error::ContentLeft, "{left} left");
            }
            let part = if left == 300 { 0..100 } else if left == 200 { 100..299 } else { 299..300 };
            assert_eq!(read_exactly!(decoder, part.len()).unwrap(), text(300)[part]);
        }
        insist!(decoder.finish_frame()).unwrap();
        assert!(decoder.is_finished());
    }
}

#[test]
fn a_wrong_checksum_is_the_reads_error_where_it_is_at_hand_and_else_that_of_finish_frame() {
    let mut frame = CompressOptions::new().checksum(true).compress(&text(500)).unwrap();
    *frame.last_mut().unwrap() ^= 1;
    let wrong = Error::Library { code: ErrorCode::ChecksumWrong };

    let mut decoder = bufread::Decoder::new(Hesitant::new(&frame[..], READY)).unwrap();
    assert_eq!(own(read_exactly!(decoder, 500).unwrap_err()), wrong);
    assert_eq!(own(insist!(decoder.finish_frame()).unwrap_err()), wrong);

    let mut decoder = bufread::Decoder::new(Hesitant::new(&frame[..], BY_BYTE)).unwrap();
    assert_eq!(read_exactly!(decoder, 500).unwrap(), text(500));
    assert!(!decoder.at_frame_edge());
    assert_eq!(own(insist!(decoder.finish_frame()).unwrap_err()), wrong);

    let mut decoder =
        bufread::Decoder::new(Hesitant::new(&frame[..frame.len() - 1], BY_BYTE)).unwrap();
    read_exactly!(decoder, 500).unwrap();
    assert_eq!(own(insist!(decoder.finish_frame()).unwrap_err()), Error::Truncated);
}

/// It's a reader of both worlds, if both features are on, and what compiles with one compiles then too.
#[test]
fn finish_frame_needs_not_be_told_whose_reader_it_is() {
    let stream = [&zstdkit::compress(b"five!", 3).unwrap()[..], b"rest"].concat();
    let mut decoder = bufread::Decoder::new(&stream[..]).unwrap();
    assert_eq!(read_exactly!(decoder, 5).unwrap(), b"five!");
    insist!(decoder.finish_frame()).unwrap();
    assert_eq!(decoder.into_inner(), b"rest");
}

#[test]
fn damaged_frames_have_the_verdict_of_one_call() {
    // How much of no frame had been seen differs by the cut.
    let told = |error| match error {
        Error::UnknownFrame { offset, .. } => Error::UnknownFrame { offset, found: Vec::new() },
        error => error,
    };
    let checked = CompressOptions::new().checksum(true);
    let frames = [
        [checked.compress(&text(120)).unwrap(), zstdkit::compress(b"raw", 3).unwrap()].concat(),
        checked.clone().content_size(false).compress(&[7; 300]).unwrap(),
        vec![0x28, 0xB5, 0x2F, 0xFD, 0x20, 0x00, 0x05, 0x00, 0x00],
    ];
    for frame in frames {
        let cut = (0..frame.len()).map(|len| frame[..len].to_vec());
        let flipped = (0..8 * frame.len()).map(|bit| {
            let mut damaged = frame.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            damaged
        });
        for damaged in cut.chain(flipped).chain([frame.clone()]) {
            let expected = zstdkit::decompress(&damaged).map_err(told);
            for habits in [HABITS[0], READY, BY_BYTE] {
                let source = Hesitant::new(&damaged[..], habits);
                let mut decoder = bufread::Decoder::new(source).unwrap();
                let read = read_all!(decoder, 100).map_err(|(error, _)| told(own(error)));
                assert_eq!(read, expected, "read, {habits:?}, {damaged:02x?}");

                let piece = habits.most.min(1000);
                let mut decoder = write::Decoder::new(Hesitant::new(Vec::new(), READY)).unwrap();
                let written = match write_all!(decoder, &damaged, piece) {
                    Ok(()) => close!(decoder),
                    error => error,
                };
                let written = written.map(|()| decoder.into_inner().inner);
                assert_eq!(written.map_err(|error| told(own(error))), expected, "{damaged:02x?}");
            }
        }
    }
}

/// What can be sent to, and shared with, other threads; checked when compiled.
const _: () = {
    const fn is_send_and_sync<T: Send + Sync>() {}
    is_send_and_sync::<bufread::Encoder<&[u8]>>();
    is_send_and_sync::<bufread::Decoder<&[u8]>>();
    is_send_and_sync::<write::Encoder<Vec<u8>>>();
    is_send_and_sync::<write::Decoder<Vec<u8>>>();
};

#[test]
fn small_streams_are_the_frames_of_one_call_and_large_ones_those_of_the_other_adaptors() {
    use std::io::Write as _;
    let all = [text(180_000), noise(10_000)].concat();
    let options = CompressOptions::new().checksum(true).level(5);
    for len in [0, 5, 100_000, 128 * 1024, all.len()] {
        let data = &all[..len];
        let mut blocking = zstdkit::stream::write::Encoder::with_options(Vec::new(), &options).unwrap();
        blocking.write_all(data).unwrap();
        let expected = blocking.finish().unwrap();
        assert_eq!(expected == options.compress(data).unwrap(), len <= 128 * 1024);
        for habits in [READY, HABITS[2]] {
            let source = Hesitant::new(data, habits);
            let mut encoder = bufread::Encoder::with_options(source, &options).unwrap();
            assert!(read_all!(encoder, 5000).unwrap() == expected);
            assert_eq!((encoder.total_in(), encoder.total_out()), (len as u64, expected.len() as u64));
            let sink = Hesitant::new(Vec::new(), habits);
            let mut encoder = write::Encoder::with_options(sink, &options).unwrap();
            write_all!(encoder, data, 7000).unwrap();
            close!(encoder).unwrap();
            assert!(encoder.get_ref().inner == expected);
            assert_eq!((encoder.total_in(), encoder.total_out()), (len as u64, expected.len() as u64));
        }
    }
}

#[test]
fn a_reading_encoder_hands_out_all_it_has_taken_when_its_source_is_pending_if_it_is_to() {
    let data = text(20_000);
    for (asked, piece) in [(true, 1 << 16), (true, 5), (false, 1 << 16)] {
        let source = Hesitant::new(&data[..], Habits { most: 50, fails: false });
        let mut encoder = bufread::Encoder::new(source, 3).unwrap().flush_when_pending(asked);
        let mut receiver = DecompressOptions::new().decompressor().unwrap();
        let (mut buffer, mut got, mut reads) = (vec![0; piece], Vec::new(), 0);
        loop {
            let len = insist!(encoder.read(&mut buffer[..])).unwrap();
            if len == 0 {
                break;
            }
            reads += 1;
            got.extend(receiver.decompress(&buffer[..len], None).unwrap());
            // What was taken of the source is out, unless the buffer was full.
            let taken = data.len() - encoder.get_ref().inner.len();
            assert!(!asked || len == piece || got.len() == taken);
        }
        assert!(got == data && receiver.at_frame_edge());
        assert_eq!(reads > 50, asked, "{reads}");
    }
}

#[test]
fn adaptors_take_other_options_between_frames_and_give_back_what_they_stand_on() {
    let options = CompressOptions::new().checksum(true);
    let source = Hesitant::new(&b"data"[..], READY);
    let mut encoder = bufread::Encoder::try_with_options(source, &CompressOptions::new()).unwrap();
    encoder.configure(&options).unwrap();
    let frame = read_all!(encoder, 100).unwrap();
    assert_eq!(frame, options.compress(b"data").unwrap());
    assert_eq!(encoder.flush(&mut [0; 10]).unwrap(), 0);
    let limited = DecompressOptions::new().max_output(3);
    let sink = Hesitant::new(Vec::new(), READY);
    let mut decoder = write::Decoder::try_with_options(sink, &DecompressOptions::new()).unwrap();
    decoder.configure(&limited).unwrap();
    let error = write_all!(decoder, &frame, 100).unwrap_err();
    assert_eq!(own(error), Error::OutputLimit { limit: 3 });
    assert_eq!(decoder.configure(&limited), Err(Error::OutputLimit { limit: 3 }));
}

//! Streams that turn out small: their frames are those of small inputs.

use std::io::{self, Read, Write};

use zstdkit::{
    CompressOptions, CompressParameter, DecompressOptions, Dictionary, DictionaryMode,
    EndDirective, Error,
    stream::{bufread, copy_encode, copy_encode_sized, pledged, read, write},
};

use crate::data::{content_size, noise, sizeless, text, trained};
use crate::flaky::{Flaky, Habits, insist};

/// The most that is held back, in bytes.
const BLOCK: usize = 128 * 1024;

/// The frames of all doors, `piece` bytes at a time.
fn all_doors(options: &CompressOptions, data: &[u8], piece: usize) -> Vec<(&'static str, Vec<u8>)> {
    let mut written = write::Encoder::with_options(Vec::new(), options).unwrap();
    for piece in data.chunks(piece) {
        written.write_all(piece).unwrap();
    }
    let source = || Flaky::new(data, Habits { most: piece, fails: false });
    let mut read = Vec::new();
    let mut reader = read::Encoder::with_options(source(), options).unwrap();
    let mut buffer = vec![0; piece];
    loop {
        match reader.read(&mut buffer).unwrap() {
            0 => break,
            len => read.extend_from_slice(&buffer[..len]),
        }
    }
    let mut buffered = Vec::new();
    let mut reader = bufread::Encoder::with_options(source(), options).unwrap();
    reader.read_to_end(&mut buffered).unwrap();
    let mut copied = Vec::new();
    copy_encode(source(), &mut copied, options, |_, _| {}).unwrap();
    vec![
        ("write", written.finish().unwrap()),
        ("read", read),
        ("bufread", buffered),
        ("copy", copied),
    ]
}

fn many() -> Vec<CompressOptions> {
    let options = CompressOptions::new();
    let raw = Dictionary::raw(text(9000)).unwrap();
    vec![
        options.clone(),
        options.clone().level(19).checksum(true),
        options.clone().level(-3).content_size(false),
        options.clone().dictionary(&trained()),
        options.clone().dictionary_as(&raw, DictionaryMode::Content),
        options.clone().dictionary_as(&raw, DictionaryMode::Prefix).checksum(true),
        options.clone().patch_from(text(300_000)),
        options.clone().window_log(18).long_distance_matching(true),
        #[cfg(feature = "multithread")]
        options.clone().workers(2),
        #[cfg(feature = "experimental")]
        options.magicless(true),
    ]
}

#[test]
fn a_small_stream_gives_the_frame_of_one_call_at_every_door() {
    let all = [text(100_000), noise(31_072)].concat();
    for options in many() {
        for len in [0, 1, 1000, 70_000, BLOCK] {
            let expected = options.compress(&all[..len]).unwrap();
            for piece in [777, 1 << 20] {
                for (door, frame) in all_doors(&options, &all[..len], piece) {
                    assert!(frame == expected, "{door} {len} {piece} {options:?}");
                }
            }
        }
    }
}

#[test]
fn a_stream_of_more_than_a_block_gives_the_frame_of_a_push_stream() {
    let data = [text(200_000), noise(70_000)].concat();
    for options in many() {
        for len in [BLOCK + 1, data.len()] {
            let mut push = options.compressor().unwrap();
            let mut expected = push.compress(&data[..len], EndDirective::Continue).unwrap();
            expected.extend(push.finish().unwrap());
            for piece in [1000, BLOCK, BLOCK + 1, 1 << 20] {
                for (door, frame) in all_doors(&options, &data[..len], piece) {
                    assert!(frame == expected, "{door} {len} {piece} {options:?}");
                }
            }
        }
    }
}

#[test]
fn five_bytes_at_level_22_take_the_memory_of_five_bytes() {
    let options = CompressOptions::new().level(22);
    let mut encoder = write::Encoder::with_options(Vec::new(), &options).unwrap();
    encoder.write_all(b"five!").unwrap();
    encoder.try_finish().unwrap();
    assert!(encoder.memory_size() < 3_000_000, "{}", encoder.memory_size());
    let info = DecompressOptions::new().frame_options().frame_info(encoder.get_ref()).unwrap();
    assert_eq!((info.content_size(), info.window_size()), (Some(5), 5));
    let mut encoder = read::Encoder::with_options(&b"five!"[..], &options).unwrap();
    io::copy(&mut encoder, &mut io::sink()).unwrap();
    assert!(encoder.memory_size() < 3_000_000, "{}", encoder.memory_size());
}

#[test]
fn a_flush_ends_the_holding_back_and_one_of_nothing_gives_nothing() {
    let mut encoder = write::Encoder::new(Vec::new(), 3).unwrap();
    encoder.flush().unwrap();
    assert!(encoder.get_ref().is_empty());
    encoder.write_all(b"at once").unwrap();
    assert!(encoder.get_ref().is_empty());
    encoder.flush().unwrap();
    let mut decompressor = DecompressOptions::new().decompressor().unwrap();
    assert_eq!(decompressor.decompress(encoder.get_ref(), None).unwrap(), b"at once");
    let frame = encoder.finish().unwrap();
    assert_eq!(content_size(&frame), None);
}

#[test]
fn each_frame_of_a_stream_is_small_by_itself_and_finishing_twice_makes_one() {
    let mut encoder = write::Encoder::new(Vec::new(), 3).unwrap();
    encoder.write_all(&text(300_000)).unwrap();
    encoder.try_finish().unwrap();
    encoder.try_finish().unwrap();
    let first = encoder.get_ref().len();
    encoder.write_all(b"small").unwrap();
    encoder.try_finish().unwrap();
    encoder.try_finish().unwrap();
    encoder.flush().unwrap();
    let frames = encoder.finish().unwrap();
    assert!(frames[first..] == zstdkit::compress(b"small", 3).unwrap());
}

#[test]
fn what_is_held_back_is_given_up_with_its_frame() {
    let mut encoder = write::Encoder::new(Vec::new(), 3).unwrap();
    encoder.write_all(b"given up").unwrap();
    encoder.abandon(Vec::new());
    assert_eq!((encoder.total_in(), encoder.total_out()), (0, 0));
    encoder.write_all(b"kept").unwrap();
    assert_eq!(encoder.finish().unwrap(), zstdkit::compress(b"kept", 3).unwrap());
}

#[test]
fn a_pledge_comes_before_the_first_byte_and_is_kept_to() {
    let mut encoder = write::Encoder::new(Vec::new(), 3).unwrap();
    encoder.write_all(b"begun").unwrap();
    assert_eq!(encoder.set_pledged_size(Some(5)), Err(Error::PledgeInsideFrame));
    assert_eq!(encoder.configure(&CompressOptions::new()), Err(Error::OptionsInsideFrame));
    assert_eq!(encoder.set_level(9), Err(Error::OptionsInsideFrame));
    encoder.try_finish().unwrap();
    encoder.set_pledged_size(Some(5)).unwrap();
    encoder.configure(&CompressOptions::new().level(9)).unwrap();
    let error = encoder.write_all(b"longer").unwrap_err();
    let wrong = Error::PledgedSize { pledged: 5, given: 6 };
    assert_eq!(Error::try_from(error).unwrap(), wrong);
    // The encoder stays stopped.
    assert_eq!(encoder.set_level(1), Err(wrong.clone()));
    assert_eq!(encoder.configure(&CompressOptions::new()), Err(wrong));
}

#[test]
fn writers_that_fail_lose_nothing_of_what_was_held_back() {
    for len in [1000, 300_000] {
        let data = text(len);
        for most in [3, 10_000] {
            let writer = Flaky::new(Vec::new(), Habits { most, fails: true });
            let mut encoder = write::Encoder::new(writer, 3).unwrap();
            let mut rest = &data[..];
            while !rest.is_empty() {
                let taken = insist(|| encoder.write(&rest[..rest.len().min(900)])).unwrap();
                rest = &rest[taken..];
            }
            insist(|| encoder.try_finish()).unwrap();
            let frame = &encoder.get_ref().inner;
            assert!(zstdkit::decompress(frame).unwrap() == data);
            assert_eq!(encoder.total_out(), frame.len() as u64);
            assert_eq!(encoder.total_in(), data.len() as u64);
        }
    }
}

#[test]
fn totals_count_what_went_in_and_came_out() {
    let data = [text(200_000), noise(5000)].concat();
    let mut encoder = bufread::Encoder::new(&data[..], 3).unwrap();
    let mut frame = Vec::new();
    encoder.read_to_end(&mut frame).unwrap();
    let lengths = (data.len() as u64, frame.len() as u64);
    assert_eq!((encoder.total_in(), encoder.total_out()), lengths);
    encoder.reset(&b""[..]);
    assert_eq!((encoder.total_in(), encoder.total_out()), (0, 0));

    let mut decoder = read::Decoder::new(&frame[..]).unwrap();
    let mut back = vec![0; 1000];
    decoder.read_exact(&mut back).unwrap();
    assert_eq!(decoder.total_out(), 1000);
    assert!(decoder.total_in() < frame.len() as u64);
    decoder.read_to_end(&mut back).unwrap();
    assert!(back == data);
    assert_eq!((decoder.total_in(), decoder.total_out()), (lengths.1, lengths.0));

    let mut decoder = write::Decoder::new(Vec::new()).unwrap();
    decoder.write_all(&frame).unwrap();
    decoder.flush().unwrap();
    assert_eq!((decoder.total_in(), decoder.total_out()), (lengths.1, lengths.0));
}

#[test]
fn the_byte_that_comes_early_is_counted_when_it_is_read() {
    let frame = sizeless(&CompressOptions::new(), b"content");
    let mut decoder = bufread::Decoder::new(&frame[..]).unwrap();
    decoder.read_exact(&mut [0; 6]).unwrap();
    decoder.finish_frame().unwrap_err();
    assert_eq!(decoder.total_out(), 6);
    decoder.read_exact(&mut [0; 1]).unwrap();
    assert_eq!((decoder.total_in(), decoder.total_out()), (frame.len() as u64, 7));
}

/// A reader that blocks after each of its pieces.
struct Pieces(Vec<Vec<u8>>);

impl Read for Pieces {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        match self.0.pop() {
            None => Ok(0),
            Some(piece) if piece.is_empty() => Err(io::ErrorKind::WouldBlock.into()),
            Some(piece) => {
                buf[..piece.len()].copy_from_slice(&piece);
                Ok(piece.len())
            }
        }
    }
}

#[test]
fn a_reading_encoder_flushes_what_it_has_taken_into_any_room() {
    let (one, other) = (noise(5000), noise(90_000));
    let (pause, twice) = (Vec::new(), [other.clone(), other.clone()].concat());
    for room in [1, 100, 1 << 20] {
        let pieces = [
            other.clone(),
            pause.clone(),
            other.clone(),
            other.clone(),
            pause.clone(),
            one.clone(),
        ];
        let mut encoder = read::Encoder::new(Pieces(pieces.into()), 3).unwrap();
        let mut decompressor = DecompressOptions::new().decompressor().unwrap();
        let mut buffer = vec![0; room];
        let mut got = Vec::new();
        for expected in [&one, &twice] {
            loop {
                match encoder.read(&mut buffer) {
                    Ok(len) => got.extend(decompressor.decompress(&buffer[..len], None).unwrap()),
                    Err(error) => break assert_eq!(error.kind(), io::ErrorKind::WouldBlock),
                }
            }
            loop {
                match encoder.flush(buffer.as_mut_slice()).unwrap() {
                    0 => break,
                    len => got.extend(decompressor.decompress(&buffer[..len], None).unwrap()),
                }
            }
            assert!(got == *expected, "{room}");
            got.clear();
        }
        let mut rest = Vec::new();
        // A flush that isn't gone on with comes out with the reads.
        encoder.read_to_end(&mut rest).unwrap();
        assert!(decompressor.decompress(&rest, None).unwrap() == other);
        assert!(decompressor.at_frame_edge());
        assert_eq!(encoder.flush(&mut rest).unwrap(), 0);
    }
}

#[test]
fn readers_read_into_any_output() {
    let data = text(300_000);
    let mut encoder = bufread::Encoder::new(&data[..], 3).unwrap();
    let mut frame = Vec::new();
    while encoder.read_into(&mut frame).unwrap() > 0 {}
    assert!(frame == sizeless(&CompressOptions::new(), &data));
    let mut decoder = read::Decoder::new(&frame[..]).unwrap();
    let mut back = Vec::with_capacity(10);
    assert_eq!(decoder.read_into(&mut back).unwrap(), 10);
    assert_eq!(back.capacity(), 10);
    assert!(decoder.read_into(&mut back).unwrap() > 10);
    while decoder.read_into(&mut back).unwrap() > 0 {}
    assert!(back == data);
    assert_eq!(decoder.read_into(&mut [0; 0]).unwrap(), 0);
}

#[test]
fn who_drops_an_encoder_is_told_of_errors() {
    /// A writer that takes nothing.
    struct Full;
    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut told = None;
    let encoder = write::Encoder::new(Full, 3).unwrap();
    let mut encoder = encoder.on_finish(|outcome| told = Some(outcome.map(drop)));
    encoder.write_all(b"held back").unwrap();
    drop(encoder);
    assert_eq!(told.unwrap().unwrap_err().kind(), io::ErrorKind::StorageFull);

    let mut told = None;
    let decoder = write::Decoder::new(Full).unwrap().on_flush(|outcome| told = Some(outcome));
    drop(decoder);
    assert!(told.unwrap().is_ok());
}

#[test]
fn a_copy_of_known_size_says_it_and_a_wrong_size_is_an_error() {
    let data = text(300_000);
    let options = CompressOptions::new();
    let size = data.len() as u64;
    let mut frame = Vec::new();
    copy_encode_sized(&data[..], Some(size), &mut frame, &options, |_, _| {}).unwrap();
    assert!(frame == options.compress(&data).unwrap());
    for wrong in [size - 1, size + 1] {
        let error =
            copy_encode_sized(&data[..], Some(wrong), io::sink(), &options, |_, _| {}).unwrap_err();
        assert!(matches!(Error::try_from(error), Ok(Error::PledgedSize { .. })));
    }
    frame.clear();
    copy_encode_sized(&data[..], None, &mut frame, &options, |_, _| {}).unwrap();
    assert!(frame == sizeless(&options, &data));
}

#[test]
fn a_file_is_pledged_for_what_it_has_from_where_it_stands() {
    let mut file = tempfile::tempfile().unwrap();
    assert_eq!(pledged(&file).unwrap(), None);
    file.write_all(b"ten bytes!").unwrap();
    assert_eq!(pledged(&file).unwrap(), Some(0));
    io::Seek::seek(&mut file, io::SeekFrom::Start(3)).unwrap();
    assert_eq!(pledged(&file).unwrap(), Some(7));
    io::Seek::seek(&mut file, io::SeekFrom::Start(30)).unwrap();
    assert_eq!(pledged(&file).unwrap(), Some(0));
}

#[test]
fn adaptors_take_other_options_between_frames() {
    let frame = CompressOptions::new().dictionary(&trained()).compress(b"record").unwrap();
    let with = DecompressOptions::new().dictionary(&trained());
    let mut decoder = read::Decoder::new(&frame[..]).unwrap();
    decoder.configure(&with).unwrap();
    let mut back = Vec::new();
    decoder.read_to_end(&mut back).unwrap();
    assert_eq!(back, b"record");
    let mut decoder = bufread::Decoder::new(&frame[..]).unwrap();
    decoder.configure(&with).unwrap();
    decoder.read_exact(&mut [0; 3]).unwrap();
    assert_eq!(decoder.configure(&DecompressOptions::new()), Err(Error::OptionsInsideFrame));
    assert_eq!(decoder.options(), &with);
    let mut encoder = bufread::Encoder::new(&b"data"[..], 3).unwrap();
    let options = CompressOptions::new().set(CompressParameter::ChecksumFlag, 1);
    encoder.configure(&options).unwrap();
    encoder.set_level(7).unwrap();
    assert_eq!(encoder.options(), &options.clone().level(7));
    let mut made = Vec::new();
    encoder.read_to_end(&mut made).unwrap();
    assert_eq!(made, options.level(7).compress(b"data").unwrap());
}

use std::mem::MaybeUninit;

use zstdkit::{
    CompressOptions, CompressorInto, DecompressOptions, DecompressorInto, Dictionary,
    DictionaryMode, EndDirective, Error, ErrorCode, SliceCompressor, compress, compress_bound,
    decompress, write_skippable_frame,
};

use crate::data::{noise, orders, text};

#[test]
fn a_slice_is_handed_out_in_pieces_of_any_size() {
    let data = text(400_000);
    let noise = noise(300_000);
    for data in [&data[..], &noise, b"", b"x"] {
        for level in [-3, 3, 19] {
            let options = CompressOptions::new().level(level).checksum(true);
            for size in [1, 1000, 200_000, 1 << 20] {
                if size == 1 && level == 19 {
                    continue;
                }
                let mut compressor = SliceCompressor::new(data, &options).unwrap();
                let mut frame = Vec::new();
                let mut piece = vec![0; size];
                while !compressor.is_finished() {
                    let len = compressor.compress_into(&mut piece[..]).unwrap();
                    frame.extend_from_slice(&piece[..len]);
                }
                assert_eq!(compressor.compress_into(&mut piece[..]), Ok(0));
                assert_eq!(decompress(&frame).unwrap(), data);
                let info = zstdkit_frame::frame_info(&frame).unwrap();
                assert_eq!(info.content_size(), Some(data.len() as u64));
            }
            let mut frame = b"before".to_vec();
            let mut compressor = SliceCompressor::new(data, &options).unwrap();
            compressor.compress_into(&mut frame).unwrap();
            assert!(compressor.is_finished());
            assert_eq!(decompress(&frame[6..]).unwrap(), data);
        }
    }
}

#[test]
fn dictionaries_and_prefixes_go_with_a_slice() {
    let record = br#"{"name":"order12","street":"total11","city":"shipped500"}"#;
    let dictionary = orders();
    for mode in [DictionaryMode::Digested, DictionaryMode::Content, DictionaryMode::Prefix] {
        let options = CompressOptions::new().dictionary_as(&dictionary, mode);
        let mut frame = Vec::new();
        SliceCompressor::new(record, &options).unwrap().compress_into(&mut frame).unwrap();
        let back = DecompressOptions::new().dictionary_as(&dictionary, mode);
        let mut room = [0; 100];
        let mut decompressor = DecompressorInto::new(&mut room, &back).unwrap();
        for byte in &frame {
            decompressor.decompress(&[*byte]).unwrap();
        }
        assert_eq!(decompressor.finish().unwrap(), record);
    }
    let other = Dictionary::raw([1; 30]).unwrap();
    let frame = CompressOptions::new().dictionary(&dictionary).compress(record).unwrap();
    let options = DecompressOptions::new().dictionary(&other);
    let mut room = [0; 100];
    let mut decompressor = DecompressorInto::new(&mut room, &options).unwrap();
    let mismatch = Error::DictionaryMismatch { wanted: 101, had: 0 };
    assert_eq!(decompressor.decompress(&frame), Err(mismatch));
}

#[cfg(feature = "multithread")]
#[test]
fn workers_are_refused() {
    let options = CompressOptions::new().workers(1);
    let parameter = "nbWorkers";
    let with = "input that stays where it is";
    let outcome = SliceCompressor::new(b"", &options).map(drop);
    assert_eq!(outcome, Err(Error::ParameterConflict { parameter, with }));
    let with = "output that stays where it is";
    let outcome = CompressorInto::new(&mut [0; 9], &options).map(drop);
    assert_eq!(outcome, Err(Error::ParameterConflict { parameter, with }));
}

#[test]
fn pieces_are_compressed_into_the_room_and_told_when_it_is_too_small() {
    let data = text(500_000);
    let options = CompressOptions::new().checksum(true);
    let mut room = vec![MaybeUninit::uninit(); compress_bound(data.len()) + 300];
    let mut compressor = CompressorInto::new_uninit(&mut room, &options).unwrap();
    let mut before = 0;
    for (index, piece) in data.chunks(7000).enumerate() {
        let directive = if index % 5 == 4 { EndDirective::Flush } else { EndDirective::Continue };
        let filled = compressor.compress(piece, directive).unwrap();
        assert!(filled >= before);
        before = filled;
    }
    assert_eq!(decompress(compressor.finish().unwrap()).unwrap(), data);

    let mut whole = vec![0; compress_bound(data.len())];
    let mut compressor = CompressorInto::new(&mut whole, &options).unwrap();
    compressor.compress(&data, EndDirective::End).unwrap();
    compressor.compress(b"second frame", EndDirective::End).unwrap();
    let frames = compressor.finish().unwrap();
    assert_eq!(decompress(frames).unwrap(), [&data[..], b"second frame"].concat());
    let mut empty = [0; 30];
    let compressor = CompressorInto::new(&mut empty, &options).unwrap();
    assert_eq!(decompress(compressor.finish().unwrap()).unwrap(), b"");

    for len in [0, 1, 10, 1000, 100_000] {
        let mut room = vec![0xEE; len + 100];
        let mut compressor = CompressorInto::new(&mut room[..len], &options).unwrap();
        let too_small = Error::OutputTooSmall { available: len, enough: None };
        let mut pieces = data.chunks(50_000);
        let outcome =
            pieces.try_for_each(|piece| compressor.compress(piece, EndDirective::Flush).map(drop));
        assert_eq!(outcome, Err(too_small.clone()));
        assert_eq!(compressor.compress(b"", EndDirective::End), Err(too_small));
        assert!(compressor.finish().is_err());
        assert!(room[len..].iter().all(|byte| *byte == 0xEE));
    }
}

#[test]
fn frames_are_decompressed_into_the_room_in_any_pieces() {
    let data = text(600_000);
    let mut frames = CompressOptions::new().checksum(true).compress(&data).unwrap();
    write_skippable_frame(b"note", 0, &mut frames).unwrap();
    frames
        .extend(CompressOptions::new().content_size(false).window_log(12).compress(&data).unwrap());
    frames.extend(compress(b"", 3).unwrap());
    let expected = data.repeat(2);
    for size in [1, 3, 1000, 70_000, usize::MAX] {
        let mut room = vec![MaybeUninit::uninit(); expected.len()];
        let options = DecompressOptions::new();
        let mut decompressor = DecompressorInto::new_uninit(&mut room, &options).unwrap();
        for piece in frames.chunks(size.min(frames.len())) {
            decompressor.decompress(piece).unwrap();
        }
        assert!(decompressor.at_frame_edge());
        assert!(decompressor.finish().unwrap() == expected);
    }
}

#[test]
fn what_is_wrong_is_told_and_nothing_written_past_the_room() {
    let data = text(100_000);
    let frame = CompressOptions::new().content_size(false).checksum(true).compress(&data).unwrap();
    let options = DecompressOptions::new();
    for len in [0, 10, 50_000, 99_999] {
        let mut room = vec![0xEE; len + 100];
        let mut decompressor = DecompressorInto::new(&mut room[..len], &options).unwrap();
        let outcome =
            frame.chunks(999).try_for_each(|piece| decompressor.decompress(piece).map(drop));
        let too_small = Error::OutputTooSmall { available: len, enough: None };
        assert_eq!(outcome, Err(too_small.clone()));
        assert_eq!(decompressor.decompress(b""), Err(too_small));
        assert!(room[len..].iter().all(|byte| *byte == 0xEE));
    }
    let mut room = vec![0; data.len()];
    let limited = DecompressOptions::new().max_output(5000);
    let mut decompressor = DecompressorInto::new(&mut room, &limited).unwrap();
    assert_eq!(decompressor.decompress(&frame), Err(Error::OutputLimit { limit: 5000 }));

    let mut decompressor = DecompressorInto::new(&mut room, &options).unwrap();
    decompressor.decompress(&frame[..frame.len() - 1]).unwrap();
    assert_eq!(decompressor.finish().map(|data| data.len()), Err(Error::Truncated));

    let mut damaged = frame.clone();
    *damaged.last_mut().unwrap() ^= 1;
    let mut decompressor = DecompressorInto::new(&mut room, &options).unwrap();
    let code = ErrorCode::ChecksumWrong;
    assert_eq!(decompressor.decompress(&damaged), Err(Error::Library { code }));
}

#[test]
fn a_corrupt_frame_that_has_the_room_it_asks_for_is_not_short_of_room() {
    let mut room = [0; 20];
    // A block of 10 equal bytes in a frame that says 4, of a single segment.
    let liar = [0x28, 0xB5, 0x2F, 0xFD, 0x20, 4, 0x53, 0, 0, b'x'];
    for size in 1..=liar.len() {
        let mut decompressor =
            DecompressorInto::new(&mut room[..4], &DecompressOptions::new()).unwrap();
        let mut pieces = liar.chunks(size);
        let error = pieces.try_for_each(|piece| decompressor.decompress(piece).map(drop));
        let error = error.unwrap_err();
        assert!(!matches!(error, Error::OutputTooSmall { .. }), "{size} {error:?}");
    }
    let honest = compress(b"abcde", 3).unwrap();
    let mut decompressor =
        DecompressorInto::new(&mut room[..4], &DecompressOptions::new()).unwrap();
    let too_small = Error::OutputTooSmall { available: 4, enough: None };
    assert_eq!(decompressor.decompress(&honest), Err(too_small));
}

#[test]
fn a_forgotten_stream_leaves_nothing_behind() {
    let data = text(300_000);
    let frame = compress(&data, 3).unwrap();
    {
        let data = data.clone();
        let mut compressor = SliceCompressor::new(&data, &CompressOptions::new()).unwrap();
        compressor.compress_into(&mut [0; 100]).unwrap();
        std::mem::forget(compressor);
        let mut room = vec![0; data.len()];
        let mut decompressor = DecompressorInto::new(&mut room, &DecompressOptions::new()).unwrap();
        decompressor.decompress(&frame[..1000]).unwrap();
        std::mem::forget(decompressor);
        room.fill(0);
        let mut compressor = CompressorInto::new(&mut room, &CompressOptions::new()).unwrap();
        compressor.compress(&data, EndDirective::Continue).unwrap();
        std::mem::forget(compressor);
        room.fill(0);
    }
    assert_eq!(decompress(&compress(&data, 3).unwrap()).unwrap(), data);
}

//! Every kind of error, where it comes from, and what it turns into.

use std::error::Error as _;
use std::io;

use zstdkit::{
    CompressOptions, CompressParameter, Compressor, DecompressOptions, DecompressParameter,
    Dictionary, EndDirective, Error, ErrorCode, compress, decompress,
};

use crate::data::{
    raw_block, record, run_block, single_segment_header, sizeless_header, text, trained,
    windowed_header,
};

fn library(outcome: Result<Vec<u8>, Error>) -> ErrorCode {
    match outcome {
        Err(Error::Library { code }) => code,
        other => panic!("{other:?}"),
    }
}

#[test]
fn legacy_frames_are_told_apart_from_unknown_ones() {
    for (magic, version) in
        [(0xFD2F_B522_u32, 2), (0xFD2F_B523, 3), (0xFD2F_B524, 4), (0xFD2F_B527, 7)]
    {
        // With the feature, the newer ones are read.
        if cfg!(feature = "legacy") && version > 4 {
            continue;
        }
        let frame = [&magic.to_le_bytes()[..], &[0; 20]].concat();
        let expected = Error::LegacyFrame { offset: 0, version };
        assert_eq!(decompress(&frame), Err(expected.clone()));
        let mut push = DecompressOptions::new().decompressor().unwrap();
        assert_eq!(push.decompress(&frame, None), Err(expected.clone()));
        assert_eq!(io::Error::from(expected).kind(), io::ErrorKind::Unsupported);
    }
}

#[test]
fn a_reserved_bit_a_reserved_block_type_and_an_oversized_block_are_malformed() {
    let mut reserved_bit = sizeless_header(20);
    reserved_bit[4] |= 0x08;
    let reserved_bit = [reserved_bit, run_block(0, 1, true)].concat();
    let mut reserved_type = [sizeless_header(20), run_block(0, 1, true)].concat();
    reserved_type[6] |= 0b110;
    let oversized = [sizeless_header(10), run_block(0, 1025, true)].concat();
    for bytes in [reserved_bit, reserved_type, oversized] {
        let good = compress(b"good", 3).unwrap();
        let stream = [&good[..], &bytes].concat();
        let error = decompress(&stream).unwrap_err();
        let Error::MalformedFrame { offset, .. } = &error else { panic!("{error:?}") };
        assert_eq!(*offset, good.len() as u64);
        assert!(error.source().is_some());
        let mut push = DecompressOptions::new().decompressor().unwrap();
        push.decompress(&stream, None).unwrap_err();
    }
}

#[test]
fn a_claim_that_the_blocks_do_not_bear_out_is_corrupt_data() {
    let block = run_block(5, 1000, true);
    for claim in [0, 1, 999, 1001, 1 << 20, 1 << 60, u64::MAX - 1] {
        let frame = [windowed_header(17, claim), block.clone()].concat();
        assert_eq!(library(decompress(&frame)), ErrorCode::CorruptionDetected, "{claim}");
        let mut push = DecompressOptions::new().decompressor().unwrap();
        assert_eq!(library(push.decompress(&frame, None)), ErrorCode::CorruptionDetected);
    }
    let honest = [windowed_header(17, 1000), block].concat();
    assert_eq!(decompress(&honest).unwrap(), [5; 1000]);
}

#[test]
fn thirteen_bytes_that_claim_2_to_the_60_are_refused_by_every_decoder() {
    let header = single_segment_header(1 << 60);
    assert_eq!(header.len(), 13);
    let expected = Error::WindowTooLarge { window_size: 1 << 60, limit: 1 << 27 };
    assert_eq!(decompress(&header), Err(expected.clone()));
    let mut push = DecompressOptions::new().decompressor().unwrap();
    assert_eq!(push.decompress(&header, None), Err(expected.clone()));
    let whole = [&header[..], &raw_block(b"x", true)].concat();
    assert_eq!(decompress(&whole), Err(expected));
}

#[test]
fn a_window_over_every_limit_is_over_the_limit_at_hand() {
    let good = compress(b"good", 3).unwrap();
    for (descriptor, window_size) in
        [(0xFF, (1_u64 << 41) + 7 * (1 << 38)), (22 << 3, 1 << 32), ((22 << 3) + 1, 9 << 29)]
    {
        let frame = [0x28, 0xb5, 0x2f, 0xfd, 0, descriptor, 1, 0, 0];
        for stream in [frame.to_vec(), [&good[..], &frame].concat()] {
            let most = *DecompressParameter::WindowLogMax.bounds().end() as u32;
            let options = DecompressOptions::new().window_log_max(most);
            for (options, limit) in [(DecompressOptions::new(), 1 << 27), (options, 1 << most)] {
                let expected = Error::WindowTooLarge { window_size, limit };
                assert_eq!(options.decompress(&stream), Err(expected.clone()));
                let mut context = options.context().unwrap();
                let in_place = context.decompress_in_place(&mut stream.clone());
                assert_eq!(in_place, Err(expected.clone()));
                for size in 1..=stream.len() {
                    let mut push = options.decompressor().unwrap();
                    let mut pieces = stream.chunks(size);
                    let outcome =
                        pieces.try_for_each(|piece| push.decompress(piece, None).map(drop));
                    assert_eq!(outcome, Err(expected.clone()), "{size}");
                }
            }
        }
    }
    #[cfg(feature = "experimental")]
    {
        let options = DecompressOptions::new().magicless(true);
        let expected = Error::WindowTooLarge { window_size: 9 << 29, limit: 1 << 27 };
        assert_eq!(options.decompress(&[0, (22 << 3) + 1, 1, 0, 0]), Err(expected));
    }
}

#[test]
fn bytes_that_begin_no_frame_are_reported_as_far_as_they_were_looked_at() {
    let found = |size: usize| {
        let mut push = DecompressOptions::new().decompressor().unwrap();
        let mut pieces = [0x28, 0xb5, 0x00, 0x01, 0x02].chunks(size);
        pieces.try_for_each(|piece| push.decompress(piece, None).map(drop)).unwrap_err()
    };
    for (size, seen) in [(1, 3), (2, 4), (3, 3), (4, 4), (5, 4)] {
        let bytes = [0x28, 0xb5, 0x00, 0x01][..seen].to_vec();
        assert_eq!(found(size), Error::UnknownFrame { offset: 0, found: bytes }, "{size}");
    }
}

/// The code of what comes of `frame` in pieces of `size` bytes, if it's libzstd's error.
fn pushed(frame: &[u8], size: usize) -> Option<ErrorCode> {
    let mut push = DecompressOptions::new().decompressor().unwrap();
    for piece in frame.chunks(size) {
        match push.decompress(piece, None) {
            Err(Error::Library { code }) => return Some(code),
            Err(_) => return None,
            Ok(_) => {}
        }
    }
    None
}

#[test]
fn corrupt_data_never_blames_a_buffer_that_nobody_gave() {
    let short_of_room = b"\x28\xb5\x2f\xfd\x20\x2b\x45\x01\x00\x14\x02\x6c\x69\x6e\x65\x20\x33\x33\
        \x38\x39\x20\x6f\x66\x20\x74\x65\x78\x74\x20\x31\x33\x0a\x6c\x69\x6e\x65\x20\x32\x36\x37\
        \x32\x30\x0a\x6c\x41\x00\xe2\x36\x9d";
    let code = ErrorCode::CorruptionDetected;
    assert_eq!(library(decompress(short_of_room)), code);
    for size in 1..=short_of_room.len() {
        assert_eq!(pushed(short_of_room, size), Some(code), "{size}");
    }
    let mut reader = zstdkit::stream::read::Decoder::new(&short_of_room[..]).unwrap();
    let error = io::copy(&mut reader, &mut io::sink()).unwrap_err();
    assert_eq!(Error::try_from(error).unwrap(), Error::Library { code });

    let content = text(300);
    let mut frames = Vec::new();
    for (size, checksum) in [(true, false), (false, false), (true, true)] {
        let options = CompressOptions::new().content_size(size).checksum(checksum);
        frames.push(options.compress(&content).unwrap());
    }
    let misleading = [ErrorCode::DstSizeTooSmall, ErrorCode::SrcSizeWrong];
    let mut corrupt = 0;
    for frame in frames {
        for at in 4..frame.len() {
            for mask in [0x01, 0x06, 0x18, 0x80, 0xFF] {
                let mut damaged = frame.clone();
                damaged[at] ^= mask;
                let whole = match decompress(&damaged) {
                    Err(Error::Library { code }) => Some(code),
                    _ => None,
                };
                let found = [whole, pushed(&damaged, 1), pushed(&damaged, damaged.len())];
                for code in found.into_iter().flatten() {
                    assert!(!misleading.contains(&code), "{at} {mask:#x} {code:?}");
                    corrupt += usize::from(code == ErrorCode::CorruptionDetected);
                }
            }
        }
    }
    assert!(corrupt > 500, "{corrupt}");
}

#[test]
fn corrupt_blocks_are_libzstds_error() {
    let mut frame = CompressOptions::new().checksum(true).compress(&text(3000)).unwrap();
    let middle = frame.len() / 2;
    frame[middle..middle + 20].fill(0xFF);
    let error = decompress(&frame).unwrap_err();
    assert!(matches!(error, Error::Library { .. }), "{error:?}");
    assert_eq!(io::Error::from(error).kind(), io::ErrorKind::InvalidData);
}

#[test]
fn every_message_says_what_was_found() {
    let dictionary = CompressOptions::new().dictionary(&trained());
    let frame = dictionary.compress(&record(1)).unwrap();
    let mut pledged = Compressor::new(&CompressOptions::new()).unwrap();
    pledged.set_pledged_size(Some(77)).unwrap();
    let mut finished = DecompressOptions::new().frame_decompressor().unwrap();
    finished.decompress(&compress(b"", 3).unwrap(), None).unwrap();
    let mut begun = Compressor::new(&CompressOptions::new()).unwrap();
    begun.compress(b"a", EndDirective::Continue).unwrap();
    let mut context = CompressOptions::new().context().unwrap();

    let cases = [
        (compress(b"", 23).unwrap_err(), "compressionLevel is 23, but must lie in -131072..=22"),
        (CompressParameter::try_from(5).unwrap_err(), "unknown parameter (key 5)"),
        ("speed".parse::<CompressParameter>().unwrap_err(), "\"speed\""),
        (decompress(&frame[..5]).unwrap_err(), "truncated"),
        (decompress(b"none").unwrap_err(), "offset 0: 6e 6f 6e 65"),
        (decompress(&frame).unwrap_err(), "wants dictionary 20260101, but none"),
        (context.compress_into(b"", &mut [0; 3]).unwrap_err(), "3 bytes is too small"),
        (
            DecompressOptions::new()
                .max_output(5)
                .decompress(&compress(&[0; 9], 3).unwrap())
                .unwrap_err(),
            "limit of 5 bytes",
        ),
        (
            DecompressOptions::new()
                .window_log_max(10)
                .decompress(&compress(&[0; 2000], 3).unwrap())
                .unwrap_err(),
            "2000 bytes, over the limit of 1024",
        ),
        (Dictionary::new([0; 7]).unwrap_err(), "7 bytes"),
        (pledged.finish().unwrap_err(), "pledged to hold 77 bytes, but 0 were given"),
        (begun.set_pledged_size(None).unwrap_err(), "frame's start"),
        (finished.decompress(b"", None).unwrap_err(), "already at the end of the frame"),
        (Error::OutOfMemory, "out of memory"),
    ];
    for (error, part) in cases {
        let message = error.to_string();
        assert!(message.contains(part), "{message:?} lacks {part:?}");
        let io_error = io::Error::from(error.clone());
        let source = io_error.get_ref().and_then(|inner| inner.downcast_ref::<Error>());
        assert_eq!(source, Some(&error), "an io::Error keeps it");
    }
}

#[test]
fn io_errors_have_a_kind_that_fits() {
    let kind = |error: Error| io::Error::from(error).kind();
    assert_eq!(kind(Error::Truncated), io::ErrorKind::UnexpectedEof);
    assert_eq!(kind(Error::OutOfMemory), io::ErrorKind::OutOfMemory);
    assert_eq!(kind(Error::PledgeInsideFrame), io::ErrorKind::InvalidInput);
    assert_eq!(kind(Error::FrameFinished), io::ErrorKind::InvalidInput);
    assert_eq!(kind(compress(b"", 99).unwrap_err()), io::ErrorKind::InvalidInput);
    assert_eq!(kind(decompress(b"garbage").unwrap_err()), io::ErrorKind::InvalidData);
    assert_eq!(kind(Error::OutputLimit { limit: 1 }), io::ErrorKind::InvalidData);
}

#[test]
fn error_codes_have_libzstds_words() {
    assert_eq!(ErrorCode::ChecksumWrong.message(), "Restored data doesn't match checksum");
    assert_eq!(ErrorCode::from_raw(22), ErrorCode::ChecksumWrong);
    assert_eq!(ErrorCode::from_raw(9999), ErrorCode::Unknown(9999));
    assert!(!ErrorCode::Unknown(9999).message().is_empty());
}

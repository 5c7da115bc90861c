use zstdkit::{
    CompressOptions, DecompressContext, DecompressOptions, DictionarySet, Error, compress,
    decompress, write_skippable_frame,
};

use crate::data::{Numbers, noise, orders, sensors, text};

fn in_place(options: &DecompressOptions, data: &[u8]) -> (zstdkit::Result<usize>, Vec<u8>) {
    let mut buffer = data.to_vec();
    let outcome = DecompressContext::new(options).unwrap().decompress_in_place(&mut buffer);
    (outcome, buffer)
}

#[test]
fn any_frames_are_replaced_by_what_they_hold() {
    let (text, noise) = (text(500_000), noise(400_000));
    let mut frames = compress(&text, 3).unwrap();
    write_skippable_frame(b"note", 3, &mut frames).unwrap();
    frames.extend(compress(b"", 3).unwrap());
    frames.extend(CompressOptions::new().checksum(true).compress(&noise).unwrap());
    frames.extend(compress(&[0; 300_000], 19).unwrap());
    let expected = [&text[..], &noise, &[0; 300_000]].concat();
    let (outcome, buffer) = in_place(&DecompressOptions::new(), &frames);
    assert_eq!(outcome, Ok(expected.len()));
    assert_eq!(buffer, expected);
    // One buffer, and no second one.
    assert!(buffer.capacity() < expected.len() + 200_000);

    assert_eq!(in_place(&DecompressOptions::new(), b""), (Ok(0), Vec::new()));
    let mut only_a_note = Vec::new();
    write_skippable_frame(b"note", 3, &mut only_a_note).unwrap();
    assert_eq!(in_place(&DecompressOptions::new(), &only_a_note), (Ok(0), Vec::new()));
}

#[test]
fn frames_that_do_not_say_their_size_are_decompressed_all_the_same() {
    let data = text(300_000);
    let frame = CompressOptions::new().content_size(false).compress(&data).unwrap();
    assert_eq!(in_place(&DecompressOptions::new(), &frame), (Ok(data.len()), data));
}

#[test]
fn each_frame_has_the_dictionary_that_it_names() {
    let (orders, sensors) = (orders(), sensors());
    let record = br#"{"temperature":"station5","sensor":"valid7","humidity":"wind900"}"#;
    let mut frames = CompressOptions::new().dictionary(&orders).compress(record).unwrap();
    frames.extend(CompressOptions::new().dictionary(&sensors).compress(record).unwrap());
    let set = DictionarySet::new([orders, sensors]).unwrap();
    let (outcome, buffer) = in_place(&DecompressOptions::new().dictionaries(&set), &frames);
    assert_eq!(outcome, Ok(2 * record.len()));
    assert_eq!(buffer, [&record[..], record].concat());
    let (outcome, buffer) = in_place(&DecompressOptions::new(), &frames);
    assert_eq!(outcome, Err(Error::DictionaryMismatch { wanted: 101, had: 0 }));
    assert_eq!(buffer, frames);
}

#[test]
fn what_headers_tell_is_told_before_anything_is_overwritten() {
    let frame = compress(&text(100_000), 3).unwrap();
    let bounded = DecompressOptions::new().max_output(99_999);
    let unchanged = |options: &DecompressOptions, data: &[u8]| {
        let (outcome, buffer) = in_place(options, data);
        assert_eq!(buffer, data);
        outcome.unwrap_err()
    };
    assert_eq!(unchanged(&bounded, &frame), Error::OutputLimit { limit: 99_999 });
    let default = DecompressOptions::new();
    assert_eq!(unchanged(&default, &frame[..frame.len() - 1]), Error::Truncated);
    let followed = [&frame[..], b"more"].concat();
    assert!(matches!(unchanged(&default, &followed), Error::UnknownFrame { .. }));
}

#[test]
fn corrupt_frames_are_told_apart_from_whole_ones_and_never_written_past() {
    let mut frames = compress(&text(200_000), 3).unwrap();
    frames.extend(CompressOptions::new().checksum(true).compress(&noise(3000)).unwrap());
    frames.extend(compress(&[7; 200_000], 3).unwrap());
    let mut numbers = Numbers(3);
    let mut context = DecompressContext::new(&DecompressOptions::new()).unwrap();
    for _ in 0..800 {
        let mut buffer = frames.clone();
        for _ in 0..=numbers.next(3) {
            let at = numbers.next(buffer.len() as u64) as usize;
            buffer[at] = numbers.next(256) as u8;
        }
        let damaged = buffer.clone();
        match (context.decompress_in_place(&mut buffer), decompress(&damaged)) {
            (Ok(written), Ok(expected)) => {
                assert_eq!(written, expected.len());
                assert_eq!(buffer, expected);
            }
            (Err(_), Err(_)) => assert!(buffer.is_empty() || buffer == damaged),
            (found, expected) => panic!("{found:?} {:?}", expected.map(|data| data.len())),
        }
    }
    // After all of that the context is as good as new.
    let expected = decompress(&frames).unwrap();
    assert_eq!(context.decompress_in_place(&mut frames), Ok(expected.len()));
    assert_eq!(frames, expected);
}

#[test]
fn frames_longer_than_their_content_are_an_error_and_no_panic() {
    // Says that its size is 0, and has a megabyte of blocks.
    let mut hostile = vec![0x28, 0xB5, 0x2F, 0xFD, 0x80, 0x58, 0, 0, 0, 0];
    for block in 0..10_u32 {
        let last = u32::from(block == 9);
        hostile.extend_from_slice(&(100_000 << 3 | last).to_le_bytes()[..3]);
        hostile.extend_from_slice(&[7; 100_000]);
    }
    for data in [&[][..], &[0; 300_000], &[0; 5_000_000]] {
        let mut frames = compress(data, 3).unwrap();
        frames.extend_from_slice(&hostile);
        frames.extend(compress(data, 3).unwrap());
        let (outcome, buffer) = in_place(&DecompressOptions::new(), &frames);
        let code = zstdkit::ErrorCode::CorruptionDetected;
        assert_eq!(outcome, Err(Error::Library { code }));
        assert!(buffer.is_empty() || buffer == frames);
    }
}

//! Streams of RFC 9842: a header that names the dictionary, and frames that any decoder reads.

use std::io::{Read, Write};

use zstdkit::{
    CompressOptions, CompressParameter, DecompressOptions, EndDirective, Error,
    dcz::{self, Dictionary},
};

fn versions() -> (Vec<u8>, Vec<u8>) {
    let old: Vec<u8> = (0..100_000_u64).map(|at| (at * at / 977 % 251) as u8).collect();
    let mut new = old.clone();
    new.splice(50_000..50_010, *b"changed here");
    (old, new)
}

#[test]
fn a_stream_is_a_header_and_a_frame_with_the_dictionary_as_prefix() {
    let (old, new) = versions();
    let dictionary = Dictionary::new(&old).unwrap();
    let options = CompressOptions::new().checksum(true);
    let stream = dictionary.compress(&new, &options).unwrap();
    assert!(stream.len() < 200, "{}", stream.len());
    assert_eq!(stream[..40], dictionary.header());
    assert_eq!(dcz::wanted(&stream), Some(*dictionary.hash()));
    let patched = DecompressOptions::new().patch_from(&old);
    assert!(patched.decompress(&stream).unwrap() == new);
    assert!(dictionary.decompress(&stream, &DecompressOptions::new()).unwrap() == new);
    let mut encoder = dictionary.encoder(Vec::new(), &options).unwrap();
    encoder.write_all(&new).unwrap();
    assert!(encoder.finish().unwrap() == stream);
    let mut back = Vec::new();
    let mut decoder = dictionary.decoder(&stream[..], &DecompressOptions::new()).unwrap();
    decoder.read_to_end(&mut back).unwrap();
    assert!(back == new);
}

#[test]
fn every_frame_of_a_stream_has_the_dictionary() {
    let (old, new) = versions();
    let dictionary = Dictionary::new(&old).unwrap();
    let options = dictionary.compress_options(&CompressOptions::new().checksum(true));
    let frame = options.compress(&new).unwrap();
    let stream = [&dictionary.header()[..], &frame, &frame].concat();
    let expected = [&new[..], &new].concat();
    for workers in [0, 2] {
        let options = DecompressOptions::new().workers(workers);
        assert!(dictionary.decompress(&stream, &options).unwrap() == expected);
    }
    let options = dictionary.decompress_options(&DecompressOptions::new());
    let mut push = options.decompressor().unwrap();
    assert!(push.decompress(&stream, None).unwrap() == expected);
    let mut buffer = stream.clone();
    options.context().unwrap().decompress_in_place(&mut buffer).unwrap();
    assert!(buffer == expected);
}

#[test]
fn another_dictionary_and_no_header_are_told_apart() {
    let dictionary = Dictionary::from_owned(b"one");
    let stream =
        Dictionary::from_owned(b"other").compress(b"data", &CompressOptions::new()).unwrap();
    let options = DecompressOptions::new();
    assert_eq!(dictionary.decompress(&stream, &options), Err(Error::DictionaryHash));
    assert_eq!(dictionary.decompress(&dictionary.header()[..39], &options), Err(Error::Truncated));
    let plain = zstdkit::compress(b"data", 3).unwrap();
    let error = dictionary.decompress(&plain, &options).unwrap_err();
    assert!(matches!(error, Error::UnknownFrame { offset: 0, .. }));
    let error = dictionary.decoder(&stream[..], &options).unwrap_err();
    assert_eq!(Error::try_from(error).unwrap(), Error::DictionaryHash);
}

#[test]
fn windows_are_what_every_browser_takes() {
    let dictionary = Dictionary::from_owned(vec![7; 14 << 20]);
    let options = dictionary.compress_options(&CompressOptions::new().level(22));
    let start = options.compressor().unwrap().compress(b"data", EndDirective::Flush).unwrap();
    // 17.5 MiB are allowed, and 16 are the power of two.
    assert_eq!(zstdkit_frame::frame_info(&start).unwrap().window_size(), 16 << 20);
    let wide = CompressOptions::new().set(CompressParameter::WindowLog, 25);
    let refused = dictionary.compress(b"data", &wide).unwrap_err();
    assert!(matches!(refused, Error::ParameterOutOfBounds { upper: 24, value: 25, .. }));
    let frame = [0x28, 0xB5, 0x2F, 0xFD, 0, 15 << 3, 1, 0, 0];
    let stream = [&dictionary.header()[..], &frame].concat();
    let (window_size, limit) = (32 << 20, 35 << 19);
    let refused = Err(Error::WindowTooLarge { window_size, limit });
    assert_eq!(dictionary.decompress(&stream, &DecompressOptions::new()), refused);
    let lower = DecompressOptions::new().web();
    let refused = Err(Error::WindowTooLarge { window_size, limit: 8 << 20 });
    assert_eq!(dictionary.decompress(&stream, &lower), refused);
}

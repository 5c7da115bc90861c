//! Beside the `zstd` crate, which brings the same libzstd: the same bytes, and frames read both ways.

use std::io::{Read, Write};

use zstdkit::{
    CompressOptions, Compressor, DecompressOptions, Dictionary, DictionaryMode, EndDirective,
};
use zstdkit_dict::train;
use zstdkit_tests::{mixed, noise, record, records, text};

const LEVELS: [i32; 10] = [-131_072, -100, -5, -1, 0, 1, 3, 6, 12, 19];

fn inputs() -> Vec<Vec<u8>> {
    vec![
        Vec::new(),
        b"x".to_vec(),
        record(5),
        text(5000, 1),
        noise(140_000, 2),
        vec![0; 300_000],
        text(200_000, 3),
    ]
}

fn dictionaries() -> [Dictionary; 2] {
    [train(records(2000), 8192).unwrap(), Dictionary::raw(text(5000, 8)).unwrap()]
}

#[test]
fn one_call_gives_the_same_bytes() {
    for data in inputs() {
        for level in LEVELS {
            let ours = zstdkit::compress(&data, level).unwrap();
            assert!(ours == zstd::bulk::compress(&data, level).unwrap(), "{level} {}", data.len());
        }
    }
    assert!(
        zstdkit::compress(&mixed(), 15).unwrap() == zstd::bulk::compress(&mixed(), 15).unwrap()
    );
}

#[test]
fn one_call_with_a_dictionary_gives_the_same_bytes() {
    let inputs = [record(7), record(2001), text(30_000, 4), Vec::new()];
    for dictionary in dictionaries() {
        for level in LEVELS {
            let options = CompressOptions::new().level(level);
            let by_content = options.clone().dictionary_as(&dictionary, DictionaryMode::Content);
            let prepared = options.dictionary(&dictionary);
            let mut their_by_content =
                zstd::bulk::Compressor::with_dictionary(level, dictionary.content()).unwrap();
            let their_dictionary = zstd::dict::EncoderDictionary::copy(dictionary.content(), level);
            let mut their_prepared =
                zstd::bulk::Compressor::with_prepared_dictionary(&their_dictionary).unwrap();
            for data in &inputs {
                let ours = by_content.compress(data).unwrap();
                assert!(ours == their_by_content.compress(data).unwrap(), "{level}: by content");
                let ours = prepared.compress(data).unwrap();
                assert!(ours == their_prepared.compress(data).unwrap(), "{level}: prepared");
            }
        }
    }
}

#[test]
fn streams_give_the_same_bytes() {
    for data in inputs() {
        for (level, checksum) in [(-5, true), (1, false), (3, true), (9, false), (18, true)] {
            let mut theirs = zstd::stream::write::Encoder::new(Vec::new(), level).unwrap();
            theirs.include_checksum(checksum).unwrap();
            let options = CompressOptions::new().level(level).checksum(checksum);
            let mut ours =
                zstdkit::stream::write::Encoder::with_options(Vec::new(), &options).unwrap();
            let mut push = Compressor::new(&options).unwrap();
            let mut pushed = push.compress(b"", EndDirective::Continue).unwrap();
            for part in data.chunks(30_000) {
                theirs.write_all(part).unwrap();
                ours.write_all(part).unwrap();
                pushed.extend(push.compress(part, EndDirective::Continue).unwrap());
            }
            pushed.extend(push.finish().unwrap());
            let theirs = theirs.finish().unwrap();
            // Ours knows that a stream is small before it compresses any of it.
            let small = data.len() <= 128 * 1024;
            let expected = if small { options.compress(&data).unwrap() } else { theirs.clone() };
            assert!(ours.finish().unwrap() == expected, "{level}, {} bytes", data.len());
            // An encoder's first call is its last where nothing is written, and the size known then.
            if !data.is_empty() {
                assert!(pushed == theirs, "{level}, {} bytes, pushed", data.len());
            }
        }
    }
}

#[test]
fn streams_with_a_dictionary_and_a_pledge_give_the_same_bytes() {
    for dictionary in dictionaries() {
        for level in [-5, 1, 3, 19] {
            let data = text(70_000, 5);
            let their_dictionary = zstd::dict::EncoderDictionary::copy(dictionary.content(), level);
            let mut theirs = zstd::stream::write::Encoder::with_prepared_dictionary(
                Vec::new(),
                &their_dictionary,
            )
            .unwrap();
            theirs.set_pledged_src_size(Some(data.len() as u64)).unwrap();
            theirs.write_all(&data).unwrap();
            let options = CompressOptions::new().level(level).dictionary(&dictionary);
            let mut ours =
                zstdkit::stream::write::Encoder::with_options(Vec::new(), &options).unwrap();
            ours.set_pledged_size(Some(data.len() as u64)).unwrap();
            ours.write_all(&data).unwrap();
            assert!(ours.finish().unwrap() == theirs.finish().unwrap(), "{level}");
        }
    }
}

#[test]
fn frames_are_read_both_ways() {
    let dictionary = &dictionaries()[0];
    for data in inputs() {
        for level in [-5, 3, 13] {
            let our_options =
                CompressOptions::new().level(level).checksum(true).dictionary(dictionary);
            let our_frame = our_options.compress(&data).unwrap();
            let mut theirs =
                zstd::stream::read::Decoder::with_dictionary(&our_frame[..], dictionary.content())
                    .unwrap();
            let mut back = Vec::new();
            theirs.read_to_end(&mut back).unwrap();
            assert!(back == data);

            let mut their_frame =
                zstd::bulk::Compressor::with_dictionary(level, dictionary.content()).unwrap();
            let their_frame = their_frame.compress(&data).unwrap();
            let options = DecompressOptions::new().dictionary(dictionary);
            assert!(options.decompress(&their_frame).unwrap() == data);
            let streamed = zstd::stream::encode_all(&data[..], level).unwrap();
            assert!(zstdkit::decompress(&streamed).unwrap() == data);
        }
    }
}

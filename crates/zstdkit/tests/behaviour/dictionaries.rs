//! Dictionaries, and the three ways to use them.

use zstdkit::{
    CompressOptions, Compressor, DecompressOptions, Dictionary, DictionaryFault, DictionaryMode,
    EndDirective, Error,
};

use crate::data::{TRAINED, TRAINED_ID, record, sizeless, text, trained};

const MODES: [DictionaryMode; 3] =
    [DictionaryMode::Digested, DictionaryMode::Content, DictionaryMode::Prefix];

fn fault(outcome: Result<Dictionary, Error>) -> DictionaryFault {
    match outcome {
        Err(Error::InvalidDictionary { reason }) => reason,
        other => panic!("{other:?}"),
    }
}

fn frame_dictionary_id(frame: &[u8]) -> u32 {
    zstdkit_frame::frame_info(frame).unwrap().dictionary_id()
}

#[test]
fn new_wants_a_trained_dictionary() {
    let dictionary = Dictionary::new(TRAINED).unwrap();
    assert_eq!(dictionary.id(), TRAINED_ID);
    assert_eq!(dictionary.content(), TRAINED);
    assert_eq!(
        fault(Dictionary::new(b"plain content")),
        DictionaryFault::NoMagic { found: *b"plai" }
    );
}

#[test]
fn new_wants_eight_bytes_or_more() {
    for len in 0..8 {
        assert_eq!(fault(Dictionary::new(&TRAINED[..len])), DictionaryFault::TooShort { len });
    }
}

#[test]
fn new_wants_an_id_other_than_0() {
    let mut content = TRAINED.to_vec();
    content[4..8].fill(0);
    assert_eq!(fault(Dictionary::new(&content)), DictionaryFault::ZeroId);
}

#[test]
fn raw_takes_any_content_of_eight_bytes_or_more() {
    for len in 0..8 {
        assert_eq!(fault(Dictionary::raw(&text(8)[..len])), DictionaryFault::TooShort { len });
    }
    for content in [text(8), text(100_000), vec![0; 9]] {
        assert_eq!(Dictionary::raw(&content).unwrap().content(), content);
    }
}

#[test]
fn raw_has_the_id_0_unless_its_content_is_a_trained_dictionary() {
    assert_eq!(Dictionary::raw(text(100)).unwrap().id(), 0);
    assert_eq!(Dictionary::raw(TRAINED).unwrap().id(), TRAINED_ID);
}

#[test]
fn a_corrupt_body_behind_a_good_magic_is_an_error_when_made() {
    // Of every length that cuts the tables off, and with every early byte damaged.
    for len in 8..100 {
        assert_eq!(fault(Dictionary::new(&TRAINED[..len])), DictionaryFault::Corrupt, "{len}");
        assert_eq!(fault(Dictionary::raw(&TRAINED[..len])), DictionaryFault::Corrupt, "{len}");
    }
    let mut made = 0;
    for index in 8..140 {
        let mut content = TRAINED.to_vec();
        content[index] ^= 0xFF;
        // Some damage leaves tables that can be read: those dictionaries must work, then.
        let Ok(dictionary) = Dictionary::new(&content) else { continue };
        made += 1;
        for mode in MODES {
            let frame = CompressOptions::new().dictionary_as(&dictionary, mode).compress(b"data");
            let options = DecompressOptions::new().dictionary_as(&dictionary, mode);
            assert_eq!(options.decompress(&frame.unwrap()).unwrap(), b"data");
        }
    }
    assert!(made < 132, "no damage was found at all");
}

#[test]
fn every_way_of_loading_leads_back_and_helps() {
    let data = record(7);
    let alone = zstdkit::compress(&data, 3).unwrap();
    for dictionary in [trained(), Dictionary::raw(record(7)).unwrap()] {
        for mode in MODES {
            for level in [-5, 1, 3, 12, 19] {
                let options = CompressOptions::new().level(level).dictionary_as(&dictionary, mode);
                let frame = options.compress(&data).unwrap();
                assert!(frame.len() < alone.len(), "{mode:?}");
                let options = DecompressOptions::new().dictionary_as(&dictionary, mode);
                assert_eq!(options.decompress(&frame).unwrap(), data);
                let mut push = options.decompressor().unwrap();
                assert_eq!(push.decompress(&frame, None).unwrap(), data);
            }
        }
    }
}

#[test]
fn digested_and_by_content_the_frame_names_the_id_and_as_a_prefix_it_does_not() {
    for (mode, id) in MODES.into_iter().zip([TRAINED_ID, TRAINED_ID, 0]) {
        let options = CompressOptions::new().dictionary_as(&trained(), mode);
        assert_eq!(frame_dictionary_id(&options.compress(&record(1)).unwrap()), id);
        assert_eq!(frame_dictionary_id(&sizeless(&options, &record(1))), id);
    }
}

#[test]
fn frames_name_no_id_where_they_are_told_not_to() {
    for mode in MODES {
        let options = CompressOptions::new().dictionary_id(false).dictionary_as(&trained(), mode);
        let frame = options.compress(&record(1)).unwrap();
        assert_eq!(frame_dictionary_id(&frame), 0);
        let options = DecompressOptions::new().dictionary_as(&trained(), mode);
        assert_eq!(options.decompress(&frame).unwrap(), record(1));
    }
}

#[test]
fn by_content_the_advanced_parameters_apply() {
    let data = text(100_000);
    let options = CompressOptions::new().window_log(11);
    for mode in [DictionaryMode::Content, DictionaryMode::Prefix] {
        let frame = options.clone().dictionary_as(&trained(), mode).compress(&data).unwrap();
        assert_eq!(zstdkit_frame::frame_info(&frame).unwrap().window_size(), 1 << 11, "{mode:?}");
    }
}

#[test]
fn a_prefix_serves_a_push_streams_first_frame_only() {
    let dictionary = Dictionary::raw(record(3)).unwrap();
    let options = CompressOptions::new().dictionary_as(&dictionary, DictionaryMode::Prefix);
    let mut compressor = Compressor::new(&options).unwrap();
    let first = compressor.compress(&record(3), EndDirective::End).unwrap();
    let second = compressor.compress(&record(3), EndDirective::End).unwrap();
    assert!(first.len() < second.len());
    assert_eq!(second, zstdkit::compress(&record(3), 0).unwrap());

    let options = DecompressOptions::new().dictionary_as(&dictionary, DictionaryMode::Prefix);
    let stream = [&first[..], &second].concat();
    let both = record(3).repeat(2);
    assert_eq!(options.decompressor().unwrap().decompress(&stream, None).unwrap(), both);
    assert_eq!(options.decompress(&stream).unwrap(), both);
    options.decompress(&[&second[..], &first].concat()).unwrap_err();
}

#[test]
fn a_prefix_serves_every_call_of_a_context() {
    let dictionary = Dictionary::raw(record(3)).unwrap();
    let options = CompressOptions::new().dictionary_as(&dictionary, DictionaryMode::Prefix);
    let mut compress = options.context().unwrap();
    let options = DecompressOptions::new().dictionary_as(&dictionary, DictionaryMode::Prefix);
    let mut decompress = options.context().unwrap();
    let mut first = Vec::new();
    compress.compress_into(&record(3), &mut first).unwrap();
    for _ in 0..3 {
        let mut frame = Vec::new();
        compress.compress_into(&record(3), &mut frame).unwrap();
        assert_eq!(frame, first);
        compress.compress_into(&record(3), &mut [0; 3]).unwrap_err();
        decompress.decompress_into(&frame[..5], &mut Vec::new()).unwrap_err();
        let mut data = Vec::new();
        decompress.decompress_into(&frame, &mut data).unwrap();
        assert_eq!(data, record(3));
    }
}

#[test]
fn a_frame_that_names_a_dictionary_and_gets_none_is_a_mismatch() {
    let frame = CompressOptions::new().dictionary(&trained()).compress(&record(1)).unwrap();
    let error = Error::DictionaryMismatch { wanted: TRAINED_ID, had: 0 };
    assert_eq!(zstdkit::decompress(&frame), Err(error.clone()));
    let mut push = DecompressOptions::new().decompressor().unwrap();
    assert_eq!(push.decompress(&frame, None), Err(error.clone()));
    assert!(error.to_string().contains("20260101"), "{error}");
}

#[test]
fn a_frame_that_names_a_dictionary_and_gets_another_is_a_mismatch_with_both_ids() {
    let frame = CompressOptions::new().dictionary(&trained()).compress(&record(1)).unwrap();
    let mut other = TRAINED.to_vec();
    other[4..8].copy_from_slice(&7_u32.to_le_bytes());
    let other = Dictionary::new(&other).unwrap();
    for (mode, had) in MODES.into_iter().zip([7, 7, 0]) {
        let options = DecompressOptions::new().dictionary_as(&other, mode);
        let error = Error::DictionaryMismatch { wanted: TRAINED_ID, had };
        assert_eq!(options.decompress(&frame), Err(error.clone()));
        let mut byte_by_byte = options.decompressor().unwrap();
        let outcome = frame.iter().find_map(|byte| byte_by_byte.decompress(&[*byte], None).err());
        assert_eq!(outcome, Some(error));
    }
}

#[test]
fn a_frame_that_names_no_dictionary_is_taken_whatever_dictionary_is_at_hand() {
    let frame = zstdkit::compress(&record(1), 3).unwrap();
    for mode in MODES {
        let options = DecompressOptions::new().dictionary_as(&trained(), mode);
        assert_eq!(options.decompress(&frame).unwrap(), record(1));
    }
}

#[test]
fn dictionaries_are_cheap_to_clone_and_shared_between_threads() {
    let dictionary = trained();
    assert!(std::ptr::eq(dictionary.content(), dictionary.clone().content()));
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let dictionary = dictionary.clone();
            scope.spawn(move || {
                for number in 0..200 {
                    let level = (number % 7) as i32 - 2;
                    let options = CompressOptions::new().level(level).dictionary(&dictionary);
                    let data = record(number * 4 + thread);
                    let frame = options.compress(&data).unwrap();
                    let options = DecompressOptions::new().dictionary(&dictionary);
                    assert_eq!(options.decompress(&frame).unwrap(), data);
                }
            });
        }
    });
}

#[test]
fn digests_are_made_once_per_level_however_many_use_them() {
    let dictionary = trained();
    let used_by_one = |level| {
        CompressOptions::new().level(level).dictionary(&dictionary).compress(b"data").unwrap();
        dictionary.memory_size()
    };
    let without = dictionary.memory_size();
    let with_one = used_by_one(3);
    assert!(with_one > without);
    assert_eq!(used_by_one(3), with_one);
    assert!(used_by_one(9) > with_one);
}

#[test]
fn a_context_keeps_its_dictionary_when_all_else_let_go() {
    for mode in MODES {
        let dictionary = Dictionary::raw(text(1 << 20)).unwrap();
        let mut compress =
            CompressOptions::new().dictionary_as(&dictionary, mode).context().unwrap();
        let mut decompress =
            DecompressOptions::new().dictionary_as(&dictionary, mode).context().unwrap();
        drop(dictionary);
        let data = text(1 << 20);
        let (mut frame, mut back) = (Vec::new(), Vec::new());
        compress.compress_into(&data, &mut frame).unwrap();
        assert!(frame.len() < 20_000, "{mode:?}: {}", frame.len());
        decompress.decompress_into(&frame, &mut back).unwrap();
        assert!(back == data);
    }
}

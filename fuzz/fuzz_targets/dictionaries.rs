//! Any bytes as a dictionary, trained, raw or a prefix; any frames read with it.

#![no_main]

use libfuzzer_sys::fuzz_target;
use zstdkit::{
    CompressOptions, DecompressOptions, Dictionary, DictionaryFault, DictionaryMode, DictionarySet,
    Error,
};
use zstdkit_frame::dictionary_info;
use zstdkit_fuzz::{doors, split, verdict::assert_same};

fuzz_target!(|input: &[u8]| {
    let (data, mut choices) = split(input);
    let mode = choices.mode();
    let level = choices.pick(&[3, 1, -3, 6, 12]);
    let (content, rest) = data.split_at((choices.below(1 << 14) as usize).min(data.len()));
    let Some(dictionary) = loaded(content) else { return };

    let written = CompressOptions::new().level(level).dictionary_as(&dictionary, mode);
    let reading = choices.limits().max_output(zstdkit_fuzz::LIMIT).window_log_max(27);
    let reading = reading.dictionary_as(&dictionary, mode);
    let frame = written.compress(rest).expect("a sound dictionary");
    let back = reading.decompress(&frame);
    assert_eq!(back.as_deref(), Ok(rest));
    if dictionary.id() != 0 && mode != DictionaryMode::Prefix {
        let none = DecompressOptions::new().decompress(&frame);
        let expected = Error::DictionaryMismatch { wanted: dictionary.id(), had: 0 };
        assert_eq!(none, Err(expected));
        let set = DictionarySet::new([dictionary.clone()]).expect("it has an id");
        let chosen = DecompressOptions::new().dictionaries(&set).decompress(&frame);
        assert_eq!(chosen.as_deref(), Ok(rest));
    }

    // The rest, taken for frames.
    let whole = reading.decompress(rest);
    let (cuts, rooms) = (choices.cuts(), choices.cuts());
    let pushed = doors::push(&reading, rest, cuts.clone(), rooms.clone());
    assert_same(rest, ("one call", &whole), ("a push stream", &pushed));
    let read = doors::read(&reading, rest, cuts, rooms);
    assert_same(rest, ("one call", &whole), ("a reader", &read));
});

/// The dictionary, which both ways of making one agree about; what is wrong with it is known to
/// who only looks at it too.
fn loaded(content: &[u8]) -> Option<Dictionary> {
    let (trained, raw) = (Dictionary::new(content), Dictionary::raw(content));
    if content.starts_with(b"\x37\xA4\x30\xEC") && content.len() >= 8 {
        let no_id = Error::InvalidDictionary { reason: DictionaryFault::ZeroId };
        if trained.as_ref() != Err(&no_id) {
            assert_eq!(trained, raw);
        }
        if raw.is_ok() {
            dictionary_info(content).expect("libzstd took it");
        }
    } else {
        assert!(trained.is_err());
        assert_eq!(raw.is_ok(), content.len() >= 8);
    }
    let dictionary = raw.ok()?;
    assert_eq!(dictionary.content(), content);
    assert_eq!(dictionary.id(), zstdkit_frame::dictionary_id(content));
    let json = serde_json::to_string(&dictionary).expect("serializes");
    assert_eq!(serde_json::from_str::<Dictionary>(&json).expect("was a dictionary"), dictionary);
    Some(dictionary)
}

use zstdkit::{
    CompressContext, CompressOptions, DecompressContext, DecompressOptions, Dictionary,
    DictionaryMode, DictionarySet, Error, Progress,
};

use crate::data::{noise, orders, text};

#[test]
fn a_borrowed_prefix_does_what_an_owned_one_does() {
    let old = noise(200_000);
    let mut new = old.clone();
    new[100_000] ^= 1;
    let owned = Dictionary::raw(&old).unwrap();
    for workers in [0, 2] {
        #[cfg(not(feature = "multithread"))]
        if workers > 0 {
            continue;
        }
        let options = CompressOptions::new().checksum(true).workers(workers);
        let mut context = CompressContext::new(&options).unwrap();
        let mut patch = Vec::new();
        context.compress_with_prefix(&old, &new, &mut patch).unwrap();
        assert!(patch.len() < 1000);
        let same = options.dictionary_as(&owned, DictionaryMode::Prefix).compress(&new).unwrap();
        assert_eq!(patch, same);

        let mut context = DecompressContext::new(&DecompressOptions::new()).unwrap();
        let mut back = Vec::new();
        let both = [&patch[..], &patch].concat();
        let progress = context.decompress_with_prefix(&old, &both, &mut back).unwrap();
        assert_eq!(progress, Progress { consumed: patch.len(), produced: new.len() });
        assert_eq!(back, new);
    }
}

#[test]
fn the_contexts_own_dictionary_is_taken_up_again() {
    let dictionary = orders();
    let record = br#"{"name":"order12","street":"total11","city":"shipped500"}"#;
    let set = DictionarySet::new([dictionary.clone()]).unwrap();
    for mode in [DictionaryMode::Digested, DictionaryMode::Content, DictionaryMode::Prefix] {
        let options = CompressOptions::new().dictionary_as(&dictionary, mode);
        let expected = options.compress(record).unwrap();
        let mut context = options.context().unwrap();
        let mut patch = Vec::new();
        context.compress_with_prefix(record, record, &mut patch).unwrap();
        assert!(context.compress_with_prefix(record, record, &mut [0; 3]).is_err());
        let mut frame = Vec::new();
        context.compress_into(record, &mut frame).unwrap();
        assert_eq!(frame, expected);

        let mut choices = vec![DecompressOptions::new().dictionary_as(&dictionary, mode)];
        if mode != DictionaryMode::Prefix {
            choices.push(DecompressOptions::new().dictionaries(&set));
        }
        for options in choices {
            let mut context = options.context().unwrap();
            let mut back = Vec::new();
            context.decompress_with_prefix(record, &patch, &mut back).unwrap();
            assert_eq!(back, record);
            let with_id = context.decompress_with_prefix(record, &expected, &mut back);
            if mode != DictionaryMode::Prefix {
                assert_eq!(with_id, Err(Error::DictionaryMismatch { wanted: 101, had: 0 }));
            }
            back.clear();
            context.decompress_into(&frame, &mut back).unwrap();
            assert_eq!(back, record);
            assert_eq!(*context.options(), options);
        }
    }
}

#[cfg(feature = "multithread")]
#[test]
fn workers_are_done_with_a_prefix_when_an_error_comes_back() {
    let data = text(4_000_000);
    let mut context = CompressOptions::new().level(1).workers(2).context().unwrap();
    for _ in 0..10 {
        let prefix = data[..1_500_000].to_vec();
        let outcome = context.compress_with_prefix(&prefix, &data, &mut [0; 100]);
        assert!(matches!(outcome, Err(Error::OutputTooSmall { .. })));
        drop(prefix);
    }
    let mut frame = Vec::new();
    context.compress_into(&data, &mut frame).unwrap();
    assert_eq!(zstdkit::decompress(&frame).unwrap(), data);
}

#[test]
fn an_empty_prefix_is_none() {
    let mut context = CompressContext::new(&CompressOptions::new()).unwrap();
    let mut frame = Vec::new();
    context.compress_with_prefix(b"", b"data", &mut frame).unwrap();
    assert_eq!(frame, zstdkit::compress(b"data", 0).unwrap());
    let mut context = DecompressContext::new(&DecompressOptions::new()).unwrap();
    let mut back = Vec::new();
    context.decompress_with_prefix(b"", &frame, &mut back).unwrap();
    assert_eq!(back, b"data");
}

//! serde: what is written is read back, and what is wrong is refused where it's read.

use serde::{Serialize, de::DeserializeOwned};
use zstdkit::{
    CompressOptions, CompressParameter, DecompressOptions, DecompressParameter, Dictionary,
    DictionaryMode, DictionarySet, EndDirective, Strategy,
};

use crate::data::{noise, trained};

/// Writes and reads in a format for people and one for machines.
fn there_and_back<T>(value: &T)
where
    T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug,
{
    let json = serde_json::to_string(value).unwrap();
    assert_eq!(serde_json::from_str::<T>(&json).unwrap(), *value, "{json}");
    assert_eq!(serde_json::from_reader::<_, T>(json.as_bytes()).unwrap(), *value, "{json}");
    let tree = serde_json::to_value(value).unwrap();
    assert_eq!(serde_json::from_value::<T>(tree).unwrap(), *value);
    let bytes = postcard::to_allocvec(value).unwrap();
    assert_eq!(postcard::from_bytes::<T>(&bytes).unwrap(), *value);
}

fn refusal<T: DeserializeOwned + std::fmt::Debug>(json: &str) -> String {
    serde_json::from_str::<T>(json).unwrap_err().to_string()
}

#[test]
fn dictionaries_come_back() {
    for dictionary in [trained(), Dictionary::raw(noise(300)).unwrap()] {
        there_and_back(&dictionary);
        // For machines, the content and its length.
        let bytes = postcard::to_allocvec(&dictionary).unwrap();
        assert_eq!(bytes.len(), dictionary.content().len() + 2);
    }
    let dictionary = Dictionary::raw(b"in common").unwrap();
    assert_eq!(serde_json::to_string(&dictionary).unwrap(), "\"696e20636f6d6d6f6e\"");
    let upper = serde_json::from_str::<Dictionary>("\"696E20636F6D6D6F6E\"").unwrap();
    assert_eq!(upper, dictionary);
    there_and_back(&DictionarySet::new([trained()]).unwrap());
    there_and_back(&DictionarySet::new([]).unwrap());
}

#[test]
fn what_is_no_dictionary_is_refused_with_the_crates_own_words() {
    let short = refusal::<Dictionary>("\"00112233\"");
    assert!(
        short.contains("not a usable dictionary: it has 4 bytes, and the least is 8"),
        "{short}"
    );
    for digits in ["\"0\"", "\"zz\"", "\"+1+1+1+1+1+1+1+1+1\"", "\"äöüäöüäöü\""] {
        let error = refusal::<Dictionary>(digits);
        assert!(error.contains("two a byte"), "{digits}: {error}");
    }
    let corrupt = [&trained().content()[..8], &[255; 100]].concat();
    let bytes = postcard::to_allocvec(&corrupt).unwrap();
    assert!(postcard::from_bytes::<Dictionary>(&bytes).is_err());
    let digits: String = corrupt.iter().map(|byte| format!("{byte:02x}")).collect();
    let error = refusal::<Dictionary>(&format!("{digits:?}"));
    assert!(error.contains("its entropy tables are corrupt"), "{error}");
    // A length that isn't there takes no memory.
    assert!(postcard::from_bytes::<Dictionary>(&[0xff, 0xff, 0xff, 0xff, 0x0f, 1, 2]).is_err());

    let raw = serde_json::to_string(&[Dictionary::raw([1; 8]).unwrap()]).unwrap();
    let error = refusal::<DictionarySet>(&raw);
    assert!(error.contains("its id is 0"), "{error}");
    let twins = serde_json::to_string(&[trained(), trained()]).unwrap();
    let error = refusal::<DictionarySet>(&twins);
    assert!(error.contains("another dictionary of the set has its id"), "{error}");
}

#[test]
fn options_of_compression_come_back() {
    let full = CompressOptions::new().level(-5).checksum(true).window_log(20).workers(0);
    there_and_back(&CompressOptions::new());
    there_and_back(&full);
    for mode in [DictionaryMode::Digested, DictionaryMode::Content, DictionaryMode::Prefix] {
        there_and_back(&full.clone().dictionary_as(&trained(), mode));
    }
    let json = serde_json::to_string(&full).unwrap();
    assert_eq!(
        json,
        r#"{"parameters":{"compressionLevel":-5,"windowLog":20,"checksumFlag":1,"nbWorkers":0},"dictionary":null}"#
    );
}

#[test]
fn options_of_decompression_come_back() {
    there_and_back(&DecompressOptions::new());
    let limited = DecompressOptions::new().window_log_max(20).max_output(5000).workers(3);
    there_and_back(&limited);
    there_and_back(&limited.clone().window_limit(3_000_000));
    there_and_back(&limited.clone().dictionary_as(&trained(), DictionaryMode::Prefix));
    let set = DictionarySet::new([trained()]).unwrap();
    there_and_back(&limited.clone().dictionaries(&set));
    assert_eq!(
        serde_json::to_string(&limited).unwrap(),
        r#"{"parameters":{"windowLogMax":20},"window_limit":null,"max_output":5000,"workers":3,"dictionary":null,"dictionaries":null}"#
    );
}

#[test]
fn what_is_left_out_is_as_by_default() {
    let options: CompressOptions = serde_json::from_str("{}").unwrap();
    assert_eq!(options, CompressOptions::new());
    let options: DecompressOptions = serde_json::from_str("{}").unwrap();
    assert_eq!(options, DecompressOptions::new());
    let options: CompressOptions =
        serde_json::from_str(r#"{"dictionary": {"content": "696e20636f6d6d6f6e"}}"#).unwrap();
    let dictionary = Dictionary::raw(b"in common").unwrap();
    assert_eq!(options, CompressOptions::new().dictionary(&dictionary));
}

#[test]
fn options_that_could_never_be_used_are_refused_where_they_are_read() {
    let cases = [
        (r#"{"parameters": {"compressionLevel": 23}}"#, "must lie in -131072..=22"),
        (r#"{"parameters": {"windowlog": 20}}"#, "unknown parameter \"windowlog\""),
        (r#"{"parameters": {"windowLog": "20"}}"#, "invalid type"),
        (r#"{"parameter": {}}"#, "unknown field"),
        (r#"{"dictionary": {"content": "00"}}"#, "not a usable dictionary"),
        (r#"{"dictionary": {"content": "0011223344556677", "mode": "x"}}"#, "unknown variant"),
    ];
    for (json, words) in cases {
        let error = refusal::<CompressOptions>(json);
        assert!(error.contains(words), "{json}: {error}");
    }
    let cases = [
        (r#"{"parameters": {"windowLogMax": 40}}"#, "must lie in 10..=31"),
        (r#"{"window_limit": 5}"#, "the window limit is 5 bytes"),
        (r#"{"max_output": -1}"#, "invalid value"),
        (r#"{"dictionary": {"content": "0011223344556677"}, "dictionaries": []}"#, "not both"),
    ];
    for (json, words) in cases {
        let error = refusal::<DecompressOptions>(json);
        assert!(error.contains(words), "{json}: {error}");
    }
}

#[test]
fn choices_are_written_by_name() {
    let written = |value: &dyn Fn() -> serde_json::Result<String>| value().unwrap();
    assert_eq!(written(&|| serde_json::to_string(&Strategy::BtUltra2)), "\"btultra2\"");
    assert_eq!(written(&|| serde_json::to_string(&EndDirective::Flush)), "\"flush\"");
    assert_eq!(written(&|| serde_json::to_string(&DictionaryMode::Prefix)), "\"prefix\"");
    let parameter = CompressParameter::LdmBucketSizeLog;
    assert_eq!(written(&|| serde_json::to_string(&parameter)), "\"ldmBucketSizeLog\"");
    Strategy::ALL.iter().for_each(there_and_back);
    CompressParameter::ALL.iter().for_each(there_and_back);
    DecompressParameter::ALL.iter().for_each(there_and_back);
    [EndDirective::Continue, EndDirective::Flush, EndDirective::End]
        .iter()
        .for_each(there_and_back);
}

#[test]
fn limits_of_windows_come_back() {
    let options = CompressOptions::new().level(22).web();
    let json = serde_json::to_string(&options).unwrap();
    assert!(json.contains("\"window_log_limit\":23"), "{json}");
    assert_eq!(serde_json::from_str::<CompressOptions>(&json).unwrap(), options);
    let bytes = postcard::to_allocvec(&options).unwrap();
    assert_eq!(postcard::from_bytes::<CompressOptions>(&bytes).unwrap(), options);
    let wide = serde_json::from_str::<CompressOptions>("{\"window_log_limit\":99}");
    assert!(wide.unwrap_err().to_string().contains("windowLog is 99"));
}

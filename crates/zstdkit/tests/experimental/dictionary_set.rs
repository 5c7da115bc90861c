use zstdkit::{
    CompressOptions, DecompressOptions, Dictionary, DictionaryFault, DictionarySet, Error,
};

use crate::data::{orders, sensors};

const RECORD: &[u8] = br#"{"name":"order12","street":"total11","sensor":"valid7"}"#;

fn set() -> DictionarySet {
    DictionarySet::new([sensors(), orders()]).unwrap()
}

/// A frame with each dictionary, and one with none.
fn frames() -> Vec<u8> {
    let mut frames = CompressOptions::new().dictionary(&orders()).compress(RECORD).unwrap();
    frames.extend(zstdkit::compress(RECORD, 3).unwrap());
    frames.extend(CompressOptions::new().dictionary(&sensors()).compress(RECORD).unwrap());
    frames
}

#[test]
fn each_frame_chooses_its_dictionary_on_every_way_in() {
    let options = DecompressOptions::new().dictionaries(&set());
    let (frames, expected) = (frames(), RECORD.repeat(3));
    assert_eq!(options.decompress(&frames).unwrap(), expected);
    let mut context = options.context().unwrap();
    for _ in 0..2 {
        let mut output = Vec::new();
        context.decompress_into(&frames, &mut output).unwrap();
        assert_eq!(output, expected);
    }
    let mut decompressor = options.decompressor().unwrap();
    let mut output = Vec::new();
    for byte in &frames {
        output.extend(decompressor.decompress(std::slice::from_ref(byte), None).unwrap());
    }
    assert_eq!(output, expected);
    let mut reader = zstdkit::stream::read::Decoder::with_options(&frames[..], &options).unwrap();
    let mut output = Vec::new();
    std::io::Read::read_to_end(&mut reader, &mut output).unwrap();
    assert_eq!(output, expected);
}

#[test]
fn a_dictionary_that_is_not_there_is_told_by_its_id() {
    let one = DictionarySet::new([orders()]).unwrap();
    let outcome = DecompressOptions::new().dictionaries(&one).decompress(&frames());
    assert_eq!(outcome, Err(Error::DictionaryMismatch { wanted: 102, had: 0 }));
}

#[test]
fn a_set_is_searched_by_id_and_has_each_once() {
    let set = set();
    assert_eq!(set.iter().map(Dictionary::id).collect::<Vec<_>>(), [101, 102]);
    assert_eq!(set.get(102), Some(&sensors()));
    assert_eq!(set.get(103), None);
    assert_eq!((set.len(), set.is_empty()), (2, false));
    let reason = DictionaryFault::DuplicateId { id: 101 };
    let twins = DictionarySet::new([orders(), sensors(), orders()]);
    assert_eq!(twins, Err(Error::InvalidDictionary { reason }));
    let nameless = DictionarySet::new([Dictionary::raw([1; 20]).unwrap()]);
    let reason = DictionaryFault::ZeroId;
    assert_eq!(nameless, Err(Error::InvalidDictionary { reason }));
}

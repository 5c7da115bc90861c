//! Dictionary headers, on a dictionary that libzstd trained.

use zstdkit_frame::{DictionaryProblem, Error, dictionary_id, dictionary_info};

const TRAINED: &[u8] = include_bytes!("data/trained.dict");

fn problem(buf: &[u8]) -> (u64, DictionaryProblem) {
    match dictionary_info(buf) {
        Err(Error::BadDictionary { offset, problem }) => (offset, problem),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_trained_dictionary_tells_where_its_content_is() {
    let info = dictionary_info(TRAINED).unwrap();
    assert_eq!((info.id(), dictionary_id(TRAINED)), (2026, 2026));
    assert_eq!((info.entropy_size(), info.content_offset()), (98, 118));
    assert_eq!(info.content_size(), TRAINED.len() as u64 - 118);
    assert_eq!(info.repeat_offsets(), [1, 4, 8]);
}

#[test]
fn every_prefix_is_refused_until_the_repeat_offsets_fit() {
    for len in (0..118 + 8).step_by(if cfg!(miri) { 9 } else { 1 }) {
        problem(&TRAINED[..len]);
    }
    // Repeat offsets of 1, 4 and 8 need a content of 8 bytes.
    assert_eq!(dictionary_info(&TRAINED[..126]).unwrap().content_size(), 8);
    let too_far = DictionaryProblem::RepeatOffset { found: 8, content_size: 7 };
    assert_eq!(problem(&TRAINED[..125]), (114, too_far));
    assert_eq!(problem(&TRAINED[..117]), (106, DictionaryProblem::NoRepeatOffsets));
    assert_eq!(problem(&TRAINED[..7]), (4, DictionaryProblem::NoId));
    assert_eq!(problem(&TRAINED[..8]), (8, DictionaryProblem::LiteralsTable));
}

#[test]
#[cfg_attr(miri, ignore = "880 dictionaries take too long; the other tests read the same tables")]
fn damage_in_the_tables_is_found_or_harmless() {
    let mut refused = 0;
    for at in 8..118 {
        for bit in 0..8 {
            let mut damaged = TRAINED.to_vec();
            damaged[at] ^= 1 << bit;
            match dictionary_info(&damaged) {
                Ok(info) => assert!(info.content_offset() <= damaged.len()),
                Err(error) => {
                    assert!((8..118 + 12).contains(&error.offset()), "{error}");
                    refused += 1;
                }
            }
        }
    }
    assert!(refused > 400, "{refused} of 880 refused");
}

#[test]
fn raw_content_is_no_trained_dictionary() {
    assert_eq!(dictionary_id(b"raw content"), 0);
    assert_eq!(dictionary_id(&TRAINED[..7]), 0);
    let error = dictionary_info(b"raw content").unwrap_err().to_string();
    assert_eq!(
        error,
        "bad dictionary, at offset 0: found 72 61 77 20, where a trained dictionary starts with \
         37 a4 30 ec"
    );
}

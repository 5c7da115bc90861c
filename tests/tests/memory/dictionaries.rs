//! A dictionary that is taken over is in memory once, whoever uses it.

use std::sync::Arc;

use zstdkit::{
    CompressContext, CompressOptions, DecompressContext, DecompressOptions, Dictionary,
    DictionaryMode,
};
use zstdkit_tests::text;

use crate::{memory::peak, threads::alone};

const LEN: usize = 8 << 20;

/// More than what contexts take beside a dictionary's tables at level 1, and less than a copy of it.
const BESIDE: usize = LEN / 2;

/// Does `act` with a dictionary, whose memory counts as taken before, in each way of using it.
fn with_each(act: impl Fn(&Dictionary, DictionaryMode)) -> Vec<usize> {
    let content: Arc<[u8]> = text(LEN, 1).into();
    let modes = [DictionaryMode::Digested, DictionaryMode::Content, DictionaryMode::Prefix];
    let once = |mode| {
        let dictionary = || Dictionary::raw_from_owned(content.clone()).unwrap();
        peak(|| act(&dictionary(), mode))
    };
    modes.map(once).to_vec()
}

#[test]
fn libzstd_reads_it_where_it_is() {
    let _alone = alone();
    let frame = CompressOptions::new().level(1).compress(b"a frame of no dictionary").unwrap();
    let taken = with_each(|dictionary, mode| {
        let options = DecompressOptions::new().dictionary_as(dictionary, mode);
        let mut context = DecompressContext::new(&options).unwrap();
        context.decompress_into(&frame, &mut [0; 100]).unwrap();
    });
    assert!(taken.iter().all(|taken| *taken < BESIDE), "{taken:?}");
    let taken = with_each(|dictionary, mode| {
        let options = CompressOptions::new().level(1).dictionary_as(dictionary, mode);
        let mut context = CompressContext::new(&options).unwrap();
        context.compress_into(b"a record", &mut [0; 100]).unwrap();
    });
    assert!(taken.iter().all(|taken| *taken < BESIDE), "{taken:?}");
}

#[test]
fn what_a_dictionary_says_that_it_takes_has_its_content_once() {
    let dictionary = Dictionary::raw_from_owned(text(LEN, 1)).unwrap();
    assert_eq!(dictionary.memory_size(), LEN);
    for level in [1, 2] {
        let options = CompressOptions::new().level(level).dictionary(&dictionary);
        options.compress(b"a record").unwrap();
    }
    let options = DecompressOptions::new().dictionary(&dictionary);
    options.decompress(&zstdkit::compress(b"a record", 1).unwrap()).unwrap();
    let size = dictionary.memory_size();
    assert!((LEN..LEN + 2 * BESIDE).contains(&size), "{size}");
}

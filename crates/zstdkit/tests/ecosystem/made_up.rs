//! arbitrary: whatever the bytes, the options work.

use std::collections::BTreeSet;

use arbitrary::{Arbitrary, Unstructured};
use zstdkit::{
    CompressContext, CompressOptions, CompressParameter, DecompressOptions, DecompressParameter,
    Dictionary, DictionaryMode, DictionarySet, EndDirective, Reset, Strategy,
};

use crate::data::{noise, text, trained};

/// Made up from bytes that differ with `seed`.
fn made_up<T: for<'a> Arbitrary<'a>>(seed: usize) -> T {
    let bytes = noise(1 + seed);
    T::arbitrary(&mut Unstructured::new(&bytes)).unwrap()
}

#[test]
fn options_of_compression_work_and_take_little_memory() {
    let data = [text(60_000), noise(20_000)].concat();
    let (mut with_dictionary, mut parameters) = (0, BTreeSet::<CompressParameter>::new());
    for seed in 0..300 {
        let options: CompressOptions = made_up(seed);
        let mut context = CompressContext::new(&options).unwrap();
        let mut frame = Vec::new();
        context
            .compress_into(&data, &mut frame)
            .unwrap_or_else(|error| panic!("{error} {options:?}"));
        let workers = options.get(CompressParameter::NbWorkers).unwrap_or(0) as usize;
        let most = (16 + 8 * workers) << 20;
        assert!(context.memory_size() <= most, "{} {options:?}", context.memory_size());
        parameters.extend(CompressParameter::ALL.iter().filter(|p| options.get(**p).is_some()));
        // The dictionary is the one thing that a decoder has to be told.
        let mut back = DecompressOptions::new();
        if let Some((dictionary, mode)) = options.get_dictionary() {
            with_dictionary += 1;
            back = back.dictionary_as(dictionary, mode);
        }
        let mut stream = options.compressor().unwrap();
        let mut frames = stream.compress(&data, EndDirective::Continue).unwrap();
        frames.extend(stream.finish().unwrap());
        assert!(back.decompress(&frame).unwrap() == data, "{options:?}");
        assert!(back.decompress(&frames).unwrap() == data, "{options:?}");
    }
    assert!(with_dictionary > 20);
    assert!(parameters.len() >= 20, "{parameters:?}");
}

#[test]
fn options_of_decompression_are_valid_and_limit_the_output() {
    let bomb = zstdkit::compress(&vec![0; 17 << 20], 1).unwrap();
    for seed in 0..400 {
        let options: DecompressOptions = made_up(seed);
        options.context().unwrap();
        options.decompressor().unwrap();
        assert!(options.decompress(&bomb).is_err());
    }
}

#[test]
fn dictionaries_are_valid_whatever_they_are_made_of() {
    let corrupt = [&trained().content()[..8], &[255; 100]].concat();
    // As `Vec<u8>` reads them: each byte after one that says whether more follow.
    let flagged: Vec<u8> = corrupt.iter().flat_map(|byte| [1, *byte]).collect();
    let dictionary = Dictionary::arbitrary(&mut Unstructured::new(&flagged)).unwrap();
    assert!(dictionary.content().len() >= 8);
    for seed in 0..200 {
        assert!(made_up::<Dictionary>(seed * 50).content().len() <= 4096);
        made_up::<DictionarySet>(seed * 10);
    }
    Dictionary::arbitrary(&mut Unstructured::new(&[])).unwrap();
}

#[test]
fn every_choice_comes_up() {
    let mut seen = [const { Vec::new() }; 5];
    for seed in 0..600 {
        seen[0].push(made_up::<Strategy>(seed) as usize - 1);
        seen[1].push(made_up::<EndDirective>(seed) as usize);
        seen[2].push(made_up::<DictionaryMode>(seed) as usize);
        seen[3].push(made_up::<CompressParameter>(seed) as usize);
        seen[4].push(made_up::<DecompressParameter>(seed) as usize);
        assert!(Reset::all().contains(made_up::<Reset>(seed)));
    }
    let counts = [9, 3, 3, CompressParameter::ALL.len(), DecompressParameter::ALL.len()];
    for (mut seen, count) in seen.into_iter().zip(counts) {
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen, (0..count).collect::<Vec<_>>());
    }
}

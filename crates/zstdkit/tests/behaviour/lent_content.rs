//! Content that libzstd reads where it is: it lives as long as whoever reads it, and no longer.

use std::sync::{Arc, Weak};

use zstdkit::{
    CompressOptions, Compressor, DecompressOptions, Decompressor, Dictionary, DictionaryMode,
    DictionarySet, EndDirective,
};

use crate::data::{TRAINED, record, text};

const MODES: [DictionaryMode; 3] =
    [DictionaryMode::Digested, DictionaryMode::Content, DictionaryMode::Prefix];

/// A dictionary, and whether its content still lives.
fn watched(content: &[u8]) -> (Dictionary, Weak<[u8]>) {
    let content: Arc<[u8]> = content.into();
    let life = Arc::downgrade(&content);
    (Dictionary::raw_from_owned(content).unwrap(), life)
}

fn is_alive(life: &Weak<[u8]>) -> bool {
    life.strong_count() > 0
}

/// Both contents: a trained dictionary, whose tables C reads too, and any other.
fn contents() -> [Vec<u8>; 2] {
    [TRAINED.to_vec(), text(200_000)]
}

#[test]
fn contexts_hold_it_when_dictionary_and_options_are_gone() {
    for content in contents() {
        for mode in MODES {
            let (dictionary, life) = watched(&content);
            let options = CompressOptions::new().dictionary_as(&dictionary, mode);
            let back_options = DecompressOptions::new().dictionary_as(&dictionary, mode);
            let (mut compress, mut decompress) =
                (options.context().unwrap(), back_options.context().unwrap());
            drop((dictionary, options, back_options));
            for number in 0..3 {
                let (mut frame, mut back) = (Vec::new(), Vec::new());
                compress.compress_into(&record(number), &mut frame).unwrap();
                decompress.decompress_into(&frame, &mut back).unwrap();
                assert_eq!(back, record(number), "{mode:?}");
            }
            drop(compress);
            assert!(is_alive(&life), "{mode:?}");
            drop(decompress);
            assert!(!is_alive(&life), "{mode:?}");
        }
    }
}

#[test]
fn streams_hold_it_in_the_middle_of_a_frame() {
    let data = text(900_000);
    for content in contents() {
        for (mode, workers) in MODES.into_iter().flat_map(|mode| [(mode, 0), (mode, 2)]) {
            if workers > 0 && !cfg!(feature = "multithread") {
                continue;
            }
            let (dictionary, life) = watched(&content);
            let options =
                CompressOptions::new().level(1).workers(workers).dictionary_as(&dictionary, mode);
            let mut compressor = Compressor::new(&options).unwrap();
            let back_options = DecompressOptions::new().dictionary_as(&dictionary, mode);
            let mut decompressor = Decompressor::new(&back_options).unwrap();
            drop((dictionary, options, back_options));
            let (first, rest) = data.split_at(data.len() / 2);
            let mut frame = compressor.compress(first, EndDirective::Flush).unwrap();
            let mut back = decompressor.decompress(&frame, None).unwrap();
            frame = compressor.compress(rest, EndDirective::Continue).unwrap();
            back.extend(decompressor.decompress(&frame, None).unwrap());
            frame = compressor.finish().unwrap();
            back.extend(decompressor.decompress(&frame, None).unwrap());
            assert!(back == data, "{mode:?}, {workers}");
            // The next frame is given up in its middle.
            compressor.compress(&data, EndDirective::Continue).unwrap();
            drop(decompressor);
            assert!(is_alive(&life), "{mode:?}, {workers}");
            drop(compressor);
            assert!(!is_alive(&life), "{mode:?}, {workers}");
        }
    }
}

#[test]
fn other_options_let_go_of_it() {
    for content in contents() {
        for mode in MODES {
            let (dictionary, life) = watched(&content);
            let mut compressor =
                Compressor::new(&CompressOptions::new().dictionary_as(&dictionary, mode)).unwrap();
            let mut decompressor =
                Decompressor::new(&DecompressOptions::new().dictionary_as(&dictionary, mode))
                    .unwrap();
            drop(dictionary);
            compressor.compress(&text(1000), EndDirective::End).unwrap();
            assert!(is_alive(&life), "{mode:?}");
            compressor.configure(&CompressOptions::new()).unwrap();
            decompressor.configure(&DecompressOptions::new()).unwrap();
            assert!(!is_alive(&life), "{mode:?}");
            let frame = compressor.compress(&record(1), EndDirective::End).unwrap();
            assert_eq!(decompressor.decompress(&frame, None).unwrap(), record(1));
        }
    }
}

#[test]
fn a_set_holds_each_of_its_dictionaries() {
    let (dictionary, life) = watched(TRAINED);
    let frame = CompressOptions::new().dictionary(&dictionary).compress(&record(1)).unwrap();
    let set = DictionarySet::new([dictionary]).unwrap();
    let mut context = DecompressOptions::new().dictionaries(&set).context().unwrap();
    drop(set);
    let mut back = Vec::new();
    context.decompress_into(&frame, &mut back).unwrap();
    assert_eq!(back, record(1));
    // What one call used is kept by this thread until its next call with other options.
    zstdkit::compress(b"another", 1).unwrap();
    assert!(is_alive(&life));
    drop(context);
    assert!(!is_alive(&life));
}

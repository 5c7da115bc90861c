//! Training and finalizing.

use zstdkit::{CompressOptions, DecompressOptions};
use zstdkit_dict::{
    Cover, DEFAULT_DICT_SIZE, Error, FastCover, Legacy, MIN_DICT_SIZE, Samples, TrainOptions,
    finalize, train,
};

use crate::data::records;

#[test]
fn the_default_training_gives_libzstds_bytes() {
    let records = records(3000);
    for size in [256, 1000, 4096, DEFAULT_DICT_SIZE] {
        let theirs = zstd::dict::from_samples(&records, size).unwrap();
        assert_eq!(train(&records, size).unwrap().content(), theirs, "size {size}");
    }
}

#[test]
fn every_algorithm_makes_a_dictionary_that_pays_and_is_never_padded() {
    let records = records(2000);
    let plain: usize = sizes(&records, &CompressOptions::new());
    let algorithms = [
        TrainOptions::new(),
        TrainOptions::new().fast_cover(FastCover::new().k(120).d(6).f(16).accel(3)),
        TrainOptions::new().cover(Cover::new().k(120).d(8)),
        TrainOptions::new().legacy(Legacy::new()),
    ];
    for options in algorithms {
        let dictionary = options.clone().size(8192).train(&records).unwrap();
        assert!(dictionary.content().len() <= 8192);
        let compress = CompressOptions::new().dictionary(&dictionary);
        assert!(sizes(&records, &compress) * 2 < plain, "{options:?}");
        let frame = compress.compress(records[9].as_bytes()).unwrap();
        let decompress = DecompressOptions::new().dictionary(&dictionary);
        assert_eq!(decompress.decompress(&frame).unwrap(), records[9].as_bytes());
        // Far more room than there is content for.
        let huge = options.size(10 << 20).train(&records).unwrap();
        assert!(huge.content().len() < 1 << 20);
        assert_ne!(huge.content().last_chunk::<16>(), Some(&[0; 16]));
    }
}

fn sizes(records: &[String], options: &CompressOptions) -> usize {
    let mut context = options.context().unwrap();
    let mut frames = Vec::new();
    records.iter().map(|r| context.compress_into(r.as_bytes(), &mut frames).unwrap()).sum()
}

#[test]
fn an_id_can_be_set_or_derived() {
    let records = records(500);
    for options in [
        TrainOptions::new(),
        TrainOptions::new().cover(Cover::new().k(64).d(8)),
        TrainOptions::new().legacy(Legacy::new()),
    ] {
        let options = options.size(2048);
        assert_eq!(options.clone().dictionary_id(77).train(&records).unwrap().id(), 77);
        let derived = options.train(&records).unwrap().id();
        assert!((32_768..1 << 31).contains(&derived));
    }
}

#[test]
fn the_level_shapes_the_entropy_tables() {
    let records = records(1000);
    let at = |level| TrainOptions::new().size(4096).level(level).train(&records).unwrap();
    assert_eq!(at(0).content(), at(3).content());
    assert_ne!(at(19).content(), at(1).content());
    assert!(at(-5).id() != 0);
}

#[test]
fn flat_samples_train_as_collected_ones_do() {
    let records = records(800);
    let joined = records.join("\n");
    let flat = Samples::from_records(joined.as_bytes(), b'\n').unwrap();
    let with_newlines = records.iter().enumerate().map(|(index, record)| {
        if index + 1 < records.len() { format!("{record}\n") } else { record.clone() }
    });
    let options = TrainOptions::new().size(4096);
    let training = options.train_samples(&flat).unwrap();
    assert_eq!(training.dictionary.content(), options.train(with_newlines).unwrap().content());
}

#[test]
fn shrinking_gives_a_smaller_dictionary_that_compresses_nearly_as_well() {
    let records = records(4000);
    let samples = Samples::collect(&records).unwrap();
    for options in [
        TrainOptions::new().fast_cover(FastCover::new().d(8).steps(4).shrink(5)),
        TrainOptions::new().fast_cover(FastCover::new().k(200).d(8).shrink(5)),
        TrainOptions::new().cover(Cover::new().d(8).steps(2).split_point(0.7).shrink(5)),
    ] {
        let training = options.size(64 * 1024).train_samples(&samples).unwrap();
        let small = training.dictionary.content().len();
        assert!(training.shrunk_from.is_some_and(|from| from > small), "{training:?}");
        assert!(small >= MIN_DICT_SIZE);
    }
}

#[test]
fn sizes_out_of_bounds_name_the_least_and_the_value() {
    for size in [0, 1, 255] {
        let error = train(records(100), size).unwrap_err();
        assert!(matches!(error, Error::ParameterOutOfBounds { least: 256, .. }));
        assert!(error.to_string().contains("256"), "{error}");
        assert!(error.to_string().ends_with(&format!("was {size}")), "{error}");
        assert!(finalize(b"content", records(100), size, 0).is_err());
    }
    assert!(train(records(100), usize::MAX).is_err());
    assert!(train(records(100), MIN_DICT_SIZE).is_ok());
}

#[test]
fn levels_out_of_bounds_are_named() {
    let error = TrainOptions::new().level(23).train(records(100)).unwrap_err().to_string();
    assert_eq!(error, "level must be in -131072..=22, but was 23");
}

#[test]
fn too_few_samples_say_how_many_there_were_and_what_helps() {
    for (options, needed) in [
        (TrainOptions::new(), 7),
        (TrainOptions::new().fast_cover(FastCover::new().k(64).d(8)), 5),
        (TrainOptions::new().cover(Cover::new().steps(2)), 5),
        (TrainOptions::new().cover(Cover::new().steps(2).split_point(0.3)), 17),
        (TrainOptions::new().cover(Cover::new().steps(2).split_point(0.99)), 6),
    ] {
        let options = options.size(512);
        let error = options.train(records(needed - 1)).unwrap_err();
        assert!(matches!(error, Error::TooFewSamples { needed: n, .. } if n == needed));
        let text = error.to_string();
        assert!(text.contains(&format!("there were {}", needed - 1)), "{text}");
        assert!(text.contains("pass more"), "{text}");
        assert!(options.train(records(needed)).is_ok());
    }
    let next_to_nothing = Cover::new().split_point(f64::MIN_POSITIVE);
    let error = TrainOptions::new().cover(next_to_nothing).train(records(100)).unwrap_err();
    assert!(matches!(error, Error::TooFewSamples { found: 100, .. }));
}

#[test]
fn finalize_keeps_the_end_of_the_content() {
    let records = records(300);
    let content: Vec<u8> = records[..100].concat().into_bytes();
    let whole = finalize(&content, &records, 1 << 20, 3).unwrap();
    assert!(whole.content().ends_with(&content));
    assert_eq!(whole.content().len(), zstd_header(whole.content(), &content));
    for size in [256, 1000, content.len(), content.len() + 50] {
        let cut = finalize(&content, &records, size, 3).unwrap();
        assert_eq!(cut.content().len(), size, "all room is used");
        assert!(cut.content().ends_with(&content[content.len() - 64..]));
        let options = CompressOptions::new().dictionary(&cut);
        let frame = options.compress(records[7].as_bytes()).unwrap();
        let back = DecompressOptions::new().dictionary(&cut).decompress(&frame).unwrap();
        assert_eq!(back, records[7].as_bytes());
    }
}

fn zstd_header(dictionary: &[u8], content: &[u8]) -> usize {
    let start = dictionary.len() - content.len();
    assert!((8..256).contains(&start), "a header of {start} bytes");
    start + content.len()
}

#[test]
fn finalize_takes_content_of_any_length() {
    let records = records(300);
    for len in [0, 1, 7, 8, 9, 200] {
        let dictionary = finalize(vec![b'x'; len], &records, 4096, 0).unwrap();
        assert!(CompressOptions::new().dictionary(&dictionary).compress(b"xxxxxxxxxx").is_ok());
    }
    let id = TrainOptions::new().dictionary_id(5).finalize(b"content", &records).unwrap().id();
    assert_eq!(id, 5);
    assert!(matches!(finalize(b"content", [""], 512, 0), Err(Error::NoSamples { count: 1 })));
}

//! Gathering samples, and judging dictionaries.

use std::fs;

use zstdkit_dict::{
    Cover, Error, Files, Legacy, Samples, TrainOptions, Verdict, advise, best_size,
    dictionary_info, evaluate, evaluate_samples, load, suggested_size, train,
};

use crate::data::{noise, records};

#[test]
fn an_evaluation_adds_up() {
    let (samples, held_back) = Samples::collect_split(records(2000), 4).unwrap();
    assert_eq!((samples.len(), held_back.len()), (1500, 500));
    let dictionary = train(&samples, 8192).unwrap();
    let evaluation = evaluate(&dictionary, &held_back, 0).unwrap();
    assert_eq!(evaluation.samples, 500);
    assert_eq!(evaluation.size, held_back.total_size() as u64);
    assert_eq!(evaluation.dictionary_size, dictionary.content().len());
    assert!(evaluation.saving() > 0.5, "{evaluation:?}");
    assert!(evaluation.ratio_with() > 2.0 * evaluation.ratio_without());
    let plain = held_back.iter().map(|s| zstdkit::compress(s, 0).unwrap().len() as u64).sum();
    assert_eq!(evaluation.without.compressed_size, plain);
    let after = evaluation.pays_after().unwrap();
    let saved_by_500 = plain - evaluation.with.compressed_size;
    assert!((after - 1) * saved_by_500 < evaluation.dictionary_size as u64 * 500);
    assert!(after * saved_by_500 >= evaluation.dictionary_size as u64 * 500);
}

#[test]
fn an_evaluation_wants_samples_and_a_known_level() {
    let dictionary = train(records(100), 1024).unwrap();
    assert!(matches!(evaluate(&dictionary, [""; 2], 0), Err(Error::NoSamples { count: 2 })));
    assert!(matches!(evaluate(&dictionary, ["a"], 99), Err(Error::Zstd { .. })));
    assert_eq!(evaluate(&dictionary, [noise(50)], 0).unwrap().pays_after(), None);
}

#[test]
fn the_curve_shows_ascending_sizes_and_the_smallest_good_one() {
    let curve = best_size(records(4000)).unwrap();
    assert!(curve.points.len() >= 3, "{curve:?}");
    assert!(curve.points.is_sorted_by_key(|point| point.size));
    let least = curve.points.iter().map(|point| point.compressed_size).min().unwrap();
    let good = |size: u64| size <= least + least / 100;
    assert!(good(curve.best().compressed_size));
    assert!(!curve.points[..curve.best].iter().any(|point| good(point.compressed_size)));
    assert!(least < curve.without && curve.without < curve.held_back_size);
    assert!(matches!(best_size([""; 8]), Err(Error::NoSamples { count: 8 })));
    assert!(TrainOptions::new().level(99).best_size(records(100)).is_err());
}

#[test]
fn too_few_samples_for_a_best_size_are_those_that_were_passed() {
    for count in [1, 3, 4, 8] {
        let error = best_size(records(count)).unwrap_err();
        assert!(
            matches!(error, Error::TooFewSamples { found, needed: 9, .. } if found == count),
            "{count}: {error}"
        );
    }
    assert!(!matches!(best_size(records(9)), Err(Error::TooFewSamples { .. })));
    assert!(matches!(best_size([""; 0]), Err(Error::NoSamples { count: 0 })));
    assert!(matches!(best_size([""; 3]), Err(Error::NoSamples { count: 3 })));
    let error = best_size(["a", "b", "c", ""]).unwrap_err();
    assert!(error.to_string().contains("0 bytes in the samples held back"), "{error}");
    let error = best_size(["", "", "", "d"]).unwrap_err();
    assert!(error.to_string().contains("0 bytes in the samples to train on"), "{error}");
}

#[test]
fn a_curve_of_sizes_asked_for_leaves_out_what_cannot_be_trained() {
    let (samples, held_back) = Samples::collect_split(records(1000), 5).unwrap();
    let options = TrainOptions::new().level(7);
    let curve = options.size_curve([4096, 100, 512, 4096], &samples, &held_back).unwrap();
    let sizes: Vec<usize> = curve.points.iter().map(|point| point.size).collect();
    assert_eq!(sizes, [512, 4096]);
    for point in &curve.points {
        let alone = options.clone().size(point.size).train(&samples).unwrap();
        assert_eq!(point.dictionary.content(), alone.content());
        let evaluation = evaluate_samples(&alone, &held_back, 7).unwrap();
        assert_eq!(point.compressed_size, evaluation.with.compressed_size);
        assert_eq!(curve.without, evaluation.without.compressed_size);
    }
    assert_eq!(curve.held_back_size, held_back.total_size() as u64);
    let none = Samples::default();
    let error = options.size_curve([512], &samples, &none).unwrap_err();
    assert!(matches!(error, Error::NoSamples { count: 0 }), "{error}");
    let error = options.size_curve([100], &samples, &held_back).unwrap_err();
    assert!(matches!(error, Error::ParameterOutOfBounds { value: 100, .. }), "{error}");
    assert!(options.size_curve([], &samples, &held_back).is_err());
}

#[test]
fn advice_tells_records_from_noise() {
    let advice = advise(records(1000), 3).unwrap();
    assert_eq!(advice.verdict, Verdict::Train);
    let total: usize = records(1000).iter().map(String::len).sum();
    assert_eq!(advice.dict_size, total / 10);
    let noise = noise(500_000);
    let advice = advise(noise.chunks(500), 3).unwrap();
    assert_eq!(advice.verdict, Verdict::NotWorthIt, "{advice:?}");
    assert_eq!(advise(records(5), 3).unwrap().verdict, Verdict::TooFewSamples);
    assert!(matches!(advise([""; 5], 3), Err(Error::NoSamples { count: 5 })));
    assert_eq!(advise(["", "", "", "d"], 3).unwrap().verdict, Verdict::TooFewSamples);
    assert_eq!(suggested_size(&Samples::default()), 256);
}

#[test]
fn dictionaries_are_loaded_from_files() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("dict");
    let trained = train(records(500), 2048).unwrap();
    fs::write(&path, trained.content()).unwrap();
    let loaded = load(&path).unwrap();
    assert_eq!((loaded.id(), loaded.content()), (trained.id(), trained.content()));

    fs::write(&path, "any words may serve").unwrap();
    let raw = load(&path).unwrap();
    assert_eq!((raw.id(), raw.content()), (0, b"any words may serve".as_slice()));

    fs::write(&path, &trained.content()[..50]).unwrap();
    assert!(matches!(load(&path), Err(Error::Zstd { .. })), "a trained one that is cut off");
    fs::write(&path, "short").unwrap();
    let error = load(&path).unwrap_err().to_string();
    assert!(error.contains("not a dictionary") && error.contains('5'), "{error}");
    let error = load(folder.path().join("none")).unwrap_err();
    assert!(matches!(&error, Error::Io { path, .. } if path.ends_with("none")), "{error}");
}

#[test]
fn a_trained_dictionary_tells_what_is_in_it() {
    let records = records(1000);
    for options in [
        TrainOptions::new(),
        TrainOptions::new().cover(Cover::new().k(80).d(8)),
        TrainOptions::new().legacy(Legacy::new()),
    ] {
        let dictionary = options.size(4096).dictionary_id(4711).train(&records).unwrap();
        let info = dictionary_info(dictionary.content()).unwrap();
        assert_eq!(info.id(), 4711);
        assert_eq!(info.repeat_offsets(), [1, 4, 8]);
        // Magic number and id before the tables, the three offsets after them.
        assert_eq!(info.content_offset(), 8 + info.entropy_size() + 12);
        let rest = dictionary.content().len() - info.content_offset();
        assert_eq!(info.content_size(), rest as u64);
        assert!((1..256 - 20).contains(&info.entropy_size()), "{info:?}");
        let content = &dictionary.content()[info.content_offset()..];
        let last = &content[content.len() - 16..];
        let samples = records.concat().into_bytes();
        assert!(samples.windows(16).any(|window| window == last), "content comes from the samples");
    }
}

#[test]
fn files_and_folders_are_read_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    fs::create_dir(path.join("sub")).unwrap();
    for (name, content) in [("b", "second"), ("a", "first"), ("c", ""), ("sub/d", "deep")] {
        fs::write(path.join(name), content).unwrap();
    }
    let flat = Files::new().read([path]).unwrap();
    assert_eq!(flat.iter().collect::<Vec<_>>(), [&b"first"[..], b"second", b""]);
    let deep = Files::new().recursive(true).max_file_size(3).read([path]).unwrap();
    assert_eq!(deep.iter().collect::<Vec<_>>(), [&b"fir"[..], b"sec", b"", b"dee"]);
    let one = Files::new().read([path.join("a"), path.join("a")]).unwrap();
    assert_eq!(one.len(), 2);
    let missing = Files::new().read([path.join("missing")]).unwrap_err();
    assert!(missing.to_string().contains("missing"), "{missing}");
}

#[cfg(unix)]
#[test]
fn links_in_folders_are_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    fs::write(path.join("file"), "content").unwrap();
    std::os::unix::fs::symlink(path, path.join("loop")).unwrap();
    let samples = Files::new().recursive(true).read([path]).unwrap();
    assert_eq!(samples.len(), 1);
}

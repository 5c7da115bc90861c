//! Our trainers beside libzstd's own, byte for byte.

use proptest::prelude::*;
use zstdkit_sys as sys;

use crate::zdict::reference;
use crate::{Cover, FastCover, Samples, TrainOptions};

/// Records with words in common, some of them empty, and enough of them to train on.
fn records() -> impl Strategy<Value = Vec<Vec<u8>>> {
    let word = prop_oneof![
        4 => prop::sample::select(vec![
            "\"identifier\":", "\"timestamp\":\"2024-", "example.org/", "true,", "null", "    ",
        ]).prop_map(|word| word.as_bytes().to_vec()),
        2 => prop::collection::vec(any::<u8>(), 0..12),
        1 => (any::<u8>(), 0_usize..40).prop_map(|(byte, count)| vec![byte; count]),
    ];
    let record = prop::collection::vec(word, 0..30).prop_map(|words| words.concat());
    prop::collection::vec(record, 12..60)
}

fn fast(k: u32, d: u32, f: u32, accel: u32, steps: u32) -> sys::ZDICT_fastCover_params_t {
    let z_params = sys::ZDICT_params_t { compressionLevel: 3, notificationLevel: 0, dictID: 0 };
    sys::ZDICT_fastCover_params_t {
        k,
        d,
        f,
        steps,
        nbThreads: 1,
        splitPoint: 0.0,
        accel,
        shrinkDict: 0,
        shrinkDictMaxRegression: 0,
        zParams: z_params,
    }
}

fn cover(k: u32, d: u32, steps: u32, split_point: f64) -> sys::ZDICT_cover_params_t {
    let z_params = sys::ZDICT_params_t { compressionLevel: 3, notificationLevel: 0, dictID: 0 };
    sys::ZDICT_cover_params_t {
        k,
        d,
        steps,
        nbThreads: 1,
        splitPoint: split_point,
        shrinkDict: 0,
        shrinkDictMaxRegression: 0,
        zParams: z_params,
    }
}

/// Bytes of ours, `None` for any error: where libzstd fails, we may only fail too.
fn ours(options: &TrainOptions, samples: &Samples<'_>) -> Option<Vec<u8>> {
    Some(options.train_samples(samples).ok()?.dictionary.content().to_vec())
}

/// Whether the system's sort leaves equal strings in their order. C's COVER takes the first of them for
/// its dictionary, whichever that is.
const KEEPS_ORDER: bool =
    cfg!(any(all(target_os = "linux", target_env = "gnu"), target_family = "wasm"));

/// libzstd reads outside its memory when the training samples are shorter than this, and takes
/// samples without a single dmer.
fn is_fit(samples: &Samples<'_>) -> bool {
    let train = samples.split_at(samples.len() * 3 / 4).0;
    train.sizes().iter().any(|&size| size >= 64)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn one_fast_cover_training(
        records in records(), six: bool, k in 16_u32..256, accel in 1_u32..=10, size in 256_usize..9000,
    ) {
        let samples = Samples::collect(&records).unwrap();
        prop_assume!(is_fit(&samples));
        let d = if six { 6 } else { 8 };
        let theirs = reference::fast_cover(&samples, size, fast(k, d, 14, accel, 0)).ok();
        let parameters = FastCover::new().k(k).d(d).f(14).accel(accel);
        let options = TrainOptions::new().size(size).level(3).fast_cover(parameters);
        prop_assert_eq!(ours(&options, &samples), theirs);
    }

    #[test]
    fn one_cover_training(
        records in records(), d in 1_u32..=20, k in 20_u32..256, size in 256_usize..9000,
    ) {
        if !KEEPS_ORDER {
            return Ok(());
        }
        let samples = Samples::collect(&records).unwrap();
        prop_assume!(is_fit(&samples));
        let theirs = reference::cover(&samples, size, cover(k, d, 0, 1.0)).ok();
        let parameters = Cover::new().k(k).d(d);
        let options = TrainOptions::new().size(size).level(3).cover(parameters);
        prop_assert_eq!(ours(&options, &samples), theirs);
    }

    #[test]
    fn a_fast_cover_search(records in records(), threads in 1_usize..4, size in 256_usize..9000) {
        let samples = Samples::collect(&records).unwrap();
        prop_assume!(is_fit(&samples));
        let theirs = reference::fast_cover(&samples, size, fast(0, 0, 12, 1, 6)).ok();
        let parameters = FastCover::new().f(12).steps(6);
        let options = TrainOptions::new().size(size).level(3).threads(threads).fast_cover(parameters);
        prop_assert_eq!(ours(&options, &samples), theirs);
    }

    #[test]
    fn a_cover_search(records in records(), threads in 1_usize..4, size in 256_usize..9000) {
        if !KEEPS_ORDER {
            return Ok(());
        }
        let samples = Samples::collect(&records).unwrap();
        prop_assume!(is_fit(&samples));
        let theirs = reference::cover(&samples, size, cover(0, 0, 6, 0.8)).ok();
        let parameters = Cover::new().steps(6).split_point(0.8);
        let options = TrainOptions::new().size(size).level(3).threads(threads).cover(parameters);
        prop_assert_eq!(ours(&options, &samples), theirs);
    }
}

//! Samples that nobody would train on, and that must do no harm.

use proptest::prelude::*;
use zstdkit_dict::{Cover, Error, FastCover, Legacy, Result, TrainOptions, finalize, train};

use crate::data::{noise, records};

fn all_algorithms() -> Vec<TrainOptions> {
    [
        TrainOptions::new(),
        TrainOptions::new().threads(2).fast_cover(FastCover::new().steps(2).f(10)),
        TrainOptions::new().fast_cover(FastCover::new().k(16).d(6).f(1)),
        TrainOptions::new().fast_cover(FastCover::new().k(300).d(8).accel(10)),
        TrainOptions::new().cover(Cover::new().steps(2)),
        TrainOptions::new().cover(Cover::new().k(16).d(1)),
        TrainOptions::new().cover(Cover::new().k(300).d(300)),
        TrainOptions::new().cover(Cover::new().k(40).d(8).shrink(100)),
        TrainOptions::new().legacy(Legacy::new()),
        TrainOptions::new().legacy(Legacy::new().selectivity(30)),
    ]
    .map(|options| options.size(512))
    .into()
}

/// Trains every way there is: the outcomes may be anything but a crash.
fn train_all(samples: &[Vec<u8>]) -> Vec<Result<usize>> {
    let one = |options: TrainOptions| Ok(options.train(samples)?.content().len());
    all_algorithms().into_iter().map(one).collect()
}

#[test]
fn no_samples_and_empty_ones_are_refused() {
    for count in [0, 1, 10, 1000] {
        for outcome in train_all(&vec![Vec::new(); count]) {
            assert!(matches!(outcome, Err(Error::NoSamples { count: c }) if c == count));
        }
    }
    let error = train([""; 3], 1000).unwrap_err().to_string();
    assert!(error.contains("all 3 samples are empty"), "{error}");
}

#[test]
fn training_samples_of_next_to_nothing_are_refused() {
    // libzstd reads far outside its memory here: what it trains on is empty, or 7 bytes.
    for first in [b"".as_slice(), b"1", b"7 bytes"] {
        let mut samples = vec![Vec::new(); 100];
        samples[0] = first.to_vec();
        samples.extend(vec![b"all that there is to learn from".to_vec(); 20]);
        let options = TrainOptions::new().size(512);
        let error = options.train(&samples).unwrap_err();
        assert!(matches!(error, Error::SamplesTooShort { needed: 8, .. }), "{error}");
        let cover = Cover::new().steps(2).split_point(0.75);
        let error = options.cover(cover).train(&samples).unwrap_err();
        assert!(matches!(error, Error::SamplesTooShort { .. }), "{error}");
    }
}

#[test]
fn samples_of_one_byte_are_refused_or_trained_on() {
    let samples: Vec<Vec<u8>> = (0..5000_u32).map(|i| vec![(i * 7) as u8]).collect();
    assert!(matches!(train(&samples, 512), Err(Error::SamplesTooShort { found: 1, .. })));
    train_all(&samples);
}

#[test]
fn equal_samples_and_noise_are_survived() {
    for sample in [vec![0; 100], vec![7; 9], b"the same again and again".to_vec(), noise(4000)] {
        train_all(&vec![sample.clone(); 40]);
        train_all(&vec![sample; 5]);
    }
    let pieces: Vec<Vec<u8>> = noise(60_000).chunks(1000).map(<[u8]>::to_vec).collect();
    train_all(&pieces);
    train_all(&[noise(150_000)]);
    train_all(&vec![vec![0xAA; 140_000]; 5]);
}

#[test]
fn many_tiny_samples_are_survived() {
    let samples: Vec<Vec<u8>> = (0..10_000_u32).map(|i| i.to_le_bytes().repeat(2)).collect();
    train_all(&samples);
}

/// The bytes that libzstd's legacy trainer appends to its input and takes for unheard of.
const MARK: [u8; 32] = [
    0xE2, 0x33, 0xF7, 0x69, 0xDD, 0xE1, 0x89, 0x70, 0x05, 0xBC, 0x0F, 0x4F, 0xB7, 0xF3, 0x6E, 0xD1,
    0x0E, 0xDE, 0x5F, 0x0E, 0x8E, 0xCE, 0x1F, 0x43, 0xD8, 0xDB, 0x1F, 0x9A, 0x58, 0xB8, 0xB2, 0x00,
];

#[test]
fn samples_with_the_legacy_trainers_mark_are_refused() {
    let mut samples: Vec<Vec<u8>> =
        (0..100_u8).map(|i| noise(500)[usize::from(i)..].into()).collect();
    samples[50].extend(MARK);
    let options = TrainOptions::new().size(512).legacy(Legacy::new());
    let error = options.train(&samples).unwrap_err();
    assert!(matches!(error, Error::LegacyMarkInSamples { .. }), "{error}");
    // Cut by a sample's border, it is still there for a trainer that sees no borders.
    let split = [&MARK[..3], &MARK[3..]].repeat(50);
    let error = options.train(split).unwrap_err();
    assert!(matches!(error, Error::LegacyMarkInSamples { offset: 0 }), "{error}");
}

#[test]
fn the_legacy_trainer_says_when_nothing_repeats() {
    let options = TrainOptions::new().size(512).legacy(Legacy::new());
    for samples in [vec![b"short".to_vec()], vec![noise(10_000)]] {
        let error = options.train(samples).unwrap_err();
        assert!(matches!(error, Error::NothingRepeated { samples: 1, .. }), "{error}");
    }
}

#[test]
fn the_legacy_trainer_refuses_what_it_would_take_minutes_for() {
    let options = TrainOptions::new().size(4096).legacy(Legacy::new());
    for sample in [noise(100), noise(12_000), b"the same again and again".to_vec()] {
        let count = 1_200_000 / sample.len();
        let error = options.train(vec![sample.clone(); count]).unwrap_err();
        assert!(matches!(error, Error::RepeatedAtLength { .. }), "{error}");
        // The others don't mind.
        let fast = TrainOptions::new().size(4096).fast_cover(FastCover::new().k(64).d(8));
        assert!(fast.train(vec![sample; count]).is_ok());
    }
}

#[test]
fn the_legacy_trainer_refuses_long_stretches_that_come_but_twice_whatever_else_there_is() {
    let options = TrainOptions::new().size(4096).legacy(Legacy::new());
    for (unique, long) in [(0, 600_000), (700_000, 300_000)] {
        let samples = [noise(unique), noise(long).repeat(2)].concat();
        let error = options.train(samples.chunks(1000)).unwrap_err();
        assert!(matches!(error, Error::RepeatedAtLength { .. }), "{error}");
    }
}

/// In bounds mostly, out of them sometimes; never what only takes long.
fn number(within: std::ops::RangeInclusive<u32>) -> impl Strategy<Value = Option<u32>> {
    let any = prop_oneof![9 => within, 1 => Just(0), 1 => Just(u32::MAX)];
    prop::option::of(any)
}

fn fraction() -> impl Strategy<Value = f64> {
    prop_oneof![6 => 0.01..=1.0, 1 => any::<f64>(), 1 => Just(f64::NAN), 1 => Just(0.0)]
}

fn any_options() -> impl Strategy<Value = TrainOptions> {
    let fast = (number(6..=300), number(6..=8), number(1..=4), number(1..=16), number(1..=10));
    let parameters = (fast, fraction(), number(0..=100), number(1..=30), 0..3);
    let size = prop_oneof![9 => 256_usize..5000, 1 => 0_usize..256, 1 => Just(usize::MAX)];
    let level = prop_oneof![9 => -10..=12, 1 => any::<i32>()];
    (parameters, size, level, any::<u32>(), 0_usize..4).prop_map(
        |(
            ((k, d, steps, f, accel), split, shrink, selectivity, algorithm),
            size,
            level,
            id,
            threads,
        )| {
            let mut fast = FastCover::new().split_point(split).steps(steps.unwrap_or(3));
            let mut exact = Cover::new().split_point(split).steps(steps.unwrap_or(3));
            if let Some(k) = k {
                (fast, exact) = (fast.k(k), exact.k(k));
            }
            if let Some(d) = d {
                (fast, exact) = (fast.d(d), exact.d(d));
            }
            if let Some(percent) = shrink {
                (fast, exact) = (fast.shrink(percent), exact.shrink(percent));
            }
            fast = fast.f(f.unwrap_or(12)).accel(accel.unwrap_or(1));
            let options =
                TrainOptions::new().size(size).level(level).dictionary_id(id).threads(threads);
            match algorithm {
                0 => options.fast_cover(fast),
                1 => options.cover(exact),
                _ => options.legacy(Legacy::new().selectivity(selectivity.unwrap_or(9))),
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn any_options_make_a_dictionary_or_say_what_is_wrong(
        options in any_options(),
        count in prop_oneof![0_usize..10, 100_usize..300],
    ) {
        match options.train(records(count)) {
            Ok(dictionary) => {
                prop_assert!(zstdkit_dict::dictionary_info(dictionary.content()).is_ok());
            }
            Err(Error::ParameterOutOfBounds { least, most, value, .. }) => {
                prop_assert!(value < least || value > most || (value == 7 && most == 8));
            }
            Err(Error::FractionOutOfBounds { value, .. }) => {
                prop_assert!(!(value > 0.0 && value <= 1.0));
            }
            Err(Error::TooFewSamples { found, needed, .. }) => {
                prop_assert!(found < needed && found == count);
            }
            Err(Error::NoSamples { count: 0 }) => prop_assert_eq!(count, 0),
            Err(error) => {
                let known = matches!(
                    error,
                    Error::SamplesTooShort { .. } | Error::NothingRepeated { .. } | Error::Zstd { .. }
                );
                prop_assert!(known && !error.to_string().is_empty(), "{error}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_samples_are_survived(
        samples in prop::collection::vec(
            prop_oneof![
                prop::collection::vec(any::<u8>(), 0..300),
                (any::<u8>(), 0_usize..300).prop_map(|(byte, len)| vec![byte; len]),
                (0_usize..24, 1_usize..9).prop_map(|(from, len)| MARK[from..from + len].to_vec()),
                Just(b"some words that come again".to_vec()),
            ],
            0..40,
        ),
        level in -7..=19,
    ) {
        for mut options in all_algorithms() {
            options = options.level(level);
            if let Ok(dictionary) = options.train(&samples) {
                prop_assert!(dictionary.content().len() <= 512);
                prop_assert_ne!(dictionary.id(), 0);
            }
        }
        let content = samples.concat();
        if let Ok(dictionary) = finalize(&content, &samples, 700, level) {
            prop_assert!(dictionary.content().len() <= 700);
        }
    }
}

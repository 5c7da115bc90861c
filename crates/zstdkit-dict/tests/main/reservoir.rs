//! Reservoirs: what they keep, however the data is spread, and as bytes.

use proptest::prelude::*;
use zstdkit_dict::{Error, Reservoir, TrainOptions};

use crate::data::{noise, records};

fn offered<S: AsRef<[u8]>>(
    limit: usize,
    seed: u64,
    samples: impl IntoIterator<Item = S>,
) -> Reservoir {
    let mut reservoir = Reservoir::new(limit, seed);
    samples.into_iter().for_each(|sample| reservoir.push(sample).unwrap());
    reservoir
}

fn bytes(reservoir: &Reservoir) -> Vec<u8> {
    let bytes = reservoir.to_bytes().unwrap();
    let again = Reservoir::from_bytes(&bytes).unwrap();
    assert_eq!(again.to_bytes().unwrap(), bytes);
    bytes
}

fn kept(reservoir: &Reservoir) -> Vec<Vec<u8>> {
    reservoir.samples().unwrap().iter().map(<[u8]>::to_vec).collect()
}

#[test]
fn it_keeps_within_its_limit_and_chooses_fairly() {
    let mut firsts = 0;
    for seed in 0..200 {
        // Each takes 10 bytes and 64 of overhead.
        let mut reservoir = Reservoir::new(7400, seed);
        for index in 0..1000_u32 {
            reservoir.push(format!("{index:010}")).unwrap();
            assert!(reservoir.total_size() <= 1000 && reservoir.len() <= 100);
        }
        assert_eq!((reservoir.seen(), reservoir.len()), (1000, 100));
        let kept = kept(&reservoir);
        firsts += kept.iter().filter(|sample| sample.as_slice() < b"0000000500".as_slice()).count();
        let samples = reservoir.into_samples().unwrap();
        assert!(samples.iter().eq(&kept), "the order of samples() and into_samples()");
    }
    // Of 20000 kept, half are from the first half: 6 standard deviations are 424.
    assert!((9576..=10424).contains(&firsts), "{firsts}");
}

#[test]
fn the_order_of_what_is_kept_is_not_the_streams() {
    let reservoir = offered(10_000, 1, (0..100).map(|index| format!("{index:03}")));
    let kept = kept(&reservoir);
    assert_eq!(kept.len(), 100);
    let firsts = kept[..50].iter().filter(|sample| sample.as_slice() < b"050".as_slice()).count();
    assert!((10..=40).contains(&firsts), "{firsts} of the first 50 are of the stream's first half");
}

#[test]
fn it_is_the_same_for_the_same_seed() {
    let choose = |seed| kept(&offered(5000, seed, records(500)));
    assert_eq!(choose(1), choose(1));
    assert_ne!(choose(1), choose(2));
    let small = offered(67, 1, ["long", ""]);
    assert_eq!((small.len(), small.total_size()), (1, 0));
    let none = offered(63, 1, [""]);
    assert_eq!((none.seen(), none.len()), (1, 0));
}

#[test]
fn equal_samples_are_one_and_keys_tell_them_apart() {
    let mut reservoir = offered(2000, 4, ["ok", "ok", "not ok", "ok"]);
    assert_eq!((reservoir.seen(), reservoir.len(), reservoir.total_size()), (4, 2, 8));
    for key in ["a", "b", "a", ""] {
        reservoir.push_keyed(key, "ok").unwrap();
    }
    assert_eq!((reservoir.seen(), reservoir.len()), (8, 5));
    reservoir.push_keyed("a", "other").unwrap();
    assert_eq!(reservoir.len(), 6, "a key doesn't stand for a sample");

    // With keys, samples are as frequent as in the stream: 1 of 10 here.
    let mut keyed = Reservoir::new(40_000, 2);
    for row in 0..20_000_u64 {
        let sample = if row % 10 == 0 { "rare..." } else { "common." };
        keyed.push_keyed(row.to_le_bytes(), sample).unwrap();
    }
    let (all, rare) = (keyed.len(), kept(&keyed).iter().filter(|s| *s == b"rare...").count());
    assert_eq!(all, 40_000 / 71);
    // 6 standard deviations are 43.
    assert!((13..=99).contains(&rare), "{rare} of {all}");
}

#[test]
fn other_limits_and_seeds_are_not_merged() {
    let mut ours = offered(3000, 1, records(40));
    let before = bytes(&ours);
    let error = ours.merge(offered(3001, 1, records(9))).unwrap_err();
    assert!(
        matches!(error, Error::DifferentReservoirs { what: "limit", ours: 3000, theirs: 3001 }),
        "{error}"
    );
    let error = ours.merge(offered(3000, 2, records(9))).unwrap_err().to_string();
    assert!(error.contains("the seed of one is 1, that of the other 2"), "{error}");
    assert_eq!(bytes(&ours), before);
}

/// These bytes are a promise: reservoirs of other releases and other machines are merged with ours.
#[test]
fn the_bytes_stay_what_they_are() {
    let mut reservoir = offered(1000, 42, ["one", "two", "", "two"]);
    reservoir.push_keyed("key", "one").unwrap();
    let hex: String = bytes(&reservoir).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, GOLDEN);
}

const GOLDEN: &str = "\
    5a53544b525356520100000000000000e8030000000000002a000000000000000500000000000000ffffffff\
    ffffffff040000000000000008649e80b822472803000000000000006f6e65811de38486e71b450300000000\
    0000006f6e6504e777092b58b1980000000000000000c5f60ab6046cf5d4030000000000000074776fb7186a\
    f4b422c946";

#[test]
fn what_is_cut_short_or_damaged_is_no_reservoir() {
    let whole = bytes(&offered(500, 3, records(5).iter().map(|record| &record[..20])));
    let is_bad =
        |bytes: &[u8]| matches!(Reservoir::from_bytes(bytes), Err(Error::BadReservoir { .. }));
    for len in 0..whole.len() {
        assert!(is_bad(&whole[..len]), "the first {len} bytes");
    }
    for bit in 0..whole.len() * 8 {
        let mut damaged = whole.clone();
        damaged[bit / 8] ^= 1 << (bit % 8);
        assert!(is_bad(&damaged), "bit {bit}");
    }
    assert!(is_bad(&[whole.clone(), vec![0]].concat()));
    assert!(is_bad(&noise(500)));
}

/// A reservoir's bytes of any numbers, with the checksum that belongs to them.
fn forged(header: [u64; 6], entries: &[(u64, u64, &[u8])]) -> Vec<u8> {
    let mut bytes = b"ZSTKRSVR".to_vec();
    header.iter().for_each(|number| bytes.extend(number.to_le_bytes()));
    for (number, len, sample) in entries {
        bytes.extend(number.to_le_bytes());
        bytes.extend(len.to_le_bytes());
        bytes.extend(*sample);
    }
    let checksum = twox_hash::XxHash64::oneshot(0, &bytes);
    bytes.extend(checksum.to_le_bytes());
    bytes
}

#[test]
fn what_contradicts_itself_is_no_reservoir() {
    // Version, limit, seed, seen, threshold, samples kept.
    let sound = forged([1, 200, 7, 2, 50, 2], &[(10, 3, b"abc"), (49, 0, b"")]);
    let reservoir = Reservoir::from_bytes(&sound).unwrap();
    assert_eq!((reservoir.limit(), reservoir.seed(), reservoir.seen()), (200, 7, 2));
    assert_eq!(reservoir.to_bytes().unwrap(), sound);
    type Case<'a> = (&'a str, [u64; 6], &'a [(u64, u64, &'a [u8])]);
    let cases: [Case<'_>; 13] = [
        ("version", [2, 100, 7, 2, 50, 0], &[]),
        ("samples than it says", [1, 200, 7, 2, 50, 1], &[]),
        ("samples than it says", [1, 200, 7, 2, 50, u64::MAX], &[(10, 3, b"abc")]),
        ("samples than it says", [1, 200, 7, 0, 50, 1], &[(10, 3, b"abc")]),
        ("order", [1, 200, 7, 2, 50, 2], &[(10, 3, b"abc"), (10, 0, b"")]),
        ("order", [1, 200, 7, 2, 50, 2], &[(10, 3, b"abc"), (9, 0, b"")]),
        ("order", [1, 200, 7, 2, 50, 1], &[(50, 3, b"abc")]),
        ("order", [1, 200, 7, 2, u64::MAX, 1], &[(u64::MAX, 3, b"abc")]),
        ("cut short", [1, 200, 7, 2, 50, 1], &[(10, 4, b"abc")]),
        ("cut short", [1, u64::MAX, 7, 2, 50, 1], &[(10, u64::MAX, b"abc")]),
        ("cut short", [1, 200, 7, 2, 50, 1], &[(10, 2, b"abc")]),
        ("limit", [1, 66, 7, 2, 50, 1], &[(10, 3, b"abc")]),
        ("limit", [1, 130, 7, 2, 50, 2], &[(10, 3, b"abc"), (49, 0, b"")]),
    ];
    for (what, header, entries) in cases {
        let error = Reservoir::from_bytes(&forged(header, entries)).unwrap_err();
        assert!(matches!(error, Error::BadReservoir { .. }), "{error}");
        assert!(error.to_string().contains(what), "{what}: {error}");
    }
}

#[test]
fn a_dictionary_is_the_same_however_the_data_is_spread() {
    let records = records(3000);
    let options = TrainOptions::new().size(4096);
    let one = offered(60_000, 9, &records);
    let expected = options.clone().train_samples(&one.into_samples().unwrap()).unwrap();
    for parts in [2, 7, 100] {
        let mut merged = Reservoir::new(60_000, 9);
        // The last first, and each after a way as bytes.
        for part in records.chunks(records.len().div_ceil(parts)).rev() {
            let travelled = bytes(&offered(60_000, 9, part));
            merged.merge(Reservoir::from_bytes(&travelled).unwrap()).unwrap();
        }
        assert_eq!(merged.seen(), 3000);
        let trained = options.clone().train_samples(&merged.into_samples().unwrap()).unwrap();
        assert_eq!(trained.dictionary.content(), expected.dictionary.content(), "{parts} parts");
    }
}

/// Samples with and without keys, among which many are equal.
fn offers() -> impl Strategy<Value = Vec<(Option<u8>, Vec<u8>)>> {
    let sample = prop_oneof![
        prop::collection::vec(0..3_u8, 0..4),
        prop::collection::vec(any::<u8>(), 0..200),
    ];
    prop::collection::vec((prop::option::of(0..4_u8), sample), 0..80)
}

fn offer(reservoir: &mut Reservoir, (key, sample): &(Option<u8>, Vec<u8>)) {
    match key {
        Some(key) => reservoir.push_keyed([*key], sample).unwrap(),
        None => reservoir.push(sample).unwrap(),
    }
}

proptest! {
    /// Any spread, any order, any tree of merges, by way of bytes or not.
    #[test]
    fn what_is_kept_depends_on_the_set_of_samples_alone(
        offers in offers(),
        limit in 0..6000_usize,
        seed: u64,
        owners in prop::collection::vec(0..6_usize, 80),
        order in Just((0..80_usize).collect::<Vec<_>>()).prop_shuffle(),
        tree in prop::collection::vec(any::<prop::sample::Index>(), 12),
    ) {
        let mut one = Reservoir::new(limit, seed);
        offers.iter().for_each(|sample| offer(&mut one, sample));
        prop_assert!(one.total_size() + 64 * one.len() <= limit);

        let mut parts = vec![Reservoir::new(limit, seed); 6];
        for at in order {
            if let Some(sample) = offers.get(at) {
                offer(&mut parts[owners[at]], sample);
            }
        }
        for pair in tree.chunks(2) {
            if parts.len() < 2 {
                break;
            }
            let left = parts.swap_remove(pair[0].index(parts.len()));
            let right = parts.swap_remove(pair[1].index(parts.len()));
            let mut left = Reservoir::from_bytes(&bytes(&left)).unwrap();
            left.merge(right).unwrap();
            parts.push(left);
        }
        prop_assert_eq!(parts.len(), 1);
        let merged = parts.remove(0);
        prop_assert_eq!(bytes(&merged), bytes(&one));

        // Merged once more, and offered all again: nothing else than the count changes.
        let mut again = merged.clone();
        again.merge(merged).unwrap();
        offers.iter().for_each(|sample| offer(&mut again, sample));
        prop_assert_eq!(kept(&again), kept(&one));
        prop_assert_eq!(again.seen(), 3 * one.seen());
    }

    /// One that keeps everything says the order; the others keep the first of it that fit.
    #[test]
    fn the_first_that_fit_are_kept(offers in offers(), limit in 0..6000_usize, seed: u64) {
        let (mut all, mut limited) = (Reservoir::new(1 << 20, seed), Reservoir::new(limit, seed));
        for sample in &offers {
            offer(&mut all, sample);
            offer(&mut limited, sample);
        }
        let mut left = limit;
        let expected: Vec<_> = kept(&all)
            .into_iter()
            .filter(|sample| sample.len() + 64 <= limit)
            .take_while(|sample| {
                let fits = left.checked_sub(sample.len() + 64);
                left = fits.unwrap_or(0);
                fits.is_some()
            })
            .collect();
        prop_assert_eq!(kept(&limited), expected);
    }

    #[test]
    fn no_bytes_make_it_panic(numbers in prop::array::uniform6(0..200_u64), tail: Vec<u8>) {
        let mut header = numbers;
        header[0] = 1;
        let bytes = forged(header, &[(3, tail.len() as u64 / 2, &tail)]);
        if let Ok(reservoir) = Reservoir::from_bytes(&bytes) {
            prop_assert_eq!(reservoir.to_bytes().unwrap(), bytes);
        }
    }
}

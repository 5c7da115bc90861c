//! Samples that the legacy trainer would take far too long for.
//!
//! It compares whole repetitions, byte by byte, each time it comes across one: with samples that repeat
//! each other at length that grows with the square of their size, and it can't be interrupted.

use std::collections::HashMap;

use crate::error::{Error, Result};

/// Samples of fewer bytes than this are trained on in seconds, whatever they hold.
const HARMLESS: usize = 256 << 10;

/// So many bytes are compared in a few seconds.
const BEARABLE: u64 = 32 << 30;

/// Larger samples take as long anyway to be sorted as this many comparisons for each of their bytes.
const BEARABLE_FOR_EACH: u64 = 1024;

/// Repetitions shorter than this are compared in no time.
const STRETCH: usize = 1024;

const BASE: u64 = 0x9E37_79B1_85EB_CA87;

/// About how many bytes of `data` the trainer would compare, where that's too many.
///
/// It compares what begins alike up to where it parts, from each position anew: a stretch that repeats an
/// earlier one costs half the square of its length.
///
/// # Errors
///
/// No memory to find that out with: a fraction of the samples' own.
pub(crate) fn too_many(data: &[u8]) -> Result<Option<u64>> {
    if data.len() < HARMLESS {
        return Ok(None);
    }
    let stretch = |at: usize| &data[at..at + STRETCH];
    let mut first: HashMap<u64, usize> = HashMap::new();
    let mut is_short = false;
    // How far back what is repeated lies, how long it is so far, and up to where it has been followed.
    let (mut back, mut length, mut last) = (None, 0, 0);
    let mut compared = 0_u64;
    each_landmark(data, |at, hash| {
        // Runs of one byte, or of two in turn, the trainer skips; what repeats may go on behind them.
        if stretch(at)[2..] == stretch(at)[..STRETCH - 2] {
            return;
        }
        let is_same = |earlier: &usize| stretch(*earlier) == stretch(at);
        let goes_on = back.map(|back: usize| at - back).filter(is_same);
        is_short |= first.try_reserve(1).is_err();
        if is_short {
            return;
        }
        let earliest = *first.entry(hash).or_insert(at);
        let gap = at - last;
        length = if goes_on.is_some() { length + gap } else { STRETCH };
        back = goes_on.or(Some(earliest).filter(|earlier| *earlier < at && is_same(earlier)));
        back = back.map(|earlier| at - earlier);
        if back.is_some() {
            compared = compared.saturating_add((length * gap.min(STRETCH)) as u64);
        }
        last = at;
    });
    if is_short {
        return Err(Error::OutOfMemory {
            bytes: data.len() as u64 / 16,
            purpose: "what repeats in the samples",
        });
    }
    let bearable = BEARABLE.max(data.len() as u64 * BEARABLE_FOR_EACH);
    Ok((compared > bearable).then_some(compared))
}

/// Hands over the places by which repetitions are told, with the hashes of the stretches there: those
/// whose hash is the least among as many in a row as a stretch has bytes. So one comes at least that often,
/// and where bytes repeat, places do.
fn each_landmark(data: &[u8], mut found: impl FnMut(usize, u64)) {
    let leaving = (0..STRETCH).fold(1_u64, |power, _| power.wrapping_mul(BASE));
    let mut rolling = data[..STRETCH]
        .iter()
        .fold(0, |hash: u64, &byte| hash.wrapping_mul(BASE).wrapping_add(u64::from(byte) + 1));
    let mut hashes = [u64::MAX; STRETCH];
    let mut least = (u64::MAX, 0);
    for at in 0..=data.len() - STRETCH {
        hashes[at % STRETCH] = rolling;
        let before = least;
        if rolling <= least.0 {
            least = (rolling, at);
        } else if least.1 + STRETCH <= at {
            let row = at + 1 - STRETCH..=at;
            let row = row.map(|at| (hashes[at % STRETCH], at));
            least =
                row.fold((u64::MAX, 0), |least, next| if next.0 <= least.0 { next } else { least });
        }
        if least != before && at + 1 >= STRETCH {
            found(least.1, least.0);
        }
        if let Some(into) = data.get(at + STRETCH) {
            let out = (u64::from(data[at]) + 1).wrapping_mul(leaving);
            let into = u64::from(*into) + 1;
            rolling = rolling.wrapping_mul(BASE).wrapping_add(into).wrapping_sub(out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn too_many(data: &[u8]) -> Option<u64> {
        super::too_many(data).unwrap()
    }

    #[test]
    fn what_repeats_at_length_is_told_from_what_does_not() {
        let mut state = 1_u64;
        let mut noise = |len: usize| -> Vec<u8> {
            let mut next = || {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                (state >> 56) as u8
            };
            (0..len).map(|_| next()).collect()
        };
        let all = noise(1 << 20);
        assert_eq!(too_many(&all), None);
        assert_eq!(too_many(&[7; 1 << 20]), None);
        for period in [3, 100, 1000, 10_000, 50_000] {
            let sample = noise(period);
            let samples = sample.repeat((1 << 20) / period);
            assert!(too_many(&samples).is_some(), "period {period}");
            assert_eq!(too_many(&samples[..HARMLESS - 1]), None);
        }
        // Twice is enough if it's long.
        assert_eq!(too_many(&all[..200_000].repeat(2)), None);
        assert!(too_many(&all[..600_000].repeat(2)).is_some());
        // And what doesn't repeat itself excuses nothing.
        let mixed = [noise(700_000), all[..300_000].repeat(2)].concat();
        assert!(too_many(&mixed).is_some());
        // Short ones are harmless, however many.
        let short = all[..5000].to_vec();
        let often = (0..200).flat_map(|_| [&short[..], &noise(100)].concat()).collect::<Vec<_>>();
        assert_eq!(too_many(&often), None);
        // Runs are passed over, and what lies on both sides of them belongs together.
        let patches = (0..75).flat_map(|_| [noise(4000), vec![0; 8200]].concat());
        let patches = patches.collect::<Vec<_>>();
        assert_eq!(too_many(&patches), None);
        assert!(too_many(&patches.repeat(2)).is_some());
    }
}

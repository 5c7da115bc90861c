//! Samples that the legacy trainer would take far too long for.
//!
//! It compares whole repetitions, byte by byte, each time it comes across one: with samples that repeat
//! each other at length that grows with the square of their size, and it can't be interrupted.

use std::collections::HashSet;

/// Repetitions shorter than this are compared in no time.
const LONG: usize = 4096;

/// Samples of fewer bytes than this are trained on in seconds, whatever they hold.
const HARMLESS: usize = 256 << 10;

/// A block is to occur this often, on the average, for the samples to be hopeless: fewer repetitions
/// the trainer passes over.
const OFTEN: usize = 4;

const BASE: u64 = 0x9E37_79B1_85EB_CA87;

/// How often blocks of `data` occur in it, on the average, where that's too often for the trainer.
pub(crate) fn too_many(data: &[u8]) -> Option<usize> {
    if data.len() < HARMLESS {
        return None;
    }
    // Runs of one byte, or of two in turn, the trainer skips.
    let is_run = |block: &[u8]| block.iter().zip(&block[2..]).all(|(one, other)| one == other);
    let blocks = data.chunks_exact(LONG).filter(|block| !is_run(block));
    let blocks: HashSet<u64> = blocks.map(hash).collect();
    if blocks.is_empty() {
        return None;
    }
    let leaving = (0..LONG).fold(1_u64, |power, _| power.wrapping_mul(BASE));
    let mut rolling = hash(&data[..LONG]);
    let mut found = usize::from(blocks.contains(&rolling));
    for (out, into) in data.iter().zip(&data[LONG..]) {
        let out = (u64::from(*out) + 1).wrapping_mul(leaving);
        rolling = rolling.wrapping_mul(BASE).wrapping_add(u64::from(*into) + 1).wrapping_sub(out);
        found += usize::from(blocks.contains(&rolling));
    }
    let times = found / blocks.len();
    (times >= OFTEN).then_some(times)
}

fn hash(block: &[u8]) -> u64 {
    block
        .iter()
        .fold(0, |hash: u64, &byte| hash.wrapping_mul(BASE).wrapping_add(u64::from(byte) + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

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
    }
}

//! The frame crate's answers beside libzstd's own, on generated frames and on damaged ones.
//!
//! `ZSTDKIT_FRAMES` says how many frames are generated, `ZSTDKIT_SEED` which ones; all threads take part.

use std::sync::atomic::{AtomicU64, Ordering};

use zstdkit::Dictionary;
use zstdkit_dict::train;
use zstdkit_sys as c;
use zstdkit_tests::{
    FrameMaker, damage,
    facts::{Asked, compare},
    records, text,
};

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).map_or(default, |value| {
        value.parse().unwrap_or_else(|_| panic!("{variable}={value} is no number"))
    })
}

fn maker(seed: u64) -> FrameMaker {
    let dictionaries = [train(records(2000), 4096), train(records(500), 1024)];
    let mut dictionaries: Vec<_> = dictionaries.into_iter().map(Result::unwrap).collect();
    dictionaries.push(Dictionary::raw(text(3000, 1)).unwrap());
    FrameMaker::new(seed, dictionaries)
}

/// What one seed makes: a few thousand frames, so that a report can be reproduced in seconds.
const FRAMES_PER_SEED: u64 = 2500;

#[test]
fn answers_are_libzstds_on_frames_whole_and_damaged() {
    let (first, count) = (number("ZSTDKIT_SEED", 1), number("ZSTDKIT_FRAMES", FRAMES_PER_SEED));
    let seeds = first..first + count.div_ceil(FRAMES_PER_SEED);
    let next = AtomicU64::new(seeds.start);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let work = || {
        let mut refused = 0;
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if !seeds.contains(&seed) {
                return refused;
            }
            let made = (seed - seeds.start) * FRAMES_PER_SEED;
            refused += compare_generated(seed, FRAMES_PER_SEED.min(count - made));
        }
    };
    let refused: u64 = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).sum()
    });
    // The damage is neither so slight nor so heavy that one side of the answers is never seen.
    assert!((count / 2..count * 4).contains(&refused), "{refused} refused of {}", count * 4);
}

/// Compares the answers for the frames of one seed, and for four damaged copies of each; says how
/// many copies were refused.
fn compare_generated(seed: u64, count: u64) -> u64 {
    let mut maker = maker(seed);
    let mut refused = 0_u64;
    for number in 0..count {
        let frames = maker.frames();
        compare(&frames).unwrap_or_else(|reason| panic!("frame {number} of seed {seed}: {reason}"));
        for round in 0..4 {
            let mut damaged = frames.clone();
            damage(&mut damaged, maker.numbers());
            refused += u64::from(zstdkit_frame::frame_size(&damaged).is_err());
            compare(&damaged).unwrap_or_else(|reason| {
                let head = &damaged[..damaged.len().min(64)];
                panic!("frame {number} of seed {seed}, damage {round}: {reason}\n{head:02x?}")
            });
        }
    }
    refused
}

#[test]
fn answers_are_libzstds_at_every_cut_of_a_header() {
    let mut maker = maker(2);
    for number in 0..300 {
        let frames = maker.frames();
        for len in 0..frames.len().min(24) {
            compare(&frames[..len]).unwrap_or_else(|reason| panic!("{number}, {len}: {reason}"));
        }
        for len in frames.len().saturating_sub(8)..frames.len() {
            compare(&frames[..len]).unwrap_or_else(|reason| panic!("{number}, {len}: {reason}"));
        }
    }
}

#[test]
fn answers_are_libzstds_for_every_descriptor_and_window() {
    for descriptor in 0..=255 {
        for window in 0..=255 {
            let mut bytes = vec![0x28, 0xB5, 0x2F, 0xFD, descriptor, window];
            bytes.extend([0x11, 0x22, 0x33, 0x44, 0, 0, 0, 0x88, 0x01, 0, 0, 0, 0, 0, 0, 0]);
            compare(&bytes).unwrap_or_else(|reason| panic!("{descriptor} {window}: {reason}"));
        }
    }
}

#[test]
fn answers_are_libzstds_for_every_magic_number_that_means_something() {
    for magic in (0x184D_2A40_u32..0x184D_2A70).chain(0xFD2F_B510..0xFD2F_B530) {
        for rest in [&[0; 20][..], &[0xFF; 20], &[0; 2], &[], &[5, 0, 0, 0, 1, 2, 3, 4, 5]] {
            let bytes = [&magic.to_le_bytes()[..], rest].concat();
            compare(&bytes).unwrap_or_else(|reason| panic!("{magic:x} {rest:?}: {reason}"));
        }
    }
}

#[test]
fn a_streaming_decoders_memory_is_libzstds_estimate() {
    // SAFETY: takes nothing, and answers a number.
    let context = unsafe { c::ZSTD_estimateDCtxSize() };
    let known = zstdkit_frame::DecoderMemory::CONTEXT;
    // Elsewhere the context's layout is another.
    if cfg!(target_arch = "x86_64") {
        assert_eq!(known, context as u64);
    }
    let mut maker = maker(3);
    for _ in 0..300 {
        let frame = maker.frames();
        let ours = zstdkit_frame::decoder_memory(&frame).ok();
        let theirs = Asked::about(&frame).size(c::ZSTD_estimateDStreamSize_fromFrame);
        assert_eq!(ours.map(|size| size - known), theirs.map(|size| (size - context) as u64));
    }
}

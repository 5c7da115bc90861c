//! Small inputs, compressed and decompressed over and over, in memory that has to stay flat:
//! `cargo xtask soak`.
//!
//! `soak PAIRS` prints a table of the memory that was taken on the way, and fails where it grew.

#![deny(unsafe_code)]

#[expect(unsafe_code, reason = "the C library's allocator is asked what is in use")]
mod memory;
mod work;

use std::{
    env,
    process::ExitCode,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    thread,
    time::Duration,
};

use work::Worker;

/// Threads that work.
const THREADS: u64 = 2;

/// The pairs are made in so many rounds, each by threads and objects of its own.
const ROUNDS: u64 = 10;

/// How much more than after the first round may be in use after another, when threads and objects
/// are gone, in bytes: a leak of any kind would be millions of times its size.
const LEAK: u64 = 64 << 10;

/// How much more than after the first round may be resident after another, when nothing is left but what
/// the allocator keeps, in bytes. Where that keeps large blocks, it's more (see xtask's `soak.rs`).
///
/// What is resident at most says nothing of growth: it's a matter of chance which objects meet, and which
/// meetings are seen.
const GROWTH: u64 = 512 << 10;

/// What a round took, in bytes.
#[derive(Clone, Copy, Debug)]
struct Taken {
    /// The most that was seen to be resident at a time.
    at_most: u64,
    /// What was resident afterwards.
    resident: u64,
    /// What was in use afterwards.
    in_use: u64,
}

fn main() -> ExitCode {
    let Some(pairs) = env::args().nth(1).and_then(|pairs| pairs.parse::<u64>().ok()) else {
        eprintln!("usage: soak PAIRS");
        return ExitCode::from(2);
    };
    let rounds: Vec<Taken> = (0..ROUNDS).map(|round| work(round, pairs / ROUNDS)).collect();
    print!("{}", table(pairs / ROUNDS, &rounds));
    let first = rounds[0];
    let grown = |taken: &&Taken| {
        taken.in_use > first.in_use + LEAK || taken.resident > first.resident + GROWTH
    };
    if let Some(taken) = rounds.iter().find(grown) {
        eprintln!("memory grew from {first:?} to {taken:?}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// A round of so many pairs.
fn work(round: u64, pairs: u64) -> Taken {
    let done = AtomicU64::new(0);
    let over = AtomicBool::new(false);
    let at_most = thread::scope(|scope| {
        let (done, over) = (&done, &over);
        let looking = scope.spawn(move || {
            let mut most = 0;
            while !over.load(Ordering::Relaxed) {
                most = memory::resident().max(most);
                thread::park_timeout(Duration::from_millis(10));
            }
            most
        });
        let workers: Vec<_> = (0..THREADS)
            .map(|thread| {
                scope.spawn(move || {
                    let mut worker = Worker::new(round * THREADS + thread);
                    while done.fetch_add(1, Ordering::Relaxed) < pairs {
                        worker.pair();
                    }
                })
            })
            .collect();
        for worker in workers {
            worker.join().expect("a pair that comes back");
        }
        over.store(true, Ordering::Relaxed);
        looking.join().expect("the system tells")
    });
    Taken { at_most, resident: memory::resident(), in_use: memory::in_use() }
}

fn table(pairs: u64, rounds: &[Taken]) -> String {
    let mut table = String::from(
        "| pairs so far | at most resident, in KiB | resident after them, in KiB | in use after them, in bytes |\n\
         |--:|--:|--:|--:|\n",
    );
    for (round, taken) in (1..).zip(rounds) {
        let (at_most, resident) = (taken.at_most >> 10, taken.resident >> 10);
        table += &format!("| {} | {at_most} | {resident} | {} |\n", pairs * round, taken.in_use);
    }
    table
}

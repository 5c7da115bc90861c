//! Small inputs, compressed and decompressed over and over, in memory that has to stay flat:
//! `cargo xtask soak`.
//!
//! `soak PAIRS` prints a table of what was resident on the way, and fails where it grew.

#![forbid(unsafe_code)]

mod memory;
mod work;

use std::{
    env,
    process::ExitCode,
    sync::atomic::{AtomicU64, Ordering},
    thread,
    time::Duration,
};

use work::Worker;

/// Threads that work.
const THREADS: u64 = 2;

/// How much more may be resident at any time than was at most during the first tenth, in bytes: some
/// pages that an allocator comes to touch, and no leak, which would be one of so many bytes for each of
/// millions of pairs.
const GROWTH: u64 = 2 << 20;

/// How often memory is looked at, in each tenth.
const LOOKS: u64 = 100;

fn main() -> ExitCode {
    let Some(pairs) = env::args().nth(1).and_then(|pairs| pairs.parse().ok()) else {
        eprintln!("usage: soak PAIRS");
        return ExitCode::from(2);
    };
    let tenths = soak(pairs);
    print!("{}", table(pairs, &tenths));
    let most = tenths.iter().copied().max().unwrap_or(0);
    if most > tenths[0] + GROWTH {
        eprintln!("memory grew from at most {} bytes in the first tenth to {most}", tenths[0]);
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// Runs so many pairs; gives the most that was resident in each tenth of them.
fn soak(pairs: u64) -> [u64; 10] {
    let done = AtomicU64::new(0);
    let mut tenths = [0; 10];
    thread::scope(|scope| {
        let done = &done;
        let workers: Vec<_> = (0..THREADS)
            .map(|seed| {
                scope.spawn(move || {
                    let mut worker = Worker::new(seed);
                    while done.fetch_add(1, Ordering::Relaxed) < pairs {
                        worker.pair();
                    }
                })
            })
            .collect();
        let mut next = 0;
        while workers.iter().any(|worker| !worker.is_finished()) {
            let now = done.load(Ordering::Relaxed).min(pairs);
            if now >= next {
                let tenth = &mut tenths[(now * 10 / pairs.max(1)).min(9) as usize];
                *tenth = memory::resident().max(*tenth);
                next = now + pairs / 10 / LOOKS;
            }
            thread::park_timeout(Duration::from_millis(1));
        }
    });
    tenths
}

fn table(pairs: u64, tenths: &[u64; 10]) -> String {
    let mut table = String::from("| pairs | at most resident, in KiB |\n|---|--:|\n");
    for (index, resident) in (0..).zip(tenths) {
        let (from, to) = (pairs * index / 10, pairs * (index + 1) / 10);
        table += &format!("| {from} to {to} | {} |\n", resident >> 10);
    }
    table
}

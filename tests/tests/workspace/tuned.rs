//! The feature `tuned` changes no byte: our libzstd beside the one of the `zstd` crate, as released.
//!
//! `ZSTDKIT_CASES` says how many cases are drawn, `ZSTDKIT_SEED` which ones; all threads take part.

use std::sync::atomic::{AtomicU64, Ordering};

use zstdkit_tests::Numbers;
use zstdkit_twins::{Case, compare};

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |value| value.parse().expect("a number"))
}

#[test]
fn the_same_bytes_and_answers_as_libzstd_as_released() {
    let cases = setting("ZSTDKIT_CASES", 2000);
    let seed = setting("ZSTDKIT_SEED", 1);
    // Contents of 32 MiB are for runs that have the time.
    let largest = if cases > 10_000 { 32 << 20 } else { 1 << 20 };
    let next = AtomicU64::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= cases {
                        break;
                    }
                    let mut numbers =
                        Numbers::new(seed.wrapping_mul(0x10_0000).wrapping_add(number));
                    let case = Case::draw(&mut numbers, largest);
                    if let Err(difference) = compare(&case) {
                        panic!("case {number} of seed {seed}: {difference}\n{case:?}");
                    }
                }
            });
        }
    });
}

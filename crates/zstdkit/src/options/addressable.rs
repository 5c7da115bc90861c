//! Whether a machine can address what options ask for.
//!
//! C sums up the sizes of tables, and of what workers share, in its `size_t`. With pointers of 32 bits the
//! sums run over for some parameters within their bounds: it would take less memory than it then uses.

use super::{CompressOptions, level::chosen, window::allowed_log};
use crate::{
    error::{Error, Result},
    parameters::CompressParameter as P,
};

/// What is addressed with 32 bits, less what C takes beside its tables, in bytes.
const MOST: u64 = (1 << 32) - (1 << 26);

/// The logarithms of the largest table of hashes that a level has, of the largest table for matches over
/// long distances that libzstd chooses for a window, seen from that window's, and of the window from which on
/// it matches over long distances by itself.
const HASH_LOG: u32 = 25;
const LDM_BELOW_WINDOW: u32 = 4;
const LDM_WINDOW_LOG: u32 = 27;

/// The sizes of jobs: C's bounds with pointers of 32 bits, in bytes.
const LEAST_JOB: u64 = 512 << 10;
const MOST_JOB_LOG: u32 = 29;

/// Fails where C would run over. For input of known size it takes smaller tables, and so would not always;
/// what is allowed depends on the options alone.
pub(super) fn check(options: &CompressOptions) -> Result<()> {
    // With 64 bits, nothing within the bounds is as large.
    if cfg!(target_pointer_width = "64") || tables(options).max(jobs(options)) <= MOST {
        return Ok(());
    }
    Err(Error::OutOfMemory)
}

fn given(options: &CompressOptions, parameter: P) -> Option<u32> {
    options.get(parameter).filter(|value| *value > 0).map(i32::unsigned_abs)
}

fn window_log(options: &CompressOptions) -> u32 {
    given(options, P::WindowLog).unwrap_or_else(|| match options.prefix() {
        Some(prefix) => allowed_log(prefix.content().len()),
        None => chosen(options).window_log,
    })
}

/// A window and all tables, in bytes.
fn tables(options: &CompressOptions) -> u64 {
    let window = window_log(options);
    let long_distance = match given(options, P::EnableLongDistanceMatching) {
        None => window >= LDM_WINDOW_LOG || options.prefix().is_some(),
        Some(choice) => choice == 1,
    };
    let window = if long_distance { window.max(LDM_WINDOW_LOG) } else { window };
    // Of 4 bytes; with a tag of 1 byte each; of 8 bytes.
    let chain = 4 << chosen(options).chain_log;
    let hashes = 5 << given(options, P::HashLog).unwrap_or(HASH_LOG);
    let long_distance = match given(options, P::LdmHashLog) {
        _ if !long_distance => 0,
        Some(log) => 8 << log,
        None => 8 << long_distance_log(options, window),
    };
    (1_u64 << window) + chain + hashes + long_distance
}

/// The logarithm of the table for long distances that C chooses, at most.
fn long_distance_log(options: &CompressOptions, window: u32) -> u32 {
    let (_, most) = P::LdmHashLog.bounds().into_inner();
    match given(options, P::LdmHashRateLog) {
        // C runs below 0 for inputs whose window is smaller, and takes the largest table.
        Some(rate) if rate > 10 => most.unsigned_abs(),
        rate => window - rate.unwrap_or(LDM_BELOW_WINDOW).min(window),
    }
}

/// What workers read from, in bytes.
fn jobs(options: &CompressOptions) -> u64 {
    let workers = u64::from(given(options, P::NbWorkers).unwrap_or(0));
    if workers == 0 {
        return 0;
    }
    let chosen = chosen(options);
    // A prefix has a larger window than the level's together with matches over long distances, unless
    // somebody says otherwise.
    let own = given(options, P::EnableLongDistanceMatching).is_none()
        && given(options, P::ChainLog).is_none();
    let window = match given(options, P::WindowLog) {
        None if own => chosen.window_log,
        _ => window_log(options),
    };
    let section = match given(options, P::JobSize) {
        Some(size) => u64::from(size).clamp(LEAST_JOB, 1 << MOST_JOB_LOG),
        None => 1 << (window + 2).max(chosen.chain_log + 3).clamp(21, MOST_JOB_LOG),
    };
    // No shorter than what it shares with the one before, which may be a whole window.
    let section = section.max(1 << window);
    (1_u64 << window).max(section * workers) + 3 * section
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(options: &CompressOptions) -> bool {
        tables(options).max(jobs(options)) <= MOST
    }

    #[test]
    fn every_level_fits_and_so_do_patches_and_a_few_workers() {
        for level in -7..=22 {
            let options = CompressOptions::new().level(level);
            assert!(fits(&options), "level {level}");
            assert!(fits(&options.clone().patch_from(b"old")), "level {level}, patch");
            assert!(fits(&options.clone().set(P::WindowLog, 30)), "level {level}, window");
            assert!(fits(&options.workers(4)), "level {level}, workers");
        }
        assert!(fits(&CompressOptions::new().workers(64)));
        let long = CompressOptions::new().set(P::EnableLongDistanceMatching, 1);
        assert!(fits(&long.set(P::WindowLog, 30)));
    }

    #[test]
    fn what_runs_over_32_bits_is_seen() {
        let set = |parameters: &[(P, i32)]| {
            let options = CompressOptions::new();
            parameters
                .iter()
                .fold(options, |options, (parameter, value)| options.set(*parameter, *value))
        };
        assert!(!fits(&set(&[(P::HashLog, 30)])), "one table of 2^32 bytes");
        assert!(!fits(&set(&[(P::HashLog, 29), (P::ChainLog, 29)])), "two of 2^31");
        let long = (P::EnableLongDistanceMatching, 1);
        assert!(!fits(&set(&[long, (P::LdmHashLog, 29)])));
        assert!(!fits(&set(&[long, (P::LdmHashRateLog, 24)])));
        assert!(!fits(&set(&[(P::NbWorkers, 8), (P::JobSize, 512 << 20)])));
        assert!(!fits(&set(&[(P::NbWorkers, 8), (P::WindowLog, 27)])));
        assert!(!fits(&set(&[(P::NbWorkers, 1), (P::WindowLog, 30), (P::OverlapLog, 9)])));
        let options = set(&[(P::NbWorkers, 64), (P::ChainLog, 28)]);
        assert!(!fits(&options.patch_from(b"old")));
    }

    #[test]
    fn who_uses_options_is_told() {
        let outcome = CompressOptions::new().set(P::HashLog, 30).check();
        if cfg!(target_pointer_width = "64") {
            outcome.unwrap();
        } else {
            assert!(matches!(outcome, Err(Error::OutOfMemory)), "{outcome:?}");
        }
    }
}

//! How far back a prefix counts, and what it takes to reach all of it.
//!
//! A prefix is within reach while the new data is no longer than the window, and as far back as a
//! match finder remembers. A level's own window and tables are made for data without a prefix, and
//! fall short of large ones: then the window is chosen from the sizes of old and new together, and
//! long-distance matching, which remembers all of it, goes along. What a caller has set stays.

use crate::{
    error::{Error, Result},
    ffi::Cctx,
    options::{CompressOptions, MOST, allowed_log, chosen, log_beyond},
    parameters::CompressParameter as P,
};

/// Has a frame of `new` bytes (`None` for unknown), not begun yet, reach all of a prefix of `old`
/// bytes.
///
/// # Errors
///
/// [`Error::PrefixTooLarge`] for a prefix that no window reaches; not where a window was set, for
/// then it's the caller who says how much of it counts.
pub(crate) fn reach(
    cctx: &mut Cctx,
    options: &CompressOptions,
    old: usize,
    new: Option<u64>,
) -> Result<()> {
    let limit = 1 << MOST;
    if options.get(P::WindowLog).is_none() && old as u64 > limit {
        return Err(Error::PrefixTooLarge { len: old as u64, limit });
    }
    let (window_log, long_distance) =
        if old == 0 { (None, false) } else { choose(options, old, new) };
    let window_log = window_within_limit(options, window_log);
    set_unless_given(cctx, options, P::WindowLog, window_log.map_or(0, |log| log as i32))?;
    let long_distance = long_distance && !has_producer(cctx);
    // A producer can't be combined with it, nor with leaving the choice to libzstd.
    let switch = if has_producer(cctx) { 2 } else { long_distance.into() };
    set_unless_given(cctx, options, P::EnableLongDistanceMatching, switch)?;
    split_blocks(cctx, options, !long_distance);
    Ok(())
}

/// Whether matches are found by somebody else, who doesn't look at a prefix.
fn has_producer(cctx: &Cctx) -> bool {
    #[cfg(feature = "experimental")]
    return cctx.has_producer();
    #[cfg(not(feature = "experimental"))]
    {
        let _ = cctx;
        false
    }
}

/// Cutting blocks where their statistics change saves little beside matches that span whole blocks,
/// and costs a header for each piece of what is the same anyhow: most of a patch to large data.
fn split_blocks(cctx: &mut Cctx, options: &CompressOptions, on: bool) {
    #[cfg(feature = "experimental")]
    if options.get(P::BlockSplitterLevel).is_some() {
        return;
    }
    #[cfg(not(feature = "experimental"))]
    let _ = options;
    cctx.split_blocks(on);
}

/// Leaves window and match finder to the level again.
pub(crate) fn reach_nothing(cctx: &mut Cctx, options: &CompressOptions) -> Result<()> {
    reach(cctx, options, 0, None)
}

/// Has C keep to the options' limit of windows, where they have one and set no window.
pub(super) fn keep_to_limit(cctx: &mut Cctx, options: &CompressOptions) -> Result<()> {
    match window_within_limit(options, None) {
        Some(log) => set_unless_given(cctx, options, P::WindowLog, log as i32),
        None => Ok(()),
    }
}

/// The window's logarithm, chosen or left to the level, within the options' limit.
fn window_within_limit(options: &CompressOptions, chosen: Option<u32>) -> Option<u32> {
    let Some(limit) = options.window_log_limit() else { return chosen };
    match chosen {
        Some(log) => Some(log.min(limit)),
        // With long-distance matching, libzstd's own is the largest that all may use.
        None => {
            let long_distance = options.get(P::EnableLongDistanceMatching) == Some(1);
            (long_distance || of_level(options).0 > limit).then_some(limit)
        }
    }
}

fn set_unless_given(
    cctx: &mut Cctx,
    options: &CompressOptions,
    parameter: P,
    value: i32,
) -> Result<()> {
    // 0 is no choice of a window where there is a limit.
    let given = options.get(parameter).filter(|value| {
        parameter != P::WindowLog || *value != 0 || options.window_log_limit().is_none()
    });
    if given.is_none() {
        cctx.set(parameter.key(), value)?;
    }
    Ok(())
}

/// The window's logarithm, where the level's own won't do, and whether to match over long distances.
fn choose(options: &CompressOptions, old: usize, new: Option<u64>) -> (Option<u32>, bool) {
    let larger = new.unwrap_or(0).max(old as u64);
    let needed = log_beyond(larger).clamp(10, allowed_log(old));
    let (window, remembered) = of_level(options);
    let long_distance = match options.get(P::EnableLongDistanceMatching) {
        Some(given) => given == 1,
        None => needed > remembered,
    };
    // With long-distance matching, libzstd's own choice would be the largest that all may use.
    let window = if long_distance { needed.max(window) } else { window };
    let falls_short = long_distance || needed > window;
    (falls_short.then_some(needed.max(window)), long_distance)
}

/// The logarithms of the level's window and of what its tables remember.
fn of_level(options: &CompressOptions) -> (u32, u32) {
    let chosen = chosen(options);
    (chosen.window_log, chosen.chain_log - u32::from(chosen.trees))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_follows_the_larger_of_both() {
        let plain = CompressOptions::new();
        assert_eq!(choose(&plain, 10_000_000, Some(10_000_000)), (Some(24), true));
        assert_eq!(choose(&plain, 10_000_000, Some(100)), (Some(24), true));
        assert_eq!(choose(&plain, 10_000_000, Some(30_000_000)), (Some(25), true));
        assert_eq!(choose(&plain, 10_000_000, None), (Some(24), true));
        // As far as whoever knows the old data allows.
        assert_eq!(choose(&plain, 10_000_000, Some(u64::MAX)), (Some(27), true));
        assert_eq!(choose(&plain, 200_000_000, Some(u64::MAX)), (Some(29), true));
        assert_eq!(1_u64 << allowed_log(200_000_000), 1 << 29);
    }

    #[test]
    fn what_the_level_reaches_is_left_to_the_level() {
        let plain = CompressOptions::new();
        assert_eq!(choose(&plain, 1000, None), (None, false));
        assert_eq!(choose(&plain, 1000, Some(60_000)), (None, false));
        assert_eq!(choose(&plain.clone().level(19), 6_000_000, None), (None, false));
        assert_eq!(choose(&plain.level(19), 9_000_000, None), (Some(24), true));
    }

    #[test]
    fn what_was_set_stays() {
        let off = CompressOptions::new().long_distance_matching(false);
        assert_eq!(choose(&off, 10_000_000, None), (Some(24), false));
        let tables = CompressOptions::new().set(P::ChainLog, 28);
        assert_eq!(choose(&tables, 10_000_000, None), (Some(24), false));
        let trees = CompressOptions::new().set(P::ChainLog, 24).strategy(crate::Strategy::BtOpt);
        assert_eq!(choose(&trees, 10_000_000, None), (Some(24), true));
    }
}

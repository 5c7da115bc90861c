//! `compress --adapt`: a level that follows how fast input comes and output goes.

use std::{
    ops::RangeInclusive,
    time::{Duration, Instant},
};

/// How long a level is tried at least.
const PERIOD: Duration = Duration::from_millis(150);

/// Chooses the level anew from time to time.
///
/// While the compressor waits for input to come, or for output to go, there is time for a higher level;
/// while it never waits, it's what others wait for, and a lower one is faster.
#[derive(Debug)]
pub(crate) struct Adapter {
    level: i32,
    bounds: RangeInclusive<i32>,
    /// When the level was chosen, how long had been waited by then, and how much had been read.
    since: (Instant, Duration, u64),
    /// So much is read before a change shows: a piece of a worker's.
    piece: u64,
}

impl Adapter {
    pub(crate) fn new(level: i32, bounds: RangeInclusive<i32>, piece: u64, now: Instant) -> Self {
        let level = level.clamp(*bounds.start(), *bounds.end());
        Self { level, bounds, since: (now, Duration::ZERO, 0), piece }
    }

    /// The level that it begins with.
    pub(crate) const fn level(&self) -> i32 {
        self.level
    }

    /// Another level, if it's time for one, by how long has been waited and how much was read so far.
    pub(crate) fn next(&mut self, now: Instant, waited: Duration, read: u64) -> Option<i32> {
        let (since, waited_before, read_before) = self.since;
        let tried = now.duration_since(since);
        if tried < PERIOD || read - read_before < self.piece {
            return None;
        }
        self.since = (now, waited, read);
        let idle = waited.saturating_sub(waited_before).as_secs_f64() / tried.as_secs_f64();
        let step = match idle {
            0.2.. => 1,
            0.02.. => 0,
            _ => -1,
        };
        let mut level = self.level + step;
        if level == 0 {
            // Which would mean the default.
            level += step;
        }
        if level == self.level || !self.bounds.contains(&level) {
            return None;
        }
        self.level = level;
        Some(level)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_waits_compresses_more_and_who_is_waited_for_less() {
        let start = Instant::now();
        let mut adapter = Adapter::new(2, -1..=3, 100, start);
        let mut waited = Duration::ZERO;
        let mut levels = |idle: [u64; 6]| {
            let (mut read, mut now) = (adapter.since.2, adapter.since.0);
            idle.map(|idle| {
                (now, read) = (now + Duration::from_millis(200), read + 100);
                waited += Duration::from_millis(idle);
                adapter.next(now, waited, read);
                adapter.level()
            })
        };
        assert_eq!(levels([100, 200, 10, 0, 0, 0]), [3, 3, 3, 2, 1, -1]);
        assert_eq!(levels([0, 10, 150, 150, 150, 150]), [-1, -1, 1, 2, 3, 3]);
    }

    #[test]
    fn a_level_is_tried_for_a_while() {
        let start = Instant::now();
        let mut adapter = Adapter::new(30, 1..=19, 100, start);
        assert_eq!(adapter.level(), 19);
        let (soon, later) = (start + PERIOD / 2, start + PERIOD);
        assert_eq!(adapter.next(soon, Duration::ZERO, 1000), None);
        assert_eq!(adapter.next(later, Duration::ZERO, 99), None);
        assert_eq!(adapter.next(later, Duration::ZERO, 100), Some(18));
    }
}

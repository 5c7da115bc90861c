//! What came of all candidates, and which of them keeps to the budgets best.

use serde::Serialize;

use super::candidate::Trial;
use crate::{arguments, report::human};

/// What is asked for.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Budgets {
    /// In bytes per second, as the next one.
    pub(super) compress_speed: Option<f64>,
    pub(super) decompress_speed: Option<f64>,
    pub(super) memory: Option<u64>,
    pub(super) decompress_memory: Option<u64>,
}

impl Budgets {
    pub(super) fn new(args: &arguments::Recommend) -> Self {
        Self {
            compress_speed: args.compress_speed,
            decompress_speed: args.decompress_speed,
            memory: args.memory.map(|bytes| bytes as u64),
            decompress_memory: args.decompress_memory.map(|bytes| bytes as u64),
        }
    }

    pub(super) fn has_none(self) -> bool {
        self.compress_speed.is_none()
            && self.decompress_speed.is_none()
            && self.memory.is_none()
            && self.decompress_memory.is_none()
    }

    /// Why a trial doesn't keep to them; `None` if it does.
    pub(super) fn missed_by(self, trial: &Trial) -> Option<&'static str> {
        let is_over = |most: Option<u64>, found: u64| most.is_some_and(|most| found > most);
        let is_under = |least: Option<f64>, found: f64| least.is_some_and(|least| found < least);
        if is_under(self.compress_speed, trial.compress_speed()) {
            Some("compresses too slowly")
        } else if is_under(self.decompress_speed, trial.decompress_speed()) {
            Some("decompresses too slowly")
        } else if is_over(self.memory, trial.candidate.memory) {
            Some("takes too much memory")
        } else if is_over(self.decompress_memory, trial.candidate.window) {
            Some("needs too large a window")
        } else {
            None
        }
    }
}

/// What came out.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) trials: Vec<Trial>,
    pub(super) budgets: Budgets,
}

impl Found {
    /// Whether none of the others is both as fast and as small.
    pub(super) fn is_on_the_frontier(&self, trial: &Trial) -> bool {
        !self.trials.iter().any(|other| {
            other.size <= trial.size
                && other.compress.time <= trial.compress.time
                && (other.size, other.compress.time) != (trial.size, trial.compress.time)
        })
    }

    /// The one that is named.
    pub(super) fn choose(&self) -> Option<usize> {
        let fitting = || {
            self.trials.iter().enumerate().filter(|(_, it)| self.budgets.missed_by(it).is_none())
        };
        if self.budgets.has_none() {
            return fitting()
                .max_by(|(_, a), (_, b)| self.worth(a).total_cmp(&self.worth(b)))
                .map(|(at, _)| at);
        }
        fitting().min_by_key(|(_, it)| (it.size, it.compress.time)).map(|(at, _)| at)
    }

    /// How far it's from the line between the fastest and the smallest, both on scales of logarithms.
    fn worth(&self, trial: &Trial) -> f64 {
        let speeds = self.trials.iter().map(|it| it.compress_speed().ln());
        let sizes = self.trials.iter().map(|it| (it.size.max(1) as f64).ln());
        let place = |value: f64, all: &mut dyn Iterator<Item = f64>| {
            let (low, high) =
                all.fold((f64::MAX, f64::MIN), |(low, high), it| (low.min(it), high.max(it)));
            if high > low { (value - low) / (high - low) } else { 0.0 }
        };
        place(trial.compress_speed().ln(), &mut speeds.into_iter())
            - place((trial.size.max(1) as f64).ln(), &mut sizes.into_iter())
    }

    pub(super) fn why_none(&self) -> String {
        let told: Vec<String> = [
            self.budgets.compress_speed.map(|it| format!("compression at {}", mb(it))),
            self.budgets.decompress_speed.map(|it| format!("decompression at {}", mb(it))),
            self.budgets.memory.map(|it| format!("{} of memory", human::size(it))),
            self.budgets.decompress_memory.map(|it| format!("a window of {}", human::size(it))),
        ]
        .into_iter()
        .flatten()
        .collect();
        let fastest = self.trials.iter().map(Trial::compress_speed).fold(0.0, f64::max);
        format!(
            "nothing that was tried keeps to the budget: {}; the fastest compresses at {}",
            told.join(", "),
            mb(fastest)
        )
    }
}

/// As people read a speed.
pub(super) fn mb(bytes_per_second: f64) -> String {
    format!("{} MB/s", human::three_digits(bytes_per_second / 1e6))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::commands::recommend::candidate::Candidate;

    /// Trials of so many microseconds and sizes.
    fn found(trials: &[(u64, u64)], budgets: Budgets) -> Found {
        let trial = |(at, (time, size)): (usize, &(u64, u64))| {
            let mut trial = Trial::new(
                Candidate {
                    level: at as i32,
                    window_log: None,
                    table_log: None,
                    memory: 1 << 20,
                    window: 1 << 20,
                },
                1_000_000,
            );
            trial.compress.time = Duration::from_micros(*time);
            trial.decompress.time = Duration::from_micros(1000);
            trial.size = *size;
            trial
        };
        Found { trials: trials.iter().enumerate().map(trial).collect(), budgets }
    }

    const NONE: Budgets = Budgets {
        compress_speed: None,
        decompress_speed: None,
        memory: None,
        decompress_memory: None,
    };

    #[test]
    fn the_smallest_that_keeps_to_the_budget_is_named() {
        let trials = [(1000, 500), (2000, 400), (3000, 410), (10_000, 300)];
        let at = |budgets| found(&trials, budgets).choose();
        assert_eq!(at(Budgets { compress_speed: Some(1e6), ..NONE }), Some(3));
        assert_eq!(at(Budgets { compress_speed: Some(2e8), ..NONE }), Some(1));
        assert_eq!(at(Budgets { compress_speed: Some(9e8), ..NONE }), Some(0));
        assert_eq!(at(Budgets { compress_speed: Some(2e9), ..NONE }), None);
        assert_eq!(at(Budgets { decompress_speed: Some(2e9), ..NONE }), None);
        assert_eq!(at(Budgets { memory: Some(1 << 20), ..NONE }), Some(3));
        assert_eq!(at(Budgets { memory: Some(1 << 19), ..NONE }), None);
        let found = found(&trials, Budgets { compress_speed: Some(2e9), ..NONE });
        assert!(
            found.why_none().contains("compression at 2,000 MB/s")
                || found.why_none().contains("2000 MB/s"),
            "{}",
            found.why_none()
        );
    }

    #[test]
    fn without_a_budget_the_knee_is_named() {
        // The second costs little time and saves most of the bytes.
        let found = found(&[(1000, 1000), (1500, 400), (60_000, 380)], NONE);
        assert_eq!(found.choose(), Some(1));
    }

    #[test]
    fn what_is_slower_and_larger_is_off_the_frontier() {
        let found = found(&[(1000, 500), (2000, 400), (3000, 410)], NONE);
        let on: Vec<bool> = found.trials.iter().map(|it| found.is_on_the_frontier(it)).collect();
        assert_eq!(on, [true, true, false]);
    }
}

//! `zstdkit recommend`: the level and parameters for data like some files, within budgets.

mod candidate;
mod plot;
mod sample;

use std::{
    process::ExitCode,
    time::{Duration, Instant},
};

use anyhow::{Result, anyhow};
use serde::Serialize;
use zstdkit::{DecompressContext, DecompressOptions};

use super::bench::measure::in_turns;
use crate::{
    arguments::{
        self,
        place::{Destination, Source},
        usage::WrongUsage,
    },
    flow::{
        commit::Model,
        inputs::Inputs,
        write::{self, Output},
    },
    report::{
        failure, human, json,
        progress::Progress,
        table::{
            Align::{Left, Right},
            Table,
        },
    },
};
use candidate::{Candidate, Trial};

/// Of the time, the part that one run of each candidate may take.
const SHARE_OF_FIRST: f64 = 0.6;

/// How much longer the next level takes than the one before, at most, on most data.
const SLOWER: f64 = 1.8;

/// A candidate that is so many times too slow has those after it left out: they are slower still.
const FAR_TOO_SLOW: f64 = 3.0;

/// What is asked for.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Budgets {
    /// In bytes per second, as the next one.
    compress_speed: Option<f64>,
    decompress_speed: Option<f64>,
    memory: Option<u64>,
    decompress_memory: Option<u64>,
}

impl Budgets {
    fn new(args: &arguments::Recommend) -> Self {
        Self {
            compress_speed: args.compress_speed,
            decompress_speed: args.decompress_speed,
            memory: args.memory.map(|bytes| bytes as u64),
            decompress_memory: args.decompress_memory.map(|bytes| bytes as u64),
        }
    }

    fn has_none(self) -> bool {
        self.compress_speed.is_none()
            && self.decompress_speed.is_none()
            && self.memory.is_none()
            && self.decompress_memory.is_none()
    }

    /// Why a trial doesn't keep to them; `None` if it does.
    fn missed_by(self, trial: &Trial) -> Option<&'static str> {
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

pub(crate) fn run(args: &arguments::Recommend) -> Result<ExitCode> {
    let plot = args.plot.as_deref().map(Destination::from_arg);
    if args.json && plot == Some(Destination::Stdout) {
        return Err(WrongUsage("--json and --plot - both want stdout".into()).into());
    }
    let as_text = !args.json && plot != Some(Destination::Stdout);
    let sources: Vec<Source> = args.files.iter().map(|file| Source::from_arg(file)).collect();
    let inputs = Inputs::new(&sources, None);
    // What can't be written is told before the work, not after.
    let plot =
        plot.map(|plot| Output::create(&plot, args.force, &inputs, Model::none())).transpose()?;
    let budgets = Budgets::new(args);
    let budget = Duration::from_secs_f64(args.seconds);
    let progress = Progress::new(false, "measuring", "samples", None);
    let (sample, outcome) = sample::gather(&sources, args.seconds)?;
    let trials = measure(&sample.data, budget, budgets, &progress)?;
    drop(progress);
    let found = Found { trials, budgets };
    let choice = found.choose();
    if as_text {
        write::print(&found.text(&sample, choice))?;
    }
    if args.json {
        write::print(&json::whole("recommend", &found.document(&sample, choice))?)?;
    }
    if let Some(plot) = plot {
        plot.finish(plot::draw(&sample.description, &found, choice).as_bytes())?;
    }
    if choice.is_none() {
        failure::report(&anyhow!("{}", found.why_none()));
        return Ok(ExitCode::FAILURE);
    }
    Ok(outcome)
}

/// Tries the candidates, fast ones first, until there is no time for the next.
fn measure(
    data: &[u8],
    budget: Duration,
    budgets: Budgets,
    progress: &Progress,
) -> Result<Vec<Trial>> {
    let start = Instant::now();
    let mut decompressor = DecompressContext::new(&DecompressOptions::new())?;
    let mut jobs = Vec::new();
    let mut last = Duration::ZERO;
    for level in candidate::LEVELS {
        let expected = start.elapsed() + last.mul_f64(SLOWER);
        if jobs.len() > 1 && expected > budget.mul_f64(SHARE_OF_FIRST) {
            break;
        }
        progress.note(format!("level {level}"));
        let candidate = Candidate::new(level, budgets.memory, budgets.decompress_memory)?;
        let mut trial = Trial::new(candidate, data.len() as u64);
        let mut context = trial.candidate.options().context()?;
        trial.turn(data, &mut context, &mut decompressor, Duration::ZERO)?;
        last = trial.compress.time + trial.decompress.time;
        let is_hopeless = budgets
            .compress_speed
            .is_some_and(|least| trial.compress_speed() * FAR_TOO_SLOW < least);
        jobs.push((trial, context));
        if is_hopeless && jobs.len() > 1 {
            break;
        }
    }
    progress.note("all levels in turns");
    let left = budget.saturating_sub(start.elapsed());
    let cost = |(trial, _): &(Trial, _)| trial.compress.time + trial.decompress.time;
    in_turns(&mut jobs, left, cost, |(trial, context), length| {
        trial.turn(data, context, &mut decompressor, length)
    })?;
    Ok(jobs.into_iter().map(|(trial, _)| trial).collect())
}

/// What came out.
#[derive(Debug)]
struct Found {
    trials: Vec<Trial>,
    budgets: Budgets,
}

impl Found {
    /// Whether none of the others is both as fast and as small.
    fn is_on_the_frontier(&self, trial: &Trial) -> bool {
        !self.trials.iter().any(|other| {
            other.size <= trial.size
                && other.compress.time <= trial.compress.time
                && (other.size, other.compress.time) != (trial.size, trial.compress.time)
        })
    }

    /// The one that is named.
    fn choose(&self) -> Option<usize> {
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

    fn why_none(&self) -> String {
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

    fn text(&self, sample: &sample::Sample, choice: Option<usize>) -> String {
        let mut table = Table::new([
            ("level", Right),
            ("parameters", Left),
            ("size", Right),
            ("ratio", Right),
            ("compress", Right),
            ("decompress", Right),
            ("memory", Right),
            ("window", Right),
            ("", Left),
        ]);
        for (at, trial) in self.trials.iter().enumerate() {
            let note = match self.budgets.missed_by(trial) {
                _ if choice == Some(at) => "recommended",
                Some(reason) => reason,
                None if self.is_on_the_frontier(trial) => "on the frontier",
                None => "another is faster and smaller",
            };
            let parameters = trial.candidate.parameters();
            table.row([
                trial.candidate.level.to_string(),
                if parameters.is_empty() { "-".to_owned() } else { parameters },
                trial.size.to_string(),
                human::ratio(trial.content, trial.size),
                human::speed(trial.content, trial.compress.time),
                human::speed(trial.content, trial.decompress.time),
                human::size(trial.candidate.memory),
                human::size(trial.candidate.window),
                note.to_owned(),
            ]);
        }
        let mut text = format!("{}\n{}", sample.description, table.render("  "));
        if let Some(last) = self.trials.last().filter(|last| last.candidate.level < 19) {
            text += &format!(
                "  levels over {} were not tried: too slow for the budget, or for --seconds\n",
                last.candidate.level
            );
        }
        if let Some(choice) = choice {
            text += &format!("\n{}\n", self.trials[choice].candidate.command());
        }
        text
    }

    fn document<'a>(&'a self, sample: &'a sample::Sample, choice: Option<usize>) -> Document<'a> {
        let row = |trial: &'a Trial| Row {
            level: trial.candidate.level,
            window_log: trial.candidate.window_log,
            table_log: trial.candidate.table_log,
            size: trial.size,
            ratio: trial.content as f64 / trial.size.max(1) as f64,
            compress_speed: trial.compress_speed().round(),
            decompress_speed: trial.decompress_speed().round(),
            memory: trial.candidate.memory,
            window_size: trial.candidate.window,
            on_frontier: self.is_on_the_frontier(trial),
            missed: self.budgets.missed_by(trial),
            command: trial.candidate.command(),
        };
        Document {
            files: &sample.files,
            sample_size: sample.data.len() as u64,
            budgets: self.budgets,
            candidates: self.trials.iter().map(row).collect(),
            recommended: choice.map(|at| row(&self.trials[at])),
        }
    }
}

#[derive(Debug, Serialize)]
struct Document<'a> {
    files: &'a [sample::File],
    sample_size: u64,
    budgets: Budgets,
    candidates: Vec<Row>,
    recommended: Option<Row>,
}

#[derive(Debug, Serialize)]
struct Row {
    level: i32,
    /// Null where the level's own is meant.
    window_log: Option<u32>,
    /// Of hashes and of positions; null as well.
    table_log: Option<u32>,
    size: u64,
    ratio: f64,
    compress_speed: f64,
    decompress_speed: f64,
    memory: u64,
    window_size: u64,
    on_frontier: bool,
    /// Which budget it doesn't keep to.
    missed: Option<&'static str>,
    command: String,
}

fn mb(bytes_per_second: f64) -> String {
    format!("{} MB/s", human::three_digits(bytes_per_second / 1e6))
}

#[cfg(test)]
mod tests {
    use super::*;

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

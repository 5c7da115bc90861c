//! `zstdkit recommend`: the level and parameters for data like some files, within budgets.

mod candidate;
mod found;
mod plot;
mod report;
mod sample;

use std::{
    process::ExitCode,
    time::{Duration, Instant},
};

use anyhow::{Result, anyhow};
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
    report::{failure, json, progress::Progress},
};
use candidate::{Candidate, Trial};
use found::{Budgets, Found};

/// Of the time, the part that one run of each candidate may take.
const SHARE_OF_FIRST: f64 = 0.6;

/// How much longer the next level takes than the one before, at most, on most data.
const SLOWER: f64 = 1.8;

/// A candidate that is so many times too slow has those after it left out: they are slower still.
const FAR_TOO_SLOW: f64 = 3.0;

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
        write::print(&report::text(&found, &sample, choice))?;
    }
    if args.json {
        write::print(&json::whole("recommend", &report::document(&found, &sample, choice))?)?;
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

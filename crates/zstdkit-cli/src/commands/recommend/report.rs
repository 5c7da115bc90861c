//! What came out, as a table for people and as JSON for programs.

use serde::Serialize;

use super::{
    candidate::Trial,
    found::{Budgets, Found},
    sample::{File, Sample},
};
use crate::report::{
    human,
    table::{
        Align::{Left, Right},
        Table,
    },
};

/// A table for people.
pub(super) fn text(found: &Found, sample: &Sample, choice: Option<usize>) -> String {
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
    for (at, trial) in found.trials.iter().enumerate() {
        let note = match found.budgets.missed_by(trial) {
            _ if choice == Some(at) => "recommended",
            Some(reason) => reason,
            None if found.is_on_the_frontier(trial) => "on the frontier",
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
    if let Some(last) = found.trials.last().filter(|last| last.candidate.level < 19) {
        text += &format!(
            "  levels over {} were not tried: too slow for the budget, or for --seconds\n",
            last.candidate.level
        );
    }
    if let Some(choice) = choice {
        text += &format!("\n{}\n", found.trials[choice].candidate.command());
    }
    text
}

/// The same for programs.
pub(super) fn document<'a>(
    found: &'a Found,
    sample: &'a Sample,
    choice: Option<usize>,
) -> Document<'a> {
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
        on_frontier: found.is_on_the_frontier(trial),
        missed: found.budgets.missed_by(trial),
        command: trial.candidate.command(),
    };
    Document {
        files: &sample.files,
        sample_size: sample.data.len() as u64,
        budgets: found.budgets,
        candidates: found.trials.iter().map(row).collect(),
        recommended: choice.map(|at| row(&found.trials[at])),
    }
}

#[derive(Debug, Serialize)]
pub(super) struct Document<'a> {
    files: &'a [File],
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

//! What a target's run came to.

use std::fmt;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::{shell::grouped, workspace};

/// A target's run.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) target: String,
    executions: u64,
    /// Edges that were reached, and all there are, in Rust and C.
    reached: u64,
    edges: u64,
    /// What it found, and where the input is.
    pub(crate) finding: Option<String>,
}

impl Outcome {
    /// Reads what libFuzzer wrote. Where it found something, the input is run once more by `program`,
    /// and what is said then goes into the finding.
    pub(crate) fn read(target: &str, passed: bool, log: &Path, program: &Path) -> Result<Self> {
        let text = workspace::read(log)?;
        let outcome = Self {
            target: target.to_owned(),
            executions: last_number(&text, "stat::number_of_executed_units: ").unwrap_or(0),
            reached: last_number(&text, "cov: ").unwrap_or(0),
            edges: last_number(&text, "Loaded 1 modules   (").unwrap_or(0),
            finding: (!passed).then(|| finding(target, &text, log, program)).transpose()?,
        };
        Ok(outcome)
    }
}

fn finding(target: &str, text: &str, log: &Path, program: &Path) -> Result<String> {
    let Some((_, rest)) = text.rsplit_once("Test unit written to ") else {
        let end: Vec<_> = text.lines().rev().take(5).collect();
        let end: Vec<_> = end.into_iter().rev().collect();
        return Ok(format!("{target}: see {}, which ends\n{}", log.display(), end.join("\n")));
    };
    let input = rest.lines().next().unwrap_or_default();
    let told = Command::new(program).arg(input).output();
    let told = told.with_context(|| format!("cannot run {}", program.display()))?;
    let told = String::from_utf8_lossy(&told.stderr).into_owned();
    let words = |line: &&str| {
        ["panicked at", "ERROR: ", "SUMMARY: "].iter().any(|word| line.contains(word))
    };
    let mut lines = told.lines();
    let mut reason = Vec::new();
    while let Some(line) = lines.find(words) {
        reason.push(line);
        // The message stands below the place.
        reason.extend(line.contains("panicked at").then(|| lines.next()).flatten());
    }
    Ok(format!("{target}: {input}\n{}", reason.join("\n")))
}

/// The number behind the last of `label`.
fn last_number(text: &str, label: &str) -> Option<u64> {
    let (_, rest) = text.rsplit_once(label)?;
    let digits = rest.trim_start();
    let end = digits.find(|char: char| !char.is_ascii_digit()).unwrap_or(digits.len());
    digits[..end].parse().ok()
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { target, executions, reached, edges, finding } = self;
        let found = if finding.is_some() { "FOUND SOMETHING" } else { "nothing found" };
        write!(f, "{target}: {executions} executions, {reached} of {edges} edges, {found}")
    }
}

impl Outcome {
    /// The run as a row of a document's table.
    pub(crate) fn row(&self, seconds: u32, jobs: u32) -> String {
        format!(
            "| `{}` | {seconds} | {jobs} | {} | {} | {} | {} |",
            self.target,
            grouped(self.executions),
            grouped(self.reached),
            grouped(self.edges),
            u32::from(self.finding.is_some())
        )
    }
}

/// The table of `rows`, and of those rows of the table before that are of other targets among `all`.
pub(crate) fn table(rows: &[String], before: &str, all: &[String]) -> String {
    let mut table = String::from(
        "| target | seconds | targets at once | executions | edges reached | edges there are | findings |\n\
         |---|--:|--:|--:|--:|--:|--:|\n",
    );
    for target in all {
        let start = format!("| `{target}` |");
        let row = rows.iter().map(String::as_str).chain(before.lines());
        for row in row.filter(|row| row.starts_with(&start)).take(1) {
            table += row;
            table.push('\n');
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_numbers_count() {
        let text = "INFO: Loaded 1 modules   (53211 inline 8-bit counters): 5\n#2 INITED cov: 12\n\
                    #9 DONE   cov: 345 ft: 6\nstat::number_of_executed_units: 9001\n";
        assert_eq!(last_number(text, "cov: "), Some(345));
        assert_eq!(last_number(text, "stat::number_of_executed_units: "), Some(9001));
        assert_eq!(last_number(text, "Loaded 1 modules   ("), Some(53211));
        assert_eq!(last_number(text, "no such label"), None);
    }

    #[test]
    fn rows_of_other_targets_stay() {
        let all = ["a", "b", "c"].map(String::from);
        let rows = |names: &[&str], number| -> Vec<String> {
            names.iter().map(|name| format!("| `{name}` | {number} |")).collect()
        };
        let first = table(&rows(&["a", "b", "gone"], 1), "", &all);
        let second = table(&rows(&["b"], 2), &first, &all);
        assert!(second.ends_with("| `a` | 1 |\n| `b` | 2 |\n"), "{second}");
    }
}

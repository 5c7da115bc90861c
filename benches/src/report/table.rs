//! Tables in Markdown.

use std::fmt::Write;

use super::Row;
use super::read::SAME;
use crate::harness::{OURS, Outcome, Reached, Summary};

/// Where an item is at least this long on average, its speed is told in bytes per second.
const LARGE_ITEM: u64 = 16 << 10;

/// Our own contestants lose where they run at less than 0.98, as rounded.
const LOST: f64 = 0.975;

/// A table of one group's rows: the first contestant's speed, the others' ratios to it.
pub(crate) fn table(rows: &[&Row]) -> String {
    let mut columns: Vec<&str> = Vec::new();
    for (name, _) in rows.iter().flat_map(|row| &row.outcome.ratios) {
        if !columns.contains(name) {
            columns.push(name);
        }
    }
    let mut table =
        format!("| cell | {} |\n|---|{}\n", columns.join(" | "), "---|".repeat(columns.len()));
    for row in rows {
        let cells = columns.iter().enumerate().map(|(place, column)| {
            let found = row.outcome.ratios.iter().find(|(name, _)| name == column);
            match found {
                Some(_) if place == 0 => speed(&row.outcome),
                Some((name, ratio)) => mark(name, ratio),
                None => String::new(),
            }
        });
        // Writing to a String never fails.
        let _ = writeln!(table, "| {} | {} |", row.name, cells.collect::<Vec<_>>().join(" | "));
    }
    table
}

/// One cell's figures in a line, for those who watch a run.
pub(crate) fn figures(outcome: &Outcome) -> String {
    let others = outcome.ratios.iter().skip(1);
    let others = others.map(|(name, ratio)| format!("{name} {}", spread(ratio)));
    let base = outcome.ratios.first().map_or("", |(name, _)| name);
    let mut lines = format!("{base} {}; {}", speed(outcome), others.collect::<Vec<_>>().join("; "));
    for goal in &outcome.goals {
        let verdict = if is_met(goal) { "met" } else { "MISSED" };
        // Writing to a String never fails.
        let _ = write!(lines, "\n    {}: {} {verdict}", wanted(goal), reached(goal));
    }
    if let Some(note) = &outcome.note {
        let _ = write!(lines, "\n    {note}");
    }
    lines
}

/// What no speed tells, of each cell that has something of the kind.
pub(crate) fn notes(rows: &[&Row]) -> Option<String> {
    let notes = rows.iter().filter_map(|row| Some((&row.name, row.outcome.note.as_ref()?)));
    let lines: Vec<String> = notes.map(|(name, note)| format!("- {name}: {note}\n")).collect();
    (!lines.is_empty()).then(|| lines.concat())
}

/// A table of what was wanted of one contestant beside another; nothing if nothing was.
pub(crate) fn goals(rows: &[&Row]) -> Option<String> {
    let mut columns: Vec<String> = Vec::new();
    for goal in rows.iter().flat_map(|row| &row.outcome.goals) {
        let name = wanted(goal);
        if !columns.contains(&name) {
            columns.push(name);
        }
    }
    if columns.is_empty() {
        return None;
    }
    let rule = "---|".repeat(columns.len());
    let mut table = format!("| cell | {} |\n|---|{rule}\n", columns.join(" | "));
    for row in rows.iter().filter(|row| !row.outcome.goals.is_empty()) {
        let cells = columns.iter().map(|column| {
            let goal = row.outcome.goals.iter().find(|goal| wanted(goal) == *column);
            goal.map_or_else(String::new, |goal| {
                let figures = reached(goal);
                if is_met(goal) { figures } else { format!("**{figures}**") }
            })
        });
        let _ = writeln!(table, "| {} | {} |", row.name, cells.collect::<Vec<_>>().join(" | "));
    }
    Some(table)
}

/// A table of how much each puts out, and whose bytes they are; nothing if that wasn't noted.
pub(crate) fn outputs(rows: &[&Row]) -> Option<String> {
    let mut columns: Vec<&str> = Vec::new();
    for output in rows.iter().flat_map(|row| &row.outcome.outputs) {
        if !columns.contains(&output.name) {
            columns.push(output.name);
        }
    }
    if columns.is_empty() {
        return None;
    }
    let rule = "---|".repeat(columns.len());
    let mut table = format!("| cell | {} |\n|---|{rule}\n", columns.join(" | "));
    for row in rows.iter().filter(|row| !row.outcome.outputs.is_empty()) {
        let base = row.outcome.outputs[0].bytes.max(1) as f64;
        let cells = columns.iter().enumerate().map(|(place, column)| {
            let output = row.outcome.outputs.iter().find(|output| output.name == *column);
            output.map_or_else(String::new, |output| match output.same {
                true if place == 0 => {
                    format!("{} of {} bytes", output.bytes, row.outcome.amount.bytes)
                }
                true => SAME.to_owned(),
                false => format!("{:+.2} %", (output.bytes as f64 / base - 1.0) * 100.0),
            })
        });
        let _ = writeln!(table, "| {} | {} |", row.name, cells.collect::<Vec<_>>().join(" | "));
    }
    Some(table)
}

fn wanted(goal: &Reached) -> String {
    format!("{} beside {}, at least {:.2}", goal.ours, goal.theirs, goal.least)
}

/// The ratio round by round, then that of the best rounds.
fn reached(goal: &Reached) -> String {
    format!("{}, at best {:.2}", spread(&goal.found), goal.best)
}

/// Met as far as the two decimals go that are shown.
fn is_met(goal: &Reached) -> bool {
    goal.found.median >= goal.least - 0.005
}

fn mark(name: &str, ratio: &Summary) -> String {
    let figures = spread(ratio);
    if name.starts_with(OURS) && ratio.median < LOST { format!("**{figures}**") } else { figures }
}

/// The median, then the quartiles.
fn spread(ratio: &Summary) -> String {
    format!("{:.2} ({:.2}–{:.2})", ratio.median, ratio.first_quartile, ratio.third_quartile)
}

/// The first contestant's own speed.
fn speed(outcome: &Outcome) -> String {
    let amount = outcome.amount;
    let items = amount.items.max(1) as u64;
    if amount.bytes / items >= LARGE_ITEM {
        return format!("{:.0} MB/s", amount.bytes as f64 / outcome.base_time / 1e6);
    }
    let nanoseconds = outcome.base_time / items as f64 * 1e9;
    if nanoseconds < 1000.0 {
        format!("{nanoseconds:.1} ns")
    } else {
        format!("{:.2} µs", nanoseconds / 1000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cells::Group;
    use crate::clock::Clock;
    use crate::harness::Amount;

    fn row(name: &str, amount: Amount, ratios: &[(&'static str, f64)]) -> Row {
        let ratio = |(name, median): &(&'static str, f64)| {
            let (first_quartile, third_quartile) = (median - 0.01, median + 0.01);
            (*name, Summary { first_quartile, median: *median, third_quartile })
        };
        let outcome = Outcome {
            clock: Clock::Thread,
            amount,
            rounds: 3,
            base_time: 0.01,
            ratios: ratios.iter().map(ratio).collect(),
            best: ratios.to_vec(),
            goals: Vec::new(),
            outputs: Vec::new(),
            note: None,
        };
        Row { group: Group::OneCall, name: name.into(), outcome }
    }

    #[test]
    fn tables_have_a_column_per_contestant_and_what_we_lose_stands_out() {
        let large = Amount { items: 1, bytes: 10_000_000 };
        let small = Amount { items: 20_000, bytes: 300 * 20_000 };
        let rows = [
            row("large", large, &[("C", 1.0), ("zstdkit", 0.9), ("zstd", 0.5)]),
            row("small", small, &[("C", 1.0), ("zstdkit", 1.1), ("other", 2.0)]),
        ];
        let expected = "\
            | cell | C | zstdkit | zstd | other |\n\
            |---|---|---|---|---|\n\
            | large | 1000 MB/s | **0.90 (0.89–0.91)** | 0.50 (0.49–0.51) |  |\n\
            | small | 500.0 ns | 1.10 (1.09–1.11) |  | 2.00 (1.99–2.01) |\n";
        assert_eq!(table(&rows.iter().collect::<Vec<_>>()), expected);
        assert_eq!(
            figures(&rows[0].outcome),
            "C 1000 MB/s; zstdkit 0.90 (0.89–0.91); zstd 0.50 (0.49–0.51)"
        );
    }

    #[test]
    fn notes_are_a_list_of_those_cells_that_have_any() {
        let amount = Amount { items: 1, bytes: 1 };
        let mut rows = ["a", "b"].map(|name| row(name, amount, &[("C", 1.0)]));
        assert_eq!(notes(&rows.iter().collect::<Vec<_>>()), None);
        rows[1].outcome.note = Some("3 points.".into());
        assert!(figures(&rows[1].outcome).ends_with("\n    3 points."));
        let found = notes(&rows.iter().collect::<Vec<_>>());
        assert_eq!(found.as_deref(), Some("- b: 3 points.\n"));
    }

    #[test]
    fn goals_have_a_column_each_and_those_missed_stand_out() {
        let amount = Amount { items: 1, bytes: 1 };
        let reached = |theirs, median: f64| Reached {
            ours: "we",
            theirs,
            least: 2.0,
            found: Summary { first_quartile: 1.9, median, third_quartile: 2.5 },
            best: 2.1,
        };
        let mut rows = ["a", "b", "c"].map(|name| row(name, amount, &[("C", 1.0)]));
        rows[0].outcome.goals = vec![reached("C", 1.996), reached("they", 1.99)];
        rows[1].outcome.goals = vec![reached("they", 2.4)];
        let expected = "\
            | cell | we beside C, at least 2.00 | we beside they, at least 2.00 |\n\
            |---|---|---|\n\
            | a | 2.00 (1.90–2.50), at best 2.10 | **1.99 (1.90–2.50), at best 2.10** |\n\
            | b |  | 2.40 (1.90–2.50), at best 2.10 |\n";
        assert_eq!(goals(&rows.iter().collect::<Vec<_>>()).as_deref(), Some(expected));
        assert_eq!(goals(&[&rows[2]]), None);
        assert!(
            figures(&rows[0].outcome)
                .contains("at least 2.00: 1.99 (1.90–2.50), at best 2.10 MISSED")
        );
    }
}

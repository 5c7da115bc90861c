//! docs/compat.md, with what came of the tests.

use anyhow::{Context, Result};

use super::{outcome::Outcome, theirs::write as write_file};
use crate::workspace;

const START: &str = "<!-- compat: start -->\n";
const END: &str = "<!-- compat: end -->";

/// Replaces the lines of the suites that ran; others stay.
pub(crate) fn write(outcomes: &[Outcome]) -> Result<()> {
    let path = workspace::root().join("docs/compat.md");
    let text = workspace::read(&path)?;
    let page = with_table(&text, outcomes)
        .with_context(|| format!("{} has no place for the table", path.display()))?;
    write_file(&path, page)
}

fn with_table(text: &str, outcomes: &[Outcome]) -> Option<String> {
    let (before, rest) = text.split_once(START)?;
    let (table, after) = rest.split_once(END)?;
    let mut rows: Vec<String> = table.lines().skip(2).map(str::to_owned).collect();
    for outcome in outcomes {
        let first = format!("| {} |", outcome.suite);
        let row = format!("{first} {} | {} |", outcome.passed, failed(outcome));
        match rows.iter_mut().find(|row| row.starts_with(&first)) {
            Some(present) => *present = row,
            None => rows.push(row),
        }
    }
    let rows = rows.join("\n");
    Some(format!(
        "{before}{START}| tests of | passed | failed, and why |\n|---|---:|---|\n{rows}\n{END}{after}"
    ))
}

fn failed(outcome: &Outcome) -> String {
    if outcome.failed.is_empty() {
        return match outcome.either {
            0 => "none".to_owned(),
            count => format!(
                "none; {count} read files that the package leaves out, and fail with either crate"
            ),
        };
    }
    let why = |name: &str| {
        outcome.known.iter().find(|(known, _)| *known == name).map_or("not known", |(_, why)| why)
    };
    let reasons: Vec<String> =
        outcome.failed.iter().map(|name| format!("`{name}`: {}", why(name))).collect();
    reasons.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_replaced_and_others_stay() {
        let suite = "b 1".to_owned();
        let outcome =
            Outcome { suite, passed: 7, failed: Vec::new(), known: Vec::new(), either: 0 };
        let text =
            format!("x\n{START}| h |\n|---|\n| a 1 | 2 | none |\n| b 1 | 3 | none |\n{END}\ny\n");
        let page = with_table(&text, &[outcome]).unwrap();
        assert!(page.contains("| a 1 | 2 | none |\n| b 1 | 7 | none |\n<!--"), "{page}");
        assert!(page.starts_with("x\n") && page.ends_with("\ny\n"));
    }
}

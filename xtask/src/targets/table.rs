//! The table of targets in README.md.

use anyhow::{Context, Result};

use super::attempt::Outcome;
use super::list::{TARGETS, Target, Way};

const START: &str = "<!-- made by `cargo xtask targets --write` -->\n";
const END: &str = "<!-- the table's end -->\n";

/// The table, in Markdown.
pub(crate) fn make(rows: &[(&Target, Outcome)]) -> String {
    let rows = rows.iter().map(|(target, outcome)| row(target, outcome));
    HEAD.to_owned() + &rows.collect::<String>()
}

const HEAD: &str = "| target | builds | run | remarks |\n|---|---|---|---|\n";

fn row(target: &Target, outcome: &Outcome) -> String {
    let (builds, run) = match outcome {
        Outcome::Passed(what) if target.way == Way::Check => ("checked", what.as_str()),
        Outcome::Passed(what) => ("yes", what.as_str()),
        Outcome::Missing(what) => ("not tried", what.as_str()),
        Outcome::Failed(_) => ("**fails**", "see `cargo xtask targets`"),
    };
    format!("| `{}` | {builds} | {run} | {} |\n", target.triple, target.remark)
}

/// A document whose table says what came of these targets now, and of the others what it said. That all tests
/// passed stays, where now the report alone was asked for, and is right.
pub(crate) fn renew(document: &str, rows: &[(&Target, Outcome)]) -> Result<String> {
    let parts = || {
        let (before, rest) = document.split_once(START)?;
        let (old, after) = rest.split_once(END)?;
        Some((before, old, after))
    };
    let (before, old, after) =
        parts().with_context(|| format!("README.md has no lines {START:?} and {END:?}"))?;
    let mut table = HEAD.to_owned();
    for target in &TARGETS {
        let tried = rows.iter().find(|(tried, _)| tried.triple == target.triple);
        let said = old.lines().find(|line| line.starts_with(&format!("| `{}` |", target.triple)));
        table += &match (tried, said) {
            (Some((_, Outcome::Passed(what))), Some(said))
                if what.starts_with("the report") && said.contains("| all tests") =>
            {
                format!("{said}\n")
            }
            (Some((target, outcome)), _) => row(target, outcome),
            (None, Some(said)) => format!("{said}\n"),
            (None, None) => row(target, &Outcome::Missing("yet".to_owned())),
        };
    }
    Ok(format!("{before}{START}\n{table}\n{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_were_tried_are_renewed_and_the_rest_stays() {
        let old = make(&[(&TARGETS[0], Outcome::Passed("first".to_owned()))]);
        let document = format!("before\n{START}\n{old}\n{END}after\n");
        let new = [(&TARGETS[1], Outcome::Passed("second".to_owned()))];
        let renewed = renew(&document, &new).unwrap();
        assert!(renewed.starts_with("before\n") && renewed.ends_with("after\n"));
        assert!(renewed.contains("| yes | first |") && renewed.contains("| yes | second |"));
        assert_eq!(renewed.matches("| not tried | yet |").count(), TARGETS.len() - 2);
        assert_eq!(renew(&renewed, &[]).unwrap(), renewed);
        assert!(renew("without", &[]).is_err());
    }

    #[test]
    fn a_report_takes_nothing_back_that_tests_have_shown_but_a_failure_does() {
        let all = make(&[(&TARGETS[1], Outcome::Passed("all tests".to_owned()))]);
        let document = format!("{START}\n{all}\n{END}");
        let renewed = |outcome| renew(&document, &[(&TARGETS[1], outcome)]).unwrap();
        assert!(renewed(Outcome::Passed("the report".to_owned())).contains("| all tests |"));
        assert!(renewed(Outcome::Failed("no".to_owned())).contains("| **fails** |"));
    }

    #[test]
    fn what_could_not_be_had_is_named() {
        let table = make(&[(&TARGETS[0], Outcome::Missing("no musl-gcc".to_owned()))]);
        assert!(table.contains("| not tried | no musl-gcc |"), "{table}");
    }

    #[test]
    fn the_readme_names_every_target() {
        let readme = crate::workspace::read(&crate::workspace::root().join("README.md")).unwrap();
        let (_, table) = readme.split_once(START).unwrap();
        for target in &TARGETS {
            assert!(table.contains(&format!("| `{}` |", target.triple)), "{}", target.triple);
        }
        // A write that was cut short had once taken the end of the page with it, and nobody saw.
        assert!(readme.contains("\n## Licence\n") && readme.ends_with(".\n"));
    }
}

//! The table of targets in README.md.

use anyhow::{Context, Result};

use super::attempt::Outcome;
use super::list::{Target, Way};

const START: &str = "<!-- made by `cargo xtask targets --write` -->\n";
const END: &str = "<!-- the table's end -->\n";

/// The table, in Markdown.
pub(crate) fn make(rows: &[(&Target, Outcome)]) -> String {
    let mut table = "| target | builds | run | remarks |\n|---|---|---|---|\n".to_owned();
    for (target, outcome) in rows {
        let (builds, run) = match outcome {
            Outcome::Passed(what) if target.way == Way::Check => ("checked", what.as_str()),
            Outcome::Passed(what) => ("yes", what.as_str()),
            Outcome::Missing(what) => ("not tried", what.as_str()),
            Outcome::Failed(_) => ("**fails**", "see `cargo xtask targets`"),
        };
        table
            .push_str(&format!("| `{}` | {builds} | {run} | {} |\n", target.triple, target.remark));
    }
    table
}

/// A document with another table in it.
pub(crate) fn replace(document: &str, table: &str) -> Result<String> {
    let parts = || {
        let (before, rest) = document.split_once(START)?;
        let (_, after) = rest.split_once(END)?;
        Some(format!("{before}{START}\n{table}\n{END}{after}"))
    };
    parts().with_context(|| format!("README.md has no lines {START:?} and {END:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::targets::list::TARGETS;

    #[test]
    fn a_table_is_replaced_and_the_rest_stays() {
        let document = format!("before\n{START}\nold\n{END}after\n");
        let replaced = replace(&document, "new\n").unwrap();
        assert_eq!(replaced, format!("before\n{START}\nnew\n\n{END}after\n"));
        assert!(replace("without", "new").is_err());
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
    }
}

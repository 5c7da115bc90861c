//! `cargo xtask coverage`: what of libzstd's interface the safe crates offer.
//!
//! The rows come from the bindings, which come from the headers. The answers come from the safe
//! crates: from "Wraps `ZSTD_x`" or "Covers `ZSTD_x`" in the documentation of their items, else from
//! their calls. Only why something isn't there is kept by hand, in `reasons`.

pub(crate) mod api;
pub(crate) mod marks;
pub(crate) mod reasons;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::{Result, bail};

use crate::artefact::{self, Artefact};
use crate::build_script;

use self::api::{Row, Section};
use self::marks::Marks;

const PATH: &str = "docs/coverage.md";

/// The command that makes the page anew.
const MEND: &str = "cargo xtask coverage";

/// Writes the page, or compares it with what is committed.
pub(crate) fn run(check: bool) -> Result<()> {
    let libzstd = build_script::libzstd()?;
    let version = build_script::libzstd_version(&libzstd)?;
    let sections = api::read(&libzstd)?;
    let marks = marks::find()?;
    let mut complaints = unknown_names(&sections, &marks);
    let page = page(&version, &sections, &marks, &mut complaints);
    if !complaints.is_empty() {
        bail!("{}", complaints.join("\n"));
    }
    let artefacts = [Artefact::new(PATH, page)];
    if check {
        return artefact::check(&artefacts, &[], MEND);
    }
    artefact::write(&artefacts).map(|_| ())
}

/// How a row is answered.
#[derive(Debug, PartialEq, Eq)]
enum Answer {
    /// Items of the safe crates.
    Offered(String),
    /// The safe crates call it, and offer no item that is this function.
    Inside(String),
    /// Why it isn't there.
    Missing(String),
}

fn answer(row: &Row, marks: &Marks) -> Option<Answer> {
    if let Some(items) = marks.wrapped.get(&row.name) {
        let items: Vec<String> = items.iter().map(|item| format!("`{item}`")).collect();
        return Some(Answer::Offered(items.join(", ")));
    }
    if let Some(crates) = marks.called.get(&row.name) {
        let crates: Vec<String> = crates.iter().map(|name| format!("`{name}`")).collect();
        let inside = format!("called inside {}", crates.join(", "));
        // Who looks for it wants to know what to take in its place.
        let reason = reasons::of(&row.name).map(|reason| format!("; {reason}"));
        return Some(Answer::Inside(inside + &reason.unwrap_or_default()));
    }
    if row.deprecated {
        return Some(Answer::Missing("deprecated by libzstd".to_owned()));
    }
    reasons::of(&row.name).map(|reason| Answer::Missing(reason.to_owned()))
}

fn page(
    version: &str,
    sections: &[Section],
    marks: &Marks,
    complaints: &mut Vec<String>,
) -> String {
    let mut text = format!(
        "# What of libzstd {version} is offered, and where\n\n\
         Made by `{MEND}` from libzstd's headers and from the documentation of the safe crates, where \
         \"Wraps `ZSTD_x`\" marks what an item calls, and \"Covers `ZSTD_x`\" what it does by itself; \
         don't edit it. Everything that is listed \
         here, offered or not, can be called through `zstdkit-sys`: the static-only part with its \
         feature `experimental`, `zdict.h` with `dict-builder`.\n"
    );
    let mut summary =
        String::from("\n| | offered | called inside | not there |\n|---|---|---|---|\n");
    let mut tables = String::new();
    for section in sections {
        let mut counts = BTreeMap::from([("offered", 0), ("inside", 0), ("missing", 0)]);
        let _ = write!(tables, "\n## {}\n\n| C | Rust |\n|---|---|\n", section.heading);
        for row in &section.rows {
            let Some(answer) = answer(row, marks) else {
                complaints.push(format!(
                    "no item says \"Wraps `{}`\", and xtask/src/coverage/reasons.rs doesn't say why",
                    row.name
                ));
                continue;
            };
            let (kind, words) = match answer {
                Answer::Offered(items) => ("offered", items),
                Answer::Inside(place) => ("inside", place),
                Answer::Missing(reason) => ("missing", reason),
            };
            *counts.entry(kind).or_default() += 1;
            let _ = writeln!(tables, "| `{}` | {words} |", row.name);
        }
        let _ = writeln!(
            summary,
            "| {} | {} | {} | {} |",
            section.heading, counts["offered"], counts["inside"], counts["missing"]
        );
    }
    text.push_str(&summary);
    text.push_str(&tables);
    text
}

/// Marks of names that libzstd doesn't have: a slip of the pen, or a name that went away.
fn unknown_names(sections: &[Section], marks: &Marks) -> Vec<String> {
    let known = |name: &str| {
        sections.iter().any(|section| {
            section.rows.iter().any(|row| row.name == name)
                || section.types.iter().any(|known| known == name)
        })
    };
    marks
        .wrapped
        .iter()
        .filter(|(name, _)| !known(name))
        .map(|(name, items)| format!("{items:?} wraps `{name}`, which the headers don't declare"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, static_only: bool, deprecated: bool) -> Row {
        Row { name: name.to_owned(), static_only, deprecated }
    }

    #[test]
    fn an_item_answers_before_a_call_and_a_call_before_a_reason() {
        let mut marks = Marks::default();
        marks.wrapped.entry("ZSTD_a".to_owned()).or_default().insert("zstdkit::a".to_owned());
        for name in ["ZSTD_a", "ZSTD_b"] {
            marks.called.entry(name.to_owned()).or_default().insert("zstdkit".to_owned());
        }
        let offered = Answer::Offered("`zstdkit::a`".to_owned());
        assert_eq!(answer(&row("ZSTD_a", false, true), &marks), Some(offered));
        let inside = Answer::Inside("called inside `zstdkit`".to_owned());
        assert_eq!(answer(&row("ZSTD_b", false, true), &marks), Some(inside));
        marks.called.entry("ZSTD_isError".to_owned()).or_default().insert("zstdkit".to_owned());
        let Some(Answer::Inside(words)) = answer(&row("ZSTD_isError", false, false), &marks) else {
            panic!("it is called");
        };
        assert!(words.starts_with("called inside `zstdkit`; every result is checked"), "{words}");
        let missing = Answer::Missing("deprecated by libzstd".to_owned());
        assert_eq!(answer(&row("ZSTD_c", true, true), &marks), Some(missing));
    }

    #[test]
    fn every_function_needs_an_item_or_a_reason() {
        let marks = Marks::default();
        assert_eq!(answer(&row("ZSTD_new", false, false), &marks), None);
        assert_eq!(answer(&row("ZSTD_new", true, false), &marks), None);
    }
}

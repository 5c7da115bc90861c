//! The figures of the guide's page about levels: the picture's, as a table that every reader of the guide shows.

use std::fmt::Write;
use std::path::PathBuf;

use anyhow::Result;

use super::pages::{Pages, folder, replace};
use super::picture::{Body, Point, Series};
use super::pictures;

/// The levels that stand for the others, and the one that speeds are beside.
const LEVELS: [&str; 5] = ["1", "3", "9", "13", "19"];
const MEASURE: &str = "3";

/// The page.
pub(super) fn path() -> PathBuf {
    folder().join("../crates/zstdkit/guide/level.md")
}

/// Puts the table into the page's text, if there are figures.
pub(super) fn put(text: &str, pages: &Pages) -> Result<String> {
    let pictures = pictures::of(pages)?;
    let found = pictures.iter().find_map(|named| match &named.picture.body {
        Body::Lines(lines) => table(&lines.series),
        Body::Bars(_) => None,
    });
    match found {
        Some(table) => replace(text, "levels", &table),
        None => Ok(text.to_owned()),
    }
}

/// Ours, level by level; the first series is what ratios of speed are beside.
fn table(series: &[Series]) -> Option<String> {
    let base = series.first()?;
    let ours = series.iter().find(|series| series.name == "zstdkit")?;
    let measure = point(ours, MEASURE)?;
    let mut table = format!(
        "| level | ratio | speed beside level {MEASURE} | drawn | beside {} |\n|---|---|---|---|---|\n",
        base.name
    );
    for level in LEVELS {
        let (Some(own), Some(theirs)) = (point(ours, level), point(base, level)) else { continue };
        let (beside_measure, beside_base) = (own.y / measure.y, own.y / theirs.y);
        let drawn = bar(beside_measure);
        // Writing to a String never fails.
        let _ = writeln!(
            table,
            "| {level} | {:.2} | {beside_measure:.2} | {drawn} | {beside_base:.2} |",
            own.x
        );
    }
    Some(table)
}

/// A bar of text, which books, rustdoc and terminals all show: ten blocks for 1.
fn bar(value: f64) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    // Too short to be drawn is drawn as the shortest all the same.
    let eighths = ((value * 80.0).round() as usize).max(1);
    "█".repeat(eighths / 8) + EIGHTHS[eighths % 8]
}

fn point<'s>(series: &'s Series, level: &str) -> Option<&'s Point> {
    series.points.iter().find(|point| point.label == level)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_of_a_level_that_both_have() {
        let series = |name: &str, points: &[(&str, f64)]| Series {
            name: name.to_owned(),
            points: points
                .iter()
                .map(|(label, y)| Point { x: 2.5, y: *y, label: (*label).to_owned() })
                .collect(),
        };
        let c = series("C as released", &[("1", 400.0), ("3", 200.0), ("19", 2.0)]);
        let ours = series("zstdkit", &[("1", 400.0), ("3", 220.0), ("9", 50.0), ("19", 4.4)]);
        assert_eq!(
            table(&[c, ours]).unwrap(),
            "| level | ratio | speed beside level 3 | drawn | beside C as released |\n\
             |---|---|---|---|---|\n\
             | 1 | 2.50 | 1.82 | ██████████████████▏ | 1.00 |\n\
             | 3 | 2.50 | 1.00 | ██████████ | 1.10 |\n\
             | 19 | 2.50 | 0.02 | ▎ | 2.20 |\n"
        );
    }
}

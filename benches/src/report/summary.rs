//! What the tables come to, for docs/performance.md: read off the pages that have them, so that it holds whichever of
//! them were written last.

use std::fmt::Write;

use anyhow::Result;

use super::pages::{Pages, replace};
use super::pictures::{self, Named};
use super::read::{Figure, WANTED};
use crate::cells::Group;

/// The marks in docs/performance.md.
const EXPECT: &str = "what to expect";
const PICTURES: &str = "pictures";
const LOSSES: &str = "where zstdkit loses";

/// A line of what to expect: cells of these groups, chosen by name, in these columns.
struct Line {
    work: &'static str,
    groups: &'static [Group],
    cells: fn(&str) -> bool,
    /// How the columns' names begin.
    ours: &'static str,
}

const LINES: [Line; 14] = [
    line("compress at levels 1 to 15, beside libzstd as released", &[Group::Levels], |cell| {
        cell.starts_with("compress") && level(cell).is_some_and(|level| level < 16)
    }),
    line("compress at levels 16 to 22, beside libzstd as released", &[Group::Levels], |cell| {
        cell.starts_with("compress") && level(cell).is_some_and(|level| level >= 16)
    }),
    line("decompress, beside libzstd as released", &[Group::Levels], |cell| {
        cell.starts_with("decompress")
    }),
    line("one call", &[Group::OneCall], |_| true),
    line("reused contexts", &[Group::Contexts], |_| true),
    line("push streams", &[Group::Push], |_| true),
    line("writers and readers", &[Group::Write, Group::Read], |_| true),
    line("streams by 100 bytes", &[Group::Small], |_| true),
    line("streams read to the end", &[Group::ToEnd], |_| true),
    line("asynchronous adaptors", &[Group::Async], |_| true),
    line("small records with a dictionary", &[Group::Records], |_| true),
    Line { ours: "zstdkit batch", ..line("batches on one thread", &[Group::Batch], |_| true) },
    Line {
        ours: "zstdkit, 2 threads",
        ..line("batches on two threads, beside C on one", &[Group::Threads], |_| true)
    },
    line("dictionaries trained", &[Group::Training], |_| true),
];

const fn line(work: &'static str, groups: &'static [Group], cells: fn(&str) -> bool) -> Line {
    Line { work, groups, cells, ours: "zstdkit" }
}

/// The level that a cell's name speaks of.
pub(super) fn level(cell: &str) -> Option<u32> {
    let (_, rest) = cell.split_once("level ")?;
    rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

/// Puts into the text of docs/performance.md what these pages come to.
pub(super) fn put(text: &str, pages: &Pages) -> Result<String> {
    let text = replace(text, EXPECT, &expect(pages)?)?;
    let text = replace(&text, PICTURES, &shown(&pictures::of(pages)?))?;
    replace(&text, LOSSES, &losses(pages)?)
}

/// A table of what to expect: a line for each kind of work that there are figures of.
fn expect(pages: &Pages) -> Result<String> {
    let mut lines = String::from(
        "| work | figures | beside C | lowest to highest | beside the `zstd` crate |\n\
         |---|---|---|---|---|\n",
    );
    for Line { work, groups, cells, ours } in LINES {
        let (mut beside_c, mut beside_crate) = (Vec::new(), Vec::new());
        for tables in pages.tables(groups)? {
            for own in tables.figures.iter().filter(|it| it.column.starts_with(ours)) {
                if !cells(&own.cell) {
                    continue;
                }
                beside_c.push(own.ratio);
                let theirs = |it: &&Figure| it.cell == own.cell && it.is_the_crates();
                let theirs = tables.figures.iter().filter(theirs).map(|it| it.ratio);
                beside_crate.extend(theirs.reduce(f64::max).map(|theirs| own.ratio / theirs));
            }
        }
        let Some(beside_c_mean) = mean(&beside_c) else { continue };
        let lowest = beside_c.iter().copied().fold(f64::INFINITY, f64::min);
        let highest = beside_c.iter().copied().fold(0.0, f64::max);
        let (figures, page) = (beside_c.len(), groups[0].page());
        let beside_crate = mean(&beside_crate).map_or("—".into(), |mean| format!("{mean:.2}"));
        // Writing to a String never fails.
        let _ = writeln!(
            lines,
            "| [{work}](performance/{page}) | {figures} | {beside_c_mean:.2} | \
             {lowest:.2} to {highest:.2} | {beside_crate} |",
        );
    }
    Ok(lines)
}

/// The pictures, each for the page's colours.
fn shown(pictures: &[Named]) -> String {
    let shown = pictures.iter().map(|named| {
        let [light, dark] = named.paths();
        format!(
            "<picture>\n  <source media=\"(prefers-color-scheme: dark)\" srcset=\"performance/{dark}\">\n  \
             <img alt=\"{}: {}\" src=\"performance/{light}\">\n</picture>\n",
            named.picture.title, named.picture.subtitle
        )
    });
    shown.collect::<Vec<_>>().join("\n")
}

/// A list of where figures of ours are in bold: how many of a group, and the lowest; of peers, all.
fn losses(pages: &Pages) -> Result<String> {
    let mut items = String::new();
    for group in Group::ALL {
        let (mut all, mut lost, mut missed) = (0, Vec::new(), Vec::new());
        for tables in pages.tables(&[group])? {
            let (base, mut wanted) = (format!(" beside {}{WANTED}", tables.base), tables.wanted);
            all += tables.figures.iter().filter(|it| it.is_ours()).count();
            lost.extend(tables.figures.into_iter().filter(|it| it.is_ours() && it.is_bold));
            // Beside the base, these are the figures of the first table again.
            wanted.retain(|it| it.is_bold && !it.column.contains(&base));
            missed.extend(wanted);
        }
        let mut parts = Vec::new();
        if let Some(lowest) = lowest(&lost) {
            parts.push(format!("{} of {all} figures below 0.98, the lowest {lowest}", lost.len()));
        }
        if group == Group::Peers {
            let cells = missed.len();
            let plural = if cells == 1 { "" } else { "s" };
            parts.extend((cells > 0).then(|| format!("another is ahead in {cells} cell{plural}")));
        } else if let Some(lowest) = lowest(&missed) {
            parts.push(format!("{} short of what is wanted, the lowest {lowest}", missed.len()));
        }
        if !parts.is_empty() {
            let (name, page, parts) = (group.name(), group.page(), parts.join("; "));
            let _ = writeln!(items, "- [{name}](performance/{page}): {parts}.");
            if group == Group::Peers {
                items.push_str(&ahead(&missed));
            }
        }
    }
    Ok(items)
}

/// Who is ahead of ours, each with the cells in which that is so.
fn ahead(missed: &[Figure]) -> String {
    let mut all: Vec<(&str, Vec<String>)> = Vec::new();
    for figure in missed {
        let names = figure.column.split(WANTED).next().unwrap_or_default();
        let who = names.split_once(" beside ").map_or(names, |(_, theirs)| theirs);
        let cell = format!("{} ({:.2})", figure.cell, figure.ratio);
        match all.iter_mut().find(|(other, _)| *other == who) {
            Some((_, cells)) => cells.push(cell),
            None => all.push((who, vec![cell])),
        }
    }
    let lines = all.iter().map(|(who, cells)| format!("  - {who}: {}.\n", cells.join("; ")));
    lines.collect()
}

fn lowest(figures: &[Figure]) -> Option<String> {
    figures.iter().min_by(|one, other| one.ratio.total_cmp(&other.ratio)).map(told)
}

fn told(figure: &Figure) -> String {
    let who = figure.column.split(WANTED).next().unwrap_or_default();
    format!("{:.2} ({who}: {})", figure.ratio, figure.cell)
}

/// The geometric mean, for these are ratios.
pub(super) fn mean(ratios: &[f64]) -> Option<f64> {
    let sum: f64 = ratios.iter().map(|ratio| ratio.ln()).sum();
    (!ratios.is_empty()).then(|| (sum / ratios.len() as f64).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEERS: &str = "\
        <!-- bench peers made -->\n\n\
        | cell | C as released | zstdkit | zstd |\n|---|---|---|---|\n\
        | compress level 3 | 9 MB/s | **0.90 (0.80–0.95)** | 0.45 (0.40–0.50) |\n\n\
        | cell | zstdkit beside C as released, at least 1.00 | zstdkit beside fast 1.0, at least 1.00 |\n\
        |---|---|---|\n\
        | compress level 3 | **0.90 (0.80–0.95), at best 0.92** | **0.80 (0.70–0.90), at best 0.81** |\n\n\
        `cargo`: CPU time.\n\n<!-- end of peers made -->\n\
        <!-- bench peers files -->\n<!-- end of peers files -->\n";

    #[test]
    fn what_is_lost_is_named_once_with_who_is_ahead() {
        let mut pages = Pages::empty();
        pages.set("peers.md", PEERS);
        assert_eq!(
            losses(&pages).unwrap(),
            "- [peers](performance/peers.md): 1 of 1 figures below 0.98, the lowest 0.90 (zstdkit: \
             compress level 3); another is ahead in 1 cell.\n  - fast 1.0: compress level 3 (0.80).\n"
        );
    }

    #[test]
    fn lines_are_means_over_the_cells_that_they_speak_of() {
        let mut pages = Pages::empty();
        let rows = "| compress 1 MiB, level 16, text | 3 MB/s | 2.00 (1.90–2.10) |\n\
                    | compress 1 MiB, level 22, text | 3 MB/s | 0.50 (0.40–0.60) |\n\
                    | decompress 1 MiB, level 22, text | 3 MB/s | 7.00 (6.90–7.10) |\n";
        pages.set(
            "levels.md",
            &format!(
                "<!-- bench levels made -->\n| cell | as released | zstdkit |\n|---|---|---|\n{rows}\
                 <!-- end of levels made -->\n<!-- bench levels files -->\n<!-- end of levels files -->\n"
            ),
        );
        let table = expect(&pages).unwrap();
        let lines: Vec<&str> = table.lines().skip(2).collect();
        let [compress, decompress] = lines[..] else { panic!("{table}") };
        assert!(
            compress.ends_with("(performance/levels.md) | 2 | 1.00 | 0.50 to 2.00 | — |"),
            "{compress}"
        );
        assert!(
            decompress.ends_with("(performance/levels.md) | 1 | 7.00 | 7.00 to 7.00 | — |"),
            "{decompress}"
        );
    }
}

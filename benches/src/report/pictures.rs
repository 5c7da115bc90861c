//! The pictures of docs/performance.md, made of what the tables say.

use std::collections::BTreeSet;

use anyhow::Result;

use super::pages::Pages;
use super::picture::{Axis, Bars, Body, DARK, Kind, LIGHT, Lines, Picture, Point, Series};
use super::read::Tables;
use super::summary::{level, mean};
use crate::cells::Group;

/// A picture, and how its files are called.
pub(super) struct Named {
    name: &'static str,
    pub(super) picture: Picture,
}

impl Named {
    /// The files in docs/performance: for light pages, and for dark ones.
    pub(super) fn paths(&self) -> [String; 2] {
        ["light", "dark"].map(|theme| format!("{}-{theme}.svg", self.name))
    }

    /// The same, each with what is in it.
    pub(super) fn files(&self) -> [(String, String); 2] {
        let [light, dark] = self.paths();
        [(light, self.picture.svg(LIGHT)), (dark, self.picture.svg(DARK))]
    }
}

/// All pictures that there are figures for: of files, or of made data where none were measured.
pub(super) fn of(pages: &Pages) -> Result<Vec<Named>> {
    let mut all = Vec::new();
    for (name, group, draw) in [
        ("levels", Group::Peers, levels as fn(&Tables, &str) -> Picture),
        ("threads", Group::Threads, threads),
    ] {
        let [made, files] = &pages.tables(&[group])?[..] else { continue };
        let found = [(files, "files"), (made, "kinds of made data")];
        let found = found.into_iter().find(|(tables, _)| !tables.figures.is_empty());
        all.extend(found.map(|(tables, of)| Named { name, picture: draw(tables, of) }));
    }
    Ok(all)
}

/// Speed against ratio, level by level.
fn levels(tables: &Tables, of: &str) -> Picture {
    let (mut means, mut samples) = (Means::default(), BTreeSet::new());
    for (cell, speed) in &tables.speeds {
        let Some(step) = level(cell).filter(|_| cell.starts_with("compress")) else { continue };
        let shrinkage = |column: &str| {
            let mut all = tables.shrinkage.iter();
            all.find(|it| it.cell == *cell && it.column == column).map(|it| it.ratio)
        };
        // What doesn't shrink says nothing of ratios.
        let Some(of_base) = shrinkage(&tables.base).filter(|ratio| *ratio > 1.05) else { continue };
        samples.extend(cell.split_once(", ").map(|(_, sample)| sample));
        means.add(&tables.base, step, of_base, *speed);
        for other in tables.figures.iter().filter(|it| it.cell == *cell) {
            // Ours and the crate's are the base's bytes.
            let ratio = shrinkage(&other.column).unwrap_or(of_base);
            means.add(&other.column, step, ratio, speed * other.ratio);
        }
    }
    Picture {
        title: "Compression: speed against ratio, level by level",
        subtitle: format!(
            "Numbers are levels, speed is that of one thread; means over {} {of}, 1 MiB of each.",
            samples.len()
        ),
        body: Body::Lines(Lines {
            x: Axis { name: "compression ratio", is_logarithmic: false, from: None },
            y: Axis { name: "MB/s", is_logarithmic: true, from: None },
            series: means.0.into_iter().map(|(name, steps)| series(name, steps)).collect(),
        }),
    }
}

/// Batches over threads, beside C's loop on one.
fn threads(tables: &Tables, _: &str) -> Picture {
    let mut kinds: Vec<Kind> = Vec::new();
    let mut contestants: Vec<&str> = Vec::new();
    // What is done to which records, and the ratios of each kind in all sets of such records.
    let mut groups: Vec<(Vec<String>, Vec<Vec<f64>>)> = Vec::new();
    for figure in &tables.figures {
        let Some((who, count)) = threads_of(&figure.column) else { continue };
        let Some(lines) = work(&figure.cell) else { continue };
        let group = place(&mut groups, |(name, _)| *name == lines, || (lines.clone(), Vec::new()));
        for (who, count, ratio) in [(&tables.base[..], 1, 1.0), (who, count, figure.ratio)] {
            let contestant = place(&mut contestants, |name| *name == who, || who);
            let many = if count == 1 { "" } else { "s" };
            let name = format!("{who}, {count} thread{many}");
            let kind = Kind { name, contestant, is_faint: count == 1 };
            let kind = place(&mut kinds, |other| *other == kind, || kind.clone());
            let ratios = &mut groups[group].1;
            ratios.resize(ratios.len().max(kind + 1), Vec::new());
            ratios[kind].push(ratio);
        }
    }
    let groups = groups.into_iter();
    let groups = groups.map(|(name, all)| (name, all.iter().map(|all| mean(all)).collect()));
    Picture {
        title: "Batches of small records, over threads",
        subtitle:
            "How many times as fast as C's loop on one thread, at level 3; means over sets of \
                   records."
                .to_owned(),
        body: Body::Bars(Bars {
            y: Axis {
                name: "beside C's loop on one thread",
                is_logarithmic: false,
                from: Some(0.0),
            },
            kinds,
            groups: groups.collect(),
        }),
    }
}

/// Who has how many threads; an object that is called for each record has one.
fn threads_of(column: &str) -> Option<(&str, u32)> {
    match column.rsplit_once(", ") {
        Some((who, rest)) => Some((who, rest.split_once(" thread")?.0.parse().ok()?)),
        None => Some((column, 1)),
    }
}

/// What a cell's name says of the work, in two lines: the way, and with what.
fn work(cell: &str) -> Option<Vec<String>> {
    let (way, _) = cell.split_once(' ')?;
    let (_, with) = cell.rsplit_once(", ")?;
    Some(vec![way.to_owned(), with.to_owned()])
}

/// The place of what `is` finds, or of what is added for it.
fn place<T>(all: &mut Vec<T>, is: impl FnMut(&T) -> bool, make: impl FnOnce() -> T) -> usize {
    all.iter().position(is).unwrap_or_else(|| {
        all.push(make());
        all.len() - 1
    })
}

/// Points to be, by contestant and step.
#[derive(Default)]
struct Means(Vec<(String, Vec<Step>)>);

struct Step {
    step: u32,
    x: Vec<f64>,
    y: Vec<f64>,
}

impl Means {
    fn add(&mut self, name: &str, step: u32, x: f64, y: f64) {
        let at = place(&mut self.0, |(other, _)| other == name, || (name.to_owned(), Vec::new()));
        let steps = &mut self.0[at].1;
        let new = || Step { step, x: Vec::new(), y: Vec::new() };
        let at = place(steps, |other| other.step == step, new);
        steps[at].x.push(x);
        steps[at].y.push(y);
    }
}

fn series(name: String, mut steps: Vec<Step>) -> Series {
    steps.sort_by_key(|step| step.step);
    let points = steps.iter().filter_map(|Step { step, x, y }| {
        Some(Point { x: mean(x)?, y: mean(y)?, label: step.to_string() })
    });
    Series { name, points: points.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::read;

    #[test]
    fn levels_are_means_over_what_shrinks() {
        let tables = read::tables(
            "| cell | C as released | zstdkit | peer |\n|---|---|---|---|\n\
             | compress level 3, 1 MiB, a | 100 MB/s | 2.00 (1.90–2.10) | 0.50 (0.40–0.60) |\n\
             | compress level 3, 1 MiB, b | 400 MB/s | 1.00 (1.00–1.00) | 0.50 (0.40–0.60) |\n\
             | compress level 3, 1 MiB, random | 900 MB/s | 1.00 (1.00–1.00) |  |\n\
             | compress level 1, 1 MiB, a | 300 MB/s | 1.00 (1.00–1.00) |  |\n\
             | decompress level 3, 1 MiB, a | 700 MB/s | 1.00 (1.00–1.00) |  |\n\n\
             | cell | C as released | peer |\n|---|---|---|\n\
             | compress level 3, 1 MiB, a | 50 of 100 bytes | +25.00 % |\n\
             | compress level 3, 1 MiB, b | 10 of 80 bytes | the same bytes |\n\
             | compress level 3, 1 MiB, random | 101 of 100 bytes |  |\n\
             | compress level 1, 1 MiB, a | 60 of 90 bytes |  |\n",
        );
        let picture = levels(&tables, "files");
        assert!(picture.subtitle.contains("means over 2 files"), "{}", picture.subtitle);
        let Body::Lines(lines) = picture.body else { panic!("{:?}", picture.body) };
        let points = |place: usize| -> Vec<(&str, f64, f64)> {
            let round = |value: f64| (value * 1e6).round() / 1e6;
            let points = lines.series[place].points.iter();
            points.map(|it| (it.label.as_str(), round(it.x), round(it.y))).collect()
        };
        let names: Vec<&str> = lines.series.iter().map(|series| series.name.as_str()).collect();
        assert_eq!(names, ["C as released", "zstdkit", "peer"]);
        assert_eq!(points(0), [("1", 1.5, 300.0), ("3", 4.0, 200.0)]);
        assert_eq!(points(1)[1], ("3", 4.0, 282.842712));
        assert_eq!(points(2), [("3", 3.577709, 100.0)]);
    }

    #[test]
    fn threads_stand_beside_the_base_in_groups_of_like_work() {
        let tables = read::tables(
            "| cell | C | C, 2 threads | zstdkit, 2 threads | zstd bulk | zstd bulk, one call |\n\
             |---|---|---|---|---|---|\n\
             | compress x, level 3, no dictionary | 5 µs | 2.00 (2–2) | 1.00 (1–1) | 0.90 (1–1) | 0.30 (0–0) |\n\
             | compress y, level 3, no dictionary | 5 µs | 2.00 (2–2) | 4.00 (1–1) | 0.90 (1–1) | 0.30 (0–0) |\n\
             | decompress x, level 3, no dictionary | 5 µs |  | 3.00 (1–1) |  |  |\n",
        );
        let Body::Bars(bars) = threads(&tables, "files").body else { panic!("lines") };
        let kinds: Vec<_> = bars.kinds.iter().map(|it| (&it.name[..], it.contestant)).collect();
        let expected = [
            ("C, 1 thread", 0),
            ("C, 2 threads", 0),
            ("zstdkit, 2 threads", 1),
            ("zstd bulk, 1 thread", 2),
        ];
        assert_eq!(kinds, expected);
        let [compress, decompress] = &bars.groups[..] else { panic!("{:?}", bars.groups) };
        assert_eq!(compress.0, ["compress", "no dictionary"]);
        assert_eq!(compress.1.len(), 4);
        assert!((compress.1[2].unwrap() - 2.0).abs() < 1e-9, "{compress:?}");
        assert_eq!(decompress.1[..2], [Some(1.0), None]);
    }

    #[test]
    fn a_picture_is_drawn_in_both_themes_with_all_that_it_says() {
        let tables = read::tables(
            "| cell | C | zstdkit, 2 threads |\n|---|---|---|\n\
             | compress x, level 3, no dictionary | 5 µs | 1.96 (1–2) |\n",
        );
        let named = Named { name: "threads", picture: threads(&tables, "files") };
        let [(light, of_light), (dark, of_dark)] = named.files();
        assert_eq!([light, dark], ["threads-light.svg", "threads-dark.svg"]);
        assert_ne!(of_light, of_dark);
        for svg in [of_light, of_dark] {
            for text in [">zstdkit, 2 threads<", ">compress<", ">2.0<", "</svg>"] {
                assert!(svg.contains(text), "{text} isn't in {svg}");
            }
            assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
        }
    }
}

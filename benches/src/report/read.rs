//! Reading tables as `table` writes them.

use crate::harness::OURS;

/// What a group's tables say.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Tables {
    /// The contestant that the others are measured by.
    pub(super) base: String,
    /// How fast that one is, in MB/s, in cells of which it's said so.
    pub(super) speeds: Vec<(String, f64)>,
    /// How many times as long as its output the input is, where that was noted.
    pub(super) shrinkage: Vec<Figure>,
    /// The others' speed beside it.
    pub(super) figures: Vec<Figure>,
    /// Those of one contestant beside another, where something is wanted of them.
    pub(super) wanted: Vec<Figure>,
}

/// One median.
#[derive(Debug, PartialEq)]
pub(super) struct Figure {
    pub(super) cell: String,
    pub(super) column: String,
    pub(super) ratio: f64,
    /// Whether it's less than it should be.
    pub(super) is_bold: bool,
}

impl Figure {
    pub(super) fn is_ours(&self) -> bool {
        self.column.starts_with(OURS)
    }

    pub(super) fn is_the_crates(&self) -> bool {
        self.column == "zstd" || self.column.starts_with("zstd ")
    }
}

/// Reads what stands between a group's marks.
pub(super) fn tables(text: &str) -> Tables {
    let mut tables = Tables::default();
    let mut lines = text.lines().map(str::trim).peekable();
    while let Some(line) = lines.next() {
        let Some(columns) = line.strip_prefix("| cell | ") else { continue };
        let columns = cells(columns);
        let rows = std::iter::from_fn(|| lines.next_if(|line| line.starts_with('|')));
        // The first of them is the rule.
        let rows = rows.skip(1).map(|row| cells(row.trim_start_matches("| ")));
        if columns.iter().all(|column| column.contains(WANTED)) {
            tables.wanted = rows.flat_map(|row| figures(&columns, &row)).collect();
        } else if tables.base.is_empty() {
            tables.base = columns[0].to_owned();
            for mut row in rows {
                // The base has a speed, and no ratio.
                let speed = row.splice(1..row.len().min(2), []).next();
                let speed = speed.and_then(|speed| speed.strip_suffix(" MB/s")?.parse().ok());
                tables.speeds.extend(speed.map(|speed| (row[0].to_owned(), speed)));
                tables.figures.extend(figures(&columns[1..], &row));
            }
        } else {
            tables.shrinkage = rows.flat_map(|row| shrinkage(&columns, &row)).collect();
        }
    }
    tables
}

/// What's said of an output that is the first contestant's.
pub(super) const SAME: &str = "the same bytes";

/// What the names of columns have in which something is wanted.
pub(super) const WANTED: &str = ", at least ";

fn cells(row: &str) -> Vec<&str> {
    row.trim_end_matches('|').split('|').map(str::trim).collect()
}

/// How much each contestant of a row has made of its input, which begins with the cell's name.
fn shrinkage(columns: &[&str], row: &[&str]) -> Vec<Figure> {
    let of_base = |row: &[&str]| {
        let (output, input) = row.get(1)?.strip_suffix(" bytes")?.split_once(" of ")?;
        Some(input.parse::<f64>().ok()? / output.parse::<f64>().ok()?)
    };
    let Some(of_base) = of_base(row) else { return Vec::new() };
    let found = columns.iter().zip(&row[1..]).enumerate().filter_map(|(place, (column, text))| {
        let longer = match text.strip_suffix(" %") {
            Some(percent) => percent.parse::<f64>().ok()?,
            None if place == 0 || *text == SAME => 0.0,
            None => return None,
        };
        let ratio = of_base / (1.0 + longer / 100.0);
        Some(Figure { cell: row[0].into(), column: (*column).into(), ratio, is_bold: false })
    });
    found.collect()
}

/// The figures of a row, which begins with the cell's name.
fn figures(columns: &[&str], row: &[&str]) -> Vec<Figure> {
    let Some((cell, figures)) = row.split_first() else { return Vec::new() };
    let figures = columns.iter().zip(figures).filter_map(|(column, figure)| {
        let median = figure.trim_start_matches('*').split(' ').next()?;
        Some(Figure {
            cell: (*cell).to_owned(),
            column: (*column).to_owned(),
            ratio: median.parse().ok()?,
            is_bold: figure.starts_with("**"),
        })
    });
    figures.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_are_read_with_their_places() {
        let text = "\n\
            | cell | C | zstdkit | zstd bulk |\n|---|---|---|---|\n\
            | a | 6.9 ns | **0.97 (0.90–1.05)** |  |\n\
            | b | 225 MB/s | 1.01 (0.96–1.02) | 0.50 (0.40–0.60) |\n\n\
            | cell | C | peer | other |\n|---|---|---|---|\n\
            | b | 50 of 100 bytes | +25.00 % | the same bytes |\n\
            | c | 50 of 100 bytes |  | the same bytes |\n\n\
            | cell | zstdkit beside peer, at least 1.00 |\n|---|---|\n\
            | a | **0.90 (0.80–0.95), at best 0.99** |\n\n`cargo`: CPU time.\n";
        let found = tables(text);
        let of = |figures: &[Figure]| -> Vec<(String, String, f64, bool)> {
            let figure = |it: &Figure| (it.cell.clone(), it.column.clone(), it.ratio, it.is_bold);
            figures.iter().map(figure).collect()
        };
        assert_eq!(found.base, "C");
        assert_eq!(
            of(&found.figures),
            [
                ("a".into(), "zstdkit".into(), 0.97, true),
                ("b".into(), "zstdkit".into(), 1.01, false),
                ("b".into(), "zstd bulk".into(), 0.5, false),
            ]
        );
        assert_eq!(found.speeds, [("b".to_owned(), 225.0)]);
        let shrinkage = of(&found.shrinkage).into_iter();
        let shrinkage: Vec<_> =
            shrinkage.map(|(cell, who, ratio, _)| (cell + &who, ratio)).collect();
        let expected = [("bC", 2.0), ("bpeer", 1.6), ("bother", 2.0), ("cC", 2.0), ("cother", 2.0)];
        assert_eq!(shrinkage, expected.map(|(place, ratio)| (place.to_owned(), ratio)));
        let wanted = "zstdkit beside peer, at least 1.00".into();
        assert_eq!(of(&found.wanted), [("a".into(), wanted, 0.9, true)]);
        assert_eq!(tables(""), Tables::default());
    }
}

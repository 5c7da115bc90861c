//! Tables with aligned columns.

/// On which side a column's cells touch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Right,
}

/// Rows of cells under one header, as wide as their contents.
#[derive(Debug)]
pub(crate) struct Table {
    columns: Vec<Align>,
    rows: Vec<Vec<String>>,
    /// After which rows a line is drawn.
    rules: Vec<usize>,
}

impl Table {
    /// A table with these columns.
    pub(crate) fn new<const N: usize>(columns: [(&str, Align); N]) -> Self {
        let header = columns.iter().map(|(title, _)| (*title).to_owned()).collect();
        let columns = columns.iter().map(|(_, align)| *align).collect();
        Self { columns, rows: vec![header], rules: vec![1] }
    }

    /// Adds a row: a cell for each column.
    pub(crate) fn row<const N: usize>(&mut self, cells: [String; N]) {
        debug_assert_eq!(N, self.columns.len());
        self.rows.push(cells.into());
    }

    /// Draws a line under the last row.
    pub(crate) fn rule(&mut self) {
        self.rules.push(self.rows.len());
    }

    /// The table as text, a line for each row, every line indented by `indent`.
    pub(crate) fn render(&self, indent: &str) -> String {
        let widths: Vec<usize> = (0..self.columns.len())
            .map(|column| self.rows.iter().map(|row| width(&row[column])).max().unwrap_or(0))
            .collect();
        let mut out = String::new();
        for (index, row) in self.rows.iter().enumerate() {
            let cells = row.iter().zip(&self.columns).zip(&widths);
            let line: Vec<String> =
                cells.map(|((cell, align), width)| pad(cell, *align, *width)).collect();
            push_line(&mut out, indent, &line.join("  "));
            if self.rules.contains(&(index + 1)) {
                let dashes: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
                push_line(&mut out, indent, &dashes.join("  "));
            }
        }
        out
    }
}

fn push_line(out: &mut String, indent: &str, line: &str) {
    out.push_str(indent);
    out.push_str(line.trim_end());
    out.push('\n');
}

fn pad(cell: &str, align: Align, wide: usize) -> String {
    let blanks = " ".repeat(wide - width(cell));
    match align {
        Align::Left => format!("{cell}{blanks}"),
        Align::Right => format!("{blanks}{cell}"),
    }
}

fn width(cell: &str) -> usize {
    cell.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let mut table = Table::new([("name", Align::Left), ("n", Align::Right)]);
        table.row(["a".into(), "1000".into()]);
        table.rule();
        table.row(["longer".into(), "1".into()]);
        let lines = [
            "  name       n",
            "  ------  ----",
            "  a       1000",
            "  ------  ----",
            "  longer     1",
        ];
        assert_eq!(table.render("  ").lines().collect::<Vec<_>>(), lines);
    }
}

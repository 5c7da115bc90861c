//! What a line of the map shows: its rectangles, and the marks at their foot.

use super::runs::{Kind, Run};

/// How long a line is, in pixels.
pub(super) const LINE: f64 = 980.0;

/// The mark of a rare kind of block: its least width, and its height.
pub(super) const MARK: (f64, f64) = (2.0, 8.0);

/// What is narrower, in pixels, is drawn with its neighbours.
pub(super) const NARROWEST: f64 = 0.8;

/// How many lines show each run a few pixels wide, within reason.
pub(super) fn lines(runs: &[Run], size: u64) -> u64 {
    const PIXELS_PER_RUN: f64 = 14.0;
    let wanted = (runs.len() as f64 * PIXELS_PER_RUN / LINE).ceil() as u64;
    wanted.clamp(1, 40).min(size.max(1))
}

pub(super) fn px(bytes: u64, per_line: u64) -> f64 {
    bytes as f64 / per_line as f64 * LINE
}

/// Blocks of a rare kind that stand close together.
pub(super) struct Mark {
    pub(super) x: f64,
    pub(super) width: f64,
    pub(super) kind: Kind,
    pub(super) count: u64,
}

/// The marks of a line: of each rare kind, wherever a block of it is too narrow to be seen.
pub(super) fn marks(runs: &[Run], rare: &[Kind], from: u64, to: u64, per_line: u64) -> Vec<Mark> {
    let first = runs.partition_point(|run| run.start + run.len <= from);
    let mut marks: Vec<Mark> = Vec::new();
    for run in runs[first..].iter().take_while(|run| run.start < to) {
        let width = px(run.len, per_line);
        if run.start < from || width >= MARK.0 || !rare.contains(&run.kind) {
            continue;
        }
        let x = px(run.start - from, per_line).min(LINE - MARK.0);
        match marks.iter_mut().rev().find(|mark| mark.kind == run.kind) {
            Some(last) if x < last.x + last.width => {
                last.width = last.width.max(x + width - last.x);
                last.count += 1;
            }
            _ => marks.push(Mark { x, width: MARK.0, kind: run.kind, count: 1 }),
        }
    }
    marks
}

/// What is drawn as one rectangle.
pub(super) struct Cell<'a> {
    pub(super) x: f64,
    pub(super) width: f64,
    pub(super) kind: Kind,
    /// The run, if it's a single one.
    pub(super) run: Option<&'a Run>,
}

/// The rectangles of the line that shows the bytes from `from` to `to`.
pub(super) fn cells(runs: &[Run], from: u64, to: u64, per_line: u64) -> Vec<Cell<'_>> {
    let first = runs.partition_point(|run| run.start + run.len <= from);
    let mut cells = Vec::new();
    // Bytes by kind of the runs that are drawn together.
    let mut gathered = [0_u64; Kind::ALL.len()];
    let mut gathered_from = from;
    for run in runs[first..].iter().take_while(|run| run.start < to) {
        let (start, end) = (run.start.max(from), (run.start + run.len).min(to));
        let width = px(end - start, per_line);
        if width >= NARROWEST {
            let x = px(gathered_from - from, per_line);
            flush(&mut cells, &mut gathered, x, px(start - gathered_from, per_line));
            let x = px(start - from, per_line);
            cells.push(Cell { x, width, kind: run.kind, run: Some(run) });
            gathered_from = end;
            continue;
        }
        gathered[run.kind as usize] += end - start;
        let width = px(end - gathered_from, per_line);
        if width >= NARROWEST {
            flush(&mut cells, &mut gathered, px(gathered_from - from, per_line), width);
            gathered_from = end;
        }
    }
    let x = px(gathered_from - from, per_line);
    flush(&mut cells, &mut gathered, x, px(to - gathered_from, per_line));
    cells
}

fn flush(cells: &mut Vec<Cell<'_>>, gathered: &mut [u64; Kind::ALL.len()], x: f64, width: f64) {
    // What is damaged shows, however small.
    let most = Kind::ALL.into_iter().max_by_key(|kind| match (kind, gathered[*kind as usize]) {
        (Kind::Unread, 1..) => u64::MAX,
        (_, bytes) => bytes,
    });
    if let Some(kind) = most.filter(|kind| gathered[*kind as usize] > 0) {
        cells.push(Cell { x, width, kind, run: None });
    }
    *gathered = [0; Kind::ALL.len()];
}

#[cfg(test)]
mod tests {
    use super::super::runs::rare;
    use super::*;

    fn run(start: u64, len: u64, kind: Kind) -> Run {
        Run { start, len, kind, block: None }
    }

    #[test]
    fn a_line_is_covered_without_gaps_however_small_its_runs() {
        let mut runs = vec![run(0, 6, Kind::Header)];
        for block in 0..20_000 {
            let kind = if block % 3 == 0 { Kind::Raw } else { Kind::Compressed };
            runs.push(run(6 + block * 100, 100, kind));
        }
        let size = 6_u64 + 2_000_000;
        let per_line = size.div_ceil(7);
        for line in 0..7 {
            let (from, to) = (line * per_line, ((line + 1) * per_line).min(size));
            let cells = cells(&runs, from, to, per_line);
            let mut x = 0.0;
            for cell in &cells {
                assert!((cell.x - x).abs() < 1e-6, "line {line}: {} after {x}", cell.x);
                x = cell.x + cell.width;
            }
            assert!((x - px(to - from, per_line)).abs() < 1e-6);
            assert!(cells.len() as f64 <= LINE / NARROWEST + 1.0);
        }
    }

    #[test]
    fn rare_blocks_are_marked_however_many_there_are_of_others() {
        let mut runs = Vec::new();
        let mut at = 0;
        for block in 0..24_000_u64 {
            let (len, kind) =
                if block % 6000 == 17 { (4, Kind::Rle) } else { (1000, Kind::Compressed) };
            runs.push(run(at, len, kind));
            at += len;
        }
        let rare = rare(&runs, at);
        assert_eq!(rare, [Kind::Rle]);
        let per_line = at.div_ceil(lines(&runs, at));
        let marks: Vec<Mark> = (0..lines(&runs, at))
            .flat_map(|line| {
                marks(&runs, &rare, line * per_line, ((line + 1) * per_line).min(at), per_line)
            })
            .collect();
        assert_eq!(marks.iter().map(|mark| mark.count).sum::<u64>(), 4);
        assert!(marks.iter().all(|mark| mark.width >= MARK.0 && mark.x + mark.width <= LINE));
    }

    #[test]
    fn small_runs_take_the_colour_of_the_most_bytes() {
        let runs =
            [run(0, 1, Kind::Header), run(1, 3, Kind::Raw), run(4, 1_000_000, Kind::Compressed)];
        let cells = cells(&runs, 0, 1_000_004, 1_000_004);
        assert_eq!(
            cells.iter().map(|cell| cell.kind).collect::<Vec<_>>(),
            [Kind::Raw, Kind::Compressed]
        );
    }
}

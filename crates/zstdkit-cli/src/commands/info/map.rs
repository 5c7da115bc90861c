//! A file drawn to scale: frames, blocks by type, skippable parts.
//!
//! The file runs through lines of one length, as text does. What would be narrower than a pixel is
//! drawn together with its neighbours, in the colour of what most of those bytes are; rare kinds of
//! block among them are marked at the foot of the line, however small they are.

use super::facts::{ErrorFacts, Walked};
use super::frame_facts::FrameFacts;
use crate::report::{
    human,
    svg::{Anchor, Svg},
};

const WIDTH: f64 = 1100.0;
const LEFT: f64 = 96.0;
const RIGHT: f64 = 24.0;
const LINE: f64 = WIDTH - LEFT - RIGHT;
const BAR: f64 = 26.0;
const BAND: f64 = 5.0;
const PITCH: f64 = BAR + BAND + 9.0;

/// The mark of a rare kind of block: its least width, and its height.
const MARK: (f64, f64) = (2.0, 8.0);

/// A kind of block that has less than this share of the file's bytes is rare.
const RARE: f64 = 0.02;

/// What is narrower, in pixels, is drawn with its neighbours.
const NARROWEST: f64 = 0.8;

/// From this many rectangles on, none has a text of its own.
const TITLES: usize = 20_000;

/// What a run of bytes is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
enum Kind {
    Header,
    Compressed,
    Raw,
    Rle,
    Checksum,
    Skippable,
    Unread,
}

impl Kind {
    const ALL: [Self; 7] = [
        Self::Header,
        Self::Compressed,
        Self::Raw,
        Self::Rle,
        Self::Checksum,
        Self::Skippable,
        Self::Unread,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Header => "frame header",
            Self::Compressed => "compressed block",
            Self::Raw => "raw block",
            Self::Rle => "RLE block",
            Self::Checksum => "checksum",
            Self::Skippable => "skippable frame",
            Self::Unread => "part not walked",
        }
    }

    const fn fill(self) -> &'static str {
        match self {
            Self::Header => "#102a43",
            Self::Compressed => "#4c8fd6",
            Self::Raw => "#f0a04b",
            Self::Rle => "#57b894",
            Self::Checksum => "#9b6fc4",
            Self::Skippable => "#b8c2cc",
            Self::Unread => "#e5697a",
        }
    }
}

/// A run of bytes of one kind.
#[derive(Clone, Debug)]
struct Run {
    start: u64,
    len: u64,
    kind: Kind,
    /// Which block of its frame.
    block: Option<usize>,
}

pub(crate) fn draw(files: &[Walked]) -> String {
    let mut svg = Svg::new(WIDTH, 0.0);
    let mut y = 24.0;
    for walked in files {
        y = draw_file(&mut svg, walked, y);
    }
    svg.set_height(y);
    svg.finish()
}

/// Draws one file from `y` on; returns where it ends.
fn draw_file(svg: &mut Svg, walked: &Walked, mut y: f64) -> f64 {
    let runs = runs(walked);
    let size = runs.last().map_or(0, |run| run.start + run.len);
    y += 4.0;
    svg.text(LEFT, y, 17.0, Anchor::Start, &walked.file);
    y += 20.0;
    svg.text(LEFT, y, 12.0, Anchor::Start, &summary(walked));
    y = legend(svg, &runs, y + 12.0);
    let lines = lines(&runs, size);
    let per_line = size.div_ceil(lines).max(1);
    let with_titles = runs.len() < TITLES;
    let rare = rare(&runs, size);
    for line in 0..lines {
        let from = line * per_line;
        let to = (from + per_line).min(size);
        let top = y + line as f64 * PITCH;
        svg.text(LEFT - 8.0, top + BAND + 17.0, 11.0, Anchor::End, &human::count(from));
        for cell in cells(&runs, from, to, per_line) {
            let title = cell.run.filter(|_| with_titles).map(title).unwrap_or_default();
            // A seam between blocks, where there is room for it.
            let seam = if cell.width > 4.0 { 0.6 } else { 0.0 };
            let shape = (cell.width - seam, BAR);
            svg.rect(LEFT + cell.x, top + BAND, shape, cell.kind.fill(), &title);
        }
        for mark in marks(&runs, &rare, from, to, per_line) {
            let fill = mark.kind.fill();
            let title = format!("{} here", human::counted(mark.count, mark.kind.name()));
            let title = if with_titles { title } else { String::new() };
            let y = top + BAND + BAR - MARK.1;
            svg.rect(LEFT + mark.x, y, (mark.width, MARK.1), fill, &title);
        }
        bands(svg, walked, (from, to, per_line), top);
    }
    y += lines as f64 * PITCH;
    let scale = format!(
        "{} to a line; the bar above it tells frames apart{}",
        human::counted(per_line, "byte"),
        if rare.is_empty() { "" } else { ", marks at its foot are rare kinds of block" },
    );
    svg.text(LEFT, y + 6.0, 11.0, Anchor::Start, &scale);
    y + 44.0
}

fn summary(walked: &Walked) -> String {
    let facts = &walked.facts;
    let totals = &facts.totals;
    let mut text = format!(
        "{} in {} and {}",
        human::size(facts.size.unwrap_or(totals.size)),
        human::counted(totals.frames, "frame"),
        human::counted(totals.blocks, "block")
    );
    if let Some(content) = totals.content_size {
        text += &format!(
            ", for {} of content (ratio {})",
            human::size(content),
            human::ratio(content, totals.size)
        );
    }
    match &facts.error {
        Some(ErrorFacts { offset: Some(offset), .. }) => {
            text + &format!("; damaged at offset {}", human::count(*offset))
        }
        Some(_) => text + "; not read to its end",
        None => text,
    }
}

/// The kinds that occur, with their share of the file; returns where the map may begin.
fn legend(svg: &mut Svg, runs: &[Run], y: f64) -> f64 {
    let mut x = LEFT;
    let mut y = y;
    for kind in Kind::ALL {
        let of_kind = || runs.iter().filter(|run| run.kind == kind);
        let (number, bytes) = (of_kind().count() as u64, of_kind().map(|run| run.len).sum());
        if number == 0 {
            continue;
        }
        let text = format!("{}, {}", human::counted(number, kind.name()), human::size(bytes));
        let width = 16.0 + 6.3 * text.len() as f64 + 14.0;
        if x + width > WIDTH - RIGHT {
            x = LEFT;
            y += 20.0;
        }
        svg.rect(x, y, (11.0, 11.0), kind.fill(), "");
        svg.text(x + 16.0, y + 10.0, 12.0, Anchor::Start, &text);
        x += width;
    }
    y + 30.0
}

/// Thin bars above a line, in two shades by turns: one for each frame.
fn bands(svg: &mut Svg, walked: &Walked, (from, to, per_line): (u64, u64, u64), top: f64) {
    let mut drawn_to = 0.0;
    for frame in &walked.frames {
        let (start, end) = (frame.offset.max(from), (frame.offset + frame.size).min(to));
        if start >= end {
            continue;
        }
        let x = px(start - from, per_line);
        let width = px(end - start, per_line);
        // Of many frames in one pixel the first is enough.
        if x + width < drawn_to + NARROWEST {
            continue;
        }
        let shade = if frame.index.is_multiple_of(2) { "#334e68" } else { "#9fb3c8" };
        svg.rect(LEFT + x, top, (width, BAND - 1.5), shade, &frame_title(frame));
        drawn_to = x + width;
    }
}

fn frame_title(frame: &FrameFacts) -> String {
    let content = frame.content_size.map_or("of unknown content size".to_owned(), |size| {
        format!("for {} of content", human::size(size))
    });
    format!(
        "frame {}, {} at {}: {} {content}",
        frame.index,
        frame.kind,
        human::count(frame.offset),
        human::size(frame.size)
    )
}

fn title(run: &Run) -> String {
    let number = run.block.map_or(String::new(), |block| format!(" {block}"));
    format!(
        "{}{number} at {}: {}",
        run.kind.name(),
        human::count(run.start),
        human::counted(run.len, "byte")
    )
}

/// The file as runs, without a gap.
fn runs(walked: &Walked) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut push = |start, len, kind, block| runs.push(Run { start, len, kind, block });
    let facts = &walked.facts;
    for frame in walked.frames.iter().chain(&facts.broken_frame) {
        if frame.variant.is_some() {
            push(frame.offset, frame.size, Kind::Skippable, None);
            continue;
        }
        push(frame.offset, frame.header_size as u64, Kind::Header, None);
        for (index, block) in frame.blocks.iter().flatten().enumerate() {
            let kind = match block.kind {
                "raw" => Kind::Raw,
                "rle" => Kind::Rle,
                _ => Kind::Compressed,
            };
            push(block.offset, block.size, kind, Some(index));
        }
        if let Some(offset) = frame.checksum_offset {
            push(offset, 4, Kind::Checksum, None);
        }
    }
    let last = facts.broken_frame.as_ref().or(walked.frames.last());
    let end = last.map_or(0, |frame| frame.offset + frame.size);
    if let Some(size) = facts.size.filter(|size| *size > end) {
        push(end, size - end, Kind::Unread, None);
    }
    runs
}

/// How many lines show each run a few pixels wide, within reason.
fn lines(runs: &[Run], size: u64) -> u64 {
    const PIXELS_PER_RUN: f64 = 14.0;
    let wanted = (runs.len() as f64 * PIXELS_PER_RUN / LINE).ceil() as u64;
    wanted.clamp(1, 40).min(size.max(1))
}

fn px(bytes: u64, per_line: u64) -> f64 {
    bytes as f64 / per_line as f64 * LINE
}

/// The kinds of block that are there, and that their size would not show.
fn rare(runs: &[Run], size: u64) -> Vec<Kind> {
    let blocks = [Kind::Compressed, Kind::Raw, Kind::Rle];
    let bytes = |kind| runs.iter().filter(|run| run.kind == kind).map(|run| run.len).sum::<u64>();
    let is_rare = |bytes: u64| bytes > 0 && (bytes as f64) < size as f64 * RARE;
    blocks.into_iter().filter(|kind| is_rare(bytes(*kind))).collect()
}

/// Blocks of a rare kind that stand close together.
struct Mark {
    x: f64,
    width: f64,
    kind: Kind,
    count: u64,
}

/// The marks of a line: of each rare kind, wherever a block of it is too narrow to be seen.
fn marks(runs: &[Run], rare: &[Kind], from: u64, to: u64, per_line: u64) -> Vec<Mark> {
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
struct Cell<'a> {
    x: f64,
    width: f64,
    kind: Kind,
    /// The run, if it's a single one.
    run: Option<&'a Run>,
}

/// The rectangles of the line that shows the bytes from `from` to `to`.
fn cells(runs: &[Run], from: u64, to: u64, per_line: u64) -> Vec<Cell<'_>> {
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

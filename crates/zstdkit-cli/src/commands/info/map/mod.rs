//! A file drawn to scale: frames, blocks by type, skippable parts.
//!
//! The file runs through lines of one length, as text does. What would be narrower than a pixel is
//! drawn together with its neighbours, in the colour of what most of those bytes are; rare kinds of
//! block among them are marked at the foot of the line, however small they are.

mod cells;
mod runs;

use self::{
    cells::{LINE, MARK, NARROWEST, cells, lines, marks, px},
    runs::{Kind, Run, rare, runs},
};
use super::facts::{ErrorFacts, Walked};
use super::frame_facts::FrameFacts;
use crate::report::{
    human,
    svg::{Anchor, Svg},
};

const LEFT: f64 = 96.0;
const RIGHT: f64 = 24.0;
const WIDTH: f64 = LEFT + LINE + RIGHT;
const BAR: f64 = 26.0;
const BAND: f64 = 5.0;
const PITCH: f64 = BAR + BAND + 9.0;

/// From this many rectangles on, none has a text of its own.
const TITLES: usize = 20_000;

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

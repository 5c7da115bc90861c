//! A line for each contestant, with a dot at each step.

use super::canvas::{Anchor, Canvas, FIELD, Pen, Theme};
use super::scale::{Axis, Scale, round};

/// A contestant's line.
#[derive(Clone, Debug)]
pub(in crate::report) struct Series {
    pub(in crate::report) name: String,
    pub(in crate::report) points: Vec<Point>,
}

#[derive(Clone, Debug)]
pub(in crate::report) struct Point {
    pub(in crate::report) x: f64,
    pub(in crate::report) y: f64,
    /// Which step it's of; written at the dots of the second line.
    pub(in crate::report) label: String,
}

/// Lines in a field of two axes: first the one that all are measured by, then ours, then others.
#[derive(Clone, Debug)]
pub(in crate::report) struct Lines {
    pub(in crate::report) x: Axis,
    pub(in crate::report) y: Axis,
    pub(in crate::report) series: Vec<Series>,
}

/// The place of our own line.
const OWN: usize = 1;

impl Lines {
    pub(super) fn draw(&self, canvas: &mut Canvas, theme: Theme) {
        let [left, top, right, bottom] = FIELD;
        let points = || self.series.iter().flat_map(|series| &series.points);
        let x = Scale::new(self.x, points().map(|point| point.x), (left, right));
        let y = Scale::new(self.y, points().map(|point| point.y), (bottom, top));
        for tick in x.ticks() {
            let at = x.at(tick);
            canvas.grid((at, top), (at, bottom));
            canvas.text((at, bottom + 18.0), Anchor::Middle, 12, &round(tick));
        }
        for tick in y.ticks() {
            let at = y.at(tick);
            canvas.grid((left, at), (right, at));
            canvas.text((left - 8.0, at + 4.0), Anchor::End, 12, &round(tick));
        }
        canvas.text(((left + right) / 2.0, bottom + 42.0), Anchor::Middle, 12, self.x.name);
        canvas.upright_text((20.0, (top + bottom) / 2.0), self.y.name);

        // Ours is a broad band, over which the others are seen that run where it does.
        let mut order: Vec<usize> = (0..self.series.len()).rev().collect();
        order.sort_by_key(|place| *place != OWN);
        for place in order {
            let pen = pen(theme, place);
            let at = |point: &Point| (x.at(point.x), y.at(point.y));
            let way: Vec<_> = self.series[place].points.iter().map(at).collect();
            canvas.way(pen, &way);
            way.into_iter().for_each(|point| canvas.dot(pen, point));
        }
        if let Some(own) = self.series.get(OWN) {
            let mut taken: Vec<(f64, f64)> = Vec::new();
            for point in &own.points {
                let (x, y) = (x.at(point.x) + 8.0, y.at(point.y) - 8.0);
                let is_free = |(other, line): &(f64, f64)| {
                    (x - other).abs() > 16.0 || (y - line).abs() > 12.0
                };
                if taken.iter().all(is_free) {
                    canvas.text((x, y), Anchor::Start, 11, &point.label);
                    taken.push((x, y));
                }
            }
        }
        for (place, series) in self.series.iter().enumerate() {
            let (from, at) = (right + 20.0, top + 12.0 + 22.0 * place as f64);
            canvas.way(pen(theme, place), &[(from, at), (from + 22.0, at)]);
            canvas.text((from + 30.0, at + 4.0), Anchor::Start, 12, &series.name);
        }
    }
}

fn pen(theme: Theme, place: usize) -> Pen {
    let colour = theme.contestants[place % theme.contestants.len()];
    let width = if place == OWN { 6.0 } else { 2.0 };
    Pen { colour, width, is_dashed: place == 0, opacity: if place == OWN { 0.75 } else { 1.0 } }
}

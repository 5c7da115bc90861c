//! The ratio against the dictionary's size.

use zstdkit_dict::Samples;

use crate::report::{
    human,
    svg::{AXIS, Anchor, GRID, Svg},
};

const WIDTH: f64 = 900.0;
const HEIGHT: f64 = 480.0;
const LEFT: f64 = 76.0;
const RIGHT: f64 = 40.0;
const TOP: f64 = 84.0;
const BOTTOM: f64 = 70.0;

const CURVE: &str = "#2f6fb0";

/// What a dictionary of some size makes of the samples held back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Point {
    pub(super) dictionary_size: u64,
    pub(super) compressed: u64,
}

/// Draws the points, which come in the order of their sizes; the first is no dictionary at all.
pub(super) fn draw(held_back: &Samples<'_>, points: &[Point], chosen: u64) -> String {
    let ratio = |point: &Point| held_back.total_size() as f64 / point.compressed.max(1) as f64;
    let most = points.iter().map(ratio).fold(1.0, f64::max);
    let step = grid_step(most);
    let top = (most / step).ceil() * step;
    let y = |ratio: f64| HEIGHT - BOTTOM - ratio / top * (HEIGHT - TOP - BOTTOM);
    // Sizes double from point to point, so that each gets as much room as the others.
    let gap = (WIDTH - LEFT - RIGHT) / points.len() as f64;
    let x = |index: usize| LEFT + (index as f64 + 0.5) * gap;

    let mut svg = Svg::new(WIDTH, HEIGHT);
    svg.text(LEFT, 32.0, 17.0, Anchor::Start, "Ratio against the dictionary's size");
    let about = format!(
        "{}, {} in all, held back from training",
        human::counted(held_back.len() as u64, "sample"),
        human::size(held_back.total_size() as u64)
    );
    svg.text(LEFT, 52.0, 12.0, Anchor::Start, &about);
    let mut line = 0.0;
    while line <= top + step / 2.0 {
        svg.line((LEFT, y(line)), (WIDTH - RIGHT, y(line)), if line > 0.0 { GRID } else { AXIS });
        svg.text(LEFT - 10.0, y(line) + 4.0, 12.0, Anchor::End, &human::three_digits(line));
        line += step;
    }
    let places: Vec<(f64, f64)> =
        points.iter().enumerate().map(|(index, point)| (x(index), y(ratio(point)))).collect();
    svg.curve(&places, CURVE);
    for (point, (x, y)) in points.iter().zip(&places) {
        let is_chosen = point.dictionary_size == chosen;
        let value = format!("{:.2}", ratio(point));
        if point.dictionary_size == 0 {
            // From here the curve rises steeply, through whatever stands above.
            svg.text(x - 8.0, y + 4.0, 12.0, Anchor::End, &value);
        } else {
            svg.text(*x, y - 12.0, 12.0, Anchor::Middle, &value);
        }
        let size = match point.dictionary_size {
            0 => "none".to_owned(),
            size => human::size(size),
        };
        svg.text(*x, HEIGHT - BOTTOM + 20.0, 12.0, Anchor::Middle, &size);
        if is_chosen {
            svg.text(*x, HEIGHT - BOTTOM + 36.0, 11.0, Anchor::Middle, "(written)");
        }
    }
    svg.text(
        LEFT + (WIDTH - LEFT - RIGHT) / 2.0,
        HEIGHT - 12.0,
        12.0,
        Anchor::Middle,
        "size of the dictionary",
    );
    svg.finish()
}

/// A round distance between about five lines.
fn grid_step(most: f64) -> f64 {
    let rough = most.max(1e-6) / 5.0;
    let power = 10_f64.powf(rough.log10().floor());
    let round = [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().map(|times| times * power);
    round.into_iter().find(|step| *step >= rough).unwrap_or(rough)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_stand_at_round_numbers() {
        assert_eq!([1.0, 4.8, 7.3, 23.0].map(grid_step), [0.2, 1.0, 2.0, 5.0]);
    }
}

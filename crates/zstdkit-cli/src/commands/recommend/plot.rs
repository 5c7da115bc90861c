//! Ratio against speed, with the frontier and the budget.

use super::{
    candidate::Trial,
    found::{Found, mb},
};
use crate::report::{
    human,
    svg::{AXIS, Anchor, GRID, Svg},
};

const WIDTH: f64 = 900.0;
const HEIGHT: f64 = 520.0;
const LEFT: f64 = 70.0;
const RIGHT: f64 = 40.0;
const TOP: f64 = 92.0;
const BOTTOM: f64 = 64.0;

const FRONTIER: &str = "#2f6fb0";
const OTHER: &str = "#9fb3c8";
const MISSED: &str = "#e5697a";
const CHOSEN: &str = "#1b8a5a";

/// Lines at these speeds, in MB/s, where they lie within the picture.
const SPEEDS: [f64; 14] =
    [0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0, 5000.0, 10_000.0];

pub(super) fn draw(description: &str, found: &Found, choice: Option<usize>) -> String {
    let mut svg = Svg::new(WIDTH, HEIGHT);
    svg.text(LEFT, 32.0, 17.0, Anchor::Start, "Ratio against the speed of compression");
    svg.text(LEFT, 52.0, 12.0, Anchor::Start, description);
    legend(&mut svg);
    let scale = Scale::new(found);
    scale.grid(&mut svg);
    if let Some(least) = found.budgets.compress_speed {
        let x = scale.x(least).clamp(LEFT, WIDTH - RIGHT);
        svg.line((x, TOP), (x, HEIGHT - BOTTOM), MISSED);
        let label = format!("at least {}", mb(least));
        let (at, anchor) =
            if x > WIDTH / 2.0 { (x - 6.0, Anchor::End) } else { (x + 6.0, Anchor::Start) };
        svg.text(at, HEIGHT - BOTTOM - 8.0, 12.0, anchor, &label);
    }
    let place = |trial: &Trial| (scale.x(trial.compress_speed()), scale.y(ratio(trial)));
    let mut frontier: Vec<(f64, f64)> =
        found.trials.iter().filter(|it| found.is_on_the_frontier(it)).map(place).collect();
    frontier.sort_by(|a, b| a.0.total_cmp(&b.0));
    svg.curve(&frontier, FRONTIER);
    let mut labelled: Vec<(f64, f64)> = Vec::new();
    for (at, trial) in found.trials.iter().enumerate() {
        let (x, y) = place(trial);
        let is_chosen = choice == Some(at);
        let colour = match found.budgets.missed_by(trial) {
            _ if is_chosen => CHOSEN,
            Some(_) => MISSED,
            None if found.is_on_the_frontier(trial) => FRONTIER,
            None => OTHER,
        };
        svg.curve(&[(x, y)], colour);
        if is_chosen {
            // Larger than the others, and in front of them.
            svg.rect(x - 6.0, y - 6.0, (12.0, 12.0), colour, &trial.candidate.command());
        }
        // Levels whose places are one have one label.
        let is_free = labelled
            .iter()
            .all(|(other_x, other_y)| (x - other_x).abs() > 18.0 || (y - other_y).abs() > 14.0);
        if is_free || is_chosen {
            let label = trial.candidate.level.to_string();
            svg.text(x, y - 9.0, 12.0, Anchor::Middle, &label);
            labelled.push((x, y));
        }
    }
    svg.text(
        LEFT + (WIDTH - LEFT - RIGHT) / 2.0,
        HEIGHT - 14.0,
        12.0,
        Anchor::Middle,
        "compression, MB/s; each dot is a level",
    );
    svg.finish()
}

fn legend(svg: &mut Svg) {
    let mut x = LEFT;
    for (colour, text) in [
        (CHOSEN, "recommended"),
        (FRONTIER, "on the frontier"),
        (OTHER, "another is faster and smaller"),
        (MISSED, "over a budget"),
    ] {
        svg.rect(x, 64.0, (11.0, 11.0), colour, "");
        svg.text(x + 16.0, 74.0, 12.0, Anchor::Start, text);
        x += 16.0 + 6.6 * text.len() as f64 + 20.0;
    }
}

fn ratio(trial: &Trial) -> f64 {
    trial.content as f64 / trial.size.max(1) as f64
}

/// Where speeds and ratios are drawn.
struct Scale {
    /// Logarithms of speeds.
    speeds: (f64, f64),
    ratios: (f64, f64),
}

impl Scale {
    fn new(found: &Found) -> Self {
        let range = |values: &mut dyn Iterator<Item = f64>| {
            values.fold((f64::MAX, f64::MIN), |(low, high), it| (low.min(it), high.max(it)))
        };
        let (slow, fast) = range(&mut found.trials.iter().map(|it| it.compress_speed().ln()));
        let (low, high) = range(&mut found.trials.iter().map(ratio));
        let margin = ((high - low) * 0.12).max(0.05);
        Self {
            speeds: (slow - 0.25, fast + 0.25),
            ratios: ((low - margin).max(0.0), high + margin),
        }
    }

    fn x(&self, speed: f64) -> f64 {
        let (low, high) = self.speeds;
        LEFT + (speed.ln() - low) / (high - low) * (WIDTH - LEFT - RIGHT)
    }

    fn y(&self, ratio: f64) -> f64 {
        let (low, high) = self.ratios;
        HEIGHT - BOTTOM - (ratio - low) / (high - low) * (HEIGHT - TOP - BOTTOM)
    }

    fn grid(&self, svg: &mut Svg) {
        let (left, right, bottom) = (LEFT, WIDTH - RIGHT, HEIGHT - BOTTOM);
        for speed in SPEEDS {
            let x = self.x(speed * 1e6);
            if (left..=right).contains(&x) {
                svg.line((x, TOP), (x, bottom), GRID);
                let label =
                    if speed < 1.0 { speed.to_string() } else { human::count(speed as u64) };
                svg.text(x, bottom + 18.0, 12.0, Anchor::Middle, &label);
            }
        }
        let (low, high) = self.ratios;
        for step in 0..=5 {
            let ratio = low + (high - low) * f64::from(step) / 5.0;
            svg.line((left, self.y(ratio)), (right, self.y(ratio)), GRID);
            let label = human::three_digits(ratio);
            svg.text(left - 8.0, self.y(ratio) + 4.0, 12.0, Anchor::End, &label);
        }
        svg.line((left, bottom), (right, bottom), AXIS);
        svg.line((left, TOP), (left, bottom), AXIS);
    }
}

//! Groups of bars, one bar for each contestant.

use super::canvas::{Anchor, Canvas, FIELD, Pen, Theme};
use super::scale::{Axis, Scale, round};

/// Those that have a bar in each group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::report) struct Kind {
    pub(in crate::report) name: String,
    /// Which colour it has; several may share one.
    pub(in crate::report) contestant: usize,
    /// A lighter shade of it.
    pub(in crate::report) is_faint: bool,
}

/// Bars, side by side.
#[derive(Clone, Debug)]
pub(in crate::report) struct Bars {
    pub(in crate::report) y: Axis,
    pub(in crate::report) kinds: Vec<Kind>,
    /// What stands below each group, in lines, and how high its bars are, in the kinds' order.
    pub(in crate::report) groups: Vec<(Vec<String>, Vec<Option<f64>>)>,
}

impl Bars {
    pub(super) fn draw(&self, canvas: &mut Canvas, theme: Theme) {
        let [left, top, right, bottom] = FIELD;
        let values = self.groups.iter().flat_map(|(_, bars)| bars).filter_map(|bar| *bar);
        let y = Scale::new(self.y, values, (bottom, top));
        for tick in y.ticks() {
            let at = y.at(tick);
            canvas.grid((left, at), (right, at));
            canvas.text((left - 8.0, at + 4.0), Anchor::End, 12, &round(tick));
        }
        canvas.upright_text((20.0, (top + bottom) / 2.0), self.y.name);
        let step = (right - left) / self.groups.len().max(1) as f64;
        let width = (step - 16.0) / self.kinds.len().max(1) as f64;
        for (place, (lines, bars)) in self.groups.iter().enumerate() {
            let from = left + step * place as f64;
            for (line, text) in lines.iter().enumerate() {
                let at = bottom + 18.0 + 16.0 * line as f64;
                canvas.text((from + step / 2.0, at), Anchor::Middle, 12, text);
            }
            for (place, (kind, value)) in self.kinds.iter().zip(bars).enumerate() {
                let Some(value) = *value else { continue };
                let (x, at) = (from + 8.0 + width * place as f64, y.at(value));
                canvas.bar(pen(theme, kind), (x + 1.0, at), width - 2.0, bottom - at);
                let text = format!("{value:.1}");
                canvas.text((x + width / 2.0, at - 4.0), Anchor::Middle, 10, &text);
            }
        }
        for (place, kind) in self.kinds.iter().enumerate() {
            let (from, at) = (right + 20.0, top + 4.0 + 22.0 * place as f64);
            canvas.bar(pen(theme, kind), (from, at), 14.0, 14.0);
            canvas.text((from + 22.0, at + 11.0), Anchor::Start, 12, &kind.name);
        }
    }
}

fn pen(theme: Theme, kind: &Kind) -> Pen {
    let colour = theme.contestants[kind.contestant % theme.contestants.len()];
    let opacity = if kind.is_faint { 0.45 } else { 1.0 };
    Pen { colour, width: 0.0, is_dashed: false, opacity }
}

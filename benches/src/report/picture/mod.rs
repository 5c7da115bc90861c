//! Pictures in SVG, for light pages and for dark ones.

mod bars;
mod canvas;
mod lines;
mod scale;

pub(super) use bars::{Bars, Kind};
pub(super) use canvas::{DARK, LIGHT, Theme};
pub(super) use lines::{Lines, Point, Series};
pub(super) use scale::Axis;

use canvas::Canvas;

/// What a picture shows.
#[derive(Clone, Debug)]
pub(super) struct Picture {
    pub(super) title: &'static str,
    /// What the figures are of.
    pub(super) subtitle: String,
    pub(super) body: Body,
}

#[derive(Clone, Debug)]
pub(super) enum Body {
    Lines(Lines),
    Bars(Bars),
}

impl Picture {
    /// The picture as SVG.
    pub(super) fn svg(&self, theme: Theme) -> String {
        let mut canvas = Canvas::new(theme, self.title, &self.subtitle);
        match &self.body {
            Body::Lines(lines) => lines.draw(&mut canvas, theme),
            Body::Bars(bars) => bars.draw(&mut canvas, theme),
        }
        canvas.finish()
    }
}

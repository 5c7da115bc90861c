//! What a picture is drawn on: text, lines and shapes, as SVG.

use std::fmt::{Display, Write};

/// Colours of a page.
#[derive(Clone, Copy, Debug)]
pub(in crate::report) struct Theme {
    page: &'static str,
    text: &'static str,
    grid: &'static str,
    /// Of contestants: the one that all are measured by, ours, then the others.
    pub(super) contestants: [&'static str; 8],
}

pub(in crate::report) const LIGHT: Theme = Theme {
    page: "#ffffff",
    text: "#1f2328",
    grid: "#d8dee4",
    contestants: [
        "#1f2328", "#218bff", "#bc4c00", "#1a7f37", "#8250df", "#bf3989", "#9a6700", "#0a7d83",
    ],
};

pub(in crate::report) const DARK: Theme = Theme {
    page: "#0d1117",
    text: "#e6edf3",
    grid: "#30363d",
    contestants: [
        "#e6edf3", "#388bfd", "#f0883e", "#3fb950", "#bc8cff", "#f778ba", "#d29922", "#39c5cf",
    ],
};

const WIDTH: f64 = 840.0;
const HEIGHT: f64 = 480.0;
/// Where lines and bars are: left, top, right, bottom. To the right of it is the legend.
pub(super) const FIELD: [f64; 4] = [64.0, 68.0, 620.0, 424.0];

/// Which end of a text is where it's put.
#[derive(Clone, Copy, Debug)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// How a shape of a contestant's looks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pen {
    pub(super) colour: &'static str,
    pub(super) width: f64,
    pub(super) is_dashed: bool,
    pub(super) opacity: f64,
}

/// A picture under way.
#[derive(Debug)]
pub(super) struct Canvas {
    theme: Theme,
    svg: String,
}

impl Canvas {
    pub(super) fn new(theme: Theme, title: &str, subtitle: &str) -> Self {
        let Theme { page, text, .. } = theme;
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" \
             width=\"{WIDTH}\" height=\"{HEIGHT}\" font-family=\"sans-serif\" fill=\"{text}\">\n\
             <title>{}</title>\n<rect width=\"100%\" height=\"100%\" fill=\"{page}\"/>\n\
             <text x=\"20\" y=\"28\" font-size=\"16\" font-weight=\"bold\">{}</text>\n\
             <text x=\"20\" y=\"48\" font-size=\"12\">{}</text>\n",
            escaped(title),
            escaped(title),
            escaped(subtitle)
        );
        Self { theme, svg }
    }

    fn put(&mut self, element: impl Display) {
        // Writing to a String never fails.
        let _ = writeln!(self.svg, "{element}");
    }

    /// A text with a rim of the page's colour, so that it's legible across lines.
    pub(super) fn text(&mut self, (x, y): (f64, f64), anchor: Anchor, size: u32, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let page = self.theme.page;
        self.put(format_args!(
            "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size}\" text-anchor=\"{anchor}\" \
             stroke=\"{page}\" stroke-width=\"3\" paint-order=\"stroke\">{}</text>",
            escaped(text)
        ));
    }

    /// A text that runs upwards.
    pub(super) fn upright_text(&mut self, (x, y): (f64, f64), text: &str) {
        self.put(format_args!(
            "<text transform=\"translate({x:.1} {y:.1}) rotate(-90)\" font-size=\"12\" \
             text-anchor=\"middle\">{}</text>",
            escaped(text)
        ));
    }

    /// A line of the grid.
    pub(super) fn grid(&mut self, (x, y): (f64, f64), (to_x, to_y): (f64, f64)) {
        let grid = self.theme.grid;
        self.put(format_args!(
            "<path d=\"M{x:.1} {y:.1}L{to_x:.1} {to_y:.1}\" stroke=\"{grid}\"/>"
        ));
    }

    /// A line through all of these points.
    pub(super) fn way(&mut self, pen: Pen, points: &[(f64, f64)]) {
        let points: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1} {y:.1}")).collect();
        let dashes = if pen.is_dashed { " stroke-dasharray=\"6 4\"" } else { "" };
        self.put(format_args!(
            "<path d=\"M{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\" stroke-linejoin=\"round\" \
             opacity=\"{}\"{dashes}/>",
            points.join("L"),
            pen.colour,
            pen.width,
            pen.opacity
        ));
    }

    pub(super) fn dot(&mut self, pen: Pen, (x, y): (f64, f64)) {
        self.put(format_args!(
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{}\" fill=\"{}\" opacity=\"{}\"/>",
            2.0 + pen.width / 2.0,
            pen.colour,
            pen.opacity
        ));
    }

    pub(super) fn bar(&mut self, pen: Pen, (x, y): (f64, f64), width: f64, height: f64) {
        self.put(format_args!(
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" \
             fill=\"{}\" opacity=\"{}\"/>",
            pen.colour, pen.opacity
        ));
    }

    pub(super) fn finish(self) -> String {
        self.svg + "</svg>\n"
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_no_markup() {
        let svg = Canvas::new(LIGHT, "a < b & c", "").finish();
        assert!(svg.contains("<title>a &lt; b &amp; c</title>"), "{svg}");
    }
}

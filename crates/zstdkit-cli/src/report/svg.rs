//! Pictures: the little of SVG that maps and charts need.

use std::fmt::Write as _;

/// The colour of lines that values are read off by.
pub(crate) const GRID: &str = "#e4e9ee";

/// The colour of axes.
pub(crate) const AXIS: &str = "#627d98";

/// A picture under way.
#[derive(Debug)]
pub(crate) struct Svg {
    body: String,
    width: f64,
    height: f64,
}

/// On which side of its place a text stands.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

impl Svg {
    /// An empty picture of so many pixels.
    pub(crate) fn new(width: f64, height: f64) -> Self {
        Self { body: String::new(), width, height }
    }

    /// Sets the height, once what is in it is known.
    pub(crate) fn set_height(&mut self, height: f64) {
        self.height = height;
    }

    /// A filled rectangle, with a text that shows when it's pointed at.
    pub(crate) fn rect(&mut self, x: f64, y: f64, (w, h): (f64, f64), fill: &str, title: &str) {
        let (x, y, w, h) = (Px(x), Px(y), Px(w), Px(h));
        let _ =
            write!(self.body, r#"<rect x="{x}" y="{y}" width="{w}" height="{h}" fill="{fill}""#);
        if title.is_empty() {
            self.body.push_str("/>\n");
        } else {
            let _ = writeln!(self.body, "><title>{}</title></rect>", escape(title));
        }
    }

    /// A line from one place to another.
    pub(crate) fn line(&mut self, from: (f64, f64), to: (f64, f64), stroke: &str) {
        let (x1, y1, x2, y2) = (Px(from.0), Px(from.1), Px(to.0), Px(to.1));
        let _ = writeln!(
            self.body,
            r#"<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{stroke}"/>"#
        );
    }

    /// A line through several places, with a dot at each.
    pub(crate) fn curve(&mut self, places: &[(f64, f64)], stroke: &str) {
        self.body.push_str("<polyline points=\"");
        for (x, y) in places {
            let _ = write!(self.body, "{},{} ", Px(*x), Px(*y));
        }
        let _ = writeln!(self.body, r#"" fill="none" stroke="{stroke}" stroke-width="2"/>"#);
        for (x, y) in places {
            let (x, y) = (Px(*x), Px(*y));
            let _ = writeln!(self.body, r#"<circle cx="{x}" cy="{y}" r="3.5" fill="{stroke}"/>"#);
        }
    }

    /// Text of a size in pixels; `y` is where its letters stand on.
    pub(crate) fn text(&mut self, x: f64, y: f64, size: f64, anchor: Anchor, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let (x, y, size) = (Px(x), Px(y), Px(size));
        let _ = writeln!(
            self.body,
            r#"<text x="{x}" y="{y}" font-size="{size}" text-anchor="{anchor}">{}</text>"#,
            escape(text)
        );
    }

    /// The whole picture.
    pub(crate) fn finish(self) -> String {
        let (width, height) = (Px(self.width), Px(self.height));
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" fill=\"#1f2933\">\n\
             <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n{}</svg>\n",
            self.body
        )
    }
}

/// A length to two decimal places, without zeros at its end.
struct Px(f64);

impl std::fmt::Display for Px {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = format!("{:.2}", self.0);
        f.write_str(text.trim_end_matches('0').trim_end_matches('.'))
    }
}

/// Text as XML has it; what XML can't hold is left out.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{FFFE}' | '\u{FFFF}' => {}
            char if char.is_control() => {}
            char => out.push(char),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_break_out() {
        assert_eq!(escape("<a href=\"x\">&\u{1b}\n"), "&lt;a href=&quot;x&quot;&gt;&amp;");
    }

    #[test]
    fn lengths_are_short() {
        assert_eq!(
            [10.0_f64, 0.5, 1.0 / 3.0, 100.25].map(|px| Px(px).to_string()),
            ["10", "0.5", "0.33", "100.25"]
        );
    }
}

//! Items/s as bars.

use super::{
    measure::Least,
    records::{Found, Row},
};
use crate::report::{
    human,
    svg::{AXIS, Anchor, Svg},
};

const WIDTH: f64 = 1000.0;
const LEFT: f64 = 230.0;
const RIGHT: f64 = 190.0;
const LENGTH: f64 = WIDTH - LEFT - RIGHT;
const BAR: f64 = 20.0;
const PITCH: f64 = 27.0;

const PLAIN: &str = "#9fb3c8";
const WITH_DICTIONARY: &str = "#2f6fb0";

pub(super) fn draw(name: &str, heading: &str, found: &Found) -> String {
    let mut svg = Svg::new(WIDTH, 0.0);
    svg.text(24.0, 34.0, 17.0, Anchor::Start, &fit(name, 84));
    let mut y = 56.0;
    for line in std::iter::once(heading).chain(found.story.iter().map(String::as_str)) {
        svg.text(24.0, y, 12.0, Anchor::Start, &fit(line, 132));
        y += 17.0;
    }
    svg.rect(24.0, y, (11.0, 11.0), PLAIN, "");
    svg.text(40.0, y + 10.0, 12.0, Anchor::Start, "without a dictionary");
    if let Some(dictionary) = &found.dictionary {
        let label = format!("with {}", fit(&dictionary.label(), 100));
        svg.rect(190.0, y, (11.0, 11.0), WITH_DICTIONARY, "");
        svg.text(206.0, y + 10.0, 12.0, Anchor::Start, &label);
    }
    y += 28.0;
    y = panel(&mut svg, y, "Compression", found, |row| row.compress);
    y = panel(&mut svg, y + 14.0, "Decompression", found, |row| row.decompress);
    svg.set_height(y + 16.0);
    svg.finish()
}

fn panel(
    svg: &mut Svg,
    mut y: f64,
    name: &str,
    found: &Found,
    time: impl Fn(&Row) -> Least,
) -> f64 {
    y += 16.0;
    svg.text(24.0, y, 14.0, Anchor::Start, &format!("{name}, items/s"));
    y += 14.0;
    let rate = |row: &Row| found.items_per_second(time(row).time);
    let most = found.rows.iter().map(rate).fold(1.0, f64::max);
    let top = y;
    for row in &found.rows {
        let rate = rate(row);
        let width = (rate / most * LENGTH).max(1.0);
        let label = format!("{}, {}", row.name(), human::counted(row.threads as u64, "thread"));
        let fill = if row.with_dictionary { WITH_DICTIONARY } else { PLAIN };
        svg.text(LEFT - 10.0, y + 14.5, 12.0, Anchor::End, &label);
        svg.rect(LEFT, y, (width, BAR), fill, "");
        let value = format!(
            "{}, ratio {}",
            human::count(rate.round() as u64),
            human::ratio(found.size, row.size)
        );
        svg.text(LEFT + width + 7.0, y + 14.5, 12.0, Anchor::Start, &value);
        y += PITCH;
    }
    svg.line((LEFT, top - 4.0), (LEFT, y - 2.0), AXIS);
    y
}

/// Of a text that would not fit on the picture, both ends: of a path they tell the most.
fn fit(text: &str, most: usize) -> String {
    let chars: Vec<char> = text.chars().collect();
    if chars.len() <= most {
        return text.to_owned();
    }
    let (head, tail) = (&chars[..most / 2], &chars[chars.len() - most / 2..]);
    head.iter().chain(&[' ', '…', ' ']).chain(tail).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_lose_their_middle() {
        assert_eq!(fit("short", 5), "short");
        assert_eq!(fit("/a/long/way/to/é.txt", 12), "/a/lon … /é.txt");
    }
}

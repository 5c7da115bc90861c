//! What a dictionary is worth, in words.

use std::time::Duration;

use zstdkit_dict::{Evaluation, Measure};

use super::plot::Point;
use crate::report::{
    human,
    table::{
        Align::{Left, Right},
        Table,
    },
};

/// What the dictionary that is written does for samples that it wasn't trained on.
pub(super) fn evaluation(found: &Evaluation) -> String {
    let mut table = Table::new([
        ("held back", Left),
        ("size", Right),
        ("ratio", Right),
        ("bytes per sample", Right),
        ("compress", Right),
        ("decompress", Right),
    ]);
    let count = found.samples as u64;
    let mut row = |name: &str, size: u64, speeds: [String; 2]| {
        let [compress, decompress] = speeds;
        let each = format!("{:.1}", size as f64 / count as f64);
        let ratio = human::ratio(found.size, size);
        table.row([name.to_owned(), size.to_string(), ratio, each, compress, decompress]);
    };
    let speed = |time: Duration| human::speed(found.size, time);
    let speeds = |way: &Measure| [speed(way.compress_time), speed(way.decompress_time)];
    row("as they are", found.size, [String::new(), String::new()]);
    row("compressed", found.without.compressed_size, speeds(&found.without));
    row("with the dictionary", found.with.compressed_size, speeds(&found.with));
    let verdict = match found.pays_after() {
        Some(samples) => format!(
            "It saves {:.1} % of what they take without it: as much as its own size after {}.\n",
            100.0 * found.saving(),
            human::counted(samples, "sample"),
        ),
        None => {
            "It doesn't pay: samples that it wasn't trained on take no less with it.\n".to_owned()
        }
    };
    format!(
        "{}, held back from training:\n{}{verdict}",
        human::counted(count, "sample"),
        table.render("  ")
    )
}

/// What dictionaries of several sizes are worth.
pub(super) fn curve(held_back_size: u64, points: &[Point]) -> String {
    let mut table = Table::new([("dictionary", Right), ("size", Right), ("ratio", Right)]);
    for point in points {
        table.row([
            point.dictionary_size.to_string(),
            point.compressed.to_string(),
            human::ratio(held_back_size, point.compressed),
        ]);
    }
    format!("The same with dictionaries of other sizes:\n{}", table.render("  "))
}

//! The table of what is taken at each door.

use std::fmt::Write as _;
use std::path::Path;

use crate::doors::{self, Door};

const START: &str = "<!-- memory: start -->\n";
const END: &str = "<!-- memory: end -->\n";

/// Has the table written, instead of compared.
const WRITE: &str = "ZSTDKIT_WRITE";

const COMMAND: &str =
    "ZSTDKIT_WRITE=1 cargo test -p zstdkit-tests --features futures --test memory";

/// How far below what is written down a peak may be: machines, builds and schedules differ, and what is
/// below it by more is no longer true.
const SLACK: usize = 2;

#[test]
fn the_table_of_what_is_taken_is_as_measured() {
    let _alone = crate::threads::alone();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/safety.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once(START).expect("the table's start is marked");
    let (table, after) = rest.split_once(END).expect("the table's end is marked");
    let doors = doors::all();
    for door in &doors {
        println!("{}: {} bytes", door.name, door.peak);
    }
    if std::env::var_os(WRITE).is_some() {
        if cfg!(not(feature = "futures")) {
            panic!("without the feature a door is missing: {COMMAND}");
        }
        std::fs::write(&path, [before, START, &render(&doors), END, after].concat()).unwrap();
        return;
    }
    for door in &doors {
        let row = table.lines().find_map(|line| line.strip_prefix(&door.row()));
        let written = row.unwrap_or_else(|| panic!("no row for {:?}: {COMMAND}", door.name));
        let written = parse(written);
        assert!(
            (written / SLACK..=written).contains(&door.peak),
            "{} takes {} bytes, and {written} are written down. If that's as it should be: {COMMAND}",
            door.name,
            door.peak,
        );
    }
    if cfg!(feature = "futures") {
        assert_eq!(table.lines().count(), doors.len() + 2, "a row too many: {COMMAND}");
    }
}

impl Door {
    /// Its row but for what is measured.
    fn row(&self) -> String {
        format!("| {} | {} | {} | {} | ", self.name, self.limit, self.most, self.given)
    }
}

fn render(doors: &[Door]) -> String {
    let mut table = "| door | limit, and how to set it | what is taken at most | given | peak |\n\
                     |---|---|---|---|---|\n"
        .to_owned();
    for door in doors {
        let _ = writeln!(table, "{}{} |", door.row(), rounded(door.peak));
    }
    table
}

/// A sixteenth more, and up to the next eighth of a power of two: what differs from machine to machine is
/// less.
fn rounded(bytes: usize) -> String {
    let least = (bytes + bytes / 16).max(1 << 10);
    let bytes = least.next_multiple_of(1 << (least.ilog2() - 3));
    match bytes {
        0x10_0000.. => format!("{} MiB", bytes as f64 / f64::from(1 << 20)),
        _ => format!("{} KiB", bytes as f64 / 1024.0),
    }
}

/// The bytes that a rounded figure stands for.
fn parse(figure: &str) -> usize {
    let (number, unit) = figure.trim_end_matches(" |").split_once(' ').expect("a number, a unit");
    let unit = match unit {
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        other => panic!("{other} is no unit"),
    };
    (number.parse::<f64>().unwrap() * f64::from(unit)) as usize
}

#[test]
fn figures_are_rounded_up_and_read_back() {
    let _alone = crate::threads::alone();
    for bytes in [0, 1, 1000, 1500, 70_000, 900_000, 1 << 20, 129 << 20, 3_000_000_000] {
        let figure = parse(&rounded(bytes));
        assert!(figure > bytes && figure <= (bytes * 4 / 3).max(1 << 10), "{bytes}: {figure}");
    }
}

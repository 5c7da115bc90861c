//! What came out for a file, and its form for programs.

use anyhow::Error;
use serde::Serialize;

use super::{measure::Least, records, whole};
use crate::report::{failure, json::Name};

/// What came out for a file.
#[derive(Debug)]
pub(super) struct Found {
    /// What was read of it.
    pub(super) size: u64,
    pub(super) whole: whole::Whole,
    pub(super) heading: String,
    pub(super) records: records::Found,
}

/// A file's entry.
#[derive(Debug, Serialize)]
pub(super) struct File {
    #[serde(flatten)]
    name: Name,
    size: Option<u64>,
    /// How much of it was measured as a whole.
    measured: Option<u64>,
    levels: Vec<Level>,
    left_out: Vec<LeftOut>,
    records: Option<Records>,
    error: Option<Message>,
}

#[derive(Debug, Serialize)]
struct Message {
    offset: Option<u64>,
    message: String,
}

#[derive(Debug, Serialize)]
struct Level {
    level: i32,
    size: u64,
    ratio: f64,
    #[serde(flatten)]
    speed: Speed,
}

/// Of both directions.
#[derive(Debug, Serialize)]
struct Speed {
    compress_seconds: f64,
    decompress_seconds: f64,
    compress_speed: f64,
    decompress_speed: f64,
}

#[derive(Debug, Serialize)]
struct LeftOut {
    level: i32,
    expected_seconds: f64,
}

#[derive(Debug, Serialize)]
struct Records {
    count: u64,
    size: u64,
    dictionary: Option<Dictionary>,
    ways: Vec<Way>,
}

#[derive(Debug, Serialize)]
struct Dictionary {
    name: String,
    size: u64,
}

#[derive(Debug, Serialize)]
struct Way {
    way: &'static str,
    with_dictionary: bool,
    threads: usize,
    size: u64,
    ratio: f64,
    #[serde(flatten)]
    speed: Speed,
}

impl File {
    pub(super) fn new(name: Name, found: Result<&Found, &Error>) -> Self {
        let (found, error) = match found {
            Ok(found) => (Some(found), None),
            Err(error) => (None, Some(Message { offset: None, message: failure::one_line(error) })),
        };
        let whole = found.map(|found| &found.whole);
        let levels = |whole: &whole::Whole| {
            let level = |row: &whole::Row| Level {
                level: row.level,
                size: row.size,
                ratio: ratio(whole.size, row.size),
                speed: Speed::new(whole.size, row.compress, row.decompress),
            };
            whole.rows.iter().map(level).collect()
        };
        let left_out = |whole: &whole::Whole| {
            let one = |left: &whole::LeftOut| LeftOut {
                level: left.level,
                expected_seconds: left.expected.as_secs_f64(),
            };
            whole.left_out.iter().map(one).collect()
        };
        Self {
            name,
            size: found.map(|found| found.size),
            measured: whole.map(|whole| whole.size),
            levels: whole.map_or_else(Vec::new, levels),
            left_out: whole.map_or_else(Vec::new, left_out),
            records: found.map(|found| Records::new(&found.records)),
            error,
        }
    }
}

impl Records {
    fn new(found: &records::Found) -> Self {
        let way = |row: &records::Row| Way {
            way: row.name(),
            with_dictionary: row.with_dictionary,
            threads: row.threads,
            size: row.size,
            ratio: ratio(found.size, row.size),
            speed: Speed::new(found.size, row.compress, row.decompress),
        };
        let dictionary = found.dictionary.as_ref();
        Self {
            count: found.items,
            size: found.size,
            dictionary: dictionary
                .map(|it| Dictionary { name: it.name().to_owned(), size: it.size() }),
            ways: found.rows.iter().map(way).collect(),
        }
    }
}

impl Speed {
    fn new(size: u64, compress: Least, decompress: Least) -> Self {
        let seconds = |least: Least| least.time.as_secs_f64().max(1e-9);
        let speed = |least| (size as f64 / seconds(least)).round();
        Self {
            compress_seconds: seconds(compress),
            decompress_seconds: seconds(decompress),
            compress_speed: speed(compress),
            decompress_speed: speed(decompress),
        }
    }
}

fn ratio(content: u64, size: u64) -> f64 {
    content as f64 / size.max(1) as f64
}

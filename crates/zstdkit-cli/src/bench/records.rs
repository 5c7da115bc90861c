//! Records, one by one and in batches, with a dictionary and without.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use zstdkit::{CompressOptions, DecompressOptions, Dictionary};
use zstdkit_dict::{Reservoir, TrainOptions, suggested_size};
use zstdkit_segments::{
    BatchCompressor, BatchDecompressor, BufferWithSegments, BufferWithSegmentsCollection,
};

use super::measure::{Least, in_turns};
use crate::{
    human,
    table::{
        Align::{Left, Right},
        Table,
    },
};

/// One record of so many is held back from training, to measure with.
const HELD_BACK: usize = 4;

/// The most records that are measured with: a result is an allocation with single calls, and a
/// round of more would take longer than anybody waits.
const MOST: usize = 1 << 20;

/// The most records that a file is cut into: those, and what is trained on beside them.
pub(super) const MOST_CUT: usize = MOST * HELD_BACK;

/// A training takes samples of so many bytes, however little time there is.
const LEAST_TO_TRAIN_ON: usize = 1 << 20;

/// What decides by lot which records are trained on where they are too many.
const SEED: u64 = 1;

/// What is to be measured.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) level: i32,
    pub(super) threads: Vec<usize>,
    pub(super) budget: Duration,
    /// In bytes.
    pub(super) most_to_train_on: usize,
}

/// What came out.
#[derive(Debug)]
pub(super) struct Found {
    /// How the dictionary was made, or why there is none; and what was measured.
    pub(super) story: [String; 2],
    /// The records that were measured with.
    pub(super) items: u64,
    pub(super) size: u64,
    pub(super) rows: Vec<Row>,
}

/// One way to handle the records.
#[derive(Debug)]
pub(super) struct Row {
    batch: bool,
    pub(super) with_dictionary: bool,
    pub(super) threads: usize,
    pub(super) size: u64,
    pub(super) compress: Least,
    pub(super) decompress: Least,
}

impl Row {
    pub(super) fn name(&self) -> &'static str {
        if self.batch { "batch" } else { "single calls" }
    }
}

pub(super) fn measure(records: &BufferWithSegments, plan: &Plan) -> Result<Found> {
    let (dictionary, made) = train(records, plan)?;
    // Without training nothing is held back.
    let every = if dictionary.is_some() { HELD_BACK } else { 1 };
    let items = chosen(records, every, MOST);
    let start = Instant::now();
    let mut ways = vec![Ways::new(&items, plan.level, None)];
    ways.extend(dictionary.as_ref().map(|it| Ways::new(&items, plan.level, Some(it))));
    let mut rows = Vec::new();
    for ways in &ways {
        rows.push(ways.first_turn(false, 1)?);
        for threads in &plan.threads {
            rows.push(ways.first_turn(true, *threads)?);
        }
    }
    let left = plan.budget.saturating_sub(start.elapsed());
    let cost = |row: &Row| row.compress.time + row.decompress.time;
    in_turns(&mut rows, left, cost, |row, length| {
        ways[usize::from(row.with_dictionary)].turn(row, length)
    })?;
    let (count, size) = (items.len() as u64, items.size() as u64);
    let runs = rows.iter().map(|row| row.compress.runs.min(row.decompress.runs)).min();
    let measured = format!(
        "measured with {}{}, {}; {}",
        human::counted(count, "record"),
        if dictionary.is_some() { " held back" } else { "" },
        human::counted(size, "byte"),
        how_often(runs.unwrap_or(0)),
    );
    Ok(Found { story: [made, measured], items: count, size, rows })
}

/// Of how many runs the least time is shown.
fn how_often(runs: u64) -> String {
    if runs > 1 {
        format!("the best of {} runs or more, taken in turns", human::count(runs))
    } else {
        "without the time to run all more than once: --seconds sets it".to_owned()
    }
}

/// Every so many-th of the records, or fewer where they were more than `most`.
fn chosen(records: &BufferWithSegments, every: usize, most: usize) -> BufferWithSegments {
    let step = every * (records.len() / every).div_ceil(most).max(1);
    let chosen = records.iter().skip(every - 1).step_by(step);
    let chosen: Vec<&[u8]> = chosen.map(|record| record.as_bytes()).collect();
    BufferWithSegments::from_items(&chosen)
}

/// Trains on what isn't held back, or on a fair part of it; says how, or why not.
fn train(records: &BufferWithSegments, plan: &Plan) -> Result<(Option<Dictionary>, String)> {
    let start = Instant::now();
    let mut reservoir = Reservoir::new(plan.most_to_train_on.max(LEAST_TO_TRAIN_ON), SEED);
    for (index, record) in records.iter().enumerate() {
        if index % HELD_BACK != HELD_BACK - 1 {
            reservoir.push(record.as_bytes())?;
        }
    }
    let samples = reservoir.into_samples()?;
    let size = suggested_size(&samples);
    let found = TrainOptions::new().size(size).level(plan.level).train_samples(&samples);
    Ok(match found {
        Ok(training) => {
            let story = format!(
                "dictionary of {}, trained on {} in {}; sizes and ratios don't count it",
                human::size(training.dictionary.content().len() as u64),
                human::counted(samples.len() as u64, "record"),
                human::time(start.elapsed()),
            );
            (Some(training.dictionary), story)
        }
        Err(error) => {
            let story = format!(
                "no dictionary from {}: {error}",
                human::counted(samples.len() as u64, "record")
            );
            (None, story)
        }
    })
}

/// The ways to handle the same items with the same options.
struct Ways<'a> {
    items: &'a BufferWithSegments,
    compress: CompressOptions,
    decompress: DecompressOptions,
    with_dictionary: bool,
}

impl<'a> Ways<'a> {
    fn new(items: &'a BufferWithSegments, level: i32, dictionary: Option<&Dictionary>) -> Self {
        let mut compress = CompressOptions::new().level(level);
        let mut decompress = DecompressOptions::new();
        if let Some(dictionary) = dictionary {
            compress = compress.dictionary(dictionary);
            decompress = decompress.dictionary(dictionary);
        }
        Self { items, compress, decompress, with_dictionary: dictionary.is_some() }
    }

    /// One run of each direction.
    fn first_turn(&self, batch: bool, threads: usize) -> Result<Row> {
        let with_dictionary = self.with_dictionary;
        let (compress, decompress) = (Least::NONE, Least::NONE);
        let mut row = Row { batch, with_dictionary, threads, size: 0, compress, decompress };
        self.turn(&mut row, Duration::ZERO)?;
        Ok(row)
    }

    /// Compresses and decompresses, each for half of `length` or once.
    fn turn(&self, row: &mut Row, length: Duration) -> Result<()> {
        row.size = if row.batch {
            self.batches(row, length / 2)?
        } else {
            self.single_calls(row, length / 2)?
        };
        Ok(())
    }

    /// A call, and a vector, for each item; returns the size of the frames.
    fn single_calls(&self, row: &mut Row, length: Duration) -> Result<u64> {
        let mut frames: Vec<Vec<u8>> = Vec::new();
        row.compress.run_for(length, || {
            frames.clear();
            for item in self.items {
                frames.push(self.compress.compress(&item)?);
            }
            Ok(())
        })?;
        let mut back: Vec<Vec<u8>> = Vec::new();
        row.decompress.run_for(length, || {
            back.clear();
            for frame in &frames {
                back.push(self.decompress.decompress(frame)?);
            }
            Ok(())
        })?;
        self.check(back.iter().map(Vec::as_slice))?;
        Ok(frames.iter().map(|frame| frame.len() as u64).sum())
    }

    /// All items at once; returns the size of the frames.
    ///
    /// What it's done with is made anew for each turn: where memory happens to lie may cost a tenth
    /// of the speed, and would do so in all turns of one way.
    fn batches(&self, row: &mut Row, length: Duration) -> Result<u64> {
        let mut compressor = BatchCompressor::new(&self.compress)?.threads(row.threads);
        let mut frames: Option<BufferWithSegmentsCollection> = None;
        row.compress.run_for(length, || {
            // The memory of a result returns when it's dropped: before the next is made.
            frames = None;
            frames = Some(compressor.compress(self.items)?);
            Ok(())
        })?;
        let frames = frames.into_iter().collect::<Vec<_>>();
        let mut back: Option<BufferWithSegmentsCollection> = None;
        let mut decompressor = BatchDecompressor::new(&self.decompress)?.threads(row.threads);
        row.decompress.run_for(length, || {
            back = None;
            for frames in &frames {
                back = Some(decompressor.decompress(frames)?);
            }
            Ok(())
        })?;
        self.check(back.iter().flatten().map(|item| item.as_bytes()))?;
        Ok(frames.iter().map(|frames| frames.size() as u64).sum())
    }

    fn check<'b>(&self, back: impl Iterator<Item = &'b [u8]>) -> Result<()> {
        let same = self.items.iter().map(|item| item.as_bytes()).eq(back);
        ensure!(same, "records came back with other bytes: report this as a defect");
        Ok(())
    }
}

impl Found {
    /// In how many ways the records were handled.
    pub(super) fn ways(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn text(&self) -> String {
        let mut table = Table::new([
            ("way", Left),
            ("dictionary", Left),
            ("threads", Right),
            ("size", Right),
            ("ratio", Right),
            ("compress", Right),
            ("decompress", Right),
        ]);
        for row in &self.rows {
            table.row([
                row.name().to_owned(),
                if row.with_dictionary { "yes" } else { "no" }.to_owned(),
                row.threads.to_string(),
                row.size.to_string(),
                human::ratio(self.size, row.size),
                self.rate(row.compress.time),
                self.rate(row.decompress.time),
            ]);
        }
        let [made, measured] = &self.story;
        format!("  {made}\n  {measured}\n{}", table.render("  "))
    }

    fn rate(&self, time: Duration) -> String {
        let per_second = self.items_per_second(time);
        format!("{} items/s", human::count(per_second.round() as u64))
    }

    pub(super) fn items_per_second(&self, time: Duration) -> f64 {
        self.items as f64 / time.as_secs_f64().max(1e-9)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan() -> Plan {
        Plan { level: 3, threads: vec![1, 2], budget: Duration::ZERO, most_to_train_on: 0 }
    }

    #[test]
    fn too_few_records_are_told_and_handled_without_a_dictionary() {
        let records = BufferWithSegments::from_items(["a", "b"]);
        let found = measure(&records, &plan()).unwrap();
        assert_eq!((found.items, found.ways()), (2, 3));
        assert!(found.text().contains("no dictionary from 2 records: "), "{}", found.text());
    }

    #[test]
    fn a_dictionary_helps_the_records_held_back() {
        let records: Vec<String> = (0..4000_u32)
            .map(|n| format!("{{\"id\":{n},\"event\":\"login\",\"hash\":{}}}", n.wrapping_mul(99)))
            .collect();
        let records = BufferWithSegments::from_items(&records);
        let found = measure(&records, &plan()).unwrap();
        assert_eq!((found.items, found.ways()), (1000, 6));
        let sizes: Vec<u64> = found.rows.iter().map(|row| row.size).collect();
        assert_eq!(sizes[0], sizes[1], "a batch gives the bytes of single calls");
        assert_eq!(sizes[3], sizes[5], "whatever the number of threads");
        assert!(sizes[3] * 3 < sizes[0] * 2, "{sizes:?}");
    }
    #[test]
    fn no_more_than_so_many_are_measured_with() {
        let records: Vec<String> = (0..103).map(|n| n.to_string()).collect();
        let records = BufferWithSegments::from_items(&records);
        let which = |every, most| -> Vec<String> {
            let chosen = chosen(&records, every, most);
            chosen.iter().map(|it| String::from_utf8(it.as_bytes().to_vec()).unwrap()).collect()
        };
        assert_eq!(which(1, 1000).len(), 103);
        assert_eq!(which(4, 1000)[..3], ["3", "7", "11"], "none that is trained on");
        assert_eq!(which(4, 1000).len(), 25);
        assert_eq!(which(4, 10), ["3", "15", "27", "39", "51", "63", "75", "87", "99"]);
        assert_eq!(which(1, 50).len(), 35);
    }

    #[test]
    fn one_run_is_told_to_be_one() {
        assert!(how_often(1).contains("more than once"));
        assert!(how_often(1200).contains("1,200 runs"));
    }
}

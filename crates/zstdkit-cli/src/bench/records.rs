//! Records, one by one and in batches, with a dictionary and without.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use zstdkit::{CompressOptions, DecompressOptions, Dictionary};
use zstdkit_dict::{Reservoir, TrainOptions, suggested_size};
use zstdkit_segments::{
    BatchCompressor, BatchDecompressor, BufferWithSegments, BufferWithSegmentsCollection,
};

use super::measure::best_of;
use crate::{
    human,
    table::{
        Align::{Left, Right},
        Table,
    },
};

/// One record of so many is held back from training, to measure with.
const HELD_BACK: usize = 4;

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
    /// How the dictionary was made, or why there is none.
    dictionary: String,
    /// The records that were measured with.
    pub(super) items: u64,
    pub(super) size: u64,
    pub(super) rows: Vec<Row>,
}

/// One way to handle the records.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) batch: bool,
    pub(super) with_dictionary: bool,
    pub(super) threads: usize,
    pub(super) size: u64,
    pub(super) compress: Duration,
    pub(super) decompress: Duration,
}

impl Row {
    pub(super) fn name(&self) -> &'static str {
        if self.batch { "batch" } else { "single calls" }
    }
}

pub(super) fn measure(records: &BufferWithSegments, plan: &Plan) -> Result<Found> {
    let (dictionary, story) = train(records, plan)?;
    // Without training nothing is held back.
    let held_back: Vec<&[u8]> = match &dictionary {
        Some(_) => records
            .iter()
            .skip(HELD_BACK - 1)
            .step_by(HELD_BACK)
            .map(|record| record.as_bytes())
            .collect(),
        None => records.iter().map(|record| record.as_bytes()).collect(),
    };
    let items = BufferWithSegments::from_items(&held_back);
    let mut rows = Vec::new();
    let settings: Vec<Option<&Dictionary>> =
        std::iter::once(None).chain(dictionary.as_ref().map(Some)).collect();
    let share = plan.budget.div_f64((settings.len() * (plan.threads.len() + 1) * 2) as f64);
    for dictionary in &settings {
        let mut compress = CompressOptions::new().level(plan.level);
        let mut decompress = DecompressOptions::new();
        if let Some(dictionary) = dictionary {
            compress = compress.dictionary(dictionary);
            decompress = decompress.dictionary(dictionary);
        }
        let with_dictionary = dictionary.is_some();
        let ways = Ways { items: &items, compress, decompress, with_dictionary, share };
        rows.push(ways.single_calls()?);
        for threads in &plan.threads {
            rows.push(ways.batch(*threads)?);
        }
    }
    Ok(Found { dictionary: story, items: items.len() as u64, size: items.size() as u64, rows })
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
                "dictionary of {}, trained on {} in {}; measured with {} held back",
                human::size(training.dictionary.content().len() as u64),
                human::counted(samples.len() as u64, "record"),
                human::time(start.elapsed()),
                human::counted((records.len() / HELD_BACK) as u64, "record"),
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
    /// The time for each measurement.
    share: Duration,
}

impl Ways<'_> {
    /// A call, and a vector, for each item.
    fn single_calls(&self) -> Result<Row> {
        let mut frames: Vec<Vec<u8>> = Vec::new();
        let compress = best_of(self.share, || {
            frames.clear();
            for item in self.items {
                frames.push(self.compress.compress(&item)?);
            }
            Ok(())
        })?;
        let mut back: Vec<Vec<u8>> = Vec::new();
        let decompress = best_of(self.share, || {
            back.clear();
            for frame in &frames {
                back.push(self.decompress.decompress(frame)?);
            }
            Ok(())
        })?;
        self.check(back.iter().map(Vec::as_slice))?;
        let size = frames.iter().map(|frame| frame.len() as u64).sum();
        Ok(self.row(false, 1, size, (compress, decompress)))
    }

    fn batch(&self, threads: usize) -> Result<Row> {
        let mut compressor = BatchCompressor::new(&self.compress)?.threads(threads);
        let mut frames: Option<BufferWithSegmentsCollection> = None;
        let compress = best_of(self.share, || {
            // The memory of a result returns when it's dropped: before the next is made.
            frames = None;
            frames = Some(compressor.compress(self.items)?);
            Ok(())
        })?;
        let frames = frames.into_iter().collect::<Vec<_>>();
        let mut decompressor = BatchDecompressor::new(&self.decompress)?.threads(threads);
        let mut back: Option<BufferWithSegmentsCollection> = None;
        let decompress = best_of(self.share, || {
            back = None;
            for frames in &frames {
                back = Some(decompressor.decompress(frames)?);
            }
            Ok(())
        })?;
        self.check(back.iter().flatten().map(|item| item.as_bytes()))?;
        let size = frames.iter().map(|frames| frames.size() as u64).sum();
        Ok(self.row(true, threads, size, (compress, decompress)))
    }

    fn row(
        &self,
        batch: bool,
        threads: usize,
        size: u64,
        (compress, decompress): (Duration, Duration),
    ) -> Row {
        let with_dictionary = self.with_dictionary;
        Row { batch, with_dictionary, threads, size, compress, decompress }
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
                self.rate(row.compress),
                self.rate(row.decompress),
            ]);
        }
        format!("  {}\n{}", self.dictionary, table.render("  "))
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
}

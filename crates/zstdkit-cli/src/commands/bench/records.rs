//! Records, one by one and in batches, with a dictionary and without.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use zstdkit::{CompressOptions, DecompressOptions, Dictionary};
use zstdkit_segments::{
    BatchCompressor, BatchDecompressor, BufferWithSegments, BufferWithSegmentsCollection,
};

use super::{
    dictionary::{Named, Origin},
    measure::{Least, in_turns},
};
use crate::report::{
    human,
    table::{
        Align::{Left, Right},
        Table,
    },
};

/// The most records that are measured with: a result is an allocation with single calls, and a
/// round of more would take longer than anybody waits.
const MOST: usize = 1 << 20;

/// So many records tell how long the others will take, and are measured however little time there is.
const PILOT: usize = 1000;

/// So many records are what a batch is made for: fewer are gone through several times over in one run,
/// which would be too short to tell threads apart.
const ENOUGH: usize = 1 << 14;

/// The part of the time that one run of all ways may take.
const SHARE_OF_FIRST: f64 = 0.5;

/// What is to be measured.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) level: i32,
    pub(super) threads: Vec<usize>,
    pub(super) budget: Duration,
    pub(super) origin: Origin,
}

impl Plan {
    /// The most records that a file is to be cut into: those that are measured with, and those that
    /// are trained on.
    pub(super) fn most_records(&self) -> usize {
        MOST * self.origin.every()
    }
}

/// What came out.
#[derive(Debug)]
pub(super) struct Found {
    /// How the dictionary was come by, or why there is none; and what was measured.
    pub(super) story: [String; 2],
    pub(super) dictionary: Option<Named>,
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

pub(super) fn measure(records: &BufferWithSegments, plan: Plan) -> Result<Found> {
    let start = Instant::now();
    let held_back = plan.origin.every();
    let (dictionary, come_by) = plan.origin.get(records)?;
    // Without a dictionary nothing was trained on.
    let every = if dictionary.is_some() { held_back } else { 1 };
    // The training may have taken its time.
    let left = plan.budget.saturating_sub(start.elapsed()).max(plan.budget / 8);
    let ways = u32::try_from(2 * (1 + plan.threads.len())).unwrap_or(u32::MAX);
    let most = affordable(records, plan.level, left / ways)?;
    let items = chosen(records, every, most);
    let times = u32::try_from(most.min(ENOUGH) / items.len().max(1)).unwrap_or(u32::MAX).max(1);
    let (count, size) = (items.len() as u64, items.size() as u64);
    let items = over_again(items, times);
    let mut ways = vec![Ways::new(&items, plan.level, None)];
    ways.extend(dictionary.as_ref().map(|it| Ways::new(&items, plan.level, Some(&it.dictionary))));
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
    for row in &mut rows {
        row.size /= u64::from(times);
        row.compress.time /= times;
        row.decompress.time /= times;
    }
    let runs = rows.iter().map(|row| row.compress.runs.min(row.decompress.runs)).min();
    let measured = format!(
        "measured with {}{}{}, {}; {}",
        human::counted(count, "record"),
        if every > 1 { " held back" } else { "" },
        if times > 1 {
            format!(" ({} times over)", human::count(times.into()))
        } else {
            String::new()
        },
        human::counted(size, "byte"),
        how_often(runs.unwrap_or(0)),
    );
    Ok(Found { story: [come_by, measured], dictionary, items: count, size, rows })
}

/// How many records there is the time for in one of the ways.
fn affordable(records: &BufferWithSegments, level: i32, budget: Duration) -> Result<usize> {
    let (compress, decompress) = (CompressOptions::new().level(level), DecompressOptions::new());
    let start = Instant::now();
    for record in records.iter().take(PILOT) {
        decompress.decompress(&compress.compress(&record)?)?;
    }
    let each = start.elapsed().as_secs_f64() / records.len().clamp(1, PILOT) as f64;
    let most = budget.as_secs_f64() * SHARE_OF_FIRST / each.max(1e-12);
    Ok((most as usize).clamp(PILOT, MOST))
}

/// The items, so many times over.
fn over_again(items: BufferWithSegments, times: u32) -> BufferWithSegments {
    if times == 1 {
        return items;
    }
    let all: Vec<&[u8]> = (0..times).flat_map(|_| &items).map(|item| item.as_bytes()).collect();
    BufferWithSegments::from_items(&all)
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
            ("its bytes", Right),
            ("threads", Right),
            ("size", Right),
            ("ratio", Right),
            ("compress", Right),
            ("decompress", Right),
        ]);
        for row in &self.rows {
            let dictionary = self.dictionary.as_ref().filter(|_| row.with_dictionary);
            table.row([
                row.name().to_owned(),
                dictionary.map_or("none", Named::name).to_owned(),
                dictionary.map_or("-".to_owned(), |it| it.size().to_string()),
                row.threads.to_string(),
                row.size.to_string(),
                human::ratio(self.size, row.size),
                self.rate(row.compress.time),
                self.rate(row.decompress.time),
            ]);
        }
        let [come_by, measured] = &self.story;
        let gains: String = self.gains().into_iter().map(|gain| format!("  {gain}\n")).collect();
        format!("  {come_by}\n  {measured}\n{}{gains}", table.render("  "))
    }

    /// What there is to see in the rows: what a dictionary, a batch, and threads gain.
    fn gains(&self) -> Vec<String> {
        let best = |with: bool, batch: bool, threads: usize| {
            let is_it = |row: &&Row| {
                row.with_dictionary == with && row.batch == batch && row.threads == threads
            };
            self.rows.iter().find(is_it)
        };
        let speed = |fast: &Row, slow: &Row| {
            let times = |fast: Least, slow: Least| {
                slow.time.as_secs_f64() / fast.time.as_secs_f64().max(1e-12)
            };
            let (compress, decompress) =
                (times(fast.compress, slow.compress), times(fast.decompress, slow.decompress));
            format!(
                "{compress:.2} times the items/s in compression, {decompress:.2} in decompression"
            )
        };
        let with = self.dictionary.is_some();
        let most = self.rows.iter().map(|row| row.threads).max().unwrap_or(1);
        let (single, one) = (best(with, false, 1), best(with, true, 1));
        let plain = best(false, true, 1).filter(|_| with);
        let mut gains = Vec::new();
        if let (Some(plain), Some(one)) = (plain, one) {
            let share = 100.0 * one.size as f64 / plain.size.max(1) as f64;
            gains.push(format!("the dictionary: {share:.0} % of the size without it"));
        }
        if let (Some(single), Some(one)) = (single, one) {
            gains.push(format!("a batch: {} of single calls", speed(one, single)));
        }
        if let (Some(one), Some(many)) = (one, best(with, true, most).filter(|_| most > 1)) {
            gains.push(format!("{most} threads: {} of one", speed(many, one)));
        }
        gains
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
    use crate::commands::bench::dictionary::Training;

    fn plan(origin: Origin) -> Plan {
        Plan { level: 3, threads: vec![1, 2], budget: Duration::ZERO, origin }
    }

    fn trained() -> Plan {
        plan(Origin::Trained(Training { size: None, seconds: 0.0, level: 3 }))
    }

    fn logins(count: u32) -> BufferWithSegments {
        let record =
            |n: u32| format!("{{\"id\":{n},\"event\":\"login\",\"hash\":{}}}", n.wrapping_mul(99));
        BufferWithSegments::from_items((0..count).map(record))
    }

    #[test]
    fn too_few_records_are_told_and_handled_without_a_dictionary() {
        let records = BufferWithSegments::from_items(["a", "b"]);
        let found = measure(&records, trained()).unwrap();
        assert_eq!((found.items, found.ways()), (2, 3));
        let text = found.text();
        assert!(text.contains("no dictionary from 2 records: "), "{text}");
        // Two records alone would be gone through in no time.
        assert!(text.contains("measured with 2 records (500 times over), 2 bytes; "), "{text}");
        assert!(found.rows.iter().all(|row| (2..200).contains(&row.size)), "{text}");
    }

    #[test]
    fn a_dictionary_helps_the_records_held_back() {
        let found = measure(&logins(4000), trained()).unwrap();
        assert_eq!((found.items, found.ways()), (1000, 6));
        let sizes: Vec<u64> = found.rows.iter().map(|row| row.size).collect();
        assert_eq!(sizes[0], sizes[1], "a batch gives the bytes of single calls");
        assert_eq!(sizes[3], sizes[5], "whatever the number of threads");
        assert!(sizes[3] * 3 < sizes[0] * 2, "{sizes:?}");
        let gains = found.gains();
        let share = 100.0 * sizes[4] as f64 / sizes[1] as f64;
        assert_eq!(gains[0], format!("the dictionary: {share:.0} % of the size without it"));
        assert!(gains[1].starts_with("a batch: "), "{gains:?}");
        assert!(gains[2].starts_with("2 threads: "), "{gains:?}");
    }

    #[test]
    fn a_given_dictionary_is_measured_with_all_records() {
        let records = logins(400);
        let dictionary = Dictionary::raw(&records[7]).unwrap();
        let mut sizes = [0; 2];
        for record in &records {
            let options = CompressOptions::new().level(3);
            sizes[0] += options.compress(&record).unwrap().len() as u64;
            sizes[1] += options.dictionary(&dictionary).compress(&record).unwrap().len() as u64;
        }
        let plan = plan(Origin::Given(Named::as_read(dictionary, "seventh")));
        assert_eq!(plan.most_records(), MOST, "none to train on");
        let found = measure(&records, plan).unwrap();
        assert_eq!((found.items, found.ways()), (400, 6));
        assert_eq!([found.rows[0].size, found.rows[3].size], sizes);
        let text = found.text();
        assert!(text.contains("measured with 400 records (2 times over), "), "{text}");
        assert!(text.contains("dictionary seventh: "), "{text}");
        let bytes = records[7].len().to_string();
        let rows = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
        let named = rows.filter(|row| row.ends_with(&["items/s"]) && row.contains(&"seventh"));
        for row in named.clone() {
            assert!(row.windows(2).any(|pair| pair == ["seventh", &bytes]), "{row:?}");
        }
        assert_eq!(named.count(), 3, "{text}");
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

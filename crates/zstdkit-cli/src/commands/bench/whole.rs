//! The file as a whole, at several levels.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use zstdkit::{CompressContext, CompressOptions, DecompressContext, DecompressOptions};
use zstdkit_frame::BlockKind;

use super::measure::{Least, in_turns};
use crate::report::{
    human,
    progress::Progress,
    table::{
        Align::{Left, Right},
        Table,
    },
};

/// Of the time that a file takes, the part for the file as a whole.
pub(super) const SHARE: f64 = 0.45;

/// The levels that are tried, and how many times as long as the one before each takes on most data:
/// a level that would use up more than its share of the time is left out.
const LEVELS: [(i32, f64); 5] = [(-5, 1.0), (1, 3.0), (3, 2.5), (9, 10.0), (19, 15.0)];

/// The level whose frame is inspected, if it's among them.
const SHOWN_LEVEL: i32 = 3;

/// What tells how long the levels will take.
const PILOT: usize = 64 << 10;

/// So much is measured however little time there is, but for levels that were asked for.
const LEAST: usize = 1 << 20;

/// The part of the time that it may take to know that.
const SHARE_OF_PILOT: f64 = 0.3;

/// The part of the time that one run at each level may take.
const SHARE_OF_FIRST: f64 = 0.4;

/// What came out.
#[derive(Debug)]
pub(super) struct Whole {
    /// How much of the file was measured.
    pub(super) size: u64,
    pub(super) rows: Vec<Row>,
    pub(super) left_out: Vec<LeftOut>,
    pub(super) shown_level: i32,
    /// What the frame of that level is made of.
    pub(super) inspection: String,
}

#[derive(Debug)]
pub(super) struct Row {
    pub(super) level: i32,
    pub(super) size: u64,
    pub(super) compress: Least,
    pub(super) decompress: Least,
}

/// A level for which there wasn't the time.
#[derive(Debug)]
pub(super) struct LeftOut {
    pub(super) level: i32,
    /// How long it would have taken.
    pub(super) expected: Duration,
    /// The budget with which it would have been tried.
    needed: Duration,
}

/// What the levels, which have their turns one after the other, share.
struct Bench<'a> {
    data: &'a [u8],
    decompressor: DecompressContext,
    frame: Vec<u8>,
    back: Vec<u8>,
}

/// Measures the levels, or those that are chosen here; of data that are too large for the budget, the
/// first part.
pub(super) fn measure(
    data: &[u8],
    budget: Duration,
    levels: Option<&[i32]>,
    progress: &Progress,
) -> Result<Whole> {
    let start = Instant::now();
    let tried: Vec<(i32, f64)> = match levels {
        // How long each of them takes, the pilot tells.
        Some(levels) => levels.iter().map(|level| (*level, 1.0)).collect(),
        None => LEVELS.into(),
    };
    // Of those that nobody asked for, the slow ones are left out rather than bytes.
    let quick = [LEVELS[0].0, LEVELS[1].0, LEVELS[2].0];
    let pilot = Pilot::run(data, levels.unwrap_or(&quick), budget)?;
    let least = if levels.is_some() { PILOT } else { LEAST };
    let data = &data[..pilot.affordable(data, least, budget)];
    let shown_level =
        if tried.iter().any(|(level, _)| *level == SHOWN_LEVEL) { SHOWN_LEVEL } else { tried[0].0 };
    let size = data.len() as u64;
    let mut whole = Whole {
        size,
        rows: Vec::new(),
        left_out: Vec::new(),
        shown_level,
        inspection: String::new(),
    };
    let decompressor = DecompressContext::new(&DecompressOptions::new())?;
    let back = Vec::with_capacity(data.len());
    let mut bench = Bench { data, decompressor, frame: Vec::new(), back };
    let mut jobs: Vec<(Row, CompressContext)> = Vec::new();
    let mut expected = Duration::ZERO;
    for (index, (level, slower)) in tried.into_iter().enumerate() {
        expected = match levels {
            Some(_) => pilot.expect(index, data.len()),
            None => expected.mul_f64(slower),
        };
        let earlier: Duration = whole.left_out.iter().map(|left_out| left_out.expected).sum();
        let needed = start.elapsed() + earlier + expected;
        let may_be_left_out = if levels.is_some() { !jobs.is_empty() } else { level > SHOWN_LEVEL };
        if may_be_left_out && needed > budget {
            whole.left_out.push(LeftOut { level, expected, needed });
            continue;
        }
        progress.note(format!("level {level}"));
        let compressor = CompressOptions::new().level(level).context()?;
        let (compress, decompress) = (Least::NONE, Least::NONE);
        let mut job = (Row { level, size: 0, compress, decompress }, compressor);
        bench.turn(&mut job, Duration::ZERO)?;
        let row = &mut job.0;
        ensure!(bench.back == data, "level {level} gave other bytes back: report this as a defect");
        expected = row.compress.time;
        row.size = bench.frame.len() as u64;
        if level == shown_level || whole.inspection.is_empty() {
            whole.shown_level = level;
            whole.inspection = inspect(&bench.frame)?;
        }
        jobs.push(job);
    }
    progress.note("all levels in turns");
    let left = budget.saturating_sub(start.elapsed());
    let cost = |(row, _): &(Row, _)| row.compress.time + row.decompress.time;
    in_turns(&mut jobs, left, cost, |job, length| bench.turn(job, length))?;
    // Of what they were measured with nothing is needed any more, and it may be large.
    whole.rows = jobs.into_iter().map(|(row, _)| row).collect();
    Ok(whole)
}

/// How long each level takes for the first part of the data, as far as there is the time to know it.
struct Pilot {
    bytes: usize,
    times: Vec<Duration>,
}

impl Pilot {
    fn run(data: &[u8], levels: &[i32], budget: Duration) -> Result<Self> {
        let head = &data[..data.len().min(PILOT)];
        let start = Instant::now();
        let mut frame = Vec::new();
        let mut times = Vec::new();
        for level in levels {
            let before = start.elapsed();
            if !times.is_empty() && before > budget.mul_f64(SHARE_OF_PILOT) {
                break;
            }
            frame.clear();
            CompressOptions::new().level(*level).context()?.compress_into(head, &mut frame)?;
            times.push(start.elapsed() - before);
        }
        Ok(Self { bytes: head.len(), times })
    }

    /// How long a level takes for so many bytes; a guess where it wasn't run, which is of the slow ones.
    fn expect(&self, index: usize, bytes: usize) -> Duration {
        let last = self.times.last().copied().unwrap_or_default();
        let time = self.times.get(index).copied().unwrap_or(last * 2);
        time.mul_f64(bytes as f64 / self.bytes.max(1) as f64)
    }

    /// How much of `data` there is the time for, at each level that was run.
    fn affordable(&self, data: &[u8], least: usize, budget: Duration) -> usize {
        let all: Duration = self.times.iter().sum();
        let per_byte = all.as_secs_f64() / self.bytes.max(1) as f64;
        let bytes = budget.as_secs_f64() * SHARE_OF_FIRST / per_byte.max(1e-12);
        (bytes as usize).max(least).min(data.len())
    }
}

impl Bench<'_> {
    /// Compresses for half of `length` or once, and decompresses as long, or for a part of what one
    /// compression takes: a slow level has few turns.
    fn turn(&mut self, job: &mut (Row, CompressContext), length: Duration) -> Result<()> {
        let Self { data, decompressor, frame, back } = self;
        let (Row { compress, decompress, .. }, compressor) = job;
        compress.run_for(length / 2, || {
            frame.clear();
            compressor.compress_into(data, frame)?;
            Ok(())
        })?;
        decompress.run_for((length / 2).max(compress.time / 8), || {
            back.clear();
            decompressor.decompress_into(frame, back)?;
            Ok(())
        })
    }
}

impl Whole {
    /// How many levels were tried.
    pub(super) fn levels(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn table(&self) -> String {
        let mut table = Table::new([
            ("level", Right),
            ("size", Right),
            ("ratio", Right),
            ("compress", Right),
            ("decompress", Right),
            ("round trip", Left),
        ]);
        for row in &self.rows {
            table.row([
                row.level.to_string(),
                row.size.to_string(),
                human::ratio(self.size, row.size),
                human::speed(self.size, row.compress.time),
                human::speed(self.size, row.decompress.time),
                "equal".to_owned(),
            ]);
        }
        let mut text = table.render("  ");
        let seconds =
            |needed: Duration| human::count((needed.as_secs_f64() * 1.1 / SHARE).ceil() as u64);
        match self.left_out.as_slice() {
            [] => {}
            few @ [_] | few @ [_, _] => {
                for LeftOut { level, expected, needed } in few {
                    text += &format!(
                        "  level {level} left out: it would take about {}; --seconds {} allows for it\n",
                        human::time(*expected),
                        seconds(*needed),
                    );
                }
            }
            many => {
                let levels: Vec<String> = many.iter().map(|it| it.level.to_string()).collect();
                let needed = many.iter().map(|it| it.needed).max().unwrap_or_default();
                text += &format!(
                    "  levels {} left out: --seconds {} allows for them\n",
                    levels.join(", "),
                    seconds(needed),
                );
            }
        }
        text
    }
}

/// What a frame is made of, as `zstdkit info` sees it.
fn inspect(bytes: &[u8]) -> Result<String> {
    let frame = zstdkit_frame::first_frame(bytes).context("a frame of ours")?;
    let info = frame.info();
    let (mut raw, mut rle, mut compressed) = (0, 0, 0);
    let (mut literals, mut sequences) = (0, 0);
    for block in frame.blocks() {
        match block.kind() {
            BlockKind::Raw => raw += 1,
            BlockKind::Rle => rle += 1,
            BlockKind::Compressed => compressed += 1,
        }
        if let Some(sections) = block.sections()? {
            literals += u64::from(sections.literals().regenerated_size());
            sequences += u64::from(sections.sequence_count());
        }
    }
    let content =
        info.content_size().map_or("not recorded".to_owned(), |size| human::counted(size, "byte"));
    Ok(format!(
        "  header of {}, content size {content}, window of {}\n  \
         {}: {compressed} compressed, {raw} raw, {rle} RLE; {}, {}\n",
        human::counted(info.header_size() as u64, "byte"),
        human::size(info.window_size()),
        human::counted(frame.block_count(), "block"),
        human::counted(literals, "literal"),
        human::counted(sequences, "sequence"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_time_the_slow_levels_are_left_out_and_named() {
        let data: Vec<u8> = (0..200_000_u32).flat_map(|n| (n / 7).to_le_bytes()).collect();
        let progress = Progress::new(true, "measuring", "test", None);
        let whole = measure(&data, Duration::ZERO, None, &progress).unwrap();
        assert_eq!(whole.rows.iter().map(|row| row.level).collect::<Vec<_>>(), [-5, 1, 3]);
        let text = whole.table();
        assert!(text.contains("level 9 left out"), "{text}");
        assert!(text.contains("--seconds"), "{text}");
        assert!(whole.inspection.contains("blocks: "), "{}", whole.inspection);
    }
    #[test]
    fn of_what_is_large_so_much_is_measured_as_there_is_time_for() {
        let data: Vec<u8> = (0..1_000_000_u32).flat_map(|n| (n / 7).to_le_bytes()).collect();
        let hour = Duration::from_secs(3600);
        let most = |levels: &[i32], least, budget| {
            let pilot = Pilot::run(&data, levels, budget).unwrap();
            pilot.affordable(&data, least, budget)
        };
        assert_eq!(most(&[1, 2], LEAST, Duration::ZERO), LEAST);
        assert_eq!(most(&[1, 2], PILOT, Duration::ZERO), PILOT);
        assert_eq!(most(&[1, 2], PILOT, hour), data.len());
        let pilot = Pilot::run(&data[..7], &[1, 3, 19], Duration::ZERO).unwrap();
        assert_eq!(pilot.affordable(&data[..7], LEAST, Duration::ZERO), 7);
        assert_eq!(pilot.times.len(), 1, "without time the others are guessed at");
        assert!(pilot.expect(2, 70) >= pilot.expect(0, 70));
    }
}

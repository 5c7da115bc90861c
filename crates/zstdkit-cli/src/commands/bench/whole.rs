//! The file as a whole, at several levels.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use zstdkit::{CompressContext, CompressOptions, DecompressContext, DecompressOptions};
use zstdkit_frame::BlockKind;

use super::{
    SHARE_OF_WHOLE,
    measure::{Least, in_turns},
};
use crate::report::{
    human,
    table::{
        Align::{Left, Right},
        Table,
    },
};

/// The levels that are tried, and how many times as long as the one before each takes on most data:
/// a level that would use up more than its share of the time is left out.
const LEVELS: [(i32, f64); 5] = [(-5, 1.0), (1, 3.0), (3, 2.5), (9, 10.0), (19, 15.0)];

/// The level whose frame is inspected.
pub(super) const SHOWN_LEVEL: i32 = 3;

/// What came out.
#[derive(Debug)]
pub(super) struct Whole {
    size: u64,
    rows: Vec<Row>,
    left_out: Vec<LeftOut>,
    /// What the frame of [`SHOWN_LEVEL`] is made of.
    pub(super) inspection: String,
}

#[derive(Debug)]
struct Row {
    level: i32,
    size: u64,
    compress: Least,
    decompress: Least,
}

/// A level for which there wasn't the time.
#[derive(Debug)]
struct LeftOut {
    level: i32,
    /// How long it would have taken.
    expected: Duration,
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

pub(super) fn measure(data: &[u8], budget: Duration) -> Result<Whole> {
    let start = Instant::now();
    let size = data.len() as u64;
    let mut whole =
        Whole { size, rows: Vec::new(), left_out: Vec::new(), inspection: String::new() };
    let decompressor = DecompressContext::new(&DecompressOptions::new())?;
    let back = Vec::with_capacity(data.len());
    let mut bench = Bench { data, decompressor, frame: Vec::new(), back };
    let mut jobs: Vec<(Row, CompressContext)> = Vec::new();
    let mut expected = Duration::ZERO;
    for (level, slower) in LEVELS {
        expected = expected.mul_f64(slower);
        let earlier: Duration = whole.left_out.iter().map(|left_out| left_out.expected).sum();
        let needed = start.elapsed() + earlier + expected;
        if level > SHOWN_LEVEL && needed > budget {
            whole.left_out.push(LeftOut { level, expected, needed });
            continue;
        }
        let compressor = CompressOptions::new().level(level).context()?;
        let (compress, decompress) = (Least::NONE, Least::NONE);
        let mut job = (Row { level, size: 0, compress, decompress }, compressor);
        bench.turn(&mut job, Duration::ZERO)?;
        let row = &mut job.0;
        ensure!(bench.back == data, "level {level} gave other bytes back: report this as a defect");
        expected = row.compress.time;
        row.size = bench.frame.len() as u64;
        if level == SHOWN_LEVEL {
            whole.inspection = inspect(&bench.frame)?;
        }
        jobs.push(job);
    }
    let left = budget.saturating_sub(start.elapsed());
    let cost = |(row, _): &(Row, _)| row.compress.time + row.decompress.time;
    in_turns(&mut jobs, left, cost, |job, length| bench.turn(job, length))?;
    // Of what they were measured with nothing is needed any more, and it may be large.
    whole.rows = jobs.into_iter().map(|(row, _)| row).collect();
    Ok(whole)
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
        for LeftOut { level, expected, needed } in &self.left_out {
            text += &format!(
                "  level {level} left out: it would take about {}; --seconds {} allows for it\n",
                human::time(*expected),
                human::count((needed.as_secs_f64() * 1.1 / SHARE_OF_WHOLE).ceil() as u64),
            );
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
        let whole = measure(&data, Duration::ZERO).unwrap();
        assert_eq!(whole.rows.iter().map(|row| row.level).collect::<Vec<_>>(), [-5, 1, 3]);
        let text = whole.table();
        assert!(text.contains("level 9 left out"), "{text}");
        assert!(text.contains("--seconds"), "{text}");
        assert!(whole.inspection.contains("blocks: "), "{}", whole.inspection);
    }
}

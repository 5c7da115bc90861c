//! What is tried, and what came of it.

use std::time::Duration;

use anyhow::{Result, ensure};
use zstdkit::{
    CompressContext, CompressOptions, CompressParameter, Compressor, DecompressContext,
    EndDirective,
};

use super::super::bench::measure::Least;

/// The levels, fast ones first.
pub(super) const LEVELS: [i32; 22] =
    [-5, -3, -1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19];

/// The largest window that a level has of itself, up to the highest of them, and the least of all.
const WINDOW_LOGS: std::ops::RangeInclusive<u32> = 10..=23;

/// A level, with a smaller window where memory is short.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) level: i32,
    pub(super) window_log: Option<u32>,
    /// Of tables of hashes and of positions, where a smaller window alone saves too little.
    pub(super) table_log: Option<u32>,
    /// What the compression of a large file takes.
    pub(super) memory: u64,
    /// What its decompression keeps in reach.
    pub(super) window: u64,
}

impl Candidate {
    /// With the largest window that both budgets allow; the least one, if none does.
    pub(super) fn new(level: i32, memory: Option<u64>, window: Option<u64>) -> Result<Self> {
        let own = Self::with(level, None, None)?;
        let fits = |it: &Self| {
            memory.is_none_or(|most| it.memory <= most)
                && window.is_none_or(|most| it.window <= most)
        };
        if fits(&own) {
            return Ok(own);
        }
        let mut smallest = own.clone();
        for log in WINDOW_LOGS.rev().filter(|log| 1_u64 << log < own.window) {
            for table_log in [None, Some(log)] {
                let candidate = Self::with(level, Some(log), table_log)?;
                if fits(&candidate) {
                    return Ok(candidate);
                }
                smallest = candidate;
            }
        }
        Ok(smallest)
    }

    fn with(level: i32, window_log: Option<u32>, table_log: Option<u32>) -> Result<Self> {
        let mut candidate = Self { level, window_log, table_log, memory: 0, window: 0 };
        // As for input of unknown size: what is small takes less.
        let mut compressor = Compressor::new(&candidate.options())?;
        let head = compressor.compress(b"?", EndDirective::Flush)?;
        candidate.memory = compressor.memory_size() as u64;
        candidate.window = zstdkit_frame::frame_info(&head)?.window_size();
        Ok(candidate)
    }

    /// What is set beside the level.
    fn settings(&self) -> impl Iterator<Item = (CompressParameter, i32)> {
        [
            (CompressParameter::WindowLog, self.window_log),
            (CompressParameter::HashLog, self.table_log),
            (CompressParameter::ChainLog, self.table_log),
        ]
        .into_iter()
        .filter_map(|(parameter, log)| Some((parameter, log?.cast_signed())))
    }

    pub(super) fn options(&self) -> CompressOptions {
        let options = CompressOptions::new().level(self.level);
        self.settings().fold(options, |options, (parameter, value)| options.set(parameter, value))
    }

    /// As the command line has them.
    pub(super) fn parameters(&self) -> String {
        let settings = self.settings().map(|(parameter, value)| format!("{parameter}={value}"));
        settings.collect::<Vec<_>>().join(" ")
    }

    pub(super) fn command(&self) -> String {
        let settings = self.settings().map(|(parameter, value)| format!(" -p {parameter}={value}"));
        format!("zstdkit compress -l {}{} FILE", self.level, settings.collect::<String>())
    }
}

/// A candidate, measured.
#[derive(Debug)]
pub(super) struct Trial {
    pub(super) candidate: Candidate,
    pub(super) content: u64,
    pub(super) size: u64,
    pub(super) compress: Least,
    pub(super) decompress: Least,
}

impl Trial {
    pub(super) fn new(candidate: Candidate, content: u64) -> Self {
        Self { candidate, content, size: 0, compress: Least::NONE, decompress: Least::NONE }
    }

    /// Compresses and decompresses, each for half of `length` or once.
    pub(super) fn turn(
        &mut self,
        data: &[u8],
        compressor: &mut CompressContext,
        decompressor: &mut DecompressContext,
        length: Duration,
    ) -> Result<()> {
        let (mut frame, mut back) = (Vec::new(), Vec::with_capacity(data.len()));
        self.compress.run_for(length / 2, || {
            frame.clear();
            compressor.compress_into(data, &mut frame)?;
            Ok(())
        })?;
        self.size = frame.len() as u64;
        self.decompress.run_for(length / 2, || {
            back.clear();
            decompressor.decompress_into(&frame, &mut back)?;
            Ok(())
        })?;
        let level = self.candidate.level;
        ensure!(back == data, "level {level} gave other bytes back: report this as a defect");
        Ok(())
    }

    /// In bytes per second, as that of decompression.
    pub(super) fn compress_speed(&self) -> f64 {
        self.content as f64 / self.compress.time.as_secs_f64().max(1e-9)
    }

    pub(super) fn decompress_speed(&self) -> f64 {
        self.content as f64 / self.decompress.time.as_secs_f64().max(1e-9)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_memory_is_short_the_window_is_smaller() {
        let own = Candidate::new(19, None, None).unwrap();
        assert_eq!((own.window_log, own.window), (None, 8 << 20));
        assert_eq!(own.command(), "zstdkit compress -l 19 FILE");
        let most = 16 << 20;
        let short = Candidate::new(19, Some(most), None).unwrap();
        assert!(short.memory <= most, "{short:?}");
        assert!(short.window < own.window, "{short:?}");
        let log = short.window_log.unwrap();
        let command = short.command();
        assert!(command.contains(&format!(" -l 19 -p windowLog={log} ")), "{command}");
        // One more would be too much.
        assert!(Candidate::with(19, Some(log + 1), Some(log + 1)).unwrap().memory > most);
        let narrow = Candidate::new(3, None, Some(1 << 16)).unwrap();
        assert_eq!(narrow.window, 1 << 16);
        // What can't be had is as near as can be.
        assert_eq!(Candidate::new(3, Some(1), None).unwrap().window_log, Some(10));
    }
}

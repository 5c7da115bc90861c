//! fastCover: dmers are counted by a hash of theirs, in a table of fixed size.

use std::ops::Range;

use super::{Choice, Frequencies};
use crate::algorithm::Table;
use crate::error::{Error, Result, zeroed};
use crate::samples::Samples;

/// Bytes that the hash reads, whatever the dmer's length.
const READ: usize = 8;

/// Multipliers of the hashes of 6 and of 8 bytes, the ones that libzstd's match finders use.
const PRIME_6: u64 = 227_718_039_650_203;
const PRIME_8: u64 = 0xCF1B_BCDC_B7A5_6463;

/// How often each hash occurs in the training samples.
pub(crate) struct Fast {
    positions: usize,
    dmer: usize,
    hash: Hash,
    counts: Vec<u32>,
}

/// A hash's state while segments are chosen: both numbers side by side, so that looking one up
/// costs one cache miss.
#[derive(Clone, Copy, Default)]
pub(crate) struct Cell {
    /// What covering it is worth.
    worth: u32,
    /// How often it stands in the window.
    inside: u32,
}

/// The hash as a multiplication: 6-byte dmers shift the two bytes that don't count out first.
#[derive(Clone, Copy)]
struct Hash {
    drop: u32,
    prime: u64,
    keep: u32,
}

impl Hash {
    fn of(self, bytes: &[u8; READ]) -> usize {
        let value = u64::from_le_bytes(*bytes) << self.drop;
        (value.wrapping_mul(self.prime) >> self.keep) as usize
    }
}

impl Fast {
    /// Counts the dmers of 6 or 8 bytes in the training samples.
    pub(crate) fn count(samples: &Samples<'_>, dmer: usize, table: Table) -> Result<Self> {
        let longest = samples.sizes().iter().copied().max().unwrap_or(0);
        if longest < READ {
            return Err(Error::SamplesTooShort {
                algorithm: "fastCover",
                what: "in the longest sample to train on",
                found: longest as u64,
                needed: READ as u64,
            });
        }
        let keep = 64 - table.log;
        let hash = if dmer == 6 {
            Hash { drop: 16, prime: PRIME_6, keep }
        } else {
            Hash { drop: 0, prime: PRIME_8, keep }
        };
        let mut counts: Vec<u32> = zeroed(1 << table.log, "fastCover's table of frequencies")?;
        for sample in samples {
            // A dmer counts where it lies in one sample; those across a border repeat by chance.
            for window in sample.windows(READ).step_by(table.skip + 1) {
                if let Some(bytes) = window.first_chunk() {
                    counts[hash.of(bytes)] += 1;
                }
            }
        }
        // The caller has checked that the samples hold 8 bytes; one alone does, as was just seen.
        Ok(Self { positions: samples.data().len() - READ + 1, dmer, hash, counts })
    }
}

impl Frequencies for Fast {
    type Scratch = Vec<Cell>;

    const PASSES: usize = 1;

    fn dmer(&self) -> usize {
        self.dmer
    }

    fn positions(&self) -> usize {
        self.positions
    }

    fn patience(_epochs: usize) -> usize {
        10
    }

    fn scratch(&self) -> Result<Vec<Cell>> {
        zeroed(self.counts.len(), "fastCover's choice of segments")
    }

    fn restore(&self, cells: &mut Vec<Cell>) {
        for (cell, &worth) in cells.iter_mut().zip(&self.counts) {
            *cell = Cell { worth, inside: 0 };
        }
    }

    fn choose(
        &self,
        data: &[u8],
        cells: &mut Vec<Cell>,
        epoch: Range<usize>,
        segment: usize,
    ) -> Option<Choice> {
        let width = segment - self.dmer + 1;
        let mut window = Window { cells, score: 0 };
        let mut best = 0;
        let mut best_end = epoch.start;
        let mut keep_best = |score: u64, end: usize| {
            if score > best {
                best = score;
                best_end = end;
            }
        };

        // Fill the window, then slide it: one dmer enters, one leaves.
        let filled = epoch.end.min(epoch.start + width);
        for (at, index) in (epoch.start..filled).zip(self.indices(data, epoch.start..filled)) {
            window.enter(index);
            keep_best(window.score, at + 1);
        }
        let entering = self.indices(data, filled..epoch.end);
        let leaving = self.indices(data, epoch.start..epoch.end - width.min(epoch.len()));
        for (at, (enter, leave)) in (filled..epoch.end).zip(entering.zip(leaving)) {
            window.enter(enter);
            window.leave(leave);
            keep_best(window.score, at + 1);
        }
        // What is still in the window goes, so that the next epoch starts with an empty one.
        for index in self.indices(data, epoch.end - width.min(epoch.len())..epoch.end) {
            window.cells[index].inside -= 1;
        }

        if best == 0 {
            return None;
        }
        let choice =
            Choice { begin: epoch.start.max(best_end.saturating_sub(width)), end: best_end };
        for index in self.indices(data, choice.begin..choice.end) {
            cells[index].worth = 0;
        }
        Some(choice)
    }
}

impl Fast {
    /// The table's indices of the dmers at these positions.
    fn indices<'d>(
        &self,
        data: &'d [u8],
        positions: Range<usize>,
    ) -> impl Iterator<Item = usize> + use<'d> {
        let hash = self.hash;
        let bytes: &[u8] = if positions.is_empty() {
            &[]
        } else {
            &data[positions.start..positions.end + READ - 1]
        };
        bytes.windows(READ).filter_map(move |window| Some(hash.of(window.first_chunk()?)))
    }
}

/// The segment under consideration.
struct Window<'a> {
    cells: &'a mut [Cell],
    /// What the distinct dmers inside are worth.
    score: u64,
}

impl Window<'_> {
    fn enter(&mut self, index: usize) {
        let cell = &mut self.cells[index];
        if cell.inside == 0 {
            self.score += u64::from(cell.worth);
        }
        cell.inside += 1;
    }

    fn leave(&mut self, index: usize) {
        let cell = &mut self.cells[index];
        cell.inside -= 1;
        if cell.inside == 0 {
            self.score -= u64::from(cell.worth);
        }
    }
}

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

/// How many dmers are hashed ahead.
const BLOCK: usize = 4096;

/// How often each hash occurs in the training samples.
pub(crate) struct Fast {
    positions: usize,
    dmer: usize,
    /// How far the hash's product is shifted for an index of `counts`.
    shift: u32,
    counts: Vec<u32>,
}

/// One thread's state while segments are chosen, by hash. Two tables, because the counts change
/// all the time: in a small table of their own they stay in the cache.
pub(crate) struct Tables {
    /// What covering it is worth.
    worth: Vec<u32>,
    /// How often it stands in the window, which is no longer than what fits.
    inside: Vec<u16>,
    /// The dmers in the window and those that enter next, by their hash.
    indices: Vec<u32>,
}

/// The hash of a dmer of 6 bytes (`SIX`) or 8 bytes: a multiplication, of which the highest bits
/// are kept.
fn hash<const SIX: bool>(window: &[u8], shift: u32) -> u32 {
    let mut bytes = [0; READ];
    bytes.copy_from_slice(window);
    let value = u64::from_le_bytes(bytes);
    // Of 6 bytes, the two that don't count are shifted out first.
    let product =
        if SIX { (value << 16).wrapping_mul(PRIME_6) } else { value.wrapping_mul(PRIME_8) };
    // At most 31 bits are kept.
    (product >> shift) as u32
}

/// Counts the dmers of one sample, leaving out `skip` after each counted one.
fn tally<const SIX: bool>(sample: &[u8], shift: u32, skip: usize, counts: &mut [u32]) {
    let mut count = |window| counts[hash::<SIX>(window, shift) as usize] += 1;
    if skip == 0 {
        // Twice as fast as a step of 1.
        sample.windows(READ).for_each(count);
    } else {
        sample.windows(READ).step_by(skip + 1).for_each(&mut count);
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
        let shift = 64 - table.log;
        let mut counts: Vec<u32> = zeroed(1 << table.log, "fastCover's table of frequencies")?;
        for sample in samples {
            // A dmer counts where it lies in one sample; those across a border repeat by chance.
            if dmer == 6 {
                tally::<true>(sample, shift, table.skip, &mut counts);
            } else {
                tally::<false>(sample, shift, table.skip, &mut counts);
            }
        }
        // The caller has checked that the samples hold 8 bytes; one alone does, as was just seen.
        Ok(Self { positions: samples.data().len() - READ + 1, dmer, shift, counts })
    }

    /// Appends the table's indices of the dmers at these positions.
    fn index(&self, data: &[u8], positions: Range<usize>, indices: &mut Vec<u32>) {
        let windows = data[positions.start..positions.end + READ - 1].windows(READ);
        if self.dmer == 6 {
            indices.extend(windows.map(|window| hash::<true>(window, self.shift)));
        } else {
            indices.extend(windows.map(|window| hash::<false>(window, self.shift)));
        }
    }
}

impl Frequencies for Fast {
    type Scratch = Tables;

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

    fn scratch(&self) -> Result<Tables> {
        let purpose = "fastCover's choice of segments";
        Ok(Tables {
            worth: zeroed(self.counts.len(), purpose)?,
            inside: zeroed(self.counts.len(), purpose)?,
            indices: Vec::new(),
        })
    }

    fn restore(&self, tables: &mut Tables) {
        tables.worth.copy_from_slice(&self.counts);
    }

    fn choose(
        &self,
        data: &[u8],
        tables: &mut Tables,
        epoch: Range<usize>,
        segment: usize,
    ) -> Option<Choice> {
        let Tables { worth, inside, indices } = tables;
        let width = (segment - self.dmer + 1).min(epoch.len());
        let mut window = Window { worth, inside: &mut inside[..worth.len()], score: 0 };
        let (mut best, mut best_end) = (0, epoch.start);

        // A dmer enters at the front of the window; once that is full, one leaves at its back.
        // Hashes come block by block: the loops over them wait for memory, and the less else
        // they have to do, the further ahead the processor reads.
        let full = epoch.start + width;
        indices.clear();
        self.index(data, epoch.start..full, indices);
        for (at, &entering) in (epoch.start..full).zip(&*indices) {
            window.enter(entering);
            if window.score > best {
                (best, best_end) = (window.score, at + 1);
            }
        }
        for block in blocks(full..epoch.end) {
            self.index(data, block.clone(), indices);
            let pairs = indices[width..].iter().zip(&*indices);
            for (at, (&entering, &leaving)) in block.clone().zip(pairs) {
                window.enter(entering);
                window.leave(leaving);
                if window.score > best {
                    (best, best_end) = (window.score, at + 1);
                }
            }
            indices.drain(..block.len());
        }
        // What is still inside goes, so that the next epoch starts with an empty window.
        for &index in &*indices {
            inside[index as usize] = 0;
        }

        if best == 0 {
            return None;
        }
        let begin = epoch.start.max(best_end.saturating_sub(width));
        indices.clear();
        self.index(data, begin..best_end, indices);
        for &index in &*indices {
            worth[index as usize] = 0;
        }
        Some(Choice { begin, end: best_end })
    }
}

/// Cuts a range of positions into blocks.
fn blocks(positions: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let end = positions.end;
    positions.step_by(BLOCK).map(move |start| start..end.min(start + BLOCK))
}

/// The segment under consideration.
struct Window<'a> {
    worth: &'a [u32],
    /// As long as `worth`.
    inside: &'a mut [u16],
    /// What the distinct dmers inside are worth.
    score: u64,
}

impl Window<'_> {
    fn enter(&mut self, index: u32) {
        let index = index as usize;
        if self.inside[index] == 0 {
            self.score += u64::from(self.worth[index]);
        }
        self.inside[index] += 1;
    }

    fn leave(&mut self, index: u32) {
        let index = index as usize;
        self.inside[index] -= 1;
        if self.inside[index] == 0 {
            self.score -= u64::from(self.worth[index]);
        }
    }
}

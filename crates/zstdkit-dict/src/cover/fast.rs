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
    /// The epoch's dmers by their hash.
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
            let windows = sample.windows(READ).step_by(table.skip + 1);
            if dmer == 6 {
                windows.for_each(|window| counts[hash::<true>(window, shift) as usize] += 1);
            } else {
                windows.for_each(|window| counts[hash::<false>(window, shift) as usize] += 1);
            }
        }
        // The caller has checked that the samples hold 8 bytes; one alone does, as was just seen.
        Ok(Self { positions: samples.data().len() - READ + 1, dmer, shift, counts })
    }

    /// The table's indices of the dmers at these positions.
    fn index(&self, data: &[u8], positions: Range<usize>, indices: &mut Vec<u32>) {
        let windows = data[positions.start..positions.end + READ - 1].windows(READ);
        indices.clear();
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
        // All hashes first: the loop below waits for memory, and the less it has to do, the
        // further ahead the processor reads.
        let Tables { worth, inside, indices } = tables;
        self.index(data, epoch.clone(), indices);
        let width = (segment - self.dmer + 1).min(indices.len());
        let mut window = Window { worth, inside: &mut inside[..worth.len()], score: 0 };

        // A dmer enters at the front of the window; once that is full, one leaves at its back.
        let (mut best, mut best_end) = (0, 0);
        for (at, &entering) in indices[..width].iter().enumerate() {
            window.enter(entering);
            if window.score > best {
                (best, best_end) = (window.score, at + 1);
            }
        }
        for (at, (&entering, &leaving)) in indices[width..].iter().zip(&*indices).enumerate() {
            window.enter(entering);
            window.leave(leaving);
            if window.score > best {
                (best, best_end) = (window.score, width + at + 1);
            }
        }
        // What is still inside goes, so that the next epoch starts with an empty window.
        for &index in &indices[indices.len() - width..] {
            inside[index as usize] = 0;
        }

        if best == 0 {
            return None;
        }
        let best_begin = best_end.saturating_sub(width);
        for &index in &indices[best_begin..best_end] {
            worth[index as usize] = 0;
        }
        Some(Choice { begin: epoch.start + best_begin, end: epoch.start + best_end })
    }
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

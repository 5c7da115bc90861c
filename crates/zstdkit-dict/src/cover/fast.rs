//! fastCover: dmers are counted by a hash of theirs, in a table of fixed size.

use std::ops::Range;

use super::{Choice, Frequencies};
use crate::algorithm::Table;
use crate::error::{Error, Result, reserve, zeroed};
use crate::progress::Task;
use crate::samples::Samples;

/// Bytes that the hash reads, whatever the dmer's length.
const READ: usize = 8;

/// Multipliers of the hashes of 6 and of 8 bytes, the ones that libzstd's match finders use.
const PRIME_6: u64 = 227_718_039_650_203;
const PRIME_8: u64 = 0xCF1B_BCDC_B7A5_6463;

/// How many dmers are handled in one go.
const BLOCK: usize = 4096;

/// Up to so many positions, every position's dmer is remembered.
const MOST_REMEMBERED: usize = 64 << 20;

/// How often each dmer occurs in the training samples, told apart by a hash.
pub(crate) struct Fast {
    positions: usize,
    dmer: usize,
    /// How far the hash's product is shifted for a hash of as many bits as asked for.
    shift: u32,
    /// By an index: where indices are remembered it is the order in which hashes first occur,
    /// otherwise the hash.
    counts: Vec<u32>,
    /// The index of the dmer at every position, empty where there are too many of them.
    ///
    /// Each candidate of a search goes over all of them. In this order, what stands side by side
    /// in the samples mostly does in the tables too; by hash, nothing does.
    indices: Vec<u32>,
}

/// One thread's state while segments are chosen, by a dmer's index. Two tables, because the
/// second changes all the time: small by itself, it stays in the cache.
pub(crate) struct Tables {
    /// What covering it is worth.
    worth: Vec<u32>,
    /// How often it stands in the window, which is no longer than what fits.
    inside: Vec<u16>,
    /// The dmers in the window and those that enter next, where they aren't remembered.
    ahead: Vec<u32>,
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

/// Indices of all dmers in the order of their hashes' first occurrence, and how many there are.
fn index_all<const SIX: bool>(
    data: &[u8],
    table: Table,
    task: &mut Task<'_>,
) -> Result<(Vec<u32>, u32)> {
    let shift = 64 - table.log;
    // By hash: the index and 1, or 0 before the first occurrence.
    let mut known: Vec<u32> = zeroed(1 << table.log, "fastCover's table of hashes")?;
    let mut indices = Vec::new();
    let positions = data.len() - READ + 1;
    reserve(&mut indices, positions, "fastCover's list of dmers")?;
    let mut count = 0;
    for block in blocks(0..positions, BLOCK) {
        task.advance(block.len())?;
        indices.extend(windows(data, block).map(|window| {
            let place = &mut known[hash::<SIX>(window, shift) as usize];
            // Without a branch: which dmers are new can't be foretold.
            let is_new = u32::from(*place == 0);
            count += is_new;
            *place += is_new * count;
            *place - 1
        }));
    }
    Ok((indices, count))
}

impl Fast {
    /// Counts the dmers of 6 or 8 bytes in the training samples.
    pub(crate) fn count(
        samples: &Samples<'_>,
        dmer: usize,
        table: Table,
        task: &mut Task<'_>,
    ) -> Result<Self> {
        Self::count_with(samples, dmer, table, MOST_REMEMBERED, task)
    }

    /// The same, remembering every position's dmer if there are at most `most_remembered`.
    fn count_with(
        samples: &Samples<'_>,
        dmer: usize,
        table: Table,
        most_remembered: usize,
        task: &mut Task<'_>,
    ) -> Result<Self> {
        let longest = samples.sizes().iter().copied().max().unwrap_or(0);
        if longest < READ {
            return Err(Error::SamplesTooShort {
                algorithm: "fastCover",
                what: "in the longest sample to train on",
                found: longest as u64,
                needed: READ as u64,
            });
        }
        // The caller has checked that the samples hold 8 bytes; one alone does, as was just seen.
        let positions = samples.data().len() - READ + 1;
        let purpose = "fastCover's table of frequencies";
        let mut fast = Self {
            positions,
            dmer,
            shift: 64 - table.log,
            counts: Vec::new(),
            indices: Vec::new(),
        };
        if positions <= most_remembered {
            let index_all = if dmer == 6 { index_all::<true> } else { index_all::<false> };
            let (indices, count) = index_all(samples.data(), table, task)?;
            fast.indices = indices;
            fast.counts = zeroed(count as usize, purpose)?;
        } else {
            fast.counts = zeroed(1 << table.log, purpose)?;
        }
        fast.tally(samples, table.skip, task)?;
        Ok(fast)
    }

    /// Counts the dmers of every sample, leaving out `skip` after each counted one. A dmer counts
    /// where it lies in one sample; those across a border repeat by chance.
    fn tally(&mut self, samples: &Samples<'_>, skip: usize, task: &mut Task<'_>) -> Result<()> {
        let mut block = Vec::new();
        let mut start = 0;
        for sample in samples {
            let end = start + (sample.len() + 1).saturating_sub(READ);
            for range in blocks(start..end, BLOCK * (skip + 1)) {
                task.advance(range.len())?;
                let indices = if self.indices.is_empty() {
                    block.clear();
                    self.index(samples.data(), range, &mut block);
                    &block
                } else {
                    &self.indices[range]
                };
                let mut count = |&index: &u32| self.counts[index as usize] += 1;
                if skip == 0 {
                    // Twice as fast as a step of 1.
                    indices.iter().for_each(count);
                } else {
                    indices.iter().step_by(skip + 1).for_each(&mut count);
                }
            }
            start += sample.len();
        }
        Ok(())
    }

    /// Appends the hashes of the dmers at these positions, which are their indices where none are
    /// remembered.
    fn index(&self, data: &[u8], positions: Range<usize>, indices: &mut Vec<u32>) {
        let windows = windows(data, positions);
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

    // To number them, and to tally.
    const COUNTING: usize = 2;

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
            ahead: Vec::new(),
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
        task: &mut Task<'_>,
    ) -> Result<Option<Choice>> {
        let Tables { worth, inside, ahead } = tables;
        let width = (segment - self.dmer + 1).min(epoch.len());
        let full = epoch.start + width;
        let mut window = Window::new(worth, inside, epoch.start);
        if self.indices.is_empty() {
            // Block by block: the loops over hashes wait for memory, and the less else they have
            // to do, the further ahead the processor reads.
            ahead.clear();
            self.index(data, epoch.start..full, ahead);
            window.fill(ahead);
            for block in blocks(full..epoch.end, BLOCK) {
                task.advance(block.len())?;
                self.index(data, block.clone(), ahead);
                window.slide(&ahead[width..], ahead);
                ahead.drain(..block.len());
            }
            window.clear(ahead);
        } else {
            window.fill(&self.indices[epoch.start..full]);
            for block in blocks(full..epoch.end, BLOCK) {
                task.advance(block.len())?;
                let leaving = block.start - width..block.end - width;
                window.slide(&self.indices[block], &self.indices[leaving]);
            }
            window.clear(&self.indices[epoch.end - width..epoch.end]);
        }
        task.advance(width)?;

        let end = window.best_end;
        if window.best == 0 {
            return Ok(None);
        }
        let begin = epoch.start.max(end.saturating_sub(width));
        let covered = if self.indices.is_empty() {
            ahead.clear();
            self.index(data, begin..end, ahead);
            ahead
        } else {
            &self.indices[begin..end]
        };
        for &index in covered {
            worth[index as usize] = 0;
        }
        Ok(Some(Choice { begin, end }))
    }
}

/// What the hash reads at each of these positions.
fn windows(data: &[u8], positions: Range<usize>) -> impl Iterator<Item = &[u8]> {
    data[positions.start..positions.end + READ - 1].windows(READ)
}

/// Cuts a range of positions into blocks.
fn blocks(positions: Range<usize>, len: usize) -> impl Iterator<Item = Range<usize>> {
    let end = positions.end;
    positions.step_by(len).map(move |start| start..end.min(start + len))
}

/// The segment under consideration: as wide as allowed, it is moved over an epoch.
struct Window<'a> {
    worth: &'a [u32],
    /// As long as `worth`.
    inside: &'a mut [u16],
    /// The position after the last dmer inside.
    end: usize,
    /// What the distinct dmers inside are worth.
    score: u64,
    best: u64,
    best_end: usize,
}

impl<'a> Window<'a> {
    fn new(worth: &'a [u32], inside: &'a mut [u16], start: usize) -> Self {
        let inside = &mut inside[..worth.len()];
        Self { worth, inside, end: start, score: 0, best: 0, best_end: start }
    }

    /// Lets these dmers enter at the front.
    fn fill(&mut self, entering: &[u32]) {
        for &index in entering {
            self.enter(index);
            self.compare();
        }
    }

    /// For each dmer that enters at the front, lets one leave at the back.
    fn slide(&mut self, entering: &[u32], leaving: &[u32]) {
        for (&entering, &leaving) in entering.iter().zip(leaving) {
            self.enter(entering);
            self.leave(leaving);
            self.compare();
        }
    }

    /// Forgets the dmers that are still inside, so that the next window starts empty.
    fn clear(&mut self, left: &[u32]) {
        for &index in left {
            self.inside[index as usize] = 0;
        }
    }

    fn enter(&mut self, index: u32) {
        let index = index as usize;
        if self.inside[index] == 0 {
            self.score += u64::from(self.worth[index]);
        }
        self.inside[index] += 1;
        self.end += 1;
    }

    fn leave(&mut self, index: u32) {
        let index = index as usize;
        self.inside[index] -= 1;
        if self.inside[index] == 0 {
            self.score -= u64::from(self.worth[index]);
        }
    }

    fn compare(&mut self) {
        if self.score > self.best {
            (self.best, self.best_end) = (self.score, self.end);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cover::select;
    use crate::progress::Watch;

    #[test]
    fn segments_are_the_same_whether_or_not_dmers_are_remembered() {
        let mut state = 7_u64;
        let mut draw = |below| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 33) as usize % below
        };
        let words = ["status", "\"path\":\"/v2/", "0000", "login", "\u{e9}\u{e8}", "x", "true, "];
        let mut word = || words[draw(words.len())];
        let records: Vec<String> =
            (0..900).map(|n| format!("{}{n}{}{}{}", word(), word(), word(), word())).collect();
        let samples = Samples::collect(&records).unwrap();
        assert!(samples.total_size() > 3 * BLOCK, "several blocks");
        let watch = Watch::new(None, 1, 0);
        let task = &mut watch.task(0);
        for (dmer, log, skip) in [(6, 20, 0), (8, 9, 0), (8, 31 - 16, 3), (6, 1, 9)] {
            let table = Table { log, skip };
            let remembered = Fast::count(&samples, dmer, table, task).unwrap();
            let hashed = Fast::count_with(&samples, dmer, table, 0, task).unwrap();
            assert!(!remembered.indices.is_empty() && hashed.indices.is_empty());
            assert!(remembered.counts.len() <= hashed.counts.len());
            let sum = |counts: &[u32]| counts.iter().sum::<u32>();
            assert_eq!(sum(&remembered.counts), sum(&hashed.counts));
            for (segment, size) in [(8, 300), (50, 2000), (1000, 5000), (6000, 20_000)] {
                let mut segments = |fast: &Fast| {
                    let mut scratch = fast.scratch().unwrap();
                    select(fast, samples.data(), &mut scratch, segment, size, task).unwrap()
                };
                let chosen = segments(&remembered);
                assert!(!chosen.is_empty());
                assert_eq!(chosen, segments(&hashed));
            }
        }
    }
}

//! COVER itself: dmers are told apart exactly, and counted once per sample.

use std::ops::Range;

use super::{Choice, Frequencies};
use crate::error::{Result, reserve, zeroed};
use crate::progress::Task;
use crate::samples::Samples;

/// How many dmers are handled in one go.
const BLOCK: usize = 4096;

/// Marks a free slot.
const FREE: u32 = u32::MAX;

/// In how many of the training samples each dmer occurs.
pub(crate) struct Exact {
    dmer: usize,
    /// The dmer at every position, by the number it got when first seen.
    dmer_at: Vec<u32>,
    /// By a dmer's number: how many samples it occurs in.
    counts: Vec<u32>,
}

/// What is known of a dmer while the samples are counted.
#[derive(Clone, Copy)]
struct Seen {
    /// Where it occurred first.
    first: u32,
    /// How many samples it occurred in.
    count: u32,
    /// Up to where further occurrences don't count, as an index of the borders.
    border: u32,
}

impl Exact {
    /// Counts the dmers of `dmer` bytes in the training samples.
    ///
    /// The caller has checked that they hold at least 8 bytes, at least `dmer`, and fewer than
    /// `u32::MAX`.
    pub(crate) fn count(samples: &Samples<'_>, dmer: usize, task: &mut Task<'_>) -> Result<Self> {
        let (data, sizes) = (samples.data(), samples.sizes());
        let positions = data.len() - dmer.max(8) + 1;
        let mut borders = Vec::new();
        reserve(&mut borders, sizes.len() + 1, "the samples' borders")?;
        borders.push(0);
        let mut total = 0;
        for size in sizes {
            total += size;
            borders.push(total);
        }

        let mut numbers = Numbers::new(data, dmer)?;
        let mut dmer_at = Vec::new();
        reserve(&mut dmer_at, positions, "cover's table of dmers")?;
        // The first border that is at or after the position.
        let mut next = 0;
        for position in 0..positions {
            if position % BLOCK == 0 {
                task.advance(BLOCK * Self::COUNTING)?;
            }
            while borders[next] < position {
                next += 1;
            }
            let number = numbers.number(position)?;
            dmer_at.push(number);
            let seen = &mut numbers.seen[number as usize];
            if seen.count > 0 && position < borders[seen.border as usize] {
                continue;
            }
            // An occurrence at a sample's very first byte leaves the border there, and the next
            // one in the same sample counts too. So libzstd counts, and so must we for its bytes.
            let from = if seen.count == 0 { 0 } else { seen.border as usize + 1 };
            seen.count += 1;
            seen.border = next.max(from).min(sizes.len()) as u32;
        }

        let mut counts = Vec::new();
        reserve(&mut counts, numbers.seen.len(), "cover's table of frequencies")?;
        counts.extend(numbers.seen.iter().map(|seen| seen.count));
        Ok(Self { dmer, dmer_at, counts })
    }
}

/// Numbers dmers in the order of their first occurrence: a hash table with linear probing.
struct Numbers<'a> {
    data: &'a [u8],
    dmer: usize,
    slots: Vec<u32>,
    seen: Vec<Seen>,
}

impl<'a> Numbers<'a> {
    fn new(data: &'a [u8], dmer: usize) -> Result<Self> {
        let mut slots = Vec::new();
        fill_free(&mut slots, 1 << 12)?;
        Ok(Self { data, dmer, slots, seen: Vec::new() })
    }

    fn dmer(&self, position: usize) -> &'a [u8] {
        &self.data[position..position + self.dmer]
    }

    /// The slot where the search for a dmer starts.
    fn home(&self, position: usize) -> usize {
        let mut hash = 0_u64;
        for chunk in self.dmer(position).chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            hash = (hash.rotate_left(29) ^ u64::from_le_bytes(word))
                .wrapping_mul(0x9E37_79B9_7F4A_7C15);
        }
        (hash >> (64 - self.slots.len().trailing_zeros())) as usize
    }

    fn number(&mut self, position: usize) -> Result<u32> {
        let wanted = self.dmer(position);
        let mask = self.slots.len() - 1;
        let mut slot = self.home(position);
        loop {
            let number = self.slots[slot];
            if number == FREE {
                break;
            }
            if self.dmer(self.seen[number as usize].first as usize) == wanted {
                return Ok(number);
            }
            slot = (slot + 1) & mask;
        }
        // Numbers stay below FREE: there are fewer positions than u32::MAX.
        let number = self.seen.len() as u32;
        reserve(&mut self.seen, 1, "cover's list of dmers")?;
        self.seen.push(Seen { first: position as u32, count: 0, border: 0 });
        self.slots[slot] = number;
        if self.seen.len() * 2 > self.slots.len() {
            self.grow()?;
        }
        Ok(number)
    }

    fn grow(&mut self) -> Result<()> {
        let len = self.slots.len() * 2;
        self.slots = Vec::new();
        fill_free(&mut self.slots, len)?;
        for number in 0..self.seen.len() {
            let mut slot = self.home(self.seen[number].first as usize);
            while self.slots[slot] != FREE {
                slot = (slot + 1) & (len - 1);
            }
            self.slots[slot] = number as u32;
        }
        Ok(())
    }
}

fn fill_free(slots: &mut Vec<u32>, len: usize) -> Result<()> {
    reserve(slots, len, "cover's hash table")?;
    slots.resize(len, FREE);
    Ok(())
}

/// One thread's state while segments are chosen.
pub(crate) struct Worth {
    /// By a dmer's number: what covering it is worth.
    worth: Vec<u32>,
    /// By a dmer's number: how often it stands in the window.
    inside: Vec<u32>,
}

impl Frequencies for Exact {
    type Scratch = Worth;

    const PASSES: usize = 4;

    const COUNTING: usize = 10;

    fn dmer(&self) -> usize {
        self.dmer
    }

    fn positions(&self) -> usize {
        self.dmer_at.len()
    }

    fn patience(epochs: usize) -> usize {
        (epochs / 8).clamp(10, 100)
    }

    fn scratch(&self) -> Result<Worth> {
        let purpose = "cover's choice of segments";
        Ok(Worth {
            worth: zeroed(self.counts.len(), purpose)?,
            inside: zeroed(self.counts.len(), purpose)?,
        })
    }

    fn restore(&self, scratch: &mut Worth) {
        scratch.worth.copy_from_slice(&self.counts);
    }

    fn choose(
        &self,
        _data: &[u8],
        scratch: &mut Worth,
        epoch: Range<usize>,
        segment: usize,
        task: &mut Task<'_>,
    ) -> Result<Option<Choice>> {
        let Worth { worth, inside } = scratch;
        let width = segment - self.dmer + 1;
        let dmer_at = &self.dmer_at[..epoch.end];
        let (mut score, mut best) = (0_u64, 0_u64);
        let mut best_at = epoch.start..epoch.start;
        let mut begin = epoch.start;
        let start = epoch.start;
        for at in epoch {
            if (at - start) % BLOCK == BLOCK - 1 {
                task.advance(BLOCK)?;
            }
            let entering = dmer_at[at] as usize;
            if inside[entering] == 0 {
                score += u64::from(worth[entering]);
            }
            inside[entering] += 1;
            if at + 1 - begin > width {
                let leaving = dmer_at[begin] as usize;
                inside[leaving] -= 1;
                if inside[leaving] == 0 {
                    score -= u64::from(worth[leaving]);
                }
                begin += 1;
            }
            if score > best {
                best = score;
                best_at = begin..at + 1;
            }
        }
        for &number in &dmer_at[begin..] {
            inside[number as usize] = 0;
        }
        task.advance((dmer_at.len() - start) % BLOCK)?;
        if best == 0 {
            return Ok(None);
        }
        // Dmers that are worth nothing at either edge need no room in the dictionary.
        let counts = |at: &usize| worth[dmer_at[*at] as usize] != 0;
        let (Some(begin), Some(last)) = (best_at.clone().find(counts), best_at.rev().find(counts))
        else {
            return Ok(None);
        };
        let end = last + 1;
        for &number in &dmer_at[begin..end] {
            worth[number as usize] = 0;
        }
        Ok(Some(Choice { begin, end }))
    }
}

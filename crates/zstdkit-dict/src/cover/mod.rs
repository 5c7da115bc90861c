//! The COVER family: choose the segments of the samples that cover the most frequent substrings.
//!
//! Liao, Petri, Moffat and Wirth, "Effective Construction of Relative Lempel-Ziv Dictionaries"
//! (2016). The samples are cut into epochs of equal length. From each epoch in turn comes the
//! segment of `k` bytes whose distinct `d`-byte substrings ("dmers") are the most frequent; what
//! it covers then counts for nothing any more. The first segments chosen go to the dictionary's
//! end, where references to them are shortest.
//!
//! The choice of segments is written here in Rust, and not called from libzstd, for four reasons.
//! libzstd reads outside its buffers when the training samples hold less than 8 bytes; its search
//! answers differently from run to run when several threads find equally good dictionaries; it
//! neither reports what it tried nor can be stopped; and it keeps state in global variables.
//! Segments and their order are the same as libzstd's, and tests hold the two side by side.

mod exact;
mod fast;

use std::ops::Range;

pub(crate) use exact::Exact;
pub(crate) use fast::Fast;

use crate::error::{Result, reserve};
use crate::progress::Task;

/// The frequencies of all dmers of the training samples, and the way to choose by them.
pub(crate) trait Frequencies: Sync {
    /// What choosing writes to: one per thread.
    type Scratch: Send;

    /// Into how many rounds over the samples the dictionary is divided.
    const PASSES: usize;

    /// How much work it is to count one byte's dmer, where to pass over it is 1.
    const COUNTING: usize;

    /// The dmers' length in bytes.
    fn dmer(&self) -> usize;

    /// How many positions of the samples a dmer may start at.
    fn positions(&self) -> usize;

    /// After how many epochs in a row without anything new the choosing ends.
    fn patience(epochs: usize) -> usize;

    /// Room for one thread's choosing.
    fn scratch(&self) -> Result<Self::Scratch>;

    /// Makes every dmer count again.
    fn restore(&self, scratch: &mut Self::Scratch);

    /// Chooses the best segment of `segment` bytes in an epoch, and makes what it covers count
    /// for nothing. After an error, the scratch is of no more use.
    fn choose(
        &self,
        data: &[u8],
        scratch: &mut Self::Scratch,
        epoch: Range<usize>,
        segment: usize,
        task: &mut Task<'_>,
    ) -> Result<Option<Choice>>;
}

/// The positions of the dmers that a segment covers: it is `dmer - 1` bytes longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) begin: usize,
    pub(crate) end: usize,
}

/// How the samples are cut: `count` epochs of `size` positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Epochs {
    count: usize,
    size: usize,
}

impl Epochs {
    fn new(dict_size: usize, positions: usize, segment: usize, passes: usize) -> Self {
        // An epoch shorter than this offers too little to choose from.
        let least = segment * 10;
        let count = (dict_size / segment / passes).max(1);
        let size = positions / count;
        if size >= least {
            return Self { count, size };
        }
        let size = least.min(positions);
        Self { count: positions / size, size }
    }
}

/// Chooses content of at most `dict_size` bytes out of `data`: the byte ranges of the segments,
/// the most valuable first. `frequencies` must come from `data`. Fails when the task is stopped.
pub(crate) fn select<F: Frequencies>(
    frequencies: &F,
    data: &[u8],
    scratch: &mut F::Scratch,
    segment: usize,
    dict_size: usize,
    task: &mut Task<'_>,
) -> Result<Vec<Range<usize>>> {
    debug_assert!(frequencies.positions() > 0 && segment >= frequencies.dmer());
    let epochs = Epochs::new(dict_size, frequencies.positions(), segment, F::PASSES);
    let patience = F::patience(epochs.count);
    let mut chosen = Vec::new();
    let mut room = dict_size;
    let mut barren = 0;
    frequencies.restore(scratch);
    for epoch in (0..epochs.count).cycle() {
        if room == 0 {
            break;
        }
        let start = epoch * epochs.size;
        let epoch = start..start + epochs.size;
        let Some(choice) = frequencies.choose(data, scratch, epoch, segment, task)? else {
            barren += 1;
            if barren >= patience {
                break;
            }
            continue;
        };
        barren = 0;
        let len = (choice.end - choice.begin + frequencies.dmer() - 1).min(room);
        if len < frequencies.dmer() {
            break;
        }
        reserve(&mut chosen, 1, "the segments chosen")?;
        chosen.push(choice.begin..choice.begin + len);
        room -= len;
    }
    Ok(chosen)
}

/// Lays the segments out as dictionary content, the most valuable last.
pub(crate) fn assemble(data: &[u8], chosen: &[Range<usize>], content: &mut Vec<u8>) -> Result<()> {
    content.clear();
    reserve(content, chosen.iter().map(ExactSizeIterator::len).sum(), "the dictionary's content")?;
    for range in chosen.iter().rev() {
        content.extend_from_slice(&data[range.clone()]);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn epochs_never_reach_past_the_samples() {
        for positions in [1, 2, 9, 10, 499, 500, 501, 100_000] {
            for segment in [6, 50, 2000, 65_535] {
                for dict_size in [256, 4096, 102_400] {
                    for passes in [1, 4] {
                        let epochs = Epochs::new(dict_size, positions, segment, passes);
                        assert!(epochs.count >= 1 && epochs.size >= 1);
                        assert!(epochs.count * epochs.size <= positions);
                    }
                }
            }
        }
    }

    #[test]
    fn the_first_choice_is_laid_out_last() {
        let mut content = Vec::new();
        assemble(b"abcdef", &[4..6, 0..2], &mut content).unwrap();
        assert_eq!(content, b"abef");
    }
}

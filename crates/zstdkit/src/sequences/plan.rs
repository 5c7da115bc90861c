//! Sequences checked against what they describe, and cut into blocks.
//!
//! C trusts sequences more than can be: one that is wrong gives a frame of other content, and some
//! that are make it write where it mustn't. So every rule is checked here beforehand, and blocks are
//! cut here too, so that C always gets its simpler format, the one with a delimiter at each
//! block's end.

use alloc::{collections::TryReserveError, vec::Vec};

use super::Sequence;
use crate::error::SequenceFault;

/// What sequences have to keep to.
#[derive(Debug)]
pub(crate) struct Rules<'a> {
    /// What comes before the data: a dictionary's content.
    pub(crate) history: &'a [u8],
    /// The shortest match, in bytes.
    pub(crate) least_match: u32,
    /// The largest window, in bytes.
    pub(crate) window: u64,
    /// The largest block, in bytes.
    pub(crate) block: usize,
    /// The most sequences in a block, delimiters left out; 1 or more.
    pub(crate) block_sequences: usize,
}

/// What sequences describe.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Content<'a> {
    /// All of the data, to compare matches with.
    Data(&'a [u8]),
    /// How much data there is, in bytes; it is what the sequences make it.
    Size(usize),
}

impl Content<'_> {
    fn len(&self) -> usize {
        match self {
            Self::Data(data) => data.len(),
            Self::Size(size) => *size,
        }
    }
}

/// Sequences that keep to the rules, each block ended by a delimiter, none of them empty.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) sequences: Vec<Sequence>,
    /// How many blocks there are.
    pub(crate) blocks: usize,
    /// The least window that all offsets lie within, in bytes.
    pub(crate) window: u64,
    /// The largest offset, in bytes.
    pub(crate) farthest: u32,
}

/// Why sequences have no plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoPlan {
    /// The one of this place, the first of its kind, is bad.
    Invalid(usize, SequenceFault),
    OutOfMemory,
}

impl From<TryReserveError> for NoPlan {
    fn from(_: TryReserveError) -> Self {
        Self::OutOfMemory
    }
}

impl Plan {
    /// Checks sequences and cuts them into blocks.
    ///
    /// What the sequences leave of the data is literals.
    pub(crate) fn new(
        sequences: &[Sequence],
        content: Content<'_>,
        rules: &Rules<'_>,
    ) -> Result<Self, NoPlan> {
        let mut cutter = Cutter::new(sequences.len(), rules)?;
        let mut position = 0;
        let mut window = 0;
        let mut farthest = 0;
        for (index, sequence) in sequences.iter().enumerate() {
            let end = check(sequence, position, content, rules)
                .map_err(|fault| NoPlan::Invalid(index, fault))?;
            cutter.literals(sequence.literal_length as usize)?;
            if sequence.is_delimiter() {
                cutter.end_block()?;
            } else {
                cutter.matching(sequence.offset, sequence.match_length as usize)?;
                window = window.max(needed_window(sequence, end));
                farthest = farthest.max(sequence.offset);
            }
            position = end;
        }
        cutter.literals(content.len() - position)?;
        cutter.end_block()?;
        Ok(Self { sequences: cutter.cut, blocks: cutter.blocks, window, farthest })
    }
}

/// The window without which a decoder may have forgotten what a match copies.
///
/// As long as all of the data fits in the window, nothing is forgotten.
fn needed_window(sequence: &Sequence, end: usize) -> u64 {
    u64::from(sequence.offset).min(end as u64)
}

/// Checks one sequence, which begins at `position`; returns where it ends.
fn check(
    sequence: &Sequence,
    position: usize,
    content: Content<'_>,
    rules: &Rules<'_>,
) -> Result<usize, SequenceFault> {
    let &Sequence { offset, literal_length, match_length, .. } = sequence;
    let len = content.len();
    let copy_at = position as u64 + u64::from(literal_length);
    let end = copy_at + u64::from(match_length);
    if end > len as u64 {
        return Err(SequenceFault::PastEnd { end, len: len as u64 });
    }
    // No more than `len`, which is a `usize`.
    let (copy_at, end) = (copy_at as usize, end as usize);
    if sequence.is_delimiter() {
        return Ok(end);
    }
    if offset == 0 {
        return Err(SequenceFault::NoOffset { match_length });
    }
    if match_length < rules.least_match {
        return Err(SequenceFault::MatchTooShort { match_length, least: rules.least_match });
    }
    let reach = copy_at as u64 + rules.history.len() as u64;
    if u64::from(offset) > reach {
        return Err(SequenceFault::OffsetTooFar { offset, reach });
    }
    if needed_window(sequence, end) > rules.window || u64::from(offset) > MOST_OFFSET {
        return Err(SequenceFault::BeyondWindow { offset, window: rules.window });
    }
    if let Content::Data(data) = content
        && let Some(at) = first_difference(data, rules.history, copy_at, offset as usize, end)
    {
        return Err(SequenceFault::Mismatch { at: at as u64 });
    }
    Ok(end)
}

/// Offsets over this many bytes have no code that every decoder reads.
const MOST_OFFSET: u64 = 1 << 31;

/// Where the data from `copy_at` to `end` differs from what lies `offset` bytes back.
fn first_difference(
    data: &[u8],
    history: &[u8],
    copy_at: usize,
    offset: usize,
    end: usize,
) -> Option<usize> {
    let in_history = offset.saturating_sub(copy_at).min(end - copy_at);
    if in_history > 0 {
        let from = history.len() - (offset - copy_at);
        let (wanted, found) =
            (&data[copy_at..copy_at + in_history], &history[from..from + in_history]);
        if wanted != found {
            return wanted.iter().zip(found).position(|(a, b)| a != b).map(|at| copy_at + at);
        }
    }
    let rest = copy_at + in_history;
    if rest == end {
        return None;
    }
    let (wanted, found) = (&data[rest..end], &data[rest - offset..end - offset]);
    if wanted == found {
        return None;
    }
    wanted.iter().zip(found).position(|(a, b)| a != b).map(|at| rest + at)
}

/// Cuts literals and matches into blocks that are no larger than allowed.
#[derive(Debug)]
struct Cutter {
    cut: Vec<Sequence>,
    blocks: usize,
    least_match: usize,
    most: usize,
    most_sequences: usize,
    /// The bytes of the block at hand, pending literals included.
    used: usize,
    /// Its sequences.
    held: usize,
    /// Literals that no sequence has yet.
    pending: usize,
}

impl Cutter {
    fn new(sequences: usize, rules: &Rules<'_>) -> Result<Self, TryReserveError> {
        let mut cut = Vec::new();
        cut.try_reserve(sequences.saturating_add(1))?;
        Ok(Self {
            cut,
            blocks: 0,
            least_match: rules.least_match as usize,
            most: rules.block,
            most_sequences: rules.block_sequences,
            used: 0,
            held: 0,
            pending: 0,
        })
    }

    fn literals(&mut self, mut len: usize) -> Result<(), TryReserveError> {
        loop {
            let part = len.min(self.most - self.used);
            self.pending += part;
            self.used += part;
            len -= part;
            if len == 0 {
                return Ok(());
            }
            self.end_block()?;
        }
    }

    fn matching(&mut self, offset: u32, mut len: usize) -> Result<(), TryReserveError> {
        loop {
            if self.held == self.most_sequences {
                self.end_block()?;
            }
            let room = self.most - self.used;
            if len <= room {
                return self.push(offset, len);
            }
            // Neither half may be shorter than a match can be.
            let first = room.min(len.saturating_sub(self.least_match));
            if first >= self.least_match {
                self.push(offset, first)?;
                len -= first;
            }
            self.end_block()?;
        }
    }

    fn push(&mut self, offset: u32, len: usize) -> Result<(), TryReserveError> {
        self.cut.try_reserve(1)?;
        // Both lengths are within a block, of at most 128 KiB.
        let literal_length = core::mem::take(&mut self.pending) as u32;
        let match_length = len as u32;
        self.cut.push(Sequence { offset, literal_length, match_length, repeat: 0 });
        self.used += len;
        self.held += 1;
        Ok(())
    }

    fn end_block(&mut self) -> Result<(), TryReserveError> {
        if self.used > 0 {
            self.cut.try_reserve(1)?;
            self.cut.push(Sequence::delimiter(core::mem::take(&mut self.pending) as u32));
            self.used = 0;
            self.held = 0;
            self.blocks += 1;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    const RULES: Rules<'static> = Rules {
        history: b"",
        least_match: 3,
        window: 1 << 20,
        block: 1024,
        block_sequences: usize::MAX,
    };

    fn sequence(literal_length: u32, offset: u32, match_length: u32) -> Sequence {
        Sequence { offset, literal_length, match_length, repeat: 0 }
    }

    fn lengths(blocks: &[Sequence]) -> Vec<u32> {
        let ends = blocks.split_inclusive(Sequence::is_delimiter);
        ends.map(|block| block.iter().map(|s| s.literal_length + s.match_length).sum()).collect()
    }

    #[test]
    fn blocks_are_never_larger_than_allowed_and_no_match_shorter_than_the_least() {
        for literals in 0..40 {
            for len in (3..20).chain(1000..1060).chain(2030..2070) {
                let data = vec![7; (literals + len + 1) as usize];
                let given = [sequence(literals + 1, 1, len)];
                let plan = Plan::new(&given, Content::Data(&data), &RULES).unwrap();
                let lengths = lengths(&plan.sequences);
                assert!(lengths.iter().all(|len| (1..=1024).contains(len)), "{lengths:?}");
                assert_eq!(lengths.iter().sum::<u32>(), literals + 1 + len);
                assert_eq!(lengths.len(), plan.blocks);
                let matches = plan.sequences.iter().filter(|s| !s.is_delimiter());
                assert!(matches.clone().all(|s| s.match_length >= 3));
                assert_eq!(matches.map(|s| s.match_length).sum::<u32>(), len);
            }
        }
    }

    #[test]
    fn every_rule_is_told_with_the_first_sequence_that_breaks_it() {
        let data = b"abcabcabcabx";
        let fault = |bad| {
            let given = [sequence(3, 3, 3), bad];
            match Plan::new(&given, Content::Data(data), &RULES) {
                Err(NoPlan::Invalid(index, fault)) => (index, fault),
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(fault(sequence(0, 0, 3)), (1, SequenceFault::NoOffset { match_length: 3 }));
        let short = SequenceFault::MatchTooShort { match_length: 2, least: 3 };
        assert_eq!(fault(sequence(0, 3, 2)), (1, short));
        assert_eq!(fault(sequence(3, 3, 4)), (1, SequenceFault::PastEnd { end: 13, len: 12 }));
        let wrap = sequence(u32::MAX, 3, u32::MAX);
        let end = 6 + 2 * u64::from(u32::MAX);
        assert_eq!(fault(wrap), (1, SequenceFault::PastEnd { end, len: 12 }));
        let far = SequenceFault::OffsetTooFar { offset: 7, reach: 6 };
        assert_eq!(fault(sequence(0, 7, 3)), (1, far));
        assert_eq!(fault(sequence(0, 3, 6)), (1, SequenceFault::Mismatch { at: 11 }));
    }

    #[test]
    fn matches_reach_into_the_history_and_on_into_the_data() {
        let rules = Rules { history: b"..xyz", ..RULES };
        let plan = |data: &[u8], bad| Plan::new(&[bad], Content::Data(data), &rules).map(drop);
        assert_eq!(plan(b"xyzxyzx", sequence(0, 3, 7)), Ok(()));
        assert_eq!(plan(b"axyzax", sequence(1, 4, 5)), Ok(()));
        assert_eq!(
            plan(b"xyzxyA", sequence(0, 3, 6)),
            Err(NoPlan::Invalid(0, SequenceFault::Mismatch { at: 5 }))
        );
        assert_eq!(
            plan(b"xyAxyz", sequence(0, 3, 6)),
            Err(NoPlan::Invalid(0, SequenceFault::Mismatch { at: 2 }))
        );
    }

    #[test]
    fn a_block_holds_no_more_sequences_than_allowed() {
        let rules = Rules { block_sequences: 2, ..RULES };
        let given = [[sequence(1, 1, 3); 5].as_slice(), &[sequence(0, 1, 2000)]].concat();
        let plan = Plan::new(&given, Content::Size(2020), &rules).unwrap();
        let mut blocks = plan.sequences.split_inclusive(Sequence::is_delimiter);
        assert!(blocks.all(|block| block.len() <= 3));
        assert_eq!(lengths(&plan.sequences).iter().sum::<u32>(), 2020);
    }

    #[test]
    fn the_window_is_what_offsets_need_once_the_data_has_outgrown_it() {
        let data = [5; 5000];
        let far = [sequence(3000, 3000, 1000), sequence(0, 20, 900)];
        let plan = Plan::new(&far, Content::Data(&data), &RULES).unwrap();
        assert_eq!(plan.window, 3000);
        let rules = Rules { window: 2048, ..RULES };
        let beyond = SequenceFault::BeyondWindow { offset: 3000, window: 2048 };
        let outcome = Plan::new(&far, Content::Data(&data), &rules).map(drop);
        assert_eq!(outcome, Err(NoPlan::Invalid(0, beyond)));
    }
}

//! The repeat offsets at a block's boundary, known without decoding every block before it.
//!
//! Three new offsets in a block, and what came before no longer matters; most blocks have hundreds. So a
//! few blocks are kept, and decoded only when the offsets are asked for, last block first, until
//! nothing is open. One block in eight is decoded anyway: what is kept stays short, and the
//! offsets before it are known.

use zstdkit_frame::{Block, FrameInfo, Sequence, Tables};

use crate::error::Result;
use crate::lists::List as _;

/// How many blocks are kept before they are settled.
const KEPT_MAX: usize = 8;

/// No offset of a real sequence, and far enough from 0 that no block can count it down to that.
const UNKNOWN: u32 = 1 << 30;

/// Where one of the offsets after a block comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    Known(u32),
    /// The one that had this place before the block, less so many.
    Before {
        place: u8,
        less: u32,
    },
}

/// What a block makes of the three offsets before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Effect([Origin; 3]);

impl Effect {
    const NONE: Self = Self([
        Origin::Before { place: 0, less: 0 },
        Origin::Before { place: 1, less: 0 },
        Origin::Before { place: 2, less: 0 },
    ]);

    fn of(block: &Block<'_>, tables: &Tables) -> Result<Self> {
        let mut tables = tables.clone();
        tables.set_repeat_offsets([UNKNOWN; 3]);
        let mut effect = Self::NONE;
        for sequence in block.sequences(&tables)? {
            effect.push(sequence?);
        }
        Ok(effect)
    }

    #[inline]
    fn push(&mut self, sequence: Sequence) {
        let [first, second, third] = self.0;
        self.0 = match sequence.repeat_code + u8::from(sequence.literal_length == 0) {
            _ if sequence.repeat_code == 0 => [Origin::Known(sequence.offset), first, second],
            1 => [first, second, third],
            2 => [second, first, third],
            3 => [third, first, second],
            _ => [first.less_one(), first, second],
        };
    }

    fn is_settled(&self) -> bool {
        self.0.iter().all(|origin| matches!(origin, Origin::Known(_)))
    }

    /// The effect of `earlier`, then this one.
    fn after(self, earlier: Self) -> Self {
        Self(self.0.map(|origin| match origin {
            Origin::Known(_) => origin,
            Origin::Before { place, less } => match earlier.0[usize::from(place)] {
                Origin::Known(offset) => Origin::Known(offset.saturating_sub(less)),
                Origin::Before { place, less: more } => {
                    Origin::Before { place, less: less.saturating_add(more) }
                }
            },
        }))
    }

    fn apply(self, offsets: [u32; 3]) -> [u32; 3] {
        self.0.map(|origin| match origin {
            Origin::Known(offset) => offset,
            Origin::Before { place, less } => offsets[usize::from(place)].saturating_sub(less),
        })
    }
}

impl Origin {
    fn less_one(self) -> Self {
        match self {
            Self::Known(offset) => Self::Known(offset.saturating_sub(1)),
            Self::Before { place, less } => Self::Before { place, less: less.saturating_add(1) },
        }
    }
}

/// A block with sequences that are not yet decoded.
#[derive(Debug)]
struct Kept {
    bytes: Vec<u8>,
    /// Those before the block.
    tables: Tables,
}

/// The repeat offsets of a frame, followed from block to block.
#[derive(Debug)]
pub(crate) struct Repeats {
    info: FrameInfo,
    /// The offsets before the kept blocks.
    known: [u32; 3],
    kept: Vec<Kept>,
    /// Blocks' memory, to be used again.
    spare: Vec<Vec<u8>>,
}

impl Repeats {
    /// At the start of a frame.
    pub(crate) fn new(info: FrameInfo, tables: &Tables) -> Self {
        Self { info, known: tables.repeat_offsets(), kept: Vec::new(), spare: Vec::new() }
    }

    /// Takes in the next block, its header included, before which the frame had these tables.
    pub(crate) fn push(&mut self, block: &[u8], tables: &Tables) -> Result<()> {
        if self.kept.len() == KEPT_MAX {
            self.settle()?;
        }
        let mut bytes = self.spare.pop().unwrap_or_default();
        bytes.clear();
        bytes.append_all(block)?;
        self.kept.append_one(Kept { bytes, tables: tables.clone() })
    }

    /// The offsets that the next block's sequences may repeat.
    pub(crate) fn settle(&mut self) -> Result<[u32; 3]> {
        let mut effect = Effect::NONE;
        while !effect.is_settled() {
            let Some(kept) = self.kept.pop() else { break };
            let block = Block::read(&kept.bytes, &self.info)?;
            effect = effect.after(Effect::of(&block, &kept.tables)?);
            self.spare.append_one(kept.bytes)?;
        }
        self.spare.make_room(self.kept.len())?;
        self.spare.extend(self.kept.drain(..).map(|kept| kept.bytes));
        self.known = effect.apply(self.known);
        Ok(self.known)
    }
}

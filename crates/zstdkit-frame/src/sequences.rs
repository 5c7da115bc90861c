//! A block's sequences, decoded (RFC 8878, sections 3.1.1.3.2, 3.1.1.4 and 3.1.1.5).

use crate::bits::Bits;
use crate::codes::Code;
use crate::entropy::decoding_table;
use crate::tables::{CodeTable, Tables};
use crate::{block::Block, error::Error, problem::SectionProblem};

/// How a block's content goes on: so many literals, then so many bytes that stand `offset` bytes
/// further back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sequence {
    /// How many literals come before the match.
    pub literal_length: u32,
    /// How many bytes are repeated; at least 3.
    pub match_length: u32,
    /// How far back they stand: 1 or more. Whether as much content is there is not checked.
    pub offset: u32,
    /// Which earlier offset was meant, 1 to 3 as stored; 0 where the offset itself is stored.
    ///
    /// After literals these are the last three. After none, 1 and 2 are the second and third to last,
    /// and 3 the last minus one byte (RFC 8878, section 3.1.1.5).
    pub repeat_code: u8,
}

/// A cell of a decoding table: what it stands for, and how the next cell is found.
#[derive(Clone, Copy, Default)]
struct Cell {
    value: u32,
    value_bits: u8,
    next_bits: u8,
    next: u16,
}

const CELLS: usize = 1 << 9;

/// A decoding table of any of the three codes.
#[derive(Clone)]
struct Decoder {
    cells: [Cell; CELLS],
    table_log: u32,
}

impl Decoder {
    const EMPTY: Self = Self {
        cells: [Cell { value: 0, value_bits: 0, next_bits: 0, next: 0 }; CELLS],
        table_log: 0,
    };

    /// `None` when the table isn't one of the code's.
    fn load(&mut self, table: &CodeTable, code: Code) -> Option<()> {
        let values = code.values();
        if let CodeTable::Single(symbol) = *table {
            let value = values.get(usize::from(symbol))?;
            self.table_log = 0;
            self.cells[0] = Cell { value: value.base, value_bits: value.bits, ..Cell::default() };
            return Some(());
        }
        let distribution = table.distribution(code)?;
        self.table_log = distribution.table_log();
        decoding_table(distribution.shares(), self.table_log, |at, symbol, next_bits, next| {
            let value = values[usize::from(symbol)];
            self.cells[at] = Cell { value: value.base, value_bits: value.bits, next_bits, next };
        });
        Some(())
    }
}

/// The sequences of a block, first to last.
///
/// Made by [`Block::sequences`]. After the first error the iterator ends. Each step takes some
/// nanoseconds and no memory.
#[derive(Clone)]
pub struct Sequences<'a> {
    bits: Bits<'a>,
    literal_lengths: Decoder,
    offsets: Decoder,
    match_lengths: Decoder,
    states: [usize; 3],
    left: u32,
    /// How many literals no sequence has used yet.
    literals_left: u32,
    /// How many bytes of content the block has, as far as known: all literals, and the matches so far.
    content_size: u32,
    limit: u32,
    tables: Tables,
    offset: u64,
    failed: Option<SectionProblem>,
}

impl core::fmt::Debug for Sequences<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Sequences")
            .field("left", &self.left)
            .field("repeat_offsets", &self.tables.repeat_offsets())
            .finish_non_exhaustive()
    }
}

impl<'a> Block<'a> {
    /// The block's sequences, given the tables and repeat offsets that the block before it left.
    ///
    /// Blocks that aren't compressed have none.
    ///
    /// # Errors
    ///
    /// [`Error::BadSection`] when the block's sections are damaged, or repeat a table that `tables`
    /// doesn't have.
    pub fn sequences(&self, tables: &Tables) -> Result<Sequences<'a>, Error> {
        let mut sequences = Sequences {
            bits: Bits::EMPTY,
            literal_lengths: Decoder::EMPTY,
            offsets: Decoder::EMPTY,
            match_lengths: Decoder::EMPTY,
            states: [0; 3],
            left: 0,
            literals_left: 0,
            content_size: self.decompressed_size().unwrap_or(0),
            limit: self.limit(),
            tables: tables.clone(),
            offset: self.offset() as u64,
            failed: None,
        };
        if let Some(sections) = self.sections()? {
            let literals = sections.literals().regenerated_size();
            (sequences.literals_left, sequences.content_size) = (literals, literals);
            let bits = sequences.tables.take(self.content(), &sections);
            let bits = bits.map_err(|problem| sequences.error(problem))?;
            sequences.left = sections.sequence_count();
            if sequences.left > 0 {
                let started = sequences.start(bits);
                started.map_err(|problem| sequences.error(problem))?;
            }
        }
        Ok(sequences)
    }
}

impl<'a> Sequences<'a> {
    /// Builds the decoding tables, and reads the first states.
    fn start(&mut self, bits: &'a [u8]) -> Result<(), SectionProblem> {
        for (code, decoder) in [
            (Code::LiteralLengths, &mut self.literal_lengths),
            (Code::Offsets, &mut self.offsets),
            (Code::MatchLengths, &mut self.match_lengths),
        ] {
            let table = self.tables.table(code).ok_or(SectionProblem::NothingToRepeat { code })?;
            decoder.load(table, code).ok_or(SectionProblem::BadTable { code })?;
        }
        self.bits = Bits::new(bits).ok_or(SectionProblem::NoEndMark)?;
        self.states = [
            self.bits.take(self.literal_lengths.table_log) as usize,
            self.bits.take(self.offsets.table_log) as usize,
            self.bits.take(self.match_lengths.table_log) as usize,
        ];
        if self.bits.overrun() { Err(SectionProblem::SequencesOverrun) } else { Ok(()) }
    }

    /// How many sequences are still to come.
    #[must_use]
    pub const fn left(&self) -> u32 {
        self.left
    }

    /// How many bytes the block decompresses to, as far as is known: its literals, and the matches
    /// so far.
    #[must_use]
    pub const fn content_size(&self) -> u32 {
        self.content_size
    }

    /// The offsets that the next sequence may repeat, last first.
    #[must_use]
    pub const fn repeat_offsets(&self) -> [u32; 3] {
        self.tables.repeat_offsets()
    }

    /// Goes through the sequences that are left; the tables and offsets for the next block.
    ///
    /// # Errors
    ///
    /// The first error of the sequences, also when the iterator has given it before.
    pub fn finish(mut self) -> Result<Tables, Error> {
        for sequence in &mut self {
            sequence?;
        }
        match self.failed {
            Some(problem) => Err(self.error(problem)),
            None => Ok(self.tables),
        }
    }

    #[inline(always)]
    fn step(&mut self) -> Result<Sequence, SectionProblem> {
        let [literal_state, offset_state, match_state] = self.states;
        let literals = self.literal_lengths.cells[literal_state % CELLS];
        let offsets = self.offsets.cells[offset_state % CELLS];
        let matches = self.match_lengths.cells[match_state % CELLS];
        // At most 31 and 16 bits, then 16 and 26: each less than a refill gives.
        self.bits.refill();
        let stored = offsets.value + self.bits.take(u32::from(offsets.value_bits));
        let match_length = matches.value + self.bits.take(u32::from(matches.value_bits));
        self.bits.refill();
        let literal_length = literals.value + self.bits.take(u32::from(literals.value_bits));
        self.left -= 1;
        if self.left > 0 {
            let mut next = |cell: Cell| {
                usize::from(cell.next) + self.bits.take(u32::from(cell.next_bits)) as usize
            };
            let literal_state = next(literals);
            let match_state = next(matches);
            self.states = [literal_state, next(offsets), match_state];
            if self.bits.overrun() {
                return Err(SectionProblem::SequencesOverrun);
            }
        } else if !self.bits.is_empty() {
            return Err(SectionProblem::SequencesOverrun);
        }
        let Some(literals_left) = self.literals_left.checked_sub(literal_length) else {
            return Err(SectionProblem::LiteralsOverrun);
        };
        self.literals_left = literals_left;
        self.content_size += match_length;
        if self.content_size > self.limit {
            return Err(SectionProblem::ContentTooLarge { limit: self.limit });
        }
        let (offset, repeat_code) = self.offset(stored, literal_length == 0)?;
        Ok(Sequence { literal_length, match_length, offset, repeat_code })
    }

    /// The offset that is meant by what is stored, and which repeated one it was.
    #[inline(always)]
    fn offset(&mut self, stored: u32, no_literals: bool) -> Result<(u32, u8), SectionProblem> {
        let [first, second, third] = self.tables.repeat_offsets();
        if stored > 3 {
            let offset = stored - 3;
            self.tables.set_repeat_offsets([offset, first, second]);
            return Ok((offset, 0));
        }
        let offsets = match stored + u32::from(no_literals) {
            1 => [first, second, third],
            2 => [second, first, third],
            3 => [third, first, second],
            _ => [first.wrapping_sub(1), first, second],
        };
        if offsets[0] == 0 {
            return Err(SectionProblem::OffsetZero);
        }
        self.tables.set_repeat_offsets(offsets);
        Ok((offsets[0], stored as u8))
    }

    #[cold]
    fn error(&self, problem: SectionProblem) -> Error {
        Error::BadSection { offset: self.offset, problem }
    }
}

impl Iterator for Sequences<'_> {
    type Item = Result<Sequence, Error>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if self.left == 0 {
            return None;
        }
        match self.step() {
            Ok(sequence) => Some(Ok(sequence)),
            Err(problem) => {
                self.left = 0;
                self.failed = Some(problem);
                Some(Err(self.error(problem)))
            }
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, Some(self.left as usize))
    }
}

impl core::iter::FusedIterator for Sequences<'_> {}

#[cfg(test)]
mod tests {
    use super::*;

    /// Four literals and three sequences, each of one literal and a match of three bytes, whose offsets are the
    /// third to last, the second to last, and the third to last again.
    const FRAME: [u8; 20] = [
        0x28, 0xB5, 0x2F, 0xFD, 0x20, 13, // a single segment of 13 bytes
        0x5D, 0, 0, // the last block, compressed, of 11 bytes
        0x20, b'a', b'b', b'c', b'd', // literals as they are
        3, 0x54, 1, 1, 0,      // three sequences, each code of a single symbol
        0b1101, // the end's mark, and a bit for each offset: 3, 2 and 3 are stored
    ];

    fn sequences(frame: &[u8]) -> Sequences<'_> {
        let block = crate::first_frame(frame).unwrap().blocks().next().unwrap();
        block.sequences(&Tables::new()).unwrap()
    }

    #[test]
    fn offsets_are_repeated_and_trade_places() {
        let mut sequences = sequences(&FRAME);
        assert_eq!((sequences.repeat_offsets(), sequences.content_size()), ([1, 4, 8], 4));
        let expected = [(8, 3, [8, 1, 4]), (1, 2, [1, 8, 4]), (4, 3, [4, 1, 8])];
        for (at, (offset, repeat_code, repeat_offsets)) in (1..).zip(expected) {
            assert_eq!(sequences.size_hint(), (0, Some(4 - at)));
            let sequence = sequences.next().unwrap().unwrap();
            let lengths = (sequence.literal_length, sequence.match_length);
            assert_eq!((lengths, sequence.offset), ((1, 3), offset));
            assert_eq!(sequence.repeat_code, repeat_code);
            assert_eq!(sequences.repeat_offsets(), repeat_offsets);
            assert_eq!(sequences.content_size() as usize, 4 + 3 * at);
            assert_eq!(sequences.left() as usize, 3 - at);
        }
        assert!(sequences.next().is_none());
        assert_eq!(sequences.finish().unwrap().repeat_offsets(), [4, 1, 8]);
    }

    #[test]
    fn what_is_stored_means_another_offset_without_literals() {
        let mut sequences = sequences(&FRAME);
        for (stored, no_literals, offset, repeat_offsets) in [
            (1, false, 1, [1, 4, 8]),
            (2, false, 4, [4, 1, 8]),
            (1, true, 1, [1, 4, 8]),
            (2, true, 8, [8, 1, 4]),
            (3, true, 7, [7, 8, 1]),
            (4, true, 1, [1, 7, 8]),
            (13, false, 10, [10, 1, 7]),
        ] {
            let code = if stored > 3 { 0 } else { stored as u8 };
            assert_eq!(sequences.offset(stored, no_literals), Ok((offset, code)));
            assert_eq!(sequences.repeat_offsets(), repeat_offsets);
        }
        assert_eq!(sequences.offset(4, false), Ok((1, 0)));
        assert_eq!(sequences.offset(3, true), Err(SectionProblem::OffsetZero));
    }

    #[test]
    fn bits_that_are_missing_or_left_are_told() {
        // A bit too few for the last offset, and one too many.
        for bits in [0b110, 0b11011] {
            let mut frame = FRAME;
            frame[19] = bits;
            let last = sequences(&frame).last().unwrap();
            let problem = SectionProblem::SequencesOverrun;
            assert_eq!(last, Err(Error::BadSection { offset: 6, problem }), "{bits:b}");
        }
    }

    #[test]
    fn bits_that_follow_a_symbol_add_to_what_it_stands_for() {
        // 17 literals and a match of 36 bytes, each the second of the two lengths of its symbol; an offset of 7
        // less 3, the last of its symbol's four.
        let mut frame = [
            0x28, 0xB5, 0x2F, 0xFD, 0x20, 53, // a single segment of 53 bytes
            0x45, 0, 0, // the last block, compressed, of 8 bytes
            0x89, b'a', // one literal, 17 times
            1, 0x54, 16, 2, 32,   // a sequence, each code of a single symbol
            0x1F, // the end's mark, two bits for the offset, and one for each length
        ];
        let expected = Sequence { literal_length: 17, match_length: 36, offset: 4, repeat_code: 0 };
        assert_eq!(sequences(&frame).next(), Some(Ok(expected)));
        frame[5] = 52;
        let problem = SectionProblem::ContentTooLarge { limit: 52 };
        let error = Error::BadSection { offset: 6, problem };
        assert_eq!(sequences(&frame).next(), Some(Err(error)));
    }

    #[test]
    fn a_block_of_literals_alone_needs_no_tables() {
        // One literal, six times.
        let frame = [0x28, 0xB5, 0x2F, 0xFD, 0x20, 6, 0x1D, 0, 0, 0x31, b'a', 0];
        let mut sequences = sequences(&frame);
        assert_eq!((sequences.left(), sequences.content_size()), (0, 6));
        assert!(sequences.next().is_none());
    }
}

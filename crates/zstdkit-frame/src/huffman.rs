//! Huffman codes of literals: their weights, read and written (RFC 8878, section 4.2.1).

use core::ops::Deref;

use crate::distribution::write_shares;
use crate::entropy::{
    WEIGHT_TABLE_LOG_MAX, WEIGHTS_MAX, decoding_table, huffman_weights, is_huffman_code,
};
use crate::problem::SectionProblem;

/// The most weights that can be written two to a byte.
const DIRECT_MAX: usize = 128;

/// The longest coded description, without its first byte, which is this length.
const CODED_MAX: usize = 127;

/// Weights that are coded reach from 0 to this, as the format has it. libzstd's decoder takes one more,
/// but has no room for a table of 64 cells with a symbol for it.
const CODED_WEIGHT_MAX: u8 = 11;

/// A Huffman code of literals, by the weights of its symbols.
///
/// A symbol of weight 0 does not occur; one of weight `w` has a code of `max_bits() + 1 - w` bits.
///
/// ```
/// use zstdkit_frame::HuffmanCode;
///
/// // Bytes 0 and 1 have two bits each, byte 2 has one.
/// let code = HuffmanCode::from_weights(&[1, 1, 2]).expect("a complete code");
/// let written = code.description().expect("three weights take two bytes");
/// assert_eq!(HuffmanCode::read(&written)?, (code, written.len()));
/// # Ok::<(), zstdkit_frame::SectionProblem>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HuffmanCode {
    weights: [u8; WEIGHTS_MAX + 1],
    symbols: u16,
    max_bits: u8,
}

impl HuffmanCode {
    /// Reads the description at the start of `buf`; its length in bytes comes with it.
    ///
    /// # Errors
    ///
    /// [`SectionProblem::BadHuffmanCode`] when it is damaged or cut short, or no code has its weights.
    pub fn read(buf: &[u8]) -> Result<(Self, usize), SectionProblem> {
        let mut listed = [0; WEIGHTS_MAX];
        let (count, size) =
            huffman_weights(buf, &mut listed).ok_or(SectionProblem::BadHuffmanCode)?;
        Ok((Self::complete(&listed[..count]), size))
    }

    /// The code with these weights, the last of which has to be what is left for it; `None` when there
    /// is no such code.
    #[must_use]
    pub fn from_weights(weights: &[u8]) -> Option<Self> {
        let (last, listed) = weights.split_last()?;
        if listed.len() > WEIGHTS_MAX || !is_huffman_code(listed) {
            return None;
        }
        let code = Self::complete(listed);
        (code.weights().last() == Some(last)).then_some(code)
    }

    /// Adds the weight that the listed ones, which are sound, leave to the last symbol.
    fn complete(listed: &[u8]) -> Self {
        let total: u32 = listed.iter().map(|weight| (1 << weight) >> 1).sum();
        let max_bits = total.ilog2() + 1;
        let rest = (1 << max_bits) - total;
        let mut weights = [0; WEIGHTS_MAX + 1];
        weights[..listed.len()].copy_from_slice(listed);
        weights[listed.len()] = rest.ilog2() as u8 + 1;
        Self { weights, symbols: listed.len() as u16 + 1, max_bits: max_bits as u8 }
    }

    /// The weight of each symbol, from byte 0 on, the last of which the description leaves out.
    #[must_use]
    pub fn weights(&self) -> &[u8] {
        &self.weights[..usize::from(self.symbols)]
    }

    /// The length of the longest code, in bits.
    #[must_use]
    pub const fn max_bits(&self) -> u32 {
        self.max_bits as u32
    }

    /// Writes the description, in the shorter of its two forms; where they are as long, in that which
    /// isn't coded.
    ///
    /// `None` for more than 129 symbols whose weights, coded, take more than 127 bytes: the format has
    /// no description of such a code. And where one of them, but the last, is 12, which libzstd takes and
    /// the format doesn't have.
    #[must_use]
    pub fn description(&self) -> Option<HuffmanDescription> {
        let listed = &self.weights[..usize::from(self.symbols) - 1];
        let mut coded = HuffmanDescription { bytes: [0; CODED_MAX + 1], len: 0 };
        let coded = encode_weights(listed, &mut coded.bytes[1..]).map(|len| {
            coded.bytes[0] = len as u8;
            HuffmanDescription { len: len as u8 + 1, ..coded }
        });
        if listed.len() > DIRECT_MAX {
            return coded;
        }
        let mut direct = HuffmanDescription { bytes: [0; CODED_MAX + 1], len: 1 };
        direct.bytes[0] = (127 + listed.len()) as u8;
        for pair in listed.chunks(2) {
            let second = pair.get(1).copied().unwrap_or(0);
            direct.bytes[usize::from(direct.len)] = pair[0] << 4 | second;
            direct.len += 1;
        }
        Some(coded.filter(|coded| coded.len < direct.len).unwrap_or(direct))
    }
}

/// The description of a Huffman code, as a block or a dictionary holds it.
///
/// Dereferences to its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HuffmanDescription {
    bytes: [u8; CODED_MAX + 1],
    len: u8,
}

impl Deref for HuffmanDescription {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes[..usize::from(self.len)]
    }
}

#[derive(Clone, Copy, Default)]
struct Cell {
    symbol: u8,
    bits: u8,
    base: u16,
}

/// Codes weights with FSE (RFC 8878, section 4.2.1.2); the length, if there is room and a table for them.
fn encode_weights(weights: &[u8], out: &mut [u8]) -> Option<usize> {
    const TABLE_LOG: u32 = WEIGHT_TABLE_LOG_MAX;
    let (last, rest) = weights.split_last()?;
    let (second_to_last, rest) = rest.split_last()?;
    if weights.iter().any(|weight| *weight > CODED_WEIGHT_MAX) {
        return None;
    }
    let shares = weight_shares(weights);
    let mut head = [0; 16];
    let head_len = write_shares(&shares, TABLE_LOG, &mut head);
    let mut cells = [Cell::default(); 1 << TABLE_LOG];
    decoding_table(&shares, TABLE_LOG, |at, symbol, bits, base| {
        cells[at] = Cell { symbol, bits, base };
    });
    // What is read first is written last. The decoder takes turns with two states, and ends when one
    // finds no bits to go on: the last but one has to need some, as the first cell of each symbol does.
    let first = |symbol| cells.iter().position(|cell| cell.symbol == symbol);
    let mut next = first(*second_to_last)?;
    let mut after = first(*last)?;
    out.get_mut(..head_len)?.copy_from_slice(&head[..head_len]);
    let mut bits = Writer { out: out.get_mut(head_len..)?, pos: 0 };
    for weight in rest.iter().rev() {
        // The cells that a cell leads to differ in the lowest bits of their numbers, which are put.
        let leads = |cell: &Cell| after >> cell.bits == usize::from(cell.base) >> cell.bits;
        let state = cells.iter().position(|cell| cell.symbol == *weight && leads(cell))?;
        bits.put(after, u32::from(cells[state].bits))?;
        (next, after) = (state, next);
    }
    bits.put(after, TABLE_LOG)?;
    bits.put(next, TABLE_LOG)?;
    bits.put(1, 1)?;
    Some(head_len + bits.pos.div_ceil(8))
}

/// Shares of 64 cells about in proportion, none of them all.
fn weight_shares(weights: &[u8]) -> [i16; CODED_WEIGHT_MAX as usize + 1] {
    const CELLS: usize = 1 << WEIGHT_TABLE_LOG_MAX;
    let mut counts = [0usize; CODED_WEIGHT_MAX as usize + 1];
    for weight in weights {
        counts[usize::from(*weight)] += 1;
    }
    // A single weight, which isn't 0, would take no bits: another gets a cell that is never used.
    if counts.iter().filter(|count| **count > 0).count() == 1 {
        counts[0] += 1;
    }
    let total: usize = counts.iter().sum();
    let mut shares = counts.map(|count| match count {
        0 => 0,
        count => (count * CELLS / total).max(1) as i16,
    });
    // What rounding leaves or takes is the largest's.
    let sum: i16 = shares.iter().sum();
    if let Some(largest) = shares.iter_mut().max() {
        *largest += CELLS as i16 - sum;
    }
    shares
}

/// Writes bits from the lowest of the first byte on, over zeros.
struct Writer<'a> {
    out: &'a mut [u8],
    pos: usize,
}

impl Writer<'_> {
    fn put(&mut self, value: usize, count: u32) -> Option<()> {
        for bit in 0..count {
            *self.out.get_mut(self.pos / 8)? |= ((value >> bit & 1) as u8) << (self.pos % 8);
            self.pos += 1;
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The weights of a complete code of `symbols` symbols, made by splitting one code again and again.
    fn code(splits: &[u8]) -> std::vec::Vec<u8> {
        let mut depths = std::vec![1u8, 1];
        for split in splits {
            let at = usize::from(*split) % depths.len();
            if depths[at] < 12 && depths.len() < 256 {
                depths[at] += 1;
                depths.insert(at, depths[at]);
            }
        }
        let max = *depths.iter().max().unwrap();
        depths.iter().map(|depth| max + 1 - depth).collect()
    }

    /// Miri takes minutes for what else takes none.
    const MOST_SPLITS: usize = if cfg!(miri) { 12 } else { 400 };

    proptest! {
        #[test]
        fn what_is_written_is_read(splits in prop::collection::vec(any::<u8>(), 0..MOST_SPLITS)) {
            let weights = code(&splits);
            let code = HuffmanCode::from_weights(&weights).expect("complete");
            prop_assert_eq!(code.weights(), &weights[..]);
            if let Some(written) = code.description() {
                prop_assert_eq!(HuffmanCode::read(&written), Ok((code, written.len())));
            } else {
                prop_assert!(weights.len() > DIRECT_MAX + 1);
            }
        }
    }

    #[test]
    fn shares_are_in_proportion() {
        assert_eq!(weight_shares(&[1, 1, 2, 2])[..4], [0, 32, 32, 0]);
        assert_eq!(weight_shares(&[1, 2, 2, 2])[..4], [0, 16, 48, 0]);
    }

    #[test]
    fn the_shorter_of_two_descriptions_is_taken() {
        let description = |symbols: usize| {
            HuffmanCode::from_weights(&std::vec![1; symbols]).unwrap().description().unwrap()
        };
        // Two symbols' weights take a byte as they are; those of 128 take 64, and coded less.
        assert_eq!((description(2).len(), description(2)[0]), (2, 128));
        let many = description(128);
        assert!(many.len() < 1 + 64 && usize::from(many[0]) == many.len() - 1, "{many:?}");
    }

    #[test]
    #[cfg_attr(
        miri,
        ignore = "so many codes take minutes; the other tests write the same descriptions"
    )]
    fn of_two_descriptions_as_long_the_one_that_is_not_coded_is_taken() {
        let mut seen = [false; 3];
        for splits in 0..60 {
            for first in [0, 1, 2] {
                let splits: std::vec::Vec<u8> = (first..first + splits).collect();
                let weights = code(&splits);
                let listed = &weights[..weights.len() - 1];
                let direct = listed.len().div_ceil(2);
                let coded = encode_weights(listed, &mut [0; CODED_MAX]).unwrap_or(usize::MAX);
                let description =
                    HuffmanCode::from_weights(&weights).unwrap().description().unwrap();
                assert_eq!(description.len(), 1 + coded.min(direct));
                assert_eq!(description[0] < 128, coded < direct, "{weights:?}");
                seen[(coded.cmp(&direct) as i8 + 1) as usize] = true;
            }
        }
        assert_eq!(seen, [true; 3], "shorter, as long and longer");
    }

    #[test]
    #[cfg_attr(
        miri,
        ignore = "so many codes take minutes; the other tests write the same descriptions"
    )]
    fn a_listed_weight_of_12_stands_as_it_is_beside_127_others_at_most() {
        // One symbol has a code of one bit; of the others, more and more have codes of up to 12.
        let code = |symbols: usize| {
            let mut weights = std::vec![11, 11];
            while weights.len() < symbols - 1 {
                let at = if weights.contains(&1) {
                    weights.iter().position(|weight| *weight > 1).unwrap()
                } else {
                    0
                };
                weights[at] -= 1;
                weights.insert(at, weights[at]);
            }
            weights.insert(0, 12);
            HuffmanCode::from_weights(&weights).unwrap()
        };
        for symbols in [13, 64, 129] {
            let code = code(symbols);
            assert_eq!(code.max_bits(), 12);
            let written = code.description().unwrap();
            assert_eq!(usize::from(written[0]), 127 + symbols - 1);
            assert_eq!(HuffmanCode::read(&written), Ok((code, written.len())));
        }
        for symbols in [130, 256] {
            assert_eq!(code(symbols).description(), None);
        }
    }

    #[test]
    fn many_symbols_of_one_weight_have_a_description() {
        for symbols in [2, 4, 64, 128, 256] {
            if cfg!(miri) && symbols > 4 {
                continue;
            }
            let code = HuffmanCode::from_weights(&std::vec![1; symbols]).unwrap();
            let written = code.description().unwrap();
            assert_eq!(HuffmanCode::read(&written), Ok((code, written.len())), "{symbols}");
        }
        assert_eq!(HuffmanCode::from_weights(&[1, 1, 1]), None);
        assert_eq!(HuffmanCode::from_weights(&[]), None);
    }
}

//! The descriptions of entropy codes (RFC 8878, section 4): checked, and measured.
//!
//! A code's description has no length field. To know where it ends, it has to be read.

/// The most symbols that a description of a Huffman code can give weights to, but the last, whose
/// weight is what remains.
pub(crate) const WEIGHTS_MAX: usize = 255;

/// The longest Huffman code that libzstd takes, in bits; the format's own limit is 11.
const HUFFMAN_BITS_MAX: u32 = 12;

/// The finest table that Huffman weights may be coded with: 2^6 cells.
pub(crate) const WEIGHT_TABLE_LOG_MAX: u32 = 6;

pub(crate) const TABLE_LOG_MIN: u32 = 5;

/// The shares of the symbols of a code (RFC 8878, section 4.1.1), as read from its description.
#[derive(Debug)]
pub(crate) struct Distribution<const SYMBOLS: usize> {
    /// The shares of the table, in cells; -1 is one cell of the lowest probability.
    pub(crate) shares: [i16; SYMBOLS],
    /// How many symbols are described.
    pub(crate) symbols: usize,
    pub(crate) table_log: u32,
    /// The description's length in bytes.
    pub(crate) size: usize,
}

impl<const SYMBOLS: usize> Distribution<SYMBOLS> {
    /// Reads the description at the start of `buf`; `None` when it is damaged or cut short, or has more
    /// cells than 2^`table_log_max`, which are at most 2^15.
    pub(crate) fn read(buf: &[u8], table_log_max: u32) -> Option<Self> {
        let mut bits = ForwardBits { buf, pos: 0 };
        let table_log = bits.take(4) + TABLE_LOG_MIN;
        if table_log > table_log_max {
            return None;
        }
        let mut shares = [0; SYMBOLS];
        let mut symbols = 0;
        // The cells that are left, and one.
        let mut remaining = (1 << table_log) + 1;
        while remaining > 1 {
            // As few bits as can tell the values from 0 to `remaining`: the lower of these values
            // make do with one bit less.
            let width = u32::BITS - u32::leading_zeros(remaining);
            let half = 1 << (width - 1);
            let short_values = 2 * half - 1 - remaining;
            let low = bits.peek(width - 1);
            let value = if low < short_values {
                bits.pos += width as usize - 1;
                low
            } else {
                let value = bits.take(width);
                if value >= half { value - short_values } else { value }
            };
            let share = value as i32 - 1;
            *shares.get_mut(symbols)? = share as i16;
            symbols += 1;
            remaining = remaining.checked_sub(share.unsigned_abs())?;
            if share == 0 {
                // More symbols without a share, three to each full pair of bits. One with a share has to
                // follow, so beyond the last there's no need to go on.
                loop {
                    let more = bits.take(2);
                    symbols += more as usize;
                    if more < 3 || symbols >= SYMBOLS {
                        break;
                    }
                }
            }
        }
        let size = bits.pos.div_ceil(8);
        (remaining == 1 && size <= buf.len()).then_some(Self { shares, symbols, table_log, size })
    }
}

/// Bits from the lowest of the first byte on; zeros after the last byte.
struct ForwardBits<'a> {
    buf: &'a [u8],
    pos: usize,
}

impl ForwardBits<'_> {
    /// The next `count` bits, at most 16.
    fn peek(&self, count: u32) -> u32 {
        let from = self.buf.get(self.pos / 8..).unwrap_or_default();
        let bits = from.iter().take(3).rev().fold(0, |bits, byte| bits << 8 | u32::from(*byte));
        // Fewer than three bytes are the low ones, with zeros above.
        bits >> (self.pos % 8) & ((1 << count) - 1)
    }

    fn take(&mut self, count: u32) -> u32 {
        let bits = self.peek(count);
        self.pos += count as usize;
        bits
    }
}

/// The length of the description of a Huffman code at the start of `buf` (RFC 8878, section 4.2.1);
/// `None` when it is damaged or cut short.
pub(crate) fn huffman_size(buf: &[u8]) -> Option<usize> {
    huffman_weights(buf, &mut [0; WEIGHTS_MAX]).map(|(_, size)| size)
}

/// Reads the description of a Huffman code at the start of `buf`: how many weights it lists, and its
/// length in bytes.
pub(crate) fn huffman_weights(
    buf: &[u8],
    weights: &mut [u8; WEIGHTS_MAX],
) -> Option<(usize, usize)> {
    let (&first, rest) = buf.split_first()?;
    let (count, size) = match usize::from(first) {
        // Two weights to a byte.
        direct @ 128.. => {
            let count = direct - 127;
            let bytes = rest.get(..count.div_ceil(2))?;
            for (pair, byte) in weights.chunks_mut(2).zip(bytes) {
                pair[0] = byte >> 4;
                if let Some(second) = pair.get_mut(1) {
                    *second = byte & 15;
                }
            }
            (count, bytes.len())
        }
        size => (decode_weights(rest.get(..size)?, weights)?, size),
    };
    is_huffman_code(weights.get(..count)?).then_some((count, 1 + size))
}

/// Whether a code has these weights, and one more that makes it complete.
pub(crate) fn is_huffman_code(weights: &[u8]) -> bool {
    let mut total = 0u32;
    for &weight in weights {
        if u32::from(weight) > HUFFMAN_BITS_MAX {
            return false;
        }
        total += (1 << weight) >> 1;
    }
    if total == 0 {
        return false;
    }
    let bits = total.ilog2() + 1;
    let rest = (1 << bits) - total;
    if bits > HUFFMAN_BITS_MAX || !rest.is_power_of_two() {
        return false;
    }
    // A complete code has its longest codes in pairs: where one symbol has weight 1, two have.
    rest == 1 || weights.contains(&1)
}

/// Decodes FSE-coded weights (RFC 8878, section 4.2.1.2); how many they are.
fn decode_weights(coded: &[u8], weights: &mut [u8; WEIGHTS_MAX]) -> Option<usize> {
    let distribution = Distribution::<256>::read(coded, WEIGHT_TABLE_LOG_MAX)?;
    // libzstd's room for the table permits this many symbols, though no weight is over 12.
    let symbols_max = if distribution.table_log == WEIGHT_TABLE_LOG_MAX { 12 } else { 92 };
    if distribution.symbols > symbols_max {
        return None;
    }
    let mut cells = [WeightCell::default(); 1 << WEIGHT_TABLE_LOG_MAX];
    decoding_table(&distribution.shares, distribution.table_log, |at, symbol, bits, base| {
        cells[at] = WeightCell { symbol, bits, base };
    });
    let cells = &cells[..1 << distribution.table_log];
    let mut bits = BackwardBits::new(coded.get(distribution.size..)?)?;
    let mut states = [bits.take(distribution.table_log), bits.take(distribution.table_log)];
    if bits.overrun() {
        return None;
    }
    // Two states take turns; when the bits run out in one's, the other has a last symbol to give.
    let mut count = 0;
    loop {
        for turn in [0, 1] {
            let cell = cells[states[turn] & (cells.len() - 1)];
            *weights.get_mut(count)? = cell.symbol;
            count += 1;
            states[turn] = usize::from(cell.base) + bits.take(u32::from(cell.bits));
            if bits.overrun() {
                *weights.get_mut(count)? = cells[states[1 - turn] & (cells.len() - 1)].symbol;
                return Some(count + 1);
            }
        }
    }
}

/// A cell of a table that decodes weights: a symbol, and how the next cell is found.
#[derive(Clone, Copy, Default)]
struct WeightCell {
    symbol: u8,
    bits: u8,
    base: u16,
}

/// The most cells that a table of any code here has.
const CELLS_MAX: usize = 1 << 9;

/// Spreads the symbols over the cells of a decoding table (RFC 8878, section 4.1.1), and hands over
/// each cell's number, symbol, and how the next cell is found: how many bits, and what to add to them.
///
/// The shares sum up to the 2^`table_log` cells, which are at most [`CELLS_MAX`].
#[inline]
pub(crate) fn decoding_table(
    shares: &[i16],
    table_log: u32,
    mut each_cell: impl FnMut(usize, u8, u8, u16),
) {
    let size = 1 << table_log;
    let mut symbols = [0u8; CELLS_MAX];
    let mut next_state = [0u16; 256];
    // The cells from here on are those of the symbols with the lowest probability.
    let mut low_from = size;
    for (symbol, &share) in shares.iter().enumerate() {
        next_state[symbol] = share.unsigned_abs();
        if share == -1 {
            low_from -= 1;
            symbols[low_from] = symbol as u8;
        }
    }
    let step = (size >> 1) + (size >> 3) + 3;
    let mut position = 0;
    for (symbol, &share) in shares.iter().enumerate() {
        for _ in 0..share {
            symbols[position] = symbol as u8;
            // The shares sum up to the number of cells, so there is always one below.
            loop {
                position = (position + step) & (size - 1);
                if position < low_from {
                    break;
                }
            }
        }
    }
    for (at, &symbol) in symbols[..size].iter().enumerate() {
        let state = &mut next_state[usize::from(symbol)];
        // A symbol's states number from its share on, so this is at least 1.
        let bits = table_log - state.ilog2();
        each_cell(at, symbol, bits as u8, (*state << bits).wrapping_sub(size as u16));
        *state += 1;
    }
}

/// Bits from the highest of the last byte down, below the highest that is set.
struct BackwardBits<'a> {
    buf: &'a [u8],
    /// How many bits are left; below zero when more were taken than there were.
    left: isize,
}

impl<'a> BackwardBits<'a> {
    fn new(buf: &'a [u8]) -> Option<Self> {
        let last = buf.last()?.checked_ilog2()?;
        Some(Self { buf, left: (buf.len() as isize - 1) * 8 + last as isize })
    }

    /// The next `count` bits; those that are not there are zeros.
    fn take(&mut self, count: u32) -> usize {
        let mut bits = 0;
        for _ in 0..count {
            self.left -= 1;
            let bit = usize::try_from(self.left).map_or(0, |at| self.buf[at / 8] >> (at % 8) & 1);
            bits = bits << 1 | usize::from(bit);
        }
        bits
    }

    const fn overrun(&self) -> bool {
        self.left < 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::write_shares;

    /// How many weights are decoded by a table of 2^`table_log` cells in which the last of so many symbols
    /// has one cell, and symbol 0 all others; `None` when the table is refused.
    fn decoded(table_log: u32, symbols: usize) -> Option<usize> {
        let mut shares = [0; 256];
        shares[0] = (1 << table_log) - 1;
        shares[symbols - 1] = 1;
        let mut coded = [0; 64];
        let head = write_shares(&shares, table_log, &mut coded);
        // Two states of zero bits each, below the end mark, and nothing to go on.
        let states = (1u32 << (2 * table_log)).to_le_bytes();
        coded[head..head + 2].copy_from_slice(&states[..2]);
        decode_weights(&coded[..head + 2], &mut [0; WEIGHTS_MAX])
    }

    #[test]
    fn a_table_of_weights_has_no_more_symbols_than_libzstd_has_room_for() {
        for (table_log, most) in [(6, 12), (5, 92)] {
            assert_eq!(decoded(table_log, most), Some(2), "{most} symbols");
            assert_eq!(decoded(table_log, most + 1), None, "{} symbols", most + 1);
        }
        assert_eq!(decoded(7, 2), None);
    }
}

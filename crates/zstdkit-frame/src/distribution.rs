//! FSE codes: the shares of their symbols, read and written (RFC 8878, section 4.1.1).

use core::ops::Deref;

use crate::codes::{Code, SYMBOLS_MAX};
use crate::{entropy, problem::SectionProblem};

/// The most bytes of a description: of each symbol a share of up to 10 bits and two bits more.
pub(crate) const DESCRIPTION_MAX: usize = (4 + 12 * SYMBOLS_MAX).div_ceil(8);

/// How often the symbols of a sequence code occur, in cells of its decoding table.
///
/// ```
/// use zstdkit_frame::{Code, Distribution};
///
/// let written = Distribution::predefined(Code::Offsets).description();
/// let (read, size) = Distribution::read(Code::Offsets, &written)?;
/// assert_eq!((read, size), (Distribution::predefined(Code::Offsets), written.len()));
/// # Ok::<(), zstdkit_frame::SectionProblem>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Distribution {
    shares: [i16; SYMBOLS_MAX],
    symbols: u8,
    table_log: u8,
}

impl Distribution {
    /// Reads the description at the start of `buf`; its length in bytes comes with it.
    ///
    /// # Errors
    ///
    /// [`SectionProblem::BadTable`] when it is damaged or cut short, or describes more symbols or
    /// cells than the code can have.
    pub fn read(code: Code, buf: &[u8]) -> Result<(Self, usize), SectionProblem> {
        let bad = SectionProblem::BadTable { code };
        let read = entropy::Distribution::<SYMBOLS_MAX>::read(buf, code.table_log_max());
        let read = read.filter(|read| read.symbols <= code.symbol_count()).ok_or(bad)?;
        let distribution = Self {
            shares: read.shares,
            symbols: read.symbols as u8,
            table_log: read.table_log as u8,
        };
        Ok((distribution, read.size))
    }

    /// The distribution that the format itself has for a code.
    #[must_use]
    pub const fn predefined(code: Code) -> Self {
        let (given, table_log) = code.predefined();
        let mut shares = [0; SYMBOLS_MAX];
        let (head, _) = shares.split_at_mut(given.len());
        head.copy_from_slice(given);
        Self { shares, symbols: given.len() as u8, table_log: table_log as u8 }
    }

    /// The distribution in which all cells are one symbol's; `None` when the code has no such symbol.
    ///
    /// A block can name the symbol in one byte instead ([`TableMode::Rle`](crate::TableMode::Rle)).
    /// That isn't quite the same: a decoder reads no bits for the first cell of such a table, and as
    /// many as tell its cells apart for the first of this one.
    #[must_use]
    pub fn single(code: Code, symbol: u8) -> Option<Self> {
        let mut shares = [0; SYMBOLS_MAX];
        if usize::from(symbol) >= code.symbol_count() {
            return None;
        }
        shares[usize::from(symbol)] = 1 << entropy::TABLE_LOG_MIN;
        Some(Self { shares, symbols: symbol + 1, table_log: entropy::TABLE_LOG_MIN as u8 })
    }

    /// The share of each symbol in cells, first to last; -1 is one cell of the lowest probability.
    #[must_use]
    pub fn shares(&self) -> &[i16] {
        &self.shares[..usize::from(self.symbols)]
    }

    /// The base-2 logarithm of the number of cells.
    #[must_use]
    pub const fn table_log(&self) -> u32 {
        self.table_log as u32
    }

    /// Writes the description.
    #[must_use]
    pub fn description(&self) -> TableDescription {
        let mut bytes = [0; DESCRIPTION_MAX];
        let len = write_shares(self.shares(), self.table_log(), &mut bytes);
        TableDescription { bytes, len: len as u8 }
    }
}

/// The description of an FSE code, as a block or a dictionary holds it.
///
/// Dereferences to its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TableDescription {
    bytes: [u8; DESCRIPTION_MAX],
    len: u8,
}

impl TableDescription {
    /// `None` when these are more bytes than a description has.
    pub(crate) fn copy(from: &[u8]) -> Option<Self> {
        let mut bytes = [0; DESCRIPTION_MAX];
        bytes.get_mut(..from.len())?.copy_from_slice(from);
        Some(Self { bytes, len: from.len() as u8 })
    }
}

impl Deref for TableDescription {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes[..usize::from(self.len)]
    }
}

/// Writes the description of these shares, which fill the table, to `out`, which has room; its length.
pub(crate) fn write_shares(shares: &[i16], table_log: u32, out: &mut [u8]) -> usize {
    let mut bits = ForwardWriter { out, pos: 0 };
    bits.put(table_log - entropy::TABLE_LOG_MIN, 4);
    let mut remaining = (1u32 << table_log) + 1;
    let mut at = 0;
    while remaining > 1 {
        let share = shares[at];
        let value = (share + 1) as u32;
        // The values that can be are 0 to `remaining`; the lower ones make do with one bit less.
        let width = u32::BITS - remaining.leading_zeros();
        let half = 1 << (width - 1);
        let short_values = 2 * half - 1 - remaining;
        if value < short_values {
            bits.put(value, width - 1);
        } else {
            bits.put(if value < half { value } else { value + short_values }, width);
        }
        remaining -= u32::from(share.unsigned_abs());
        at += 1;
        if share == 0 {
            let mut more = shares[at..].iter().take_while(|share| **share == 0).count();
            at += more;
            while more >= 3 {
                bits.put(3, 2);
                more -= 3;
            }
            bits.put(more as u32, 2);
        }
    }
    bits.pos.div_ceil(8)
}

/// Writes bits from the lowest of the first byte on, over zeros.
struct ForwardWriter<'a> {
    out: &'a mut [u8],
    pos: usize,
}

impl ForwardWriter<'_> {
    fn put(&mut self, value: u32, count: u32) {
        for bit in 0..count {
            self.out[self.pos / 8] |= ((value >> bit & 1) as u8) << (self.pos % 8);
            self.pos += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        for code in Code::ALL {
            let predefined = Distribution::predefined(code);
            let written = predefined.description();
            assert_eq!(Distribution::read(code, &written), Ok((predefined, written.len())));
            for symbol in (0..code.symbol_count() as u8).step_by(if cfg!(miri) { 20 } else { 1 }) {
                let single = Distribution::single(code, symbol).unwrap();
                let written = single.description();
                assert_eq!(Distribution::read(code, &written), Ok((single, written.len())));
            }
            assert_eq!(Distribution::single(code, code.symbol_count() as u8), None);
        }
    }

    #[test]
    fn a_table_is_as_fine_as_the_code_permits_and_no_finer() {
        for (code, most) in [(Code::LiteralLengths, 9), (Code::Offsets, 8), (Code::MatchLengths, 9)]
        {
            for table_log in entropy::TABLE_LOG_MIN..=15 {
                let mut bytes = [0; DESCRIPTION_MAX];
                let half = 1 << (table_log - 1);
                let len = write_shares(&[half, half], table_log, &mut bytes);
                let read = Distribution::read(code, &bytes[..len]);
                if table_log <= most {
                    let (read, size) = read.unwrap();
                    assert_eq!((read.shares(), read.table_log()), (&[half, half][..], table_log));
                    assert_eq!(size, len);
                } else {
                    assert_eq!(read, Err(SectionProblem::BadTable { code }), "2^{table_log} cells");
                }
            }
        }
    }

    #[test]
    fn another_codes_symbols_are_refused() {
        let wide = Distribution::predefined(Code::MatchLengths).description();
        assert_eq!(
            Distribution::read(Code::Offsets, &wide),
            Err(SectionProblem::BadTable { code: Code::Offsets })
        );
    }
}

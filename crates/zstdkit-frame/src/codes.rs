//! The codes of a block's sequences: what a symbol stands for (RFC 8878, section 3.1.1.3.2.1.1).

/// Which of the three codes of a block's sequences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// That of the lengths of literals, 36 symbols.
    LiteralLengths,
    /// That of the offsets, 32 symbols.
    Offsets,
    /// That of the lengths of matches, 53 symbols.
    MatchLengths,
}

/// The most symbols that any of the codes has.
pub(crate) const SYMBOLS_MAX: usize = 53;

const PREDEFINED_LITERAL_LENGTHS: [i16; 36] = [
    4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1,
    -1, -1, -1, -1,
];
const PREDEFINED_OFFSETS: [i16; 29] =
    [1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1];
const PREDEFINED_MATCH_LENGTHS: [i16; 53] = [
    1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1,
];

/// How many bits follow a symbol, from the first symbol on that has any.
const LITERAL_LENGTH_BITS: [u8; 20] =
    [1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
const MATCH_LENGTH_BITS: [u8; 21] =
    [1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];

/// What the symbols of a code stand for: the least value, and how many bits of more follow.
#[derive(Clone, Copy)]
pub(crate) struct Value {
    pub(crate) base: u32,
    pub(crate) bits: u8,
}

const LITERAL_LENGTHS: [Value; 36] = lengths(0, &LITERAL_LENGTH_BITS);
const MATCH_LENGTHS: [Value; 53] = lengths(3, &MATCH_LENGTH_BITS);
const OFFSETS: [Value; 32] = offsets();

/// Single values from `base` on, then ranges of as many values as `bits` can tell, without gaps.
const fn lengths<const N: usize>(mut base: u32, bits: &[u8]) -> [Value; N] {
    let mut values = [Value { base: 0, bits: 0 }; N];
    let mut at = 0;
    while at < N {
        let single = N - bits.len();
        let bits = if at < single { 0 } else { bits[at - single] };
        values[at] = Value { base, bits };
        base += 1 << bits;
        at += 1;
    }
    values
}

const fn offsets() -> [Value; 32] {
    let mut values = [Value { base: 0, bits: 0 }; 32];
    let mut at = 0;
    while at < 32 {
        values[at] = Value { base: 1 << at, bits: at as u8 };
        at += 1;
    }
    values
}

impl Code {
    /// All three, in the order in which a block describes them.
    pub const ALL: [Self; 3] = [Self::LiteralLengths, Self::Offsets, Self::MatchLengths];

    /// How many symbols the code has.
    #[must_use]
    pub const fn symbol_count(self) -> usize {
        self.values().len()
    }

    /// The base-2 logarithm of the most cells that a decoding table of the code has.
    #[must_use]
    pub const fn table_log_max(self) -> u32 {
        match self {
            Self::Offsets => 8,
            Self::LiteralLengths | Self::MatchLengths => 9,
        }
    }

    pub(crate) const fn predefined(self) -> (&'static [i16], u32) {
        match self {
            Self::LiteralLengths => (&PREDEFINED_LITERAL_LENGTHS, 6),
            Self::Offsets => (&PREDEFINED_OFFSETS, 5),
            Self::MatchLengths => (&PREDEFINED_MATCH_LENGTHS, 6),
        }
    }

    pub(crate) const fn values(self) -> &'static [Value] {
        match self {
            Self::LiteralLengths => &LITERAL_LENGTHS,
            Self::Offsets => &OFFSETS,
            Self::MatchLengths => &MATCH_LENGTHS,
        }
    }
}

impl core::fmt::Display for Code {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::LiteralLengths => "literal lengths",
            Self::Offsets => "offsets",
            Self::MatchLengths => "match lengths",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_those_of_the_rfc() {
        let of = |code: Code, symbol: usize| {
            let value = code.values()[symbol];
            (value.base, value.bits)
        };
        assert_eq!(of(Code::LiteralLengths, 15), (15, 0));
        assert_eq!(of(Code::LiteralLengths, 16), (16, 1));
        assert_eq!(of(Code::LiteralLengths, 24), (48, 4));
        assert_eq!(of(Code::LiteralLengths, 25), (64, 6));
        assert_eq!(of(Code::LiteralLengths, 35), (65536, 16));
        assert_eq!(of(Code::MatchLengths, 31), (34, 0));
        assert_eq!(of(Code::MatchLengths, 32), (35, 1));
        assert_eq!(of(Code::MatchLengths, 42), (99, 5));
        assert_eq!(of(Code::MatchLengths, 43), (131, 7));
        assert_eq!(of(Code::MatchLengths, 52), (65539, 16));
        assert_eq!(of(Code::Offsets, 31), (1 << 31, 31));
    }

    #[test]
    fn the_last_predefined_symbols_have_the_lowest_probability() {
        for (code, first) in
            [(Code::LiteralLengths, 32), (Code::Offsets, 24), (Code::MatchLengths, 46)]
        {
            let (likely, least) = code.predefined().0.split_at(first);
            assert!(likely.iter().all(|share| *share > 0), "{code:?}");
            assert!(least.iter().all(|share| *share == -1), "{code:?}");
        }
    }

    #[test]
    fn predefined_shares_fill_their_tables() {
        for code in Code::ALL {
            let (shares, table_log) = code.predefined();
            let cells: u32 = shares.iter().map(|share| u32::from(share.unsigned_abs())).sum();
            assert_eq!(cells, 1 << table_log, "{code:?}");
        }
    }
}

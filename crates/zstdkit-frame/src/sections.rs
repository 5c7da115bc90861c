//! The sections of a compressed block: literals, then sequences (RFC 8878, section 3.1.1.3).

use crate::problem::SectionProblem;

/// How a block stores its literals (RFC 8878, section 3.1.1.3.1.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LiteralsKind {
    /// As they are.
    Raw,
    /// As one byte, to be repeated.
    Rle,
    /// Huffman-coded, the code's description before them.
    Compressed,
    /// Huffman-coded with the code of an earlier block, or of the dictionary.
    Treeless,
}

/// What the header of a block's literals section says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Literals {
    kind: LiteralsKind,
    header_size: u8,
    streams: u8,
    regenerated_size: u32,
    stored_size: u32,
}

impl Literals {
    /// How the literals are stored.
    #[must_use]
    pub const fn kind(&self) -> LiteralsKind {
        self.kind
    }

    /// The length of the section's header, 1 to 5 bytes.
    #[must_use]
    pub const fn header_size(&self) -> usize {
        self.header_size as usize
    }

    /// How many literals there are once decoded, in bytes.
    #[must_use]
    pub const fn regenerated_size(&self) -> u32 {
        self.regenerated_size
    }

    /// How many bytes follow the section's header: the description of the code and the streams, or
    /// the literals themselves, or the one byte to repeat.
    #[must_use]
    pub const fn stored_size(&self) -> u32 {
        self.stored_size
    }

    /// The length in bytes of the whole section, its header included.
    #[must_use]
    pub const fn section_size(&self) -> u32 {
        self.header_size as u32 + self.stored_size
    }

    /// How many Huffman-coded streams there are: 1 or 4, or 0 when the literals are not coded so.
    #[must_use]
    pub const fn stream_count(&self) -> u8 {
        self.streams
    }
}

/// Where a block's code for one kind of symbol comes from (RFC 8878, section 3.1.1.3.2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TableMode {
    /// The format's own distribution.
    Predefined,
    /// One symbol, repeated for all sequences.
    Rle,
    /// A distribution that the block describes.
    Compressed,
    /// That of an earlier block, or of the dictionary.
    Repeat,
}

impl TableMode {
    const fn from_bits(bits: u8) -> Self {
        match bits & 3 {
            0 => Self::Predefined,
            1 => Self::Rle,
            2 => Self::Compressed,
            _ => Self::Repeat,
        }
    }
}

/// Where the three codes of a block's sequences come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TableModes {
    /// For the lengths of literals.
    pub literal_lengths: TableMode,
    /// For the offsets.
    pub offsets: TableMode,
    /// For the lengths of matches.
    pub match_lengths: TableMode,
}

/// What the section headers of a compressed block say.
///
/// Made by [`Block::sections`](crate::Block::sections).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sections {
    literals: Literals,
    sequence_count: u32,
    sequences_header_size: u8,
    sequences_size: u32,
    modes: Option<TableModes>,
}

impl Sections {
    /// The literals section's header.
    #[must_use]
    pub const fn literals(&self) -> Literals {
        self.literals
    }

    /// How many sequences there are, 0 to 98,047 (RFC 8878, section 3.1.1.3.2).
    #[must_use]
    pub const fn sequence_count(&self) -> u32 {
        self.sequence_count
    }

    /// Where the codes of the sequences come from; `None` when there are no sequences.
    #[must_use]
    pub const fn table_modes(&self) -> Option<TableModes> {
        self.modes
    }

    /// The length of the sequences section's header, 1 to 4 bytes.
    #[must_use]
    pub const fn sequences_header_size(&self) -> usize {
        self.sequences_header_size as usize
    }

    /// The length in bytes of the whole sequences section: its header, the codes' descriptions and
    /// the sequences.
    #[must_use]
    pub const fn sequences_size(&self) -> u32 {
        self.sequences_size
    }
}

/// Four streams hold at least this many literals.
const LITERALS_FOR_FOUR_STREAMS: u32 = 6;

/// From this number of sequences on, the count takes three bytes.
const LONG_SEQUENCE_COUNT: u32 = 0x7F00;

/// The longest header of a literals section.
pub(crate) const LITERALS_HEADER_MAX: usize = 5;

/// The longest header of a sequences section.
pub(crate) const SEQUENCES_HEADER_MAX: usize = 4;

/// Reads the section headers of a compressed block that holds `block`.
pub(crate) fn parse(block: &[u8], limit: u32) -> Result<Sections, SectionProblem> {
    // A block holds fewer than 2^21 bytes.
    let head = &block[..block.len().min(LITERALS_HEADER_MAX)];
    let literals = parse_literals(head, block.len() as u32, limit)?;
    let rest = block.get(literals.section_size() as usize..).unwrap_or_default();
    let head = &rest[..rest.len().min(SEQUENCES_HEADER_MAX)];
    parse_sequences(head, rest.len() as u32, literals)
}

/// Reads the header of the literals section that starts with `head`, in a block of `available` bytes.
///
/// Of the block no more than [`LITERALS_HEADER_MAX`] bytes are looked at. The whole section lies
/// within the block, or it is an error.
pub(crate) fn parse_literals(
    head: &[u8],
    available: u32,
    limit: u32,
) -> Result<Literals, SectionProblem> {
    let cut_short = |needed| SectionProblem::LiteralsCutShort { needed, available };
    let Some(&first) = head.first() else { return Err(cut_short(1)) };
    let kind = match first & 3 {
        0 => LiteralsKind::Raw,
        1 => LiteralsKind::Rle,
        2 => LiteralsKind::Compressed,
        _ => LiteralsKind::Treeless,
    };
    let coded = matches!(kind, LiteralsKind::Compressed | LiteralsKind::Treeless);
    let size_format = first >> 2 & 3;
    let (header_size, size_bits) = match (coded, size_format) {
        (false, 0 | 2) => (1, 5),
        (false, 1) => (2, 12),
        (false, _) => (3, 20),
        (true, 0 | 1) => (3, 10),
        (true, 2) => (4, 14),
        (true, _) => (5, 18),
    };
    let Some(header) = head.get(..usize::from(header_size)) else {
        return Err(cut_short(u32::from(header_size)));
    };
    let bits = header.iter().rev().fold(0u64, |bits, byte| bits << 8 | u64::from(*byte));
    // The smallest header has one bit of format, all others two.
    let size_shift = if header_size == 1 { 3 } else { 4 };
    let mask = (1 << size_bits) - 1;
    let regenerated_size = (bits >> size_shift & mask) as u32;
    let stored_size = match kind {
        LiteralsKind::Raw => regenerated_size,
        LiteralsKind::Rle => 1,
        _ => (bits >> (size_shift + size_bits) & mask) as u32,
    };
    let streams = match (coded, size_format) {
        (false, _) => 0,
        (true, 0) => 1,
        (true, _) => 4,
    };
    if regenerated_size > limit {
        return Err(SectionProblem::TooManyLiterals { size: regenerated_size, limit });
    }
    if streams == 4 && regenerated_size < LITERALS_FOR_FOUR_STREAMS {
        return Err(SectionProblem::TooFewLiterals { size: regenerated_size });
    }
    let literals = Literals { kind, header_size, streams, regenerated_size, stored_size };
    if literals.section_size() > available {
        return Err(cut_short(literals.section_size()));
    }
    Ok(literals)
}

/// Reads the header of the sequences section of `size` bytes that starts with `head`.
///
/// Of the section no more than [`SEQUENCES_HEADER_MAX`] bytes are looked at.
pub(crate) fn parse_sequences(
    head: &[u8],
    size: u32,
    literals: Literals,
) -> Result<Sections, SectionProblem> {
    let cut_short = |needed| SectionProblem::SequencesCutShort { needed, available: size };
    let (sequence_count, count_size) = match *head {
        [] => return Err(cut_short(1)),
        [count @ 0..=0x7F, ..] => (u32::from(count), 1),
        [high @ 0x80..=0xFE, low, ..] => (u32::from(high - 0x80) << 8 | u32::from(low), 2),
        [0xFF, low, high, ..] => {
            (u32::from(u16::from_le_bytes([low, high])) + LONG_SEQUENCE_COUNT, 3)
        }
        [0xFF, ..] => return Err(cut_short(3)),
        [_] => return Err(cut_short(2)),
    };
    let modes = match head.get(usize::from(count_size)) {
        None if sequence_count == 0 => None,
        Some(_) if sequence_count == 0 => {
            return Err(SectionProblem::ExtraBytes { extra: size - u32::from(count_size) });
        }
        None => return Err(cut_short(u32::from(count_size) + 1)),
        Some(&found) if found & 3 != 0 => {
            return Err(SectionProblem::ReservedModeBits { found });
        }
        Some(modes) => Some(TableModes {
            literal_lengths: TableMode::from_bits(modes >> 6),
            offsets: TableMode::from_bits(modes >> 4),
            match_lengths: TableMode::from_bits(modes >> 2),
        }),
    };
    let sequences_header_size = count_size + u8::from(modes.is_some());
    Ok(Sections { literals, sequence_count, sequences_header_size, sequences_size: size, modes })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_mode_has_its_bits() {
        let modes = [0, 1, 2, 3].map(TableMode::from_bits);
        let [predefined, rle, compressed, repeat] = modes;
        assert_eq!((predefined, rle), (TableMode::Predefined, TableMode::Rle));
        assert_eq!((compressed, repeat), (TableMode::Compressed, TableMode::Repeat));
    }

    #[test]
    fn six_literals_are_enough_for_four_streams() {
        // Compressed, four streams: two sizes of ten bits each.
        let header = |regenerated: u32| (6 | regenerated << 4 | 10 << 14).to_le_bytes();
        let literals = parse_literals(&header(6), 13, 1000).unwrap();
        assert_eq!((literals.regenerated_size(), literals.stream_count()), (6, 4));
        let problem = SectionProblem::TooFewLiterals { size: 5 };
        assert_eq!(parse_literals(&header(5), 13, 1000), Err(problem));
    }

    #[test]
    fn each_form_of_a_literals_header_has_sizes_of_its_own_width() {
        use LiteralsKind::{Compressed, Raw, Rle, Treeless};
        // Kinds, form, and how long the header is, a size in it, and how many streams there are.
        let forms = [
            ([Raw, Rle], 0, (1, 5, 0)),
            ([Raw, Rle], 1, (2, 12, 0)),
            ([Raw, Rle], 3, (3, 20, 0)),
            ([Compressed, Treeless], 0, (3, 10, 1)),
            ([Compressed, Treeless], 1, (3, 10, 4)),
            ([Compressed, Treeless], 2, (4, 14, 4)),
            ([Compressed, Treeless], 3, (5, 18, 4)),
        ];
        for (kinds, form, (header_size, width, streams)) in forms {
            for kind in kinds {
                // The largest size, and one of other bits.
                let (regenerated, coded) = ((1u32 << width) - 1, (1u32 << width) / 3);
                let shift = if header_size == 1 { 3 } else { 4 };
                let mut bits = kind as u64 | form << 2 | u64::from(regenerated) << shift;
                let stored = match kind {
                    Raw => regenerated,
                    Rle => 1,
                    Compressed | Treeless => {
                        bits |= u64::from(coded) << (shift + width);
                        coded
                    }
                };
                let head = &bits.to_le_bytes()[..LITERALS_HEADER_MAX];
                let available = header_size as u32 + stored;
                let literals = parse_literals(head, available, regenerated).unwrap();
                assert_eq!((literals.kind(), literals.header_size()), (kind, header_size));
                assert_eq!(literals.regenerated_size(), regenerated, "{kind:?} {form}");
                assert_eq!(literals.stored_size(), stored, "{kind:?} {form}");
                assert_eq!(literals.section_size(), available, "{kind:?} {form}");
                assert_eq!(literals.stream_count(), streams, "{kind:?} {form}");

                let (size, limit) = (regenerated, regenerated - 1);
                let problem = SectionProblem::TooManyLiterals { size, limit };
                assert_eq!(parse_literals(head, available, limit), Err(problem));
                let (needed, available) = (available, available - 1);
                let problem = SectionProblem::LiteralsCutShort { needed, available };
                assert_eq!(parse_literals(head, available, regenerated), Err(problem));
            }
        }
    }
}

//! The codes that blocks describe and later blocks repeat, and the offsets that sequences repeat.

use core::ops::Deref;

use crate::codes::Code;
use crate::distribution::{DESCRIPTION_MAX, Distribution, TableDescription};
use crate::entropy::huffman_size;
use crate::sections::{LiteralsKind, Sections, TableMode};
use crate::{
    block::Block, dictionary::dictionary_info, error::Error, magic::DICTIONARY_MAGIC,
    problem::SectionProblem,
};

/// The offsets that a frame's first sequences may repeat (RFC 8878, section 3.1.1.5).
const FIRST_REPEAT_OFFSETS: [u32; 3] = [1, 4, 8];

/// The longest description of a Huffman code: its first byte, and up to 127 more.
const HUFFMAN_MAX: usize = 128;

/// Two literals of one bit each, for where any code will do.
const LEAST_HUFFMAN: [u8; 2] = [0x80, 0x10];

/// Where a sequence code's table comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeTable {
    /// The format's own distribution.
    Predefined,
    /// One symbol, for which no bits are read.
    Single(u8),
    /// As described by a block or a dictionary.
    Described(TableDescription),
}

impl CodeTable {
    /// The distribution of the symbols; `None` of a single one, which has none, and of a description
    /// that is damaged.
    #[must_use]
    pub fn distribution(&self, code: Code) -> Option<Distribution> {
        match self {
            Self::Predefined => Some(Distribution::predefined(code)),
            Self::Single(_) => None,
            Self::Described(description) => Some(Distribution::read(code, description).ok()?.0),
        }
    }
}

/// What a decoder keeps from block to block, besides the content: the last table of each code, and
/// the three offsets that the next sequences may repeat.
///
/// With the window before it, that is all that decoding a block takes, wherever in its frame the
/// block stands; a trained dictionary is the same things, written down.
///
/// ```
/// use zstdkit_frame::{Tables, first_frame};
///
/// // `abcd` eight times: a match of 28 bytes after four literals.
/// let frame = b"\x28\xB5\x2F\xFD\x20\x20\x55\0\0\x20abcd\x01\0\x98\x4B\x04";
/// let mut tables = Tables::new();
/// for block in first_frame(frame)?.blocks() {
///     let mut sequences = block.sequences(&tables)?;
///     for sequence in &mut sequences {
///         let sequence = sequence?;
///         assert_eq!((sequence.literal_length, sequence.match_length, sequence.offset), (4, 28, 4));
///     }
///     tables = sequences.finish()?;
/// }
/// assert_eq!(tables.repeat_offsets(), [4, 1, 8]);
/// # Ok::<(), zstdkit_frame::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tables {
    huffman: [u8; HUFFMAN_MAX],
    huffman_size: u8,
    codes: [Option<CodeTable>; 3],
    repeat_offsets: [u32; 3],
}

impl Default for Tables {
    fn default() -> Self {
        Self::new()
    }
}

impl Tables {
    /// Those at the start of a frame that uses no dictionary: no table, and the offsets 1, 4 and 8.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            huffman: [0; HUFFMAN_MAX],
            huffman_size: 0,
            codes: [None; 3],
            repeat_offsets: FIRST_REPEAT_OFFSETS,
        }
    }

    /// Those at the start of a frame that uses this trained dictionary.
    ///
    /// # Errors
    ///
    /// Those of [`dictionary_info`].
    pub fn from_dictionary(dictionary: &[u8]) -> Result<Self, Error> {
        let info = dictionary_info(dictionary)?;
        let mut tables = Self::new();
        tables.repeat_offsets = info.repeat_offsets();
        // The header is sound, or there would be no info.
        let mut rest = &dictionary[8..];
        if let Some(size) = huffman_size(rest) {
            tables.set_huffman(&rest[..size]);
            rest = &rest[size..];
        }
        for code in [Code::Offsets, Code::MatchLengths, Code::LiteralLengths] {
            if let Ok((_, size)) = Distribution::read(code, rest) {
                tables.codes[code as usize] =
                    TableDescription::copy(&rest[..size]).map(CodeTable::Described);
                rest = &rest[size..];
            }
        }
        Ok(tables)
    }

    /// Takes in the tables that `block` describes, without looking at its sequences.
    ///
    /// The repeat offsets stay as they are, though the block's sequences may have changed them:
    /// [`Sequences::finish`](crate::Sequences::finish) gives both.
    ///
    /// # Errors
    ///
    /// [`Error::BadSection`] when the block's sections are damaged, or repeat a table that there isn't.
    pub fn update(&mut self, block: &Block<'_>) -> Result<(), Error> {
        let Some(sections) = block.sections()? else { return Ok(()) };
        match self.take(block.content(), &sections) {
            Ok(_) => Ok(()),
            Err(problem) => Err(Error::BadSection { offset: block.offset() as u64, problem }),
        }
    }

    /// Takes in what the block that holds `content` describes; its sequences' bits.
    pub(crate) fn take<'a>(
        &mut self,
        content: &'a [u8],
        sections: &Sections,
    ) -> Result<&'a [u8], SectionProblem> {
        let literals = sections.literals();
        // The sections have been read, so both lie within the block.
        let (head, rest) = content.split_at(literals.section_size() as usize);
        if literals.kind() == LiteralsKind::Compressed {
            let stored = &head[literals.header_size()..];
            let size = huffman_size(stored).ok_or(SectionProblem::BadHuffmanCode)?;
            self.set_huffman(&stored[..size]);
        }
        let mut rest = &rest[sections.sequences_header_size()..];
        let Some(modes) = sections.table_modes() else { return Ok(rest) };
        for (code, mode) in [
            (Code::LiteralLengths, modes.literal_lengths),
            (Code::Offsets, modes.offsets),
            (Code::MatchLengths, modes.match_lengths),
        ] {
            let table = &mut self.codes[code as usize];
            match mode {
                TableMode::Repeat if table.is_none() => {
                    return Err(SectionProblem::NothingToRepeat { code });
                }
                TableMode::Repeat => {}
                TableMode::Predefined => *table = Some(CodeTable::Predefined),
                TableMode::Rle => match rest.split_first() {
                    Some((&symbol, after)) if usize::from(symbol) < code.symbol_count() => {
                        *table = Some(CodeTable::Single(symbol));
                        rest = after;
                    }
                    _ => return Err(SectionProblem::BadTable { code }),
                },
                TableMode::Compressed => {
                    let (_, size) = Distribution::read(code, rest)?;
                    let description = TableDescription::copy(&rest[..size])
                        .ok_or(SectionProblem::BadTable { code })?;
                    *table = Some(CodeTable::Described(description));
                    rest = &rest[size..];
                }
            }
        }
        Ok(rest)
    }

    fn set_huffman(&mut self, description: &[u8]) {
        self.huffman[..description.len()].copy_from_slice(description);
        self.huffman_size = description.len() as u8;
    }

    /// The description of the last Huffman code of literals; `None` when there has been none.
    #[must_use]
    pub fn huffman(&self) -> Option<&[u8]> {
        (self.huffman_size > 0).then(|| &self.huffman[..usize::from(self.huffman_size)])
    }

    /// The last table of a code; `None` when there has been none.
    #[must_use]
    pub const fn table(&self, code: Code) -> Option<&CodeTable> {
        self.codes[code as usize].as_ref()
    }

    /// The offsets that the next sequences may repeat, last first.
    #[must_use]
    pub const fn repeat_offsets(&self) -> [u32; 3] {
        self.repeat_offsets
    }

    /// Sets the offsets that the next sequences may repeat, last first.
    pub const fn set_repeat_offsets(&mut self, offsets: [u32; 3]) {
        self.repeat_offsets = offsets;
    }

    /// Writes what a trained dictionary with these tables holds before its content: magic number,
    /// `id`, the descriptions, and the repeat offsets (RFC 8878, section 5).
    ///
    /// A table that there isn't is written as the format's own; an absent Huffman code as one of two
    /// literals. A decoder takes the dictionary if its content is at least as long as each of the
    /// offsets, which must not be 0, and at least 8 bytes.
    ///
    /// Of a table with a single symbol a dictionary can hold no more than what
    /// [`Distribution::single`] gives, which is not the same to a block that repeats it.
    #[must_use]
    pub fn dictionary_header(&self, id: u32) -> DictionaryHeader {
        let mut header = DictionaryHeader { bytes: [0; DICTIONARY_HEADER_MAX], len: 0 };
        header.push(&DICTIONARY_MAGIC.to_le_bytes());
        header.push(&id.to_le_bytes());
        header.push(self.huffman().unwrap_or(&LEAST_HUFFMAN));
        for code in [Code::Offsets, Code::MatchLengths, Code::LiteralLengths] {
            match self.table(code) {
                Some(CodeTable::Described(description)) => header.push(description),
                Some(CodeTable::Single(symbol)) => {
                    let single = Distribution::single(code, *symbol);
                    let written = single.unwrap_or(Distribution::predefined(code));
                    header.push(&written.description());
                }
                Some(CodeTable::Predefined) | None => {
                    header.push(&Distribution::predefined(code).description());
                }
            }
        }
        for offset in self.repeat_offsets {
            header.push(&offset.to_le_bytes());
        }
        header
    }
}

/// Magic number and id, three offsets, and the longest descriptions.
const DICTIONARY_HEADER_MAX: usize = 8 + 12 + HUFFMAN_MAX + 3 * DESCRIPTION_MAX;

/// What a dictionary holds before its content; dereferences to the bytes.
///
/// Made by [`Tables::dictionary_header`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DictionaryHeader {
    bytes: [u8; DICTIONARY_HEADER_MAX],
    len: usize,
}

impl DictionaryHeader {
    fn push(&mut self, part: &[u8]) {
        self.bytes[self.len..][..part.len()].copy_from_slice(part);
        self.len += part.len();
    }
}

impl Deref for DictionaryHeader {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::write_shares;

    #[test]
    fn tables_are_small_enough_to_keep_many_and_the_longest_fit_a_dictionary() {
        assert!(size_of::<Tables>() <= 400 && size_of::<DictionaryHeader>() <= 400);
        let mut tables = Tables::new();
        tables.set_huffman(&[7; HUFFMAN_MAX]);
        let mut size = 8 + HUFFMAN_MAX + 12;
        for code in Code::ALL {
            // One cell for each symbol and all others for the last: the values stay as wide as can be.
            let mut shares = std::vec![1; code.symbol_count()];
            shares[code.symbol_count() - 1] += (1 << code.table_log_max()) - shares.len() as i16;
            let mut bytes = [0; DESCRIPTION_MAX];
            let len = write_shares(&shares, code.table_log_max(), &mut bytes);
            let description = TableDescription::copy(&bytes[..len]).unwrap();
            let table = CodeTable::Described(description);
            assert_eq!(table.distribution(code).unwrap().shares(), shares);
            tables.codes[code as usize] = Some(table);
            size += len;
        }
        assert_eq!(tables.dictionary_header(1).len(), size);
    }

    #[test]
    #[cfg_attr(miri, ignore = "finding the tables' distributions anew takes minutes")]
    fn a_dictionary_holds_what_was_put_into_it() {
        let mut tables = Tables::new();
        tables.set_repeat_offsets([7, 2, 9]);
        let mut dictionary = std::vec::Vec::from(&*tables.dictionary_header(77));
        dictionary.extend_from_slice(b"some content of 9 bytes or more");
        let info = dictionary_info(&dictionary).unwrap();
        assert_eq!((info.id(), info.repeat_offsets()), (77, [7, 2, 9]));
        let read = Tables::from_dictionary(&dictionary).unwrap();
        assert_eq!(read.repeat_offsets(), [7, 2, 9]);
        for code in Code::ALL {
            let table = read.table(code).unwrap();
            assert_eq!(table.distribution(code), Some(Distribution::predefined(code)));
        }
        assert_eq!(&*read.dictionary_header(77), &*tables.dictionary_header(77));
    }
}

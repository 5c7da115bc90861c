//! Dictionaries: their header and entropy tables (RFC 8878, section 5).

use crate::entropy::{Distribution, huffman_size};
use crate::{error::Error, magic::DICTIONARY_MAGIC, problem::DictionaryProblem};

/// Magic number and id.
const HEADER_SIZE: usize = 8;

/// Three offsets of four bytes.
const REPEAT_OFFSETS_SIZE: usize = 12;

/// What a trained dictionary says before its content starts.
///
/// Made by [`dictionary_info`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DictionaryInfo {
    id: u32,
    entropy_size: u32,
    content_offset: u32,
    content_size: u64,
    repeat_offsets: [u32; 3],
}

impl DictionaryInfo {
    /// The dictionary's id, which frames name; 0 is reserved, and no id (RFC 8878, section 5).
    #[must_use]
    pub const fn id(&self) -> u32 {
        self.id
    }

    /// The length in bytes of the entropy tables: those of the literals, the offsets, the match
    /// lengths and the literal lengths.
    ///
    /// The magic number and the id (8 bytes) stand before them, the repeat offsets (12) after.
    #[must_use]
    pub const fn entropy_size(&self) -> usize {
        self.entropy_size as usize
    }

    /// Where the content starts; `ZDICT_getDictHeaderSize`.
    #[must_use]
    pub const fn content_offset(&self) -> usize {
        self.content_offset as usize
    }

    /// The length of the content in bytes.
    #[must_use]
    pub const fn content_size(&self) -> u64 {
        self.content_size
    }

    /// The offsets that the first sequences may repeat, each from 1 to the content's length.
    #[must_use]
    pub const fn repeat_offsets(&self) -> [u32; 3] {
        self.repeat_offsets
    }
}

/// The id of the dictionary in `buf`; 0 when that is no trained dictionary, but raw content.
///
/// Only the first 8 bytes are looked at. Answers what `ZSTD_getDictID_fromDict` does.
///
/// ```
/// assert_eq!(zstdkit_frame::dictionary_id(b"\x37\xA4\x30\xEC\x07\0\0\0 and so on"), 7);
/// assert_eq!(zstdkit_frame::dictionary_id(b"any text can serve as a dictionary"), 0);
/// ```
#[doc(alias = "ZSTD_getDictID_fromDict")]
#[doc(alias = "get_dict_id_from_dict")]
#[must_use]
pub fn dictionary_id(buf: &[u8]) -> u32 {
    match buf.split_first_chunk::<4>() {
        Some((magic, rest)) if u32::from_le_bytes(*magic) == DICTIONARY_MAGIC => {
            rest.first_chunk().map_or(0, |id| u32::from_le_bytes(*id))
        }
        _ => 0,
    }
}

/// Reads the header of the trained dictionary in `buf`, and checks its entropy tables.
///
/// `buf` is the whole dictionary. The tables are read as libzstd reads them for decompression, and
/// what it refuses is refused here.
///
/// # Errors
///
/// [`Error::BadDictionary`], with what is wrong. [`DictionaryProblem::NoMagic`] means that `buf` is
/// no trained dictionary at all, which can still serve as raw content.
///
/// ```
/// use zstdkit_frame::{DictionaryProblem, Error, dictionary_info};
///
/// let Err(Error::BadDictionary { problem, .. }) = dictionary_info(b"some text") else { panic!() };
/// assert!(matches!(problem, DictionaryProblem::NoMagic { .. }));
/// ```
#[doc(alias = "ZDICT_getDictHeaderSize")]
pub fn dictionary_info(buf: &[u8]) -> Result<DictionaryInfo, Error> {
    let bad = |at: usize, problem| Error::BadDictionary { offset: at as u64, problem };
    if !buf.starts_with(&DICTIONARY_MAGIC.to_le_bytes()) {
        return Err(bad(0, DictionaryProblem::no_magic(buf)));
    }
    let Some(tables) = buf.get(HEADER_SIZE..) else {
        return Err(bad(4, DictionaryProblem::NoId));
    };
    let tables_end = HEADER_SIZE
        + entropy_size(tables).map_err(|(at, problem)| bad(HEADER_SIZE + at, problem))?;
    let Some((&offsets, content)) = buf[tables_end..].split_first_chunk::<REPEAT_OFFSETS_SIZE>()
    else {
        return Err(bad(tables_end, DictionaryProblem::NoRepeatOffsets));
    };
    let mut repeat_offsets = [0; 3];
    for (index, bytes) in offsets.as_chunks::<4>().0.iter().enumerate() {
        let found = u32::from_le_bytes(*bytes);
        let content_size = content.len() as u64;
        if found == 0 || u64::from(found) > content_size {
            let problem = DictionaryProblem::RepeatOffset { found, content_size };
            return Err(bad(tables_end + 4 * index, problem));
        }
        repeat_offsets[index] = found;
    }
    Ok(DictionaryInfo {
        id: dictionary_id(buf),
        // Four tables of some hundred bytes at most.
        entropy_size: (tables_end - HEADER_SIZE) as u32,
        content_offset: (tables_end + REPEAT_OFFSETS_SIZE) as u32,
        content_size: content.len() as u64,
        repeat_offsets,
    })
}

/// The length of the entropy tables at the start of `tables`, or which is damaged and where.
fn entropy_size(tables: &[u8]) -> Result<usize, (usize, DictionaryProblem)> {
    let mut size = huffman_size(tables).ok_or((0, DictionaryProblem::LiteralsTable))?;
    size += table_size::<32>(&tables[size..], 8).ok_or((size, DictionaryProblem::OffsetsTable))?;
    size +=
        table_size::<53>(&tables[size..], 9).ok_or((size, DictionaryProblem::MatchLengthsTable))?;
    size += table_size::<36>(&tables[size..], 9)
        .ok_or((size, DictionaryProblem::LiteralLengthsTable))?;
    Ok(size)
}

fn table_size<const SYMBOLS: usize>(buf: &[u8], table_log_max: u32) -> Option<usize> {
    Distribution::<SYMBOLS>::read(buf, table_log_max).map(|distribution| distribution.size)
}

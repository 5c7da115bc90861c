//! Dictionaries: shared, digested once; sets of them.

mod digests;
mod owned;
mod set;

pub use owned::OwnedBytes;
pub use set::DictionarySet;

use alloc::{boxed::Box, sync::Arc};
use core::fmt;

use crate::{
    dictionary::digests::Digests,
    error::fallible::boxed_bytes,
    error::{DictionaryFault, Error, Result},
    ffi::{self, CompressDigest, Content, DecompressDigest, Lasting},
};

/// The first four bytes of a trained dictionary (RFC 8878, section 5).
const MAGIC: [u8; 4] = 0xEC30_A437_u32.to_le_bytes();

/// The fewest bytes that libzstd takes as a dictionary.
const LEAST: usize = 8;

/// A dictionary: what many small inputs have in common, known to both sides beforehand.
///
/// Cheap to clone, immutable, shared among threads. Each level's digested form is made once, at its
/// first use, and kept as long as the dictionary (with the feature `std`; without it, by each
/// context for itself).
///
/// ```
/// use zstdkit::{CompressOptions, DecompressOptions, Dictionary};
///
/// let dictionary = Dictionary::raw(b"what most of the records have in common")?;
/// let record = b"a record with what most of the records have in common";
/// let frame = CompressOptions::new().dictionary(&dictionary).compress(record)?;
/// assert!(frame.len() < zstdkit::compress(record, 0)?.len());
/// let back = DecompressOptions::new().dictionary(&dictionary).decompress(&frame)?;
/// assert_eq!(back, record);
/// # Ok::<(), zstdkit::Error>(())
/// ```
///
/// Covers `ZSTD_createCDict`, `ZSTD_freeCDict`, `ZSTD_createDDict` and `ZSTD_freeDDict`.
#[doc(alias = "CDict")]
#[doc(alias = "DDict")]
#[doc(alias = "DecoderDictionary")]
#[doc(alias = "EncoderDictionary")]
#[doc(alias = "ZSTD_createCDict")]
#[doc(alias = "ZSTD_createCDict_advanced")]
#[doc(alias = "ZSTD_createCDict_advanced2")]
#[doc(alias = "ZSTD_createDDict")]
#[doc(alias = "ZSTD_createDDict_advanced")]
#[doc(alias = "ZSTD_freeCDict")]
#[doc(alias = "ZSTD_freeDDict")]
#[doc(alias = "ZSTD_initStaticCDict")]
#[doc(alias = "ZSTD_initStaticDDict")]
#[doc(alias = "as_cdict")]
#[doc(alias = "as_ddict")]
#[derive(Clone)]
pub struct Dictionary(Arc<Shared>);

struct Shared {
    /// By itself, for the digests hold it too.
    content: Arc<OwnedBytes>,
    id: u32,
    digests: Digests,
}

/// How a dictionary is put to use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "lowercase"))]
pub enum DictionaryMode {
    /// Digested once per level and shared by all who use the dictionary: the fastest start for
    /// small inputs. The digest settles the match-finding parameters; ones set apart from the level
    /// (`windowLog`, `strategy` ...) don't apply. It fades as data grows: what is further back than
    /// the level's window is out of reach, and a large dictionary's start may be from the first byte.
    #[default]
    Digested,
    /// Digested by each context for itself, so that every parameter applies. It fades as data
    /// grows, as a digested one does: none of it is in reach beyond the window's length.
    Content,
    /// What came just before the data, for one frame: the frames before it in a version history,
    /// say (patch-from). Its content is taken as it is, and its id isn't written. A context applies
    /// it to each call, a push stream to its first frame only. Where window and match finder aren't
    /// set, they are chosen to reach all of it, as by
    /// [`CompressOptions::patch_from`](crate::CompressOptions::patch_from).
    Prefix,
}

impl Dictionary {
    /// Takes a trained dictionary, as `zstdkit_dict::train` or `zstd --train` make it.
    ///
    /// The content is copied.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidDictionary`] for fewer than 8 bytes, another magic number, an id of 0, or
    /// entropy tables that can't be read.
    #[doc(alias = "ZSTD_CCtx_loadDictionary_advanced")]
    #[doc(alias = "ZSTD_DCtx_loadDictionary_advanced")]
    #[doc(alias = "copy")]
    #[doc(alias = "create_cdict")]
    #[doc(alias = "create_ddict")]
    #[doc(alias = "try_copy")]
    pub fn new(content: impl AsRef<[u8]>) -> Result<Self> {
        let content = content.as_ref();
        check_trained(content)?;
        Self::from_content(boxed_bytes(content)?.into())
    }

    /// As [`new`](Self::new), but takes the content over, without a copy.
    ///
    /// libzstd reads it where it is, in every [mode](DictionaryMode) and for every level: memory holds it once.
    ///
    /// ```
    /// use zstdkit::{Dictionary, Error};
    ///
    /// let error = Dictionary::from_owned(vec![7; 100]).unwrap_err();
    /// assert!(matches!(error, Error::InvalidDictionary { .. }));
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`new`](Self::new).
    ///
    /// Wraps `ZSTD_createCDict_byReference` and `ZSTD_createDDict_byReference`.
    #[doc(alias = "ZSTD_createCDict_byReference")]
    #[doc(alias = "ZSTD_createDDict_byReference")]
    #[doc(alias = "create_by_reference")]
    #[doc(alias = "try_create_by_reference")]
    pub fn from_owned(content: impl Into<OwnedBytes>) -> Result<Self> {
        let content = content.into();
        check_trained(&content)?;
        Self::from_content(content)
    }

    /// Takes a trained dictionary that is only ever to decompress, without trying whether it can
    /// compress too, which takes time and memory in proportion to its length.
    ///
    /// # Errors
    ///
    /// Those of [`Dictionary::new`]; a dictionary that can't compress says so at the first try.
    pub fn for_decompression(content: impl Into<Box<[u8]>>) -> Result<Self> {
        let content = OwnedBytes::from(content.into());
        check_trained(&content)?;
        let id = ffi::dictionary_id(&content);
        let shared = Shared { content: Arc::new(content), id, digests: Digests::default() };
        shared.decompress_digest()?;
        Ok(Self(Arc::new(shared)))
    }

    /// Takes any content of 8 bytes or more, such as a typical record.
    ///
    /// Content that begins as a trained dictionary does is one, and has its id; all other has the
    /// id 0. The content is copied.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidDictionary`] for fewer than 8 bytes, or for a trained dictionary whose
    /// entropy tables can't be read.
    pub fn raw(content: impl AsRef<[u8]>) -> Result<Self> {
        let content = content.as_ref();
        check_length(content)?;
        Self::from_content(boxed_bytes(content)?.into())
    }

    /// As [`raw`](Self::raw), but takes the content over, without a copy, as
    /// [`from_owned`](Self::from_owned) does.
    ///
    /// ```
    /// use zstdkit::{CompressOptions, Dictionary};
    ///
    /// static RECORD: &[u8] = b"a typical record";
    /// let dictionary = Dictionary::raw_from_owned(RECORD)?;
    /// assert!(std::ptr::eq(dictionary.content(), RECORD));
    /// # Ok::<(), zstdkit::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`raw`](Self::raw).
    pub fn raw_from_owned(content: impl Into<OwnedBytes>) -> Result<Self> {
        let content = content.into();
        check_length(&content)?;
        Self::from_content(content)
    }

    /// What comes before a frame, whatever it is; `None` where that's so little that libzstd takes
    /// no notice of it.
    ///
    /// Where there is no memory for it, the first use says so.
    pub(crate) fn prefix(content: &[u8]) -> Option<Self> {
        if content.len() < LEAST {
            return None;
        }
        let content = boxed_bytes(content).unwrap_or_default().into();
        Some(Self::as_prefix(content))
    }

    /// As [`prefix`](Self::prefix), without a copy.
    pub(crate) fn owned_prefix(content: OwnedBytes) -> Option<Self> {
        (content.len() >= LEAST).then(|| Self::as_prefix(content))
    }

    fn as_prefix(content: OwnedBytes) -> Self {
        let id = ffi::dictionary_id(&content);
        Self(Arc::new(Shared { content: Arc::new(content), id, digests: Digests::default() }))
    }

    /// Its content, to be held by whom C reads it for; empty where there was no memory for it.
    pub(crate) fn lend(&self) -> Content {
        self.0.content.clone()
    }

    fn from_content(content: OwnedBytes) -> Result<Self> {
        let id = ffi::dictionary_id(&content);
        let shared = Shared { content: Arc::new(content), id, digests: Digests::default() };
        // What is corrupt is told now, and not at the first use. The two readers in C differ in
        // what they check, so both have to agree; the level makes no difference to that.
        if shared.content.starts_with(&MAGIC) {
            shared.make_compress_digest(1)?;
            shared.decompress_digest()?;
        }
        Ok(Self(Arc::new(shared)))
    }

    /// The id that frames name it by; 0 where it has none.
    ///
    /// Wraps `ZSTD_getDictID_fromDict`.
    #[doc(alias = "ZDICT_getDictID")]
    #[doc(alias = "ZSTD_getDictID_fromCDict")]
    #[doc(alias = "ZSTD_getDictID_fromDDict")]
    #[doc(alias = "ZSTD_getDictID_fromDict")]
    #[doc(alias = "get_dict_id")]
    pub fn id(&self) -> u32 {
        self.0.id
    }

    /// Its bytes.
    pub fn content(&self) -> &[u8] {
        &self.0.content
    }

    /// The memory that the content and the digested forms made so far take, in bytes.
    ///
    /// Wraps `ZSTD_sizeof_CDict` and `ZSTD_sizeof_DDict`.
    #[doc(alias = "ZSTD_sizeof_CDict")]
    #[doc(alias = "ZSTD_sizeof_DDict")]
    #[doc(alias = "sizeof")]
    pub fn memory_size(&self) -> usize {
        self.0.content.len() + self.0.digests.memory_size()
    }

    /// Whether both are clones of one, whose content needn't be compared.
    #[inline]
    pub(crate) fn is_same_as(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// How many hold it, this one included.
    #[cfg(all(test, feature = "std"))]
    pub(crate) fn users(&self) -> usize {
        Arc::strong_count(&self.0)
    }

    /// The digested form for a level, made at its first use.
    pub(crate) fn compress_digest(&self, level: i32) -> Result<Arc<CompressDigest>> {
        self.0.compress_digest(level)
    }

    /// The digested form for decompression, made at its first use.
    pub(crate) fn decompress_digest(&self) -> Result<Arc<DecompressDigest>> {
        self.0.decompress_digest()
    }
}

/// Refuses what libzstd would take no notice of.
fn check_length(content: &[u8]) -> Result<()> {
    if content.len() < LEAST {
        let reason = DictionaryFault::TooShort { len: content.len() };
        return Err(Error::InvalidDictionary { reason });
    }
    Ok(())
}

/// Refuses what isn't a trained dictionary, by its first bytes.
fn check_trained(content: &[u8]) -> Result<()> {
    let reason = match content.first_chunk::<4>() {
        _ if content.len() < LEAST => DictionaryFault::TooShort { len: content.len() },
        Some(found) if *found != MAGIC => DictionaryFault::NoMagic { found: *found },
        _ if ffi::dictionary_id(content) == 0 => DictionaryFault::ZeroId,
        _ => return Ok(()),
    };
    Err(Error::InvalidDictionary { reason })
}

impl Lasting for OwnedBytes {
    fn bytes(&self) -> &[u8] {
        self
    }
}

impl Shared {
    fn compress_digest(&self, level: i32) -> Result<Arc<CompressDigest>> {
        self.digests.compress(level, || self.make_compress_digest(level))
    }

    fn make_compress_digest(&self, level: i32) -> Result<CompressDigest> {
        CompressDigest::new(self.content.clone(), level)
            .ok_or_else(|| self.no_digest(CompressDigest::is_corrupt))
    }

    fn decompress_digest(&self) -> Result<Arc<DecompressDigest>> {
        self.digests.decompress(|| {
            DecompressDigest::new(self.content.clone())
                .ok_or_else(|| self.no_digest(DecompressDigest::is_corrupt))
        })
    }

    /// Why C made no digest. It doesn't say, so it's asked in another way.
    #[cold]
    fn no_digest(&self, is_corrupt: fn(&[u8]) -> bool) -> Error {
        if self.content.starts_with(&MAGIC) && is_corrupt(&self.content) {
            Error::InvalidDictionary { reason: DictionaryFault::Corrupt }
        } else {
            Error::OutOfMemory
        }
    }
}

impl AsRef<[u8]> for Dictionary {
    /// Its bytes.
    fn as_ref(&self) -> &[u8] {
        self.content()
    }
}

impl fmt::Debug for Dictionary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(shared) = self;
        f.debug_struct("Dictionary")
            .field("id", &shared.id)
            .field("len", &shared.content.len())
            .finish_non_exhaustive()
    }
}

impl PartialEq for Dictionary {
    fn eq(&self, other: &Self) -> bool {
        self.is_same_as(other) || self.content() == other.content()
    }
}

impl Eq for Dictionary {}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(feature = "std")]
    #[test]
    fn digests_are_made_once_per_level() {
        let dictionary = Dictionary::raw([7; 100]).unwrap();
        let first = dictionary.compress_digest(3).unwrap();
        let again = dictionary.clone().compress_digest(3).unwrap();
        assert!(Arc::ptr_eq(&first, &again));
        assert!(!Arc::ptr_eq(&first, &dictionary.compress_digest(4).unwrap()));
    }

    #[test]
    fn what_is_no_dictionary_is_refused_when_made() {
        let fault = |result: Result<Dictionary>| match result {
            Err(Error::InvalidDictionary { reason }) => reason,
            other => panic!("{other:?}"),
        };
        assert_eq!(fault(Dictionary::new([1; 7])), DictionaryFault::TooShort { len: 7 });
        assert_eq!(fault(Dictionary::raw([1; 7])), DictionaryFault::TooShort { len: 7 });
        assert_eq!(fault(Dictionary::new([1; 8])), DictionaryFault::NoMagic { found: [1; 4] });
        let zero_id = [&MAGIC[..], &[0; 4], &[1; 100]].concat();
        assert_eq!(fault(Dictionary::new(&zero_id)), DictionaryFault::ZeroId);
        let corrupt = [&MAGIC[..], &[9; 4], &[255; 100]].concat();
        assert_eq!(fault(Dictionary::new(&corrupt)), DictionaryFault::Corrupt);
        assert_eq!(fault(Dictionary::raw(&corrupt)), DictionaryFault::Corrupt);
    }
}

//! Digested dictionaries, and how they come about.

use std::{fmt, io};
#[cfg(feature = "zdict_builder")]
use std::{fs::File, io::Read, path::Path};

pub use zstd_safe::{CDict, DDict};

#[cfg(feature = "zdict_builder")]
use crate::error::{OrIo, out_of_memory, with_room};

/// C makes no digest of it.
fn unusable() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the dictionary can't be digested")
}

/// A dictionary, digested to compress with at one level.
pub struct EncoderDictionary<'a> {
    cdict: CDict<'a>,
}

impl EncoderDictionary<'static> {
    /// Digests a dictionary.
    ///
    /// # Panics
    ///
    /// Where [`try_copy`](Self::try_copy) has an error.
    pub fn copy(dictionary: &[u8], level: i32) -> Self {
        Self { cdict: CDict::create(dictionary, level) }
    }

    /// Digests a dictionary.
    ///
    /// # Errors
    ///
    /// It's corrupt, or there is no memory.
    pub fn try_copy(dictionary: &[u8], level: i32) -> io::Result<Self> {
        CDict::try_create(dictionary, level).map(|cdict| Self { cdict }).ok_or_else(unusable)
    }
}

impl<'a> EncoderDictionary<'a> {
    /// Digests a dictionary; the content is copied all the same.
    ///
    /// # Panics
    ///
    /// Where [`try_new`](Self::try_new) has an error.
    #[cfg(feature = "experimental")]
    pub fn new(dictionary: &'a [u8], level: i32) -> Self {
        Self { cdict: CDict::create_by_reference(dictionary, level) }
    }

    /// Digests a dictionary; the content is copied all the same.
    ///
    /// # Errors
    ///
    /// It's corrupt, or there is no memory.
    #[cfg(feature = "experimental")]
    pub fn try_new(dictionary: &'a [u8], level: i32) -> io::Result<Self> {
        CDict::try_create_by_reference(dictionary, level)
            .map(|cdict| Self { cdict })
            .ok_or_else(unusable)
    }

    /// The digest.
    pub fn as_cdict(&self) -> &CDict<'a> {
        &self.cdict
    }
}

/// A dictionary, digested to decompress with.
pub struct DecoderDictionary<'a> {
    ddict: DDict<'a>,
}

impl DecoderDictionary<'static> {
    /// Digests a dictionary.
    ///
    /// # Panics
    ///
    /// Where [`try_copy`](Self::try_copy) has an error.
    pub fn copy(dictionary: &[u8]) -> Self {
        Self { ddict: DDict::create(dictionary) }
    }

    /// Digests a dictionary.
    ///
    /// # Errors
    ///
    /// It's corrupt, or there is no memory.
    pub fn try_copy(dictionary: &[u8]) -> io::Result<Self> {
        DDict::try_create(dictionary).map(|ddict| Self { ddict }).ok_or_else(unusable)
    }
}

impl<'a> DecoderDictionary<'a> {
    /// Digests a dictionary, without a copy of its content.
    ///
    /// # Panics
    ///
    /// Where [`try_new`](Self::try_new) has an error.
    #[cfg(feature = "experimental")]
    pub fn new(dict: &'a [u8]) -> Self {
        Self { ddict: DDict::create_by_reference(dict) }
    }

    /// Digests a dictionary, without a copy of its content.
    ///
    /// # Errors
    ///
    /// It's corrupt, or there is no memory.
    #[cfg(feature = "experimental")]
    pub fn try_new(dict: &'a [u8]) -> io::Result<Self> {
        DDict::try_create_by_reference(dict).map(|ddict| Self { ddict }).ok_or_else(unusable)
    }

    /// The digest.
    pub fn as_ddict(&self) -> &DDict<'a> {
        &self.ddict
    }
}

impl fmt::Debug for EncoderDictionary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.cdict.fmt(f)
    }
}

impl fmt::Debug for DecoderDictionary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.ddict.fmt(f)
    }
}

/// Trains a dictionary of at most `max_size` bytes with samples that lie one behind the other.
///
/// # Errors
///
/// The sizes don't add up to the samples' length, C finds the samples too few, or there is no memory.
#[cfg(feature = "zdict_builder")]
pub fn from_continuous(
    sample_data: &[u8],
    sample_sizes: &[usize],
    max_size: usize,
) -> io::Result<Vec<u8>> {
    let total = sample_sizes.iter().try_fold(0usize, |sum, size| sum.checked_add(*size));
    if total != Some(sample_data.len()) {
        return Err(io::Error::other("the samples' sizes aren't those of the data"));
    }
    let mut dictionary = with_room(max_size)?;
    zstd_safe::train_from_buffer(&mut dictionary, sample_data, sample_sizes).or_io()?;
    Ok(dictionary)
}

/// Trains a dictionary of at most `max_size` bytes.
///
/// # Errors
///
/// As [`from_continuous`].
#[cfg(feature = "zdict_builder")]
pub fn from_samples<S: AsRef<[u8]>>(samples: &[S], max_size: usize) -> io::Result<Vec<u8>> {
    from_sample_iterator(samples.iter().map(|sample| Ok(sample.as_ref())), max_size)
}

/// Trains a dictionary of at most `max_size` bytes with samples that are read.
///
/// # Errors
///
/// As [`from_continuous`]; a sample's own, and those of reading it.
#[cfg(feature = "zdict_builder")]
pub fn from_sample_iterator<I, R>(samples: I, max_size: usize) -> io::Result<Vec<u8>>
where
    I: IntoIterator<Item = io::Result<R>>,
    R: Read,
{
    let mut data = Vec::new();
    let mut sizes: Vec<usize> = Vec::new();
    for sample in samples {
        let before = data.len();
        sample?.read_to_end(&mut data)?;
        sizes.try_reserve(1).map_err(|_| out_of_memory())?;
        sizes.push(data.len() - before);
    }
    from_continuous(&data, &sizes, max_size)
}

/// Trains a dictionary of at most `max_size` bytes with a sample from each file.
///
/// # Errors
///
/// As [`from_continuous`], and those of opening and reading files.
#[cfg(feature = "zdict_builder")]
pub fn from_files<I, P>(filenames: I, max_size: usize) -> io::Result<Vec<u8>>
where
    P: AsRef<Path>,
    I: IntoIterator<Item = P>,
{
    from_sample_iterator(filenames.into_iter().map(File::open), max_size)
}

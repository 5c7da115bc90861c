//! Streams compressed with a dictionary for the web: `Content-Encoding: dcz`, of RFC 9842.
//!
//! Such a stream says first which dictionary it was made with, by the dictionary's SHA-256, in a skippable
//! frame of 40 bytes; then come Zstandard frames. The dictionary is any content that both sides have, an
//! earlier version of the same resource, say, and counts as raw bytes whatever is in it. Windows are limited, so
//! that every browser can decode it: to 8 MiB, or to 1.25 times the dictionary where that is more, and never
//! over 128 MiB.
//!
//! ```
//! use zstdkit::{CompressOptions, DecompressOptions, dcz};
//!
//! let (old, new) = (b"version 1 of a long script", b"version 2 of a long script");
//! let dictionary = dcz::Dictionary::new(old)?;
//! let response = dictionary.compress(new, &CompressOptions::new().level(19))?;
//! assert_eq!(dcz::wanted(&response), Some(*dictionary.hash()));
//! assert_eq!(dictionary.decompress(&response, &DecompressOptions::new())?, new);
//! # Ok::<(), zstdkit::Error>(())
//! ```

#[cfg(feature = "std")]
mod streams;

use alloc::vec::Vec;

use sha2::{Digest as _, Sha256};

use crate::{
    dictionary::OwnedBytes,
    error::{Error, Result, fallible::boxed_bytes},
    options::{CompressOptions, DecompressOptions},
    output::GrowingOutput,
};

/// The length of what a stream begins with, in bytes.
pub const HEADER_LEN: usize = 40;

/// A skippable frame's magic number, and the length of a hash.
const START: [u8; 8] = [0x5E, 0x2A, 0x4D, 0x18, 32, 0, 0, 0];

/// Every decoder takes windows up to so many bytes.
const LEAST_LIMIT: u64 = 8 << 20;

/// None takes larger ones.
const MOST_LIMIT: u64 = 128 << 20;

/// A dictionary of the web's, with its SHA-256.
#[derive(Clone, Debug)]
pub struct Dictionary {
    content: OwnedBytes,
    hash: [u8; 32],
}

/// The SHA-256 of the dictionary that a stream of that beginning wants; `None` for one that is too short or
/// begins otherwise.
#[must_use]
pub fn wanted(stream: &[u8]) -> Option<[u8; 32]> {
    stream.strip_prefix(&START)?.first_chunk().copied()
}

impl Dictionary {
    /// Takes a dictionary, and copies it.
    ///
    /// # Errors
    ///
    /// No memory.
    pub fn new(content: impl AsRef<[u8]>) -> Result<Self> {
        Ok(Self::from_owned(boxed_bytes(content.as_ref())?))
    }

    /// Takes a dictionary over, without a copy.
    pub fn from_owned(content: impl Into<OwnedBytes>) -> Self {
        let content = content.into();
        let hash = Sha256::digest(&*content).into();
        Self { content, hash }
    }

    /// Its SHA-256, which requests name it by (`Available-Dictionary`).
    pub fn hash(&self) -> &[u8; 32] {
        &self.hash
    }

    /// Its bytes.
    pub fn content(&self) -> &[u8] {
        &self.content
    }

    /// What every stream with this dictionary begins with.
    ///
    /// ```
    /// use zstdkit::dcz::Dictionary;
    ///
    /// let header = Dictionary::new(b"abc")?.header();
    /// assert_eq!(header[..8], [0x5E, 0x2A, 0x4D, 0x18, 32, 0, 0, 0]);
    /// assert_eq!(header[8..12], [0xBA, 0x78, 0x16, 0xBF]);
    /// # Ok::<(), zstdkit::Error>(())
    /// ```
    pub fn header(&self) -> [u8; HEADER_LEN] {
        let mut header = [0; HEADER_LEN];
        header[..START.len()].copy_from_slice(&START);
        header[START.len()..].copy_from_slice(&self.hash);
        header
    }

    /// Checks that a stream begins as one with this dictionary does. Decoders skip the header themselves.
    ///
    /// # Errors
    ///
    /// [`Error::Truncated`] for less than [`HEADER_LEN`] bytes, [`Error::UnknownFrame`] for no header,
    /// [`Error::DictionaryHash`] for another dictionary's.
    pub fn check_header(&self, stream: &[u8]) -> Result<()> {
        let start = &stream[..stream.len().min(START.len())];
        if !START.starts_with(start) {
            let found = start[..start.len().min(4)].to_vec();
            return Err(Error::UnknownFrame { offset: 0, found });
        }
        match wanted(stream) {
            None => Err(Error::Truncated),
            Some(hash) if hash != self.hash => Err(Error::DictionaryHash),
            Some(_) => Ok(()),
        }
    }

    /// The options, for frames behind the [`header`](Self::header): with this dictionary in place of any
    /// other, and windows as large as every decoder takes them.
    ///
    /// For push streams, steps and asynchronous adaptors; a stream has one such frame, its first.
    pub fn compress_options(&self, options: &CompressOptions) -> CompressOptions {
        let limit = self.window_limit().ilog2();
        options.clone().patch_from_owned(self.content.clone()).limit_window_log(Some(limit))
    }

    /// The options, for streams with this dictionary, whose [header](Self::check_header) has been checked.
    ///
    /// A limit of windows that is set stays, where it's the lower one.
    pub fn decompress_options(&self, options: &DecompressOptions) -> DecompressOptions {
        let limit = self.window_limit().min(options.set_max_window().unwrap_or(u64::MAX));
        options.clone().patch_from_owned(self.content.clone()).keep_prefix().window_limit(limit)
    }

    /// Compresses `data` into a stream.
    ///
    /// # Errors
    ///
    /// Those of [`CompressOptions::compress`].
    pub fn compress(&self, data: &[u8], options: &CompressOptions) -> Result<Vec<u8>> {
        let mut stream = Vec::new();
        stream.try_reserve(HEADER_LEN).map_err(|_| Error::OutOfMemory)?;
        stream.extend_from_slice(&self.header());
        self.compress_options(options).context()?.compress_into(data, &mut stream)?;
        Ok(stream)
    }

    /// Decompresses a stream.
    ///
    /// # Errors
    ///
    /// Those of [`check_header`](Self::check_header), and those of [`DecompressOptions::decompress`].
    pub fn decompress(&self, stream: &[u8], options: &DecompressOptions) -> Result<Vec<u8>> {
        let mut data = Vec::new();
        self.decompress_into(stream, options, &mut data)?;
        Ok(data)
    }

    /// As [`decompress`](Self::decompress), but appends to `output`; returns how many bytes.
    ///
    /// # Errors
    ///
    /// As [`decompress`](Self::decompress); `output` is then as it was.
    pub fn decompress_into<O: GrowingOutput>(
        &self,
        stream: &[u8],
        options: &DecompressOptions,
        output: &mut O,
    ) -> Result<usize> {
        self.check_header(stream)?;
        let options = self.decompress_options(options);
        let written = options.context()?.decompress_into(stream, output)?;
        Ok(written)
    }

    /// The largest window of a stream, in bytes.
    fn window_limit(&self) -> u64 {
        let len = self.content.len() as u64;
        (len + len / 4).clamp(LEAST_LIMIT, MOST_LIMIT)
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    #[test]
    fn windows_are_limited_by_the_dictionary() {
        let limit = |len| Dictionary::from_owned(vec![0; len]).window_limit();
        assert_eq!(limit(0), 8 << 20);
        assert_eq!(limit(6 << 20), 8 << 20);
        assert_eq!(limit(8 << 20), 10 << 20);
        assert_eq!(limit(120 << 20), 128 << 20);
    }
}

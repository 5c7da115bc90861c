//! What reading takes besides the index: limits, and the file's dictionary.

use zstdkit::{DecompressOptions, DecompressParameter, Dictionary};

use crate::error::{Error, IndexProblem, Result};
use crate::index::{Index, Start};

/// The largest window, unless it is set.
const WINDOW_LOG_MAX: u32 = 27;

/// How a file is read by an index: limits, and the dictionary that its frames were made with.
///
/// [`SeekReader`](crate::SeekReader) has the same methods.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    options: DecompressOptions,
    window_limit: u64,
    dictionary: Option<Dictionary>,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self::new()
    }
}

impl ReadOptions {
    /// Windows up to 2^27 bytes, no dictionary.
    #[must_use]
    pub fn new() -> Self {
        let options = DecompressOptions::new();
        Self { options, window_limit: 1 << WINDOW_LOG_MAX, dictionary: None }
    }

    /// The base-2 logarithm of the largest window that is taken memory for.
    #[must_use]
    pub fn window_log_max(mut self, log: u32) -> Self {
        self.options = self.options.window_log_max(log);
        self.window_limit = 1_u64.checked_shl(log).unwrap_or(u64::MAX);
        self
    }

    /// The dictionary that the file's frames were made with.
    #[must_use]
    pub fn dictionary(mut self, dictionary: &Dictionary) -> Self {
        self.options = self.options.dictionary(dictionary);
        self.dictionary = Some(dictionary.clone());
        self
    }

    pub(crate) const fn decompress(&self) -> &DecompressOptions {
        &self.options
    }

    /// Refuses an index that was made with another dictionary.
    pub(crate) fn check(&self, index: &Index) -> Result<()> {
        index.check_dictionary(self.dictionary.as_ref())
    }

    /// The dictionary of a checkpoint; `None` at a frame's start.
    pub(crate) fn open(&self, index: &Index, at: usize) -> Result<Option<Dictionary>> {
        let Start::Block { window_size, stored } = &index.0.points[at].start else {
            return Ok(None);
        };
        let window_size = *window_size;
        if window_size > self.window_limit {
            return Err(Error::WindowTooLarge { size: window_size, limit: self.window_limit });
        }
        let damaged = |error| match error {
            zstdkit::Error::OutOfMemory => Error::Zstd(error),
            _ => IndexProblem::Window { point: at }.into(),
        };
        // As much as a window may hold, the file's dictionary before it, and tables.
        let before = self.dictionary.as_ref().map_or(0, |dictionary| dictionary.content().len());
        let most = window_size.saturating_add(before as u64).saturating_add(1 << 10);
        // The window was looked at already; machines differ in how large one may be at all.
        let any = *DecompressParameter::WindowLogMax.bounds().end();
        let content = DecompressOptions::new()
            .set(DecompressParameter::WindowLogMax, any)
            .max_output(usize::try_from(most).unwrap_or(usize::MAX))
            .decompress(&stored.frame)
            .map_err(damaged)?;
        Dictionary::for_decompression(content).map(Some).map_err(damaged)
    }
}

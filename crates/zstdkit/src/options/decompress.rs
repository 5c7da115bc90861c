//! Options of decompression.

use crate::{
    DecompressContext, DecompressParameter, Decompressor, Dictionary, DictionaryMode,
    FrameDecompressor, Result, one_call,
};

/// The window limit's logarithm where none is set: 128 MiB.
const DEFAULT_WINDOW_LOG_MAX: i32 = 27;

/// What a decompression is asked to do: limits, a dictionary.
///
/// Cheap to clone, and validated when used.
///
/// ```
/// use zstdkit::{DecompressOptions, Error};
///
/// let frame = zstdkit::compress(&[0; 5000], 3)?;
/// let bounded = DecompressOptions::new().max_output(4096);
/// assert_eq!(bounded.decompress(&frame), Err(Error::OutputLimit { limit: 4096 }));
/// # Ok::<(), zstdkit::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct DecompressOptions {
    window_log_max: Option<i32>,
    max_output: Option<usize>,
    dictionary: Option<(Dictionary, DictionaryMode)>,
}

impl DecompressOptions {
    /// Windows up to 128 MiB, output without a limit, no dictionary.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The largest window that a frame may ask for: 2^10 to 2^31 bytes; 2^27 by default.
    ///
    /// It holds for every way of decompression, those included that take no window's memory.
    #[must_use]
    pub fn window_log_max(self, log: u32) -> Self {
        self.set(DecompressParameter::WindowLogMax, i32::try_from(log).unwrap_or(i32::MAX))
    }

    /// The most output, in bytes: of one call of a context or a one-call function, or of the whole
    /// life of a push stream.
    #[must_use]
    pub fn max_output(mut self, limit: usize) -> Self {
        self.max_output = Some(limit);
        self
    }

    /// Any parameter, by its enum. 0 asks for libzstd's own choice.
    #[must_use]
    pub fn set(mut self, parameter: DecompressParameter, value: i32) -> Self {
        match parameter {
            DecompressParameter::WindowLogMax => self.window_log_max = Some(value),
        }
        self
    }

    /// What a parameter was set to; `None` where it wasn't.
    pub fn get(&self, parameter: DecompressParameter) -> Option<i32> {
        match parameter {
            DecompressParameter::WindowLogMax => self.window_log_max,
        }
    }

    /// Uses a dictionary, digested once for all who use it.
    #[must_use]
    pub fn dictionary(self, dictionary: &Dictionary) -> Self {
        self.dictionary_as(dictionary, DictionaryMode::Digested)
    }

    /// Uses a dictionary in the given way.
    #[must_use]
    pub fn dictionary_as(mut self, dictionary: &Dictionary, mode: DictionaryMode) -> Self {
        self.dictionary = Some((dictionary.clone(), mode));
        self
    }

    /// Decompresses every frame in `data`, with a context that the thread keeps.
    ///
    /// # Errors
    ///
    /// [`Error::Truncated`](crate::Error::Truncated),
    /// [`Error::UnknownFrame`](crate::Error::UnknownFrame) for bytes that begin no frame,
    /// [`Error::OutputLimit`](crate::Error::OutputLimit),
    /// [`Error::WindowTooLarge`](crate::Error::WindowTooLarge),
    /// [`Error::DictionaryMismatch`](crate::Error::DictionaryMismatch), or libzstd's own errors for
    /// corrupt data and wrong checksums.
    ///
    /// Wraps `ZSTD_decompressDCtx`.
    pub fn decompress(&self, data: &[u8]) -> Result<Vec<u8>> {
        let mut output = Vec::new();
        self.decompress_into(data, &mut output)?;
        crate::context::give_back_waste(&mut output);
        Ok(output)
    }

    /// Decompresses every frame in `data`, appending to `output`; returns how many bytes.
    ///
    /// # Errors
    ///
    /// As [`decompress`](Self::decompress); `output` is then as it was.
    pub fn decompress_into(&self, data: &[u8], output: &mut Vec<u8>) -> Result<usize> {
        one_call::with_decompress_context(self, |context| context.decompress_into(data, output))
    }

    /// A push stream over any number of frames, with these options.
    ///
    /// # Errors
    ///
    /// A parameter out of bounds, or no memory.
    pub fn decompressor(&self) -> Result<Decompressor> {
        Decompressor::new(self)
    }

    /// A push stream over a single frame, with these options.
    ///
    /// # Errors
    ///
    /// A parameter out of bounds, or no memory.
    pub fn frame_decompressor(&self) -> Result<FrameDecompressor> {
        FrameDecompressor::new(self)
    }

    /// A reusable context with these options.
    ///
    /// # Errors
    ///
    /// A parameter out of bounds, or no memory.
    pub fn context(&self) -> Result<DecompressContext> {
        DecompressContext::new(self)
    }

    /// The largest window allowed, in bytes.
    pub(crate) fn window_limit(&self) -> u64 {
        let log = self.window_log_max.filter(|log| *log != 0).unwrap_or(DEFAULT_WINDOW_LOG_MAX);
        1 << log.clamp(0, 63)
    }

    pub(crate) fn output_limit(&self) -> Option<usize> {
        self.max_output
    }

    pub(crate) fn dictionary_and_mode(&self) -> Option<&(Dictionary, DictionaryMode)> {
        self.dictionary.as_ref()
    }

    /// The id that frames may name, 0 for none: a prefix has no id.
    pub(crate) fn dictionary_id(&self) -> u32 {
        match &self.dictionary {
            Some((dictionary, DictionaryMode::Digested | DictionaryMode::Content)) => {
                dictionary.id()
            }
            Some((_, DictionaryMode::Prefix)) | None => 0,
        }
    }
}

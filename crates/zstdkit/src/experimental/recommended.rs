//! The parameters that a level stands for.

use crate::{
    error::Result,
    ffi,
    options::CompressOptions,
    parameters::{CompressParameter as P, Strategy},
};

/// The match-finding parameters that a level stands for, given the sizes of input and dictionary.
///
/// ```
/// use zstdkit::{CompressOptions, CompressionParameters, Strategy};
///
/// let small = CompressionParameters::recommended(19, Some(1000), 0)?;
/// let large = CompressionParameters::recommended(19, None, 0)?;
/// assert!(small.window_log < large.window_log);
/// let options = CompressOptions::new().compression_parameters(&large);
/// # assert_eq!(zstdkit::decompress(&options.compress(b"data")?)?, b"data");
/// # Ok::<(), zstdkit::Error>(())
/// ```
///
/// Wraps `ZSTD_compressionParameters`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CompressionParameters {
    /// The window: 2^windowLog bytes.
    pub window_log: u32,
    /// The multi-probe table: 2^chainLog entries.
    pub chain_log: u32,
    /// The first probe table: 2^hashLog entries.
    pub hash_log: u32,
    /// Search attempts: 2^searchLog.
    pub search_log: u32,
    /// The least match that is searched for, in bytes.
    pub min_match: u32,
    /// What [`CompressParameter::TargetLength`](P::TargetLength) says.
    pub target_length: u32,
    /// The match finder.
    pub strategy: Strategy,
}

impl CompressionParameters {
    /// What libzstd uses at `level` for an input of `size` bytes (`None` for unknown) with a
    /// dictionary of `dictionary_size` bytes (0 for none).
    ///
    /// # Errors
    ///
    /// [`Error::ParameterOutOfBounds`](crate::Error::ParameterOutOfBounds) for the level.
    ///
    /// Wraps `ZSTD_getCParams`.
    pub fn recommended(level: i32, size: Option<u64>, dictionary_size: usize) -> Result<Self> {
        P::CompressionLevel.check(level)?;
        ffi::recommended_parameters(level, size, dictionary_size)
    }

    /// These parameters, made fit for an input of `size` bytes (`None` for unknown) with a
    /// dictionary of `dictionary_size` bytes: no larger than needed.
    ///
    /// # Errors
    ///
    /// [`Error::ParameterOutOfBounds`](crate::Error::ParameterOutOfBounds) for what lies outside of
    /// its bounds.
    ///
    /// Wraps `ZSTD_adjustCParams`.
    pub fn adjusted(&self, size: Option<u64>, dictionary_size: usize) -> Result<Self> {
        self.check()?;
        ffi::adjusted_parameters(self, size, dictionary_size)
    }

    /// Checks every parameter against its bounds.
    ///
    /// # Errors
    ///
    /// [`Error::ParameterOutOfBounds`](crate::Error::ParameterOutOfBounds), naming the first.
    ///
    /// Covers `ZSTD_checkCParams`.
    pub fn check(&self) -> Result<()> {
        self.values().into_iter().try_for_each(|(parameter, value)| parameter.check(value))
    }

    fn values(&self) -> [(P, i32); 7] {
        let value = |value: u32| i32::try_from(value).unwrap_or(i32::MAX);
        [
            (P::WindowLog, value(self.window_log)),
            (P::ChainLog, value(self.chain_log)),
            (P::HashLog, value(self.hash_log)),
            (P::SearchLog, value(self.search_log)),
            (P::MinMatch, value(self.min_match)),
            (P::TargetLength, value(self.target_length)),
            (P::Strategy, self.strategy.into()),
        ]
    }
}

impl CompressOptions {
    /// Sets all seven match-finding parameters.
    ///
    /// Covers `ZSTD_CCtx_setCParams`.
    #[must_use]
    pub fn compression_parameters(self, parameters: &CompressionParameters) -> Self {
        let values = parameters.values().into_iter();
        values.fold(self, |options, (parameter, value)| options.set(parameter, value))
    }
}

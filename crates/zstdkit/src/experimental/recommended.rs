//! The parameters that a level stands for.

use crate::{
    error::Result,
    ffi,
    options::CompressOptions,
    parameters::{CompressParameter as P, CompressionParameters},
};

impl CompressionParameters {
    /// What libzstd uses at `level` for an input of `size` bytes (`None` for unknown) with a
    /// dictionary of `dictionary_size` bytes (0 for none).
    ///
    /// # Errors
    ///
    /// [`Error::ParameterOutOfBounds`](crate::Error::ParameterOutOfBounds) for the level.
    ///
    /// Wraps `ZSTD_getCParams`.
    #[doc(alias = "ZSTD_getCParams")]
    #[doc(alias = "ZSTD_getParams")]
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
    #[doc(alias = "ZSTD_adjustCParams")]
    pub fn adjusted(&self, size: Option<u64>, dictionary_size: usize) -> Result<Self> {
        self.check()?;
        ffi::adjusted_parameters(self, size, dictionary_size)
    }
}

impl CompressOptions {
    /// Sets all seven match-finding parameters.
    ///
    /// Covers `ZSTD_CCtx_setCParams`.
    #[doc(alias = "ZSTD_CCtx_setCParams")]
    #[doc(alias = "ZSTD_compressBegin_advanced")]
    #[doc(alias = "ZSTD_compress_advanced")]
    #[doc(alias = "ZSTD_initCStream_advanced")]
    #[must_use]
    pub fn compression_parameters(self, parameters: &CompressionParameters) -> Self {
        let values = parameters.values().into_iter();
        values.fold(self, |options, (parameter, value)| options.set(parameter, value))
    }
}

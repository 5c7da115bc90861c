//! The match-finding parameters by name, as libzstd keeps them together.

use super::{CompressParameter as P, Strategy};
use crate::error::Result;

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
#[doc(alias = "ZSTD_compressionParameters")]
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
    /// Checks every parameter against its bounds.
    ///
    /// # Errors
    ///
    /// [`Error::ParameterOutOfBounds`](crate::Error::ParameterOutOfBounds), naming the first.
    ///
    /// Covers `ZSTD_checkCParams`.
    #[doc(alias = "ZSTD_checkCParams")]
    pub fn check(&self) -> Result<()> {
        self.values().into_iter().try_for_each(|(parameter, value)| parameter.check(value))
    }

    pub(crate) fn values(&self) -> [(P, i32); 7] {
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

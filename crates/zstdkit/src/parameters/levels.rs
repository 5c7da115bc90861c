//! The levels that there are.

use core::ops::RangeInclusive;

/// The level that 0 stands for.
///
/// ```
/// let data = b"compressed, compressed, compressed";
/// assert_eq!(zstdkit::compress(data, 0)?, zstdkit::compress(data, zstdkit::DEFAULT_LEVEL)?);
/// # Ok::<(), zstdkit::Error>(())
/// ```
///
/// Wraps `ZSTD_defaultCLevel`: the same number, known at compile time.
#[doc(alias = "CLEVEL_DEFAULT")]
#[doc(alias = "DEFAULT_COMPRESSION_LEVEL")]
#[doc(alias = "ZSTD_defaultCLevel")]
pub const DEFAULT_LEVEL: i32 = zstdkit_sys::ZSTD_CLEVEL_DEFAULT;

/// All levels, from the fastest to the smallest; 0 among them is [`DEFAULT_LEVEL`].
///
/// For whoever would rather have a level moved into its bounds than refused:
///
/// ```
/// use zstdkit::LEVELS;
///
/// let wanted = 99;
/// let level = wanted.clamp(*LEVELS.start(), *LEVELS.end());
/// assert_eq!(level, 22);
/// ```
///
/// Wraps `ZSTD_minCLevel` and `ZSTD_maxCLevel`: the same numbers, known at compile time.
#[doc(alias = "ZSTD_maxCLevel")]
#[doc(alias = "ZSTD_minCLevel")]
#[doc(alias = "compression_level_range")]
#[doc(alias = "max_c_level")]
#[doc(alias = "min_c_level")]
pub const LEVELS: RangeInclusive<i32> = -(zstdkit_sys::ZSTD_BLOCKSIZE_MAX as i32)..=22;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameters::CompressParameter;

    #[test]
    fn the_levels_are_libzstds() {
        assert_eq!(LEVELS, CompressParameter::CompressionLevel.bounds());
        // SAFETY: takes nothing.
        assert_eq!(DEFAULT_LEVEL, unsafe { zstdkit_sys::ZSTD_defaultCLevel() });
    }
}

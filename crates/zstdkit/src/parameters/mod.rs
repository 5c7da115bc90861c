//! What libzstd is told by numbers: parameters with their names and bounds, directives, resets.

#[macro_use]
mod declare;
mod compress;
#[cfg(feature = "experimental")]
mod compression;
mod decompress;
mod directive;
mod levels;
mod reset;
mod strategy;
mod values;

pub use compress::CompressParameter;
#[cfg(feature = "experimental")]
pub use compression::CompressionParameters;
pub use decompress::DecompressParameter;
pub use directive::EndDirective;
pub use levels::{DEFAULT_LEVEL, LEVELS};
pub use reset::Reset;
pub use strategy::Strategy;

pub(crate) use values::Values;

use core::ops::RangeInclusive;

use crate::error::{Error, Result};

/// Checks a value that C would clamp or refuse without a word about bounds.
///
/// 0 passes everywhere: where it lies outside the bounds, it asks for libzstd's own choice.
fn check_bounds(name: &'static str, bounds: RangeInclusive<i32>, value: i32) -> Result<()> {
    if value == 0 || bounds.contains(&value) {
        return Ok(());
    }
    let (lower, upper) = bounds.into_inner();
    Err(Error::ParameterOutOfBounds { parameter: name, lower, upper, value })
}

/// Bounds as libzstd gives them; a parameter that it doesn't know has none.
fn bounds_of(bounds: zstdkit_sys::ZSTD_bounds) -> RangeInclusive<i32> {
    // SAFETY: a pure function of the number.
    if unsafe { zstdkit_sys::ZSTD_isError(bounds.error) } == 0 {
        bounds.lowerBound..=bounds.upperBound
    } else {
        0..=0
    }
}

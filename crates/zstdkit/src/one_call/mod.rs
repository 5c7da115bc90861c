//! One call: functions that need no object, with the contexts that a thread keeps for them.

#[cfg(feature = "std")]
mod kept;
mod skippable;
mod with_options;

pub use skippable::write_skippable_frame;

use alloc::vec::Vec;

use crate::{
    context::{CompressContext, DecompressContext},
    error::Result,
    options::{CompressOptions, DecompressOptions},
};

/// Compresses `data` into one frame, at the given level; 0 is the default level, 3.
///
/// A context is kept for the thread, so that many small inputs cost no more than with a
/// [`CompressContext`].
///
/// ```
/// let frame = zstdkit::compress(b"one call", 19)?;
/// assert_eq!(zstdkit::decompress(&frame)?, b"one call");
/// # Ok::<(), zstdkit::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::ParameterOutOfBounds`](crate::Error::ParameterOutOfBounds) for a level outside of
/// -131072..=22, or no memory.
///
/// Wraps `ZSTD_compress2`.
#[doc(alias = "ZSTD_compress")]
#[doc(alias = "ZSTD_compress2")]
#[doc(alias = "ZSTD_compressCCtx")]
#[doc(alias = "encode_all")]
pub fn compress(data: &[u8], level: i32) -> Result<Vec<u8>> {
    CompressOptions::new().level(level).compress(data)
}

/// Decompresses every frame in `data`, skippable ones among them.
///
/// Empty input gives empty output. Frames may ask for windows of up to 128 MiB;
/// [`DecompressOptions`] sets other limits.
///
/// # Errors
///
/// As [`DecompressOptions::decompress`].
///
/// Wraps `ZSTD_decompressDCtx`.
#[doc(alias = "ZSTD_decompress")]
#[doc(alias = "ZSTD_decompressDCtx")]
#[doc(alias = "decode_all")]
pub fn decompress(data: &[u8]) -> Result<Vec<u8>> {
    DecompressOptions::new().decompress(data)
}

/// Lends out a compression context with the given options: the thread's, where there are threads.
fn with_compress_context<T>(
    options: &CompressOptions,
    call: impl FnOnce(&mut CompressContext) -> Result<T>,
) -> Result<T> {
    #[cfg(feature = "std")]
    return kept::with_compress_context(options, call);
    #[cfg(not(feature = "std"))]
    call(&mut CompressContext::new(options)?)
}

/// Lends out a decompression context with the given options: the thread's, where there are threads.
fn with_decompress_context<T>(
    options: &DecompressOptions,
    call: impl FnOnce(&mut DecompressContext) -> Result<T>,
) -> Result<T> {
    #[cfg(feature = "std")]
    return kept::with_decompress_context(options, call);
    #[cfg(not(feature = "std"))]
    call(&mut DecompressContext::new(options)?)
}

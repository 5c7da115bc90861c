//! Functions that need no object.

use alloc::vec::Vec;

use crate::{CompressContext, CompressOptions, DecompressContext, DecompressOptions, Result};

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
pub fn decompress(data: &[u8]) -> Result<Vec<u8>> {
    DecompressOptions::new().decompress(data)
}

/// The most bytes that compressing `len` bytes into one frame can give.
///
/// Lengths that no memory could hold give `usize::MAX`.
///
/// ```
/// use zstdkit::{CompressContext, CompressOptions, compress_bound};
///
/// let mut room = [0; compress_bound(1000)];
/// let size = CompressContext::new(&CompressOptions::new())?.compress_into(&[7; 1000], &mut room)?;
/// assert_eq!(zstdkit::decompress(&room[..size])?, [7; 1000]);
/// # Ok::<(), zstdkit::Error>(())
/// ```
///
/// Wraps `ZSTD_compressBound`: the same number, known at compile time.
#[must_use]
pub const fn compress_bound(len: usize) -> usize {
    if len as u64 >= zstdkit_sys::ZSTD_MAX_INPUT_SIZE {
        return usize::MAX;
    }
    // Each block that doesn't shrink costs its header; small inputs are granted a bit more.
    let margin = zstdkit_sys::ZSTD_BLOCKSIZE_MAX.saturating_sub(len) / 2048;
    len + len / 256 + margin
}

/// Lends out a compression context with the given options: the thread's, where there are threads.
pub(crate) fn with_compress_context<T>(
    options: &CompressOptions,
    call: impl FnOnce(&mut CompressContext) -> Result<T>,
) -> Result<T> {
    #[cfg(feature = "std")]
    return crate::kept::with_compress_context(options, call);
    #[cfg(not(feature = "std"))]
    call(&mut CompressContext::new(options)?)
}

/// Lends out a decompression context with the given options: the thread's, where there are threads.
pub(crate) fn with_decompress_context<T>(
    options: &DecompressOptions,
    call: impl FnOnce(&mut DecompressContext) -> Result<T>,
) -> Result<T> {
    #[cfg(feature = "std")]
    return crate::kept::with_decompress_context(options, call);
    #[cfg(not(feature = "std"))]
    call(&mut DecompressContext::new(options)?)
}

#[cfg(test)]
mod tests {
    use super::compress_bound;

    #[test]
    fn the_bound_is_libzstds() {
        let limit = zstdkit_sys::ZSTD_MAX_INPUT_SIZE.min(usize::MAX as u64) as usize;
        // Just below the limit, C's answer can't be told from an error code.
        let around = [1 << 10, 128 << 10, 1 << 20, usize::MAX / 2, limit + 2, usize::MAX - 1];
        let around = around.into_iter().flat_map(|len| len - 2..=len + 1);
        for len in (0..300_000).step_by(7).chain(around) {
            assert_eq!(compress_bound(len), crate::ffi::compress_bound(len), "{len}");
        }
    }
}

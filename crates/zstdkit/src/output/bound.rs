//! How much output there can be.

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
#[doc(alias = "ZSTD_compressBound")]
#[must_use]
pub const fn compress_bound(len: usize) -> usize {
    if len as u64 >= zstdkit_sys::ZSTD_MAX_INPUT_SIZE {
        return usize::MAX;
    }
    // Each block that doesn't shrink costs its header; small inputs are granted a bit more.
    let margin = zstdkit_sys::ZSTD_BLOCKSIZE_MAX.saturating_sub(len) / 2048;
    len + len / 256 + margin
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

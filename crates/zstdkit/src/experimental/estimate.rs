//! How much memory an object will take, before it's made.

use crate::{
    error::Result,
    ffi,
    options::{CompressOptions, DecompressOptions},
    parameters::CompressParameter,
};

/// The most memory that a [`CompressContext`](crate::CompressContext) with these options will take,
/// in bytes, whatever it's given; its dictionary and worker threads left out.
///
/// ```
/// use zstdkit::{CompressOptions, estimate_compress_context};
///
/// let fast = estimate_compress_context(&CompressOptions::new().level(1))?;
/// let small = estimate_compress_context(&CompressOptions::new().level(19))?;
/// assert!(fast < small);
/// # Ok::<(), zstdkit::Error>(())
/// ```
///
/// # Errors
///
/// A parameter out of bounds, or worker threads, of whose memory libzstd gives no estimate.
///
/// Wraps `ZSTD_estimateCCtxSize_usingCCtxParams`.
pub fn estimate_compress_context(options: &CompressOptions) -> Result<usize> {
    let parameters = ffi::CctxParams::new(options)?;
    Ok(parameters.estimate_context()?)
}

/// The most memory that a [`Compressor`](crate::Compressor) with these options will take, in bytes;
/// its dictionary and worker threads left out.
///
/// # Errors
///
/// A parameter out of bounds, or worker threads, of whose memory libzstd gives no estimate.
///
/// Wraps `ZSTD_estimateCStreamSize_usingCCtxParams`.
pub fn estimate_compressor(options: &CompressOptions) -> Result<usize> {
    let parameters = ffi::CctxParams::new(options)?;
    Ok(parameters.estimate_stream()?)
}

/// The memory that a [`DecompressContext`](crate::DecompressContext) takes for frames that say their
/// size, in bytes.
///
/// Wraps `ZSTD_estimateDCtxSize`.
pub fn estimate_decompress_context() -> usize {
    ffi::estimate_decompress_context()
}

/// The most memory that a [`Decompressor`](crate::Decompressor) with these options will take, in
/// bytes; kept input left out.
///
/// What one frame needs is told by `zstdkit_frame::FrameInfo::decoder_memory`.
///
/// ```
/// use zstdkit::{DecompressOptions, estimate_decompressor};
///
/// let modest = DecompressOptions::new().window_log_max(20);
/// assert!((1 << 20..2 << 20).contains(&estimate_decompressor(&modest)?));
/// # Ok::<(), zstdkit::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::OutOfMemory`](crate::Error::OutOfMemory) for more than this machine can address.
///
/// Wraps `ZSTD_estimateDStreamSize`.
pub fn estimate_decompressor(options: &DecompressOptions) -> Result<usize> {
    let window =
        usize::try_from(options.max_window()).map_err(|_| crate::error::Error::OutOfMemory)?;
    Ok(ffi::estimate_decompressor(window)?)
}

/// The memory that a dictionary of `len` bytes takes in its digested form for `level`, in bytes.
///
/// # Errors
///
/// [`Error::ParameterOutOfBounds`](crate::Error::ParameterOutOfBounds) for the level.
///
/// Wraps `ZSTD_estimateCDictSize`.
pub fn estimate_compress_digest(len: usize, level: i32) -> Result<usize> {
    CompressParameter::CompressionLevel.check(level)?;
    Ok(ffi::estimate_compress_digest(len, level)?)
}

/// The memory that a dictionary of `len` bytes takes in its digested form for decompression.
///
/// Wraps `ZSTD_estimateDDictSize`.
pub fn estimate_decompress_digest(len: usize) -> usize {
    ffi::estimate_decompress_digest(len)
}

//! Compression and decompression without a context.

use zstdkit_sys as sys;

use crate::{
    buffer::WriteBuf,
    cctx::CCtx,
    dctx::DCtx,
    error::{SafeResult, number},
    parameters::CompressionLevel,
    zstd_sys::ZSTD_ErrorCode,
};

/// Compresses `src` at a level.
pub fn compress<C: WriteBuf + ?Sized>(
    dst: &mut C,
    src: &[u8],
    compression_level: CompressionLevel,
) -> SafeResult {
    CCtx::try_create().ok_or(number(ZSTD_ErrorCode::ZSTD_error_memory_allocation))?.compress(
        dst,
        src,
        compression_level,
    )
}

/// Decompresses all frames of `src`.
pub fn decompress<C: WriteBuf + ?Sized>(dst: &mut C, src: &[u8]) -> SafeResult {
    DCtx::try_create()
        .ok_or(number(ZSTD_ErrorCode::ZSTD_error_memory_allocation))?
        .decompress(dst, src)
}

/// The size in bytes that any `src_size` bytes take at most when compressed in one call.
pub fn compress_bound(src_size: usize) -> usize {
    // SAFETY: the function computes with any number.
    unsafe { sys::ZSTD_compressBound(src_size) }
}

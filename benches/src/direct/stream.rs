//! C's streams, step by step.

use std::mem::MaybeUninit;

use anyhow::Result;
use zstdkit_sys as sys;

use super::{CompressionContext, DecompressionContext, check};

/// `ZSTD_compressStream2`: returns how many bytes were written, and how many are still to come.
#[inline]
pub(crate) fn compress_step(
    context: &mut CompressionContext,
    input: &mut &[u8],
    room: &mut [MaybeUninit<u8>],
    directive: sys::ZSTD_EndDirective,
) -> Result<(usize, usize)> {
    let mut from = sys::ZSTD_inBuffer { src: input.as_ptr().cast(), size: input.len(), pos: 0 };
    let mut to = sys::ZSTD_outBuffer { dst: room.as_mut_ptr().cast(), size: room.len(), pos: 0 };
    // SAFETY: the pointer is a live CCtx, alone in use; both buffers are given with their lengths,
    // and, as no stable-buffer mode is set, C keeps neither.
    let left = check(unsafe {
        sys::ZSTD_compressStream2(context.raw.as_ptr(), &mut to, &mut from, directive)
    })?;
    *input = &input[from.pos..];
    Ok((to.pos, left))
}

/// `ZSTD_decompressStream`: returns how many bytes were written, and whether a frame is complete.
#[inline]
pub(crate) fn decompress_step(
    context: &mut DecompressionContext,
    input: &mut &[u8],
    room: &mut [MaybeUninit<u8>],
) -> Result<(usize, bool)> {
    let mut from = sys::ZSTD_inBuffer { src: input.as_ptr().cast(), size: input.len(), pos: 0 };
    let mut to = sys::ZSTD_outBuffer { dst: room.as_mut_ptr().cast(), size: room.len(), pos: 0 };
    // SAFETY: the pointer is a live DCtx, alone in use; both buffers are given with their lengths,
    // and, as no stable-buffer mode is set, C keeps neither.
    let hint =
        check(unsafe { sys::ZSTD_decompressStream(context.raw.as_ptr(), &mut to, &mut from) })?;
    *input = &input[from.pos..];
    Ok((to.pos, hint == 0))
}

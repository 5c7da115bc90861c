//! What C tells about frames without decompressing them.

use std::mem::MaybeUninit;

use anyhow::{Result, ensure};
use zstdkit_sys as sys;

use super::check;

/// `ZSTD_findFrameCompressedSize`.
#[inline]
pub(crate) fn frame_size(data: &[u8]) -> Result<usize> {
    // SAFETY: the slice is given with its length, and only read.
    check(unsafe { sys::ZSTD_findFrameCompressedSize(data.as_ptr().cast(), data.len()) })
}

/// `ZSTD_getFrameContentSize`, of frames that say it.
#[inline]
pub(crate) fn content_size(frame: &[u8]) -> Result<u64> {
    // SAFETY: the slice is given with its length, and only read.
    let size = unsafe { sys::ZSTD_getFrameContentSize(frame.as_ptr().cast(), frame.len()) };
    ensure!(size < sys::ZSTD_CONTENTSIZE_ERROR, "the frame doesn't say its size");
    Ok(size)
}

/// The content size as `ZSTD_getFrameHeader` reads it among all else that a header says.
#[inline]
pub(crate) fn header_content_size(frame: &[u8]) -> Result<u64> {
    let mut header = MaybeUninit::<sys::ZSTD_FrameHeader>::uninit();
    // SAFETY: the slice is given with its length; the header is written, not read.
    let missing = check(unsafe {
        sys::ZSTD_getFrameHeader(header.as_mut_ptr(), frame.as_ptr().cast(), frame.len())
    })?;
    ensure!(missing == 0, "the header is cut short");
    // SAFETY: an answer of 0 says that every field was written.
    Ok(unsafe { header.assume_init() }.frameContentSize)
}

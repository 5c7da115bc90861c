//! libzstd's C functions, called as a careful C program would: the measure of all contestants.
//!
//! Each result is checked for being an error, and nothing more is done.

mod context;
mod frame;
mod stream;
mod train;

pub(crate) use context::{CompressDictionary, CompressionContext, DecompressionContext};
pub(crate) use frame::{content_size, frame_size, header_content_size};
pub(crate) use stream::{compress_step, decompress_step};
pub(crate) use train::train;

use std::ffi::CStr;

use anyhow::{Result, bail};
use zstdkit_sys as sys;

/// A count, or libzstd's error.
#[inline]
fn check(code: usize) -> Result<usize> {
    // SAFETY: a pure function of the number.
    if unsafe { sys::ZSTD_isError(code) } == 0 { Ok(code) } else { fail(code) }
}

#[cold]
fn fail(code: usize) -> Result<usize> {
    // SAFETY: takes any number, and returns a NUL-terminated string among the program's constants.
    let name = unsafe { CStr::from_ptr(sys::ZSTD_getErrorName(code)) };
    bail!("libzstd: {}", name.to_string_lossy())
}

/// The most that compressing `len` bytes can give.
pub(crate) fn compress_bound(len: usize) -> usize {
    // SAFETY: a pure function of the number.
    unsafe { sys::ZSTD_compressBound(len) }
}

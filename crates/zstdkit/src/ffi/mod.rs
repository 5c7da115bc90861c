//! libzstd's objects, each with one owner, and the only calls into C.
//!
//! What stands above this module is safe code: it hands in slices and gets counts or an
//! [`ErrorCode`] back. What C borrows (a digested dictionary, a prefix) is held here beside the
//! object that borrows it.

#[cfg(feature = "experimental")]
mod advice;
mod cctx;
mod dctx;
mod dictionary;
#[cfg(feature = "experimental")]
mod guard;
#[cfg(feature = "experimental")]
mod helped;
#[cfg(feature = "experimental")]
mod home;
#[cfg(feature = "experimental")]
mod lasting;
mod loan;
#[cfg(feature = "experimental")]
mod placed;
#[cfg(feature = "experimental")]
mod pool;
mod prefix;
#[cfg(feature = "experimental")]
mod producer;
#[cfg(feature = "experimental")]
mod sequences;
mod verdict;

#[cfg(feature = "experimental")]
pub(crate) use advice::*;
pub(crate) use cctx::Cctx;
pub(crate) use dctx::Dctx;
pub(crate) use dictionary::{CompressDigest, DecompressDigest, dictionary_id};
#[cfg(feature = "experimental")]
pub use home::Allocator;
pub(crate) use loan::{Content, Lasting};
#[cfg(feature = "experimental")]
pub(crate) use {home::Home, lasting::LastingRoom, pool::Pool, producer::ProducerSlot};

use core::ffi::CStr;

use crate::error::ErrorCode;

/// A count, or libzstd's error: C returns both in one `size_t`.
#[inline]
fn check(code: usize) -> Result<usize, ErrorCode> {
    // SAFETY: both are pure functions of the number.
    unsafe {
        if zstdkit_sys::ZSTD_isError(code) == 0 {
            Ok(code)
        } else {
            Err(ErrorCode::from_raw(zstdkit_sys::ZSTD_getErrorCode(code).0))
        }
    }
}

/// libzstd's words for one of its errors.
pub(crate) fn error_message(code: ErrorCode) -> &'static str {
    // SAFETY: takes any number and returns a NUL-terminated string that lives in the program's
    // constants.
    let message = unsafe {
        CStr::from_ptr(zstdkit_sys::ZSTD_getErrorString(zstdkit_sys::ZSTD_ErrorCode(code.as_raw())))
    };
    message.to_str().unwrap_or("error without a readable message")
}

/// The version of the libzstd that is linked.
pub(crate) fn version() -> &'static str {
    // SAFETY: returns a NUL-terminated string that lives in the program's constants.
    let version = unsafe { CStr::from_ptr(zstdkit_sys::ZSTD_versionString()) };
    version.to_str().unwrap_or("unknown")
}

/// The lengths of input and output that libzstd recommends to streams: those of compression, those of
/// decompression.
#[cfg(test)]
pub(crate) fn recommended_sizes() -> [usize; 4] {
    // SAFETY: they take nothing.
    unsafe {
        [
            zstdkit_sys::ZSTD_CStreamInSize(),
            zstdkit_sys::ZSTD_CStreamOutSize(),
            zstdkit_sys::ZSTD_DStreamInSize(),
            zstdkit_sys::ZSTD_DStreamOutSize(),
        ]
    }
}

/// What libzstd says of [`compress_bound`](crate::compress_bound).
#[cfg(test)]
pub(crate) fn compress_bound(len: usize) -> usize {
    // SAFETY: a pure function of the number, which answers an error for one that's too large.
    check(unsafe { zstdkit_sys::ZSTD_compressBound(len) }).unwrap_or(usize::MAX)
}

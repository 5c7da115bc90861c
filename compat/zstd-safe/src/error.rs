//! Numbers of C that are errors.

use core::{ffi::CStr, fmt};

use zstdkit_sys as sys;

use crate::zstd_sys::ZSTD_ErrorCode;

/// A number that C returned, and that stands for an error.
pub type ErrorCode = usize;

/// A count, or an error's number.
pub type SafeResult = Result<usize, ErrorCode>;

/// A frame's header that can't be read, so that it tells no size.
#[derive(Debug)]
pub struct ContentSizeError;

impl fmt::Display for ContentSizeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the frame's header can't be read")
    }
}

/// What libzstd calls an error.
pub fn get_error_name(code: usize) -> &'static str {
    // SAFETY: any number may be asked about, and the answer is a string that lives as long as the program.
    unsafe { static_str(sys::ZSTD_getErrorName(code)) }
}

/// Whether a number that C returned is the error `kind`.
pub fn is_error_kind(code: ErrorCode, kind: ZSTD_ErrorCode) -> bool {
    // SAFETY: any number may be asked about.
    is_error(code) && unsafe { sys::ZSTD_getErrorCode(code) }.0 == kind as u32
}

/// A string that C has for as long as the program runs.
///
/// # Safety
///
/// `text` is such a string.
pub(crate) unsafe fn static_str(text: *const core::ffi::c_char) -> &'static str {
    // SAFETY: as promised by the caller.
    unsafe { CStr::from_ptr(text) }.to_str().unwrap_or("an error whose name isn't UTF-8")
}

fn is_error(code: usize) -> bool {
    // SAFETY: any number may be asked about.
    unsafe { sys::ZSTD_isError(code) != 0 }
}

/// What C answered, as a count or an error.
pub(crate) fn check(code: usize) -> SafeResult {
    if is_error(code) { Err(code) } else { Ok(code) }
}

/// The number that C returns for an error: the negative of its code.
pub(crate) const fn number(kind: ZSTD_ErrorCode) -> ErrorCode {
    (kind as usize).wrapping_neg()
}

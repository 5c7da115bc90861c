//! C's errors as errors of `std::io`.

use std::{fmt, io};

use zstd_safe::{ErrorCode, SafeResult, zstd_sys::ZSTD_ErrorCode};

/// An error of libzstd's, which is what an [`io::Error`] of this crate holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Error {
    code: ErrorCode,
}

impl Error {
    /// Whether it's the error `kind`.
    pub fn is(&self, kind: ZSTD_ErrorCode) -> bool {
        zstd_safe::is_error_kind(self.code, kind)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Error").field(&zstd_safe::get_error_name(self.code)).finish()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(zstd_safe::get_error_name(self.code))
    }
}

impl std::error::Error for Error {}

/// What C answered, as a result of `std::io`.
pub(crate) trait OrIo {
    /// The count, or the error with C's words.
    fn or_io(self) -> io::Result<usize>;
}

impl OrIo for SafeResult {
    fn or_io(self) -> io::Result<usize> {
        self.map_err(|code| io::Error::other(Error { code }))
    }
}

/// What there is no memory for.
pub(crate) fn out_of_memory() -> io::Error {
    io::ErrorKind::OutOfMemory.into()
}

/// A `Vec` with room for so many bytes.
pub(crate) fn with_room(capacity: usize) -> io::Result<Vec<u8>> {
    let mut room = Vec::new();
    room.try_reserve_exact(capacity).map_err(|_| out_of_memory())?;
    Ok(room)
}

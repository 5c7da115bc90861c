//! The windows that are allowed where nobody sets a limit.

/// The largest window's logarithm.
pub(crate) const MOST: u32 = if cfg!(target_pointer_width = "64") { 31 } else { 30 };

/// Windows up to 2^27 bytes are allowed to everybody: libzstd's limit for decoders that set none.
const ALLOWED_TO_ALL: u32 = 27;

/// The largest window, in bytes, that a frame may ask for which comes after a prefix of `old` bytes,
/// where no other limit is set: two to four times the prefix, and 128 MiB at least.
pub(crate) fn allowed_window(old: usize) -> u64 {
    1 << allowed_log(old)
}

/// The logarithm of [`allowed_window`].
pub(crate) fn allowed_log(old: usize) -> u32 {
    (log_beyond(old as u64) + 1).clamp(ALLOWED_TO_ALL, MOST)
}

/// The logarithm of the least power of two that is greater than `size`.
pub(crate) fn log_beyond(size: u64) -> u32 {
    u64::BITS - size.leading_zeros()
}

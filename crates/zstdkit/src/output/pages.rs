//! New memory in large pages: to hand out a page and clear it takes the system as long as to decompress into it.

use alloc::vec::Vec;
use core::mem::MaybeUninit;

use crate::error::{Error, Result};

/// An empty vector with room for at least so many bytes, for output that is to be used again.
///
/// From 4 MiB on the memory is in large pages, where the system has them for the asking (Linux). That is what
/// vectors get that grow as output is appended to them, too.
///
/// ```
/// let mut content = zstdkit::output_buffer(8 << 20)?;
/// let mut context = zstdkit::DecompressContext::new(&zstdkit::DecompressOptions::new())?;
/// for text in ["one", "another"] {
///     let frame = zstdkit::compress(text.as_bytes(), 3)?;
///     content.clear();
///     context.decompress_into(&frame, &mut content)?;
///     assert_eq!(content, text.as_bytes());
/// }
/// # Ok::<(), zstdkit::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::OutOfMemory`] where the allocator refuses.
pub fn output_buffer(capacity: usize) -> Result<Vec<u8>> {
    let mut buffer = Vec::new();
    buffer.try_reserve_exact(capacity).map_err(|_| Error::OutOfMemory)?;
    prefer_large(buffer.spare_capacity_mut());
    Ok(buffer)
}

/// From this size on; what the system hands out for nothing then is less than half of it.
const LARGE: usize = 4 << 20;

/// Asks for large pages for memory that has just been allocated, where that is worth asking.
#[inline]
pub(super) fn prefer_large(memory: &mut [MaybeUninit<u8>]) {
    if memory.len() >= LARGE {
        ask(memory);
    }
}

#[cfg(all(target_os = "linux", not(miri)))]
#[cold]
fn ask(memory: &mut [MaybeUninit<u8>]) {
    use core::ffi::{c_int, c_void};

    unsafe extern "C" {
        fn madvise(start: *mut c_void, len: usize, advice: c_int) -> c_int;
    }
    /// `MADV_HUGEPAGE` of Linux.
    const HUGE_PAGES: c_int = 14;
    /// Of most machines; where pages are larger, the system refuses the advice.
    const PAGE: usize = 4096;

    let skipped = memory.as_ptr().align_offset(PAGE).min(memory.len());
    let whole = &mut memory[skipped..];
    let len = whole.len() / PAGE * PAGE;
    // SAFETY: the range is memory of the caller's, and the advice changes nothing of what is in it.
    unsafe { madvise(whole.as_mut_ptr().cast(), len, HUGE_PAGES) };
}

#[cfg(not(all(target_os = "linux", not(miri))))]
fn ask(_: &mut [MaybeUninit<u8>]) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_of_any_size_holds_what_is_written() {
        for capacity in [0, 1, LARGE - 1, LARGE, LARGE + 4097] {
            let mut buffer = output_buffer(capacity).unwrap();
            assert!(buffer.is_empty() && buffer.capacity() >= capacity);
            let place = buffer.as_ptr();
            buffer.resize(capacity, 7);
            assert_eq!(buffer.as_ptr(), place);
            assert!(buffer.iter().all(|byte| *byte == 7));
        }
    }

    #[test]
    fn memory_that_nobody_has_is_an_error() {
        // With pointers of 32 bits, half of what they address may be there.
        let half = isize::MAX as usize;
        let refused = if cfg!(target_pointer_width = "64") { half } else { half + 1 };
        for capacity in [usize::MAX, refused] {
            assert!(matches!(output_buffer(capacity), Err(Error::OutOfMemory)));
        }
    }
}

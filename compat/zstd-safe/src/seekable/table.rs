//! A seek table on its own.

use core::{fmt, ptr::NonNull};

use zstdkit_sys as sys;

use super::{FrameIndexTooLargeError, Seekable, offset};
use crate::{
    error::{ErrorCode, SafeResult, check, number},
    zstd_sys::ZSTD_ErrorCode,
};

/// There is no table to copy, or no memory for it.
#[derive(Debug, PartialEq)]
pub struct SeekTableCreateError;

impl fmt::Display for SeekTableCreateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("there is no seek table to copy, or no memory for it")
    }
}

/// A copy of a file's seek table.
#[derive(Debug)]
pub struct SeekTable(NonNull<sys::ZSTD_seekTable>);

// SAFETY: the table is never changed.
unsafe impl Send for SeekTable {}
// SAFETY: as above.
unsafe impl Sync for SeekTable {}

/// Whether there is such a frame: C looks at the entry behind the last one, and beyond.
pub(super) fn guard(frame_index: u32, frames: u32) -> Result<(), ErrorCode> {
    if frame_index >= frames {
        return Err(number(ZSTD_ErrorCode::ZSTD_error_frameIndex_tooLarge));
    }
    Ok(())
}

impl SeekTable {
    /// Copies a file's table.
    ///
    /// # Errors
    ///
    /// There is none, or no memory.
    pub fn try_from_seekable<'a>(value: &Seekable<'a>) -> Result<Self, SeekTableCreateError> {
        if value.lacks.is_some() {
            return Err(SeekTableCreateError);
        }
        // SAFETY: the pointer is live, and there is a table, which is copied.
        let raw = unsafe { sys::ZSTD_seekTable_create_fromSeekable(value.raw.as_ptr()) };
        NonNull::new(raw).map(Self).ok_or(SeekTableCreateError)
    }

    /// How many frames there are.
    pub fn num_frames(&self) -> u32 {
        // SAFETY: the pointer is live, and read only.
        unsafe { sys::ZSTD_seekTable_getNumFrames(self.0.as_ptr()) }
    }

    /// Where in the file a frame begins.
    ///
    /// # Errors
    ///
    /// There is none of that index.
    pub fn frame_compressed_offset(
        &self,
        frame_index: u32,
    ) -> Result<u64, FrameIndexTooLargeError> {
        // SAFETY: the pointer is live, and read only; C compares the index with the table.
        offset(unsafe {
            sys::ZSTD_seekTable_getFrameCompressedOffset(self.0.as_ptr(), frame_index)
        })
    }

    /// Where in the content a frame begins.
    ///
    /// # Errors
    ///
    /// There is none of that index.
    pub fn frame_decompressed_offset(
        &self,
        frame_index: u32,
    ) -> Result<u64, FrameIndexTooLargeError> {
        // SAFETY: the pointer is live, and read only; C compares the index with the table.
        offset(unsafe {
            sys::ZSTD_seekTable_getFrameDecompressedOffset(self.0.as_ptr(), frame_index)
        })
    }

    /// A frame's size, in bytes.
    pub fn frame_compressed_size(&self, frame_index: u32) -> SafeResult {
        guard(frame_index, self.num_frames())?;
        // SAFETY: the pointer is live, and read only; there is such a frame.
        check(unsafe { sys::ZSTD_seekTable_getFrameCompressedSize(self.0.as_ptr(), frame_index) })
    }

    /// The size of a frame's content, in bytes.
    pub fn frame_decompressed_size(&self, frame_index: u32) -> SafeResult {
        guard(frame_index, self.num_frames())?;
        // SAFETY: the pointer is live, and read only; there is such a frame.
        check(unsafe { sys::ZSTD_seekTable_getFrameDecompressedSize(self.0.as_ptr(), frame_index) })
    }

    /// The frame that holds an offset of the content; how many there are for one behind the end.
    pub fn offset_to_frame_index(&self, offset: u64) -> u32 {
        // SAFETY: the pointer is live, and read only.
        unsafe { sys::ZSTD_seekTable_offsetToFrameIndex(self.0.as_ptr(), offset) }
    }
}

impl Drop for SeekTable {
    fn drop(&mut self) {
        // SAFETY: the one owner frees it once.
        unsafe { sys::ZSTD_seekTable_free(self.0.as_ptr()) };
    }
}

//! The seekable format, by libzstd's own functions: frames with a table of where they are.

mod compress;
mod source;
mod table;

use alloc::boxed::Box;
use core::{fmt, marker::PhantomData, ptr::NonNull};

use zstdkit_sys as sys;

#[cfg(feature = "std")]
pub use self::source::AdvancedSeekable;
pub use self::{
    compress::{FrameLog, SeekableCStream},
    table::{SeekTable, SeekTableCreateError},
};
use crate::{
    buffer::{WriteBuf, fill},
    error::{ErrorCode, SafeResult, check, number},
    zstd_sys::ZSTD_ErrorCode,
};

/// The table has no such frame.
#[derive(Debug, PartialEq)]
pub struct FrameIndexTooLargeError;

impl fmt::Display for FrameIndexTooLargeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the table has no frame of that index")
    }
}

/// An offset as C answers it.
fn offset(offset: u64) -> Result<u64, FrameIndexTooLargeError> {
    if offset == sys::ZSTD_SEEKABLE_FRAMEINDEX_TOOLARGE {
        return Err(FrameIndexTooLargeError);
    }
    Ok(offset)
}

/// Content of a seekable file, from any place on.
pub struct Seekable<'a> {
    raw: NonNull<sys::ZSTD_seekable>,
    /// Why there is no table: C looks for one without a look whether there is.
    lacks: Option<ErrorCode>,
    /// Where the file is, to begin anew after an error.
    source: Option<&'a [u8]>,
    borrows: PhantomData<&'a ()>,
}

// SAFETY: C's object is used by one thread at a time, for `&mut` sees to that.
unsafe impl Send for Seekable<'_> {}
// SAFETY: through `&self` its table is read alone.
unsafe impl Sync for Seekable<'_> {}

impl Default for Seekable<'_> {
    fn default() -> Self {
        Self::create()
    }
}

fn new_raw() -> Option<NonNull<sys::ZSTD_seekable>> {
    // SAFETY: takes nothing, answers NULL on failure.
    NonNull::new(unsafe { sys::ZSTD_seekable_create() })
}

impl<'a> Seekable<'a> {
    /// One without a file; `None` if there is no memory.
    pub fn try_create() -> Option<Self> {
        Some(Self {
            raw: new_raw()?,
            lacks: Some(number(ZSTD_ErrorCode::ZSTD_error_init_missing)),
            source: None,
            borrows: PhantomData,
        })
    }

    /// One without a file.
    ///
    /// # Panics
    ///
    /// If there is no memory.
    pub fn create() -> Self {
        Self::try_create().expect("there is no memory for a seekable")
    }

    /// Gives it a file in memory. Wraps `ZSTD_seekable_initBuff`.
    pub fn init_buff(&mut self, src: &'a [u8]) -> SafeResult {
        self.source = Some(src);
        self.begin(|raw| {
            // SAFETY: both pointers are live, and the file outlives `'a`.
            unsafe { sys::ZSTD_seekable_initBuff(raw, src.as_ptr().cast(), src.len()) }
        })
    }

    /// Gives it a file that is read and sought. Wraps `ZSTD_seekable_initAdvanced`.
    ///
    /// # Errors
    ///
    /// The file has no table, or can't be read.
    ///
    /// # Panics
    ///
    /// As the file's own functions do.
    #[cfg(feature = "std")]
    pub fn init_advanced<F>(self, src: Box<F>) -> Result<AdvancedSeekable<'a, F>, ErrorCode>
    where
        F: std::io::Read + std::io::Seek,
    {
        AdvancedSeekable::new(self, src)
    }

    /// A new object of C's, which would keep an older table without freeing it.
    fn begin(&mut self, call: impl FnOnce(*mut sys::ZSTD_seekable) -> usize) -> SafeResult {
        let memory = number(ZSTD_ErrorCode::ZSTD_error_memory_allocation);
        let new = new_raw().ok_or(memory);
        let result = new.and_then(|new| {
            let old = core::mem::replace(&mut self.raw, new);
            // SAFETY: the one owner frees it once.
            unsafe { sys::ZSTD_seekable_free(old.as_ptr()) };
            check(call(new.as_ptr()))
        });
        self.lacks = result.err();
        result
    }

    /// Has C decompress; after an error it would go on where it was, and so begins anew instead.
    fn run<C: WriteBuf + ?Sized>(
        &mut self,
        dst: &mut C,
        call: impl FnOnce(*mut sys::ZSTD_seekable, *mut core::ffi::c_void, usize) -> usize,
    ) -> SafeResult {
        self.lacks.map_or(Ok(()), Err)?;
        let raw = self.raw.as_ptr();
        // SAFETY: C writes within the capacity, and answers how much, or an error.
        let result = unsafe { fill(dst, |start, capacity| call(raw, start, capacity)) };
        if result.is_err()
            && let Some(source) = self.source
        {
            // An error of this is that of the next call.
            let _ = self.init_buff(source);
        }
        result
    }

    /// Decompresses from an offset of the content on, as much as there is and there is room for. Wraps
    /// `ZSTD_seekable_decompress`.
    pub fn decompress<C: WriteBuf + ?Sized>(&mut self, dst: &mut C, offset: u64) -> SafeResult {
        self.lacks.map_or(Ok(()), Err)?;
        let size = self.content_size();
        self.run(dst, |raw, start, capacity| {
            // C's own arithmetic runs over where an offset lies behind the end.
            let Some(left) = size.checked_sub(offset) else { return 0 };
            let len = usize::try_from(left).map_or(capacity, |left| capacity.min(left));
            if len == 0 {
                return 0;
            }
            // SAFETY: the pointer is live, and there is a table.
            unsafe { sys::ZSTD_seekable_decompress(raw, start, len, offset) }
        })
    }

    /// Decompresses one frame. Wraps `ZSTD_seekable_decompressFrame`.
    pub fn decompress_frame<C: WriteBuf + ?Sized>(
        &mut self,
        dst: &mut C,
        frame_index: u32,
    ) -> SafeResult {
        self.run(dst, |raw, start, capacity| {
            // SAFETY: the pointer is live, and there is a table, with which C compares the index.
            unsafe { sys::ZSTD_seekable_decompressFrame(raw, start, capacity, frame_index) }
        })
    }

    /// The size of the content, in bytes; there is a table.
    fn content_size(&self) -> u64 {
        let Some(last) = self.num_frames().checked_sub(1) else { return 0 };
        let begin = self.frame_decompressed_offset(last).unwrap_or(0);
        begin + self.frame_decompressed_size(last).unwrap_or(0) as u64
    }

    /// How many frames there are.
    pub fn num_frames(&self) -> u32 {
        if self.lacks.is_some() {
            return 0;
        }
        // SAFETY: the pointer is live, and read only.
        unsafe { sys::ZSTD_seekable_getNumFrames(self.raw.as_ptr()) }
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
        if frame_index >= self.num_frames() {
            return Err(FrameIndexTooLargeError);
        }
        // SAFETY: the pointer is live, and read only; there is such a frame.
        offset(unsafe {
            sys::ZSTD_seekable_getFrameCompressedOffset(self.raw.as_ptr(), frame_index)
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
        if frame_index >= self.num_frames() {
            return Err(FrameIndexTooLargeError);
        }
        // SAFETY: the pointer is live, and read only; there is such a frame.
        offset(unsafe {
            sys::ZSTD_seekable_getFrameDecompressedOffset(self.raw.as_ptr(), frame_index)
        })
    }

    /// Whether there is a table with such a frame.
    fn guard(&self, frame_index: u32) -> Result<(), ErrorCode> {
        self.lacks.map_or(Ok(()), Err)?;
        table::guard(frame_index, self.num_frames())
    }

    /// A frame's size, in bytes.
    pub fn frame_compressed_size(&self, frame_index: u32) -> SafeResult {
        self.guard(frame_index)?;
        // SAFETY: the pointer is live, and read only; there is such a frame.
        check(unsafe { sys::ZSTD_seekable_getFrameCompressedSize(self.raw.as_ptr(), frame_index) })
    }

    /// The size of a frame's content, in bytes.
    pub fn frame_decompressed_size(&self, frame_index: u32) -> SafeResult {
        self.guard(frame_index)?;
        // SAFETY: the pointer is live, and read only; there is such a frame.
        check(unsafe {
            sys::ZSTD_seekable_getFrameDecompressedSize(self.raw.as_ptr(), frame_index)
        })
    }

    /// The frame that holds an offset of the content; how many there are for one behind the end.
    pub fn offset_to_frame_index(&self, offset: u64) -> u32 {
        if self.lacks.is_some() {
            return 0;
        }
        // SAFETY: the pointer is live, and read only; there is a table.
        unsafe { sys::ZSTD_seekable_offsetToFrameIndex(self.raw.as_ptr(), offset) }
    }
}

impl Drop for Seekable<'_> {
    fn drop(&mut self) {
        // SAFETY: the one owner frees it once.
        unsafe { sys::ZSTD_seekable_free(self.raw.as_ptr()) };
    }
}

impl fmt::Debug for Seekable<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Seekable").field("frames", &self.num_frames()).finish_non_exhaustive()
    }
}

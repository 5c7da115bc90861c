//! How seekable files come about.

use core::ptr::NonNull;

use zstdkit_sys as sys;

use crate::{
    buffer::{InBuffer, OutBuffer, WriteBuf, stream},
    error::{SafeResult, check},
    parameters::CompressionLevel,
};

/// A stream that compresses to a seekable file.
#[derive(Debug)]
pub struct SeekableCStream(NonNull<sys::ZSTD_seekable_CStream>);

// SAFETY: C's object is used by one thread at a time, for `&mut` sees to that.
unsafe impl Send for SeekableCStream {}
// SAFETY: nothing is done through `&self`.
unsafe impl Sync for SeekableCStream {}

impl Default for SeekableCStream {
    fn default() -> Self {
        Self::create()
    }
}

impl SeekableCStream {
    /// A stream to be given its options; `None` if there is no memory.
    pub fn try_create() -> Option<Self> {
        // SAFETY: takes nothing, answers NULL on failure.
        NonNull::new(unsafe { sys::ZSTD_seekable_createCStream() }).map(Self)
    }

    /// A stream to be given its options.
    ///
    /// # Panics
    ///
    /// If there is no memory.
    pub fn create() -> Self {
        Self::try_create().expect("there is no memory for a seekable stream")
    }

    /// Begins a file. Wraps `ZSTD_seekable_initCStream`.
    pub fn init(
        &mut self,
        compression_level: CompressionLevel,
        checksum_flag: bool,
        max_frame_size: u32,
    ) -> SafeResult {
        // SAFETY: the pointer is live; C checks the numbers.
        check(unsafe {
            sys::ZSTD_seekable_initCStream(
                self.0.as_ptr(),
                compression_level,
                checksum_flag.into(),
                max_frame_size,
            )
        })
    }

    /// Compresses some of the input; answers how much would be good next. Wraps
    /// `ZSTD_seekable_compressStream`.
    pub fn compress_stream<C: WriteBuf + ?Sized>(
        &mut self,
        output: &mut OutBuffer<'_, C>,
        input: &mut InBuffer<'_>,
    ) -> SafeResult {
        let raw = self.0.as_ptr();
        // SAFETY: the pointer is live. C reads and writes within the buffers, moves their positions by what it
        // took and wrote, and keeps neither.
        unsafe {
            stream(output, input, |to, from| sys::ZSTD_seekable_compressStream(raw, to, from))
        }
    }

    /// Ends the frame at hand; answers how much of it is left to be written. Wraps `ZSTD_seekable_endFrame`.
    pub fn end_frame<C: WriteBuf + ?Sized>(&mut self, output: &mut OutBuffer<'_, C>) -> SafeResult {
        let raw = self.0.as_ptr();
        let nothing = &mut InBuffer::around(&[]);
        // SAFETY: as above.
        unsafe { stream(output, nothing, |to, _| sys::ZSTD_seekable_endFrame(raw, to)) }
    }

    /// Ends the file; answers how much of it is left to be written. Wraps `ZSTD_seekable_endStream`.
    pub fn end_stream<C: WriteBuf + ?Sized>(
        &mut self,
        output: &mut OutBuffer<'_, C>,
    ) -> SafeResult {
        let raw = self.0.as_ptr();
        let nothing = &mut InBuffer::around(&[]);
        // SAFETY: as above.
        unsafe { stream(output, nothing, |to, _| sys::ZSTD_seekable_endStream(raw, to)) }
    }
}

impl Drop for SeekableCStream {
    fn drop(&mut self) {
        // SAFETY: the one owner frees it once.
        unsafe { sys::ZSTD_seekable_freeCStream(self.0.as_ptr()) };
    }
}

/// A list of frames that were compressed elsewhere, to be written as a seek table.
#[derive(Debug)]
pub struct FrameLog(NonNull<sys::ZSTD_frameLog>);

// SAFETY: C's object is used by one thread at a time, for `&mut` sees to that.
unsafe impl Send for FrameLog {}
// SAFETY: nothing is done through `&self`.
unsafe impl Sync for FrameLog {}

impl FrameLog {
    /// An empty list; `None` if there is no memory.
    pub fn try_create(checksum_flag: bool) -> Option<Self> {
        // SAFETY: takes a flag, answers NULL on failure.
        NonNull::new(unsafe { sys::ZSTD_seekable_createFrameLog(checksum_flag.into()) }).map(Self)
    }

    /// An empty list.
    ///
    /// # Panics
    ///
    /// If there is no memory.
    pub fn create(checksum_flag: bool) -> Self {
        Self::try_create(checksum_flag).expect("there is no memory for a list of frames")
    }

    /// Notes a frame. Wraps `ZSTD_seekable_logFrame`.
    pub fn log_frame(
        &mut self,
        compressed_size: u32,
        decompressed_size: u32,
        checksum: Option<u32>,
    ) -> SafeResult {
        // SAFETY: the pointer is live; any number is allowed.
        check(unsafe {
            sys::ZSTD_seekable_logFrame(
                self.0.as_ptr(),
                compressed_size,
                decompressed_size,
                checksum.unwrap_or(0),
            )
        })
    }

    /// Writes the table; answers how much of it is left to be written. Wraps `ZSTD_seekable_writeSeekTable`.
    pub fn write_seek_table<C: WriteBuf + ?Sized>(
        &mut self,
        output: &mut OutBuffer<'_, C>,
    ) -> SafeResult {
        let raw = self.0.as_ptr();
        let nothing = &mut InBuffer::around(&[]);
        // SAFETY: the pointer is live. C writes within the buffer, and moves its position by what it wrote.
        unsafe { stream(output, nothing, |to, _| sys::ZSTD_seekable_writeSeekTable(raw, to)) }
    }
}

impl Drop for FrameLog {
    fn drop(&mut self) {
        // SAFETY: the one owner frees it once.
        unsafe { sys::ZSTD_seekable_freeFrameLog(self.0.as_ptr()) };
    }
}

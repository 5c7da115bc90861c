//! C's contexts, and whole frames by them.

use std::ffi::c_void;
use std::mem::MaybeUninit;
use std::ptr::NonNull;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use zstdkit_sys as sys;

use super::check;

/// A `ZSTD_CCtx`.
pub(crate) struct CompressionContext {
    pub(super) raw: NonNull<sys::ZSTD_CCtx>,
    /// Kept for as long as C refers to it.
    dictionary: Option<Arc<CompressDictionary>>,
}

// SAFETY: a CCtx may be used from any thread, by one at a time (zstd.h); its dictionary is `Sync`.
unsafe impl Send for CompressionContext {}

impl CompressionContext {
    pub(crate) fn new(level: i32) -> Result<Self> {
        // SAFETY: takes nothing, answers NULL on failure.
        let raw = unsafe { sys::ZSTD_createCCtx() };
        let raw = NonNull::new(raw).context("no memory for a compression context")?;
        let key = sys::ZSTD_cParameter::ZSTD_c_compressionLevel;
        let this = Self { raw, dictionary: None };
        // SAFETY: the pointer is a live CCtx; a wrong level is an answer, not a fault.
        check(unsafe { sys::ZSTD_CCtx_setParameter(this.raw.as_ptr(), key, level) })?;
        Ok(this)
    }

    /// Refers to a digested dictionary in every later frame.
    pub(crate) fn with_dictionary(mut self, dictionary: &Arc<CompressDictionary>) -> Result<Self> {
        // SAFETY: both pointers are live, and the dictionary is kept beside the context.
        check(unsafe { sys::ZSTD_CCtx_refCDict(self.raw.as_ptr(), dictionary.0.as_ptr()) })?;
        self.dictionary = Some(Arc::clone(dictionary));
        Ok(self)
    }

    /// Says how many bytes the next frame will hold.
    pub(crate) fn pledge(&mut self, len: usize) -> Result<()> {
        // SAFETY: the pointer is a live CCtx, alone in use.
        check(unsafe { sys::ZSTD_CCtx_setPledgedSrcSize(self.raw.as_ptr(), len as u64) })?;
        Ok(())
    }

    /// `ZSTD_compress2`.
    #[inline]
    pub(crate) fn compress(&mut self, data: &[u8], room: &mut [MaybeUninit<u8>]) -> Result<usize> {
        // SAFETY: the room is the slice's own.
        unsafe { self.compress_to(data, room.as_mut_ptr().cast(), room.len()) }
    }

    /// The same, over bytes that were written before and can be read after.
    #[inline]
    pub(crate) fn compress_over(&mut self, data: &[u8], room: &mut [u8]) -> Result<usize> {
        // SAFETY: the room is the slice's own.
        unsafe { self.compress_to(data, room.as_mut_ptr().cast(), room.len()) }
    }

    /// # Safety
    ///
    /// `len` bytes at `room` are for this call alone to write.
    #[inline]
    unsafe fn compress_to(&mut self, data: &[u8], room: *mut c_void, len: usize) -> Result<usize> {
        // SAFETY: the pointer is a live CCtx, alone in use; data and room, which the caller vouches
        // for, are given with their lengths, and C keeps neither.
        check(unsafe {
            sys::ZSTD_compress2(self.raw.as_ptr(), room, len, data.as_ptr().cast(), data.len())
        })
    }
}

impl Drop for CompressionContext {
    fn drop(&mut self) {
        // SAFETY: the one owner frees it once, before what it refers to.
        unsafe { sys::ZSTD_freeCCtx(self.raw.as_ptr()) };
    }
}

/// A `ZSTD_CDict`.
pub(crate) struct CompressDictionary(NonNull<sys::ZSTD_CDict>);

// SAFETY: a CDict is read only once made, and may be shared among threads (zstd.h).
unsafe impl Send for CompressDictionary {}
// SAFETY: as above.
unsafe impl Sync for CompressDictionary {}

impl CompressDictionary {
    pub(crate) fn new(content: &[u8], level: i32) -> Result<Self> {
        // SAFETY: the slice is given with its length, and copied.
        let raw = unsafe { sys::ZSTD_createCDict(content.as_ptr().cast(), content.len(), level) };
        Ok(Self(NonNull::new(raw).context("libzstd refused the dictionary")?))
    }
}

impl Drop for CompressDictionary {
    fn drop(&mut self) {
        // SAFETY: the last owner frees it once.
        unsafe { sys::ZSTD_freeCDict(self.0.as_ptr()) };
    }
}

/// A `ZSTD_DCtx`.
pub(crate) struct DecompressionContext {
    pub(super) raw: NonNull<sys::ZSTD_DCtx>,
    dictionary: Option<NonNull<sys::ZSTD_DDict>>,
}

// SAFETY: a DCtx may be used from any thread, by one at a time (zstd.h), and owns its dictionary.
unsafe impl Send for DecompressionContext {}

impl DecompressionContext {
    pub(crate) fn new() -> Result<Self> {
        // SAFETY: takes nothing, answers NULL on failure.
        let raw = unsafe { sys::ZSTD_createDCtx() };
        let raw = NonNull::new(raw).context("no memory for a decompression context")?;
        Ok(Self { raw, dictionary: None })
    }

    /// Digests a dictionary and refers to it in every later frame.
    pub(crate) fn with_dictionary(mut self, content: &[u8]) -> Result<Self> {
        // SAFETY: the slice is given with its length, and copied.
        let raw = unsafe { sys::ZSTD_createDDict(content.as_ptr().cast(), content.len()) };
        let dictionary = NonNull::new(raw).context("libzstd refused the dictionary")?;
        self.dictionary = Some(dictionary);
        // SAFETY: both pointers are live, and freed together.
        check(unsafe { sys::ZSTD_DCtx_refDDict(self.raw.as_ptr(), dictionary.as_ptr()) })?;
        Ok(self)
    }

    /// `ZSTD_decompressDCtx`.
    #[inline]
    pub(crate) fn decompress(
        &mut self,
        frame: &[u8],
        room: &mut [MaybeUninit<u8>],
    ) -> Result<usize> {
        // SAFETY: the room is the slice's own.
        unsafe { self.decompress_to(frame, room.as_mut_ptr().cast(), room.len()) }
    }

    /// The same, over bytes that were written before and can be read after.
    #[inline]
    pub(crate) fn decompress_over(&mut self, frame: &[u8], room: &mut [u8]) -> Result<usize> {
        // SAFETY: the room is the slice's own.
        unsafe { self.decompress_to(frame, room.as_mut_ptr().cast(), room.len()) }
    }

    /// # Safety
    ///
    /// `len` bytes at `room` are for this call alone to write.
    #[inline]
    unsafe fn decompress_to(
        &mut self,
        frame: &[u8],
        room: *mut c_void,
        len: usize,
    ) -> Result<usize> {
        // SAFETY: the pointer is a live DCtx, alone in use; frame and room, which the caller vouches
        // for, are given with their lengths, and C keeps neither.
        check(unsafe {
            let (data, size) = (frame.as_ptr().cast(), frame.len());
            sys::ZSTD_decompressDCtx(self.raw.as_ptr(), room, len, data, size)
        })
    }
}

impl Drop for DecompressionContext {
    fn drop(&mut self) {
        // SAFETY: the one owner frees both once; ZSTD_freeDDict takes NULL.
        unsafe {
            sys::ZSTD_freeDCtx(self.raw.as_ptr());
            sys::ZSTD_freeDDict(self.dictionary.map_or(std::ptr::null_mut(), NonNull::as_ptr));
        }
    }
}

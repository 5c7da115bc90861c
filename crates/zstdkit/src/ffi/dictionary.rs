//! Digested dictionaries: read once by C, then shared.

use core::ptr::NonNull;

use zstdkit_sys as sys;

/// A dictionary digested for compression at one level. C never changes it after its making.
pub(crate) struct CompressDigest(NonNull<sys::ZSTD_CDict>);

/// A dictionary digested for decompression. C never changes it after its making.
pub(crate) struct DecompressDigest(NonNull<sys::ZSTD_DDict>);

// SAFETY: a CDict owns its memory, made by ZSTD_createCDict from a copy of the content, and every
// function that uses one takes it as `const`: zstd.h lets several threads share it.
unsafe impl Send for CompressDigest {}
// SAFETY: as above.
unsafe impl Sync for CompressDigest {}
// SAFETY: a DDict owns its memory, made by ZSTD_createDDict from a copy of the content, and every
// function that uses one takes it as `const`: zstd.h lets several threads share it.
unsafe impl Send for DecompressDigest {}
// SAFETY: as above.
unsafe impl Sync for DecompressDigest {}

impl CompressDigest {
    /// Copies and digests; `None` where the content is corrupt or memory is short.
    pub(crate) fn new(content: &[u8], level: i32) -> Option<Self> {
        // SAFETY: the pointer and length are those of one slice, which ZSTD_createCDict copies;
        // it answers NULL on failure.
        let digest =
            unsafe { sys::ZSTD_createCDict(content.as_ptr().cast(), content.len(), level) };
        NonNull::new(digest).map(Self)
    }

    pub(crate) fn as_ptr(&self) -> *const sys::ZSTD_CDict {
        self.0.as_ptr()
    }

    /// The memory it takes, in bytes.
    #[cfg(feature = "std")]
    pub(crate) fn memory_size(&self) -> usize {
        // SAFETY: the pointer is a live CDict.
        unsafe { sys::ZSTD_sizeof_CDict(self.as_ptr()) }
    }
}

impl DecompressDigest {
    /// Copies and digests; `None` where the content is corrupt or memory is short.
    pub(crate) fn new(content: &[u8]) -> Option<Self> {
        // SAFETY: the pointer and length are those of one slice, which ZSTD_createDDict copies;
        // it answers NULL on failure.
        let digest = unsafe { sys::ZSTD_createDDict(content.as_ptr().cast(), content.len()) };
        NonNull::new(digest).map(Self)
    }

    pub(crate) fn as_ptr(&self) -> *const sys::ZSTD_DDict {
        self.0.as_ptr()
    }

    /// The memory it takes, in bytes.
    #[cfg(feature = "std")]
    pub(crate) fn memory_size(&self) -> usize {
        // SAFETY: the pointer is a live DDict.
        unsafe { sys::ZSTD_sizeof_DDict(self.as_ptr()) }
    }
}

impl Drop for CompressDigest {
    fn drop(&mut self) {
        // SAFETY: the one owner frees it once. A context that refers to it holds an `Arc` of it.
        unsafe { sys::ZSTD_freeCDict(self.0.as_ptr()) };
    }
}

impl Drop for DecompressDigest {
    fn drop(&mut self) {
        // SAFETY: the one owner frees it once. A context that refers to it holds an `Arc` of it.
        unsafe { sys::ZSTD_freeDDict(self.0.as_ptr()) };
    }
}

/// The id that a dictionary's content names; 0 where it isn't a trained dictionary.
pub(crate) fn dictionary_id(content: &[u8]) -> u32 {
    // SAFETY: the pointer and length are those of one slice; ZSTD_getDictID_fromDict checks the
    // length itself.
    unsafe { sys::ZSTD_getDictID_fromDict(content.as_ptr().cast(), content.len()) }
}

//! Digested dictionaries: read once by C, then shared.

use core::ptr::NonNull;

use zstdkit_sys as sys;

use super::loan::Content;

/// A dictionary digested for compression at one level. C never changes it after its making.
pub(crate) struct CompressDigest {
    raw: NonNull<sys::ZSTD_CDict>,
    #[expect(dead_code, reason = "held for C, which reads it where it is")]
    content: Content,
}

/// A dictionary digested for decompression. C never changes it after its making.
pub(crate) struct DecompressDigest {
    raw: NonNull<sys::ZSTD_DDict>,
    #[expect(dead_code, reason = "held for C, which reads it where it is")]
    content: Content,
}

// SAFETY: a CDict owns its memory, made by ZSTD_createCDict_byReference, but for the content, which is
// `Send + Sync` and held beside it; and every function that uses one takes it as `const`: zstd.h lets several
// threads share it.
unsafe impl Send for CompressDigest {}
// SAFETY: as above.
unsafe impl Sync for CompressDigest {}
// SAFETY: a DDict owns its memory, made by ZSTD_createDDict_byReference, but for the content, which is
// `Send + Sync` and held beside it; and every function that uses one takes it as `const`: zstd.h lets several
// threads share it.
unsafe impl Send for DecompressDigest {}
// SAFETY: as above.
unsafe impl Sync for DecompressDigest {}

impl CompressDigest {
    /// Digests what it then refers to; `None` where that is corrupt or memory is short.
    pub(crate) fn new(content: Content, level: i32) -> Option<Self> {
        let bytes = content.bytes();
        // SAFETY: the pointer and length are those of one slice, whose bytes and place in memory are fixed, as
        // `Lasting` says, for as long as the digest, which holds it; NULL is the answer on failure.
        let digest =
            unsafe { sys::ZSTD_createCDict_byReference(bytes.as_ptr().cast(), bytes.len(), level) };
        Some(Self { raw: NonNull::new(digest)?, content })
    }

    pub(crate) fn as_ptr(&self) -> *const sys::ZSTD_CDict {
        self.raw.as_ptr()
    }

    /// The memory it takes beside the content, in bytes.
    #[cfg(feature = "std")]
    pub(crate) fn memory_size(&self) -> usize {
        // SAFETY: the pointer is a live CDict.
        unsafe { sys::ZSTD_sizeof_CDict(self.as_ptr()) }
    }
}

impl DecompressDigest {
    /// Digests what it then refers to; `None` where that is corrupt or memory is short.
    pub(crate) fn new(content: Content) -> Option<Self> {
        let bytes = content.bytes();
        // SAFETY: as for `CompressDigest`.
        let digest =
            unsafe { sys::ZSTD_createDDict_byReference(bytes.as_ptr().cast(), bytes.len()) };
        Some(Self { raw: NonNull::new(digest)?, content })
    }

    pub(crate) fn as_ptr(&self) -> *const sys::ZSTD_DDict {
        self.raw.as_ptr()
    }

    /// The memory it takes beside the content, in bytes.
    #[cfg(feature = "std")]
    pub(crate) fn memory_size(&self) -> usize {
        // SAFETY: the pointer is a live DDict.
        unsafe { sys::ZSTD_sizeof_DDict(self.as_ptr()) }
    }
}

impl Drop for CompressDigest {
    fn drop(&mut self) {
        // SAFETY: the one owner frees it once, before the content. A context that refers to it holds an
        // `Arc` of it.
        unsafe { sys::ZSTD_freeCDict(self.raw.as_ptr()) };
    }
}

impl Drop for DecompressDigest {
    fn drop(&mut self) {
        // SAFETY: as for `CompressDigest`.
        unsafe { sys::ZSTD_freeDDict(self.raw.as_ptr()) };
    }
}

/// The id that a dictionary's content names; 0 where it isn't a trained dictionary.
pub(crate) fn dictionary_id(content: &[u8]) -> u32 {
    // SAFETY: the pointer and length are those of one slice; ZSTD_getDictID_fromDict checks the
    // length itself.
    unsafe { sys::ZSTD_getDictID_fromDict(content.as_ptr().cast(), content.len()) }
}

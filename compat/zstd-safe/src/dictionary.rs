//! Digested dictionaries.

use alloc::sync::Arc;
use core::{fmt, marker::PhantomData, num::NonZeroU32, ptr::NonNull};

use zstdkit_sys as sys;

use crate::{memory, parameters::CompressionLevel};

/// A dictionary, digested to compress with at one level.
///
/// The content is always copied, and a context that refers to the digest keeps it: worker threads may read
/// both for as long as the context is there, even if it's forgotten.
pub struct CDict<'a>(Arc<CDigest>, PhantomData<&'a ()>);

/// The owner of C's object.
pub(crate) struct CDigest(NonNull<sys::ZSTD_CDict>);

// SAFETY: a CDict is never changed once it's made, and may be used by any number of threads (zstd.h).
unsafe impl Send for CDigest {}
// SAFETY: as above.
unsafe impl Sync for CDigest {}

impl CDigest {
    pub(crate) fn as_ptr(&self) -> *const sys::ZSTD_CDict {
        self.0.as_ptr()
    }
}

impl Drop for CDigest {
    fn drop(&mut self) {
        // SAFETY: the one owner frees it once.
        unsafe { sys::ZSTD_freeCDict(self.0.as_ptr()) };
    }
}

impl CDict<'static> {
    /// Digests a dictionary.
    ///
    /// # Panics
    ///
    /// Where [`try_create`](Self::try_create) has none.
    pub fn create(dict_buffer: &[u8], compression_level: CompressionLevel) -> Self {
        Self::try_create(dict_buffer, compression_level).expect("the dictionary can't be digested")
    }

    /// Digests a dictionary; `None` if it's corrupt, or there is no memory.
    pub fn try_create(dict_buffer: &[u8], compression_level: CompressionLevel) -> Option<Self> {
        // SAFETY: just made, and nobody else's.
        unsafe { Self::adopt(memory::create_cdict(dict_buffer, compression_level)) }
    }

    /// Owns a digest that C made.
    ///
    /// # Safety
    ///
    /// Nobody else frees it.
    pub(crate) unsafe fn adopt(raw: *mut sys::ZSTD_CDict) -> Option<Self> {
        Some(Self(Arc::new(CDigest(NonNull::new(raw)?)), PhantomData))
    }
}

impl<'a> CDict<'a> {
    /// As [`CDict::create`]: the content is copied here, too.
    ///
    /// # Panics
    ///
    /// Where [`try_create_by_reference`](Self::try_create_by_reference) has none.
    #[cfg(feature = "experimental")]
    pub fn create_by_reference(dict_buffer: &'a [u8], compression_level: CompressionLevel) -> Self {
        CDict::create(dict_buffer, compression_level)
    }

    /// As [`CDict::try_create`]: the content is copied here, too.
    #[cfg(feature = "experimental")]
    pub fn try_create_by_reference(
        dict_buffer: &'a [u8],
        compression_level: CompressionLevel,
    ) -> Option<Self> {
        CDict::try_create(dict_buffer, compression_level)
    }

    /// The memory that it takes, in bytes.
    pub fn sizeof(&self) -> usize {
        // SAFETY: the pointer is live, and read only.
        unsafe { sys::ZSTD_sizeof_CDict(self.0.as_ptr()) }
    }

    /// The dictionary's id; `None` if it's content alone.
    pub fn get_dict_id(&self) -> Option<NonZeroU32> {
        // SAFETY: the pointer is live, and read only.
        NonZeroU32::new(unsafe { sys::ZSTD_getDictID_fromCDict(self.0.as_ptr()) })
    }

    /// C's object, and its owner.
    pub(crate) fn digest(&self) -> &Arc<CDigest> {
        &self.0
    }
}

/// [`CDict::create`].
///
/// # Panics
///
/// As that does.
pub fn create_cdict(dict_buffer: &[u8], compression_level: CompressionLevel) -> CDict<'static> {
    CDict::create(dict_buffer, compression_level)
}

/// A dictionary, digested to decompress with.
pub struct DDict<'a>(NonNull<sys::ZSTD_DDict>, PhantomData<&'a ()>);

// SAFETY: a DDict is never changed once it's made, and may be used by any number of threads (zstd.h).
unsafe impl Send for DDict<'_> {}
// SAFETY: as above.
unsafe impl Sync for DDict<'_> {}

impl DDict<'static> {
    /// Digests a dictionary.
    ///
    /// # Panics
    ///
    /// Where [`try_create`](Self::try_create) has none.
    pub fn create(dict_buffer: &[u8]) -> Self {
        Self::try_create(dict_buffer).expect("the dictionary can't be digested")
    }

    /// Digests a dictionary; `None` if it's corrupt, or there is no memory.
    pub fn try_create(dict_buffer: &[u8]) -> Option<Self> {
        Some(Self(NonNull::new(memory::create_ddict(dict_buffer))?, PhantomData))
    }
}

impl<'a> DDict<'a> {
    /// As [`DDict::create`], without a copy of the content.
    ///
    /// # Panics
    ///
    /// Where [`try_create_by_reference`](Self::try_create_by_reference) has none.
    #[cfg(feature = "experimental")]
    pub fn create_by_reference(dict_buffer: &'a [u8]) -> Self {
        Self::try_create_by_reference(dict_buffer).expect("the dictionary can't be digested")
    }

    /// As [`DDict::try_create`], without a copy of the content.
    #[cfg(feature = "experimental")]
    pub fn try_create_by_reference(dict_buffer: &'a [u8]) -> Option<Self> {
        // SAFETY: the content outlives `'a`, and with it what is made here. Nothing decompresses in another
        // thread, so that a context that is forgotten reads nothing.
        let raw = unsafe { memory::create_ddict_by_reference(dict_buffer) };
        Some(Self(NonNull::new(raw)?, PhantomData))
    }

    /// The memory that it takes, in bytes.
    pub fn sizeof(&self) -> usize {
        // SAFETY: the pointer is live, and read only.
        unsafe { sys::ZSTD_sizeof_DDict(self.as_ptr()) }
    }

    /// The dictionary's id; `None` if it's content alone.
    pub fn get_dict_id(&self) -> Option<NonZeroU32> {
        // SAFETY: the pointer is live, and read only.
        NonZeroU32::new(unsafe { sys::ZSTD_getDictID_fromDDict(self.as_ptr()) })
    }

    pub(crate) fn as_ptr(&self) -> *const sys::ZSTD_DDict {
        self.0.as_ptr()
    }
}

impl Drop for DDict<'_> {
    fn drop(&mut self) {
        // SAFETY: the one owner frees it once, and what refers to it doesn't outlive it.
        unsafe { sys::ZSTD_freeDDict(self.0.as_ptr()) };
    }
}

/// [`DDict::create`].
///
/// # Panics
///
/// As that does.
pub fn create_ddict(dict_buffer: &[u8]) -> DDict<'static> {
    DDict::create(dict_buffer)
}

impl fmt::Debug for CDict<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CDict").field("id", &self.get_dict_id()).finish_non_exhaustive()
    }
}

impl fmt::Debug for DDict<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DDict").field("id", &self.get_dict_id()).finish_non_exhaustive()
    }
}

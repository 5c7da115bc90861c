//! Where C has its memory from: its own allocator, or with the feature `with-rust-allocator` Rust's.

#[cfg(feature = "with-rust-allocator")]
pub(crate) use self::rust::*;
#[cfg(not(feature = "with-rust-allocator"))]
pub(crate) use self::usual::*;
use zstdkit_sys as sys;

#[cfg(not(feature = "with-rust-allocator"))]
mod usual {
    use super::sys;

    pub(crate) fn create_cctx() -> *mut sys::ZSTD_CCtx {
        // SAFETY: takes nothing, answers NULL on failure.
        unsafe { sys::ZSTD_createCCtx() }
    }

    pub(crate) fn create_dctx() -> *mut sys::ZSTD_DCtx {
        // SAFETY: takes nothing, answers NULL on failure.
        unsafe { sys::ZSTD_createDCtx() }
    }

    pub(crate) fn create_cdict(content: &[u8], level: i32) -> *mut sys::ZSTD_CDict {
        // SAFETY: the pointer is of a slice of that length, which is copied; any level is allowed.
        unsafe { sys::ZSTD_createCDict(content.as_ptr().cast(), content.len(), level) }
    }

    pub(crate) fn create_ddict(content: &[u8]) -> *mut sys::ZSTD_DDict {
        // SAFETY: the pointer is of a slice of that length, which is copied.
        unsafe { sys::ZSTD_createDDict(content.as_ptr().cast(), content.len()) }
    }

    /// # Safety
    ///
    /// The content outlives the digest.
    #[cfg(feature = "experimental")]
    pub(crate) unsafe fn create_ddict_by_reference(content: &[u8]) -> *mut sys::ZSTD_DDict {
        // SAFETY: the pointer is of a slice of that length, which outlives the digest.
        unsafe { sys::ZSTD_createDDict_byReference(content.as_ptr().cast(), content.len()) }
    }
}

#[cfg(feature = "with-rust-allocator")]
mod rust {
    use alloc::alloc::{alloc, dealloc};
    use core::{alloc::Layout, ffi::c_void, ptr};

    use super::sys;

    /// C frees without saying how much; so that stands before each piece, in as many bytes as keep the
    /// alignment that C's own allocator gives.
    const HEADER: usize = 16;

    const MEMORY: sys::ZSTD_customMem = sys::ZSTD_customMem {
        customAlloc: Some(allocate),
        customFree: Some(free),
        opaque: ptr::null_mut(),
    };

    fn layout(size: usize) -> Option<Layout> {
        Layout::from_size_align(size.checked_add(HEADER)?, HEADER).ok()
    }

    /// Called by C, from any thread.
    unsafe extern "C" fn allocate(_opaque: *mut c_void, size: usize) -> *mut c_void {
        let Some(layout) = layout(size) else {
            return ptr::null_mut();
        };
        // SAFETY: no layout here is of size 0.
        let start = unsafe { alloc(layout) };
        if start.is_null() {
            return ptr::null_mut();
        }
        // SAFETY: the piece begins with room for the header, and is aligned for more than a usize.
        unsafe {
            start.cast::<usize>().write(size);
            start.add(HEADER).cast()
        }
    }

    /// Called by C, from any thread.
    unsafe extern "C" fn free(_opaque: *mut c_void, address: *mut c_void) {
        if address.is_null() {
            return;
        }
        // SAFETY: C frees what `allocate` gave it, once, and before it lies the header.
        unsafe {
            let start = address.cast::<u8>().sub(HEADER);
            let size = start.cast::<usize>().read();
            if let Some(layout) = layout(size) {
                dealloc(start, layout);
            }
        }
    }

    pub(crate) fn create_cctx() -> *mut sys::ZSTD_CCtx {
        // SAFETY: both functions are given, and do what C's own do.
        unsafe { sys::ZSTD_createCCtx_advanced(MEMORY) }
    }

    pub(crate) fn create_dctx() -> *mut sys::ZSTD_DCtx {
        // SAFETY: both functions are given, and do what C's own do.
        unsafe { sys::ZSTD_createDCtx_advanced(MEMORY) }
    }

    pub(crate) fn create_cdict(content: &[u8], level: i32) -> *mut sys::ZSTD_CDict {
        // SAFETY: takes nothing, answers NULL on failure.
        let parameters = unsafe { sys::ZSTD_createCCtxParams() };
        if parameters.is_null() {
            return ptr::null_mut();
        }
        // SAFETY: the parameters are live until they are freed here; the pointer is of a slice of that length,
        // which is copied.
        unsafe {
            sys::ZSTD_CCtxParams_init(parameters, level);
            let digest = sys::ZSTD_createCDict_advanced2(
                content.as_ptr().cast(),
                content.len(),
                sys::ZSTD_dictLoadMethod_e::ZSTD_dlm_byCopy,
                sys::ZSTD_dictContentType_e::ZSTD_dct_auto,
                parameters,
                MEMORY,
            );
            sys::ZSTD_freeCCtxParams(parameters);
            digest
        }
    }

    pub(crate) fn create_ddict(content: &[u8]) -> *mut sys::ZSTD_DDict {
        // SAFETY: the content is copied.
        unsafe { digest(content, sys::ZSTD_dictLoadMethod_e::ZSTD_dlm_byCopy) }
    }

    /// # Safety
    ///
    /// The content outlives the digest.
    pub(crate) unsafe fn create_ddict_by_reference(content: &[u8]) -> *mut sys::ZSTD_DDict {
        // SAFETY: as the caller promises.
        unsafe { digest(content, sys::ZSTD_dictLoadMethod_e::ZSTD_dlm_byRef) }
    }

    /// # Safety
    ///
    /// The content is copied, or outlives the digest.
    unsafe fn digest(content: &[u8], method: sys::ZSTD_dictLoadMethod_e) -> *mut sys::ZSTD_DDict {
        // SAFETY: the pointer is of a slice of that length, which is copied or lives on; both functions are
        // given.
        unsafe {
            sys::ZSTD_createDDict_advanced(
                content.as_ptr().cast(),
                content.len(),
                method,
                sys::ZSTD_dictContentType_e::ZSTD_dct_auto,
                MEMORY,
            )
        }
    }
}

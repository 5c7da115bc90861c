//! The functions of both libraries, behind the same types.

use std::ffi::{c_int, c_void};

/// A slice to read from, as `ZSTD_inBuffer`.
#[repr(C)]
pub(crate) struct Input {
    pub(crate) start: *const c_void,
    pub(crate) size: usize,
    pub(crate) position: usize,
}

/// A slice to write to, as `ZSTD_outBuffer`.
#[repr(C)]
pub(crate) struct Output {
    pub(crate) start: *mut c_void,
    pub(crate) size: usize,
    pub(crate) position: usize,
}

/// Where a context has its memory from, as `ZSTD_customMem`.
#[repr(C)]
pub(crate) struct Memory {
    allocate: unsafe extern "C" fn(*mut c_void, usize) -> *mut c_void,
    free: unsafe extern "C" fn(*mut c_void, *mut c_void),
    opaque: *mut c_void,
}

impl Memory {
    /// Zeroed memory: libzstd as released puts a few bytes of a new context's out, whatever they are, where
    /// a damaged frame asks for what lies before its window.
    pub(crate) fn zeroed() -> Self {
        unsafe extern "C" {
            fn calloc(count: usize, size: usize) -> *mut c_void;
            fn free(block: *mut c_void);
        }
        unsafe extern "C" fn allocate(_: *mut c_void, size: usize) -> *mut c_void {
            // SAFETY: any size may be asked for.
            unsafe { calloc(1, size) }
        }
        unsafe extern "C" fn give_back(_: *mut c_void, block: *mut c_void) {
            // SAFETY: C gives back what it has from the function above, or NULL.
            unsafe { free(block) }
        }
        Self { allocate, free: give_back, opaque: std::ptr::null_mut() }
    }
}

macro_rules! functions {
    ($($name:ident($($argument:ty),*) -> $result:ty;)*) => {
        /// One library's functions.
        #[expect(non_snake_case, reason = "these are C's names")]
        pub(crate) struct Library {
            $(pub(crate) $name: unsafe extern "C" fn($($argument),*) -> $result,)*
        }

        mod stock {
            use super::*;

            // The crate that brings this library.
            extern crate zstd as _;

            unsafe extern "C" {
                $(pub(super) fn $name($(_: $argument),*) -> $result;)*
            }
        }

        /// The `zstd` crate's, as released.
        pub(crate) static STOCK: Library = Library { $($name: stock::$name,)* };

        /// Ours.
        pub(crate) static OURS: Library = Library {
            // SAFETY: the same function but for the names of types: pointers are pointers, and the enums
            // of the bindings wrap the integer that C passes.
            $($name: unsafe {
                std::mem::transmute::<*const (), unsafe extern "C" fn($($argument),*) -> $result>(
                    zstdkit_sys::$name as *const (),
                )
            },)*
        };
    };
}

functions! {
    ZSTD_isError(usize) -> u32;
    ZSTD_getErrorCode(usize) -> c_int;
    ZSTD_compressBound(usize) -> usize;
    ZSTD_createCCtx() -> *mut c_void;
    ZSTD_freeCCtx(*mut c_void) -> usize;
    ZSTD_sizeof_CCtx(*const c_void) -> usize;
    ZSTD_CCtx_setParameter(*mut c_void, c_int, c_int) -> usize;
    ZSTD_CCtx_reset(*mut c_void, c_int) -> usize;
    ZSTD_CCtx_setPledgedSrcSize(*mut c_void, u64) -> usize;
    ZSTD_CCtx_loadDictionary(*mut c_void, *const c_void, usize) -> usize;
    ZSTD_CCtx_refPrefix(*mut c_void, *const c_void, usize) -> usize;
    ZSTD_CCtx_refCDict(*mut c_void, *const c_void) -> usize;
    ZSTD_createCDict(*const c_void, usize, c_int) -> *mut c_void;
    ZSTD_freeCDict(*mut c_void) -> usize;
    ZSTD_sizeof_CDict(*const c_void) -> usize;
    ZSTD_compress2(*mut c_void, *mut c_void, usize, *const c_void, usize) -> usize;
    ZSTD_compressStream2(*mut c_void, *mut Output, *mut Input, c_int) -> usize;
    ZSTD_estimateCCtxSize(c_int) -> usize;
    ZSTD_createDCtx_advanced(Memory) -> *mut c_void;
    ZSTD_freeDCtx(*mut c_void) -> usize;
    ZSTD_sizeof_DCtx(*const c_void) -> usize;
    ZSTD_DCtx_setParameter(*mut c_void, c_int, c_int) -> usize;
    ZSTD_DCtx_loadDictionary(*mut c_void, *const c_void, usize) -> usize;
    ZSTD_DCtx_refPrefix(*mut c_void, *const c_void, usize) -> usize;
    ZSTD_decompressDCtx(*mut c_void, *mut c_void, usize, *const c_void, usize) -> usize;
    ZSTD_decompressStream(*mut c_void, *mut Output, *mut Input) -> usize;
}

impl Library {
    /// What a function answered: a number, or the error that it stands for.
    pub(crate) fn answer(&self, code: usize) -> Result<usize, c_int> {
        // SAFETY: pure functions of any number.
        unsafe {
            if (self.ZSTD_isError)(code) == 0 {
                Ok(code)
            } else {
                Err((self.ZSTD_getErrorCode)(code))
            }
        }
    }
}

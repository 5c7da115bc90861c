//! The C library's allocator, in the hands of the program that it's tested in.
//!
//! These functions take the place of glibc's: for Rust, whose `System` calls them, for libzstd, and for
//! what glibc makes for threads. A program that has this as a module has another, `memory`, that is asked
//! before each request (`grants`) and told of each block's size (`took`, `gave`).

use std::ffi::{c_int, c_void};
use std::ptr::null_mut;

use crate::memory;

unsafe extern "C" {
    fn __libc_malloc(size: usize) -> *mut c_void;
    fn __libc_calloc(count: usize, size: usize) -> *mut c_void;
    fn __libc_realloc(block: *mut c_void, size: usize) -> *mut c_void;
    fn __libc_memalign(align: usize, size: usize) -> *mut c_void;
    fn __libc_free(block: *mut c_void);
    fn malloc_usable_size(block: *mut c_void) -> usize;
}

fn size(block: *mut c_void) -> usize {
    // SAFETY: the block is one of glibc's, as all are, or null, which has no bytes.
    unsafe { malloc_usable_size(block) }
}

fn counted(block: *mut c_void) -> *mut c_void {
    if !block.is_null() {
        memory::took(size(block));
    }
    block
}

#[unsafe(no_mangle)]
extern "C" fn malloc(size: usize) -> *mut c_void {
    if !memory::grants() {
        return null_mut();
    }
    // SAFETY: takes any size.
    counted(unsafe { __libc_malloc(size) })
}

#[unsafe(no_mangle)]
extern "C" fn calloc(count: usize, size: usize) -> *mut c_void {
    if !memory::grants() {
        return null_mut();
    }
    // SAFETY: takes any numbers.
    counted(unsafe { __libc_calloc(count, size) })
}

#[unsafe(no_mangle)]
unsafe extern "C" fn realloc(block: *mut c_void, size: usize) -> *mut c_void {
    if !memory::grants() {
        return null_mut();
    }
    let before = self::size(block);
    // SAFETY: the block is one of glibc's, as all are.
    let moved = counted(unsafe { __libc_realloc(block, size) });
    // One that grows is counted twice for a moment, as where it has to be copied.
    if !block.is_null() && !moved.is_null() {
        memory::gave(before);
    }
    moved
}

#[unsafe(no_mangle)]
extern "C" fn memalign(align: usize, size: usize) -> *mut c_void {
    if !memory::grants() {
        return null_mut();
    }
    // SAFETY: takes any numbers.
    counted(unsafe { __libc_memalign(align, size) })
}

#[unsafe(no_mangle)]
extern "C" fn aligned_alloc(align: usize, size: usize) -> *mut c_void {
    memalign(align, size)
}

#[unsafe(no_mangle)]
unsafe extern "C" fn posix_memalign(to: *mut *mut c_void, align: usize, size: usize) -> c_int {
    const OUT_OF_MEMORY: c_int = 12;
    let block = memalign(align, size);
    if block.is_null() {
        return OUT_OF_MEMORY;
    }
    // SAFETY: the caller gives a place for the address.
    unsafe { to.write(block) };
    0
}

#[unsafe(no_mangle)]
unsafe extern "C" fn free(block: *mut c_void) {
    if !block.is_null() {
        memory::gave(size(block));
    }
    // SAFETY: the block is one of glibc's, as all are, or null.
    unsafe { __libc_free(block) };
}

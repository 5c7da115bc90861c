//! The C library's allocator, Rust's too, with a door that can be shut.
//!
//! These functions take the place of glibc's in this program: for Rust, whose `System` calls them, for
//! libzstd, and for what glibc makes for threads.

use std::ffi::{c_int, c_void};
use std::ptr::null_mut;
use std::sync::atomic::{AtomicBool, AtomicIsize, AtomicUsize, Ordering::SeqCst};

unsafe extern "C" {
    fn __libc_malloc(size: usize) -> *mut c_void;
    fn __libc_calloc(count: usize, size: usize) -> *mut c_void;
    fn __libc_realloc(block: *mut c_void, size: usize) -> *mut c_void;
    fn __libc_memalign(align: usize, size: usize) -> *mut c_void;
    fn __libc_free(block: *mut c_void);
}

static ARMED: AtomicBool = AtomicBool::new(false);
/// Requests so far, and the first that is refused.
static SEEN: AtomicUsize = AtomicUsize::new(0);
static FIRST: AtomicUsize = AtomicUsize::new(usize::MAX);
/// Whether all that follow it are refused as well.
static ALL: AtomicBool = AtomicBool::new(false);
static REFUSED: AtomicUsize = AtomicUsize::new(0);
static SHOWN: AtomicBool = AtomicBool::new(false);
/// Blocks that weren't given back.
static HELD: AtomicIsize = AtomicIsize::new(0);

/// Which requests are refused.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Refuse {
    /// The one after as many.
    One(usize),
    /// All after as many.
    From(usize),
}

/// Calls `act` with requests refused, whatever thread they come from; says how many were.
pub(crate) fn refusing<T>(refuse: Refuse, act: impl FnOnce() -> T) -> (T, usize) {
    let (first, all) = match refuse {
        Refuse::One(first) => (first, false),
        Refuse::From(first) => (first, true),
    };
    SEEN.store(0, SeqCst);
    REFUSED.store(0, SeqCst);
    FIRST.store(first, SeqCst);
    ALL.store(all, SeqCst);
    ARMED.store(true, SeqCst);
    let outcome = act();
    ARMED.store(false, SeqCst);
    (outcome, REFUSED.load(SeqCst))
}

/// Grants all from now on.
pub(crate) fn relent() {
    ARMED.store(false, SeqCst);
}

/// Has the first refusal say where it was.
pub(crate) fn show() {
    SHOWN.store(true, SeqCst);
}

/// How many blocks are in use.
pub(crate) fn held() -> isize {
    HELD.load(SeqCst)
}

fn refuses() -> bool {
    if !ARMED.load(SeqCst) {
        return false;
    }
    let at = SEEN.fetch_add(1, SeqCst);
    let first = FIRST.load(SeqCst);
    if at != first && !(at > first && ALL.load(SeqCst)) {
        return false;
    }
    REFUSED.fetch_add(1, SeqCst);
    if at == first && SHOWN.load(SeqCst) {
        ARMED.store(false, SeqCst);
        eprintln!("refused:\n{}", std::backtrace::Backtrace::force_capture());
        ARMED.store(true, SeqCst);
    }
    true
}

fn counted(block: *mut c_void) -> *mut c_void {
    HELD.fetch_add((!block.is_null()).into(), SeqCst);
    block
}

#[unsafe(no_mangle)]
extern "C" fn malloc(size: usize) -> *mut c_void {
    if refuses() {
        return null_mut();
    }
    // SAFETY: takes any size.
    counted(unsafe { __libc_malloc(size) })
}

#[unsafe(no_mangle)]
extern "C" fn calloc(count: usize, size: usize) -> *mut c_void {
    if refuses() {
        return null_mut();
    }
    // SAFETY: takes any numbers.
    counted(unsafe { __libc_calloc(count, size) })
}

#[unsafe(no_mangle)]
unsafe extern "C" fn realloc(block: *mut c_void, size: usize) -> *mut c_void {
    if refuses() {
        return null_mut();
    }
    // SAFETY: the block is one of glibc's, as all are.
    let moved = unsafe { __libc_realloc(block, size) };
    if block.is_null() { counted(moved) } else { moved }
}

#[unsafe(no_mangle)]
extern "C" fn memalign(align: usize, size: usize) -> *mut c_void {
    if refuses() {
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
    HELD.fetch_sub((!block.is_null()).into(), SeqCst);
    // SAFETY: the block is one of glibc's, as all are, or null.
    unsafe { __libc_free(block) };
}

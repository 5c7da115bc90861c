//! A door to the allocator that can be shut.

use std::sync::atomic::{AtomicBool, AtomicIsize, AtomicUsize, Ordering::SeqCst};

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
    // Callers ask for it: glibc's `pthread_getattr_np` for one, which every thread of std's begins with.
    // SAFETY: this thread's own place for it.
    unsafe { *libc::__errno_location() = libc::ENOMEM };
    true
}

/// Whether a request is granted.
pub(crate) fn grants() -> bool {
    !refuses()
}

/// Counts a block that was given out.
pub(crate) fn took(_bytes: usize) {
    HELD.fetch_add(1, SeqCst);
}

/// Counts a block that came back.
pub(crate) fn gave(_bytes: usize) {
    HELD.fetch_sub(1, SeqCst);
}

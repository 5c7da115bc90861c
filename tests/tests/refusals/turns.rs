//! Workers take turns at long-distance matching; one that has no memory when its turn comes is passed over.
//!
//! The calling thread waits for their turns before it writes over input that is matched with. So it would wait
//! for ever if those behind the one that failed had theirs, but out of order.

use std::ffi::c_void;
use std::ptr::{null, null_mut};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use zstdkit_sys as sys;

use crate::data::text;
use crate::trial::in_process;

/// One job's input, the least there is.
const JOB: usize = 512 << 10;
const WORKERS: i32 = 6;
/// As many as input is kept for, and two more.
const JOBS: usize = WORKERS as usize + 3 + 2;

/// Who is held up, and who is refused.
struct Plot {
    /// The thread that isn't a worker.
    caller: i32,
    /// The worker that is held up, if there is one yet.
    held: Option<i32>,
    refused: bool,
    released: bool,
}

static PLOT: Mutex<Plot> =
    Mutex::new(Plot { caller: 0, held: None, refused: false, released: false });
static CHANGED: Condvar = Condvar::new();

fn plot() -> MutexGuard<'static, Plot> {
    PLOT.lock().unwrap_or_else(PoisonError::into_inner)
}

fn wait_until(happened: impl Fn(&Plot) -> bool) {
    drop(CHANGED.wait_while(plot(), |plot| !happened(plot)));
}

/// Holds up the first worker that asks, and refuses the second once.
fn is_granted() -> bool {
    // SAFETY: takes nothing.
    let thread = unsafe { libc::gettid() };
    let mut plot = plot();
    if thread == plot.caller {
        return true;
    }
    match plot.held {
        None => {
            plot.held = Some(thread);
            CHANGED.notify_all();
            drop(CHANGED.wait_while(plot, |plot| !plot.released));
            true
        }
        Some(held) if held == thread || plot.refused => true,
        Some(_) => {
            plot.refused = true;
            CHANGED.notify_all();
            false
        }
    }
}

extern "C" fn allocate(_: *mut c_void, size: usize) -> *mut c_void {
    // SAFETY: takes any size.
    if is_granted() { unsafe { libc::malloc(size) } } else { null_mut() }
}

unsafe extern "C" fn give_back(_: *mut c_void, block: *mut c_void) {
    // SAFETY: C gives back what it had from `allocate`.
    unsafe { libc::free(block) }
}

fn is_error(code: usize) -> bool {
    // SAFETY: takes any number.
    unsafe { sys::ZSTD_isError(code) != 0 }
}

struct Context(*mut sys::ZSTD_CCtx);

impl Context {
    fn new() -> Self {
        let memory = sys::ZSTD_customMem {
            customAlloc: Some(allocate),
            customFree: Some(give_back),
            opaque: null_mut(),
        };
        // SAFETY: the functions are an allocator's, for any thread.
        let context = Self(unsafe { sys::ZSTD_createCCtx_advanced(memory) });
        for (parameter, value) in [
            (sys::ZSTD_cParameter::ZSTD_c_compressionLevel, 1),
            (sys::ZSTD_cParameter::ZSTD_c_windowLog, 20),
            (sys::ZSTD_cParameter::ZSTD_c_enableLongDistanceMatching, 1),
            (sys::ZSTD_cParameter::ZSTD_c_nbWorkers, WORKERS),
            (sys::ZSTD_cParameter::ZSTD_c_jobSize, JOB as i32),
            (sys::ZSTD_cParameter::ZSTD_c_overlapLog, 1),
        ] {
            // SAFETY: the context is there, and takes any value.
            let code = unsafe { sys::ZSTD_CCtx_setParameter(context.0, parameter, value) };
            assert!(!is_error(code), "{parameter:?}");
        }
        context
    }

    /// Takes all of `input`, or none; what comes out goes to `room`.
    fn go_on(&mut self, input: &[u8], room: &mut [u8], end: sys::ZSTD_EndDirective) -> usize {
        let mut output =
            sys::ZSTD_outBuffer { dst: room.as_mut_ptr().cast(), size: room.len(), pos: 0 };
        let src = if input.is_empty() { null() } else { input.as_ptr().cast() };
        let mut input = sys::ZSTD_inBuffer { src, size: input.len(), pos: 0 };
        // SAFETY: the context is there, and both buffers are for as long as the call takes.
        let code = unsafe { sys::ZSTD_compressStream2(self.0, &mut output, &mut input, end) };
        assert!(input.pos == input.size || is_error(code));
        code
    }

    /// Waits for jobs of as much input to be done.
    fn rest_at(&self, jobs: usize) {
        // SAFETY: the context is there.
        let consumed = || unsafe { sys::ZSTD_getFrameProgression(self.0) }.consumed;
        while consumed() < (jobs * JOB) as u64 {
            thread::yield_now();
        }
    }
}

impl Drop for Context {
    fn drop(&mut self) {
        // SAFETY: nobody else has it.
        unsafe { sys::ZSTD_freeCCtx(self.0) };
    }
}

fn pass_one_over() -> i32 {
    // SAFETY: takes nothing.
    plot().caller = unsafe { libc::gettid() };
    let input = text(JOBS * JOB);
    let mut jobs = input.chunks(JOB);
    let mut context = Context::new();
    let mut feed = |context: &mut Context| {
        let job = jobs.next().expect("there are as many");
        // Without room the first job's output stays, and so does the error of the second.
        let code = context.go_on(job, &mut [], sys::ZSTD_EndDirective::ZSTD_e_continue);
        assert!(!is_error(code));
    };
    feed(&mut context);
    wait_until(|plot| plot.held.is_some());
    feed(&mut context);
    wait_until(|plot| plot.refused);
    // Those behind the one that failed have their turns, while the first still waits for its memory.
    for done in [1, 2] {
        context.rest_at(done);
        feed(&mut context);
    }
    context.rest_at(3);
    plot().released = true;
    CHANGED.notify_all();
    for done in 4..JOBS {
        context.rest_at(done);
        feed(&mut context);
    }
    let mut room = vec![0; 2 * JOB];
    let code = loop {
        let code = context.go_on(&[], &mut room, sys::ZSTD_EndDirective::ZSTD_e_flush);
        if code == 0 || is_error(code) {
            break code;
        }
    };
    // SAFETY: takes any number.
    let code = unsafe { sys::ZSTD_getErrorCode(code) };
    assert_eq!(code, sys::ZSTD_ErrorCode::ZSTD_error_memory_allocation);
    0
}

#[test]
fn nobody_waits_for_a_turn_that_was_passed_over() {
    let (end, said) = in_process(pass_one_over);
    assert!(end.is_right(), "{end:?}: {said}");
}

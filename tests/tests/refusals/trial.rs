//! One operation, tried with each of its allocations refused.
//!
//! Each try is a process of its own, forked off: what ends the program, or hangs, ends the try alone.

use std::fmt::Debug;
use std::io::{self, Write};
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Mutex, PoisonError};

use crate::memory::{self, Refuse};

/// One test at a time: what another holds when a process is forked off would be held there for good.
static TURN: Mutex<()> = Mutex::new(());

/// Whether an error says that memory was short.
pub(crate) trait Refusal: Debug {
    fn is_out_of_memory(&self) -> bool;
}

impl Refusal for zstdkit::Error {
    fn is_out_of_memory(&self) -> bool {
        *self == Self::OutOfMemory
    }
}

impl Refusal for io::Error {
    fn is_out_of_memory(&self) -> bool {
        self.kind() == io::ErrorKind::OutOfMemory
    }
}

impl Refusal for zstdkit_dict::Error {
    fn is_out_of_memory(&self) -> bool {
        match self {
            Self::OutOfMemory { .. } => true,
            Self::Zstd { source, .. } => source.is_out_of_memory(),
            _ => false,
        }
    }
}

impl Refusal for zstdkit_segments::Error {
    fn is_out_of_memory(&self) -> bool {
        match self {
            Self::TooManyItems { .. } => true,
            Self::Item { source, .. } | Self::Context(source) => source.is_out_of_memory(),
            _ => false,
        }
    }
}

/// How a try ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// As it should, with something refused.
    Right,
    /// As it should, for nothing was left to refuse.
    Untouched,
    /// By std: an allocation was refused that it has no error for.
    Aborted,
    /// Otherwise: by which signal, or status.
    Wrong(i32),
}

/// How many of an operation's allocations are such as std ends the program for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ends {
    least: usize,
    most: usize,
    /// Whether threads are started, for whose start neither std nor glibc has an error, and may crash.
    threads: bool,
}

impl From<usize> for Ends {
    fn from(exactly: usize) -> Self {
        Self { least: exactly, most: exactly, threads: false }
    }
}

/// Where it depends on how threads come to run.
impl From<std::ops::RangeInclusive<usize>> for Ends {
    fn from(ends: std::ops::RangeInclusive<usize>) -> Self {
        Self { least: *ends.start(), most: *ends.end(), threads: true }
    }
}

const UNTOUCHED: i32 = 10;
/// A try takes milliseconds; one that takes as many seconds waits for what never comes.
const SECONDS: u32 = 30;

/// Makes an object, and has it do its work with each allocation of that refused in turn, alone and with
/// all that follow: the work is done right or the error says that memory was short. The same object
/// then does the same work once more, right, and leaves nothing behind.
///
/// `ends` of the allocations are such as std ends the program for. Those are listed in docs/safety.md.
pub(crate) fn refuse_each<S, T: PartialEq, E: Refusal>(
    name: &str,
    ends: impl Into<Ends>,
    make: impl Fn() -> S,
    act: impl Fn(&mut S) -> Result<T, E>,
) {
    let ends = ends.into();
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    // What is made once and kept by this thread is there beforehand.
    let expected = act(&mut make()).expect("it can be done");
    let shown = std::env::var("ZSTDKIT_REFUSE").ok();
    let shown =
        shown.as_deref().and_then(|one| one.strip_prefix(name)?.strip_prefix(':')?.parse().ok());
    if let Some(at) = shown {
        let end = in_process(|| {
            memory::show();
            attempt(Refuse::One(at), &expected, &make, &act)
        });
        println!("{name}: {end:?}");
        return;
    }
    for refuse in [Refuse::One as fn(usize) -> Refuse, Refuse::From] {
        let mut aborted = 0;
        for at in 0.. {
            let end = in_process(|| attempt(refuse(at), &expected, &make, &act));
            match end {
                End::Right => {}
                End::Untouched => break,
                End::Aborted => aborted += 1,
                End::Wrong(libc::SIGSEGV) if ends.threads => aborted += 1,
                End::Wrong(how) => {
                    let again = format!("ZSTDKIT_REFUSE={name}:{at} shows where");
                    panic!("{name}, {:?}: ended by {how}; {again}", refuse(at));
                }
            }
            if end == End::Aborted && matches!(refuse(0), Refuse::One(_)) && aborted > ends.most {
                panic!("{name}, {:?}: std ended it", refuse(at));
            }
        }
        // With all refused that follow, the first such one is in the way of the others.
        if matches!(refuse(0), Refuse::One(_)) {
            assert!(aborted >= ends.least, "{name}: {aborted} end the program, fewer than listed");
        }
    }
}

fn attempt<S, T: PartialEq, E: Refusal>(
    refuse: Refuse,
    expected: &T,
    make: &impl Fn() -> S,
    act: &impl Fn(&mut S) -> Result<T, E>,
) -> i32 {
    let before = memory::held();
    let mut object = make();
    let (outcome, refused) = memory::refusing(refuse, || act(&mut object));
    match outcome {
        Ok(outcome) => assert!(outcome == *expected, "something else came of it"),
        Err(error) => {
            assert!(refused > 0, "{error:?} without a reason");
            assert!(error.is_out_of_memory(), "{error:?}");
        }
    }
    match act(&mut object) {
        Ok(outcome) => assert!(outcome == *expected, "something else came of it afterwards"),
        Err(error) => panic!("{error:?} afterwards"),
    }
    drop(object);
    let left = memory::held() - before;
    assert!(left <= 0, "{left} blocks are left");
    if refused == 0 { UNTOUCHED } else { 0 }
}

fn in_process(attempt: impl FnOnce() -> i32) -> End {
    // SAFETY: the child has this thread alone, and takes no lock that another might have held: it calls
    // nothing but the work, writes to file descriptor 2 unbuffered, and leaves by `_exit`.
    let child = unsafe { libc::fork() };
    assert!(child >= 0, "{}", io::Error::last_os_error());
    if child == 0 {
        // SAFETY: takes a number.
        unsafe { libc::alarm(SECONDS) };
        panic::set_hook(Box::new(|panic| {
            memory::relent();
            let _ = io::stderr().write_all(format!("{panic}\n").as_bytes());
        }));
        let status = panic::catch_unwind(AssertUnwindSafe(attempt)).unwrap_or(1);
        // SAFETY: ends this process without a look at what the parent has.
        unsafe { libc::_exit(status) };
    }
    let mut status = 0;
    // SAFETY: the child is this process's own.
    let ended = unsafe { libc::waitpid(child, &mut status, 0) };
    assert_eq!(ended, child);
    if libc::WIFSIGNALED(status) {
        let signal = libc::WTERMSIG(status);
        return if signal == libc::SIGABRT { End::Aborted } else { End::Wrong(signal) };
    }
    match libc::WEXITSTATUS(status) {
        0 => End::Right,
        UNTOUCHED => End::Untouched,
        other => End::Wrong(other),
    }
}

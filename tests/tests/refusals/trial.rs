//! One operation, tried with each of its allocations refused.
//!
//! Each try is a process of its own, forked off: what ends the program, or hangs, ends the try alone.

use std::fmt::Debug;
use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::{AsRawFd, FromRawFd};
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

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

impl Refusal for zstdkit_seek::Error {
    fn is_out_of_memory(&self) -> bool {
        match self {
            Self::Zstd(source) => source.is_out_of_memory(),
            Self::Io(source) => source.is_out_of_memory(),
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
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// As it should, with something refused.
    Right,
    /// As it should, for nothing was left to refuse.
    Untouched,
    /// By std or glibc: an allocation was refused that they have no error for, and they said so.
    Aborted,
    /// Otherwise: by which signal, or status.
    Wrong(i32),
}

impl End {
    pub(crate) fn is_right(&self) -> bool {
        *self == Self::Right
    }
}

/// How that is said.
const LAST_WORDS: [&str; 2] = [
    "memory allocation of ",
    // Where a thread's first value that is dropped with it is noted.
    "Fatal glibc error: failed to register TLS destructor: out of memory",
];

/// How many of an operation's allocations are such as std ends the program for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ends {
    least: usize,
    most: usize,
    /// How many blocks may be left at the end.
    left: isize,
}

/// What rayon's queues keep for later, and threads that are ending.
const THREADS_KEEP: isize = 64;

impl From<usize> for Ends {
    fn from(exactly: usize) -> Self {
        Self { least: exactly, most: exactly, left: 0 }
    }
}

/// Where it depends on how threads come to run.
impl From<std::ops::RangeInclusive<usize>> for Ends {
    fn from(ends: std::ops::RangeInclusive<usize>) -> Self {
        Self { least: *ends.start(), most: *ends.end(), left: THREADS_KEEP }
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
        let (end, said) = in_process(|| {
            memory::show();
            attempt(Refuse::One(at), &expected, ends.left, &make, &act)
        });
        println!("{said}{name}: {end:?}");
        return;
    }
    let ended_by = |refuse: fn(usize) -> Refuse| {
        let mut ended_by = Vec::new();
        for at in 0.. {
            let (end, said) = in_process(|| attempt(refuse(at), &expected, ends.left, &make, &act));
            match end {
                End::Right => {}
                End::Untouched => break,
                End::Aborted => ended_by.push(at),
                End::Wrong(how) => {
                    let again = format!("ZSTDKIT_REFUSE={name}:{at} shows where");
                    panic!("{name}, {:?}: ended by {how}; {again}\n{said}", refuse(at));
                }
            }
        }
        ended_by
    };
    let alone = ended_by(Refuse::One);
    let count = alone.len();
    let listed = ends.least..=ends.most;
    assert!(listed.contains(&count), "{name}: std ends it at {alone:?}, {listed:?} are listed");
    // With all refused that follow, it ends where it would end alone, or before, if what is refused first can
    // be done without. Threads don't ask in the same order twice.
    let all = ended_by(Refuse::From);
    let last = alone.last().copied();
    assert!(
        ends.least < ends.most || all.iter().all(|at| Some(*at) <= last),
        "{name}: std ends it at {all:?}, and at {alone:?} alone"
    );
}

fn attempt<S, T: PartialEq, E: Refusal>(
    refuse: Refuse,
    expected: &T,
    most_left: isize,
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
    // A pool's threads end by themselves.
    let started = Instant::now();
    while memory::held() - before > most_left && started.elapsed() < Duration::from_secs(5) {
        thread::yield_now();
    }
    let left = memory::held() - before;
    assert!(left <= most_left, "{left} blocks are left");
    if refused == 0 { UNTOUCHED } else { 0 }
}

/// Does a try in a process of its own, and answers how that ended, and what it said.
pub(crate) fn in_process(attempt: impl FnOnce() -> i32) -> (End, String) {
    let mut ends = [0; 2];
    // SAFETY: gives two descriptors, which nothing else owns.
    assert_eq!(unsafe { libc::pipe(ends.as_mut_ptr()) }, 0, "{}", io::Error::last_os_error());
    // SAFETY: as above.
    let [mut from, to] = ends.map(|end| unsafe { File::from_raw_fd(end) });
    // SAFETY: the child has this thread alone, and takes no lock that another might have held: it calls
    // nothing but the work, writes to file descriptor 2 unbuffered, and leaves by `_exit`.
    let child = unsafe { libc::fork() };
    assert!(child >= 0, "{}", io::Error::last_os_error());
    if child == 0 {
        // SAFETY: takes numbers; what the child says goes into the pipe.
        unsafe {
            libc::alarm(SECONDS);
            libc::dup2(to.as_raw_fd(), 2);
        }
        panic::set_hook(Box::new(|panic| {
            memory::relent();
            let _ = io::stderr().write_all(format!("{panic}\n").as_bytes());
        }));
        let status = panic::catch_unwind(AssertUnwindSafe(attempt)).unwrap_or(1);
        // SAFETY: ends this process without a look at what the parent has.
        unsafe { libc::_exit(status) };
    }
    drop(to);
    let mut said = Vec::new();
    from.read_to_end(&mut said).expect("a pipe can be read");
    let said = String::from_utf8_lossy(&said).into_owned();
    let mut status = 0;
    // SAFETY: the child is this process's own.
    let ended = unsafe { libc::waitpid(child, &mut status, 0) };
    assert_eq!(ended, child);
    if libc::WIFSIGNALED(status) {
        let signal = libc::WTERMSIG(status);
        let known =
            signal == libc::SIGABRT && LAST_WORDS.iter().any(|words| said.starts_with(words));
        return (if known { End::Aborted } else { End::Wrong(signal) }, said);
    }
    let end = match libc::WEXITSTATUS(status) {
        0 => End::Right,
        UNTOUCHED => End::Untouched,
        other => End::Wrong(other),
    };
    (end, said)
}

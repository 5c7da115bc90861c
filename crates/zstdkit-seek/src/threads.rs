//! Jobs, shared out among threads.

use std::ops::ControlFlow;
use std::sync::{Mutex, PoisonError};
use std::thread::{self, Scope};

/// 0 is as many as there are cores; never more than there is work.
pub(crate) fn count(threads: usize, work: usize) -> usize {
    let threads = match threads {
        0 => thread::available_parallelism().map_or(1, usize::from),
        threads => threads,
    };
    threads.min(work).max(1)
}

/// Starts a thread; whether the system had one.
pub(crate) fn start<'scope>(
    scope: &'scope Scope<'scope, '_>,
    work: impl FnOnce() + Send + 'scope,
) -> bool {
    thread::Builder::new().spawn_scoped(scope, work).is_ok()
}

/// Has each job done by one of so many threads, this one among them; fewer where the system has no more.
///
/// Each thread does its jobs with a function of its own, until that breaks off.
pub(crate) fn share<J, F>(
    jobs: impl Iterator<Item = J> + Send,
    threads: usize,
    worker: impl Fn() -> F + Sync,
) where
    F: FnMut(J) -> ControlFlow<()>,
{
    let jobs = Mutex::new(jobs);
    let run = || {
        let mut work = worker();
        loop {
            let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).next();
            match job.map(&mut work) {
                Some(ControlFlow::Continue(())) => {}
                Some(ControlFlow::Break(())) | None => return,
            }
        }
    };
    if threads <= 1 {
        return run();
    }
    thread::scope(|scope| {
        for _ in 1..threads {
            if !start(scope, run) {
                break;
            }
        }
        run();
    });
}

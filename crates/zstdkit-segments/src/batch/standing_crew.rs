//! Threads that stand by between batches.
//!
//! To start a thread and to see it end takes longer than thousands of small items do, and a system
//! may leave a new thread on its parent's core for milliseconds. One that waits for work is at it
//! within tens of microseconds, or at once if the last batch ended just before.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rayon::{Scope, ThreadPool, ThreadPoolBuilder};

/// How long to look out for the others to end before going to sleep, which takes about as long.
const WORTH_WATCHING: Duration = Duration::from_micros(100);

/// Where the threads beside the calling one come from.
#[derive(Debug)]
pub(crate) enum Crew {
    /// A pool of this object's own, made when there is work for it. Nobody else's work can stand in
    /// the way of a batch there, nor end up waiting for it.
    Own(Option<ThreadPool>),
    /// The pool that a batch is called in, or the global one.
    Current,
}

impl Crew {
    pub(crate) fn new() -> Self {
        Crew::Own(None)
    }

    /// How many threads there may be, the calling one among them, if it is not for the caller to
    /// say.
    pub(crate) fn size(&self) -> Option<usize> {
        matches!(self, Crew::Current).then(rayon::current_num_threads)
    }

    /// Does `work` with `own` in this thread and with each of `others` in another, as far as there
    /// are threads to be had, until all are done.
    pub(crate) fn work<W: Send>(
        &mut self,
        own: &mut W,
        others: &mut [W],
        work: impl Fn(&mut W) + Sync,
    ) {
        let pool = match self {
            Crew::Current => None,
            Crew::Own(pool) => {
                let enough = |pool: &ThreadPool| pool.current_num_threads() >= others.len();
                if !pool.as_ref().is_some_and(enough) {
                    *pool = start(others.len());
                }
                match pool {
                    Some(pool) => Some(pool),
                    None => return work(own),
                }
            }
        };
        let busy = AtomicUsize::new(others.len());
        match pool {
            None => rayon::in_place_scope(|scope| share(scope, own, others, &work, &busy)),
            Some(pool) => pool.in_place_scope(|scope| share(scope, own, others, &work, &busy)),
        }
    }
}

/// A pool of so many threads, or of fewer if the system has no more to give.
fn start(mut threads: usize) -> Option<ThreadPool> {
    while threads > 0 {
        let builder = ThreadPoolBuilder::new().num_threads(threads);
        if let Ok(pool) = builder.thread_name(|index| format!("zstdkit batch {index}")).build() {
            return Some(pool);
        }
        threads /= 2;
    }
    None
}

/// Hands out the work, does a part of it, and looks out for the end.
fn share<'s, W: Send>(
    scope: &Scope<'s>,
    own: &mut W,
    others: &'s mut [W],
    work: &'s (impl Fn(&mut W) + Sync),
    busy: &'s AtomicUsize,
) {
    for other in others {
        scope.spawn(move |_| {
            work(other);
            busy.fetch_sub(1, Ordering::Release);
        });
    }
    work(own);
    let watched = Instant::now();
    while busy.load(Ordering::Acquire) > 0 && watched.elapsed() < WORTH_WATCHING {
        thread::yield_now();
    }
}

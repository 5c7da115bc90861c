//! Watching a long training, and stopping it.

use std::fmt;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};

use crate::error::{Error, Result};

/// After how much of a thread's work the callback is asked: few milliseconds' worth of counting,
/// some tens of compressing at a slow level.
const INTERVAL: u64 = 256 << 10;

/// How much work it is to compress a byte, where to count or to pass over one is 1.
const COMPRESSING: u64 = 4;

/// How far a training has come.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Progress {
    /// Candidates that have been tried.
    pub done: usize,
    /// All candidates.
    pub total: usize,
    /// About which part of all work is done: 0 to 1.
    pub fraction: f64,
}

/// The caller's function.
#[derive(Clone)]
pub(crate) struct Callback(pub(crate) Arc<dyn Fn(Progress) -> ControlFlow<()> + Send + Sync>);

impl fmt::Debug for Callback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Callback")
    }
}

/// What all threads of one training have done.
pub(crate) struct Watch<'a> {
    callback: Option<&'a Callback>,
    total: usize,
    done: AtomicUsize,
    all_work: u64,
    work: AtomicU64,
    stopped: AtomicBool,
}

impl<'a> Watch<'a> {
    /// Watches a training of `total` candidates.
    pub(crate) fn new(callback: Option<&'a Callback>, total: usize, all_work: u64) -> Self {
        Self {
            callback,
            total,
            done: AtomicUsize::new(0),
            all_work,
            work: AtomicU64::new(0),
            stopped: AtomicBool::new(false),
        }
    }

    /// One thread's task, of about as much work as expected.
    pub(crate) fn task(&self, expected: u64) -> Task<'_> {
        Task { watch: self, left: expected, unreported: 0 }
    }

    /// Reports one more candidate as done, for which `task` was there.
    pub(crate) fn candidate_done(&self, task: Task<'_>) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        drop(task);
        self.report(done);
    }

    /// Whether to go on.
    pub(crate) fn check(&self) -> Result<()> {
        if self.stopped.load(Ordering::Relaxed) {
            let done = self.done.load(Ordering::Relaxed);
            return Err(Error::Cancelled { done, total: self.total });
        }
        Ok(())
    }

    fn report(&self, done: usize) {
        let Some(Callback(report)) = self.callback else { return };
        if self.stopped.load(Ordering::Relaxed) {
            return;
        }
        let work = self.work.load(Ordering::Relaxed);
        let progress = Progress {
            done,
            total: self.total,
            fraction: (work as f64 / self.all_work.max(1) as f64).min(1.0),
        };
        if report(progress).is_break() {
            self.stopped.store(true, Ordering::Relaxed);
        }
    }
}

/// Counts one thread's work. What is left of the work expected counts as done when it's dropped.
pub(crate) struct Task<'a> {
    watch: &'a Watch<'a>,
    left: u64,
    unreported: u64,
}

impl Task<'_> {
    /// Notes that so many bytes were counted, or passed over; says whether to go on.
    pub(crate) fn advance(&mut self, bytes: usize) -> Result<()> {
        self.work(bytes as u64)
    }

    /// The same for bytes that were compressed.
    pub(crate) fn compressed(&mut self, bytes: usize) -> Result<()> {
        self.work(compressing(bytes))
    }

    fn work(&mut self, work: u64) -> Result<()> {
        self.unreported += work;
        if self.unreported < INTERVAL {
            return Ok(());
        }
        let counted = self.unreported.min(self.left);
        self.left -= counted;
        self.unreported = 0;
        self.watch.work.fetch_add(counted, Ordering::Relaxed);
        self.watch.report(self.watch.done.load(Ordering::Relaxed));
        self.watch.check()
    }
}

impl Drop for Task<'_> {
    fn drop(&mut self) {
        self.watch.work.fetch_add(self.left, Ordering::Relaxed);
    }
}

/// How much work it is to compress so many bytes.
pub(crate) fn compressing(bytes: usize) -> u64 {
    (bytes as u64).saturating_mul(COMPRESSING)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    #[test]
    fn fractions_rise_to_1_whatever_was_expected() {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let to = Arc::clone(&heard);
        let callback = Callback(Arc::new(move |progress: Progress| {
            to.lock().unwrap().push(progress.fraction);
            ControlFlow::Continue(())
        }));
        let watch = Watch::new(Some(&callback), 2, 8 * INTERVAL);
        // One task takes longer than expected, the other is through early.
        let mut task = watch.task(4 * INTERVAL);
        for _ in 0..6 {
            task.advance(INTERVAL as usize).unwrap();
        }
        watch.candidate_done(task);
        let mut task = watch.task(4 * INTERVAL);
        task.compressed(INTERVAL as usize / 4).unwrap();
        task.advance(1).unwrap();
        watch.candidate_done(task);
        let expected = [0.125, 0.25, 0.375, 0.5, 0.5, 0.5, 0.5, 0.625, 1.0];
        assert_eq!(*heard.lock().unwrap(), expected);
    }

    #[test]
    fn who_said_stop_is_not_asked_again() {
        let callback = Callback(Arc::new(|progress: Progress| {
            assert_eq!(progress.done, 0);
            ControlFlow::Break(())
        }));
        let watch = Watch::new(Some(&callback), 3, 1);
        let (mut one, mut other) = (watch.task(1), watch.task(1));
        assert!(one.advance(INTERVAL as usize - 1).is_ok());
        let stopped = one.advance(1);
        assert!(matches!(stopped, Err(Error::Cancelled { done: 0, total: 3 })));
        watch.candidate_done(one);
        let stopped = other.advance(INTERVAL as usize);
        assert!(matches!(stopped, Err(Error::Cancelled { done: 1, total: 3 })));
    }
}

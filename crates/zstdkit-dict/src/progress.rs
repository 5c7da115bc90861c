//! Watching a long search, and stopping it.

use std::fmt;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use crate::error::{Error, Result};

/// How far a search has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Candidates that have been tried.
    pub done: usize,
    /// All candidates.
    pub total: usize,
}

/// The caller's function.
#[derive(Clone)]
pub(crate) struct Callback(pub(crate) Arc<dyn Fn(Progress) -> ControlFlow<()> + Send + Sync>);

impl fmt::Debug for Callback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Callback")
    }
}

/// Counts the steps of one search, on whatever threads they are taken.
pub(crate) struct Steps<'a> {
    callback: Option<&'a Callback>,
    total: usize,
    done: AtomicUsize,
    stopped: AtomicBool,
}

impl<'a> Steps<'a> {
    pub(crate) fn new(callback: Option<&'a Callback>, total: usize) -> Self {
        Self { callback, total, done: AtomicUsize::new(0), stopped: AtomicBool::new(false) }
    }

    /// Reports one more step as done.
    pub(crate) fn step(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if let Some(Callback(report)) = self.callback
            && report(Progress { done, total: self.total }).is_break()
        {
            self.stopped.store(true, Ordering::Relaxed);
        }
    }

    /// Whether to go on.
    pub(crate) fn check(&self) -> Result<()> {
        if self.stopped.load(Ordering::Relaxed) {
            let done = self.done.load(Ordering::Relaxed);
            return Err(Error::Cancelled { done, total: self.total });
        }
        Ok(())
    }
}

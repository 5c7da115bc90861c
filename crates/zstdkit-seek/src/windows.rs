//! Windows on their way to be stored: compressed by threads of their own while decoding goes on.

use std::collections::VecDeque;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use zstdkit::CompressOptions;

use crate::error::Result;
use crate::hash::hash;
use crate::index::{Point, Start, Stored};
use crate::threads;

/// Compresses checkpoints' dictionaries, at once where there are threads for it.
#[derive(Debug)]
pub(crate) struct Windows {
    level: i32,
    /// How many are compressed at once beside what the calling thread does; 0 has it do it all.
    beside: usize,
    /// For which point, and what comes of it.
    coming: VecDeque<(usize, JoinHandle<Result<Stored>>)>,
    /// How long the last one that is done is.
    last: Option<u64>,
}

impl Windows {
    /// With so many threads in all, of which one is the calling one.
    pub(crate) fn new(level: i32, threads: usize) -> Self {
        let beside = threads::count(threads, usize::MAX) - 1;
        Self { level, beside, coming: VecDeque::new(), last: None }
    }

    /// Has the last point's window stored, now or when there is a thread.
    pub(crate) fn store(&mut self, points: &mut [Point], dictionary: Vec<u8>) -> Result<()> {
        let Some(at) = points.len().checked_sub(1) else { return Ok(()) };
        if self.beside == 0 {
            self.done(points, at, compressed(&dictionary, self.level)?);
            return Ok(());
        }
        // Oldest first: nothing that is longer to come than it has to be.
        self.leave(points, self.beside - 1)?;
        self.coming.try_reserve(1).map_err(|_| zstdkit::Error::OutOfMemory)?;
        let dictionary = Arc::new(dictionary);
        let (shared, level) = (Arc::clone(&dictionary), self.level);
        match thread::Builder::new().spawn(move || compressed(&shared, level)) {
            Ok(thread) => self.coming.push_back((at, thread)),
            // The system has no more threads.
            Err(_) => {
                self.leave(points, 0)?;
                self.done(points, at, compressed(&dictionary, self.level)?);
            }
        }
        Ok(())
    }

    /// How long the last window is, stored; waits for it.
    pub(crate) fn last_size(&mut self, points: &mut [Point]) -> Result<Option<u64>> {
        self.leave(points, 0)?;
        Ok(self.last)
    }

    /// Waits for all of them.
    pub(crate) fn finish(&mut self, points: &mut [Point]) -> Result<()> {
        self.leave(points, 0)
    }

    /// Waits until no more than so many are to come.
    fn leave(&mut self, points: &mut [Point], most: usize) -> Result<()> {
        while self.coming.len() > most {
            let Some((at, thread)) = self.coming.pop_front() else { break };
            let stored = thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
            self.done(points, at, stored);
        }
        Ok(())
    }

    fn done(&mut self, points: &mut [Point], at: usize, stored: Stored) {
        self.last = Some(stored.frame.len() as u64);
        if let Start::Block { stored: place, .. } = &mut points[at].start {
            *place = stored;
        }
    }
}

impl Drop for Windows {
    /// No thread outlives what it works for.
    fn drop(&mut self) {
        for (_, thread) in self.coming.drain(..) {
            // What it made, or that it failed, no longer matters.
            let _ = thread.join();
        }
    }
}

fn compressed(dictionary: &[u8], level: i32) -> Result<Stored> {
    let frame = CompressOptions::new().level(level).compress(dictionary)?;
    Ok(Stored { hash: hash(&frame), frame })
}

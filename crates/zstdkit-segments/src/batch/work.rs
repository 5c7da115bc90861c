//! What one thread does in a batch: take a chunk, handle its items, report, take the next.

use std::fmt;
use std::ops::{ControlFlow, Range};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::vec;

use super::progress::Reporter;
use super::slabs::{Placed, Slabs};
use crate::{error::Error, segment::Segment, source::BatchSource};

/// What is done to each item.
pub(crate) trait Job: Sync {
    /// What a thread needs for it.
    type Context: Send;

    /// Estimates how long an item takes, in bytes that take as long. May look at the item only if
    /// `threads` is more than one, for one thread has nothing to gain from it.
    fn cost(&self, index: usize, item: &[u8], threads: usize) -> u64;

    /// Appends an item's result to a slab.
    fn run(
        &self,
        context: &mut Self::Context,
        index: usize,
        item: &[u8],
        slabs: &mut Slabs,
    ) -> Result<Placed, Error>;
}

/// A chunk to handle, with the part of the table that says where its results are.
#[derive(Debug)]
pub(crate) struct Task<'t> {
    pub(crate) items: Range<usize>,
    pub(crate) table: &'t mut [Segment],
}

/// Results that lie one behind the other in one slab: a member of the collection to be.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    pub(crate) items: Range<usize>,
    pub(crate) slab: usize,
    pub(crate) bytes: Range<usize>,
}

/// What the threads of a batch share.
pub(crate) struct Shared<'b, J, S: ?Sized> {
    job: &'b J,
    source: &'b S,
    tasks: Mutex<vec::IntoIter<Task<'b>>>,
    /// Whether a failing item leaves the others alone.
    keep_going: bool,
    /// The lowest failing index so far, which later chunks needn't go beyond.
    lowest: AtomicUsize,
    stopped: AtomicBool,
    failure: Mutex<Option<(usize, Error)>>,
    reporter: Option<Mutex<Reporter<'b>>>,
}

impl<J, S: ?Sized> fmt::Debug for Shared<'_, J, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").field("lowest", &self.lowest).finish_non_exhaustive()
    }
}

impl<'b, J: Job, S: BatchSource + ?Sized> Shared<'b, J, S> {
    pub(crate) fn new(
        job: &'b J,
        source: &'b S,
        tasks: Vec<Task<'b>>,
        keep_going: bool,
        reporter: Option<Reporter<'b>>,
    ) -> Self {
        Shared {
            job,
            source,
            tasks: Mutex::new(tasks.into_iter()),
            keep_going,
            lowest: AtomicUsize::new(usize::MAX),
            stopped: AtomicBool::new(false),
            failure: Mutex::new(None),
            reporter: reporter.map(Mutex::new),
        }
    }

    /// Why the batch failed, if it did.
    pub(crate) fn into_failure(self) -> Option<Error> {
        self.failure.into_inner().unwrap_or_else(PoisonError::into_inner).map(|(_, error)| error)
    }

    /// Whether chunks are left to take.
    pub(crate) fn has_tasks(&self) -> bool {
        let tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        tasks.len() > 0 && !self.stopped.load(Ordering::Relaxed)
    }

    fn next_task(&self) -> Option<Task<'b>> {
        if self.stopped.load(Ordering::Relaxed) {
            return None;
        }
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner).next()
    }

    /// Notes a failure at an item. All items before the lowest one that fails are still handled,
    /// so that the one reported in the end is the same with any number of threads.
    fn fail(&self, index: usize, error: Error) {
        self.lowest.fetch_min(index, Ordering::Relaxed);
        let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        if failure.as_ref().is_none_or(|&(other, _)| index < other) {
            *failure = Some((index, error));
        }
    }

    /// Tells the caller of a chunk.
    fn report(&self, items: usize, bytes_in: u64, bytes_out: u64) {
        let Some(reporter) = &self.reporter else { return };
        let Ok(mut reporter) = reporter.lock() else {
            // The callback panicked in another thread, which will pass that on.
            self.stopped.store(true, Ordering::Relaxed);
            return;
        };
        // What was stopped reports no more.
        if !self.stopped.load(Ordering::Relaxed)
            && reporter.report(items, bytes_in, bytes_out) == ControlFlow::Break(())
        {
            self.stopped.store(true, Ordering::Relaxed);
            drop(reporter);
            // Before any item: whatever else went wrong, the caller wanted to stop.
            let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
            *failure = Some((0, Error::Cancelled));
        }
    }
}

/// A thread's own belongings, kept from batch to batch.
#[derive(Debug)]
pub(crate) struct Worker<C> {
    pub(crate) context: C,
    pub(crate) slabs: Slabs,
    pub(crate) pieces: Vec<Piece>,
    /// The items that failed, where that doesn't end the batch.
    pub(crate) errors: Vec<(usize, Error)>,
}

impl<C: Send> Worker<C> {
    pub(crate) fn new(context: C, slabs: Slabs) -> Self {
        Worker { context, slabs, pieces: Vec::new(), errors: Vec::new() }
    }

    /// Puts away what an earlier batch left behind.
    pub(crate) fn clear(&mut self) {
        self.slabs.give_up();
        self.pieces.clear();
        self.errors.clear();
    }

    /// Handles chunks until none is left.
    pub(crate) fn work<J, S>(&mut self, shared: &Shared<'_, J, S>)
    where
        J: Job<Context = C>,
        S: BatchSource + ?Sized,
    {
        while self.work_once(shared) {}
    }

    /// Handles one chunk, if one is left.
    pub(crate) fn work_once<J, S>(&mut self, shared: &Shared<'_, J, S>) -> bool
    where
        J: Job<Context = C>,
        S: BatchSource + ?Sized,
    {
        let Some(task) = shared.next_task() else { return false };
        if task.items.start < shared.lowest.load(Ordering::Relaxed) {
            let items = task.items.len();
            if let Some((bytes_in, bytes_out)) = self.handle(task, shared) {
                shared.report(items, bytes_in, bytes_out);
            }
        }
        true
    }

    /// Handles the items of one chunk; answers how many bytes went in and out, unless one failed.
    fn handle<J, S>(&mut self, task: Task<'_>, shared: &Shared<'_, J, S>) -> Option<(u64, u64)>
    where
        J: Job<Context = C>,
        S: BatchSource + ?Sized,
    {
        let (mut bytes_in, mut bytes_out) = (0, 0);
        // A piece goes on from the last chunk if its items and its bytes do.
        let mut piece = match self.pieces.pop() {
            Some(piece) if piece.items.end == task.items.start => piece,
            earlier => {
                let start = task.items.start;
                // A piece is pushed with each new one, and in the end: room is made for both.
                if self.pieces.try_reserve(2).is_err() {
                    shared.fail(start, Error::TooManyItems { items: shared.source.len() });
                    return None;
                }
                self.pieces.extend(earlier);
                Piece { items: start..start, slab: usize::MAX, bytes: 0..0 }
            }
        };
        let mut items = shared.source.items(task.items.clone());
        for (index, entry) in (task.items.start..).zip(task.table) {
            let Some(item) = items.next() else {
                let items = shared.source.len();
                shared.fail(index, Error::SourceEnded { index, items });
                return None;
            };
            let placed = match shared.job.run(&mut self.context, index, item, &mut self.slabs) {
                Ok(placed) => placed,
                Err(error) if shared.keep_going => {
                    let nothing = match self.errors.try_reserve(1) {
                        Ok(()) => self.slabs.place_nothing(),
                        Err(_) => Err(zstdkit::Error::OutOfMemory),
                    };
                    match nothing {
                        Ok(nothing) => {
                            self.errors.push((index, error));
                            nothing
                        }
                        Err(source) => {
                            shared.fail(index, Error::Item { index, source });
                            return None;
                        }
                    }
                }
                Err(error) => {
                    shared.fail(index, error);
                    return None;
                }
            };
            if placed.slab != piece.slab {
                let bytes = placed.start..placed.start;
                let next = Piece { items: index..index, slab: placed.slab, bytes };
                if self.pieces.try_reserve(2).is_err() {
                    shared.fail(index, Error::TooManyItems { items: shared.source.len() });
                    return None;
                }
                self.close(std::mem::replace(&mut piece, next), index);
            }
            let end = self.slabs.slab(placed.slab).len();
            let len = (end - placed.start) as u64;
            piece.bytes.end = end;
            bytes_in += item.len() as u64;
            bytes_out += len;
            *entry = Segment::new((placed.start - piece.bytes.start) as u64, len);
        }
        self.close(piece, task.items.end);
        Some((bytes_in, bytes_out))
    }

    /// Ends a piece before the item at `end`, unless it has not begun.
    #[cold]
    fn close(&mut self, mut piece: Piece, end: usize) {
        piece.items.end = end;
        if !piece.items.is_empty() {
            self.pieces.push(piece);
        }
    }
}

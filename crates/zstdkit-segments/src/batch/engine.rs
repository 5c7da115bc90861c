//! Running a batch: cutting it up, setting threads to work, putting the results together.

use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

#[cfg(not(feature = "rayon"))]
use super::scoped_crew::Crew;
#[cfg(feature = "rayon")]
use super::standing_crew::Crew;

use super::plan;
use super::progress::{Callback, Reporter};
use super::slabs::{Shelf, Slabs};
use super::work::{Job, Shared, Task, Worker};
use crate::backing::{Backing, Memory};
use crate::{
    buffer::BufferWithSegments,
    collection::BufferWithSegmentsCollection,
    error::Error,
    segment::{BufferSegments, Segment},
    source::BatchSource,
};

/// How much memory that comes back from dropped results is kept, unless the caller says.
const KEEP_MEMORY: usize = 64 << 20;

/// A batch that costs as much as this many bytes is worth another thread from its start.
const WORTH_A_THREAD: u64 = 64 << 10;

/// One that turns out to take longer than this gets its threads then. To start one, or to wake one
/// that stands by, takes some tens of microseconds.
const WORTH_WAITING: Duration = Duration::from_micros(100);

/// The threads' belongings and settings, kept from batch to batch.
#[derive(Debug)]
pub(crate) struct Engine<C> {
    workers: Vec<Worker<C>>,
    shelf: Arc<Shelf>,
    crew: Crew,
    /// As the caller said it: 0 for as many as there are cores.
    threads: usize,
}

/// How one batch is to be done.
pub(crate) struct Order<'c, M> {
    /// Makes another thread's context.
    pub(crate) make: M,
    pub(crate) callback: Option<Callback<'c>>,
    /// Whether a failing item leaves the others alone.
    pub(crate) keep_going: bool,
    /// The most that the results can come to, from the sum of the items' lengths and their
    /// number, where that is known beforehand.
    pub(crate) bound: Option<fn(u64, u64) -> u64>,
}

/// The results of a batch.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) results: BufferWithSegmentsCollection,
    /// What failed, by its index in rising order; with an empty result in its place.
    pub(crate) errors: Vec<(usize, Error)>,
}

impl<C: Send> Engine<C> {
    pub(crate) fn new(first: C) -> Self {
        let shelf = Arc::new(Shelf::new(KEEP_MEMORY));
        Engine {
            workers: vec![Worker::new(first, Slabs::new(&shelf))],
            shelf,
            crew: Crew::new(),
            threads: 0,
        }
    }

    pub(crate) fn set_threads(&mut self, threads: usize) {
        self.threads = threads;
        if self.crew.size().is_some() {
            self.crew = Crew::new();
        }
    }

    #[cfg(feature = "rayon")]
    pub(crate) fn set_rayon_pool(&mut self) {
        self.crew = Crew::Current;
    }

    pub(crate) fn set_keep_memory(&mut self, bytes: usize) {
        self.shelf.set_limit(bytes);
    }

    fn threads(&self) -> usize {
        // No threads, and with some systems no clock to wait by.
        if cfg!(target_family = "wasm") {
            return 1;
        }
        match (self.crew.size(), self.threads) {
            (Some(threads), _) => threads,
            (None, 0) => cores(),
            (None, threads) => threads,
        }
    }

    pub(crate) fn contexts(&self) -> impl Iterator<Item = &C> {
        self.workers.iter().map(|worker| &worker.context)
    }

    /// The bytes of results that were dropped, kept for the next batch.
    pub(crate) fn kept_memory(&self) -> usize {
        self.shelf.bytes()
    }

    pub(crate) fn run<J, S, M>(
        &mut self,
        job: &J,
        source: &S,
        order: Order<'_, M>,
    ) -> Result<Outcome, Error>
    where
        J: Job<Context = C>,
        S: BatchSource + ?Sized,
        M: Fn() -> Result<C, Error>,
    {
        let items = source.len();
        if items == 0 {
            return Err(Error::NoItems);
        }
        source.check()?;
        let threads = self.threads().min(items);
        // What an item costs stands in its entry of the table until its result does.
        let mut table = Vec::new();
        table.try_reserve_exact(items).map_err(|_| Error::TooManyItems { items })?;
        let (mut total, mut bytes) = (0u64, 0u64);
        for (index, item) in source.items(0..items).take(items).enumerate() {
            let cost = job.cost(index, item, threads);
            total = total.saturating_add(cost);
            bytes = bytes.saturating_add(item.len() as u64);
            table.push(Segment::new(0, cost));
        }
        if table.len() < items {
            return Err(Error::SourceEnded { index: table.len(), items });
        }
        let too_many = |_| Error::TooManyItems { items };
        let costs = table.iter().map(|entry| entry.len);
        let chunks = plan::chunks(costs, total, threads).map_err(too_many)?;
        let threads = threads.min(chunks.len());

        let mut slots: Vec<Option<Task<'_>>> = Vec::new();
        slots.try_reserve_exact(chunks.len()).map_err(too_many)?;
        let mut rest = table.as_mut_slice();
        for chunk in &chunks {
            let (part, behind) = rest.split_at_mut(chunk.items.len());
            rest = behind;
            slots.push(Some(Task { items: chunk.items.clone(), table: part }));
        }
        let turns = plan::order(&chunks, threads).map_err(too_many)?;
        let mut tasks = Vec::new();
        tasks.try_reserve_exact(chunks.len()).map_err(too_many)?;
        tasks.extend(turns.into_iter().filter_map(|chunk| slots[chunk].take()));

        let wanted = threads.saturating_sub(self.workers.len());
        self.workers.try_reserve(wanted).map_err(too_many)?;
        while self.workers.len() < threads {
            self.workers.push(Worker::new((order.make)()?, Slabs::new(&self.shelf)));
        }
        let bound = order.bound.map(|bound| bound(bytes, items as u64));
        let expected = bound.unwrap_or(bytes.saturating_mul(4));
        for worker in &mut self.workers {
            worker.clear();
            worker.slabs.begin(expected, bound, threads);
        }

        let reporter = order.callback.map(|callback| Reporter::new(callback, items));
        let shared = Shared::new(job, source, tasks, order.keep_going, reporter);
        self.work(&shared, threads, total);
        if let Some(error) = shared.into_failure() {
            self.workers.iter_mut().for_each(Worker::clear);
            return Err(error);
        }
        self.gather(table, bytes, threads)
    }

    /// Handles all chunks, in this thread and as many others as help.
    fn work<J, S>(&mut self, shared: &Shared<'_, J, S>, threads: usize, total: u64)
    where
        J: Job<Context = C>,
        S: BatchSource + ?Sized,
    {
        let Some((own, others)) = self.workers[..threads].split_first_mut() else { return };
        if others.is_empty() {
            return own.work(shared);
        }
        if total < WORTH_A_THREAD * 2 {
            let started = Instant::now();
            while started.elapsed() < WORTH_WAITING {
                if !own.work_once(shared) {
                    return;
                }
            }
            if !shared.has_tasks() {
                return;
            }
        }
        self.crew.work(own, others, |worker| worker.work(shared));
    }

    /// Makes the collection of what the threads have written.
    fn gather(
        &mut self,
        table: Vec<Segment>,
        input: u64,
        threads: usize,
    ) -> Result<Outcome, Error> {
        let items = table.len();
        let too_many = |_| Error::TooManyItems { items };
        let table = Arc::new(table);
        let mut members = Vec::new();
        let mut errors = Vec::new();
        let output = self.workers.iter().flat_map(|worker| &worker.pieces);
        let output: usize = output.map(|piece| piece.bytes.len()).sum();
        // What all threads together leave unused is a tenth of input and output at most.
        let unused = usize::try_from(input).unwrap_or(usize::MAX).saturating_add(output);
        let unused = unused / (10 * threads);
        for worker in &mut self.workers {
            let mut slabs: Vec<Arc<Memory>> = Vec::new();
            slabs.try_reserve_exact(worker.slabs.count()).map_err(too_many)?;
            slabs.extend(worker.slabs.finish(unused).map(|slab| Arc::new(slab) as Arc<Memory>));
            members.try_reserve(worker.pieces.len()).map_err(too_many)?;
            errors.try_reserve(worker.errors.len()).map_err(too_many)?;
            members.extend(worker.pieces.drain(..).map(|piece| {
                let payload = piece.bytes.len();
                let data = Backing::part(Arc::clone(&slabs[piece.slab]), piece.bytes);
                let segments = BufferSegments::part(&table, piece.items.clone());
                (piece.items.start, BufferWithSegments::from_parts(data, segments, payload))
            }));
            errors.append(&mut worker.errors);
        }
        members.sort_unstable_by_key(|&(first, _)| first);
        errors.sort_unstable_by_key(|&(index, _)| index);
        let members = members.into_iter().map(|(_, member)| member);
        Ok(Outcome { results: BufferWithSegmentsCollection::new(members)?, errors })
    }
}

/// As many threads as this process may run at once. Asked once: that takes a while.
fn cores() -> usize {
    static CORES: OnceLock<usize> = OnceLock::new();
    *CORES.get_or_init(|| thread::available_parallelism().map_or(1, usize::from))
}

//! The stretches of a file decoded at once, those of one frame too.

use std::collections::VecDeque;
use std::io::Write;
use std::ops::ControlFlow;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;

use zstdkit::output_buffer;

use crate::error::{Error, Result};
use crate::index::Index;
use crate::lists::List as _;
use crate::options::ReadOptions;
use crate::source::ReadAt;
use crate::threads;

/// Content goes from a thread to the writer in pieces of at most this size: large enough for the large pages of
/// [`output_buffer`], as most of the memory is new.
const PIECE: usize = 4 << 20;

/// A single thread's pieces stay in its core's cache.
const OWN_PIECE: usize = 512 << 10;

/// How far ahead of the writer content is decoded, in bytes of content: at least, and at most.
const AHEAD_MIN: u64 = 16 << 20;
const AHEAD_MAX: u64 = 512 << 20;

/// Holds back threads that would be too far ahead of the writer.
///
/// What counts is the place in the content, whoever decodes it: so all of the memory goes to what is needed
/// first, and threads have enough of it where it holds a stretch for each.
#[derive(Debug)]
struct Gate {
    ahead: u64,
    /// How much the writer has got; `None` when it wants no more.
    written: Mutex<Option<u64>>,
    moved: Condvar,
}

impl Gate {
    fn new(index: &Index, threads: usize) -> Self {
        let lengths = index.stretches().map(|stretch| stretch.content.end - stretch.content.start);
        let wanted = lengths.max().unwrap_or(0).saturating_mul(threads as u64);
        let ahead = wanted.clamp(AHEAD_MIN, AHEAD_MAX);
        Self { ahead, written: Mutex::new(Some(0)), moved: Condvar::new() }
    }

    /// Waits until the content at this place may be decoded; false if nobody wants it.
    fn wait_for(&self, place: u64) -> bool {
        let written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        let too_far = |written: &mut Option<u64>| {
            written.is_some_and(|written| place >= written.saturating_add(self.ahead))
        };
        let written = self.moved.wait_while(written, too_far);
        written.unwrap_or_else(PoisonError::into_inner).is_some()
    }

    fn set(&self, written: Option<u64>) {
        *self.written.lock().unwrap_or_else(PoisonError::into_inner) = written;
        self.moved.notify_all();
    }
}

/// Opens the gate when the writer ends, however it does.
struct Opened<'a>(&'a Gate);

impl Drop for Opened<'_> {
    fn drop(&mut self) {
        self.0.set(None);
    }
}

/// Pieces' memory, to be used again.
#[derive(Debug, Default)]
struct Spare(Mutex<Vec<Vec<u8>>>);

impl Spare {
    fn take(&self, len: usize) -> Result<Vec<u8>> {
        let spare = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        match spare.filter(|piece| piece.capacity() >= len) {
            Some(mut piece) => {
                piece.clear();
                Ok(piece)
            }
            None => Ok(output_buffer(len)?),
        }
    }

    fn give_back(&self, piece: Vec<u8>) -> Result<()> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).append_one(piece)
    }
}

impl Index {
    /// Decompresses the whole file, several stretches of it at once, and writes the content in order.
    ///
    /// `threads` 0 is as many as there are cores. Memory is bounded, whatever the stretches' length: a decoder
    /// with two windows for each thread, and content that the writer hasn't got to, as much as a stretch for
    /// each thread, but 512 MiB at most. Gives the content's length.
    ///
    /// ```
    /// use zstdkit_seek::IndexOptions;
    ///
    /// let content: Vec<u8> = (0..400_000u32).flat_map(u32::to_le_bytes).collect();
    /// let frame = zstdkit::compress(&content, 3)?;
    /// let index = IndexOptions::new().spacing(256 << 10).build(&frame[..])?;
    /// let mut out = Vec::new();
    /// index.decompress(&frame, 2, &mut out)?;
    /// assert_eq!(out, content);
    /// # Ok::<(), zstdkit_seek::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`Index::check`], of the source and the writer; [`Error::Damaged`] for the first
    /// stretch that is, after what is before it has been written, and perhaps a part of it.
    pub fn decompress<S>(&self, source: &S, threads: usize, writer: impl Write) -> Result<u64>
    where
        S: ReadAt + Sync + ?Sized,
    {
        ReadOptions::new().decompress_parallel(self, source, threads, writer)
    }

    /// As [`decompress`](Self::decompress), straight to the content's places in `out`, which has to be
    /// as long as it.
    ///
    /// # Errors
    ///
    /// As [`decompress`](Self::decompress), and [`Error::OutOfRange`] for another length. After an error
    /// the contents of `out` are of no use.
    pub fn decompress_into<S>(&self, source: &S, threads: usize, out: &mut [u8]) -> Result<()>
    where
        S: ReadAt + Sync + ?Sized,
    {
        ReadOptions::new().decompress_parallel_into(self, source, threads, out)
    }
}

struct Job {
    at: usize,
    to: Sender<Result<Vec<u8>>>,
}

impl ReadOptions {
    /// [`Index::decompress`] with these options.
    ///
    /// # Errors
    ///
    /// Those of [`Index::decompress`], [`Error::WrongDictionary`] and [`Error::WindowTooLarge`].
    pub fn decompress_parallel<S>(
        &self,
        index: &Index,
        source: &S,
        threads: usize,
        mut writer: impl Write,
    ) -> Result<u64>
    where
        S: ReadAt + Sync + ?Sized,
    {
        index.check(source)?;
        self.check(index)?;
        let threads = threads::count(threads, index.len());
        if threads == 1 {
            return self.decompress_alone(index, source, writer);
        }
        let (jobs, queue) = mpsc::channel::<Job>();
        let queue = Mutex::new(queue);
        let (gate, spare) = (Gate::new(index, threads), Spare::default());
        thread::scope(|scope| {
            // Dropped on every way out, which ends the threads.
            let (jobs, _opened) = (jobs, Opened(&gate));
            let work = || self.work(index, source, &queue, &gate, &spare);
            let started = (0..threads).take_while(|_| threads::start(scope, work)).count();
            if started == 0 {
                return self.decompress_alone(index, source, writer);
            }
            let mut coming: VecDeque<Receiver<_>> = VecDeque::new();
            let (mut next, mut written) = (0, 0);
            loop {
                // One more than there are threads, so that none waits for the writer to hand out work.
                while next < index.len() && coming.len() <= threads {
                    let (to, from) = mpsc::channel();
                    coming.push_back(from);
                    // The queue lives as long as the scope.
                    let _ = jobs.send(Job { at: next, to });
                    next += 1;
                }
                let Some(pieces) = coming.pop_front() else { break };
                for piece in pieces {
                    let piece = piece?;
                    writer.write_all(&piece)?;
                    written += piece.len() as u64;
                    gate.set(Some(written));
                    spare.give_back(piece)?;
                }
            }
            Ok(index.content_size())
        })
    }

    /// Decodes stretches as they are handed out. Whoever wants no more pieces has hung up.
    fn work<S: ReadAt + ?Sized>(
        &self,
        index: &Index,
        source: &S,
        queue: &Mutex<Receiver<Job>>,
        gate: &Gate,
        spare: &Spare,
    ) {
        let mut input = Vec::new();
        loop {
            let job = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
            let Ok(Job { at, to }) = job else { return };
            let mut run = match self.start(index, at) {
                Ok(run) => run,
                Err(error) => {
                    let _ = to.send(Err(error));
                    continue;
                }
            };
            while gate.wait_for(run.content()) {
                let len = run.content_left().min(PIECE as u64).max(1) as usize;
                let (mut piece, mut outcome) = match spare.take(len) {
                    Ok(piece) => (piece, Ok(1)),
                    Err(error) => (Vec::new(), Err(error)),
                };
                while piece.len() < len && matches!(outcome, Ok(1..)) {
                    let left = len - piece.len();
                    outcome = run.read(source, &mut input, &mut piece, left);
                }
                let ended = !matches!(outcome, Ok(1..));
                let passed_on = if piece.is_empty() {
                    spare.give_back(piece)
                } else if to.send(Ok(piece)).is_ok() {
                    Ok(())
                } else {
                    break;
                };
                if let Err(error) = outcome.and(passed_on) {
                    let _ = to.send(Err(error));
                }
                if ended {
                    break;
                }
            }
        }
    }

    fn decompress_alone<S: ReadAt + ?Sized>(
        &self,
        index: &Index,
        source: &S,
        mut writer: impl Write,
    ) -> Result<u64> {
        let (mut input, mut piece) = (Vec::new(), Vec::new());
        let mut run = self.start(index, 0)?;
        loop {
            piece.clear();
            if run.read(source, &mut input, &mut piece, OWN_PIECE)? > 0 {
                writer.write_all(&piece)?;
            } else if run.goes_on() {
                run.go_on();
            } else if run.at() + 1 < index.len() {
                run = self.start(index, run.at() + 1)?;
            } else {
                return Ok(index.content_size());
            }
        }
    }

    /// [`Index::decompress_into`] with these options.
    ///
    /// # Errors
    ///
    /// Those of [`Index::decompress_into`], [`Error::WrongDictionary`] and [`Error::WindowTooLarge`].
    pub fn decompress_parallel_into<S>(
        &self,
        index: &Index,
        source: &S,
        threads: usize,
        out: &mut [u8],
    ) -> Result<()>
    where
        S: ReadAt + Sync + ?Sized,
    {
        index.check(source)?;
        self.check(index)?;
        let (len, size) = (out.len() as u64, index.content_size());
        if len != size {
            return Err(Error::OutOfRange { range: 0..len, size });
        }
        let mut places = Vec::new();
        places.make_room(index.len())?;
        let mut rest = out;
        for stretch in index.stretches() {
            // All of them together are as long as `out`, so each fits.
            let (place, after) =
                rest.split_at_mut((stretch.content.end - stretch.content.start) as usize);
            places.push(place);
            rest = after;
        }
        let failure = Mutex::new(None);
        let count = threads::count(threads, index.len());
        threads::share(places.into_iter().enumerate(), count, || {
            let (mut input, mut piece) = (Vec::new(), Vec::new());
            let failure = &failure;
            move |(at, place)| {
                let Err(error) = self.fill(index, at, source, place, &mut input, &mut piece) else {
                    return ControlFlow::Continue(());
                };
                let mut first = failure.lock().unwrap_or_else(PoisonError::into_inner);
                if first.as_ref().is_none_or(|(before, _)| at < *before) {
                    *first = Some((at, error));
                }
                ControlFlow::Break(())
            }
        });
        match failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
            Some((_, error)) => Err(error),
            None => Ok(()),
        }
    }

    fn fill<S: ReadAt + ?Sized>(
        &self,
        index: &Index,
        at: usize,
        source: &S,
        mut place: &mut [u8],
        input: &mut Vec<u8>,
        piece: &mut Vec<u8>,
    ) -> Result<()> {
        let mut run = self.start(index, at)?;
        loop {
            piece.clear();
            let given = run.read(source, input, piece, 128 << 10)?;
            if given == 0 {
                return Ok(());
            }
            let (here, after) = place.split_at_mut(given);
            here.copy_from_slice(piece);
            place = after;
        }
    }
}

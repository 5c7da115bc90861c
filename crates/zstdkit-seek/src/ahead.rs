//! Content that threads decode ahead, on its way to one writer in order.

use std::collections::VecDeque;
use std::mem;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use zstdkit::output_buffer;

use crate::error::Result;
use crate::index::Index;
use crate::lists::List as _;

/// How far ahead of the writer content is decoded, in bytes of content: at least, and at most.
const AHEAD_MIN: u64 = 16 << 20;
const AHEAD_MAX: u64 = 512 << 20;

/// The stretches of an index that are being decoded, and their content that isn't written yet.
///
/// Threads take stretches in order. What holds them back is the place in the content, whoever decodes it: so all
/// of the memory goes to what is needed first, and threads have enough of it where it holds a stretch for each.
#[derive(Debug)]
pub(crate) struct Ahead {
    stretches: usize,
    limit: u64,
    state: Mutex<State>,
    moved: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// Those that are taken and not yet written, in order.
    taken: VecDeque<Taken>,
    /// Which stretch the first of them is: where the writer is.
    first: usize,
    written: u64,
    /// Nobody wants any more.
    is_over: bool,
    /// Pieces' memory, to be used again.
    spare: Vec<Vec<u8>>,
}

/// A stretch that a thread has taken.
#[derive(Debug, Default)]
struct Taken {
    pieces: VecDeque<Vec<u8>>,
    /// How it ended, after these pieces.
    end: Option<Result<()>>,
}

/// What the writing thread, which decodes too, has to do next.
#[derive(Debug)]
pub(crate) enum Turn {
    /// Write this.
    Write(Vec<u8>),
    /// Decode of its own stretch, which is what has to be written next.
    Straight,
    /// Decode of its own stretch, to be written later.
    Ahead,
    /// Begin to decode this stretch.
    Begin(usize),
    /// Nothing; all is written, or a thread panicked.
    End,
}

impl State {
    fn next(&self) -> usize {
        self.first + self.taken.len()
    }

    fn take(&mut self) -> Result<usize> {
        let next = self.next();
        self.taken.try_reserve(1).map_err(|_| zstdkit::Error::OutOfMemory)?;
        self.taken.push_back(Taken::default());
        Ok(next)
    }

    /// A stretch that was taken; what was written is no longer there.
    fn of(&mut self, at: usize) -> Option<&mut Taken> {
        self.taken.get_mut(at.checked_sub(self.first)?)
    }
}

impl Ahead {
    pub(crate) fn new(index: &Index, threads: usize) -> Self {
        let lengths = index.stretches().map(|stretch| stretch.content.end - stretch.content.start);
        let wanted = lengths.max().unwrap_or(0).saturating_mul(threads as u64);
        Self {
            stretches: index.len(),
            limit: wanted.clamp(AHEAD_MIN, AHEAD_MAX),
            state: Mutex::default(),
            moved: Condvar::new(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next stretch that nobody has taken.
    pub(crate) fn take(&self) -> Result<Option<usize>> {
        let mut state = self.state();
        if state.is_over || state.next() == self.stretches {
            return Ok(None);
        }
        state.take().map(Some)
    }

    /// Waits until the content at this place may be decoded; false if nobody wants it.
    pub(crate) fn wait_for(&self, place: u64) -> bool {
        let too_far = |state: &mut State| !state.is_over && self.is_too_far(state, place);
        let state = self.moved.wait_while(self.state(), too_far);
        !state.unwrap_or_else(PoisonError::into_inner).is_over
    }

    const fn is_too_far(&self, state: &State, place: u64) -> bool {
        place >= state.written.saturating_add(self.limit)
    }

    /// An empty piece with room for so much.
    pub(crate) fn piece(&self, len: usize) -> Result<Vec<u8>> {
        let spare = self.state().spare.pop();
        match spare.filter(|piece| piece.capacity() >= len) {
            Some(piece) => Ok(piece),
            None => Ok(output_buffer(len)?),
        }
    }

    /// Hands over content of a stretch.
    pub(crate) fn hand_over(&self, at: usize, piece: Vec<u8>) -> Result<()> {
        let mut state = self.state();
        if let Some(taken) = state.of(at) {
            taken.pieces.try_reserve(1).map_err(|_| zstdkit::Error::OutOfMemory)?;
            taken.pieces.push_back(piece);
        }
        drop(state);
        self.moved.notify_all();
        Ok(())
    }

    /// That a stretch is decoded, or can't be.
    pub(crate) fn end(&self, at: usize, outcome: Result<()>) {
        if let Some(taken) = self.state().of(at) {
            taken.end = Some(outcome);
        }
        self.moved.notify_all();
    }

    /// What the writing thread has to do next, which decodes a stretch at this place of the content, or none.
    pub(crate) fn turn(&self, own: Option<(usize, u64)>) -> Result<Turn> {
        let mut state = self.state();
        loop {
            if state.is_over {
                return Ok(Turn::End);
            }
            if let Some(front) = state.taken.front_mut() {
                if let Some(piece) = front.pieces.pop_front() {
                    return Ok(Turn::Write(piece));
                }
                if let Some(outcome) = front.end.take() {
                    outcome?;
                    state.taken.pop_front();
                    state.first += 1;
                    continue;
                }
            }
            match own {
                Some((at, _)) if at == state.first => return Ok(Turn::Straight),
                Some((_, place)) if !self.is_too_far(&state, place) => return Ok(Turn::Ahead),
                Some(_) => {}
                None if state.next() < self.stretches => return state.take().map(Turn::Begin),
                None if state.taken.is_empty() => return Ok(Turn::End),
                None => {}
            }
            state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// That so much has been written.
    pub(crate) fn wrote(&self, len: usize) {
        self.state().written += len as u64;
        self.moved.notify_all();
    }

    /// Takes a piece back.
    pub(crate) fn give_back(&self, mut piece: Vec<u8>) -> Result<()> {
        piece.clear();
        self.state().spare.append_one(piece)
    }

    /// Has all threads end when the guard is dropped, on whatever way.
    pub(crate) const fn end_on_drop(&self) -> EndOnDrop<'_> {
        EndOnDrop(self)
    }
}

pub(crate) struct EndOnDrop<'a>(&'a Ahead);

impl Drop for EndOnDrop<'_> {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.is_over = true;
        // Pieces are freed once the others can go on.
        let unwritten = mem::take(&mut state.taken);
        drop(state);
        self.0.moved.notify_all();
        drop(unwritten);
    }
}

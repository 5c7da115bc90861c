//! Several frames at once, each straight to its place.
//!
//! What is at hand is taken in waves: as many frames as their blocks can fill a bounded room, in runs
//! that threads take one by one. A run's frames go to their place one behind the other, and what
//! they leave unused of it is closed up when the wave is over. So nothing is reserved but the
//! output's own room, never much more of it than input and output so far make plausible, and what is
//! noted of the frames is a line per run, however small they are.

use alloc::vec::Vec;
use core::{mem::MaybeUninit, ops::Range};
use std::{
    sync::{Mutex, PoisonError},
    thread,
};

use zstdkit_frame::{BlockKind, Frame, Options as FrameOptions};

use super::{DecompressContext, decompress::PLAUSIBLE_RATIO};
use crate::{options::DecompressOptions, output::Room};

/// The least content, in bytes, that other threads are asked to help with.
const WORTHWHILE: u64 = 1 << 20;

/// The least content, in bytes, for each thread that works on a wave.
const WORTH_A_THREAD: u64 = 512 * 1024;

/// Frames are handed out in runs of at least this much content, or this much input, in bytes.
const RUN: u64 = 128 * 1024;

/// What each thread may have reserved for its output before any has been made, in bytes.
const AHEAD_PER_THREAD: u64 = 4 << 20;

/// The most threads, as many as a compression can have workers.
const MOST_THREADS: usize = 256;

/// Frames in a row, and the room for their content.
struct Run<'data, 'room> {
    frames: &'data [u8],
    room: &'room mut [MaybeUninit<u8>],
    made: &'room mut usize,
}

/// What is known of a run before it's handed out.
struct Plan {
    /// Where its frames are in the input.
    frames: Range<usize>,
    /// The most bytes that they can hold.
    bound: usize,
}

/// The frames that are decompressed together.
struct Wave {
    runs: Vec<Plan>,
    /// The most bytes that they can hold.
    bound: u64,
    /// Where they end in the input.
    end: usize,
}

/// How far a wave came.
pub(super) enum Outcome {
    /// So many bytes of input are done.
    Done(usize),
    /// So many bytes of input are better gone through by one thread: there is too little in them, or
    /// something is wrong, which it will tell.
    OneByOne(usize),
}

/// Decompression with several threads, for as long as one call lasts.
#[derive(Default)]
pub(super) struct Parallel {
    /// The other threads' contexts, kept from wave to wave.
    helpers: Vec<DecompressContext>,
}

impl Parallel {
    /// Decompresses as many frames of `data` as go into one wave, if that is worth it.
    ///
    /// What is wrong with a frame is left to be found by who goes through the same input with one
    /// thread, so that an error is always the same.
    pub(super) fn wave(
        &mut self,
        context: &mut DecompressContext,
        data: &[u8],
        room: &mut Room<'_>,
    ) -> Outcome {
        // A prefix goes before the first frame alone.
        if context.options().prefix().is_some() {
            return Outcome::OneByOne(data.len());
        }
        let options = context.options().clone();
        let wave = gather(data, &options.frame_options(), budget(&options, data, room));
        let end = wave.end;
        match self.run(context, &options, data, wave, room) {
            Some(()) => Outcome::Done(end),
            None => Outcome::OneByOne(end),
        }
    }

    fn run(
        &mut self,
        context: &mut DecompressContext,
        options: &DecompressOptions,
        data: &[u8],
        wave: Wave,
        room: &mut Room<'_>,
    ) -> Option<()> {
        let Wave { runs, bound, .. } = wave;
        if runs.len() < 2 || bound < WORTHWHILE {
            return None;
        }
        let total = usize::try_from(bound).ok()?;
        if room.written() == 0 {
            room.reserve_exact(total).ok()?;
        } else {
            room.reserve(total).ok()?;
        }
        let grows = room.grows();
        let spare = room.spare().get_mut(..total)?;
        let mut made: Vec<usize> = Vec::new();
        made.try_reserve_exact(runs.len()).ok()?;
        made.resize(runs.len(), 0);
        let queue = Mutex::new(hand_out(data, &runs, &mut *spare, &mut made));
        let threads = threads(options, runs.len(), bound);
        self.on_threads(context, options, threads, |context| {
            while let Some(run) = next(&queue) {
                run.fill(context, grows)?;
            }
            Some(())
        })?;
        drop(queue);
        let written = close_up(spare, &runs, &made);
        // SAFETY: each run has filled as much of its place as it says, and that was moved to the
        // room's start, one behind the other.
        unsafe { room.advance(written) };
        Some(())
    }

    /// Runs `work` on `threads` threads, this one among them; `None` if any gives up.
    fn on_threads(
        &mut self,
        context: &mut DecompressContext,
        options: &DecompressOptions,
        threads: usize,
        work: impl Fn(&mut DecompressContext) -> Option<()> + Sync,
    ) -> Option<()> {
        let alone = options.clone().workers(1);
        while self.helpers.len() + 1 < threads {
            // Those that there are do the work.
            let Ok(helper) = DecompressContext::new(&alone) else { break };
            self.helpers.push(helper);
        }
        let work = &work;
        thread::scope(|scope| {
            let helpers: Vec<_> = self
                .helpers
                .iter_mut()
                .take(threads.saturating_sub(1))
                .map_while(|helper| {
                    thread::Builder::new().spawn_scoped(scope, move || work(helper)).ok()
                })
                .collect();
            let own = work(context);
            let all = helpers.into_iter().map(|helper| helper.join().ok().flatten());
            all.fold(own, Option::and)
        })
    }
}

/// How many threads a wave is worth: never more than there are runs, or than have enough to do.
fn threads(options: &DecompressOptions, runs: usize, bound: u64) -> usize {
    let worth = usize::try_from(bound / WORTH_A_THREAD).unwrap_or(MOST_THREADS);
    options.threads().min(runs).min(worth).clamp(1, MOST_THREADS)
}

/// How many bytes a wave's frames may be able to hold.
fn budget(options: &DecompressOptions, data: &[u8], room: &mut Room<'_>) -> u64 {
    let written = room.written() as u64;
    let threads = options.threads().min(MOST_THREADS) as u64;
    // A vector at least doubles when it grows, so that as much again as there is costs nothing.
    let plausible = (data.len() as u64).saturating_mul(PLAUSIBLE_RATIO).max(written);
    let allowed = options.output_limit().map_or(u64::MAX, |limit| limit as u64);
    let allowed = allowed.saturating_sub(written);
    let there = if room.grows() { u64::MAX } else { room.spare().len() as u64 };
    plausible.max(threads * AHEAD_PER_THREAD).min(allowed).min(there)
}

/// Takes frames from the start of `data` as long as they are sound and can't hold more than `budget`
/// bytes together.
fn gather(data: &[u8], options: &FrameOptions, budget: u64) -> Wave {
    let mut wave = Wave { runs: Vec::new(), bound: 0, end: 0 };
    let (mut start, mut pending) = (0, 0);
    let close = |runs: &mut Vec<Plan>, frames: Range<usize>, bound: u64| {
        if !frames.is_empty() {
            // It's within the budget, and tried as a size when room is made.
            runs.push(Plan { frames, bound: bound as usize });
        }
    };
    while wave.end < data.len() {
        let frame = options.first_frame(&data[wave.end..]).ok();
        let Some((frame, bound)) = frame.and_then(|frame| Some((frame, most(&frame)?))) else {
            break;
        };
        let Some(sum) = wave.bound.checked_add(bound).filter(|sum| *sum <= budget) else { break };
        wave.bound = sum;
        pending += bound;
        wave.end += frame.size();
        if pending >= RUN || (wave.end - start) as u64 >= RUN {
            close(&mut wave.runs, start..wave.end, pending);
            (start, pending) = (wave.end, 0);
        }
    }
    close(&mut wave.runs, start..wave.end, pending);
    if wave.end == 0 {
        // One frame that is large, or not sound: with one thread to its end.
        wave.end = options.frame_size(data).unwrap_or(data.len());
    }
    wave
}

/// The most bytes that a frame can hold; `None` where its header claims more than its blocks can.
fn most(frame: &Frame<'_>) -> Option<u64> {
    let info = frame.info();
    if !info.is_zstandard() {
        return Some(0);
    }
    if let Some(size) = info.content_size() {
        return Some(size).filter(|size| *size <= super::most(frame));
    }
    let limit = info.block_size_limit();
    let sizes = frame.blocks().map(|block| match block.kind() {
        BlockKind::Raw | BlockKind::Rle => block.size(),
        _ => limit,
    });
    Some(sizes.map(u64::from).sum())
}

/// Gives each run its place.
fn hand_out<'data, 'room>(
    data: &'data [u8],
    runs: &'room [Plan],
    mut spare: &'room mut [MaybeUninit<u8>],
    made: &'room mut [usize],
) -> impl Iterator<Item = Run<'data, 'room>> {
    runs.iter().zip(made).map(move |(plan, made)| {
        let (room, rest) = core::mem::take(&mut spare).split_at_mut(plan.bound);
        spare = rest;
        Run { frames: &data[plan.frames.clone()], room, made }
    })
}

impl Run<'_, '_> {
    /// Decompresses its frames, the way that goes with the kind of output.
    fn fill(self, context: &mut DecompressContext, grows: bool) -> Option<()> {
        let (mut frames, mut room) = (self.frames, self.room);
        while !frames.is_empty() {
            let progress = if grows {
                context.decompress_one_as_growing(frames, &mut *room)
            } else {
                context.decompress_frame_into(frames, &mut *room)
            };
            let progress = progress.ok()?;
            *self.made += progress.produced;
            room = room.split_at_mut(progress.produced).1;
            frames = &frames[progress.consumed..];
        }
        Some(())
    }
}

/// Moves what the runs have made together; returns how many bytes that is.
fn close_up(spare: &mut [MaybeUninit<u8>], runs: &[Plan], made: &[usize]) -> usize {
    let (mut from, mut to) = (0, 0);
    for (plan, made) in runs.iter().zip(made) {
        if from != to {
            spare.copy_within(from..from + made, to);
        }
        from += plan.bound;
        to += made;
    }
    to
}

fn next<T>(queue: &Mutex<impl Iterator<Item = T>>) -> Option<T> {
    queue.lock().unwrap_or_else(PoisonError::into_inner).next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::CompressOptions;

    /// One raw block of one byte in a window of 2^12 or 2^17 bytes; no size in the header.
    const TINY: [[u8; 10]; 2] = [
        [0x28, 0xB5, 0x2F, 0xFD, 0, 2 << 3, 9, 0, 0, b'x'],
        [0x28, 0xB5, 0x2F, 0xFD, 0, 7 << 3, 9, 0, 0, b'x'],
    ];

    fn planned(data: &[u8], workers: u32, most: usize) -> (Wave, usize) {
        let options = DecompressOptions::new().workers(workers).max_output(most);
        let mut output = Vec::new();
        let mut room = crate::output::Sealed::room(&mut output);
        let budget = budget(&options, data, &mut room);
        let wave = gather(data, &options.frame_options(), budget);
        let threads = threads(&options, wave.runs.len(), wave.bound);
        (wave, threads)
    }

    #[test]
    fn tiny_frames_are_counted_by_what_they_hold_and_noted_by_the_run() {
        for frame in TINY {
            let data = frame.repeat(100_000);
            let (wave, threads) = planned(&data, 64, 1 << 20);
            assert_eq!((wave.end, wave.bound), (data.len(), 100_000));
            assert!(wave.runs.len() <= 8, "{} runs", wave.runs.len());
            // Too little for even one other thread.
            assert_eq!(threads, 1);
        }
    }

    #[test]
    fn threads_are_started_for_the_work_that_is_there() {
        let frame = CompressOptions::new().compress(&[7; 1 << 20]).unwrap();
        let (wave, threads) = planned(&frame.repeat(2), 20_000, usize::MAX);
        assert_eq!((wave.runs.len(), threads), (2, 2));
        let (_, threads) = planned(&frame.repeat(1000), 20_000, usize::MAX);
        assert_eq!(threads, MOST_THREADS);
    }

    #[test]
    fn a_wave_goes_no_further_than_what_is_allowed() {
        let frame = CompressOptions::new().compress(&[7; 1 << 20]).unwrap();
        let (wave, _) = planned(&frame.repeat(100), 2, 5 << 20);
        assert_eq!((wave.bound, wave.runs.len()), (5 << 20, 5));
        // Two threads' worth ahead, for the input is far too small to make more plausible.
        let (wave, _) = planned(&frame.repeat(100), 2, usize::MAX);
        assert_eq!(wave.bound, 2 * AHEAD_PER_THREAD);
    }
}

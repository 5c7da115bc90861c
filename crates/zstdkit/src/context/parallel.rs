//! Several frames at once, each straight to its place.

use alloc::vec::Vec;
use core::mem::MaybeUninit;
use std::{
    sync::{Mutex, PoisonError},
    thread,
};

use zstdkit_frame::Frame;

use super::DecompressContext;
use crate::{error::Result, options::DecompressOptions, output::Room};

/// The least content, in bytes, that other threads are asked to help with.
const WORTHWHILE: usize = 1 << 20;

/// Small frames are handed out in runs of at least this much content, in bytes.
const RUN: usize = 128 * 1024;

/// Frames in a row, and the room for their content.
struct Run<'data, 'room> {
    frames: Vec<(Frame<'data>, Content)>,
    room: &'room mut [MaybeUninit<u8>],
}

/// What is known of a frame's content beforehand.
enum Content {
    /// Its size, in bytes, as the header says.
    Size(usize),
    /// All of it: the frame doesn't say its size, and was decompressed to find out.
    Bytes(Vec<u8>),
}

impl Content {
    fn len(&self) -> usize {
        match self {
            Self::Size(size) => *size,
            Self::Bytes(bytes) => bytes.len(),
        }
    }
}

/// Decompresses every frame in `data` with several threads.
///
/// `None` where that isn't worth it, or where anything is wrong with the data: to go through it with
/// one thread then tells what, and always the same.
pub(super) fn decompress(
    context: &mut DecompressContext,
    data: &[u8],
    room: &mut Room<'_>,
) -> Option<()> {
    let options = context.options().clone();
    // A prefix goes before the first frame alone.
    if options.prefix().is_some() {
        return None;
    }
    let frames = content_frames(data, &options)?;
    let limit = options.output_limit().unwrap_or(usize::MAX);
    let contents = contents(context, &frames, &options, limit)?;
    let total = contents.iter().try_fold(0_usize, |sum, content| sum.checked_add(content.len()))?;
    if frames.len() < 2 || !(WORTHWHILE..=limit).contains(&total) {
        return None;
    }
    room.reserve_exact(total).ok()?;
    let spare = room.spare().get_mut(..total)?;
    let runs = into_runs(frames, contents, spare);
    let queue = Mutex::new(runs.into_iter());
    on_threads(context, &options, |context| {
        while let Some(run) = next(&queue) {
            run.fill(context)?;
        }
        Some(())
    })?;
    // SAFETY: the runs cover the room, and each was filled to its end.
    unsafe { room.advance(total) };
    Some(())
}

/// The frames that have content, if all are sound and none claims more than its blocks can hold.
fn content_frames<'data>(
    data: &'data [u8],
    options: &DecompressOptions,
) -> Option<Vec<Frame<'data>>> {
    let frames: Result<Vec<_>, _> = options.frame_options().frames(data).collect();
    let mut frames = frames.ok()?;
    frames.retain(|frame| frame.info().is_zstandard());
    let sound = |frame: &Frame<'_>| {
        frame.info().content_size().is_none_or(|size| size <= super::most(frame))
    };
    frames.iter().all(sound).then_some(frames)
}

/// What is known of each frame's content; those that don't say their size are decompressed for it.
fn contents(
    context: &mut DecompressContext,
    frames: &[Frame<'_>],
    options: &DecompressOptions,
    limit: usize,
) -> Option<Vec<Content>> {
    let mut contents = Vec::with_capacity(frames.len());
    let mut unsized_frames = Vec::new();
    for frame in frames {
        let size = frame.info().content_size();
        if size.is_none() {
            unsized_frames.push((contents.len(), frame));
        }
        contents.push(Content::Size(usize::try_from(size.unwrap_or(0)).ok()?));
    }
    if unsized_frames.is_empty() {
        return Some(contents);
    }
    let queue = Mutex::new(unsized_frames.into_iter());
    let done = Mutex::new((contents, 0_usize));
    on_threads(context, options, |context| {
        while let Some((index, frame)) = next(&queue) {
            let mut bytes = Vec::new();
            context.decompress_frame_into(frame.as_bytes(), &mut bytes).ok()?;
            keep(&done, index, bytes, limit)?;
        }
        Some(())
    })?;
    Some(done.into_inner().unwrap_or_else(PoisonError::into_inner).0)
}

/// Puts a frame's content in its place, unless all that are in place would then be over the limit.
fn keep(
    done: &Mutex<(Vec<Content>, usize)>,
    index: usize,
    bytes: Vec<u8>,
    limit: usize,
) -> Option<()> {
    let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
    let (contents, taken) = &mut *done;
    *taken = taken.checked_add(bytes.len()).filter(|taken| *taken <= limit)?;
    contents[index] = Content::Bytes(bytes);
    Some(())
}

fn into_runs<'data, 'room>(
    frames: Vec<Frame<'data>>,
    contents: Vec<Content>,
    mut room: &'room mut [MaybeUninit<u8>],
) -> Vec<Run<'data, 'room>> {
    let mut runs = Vec::new();
    let mut pending = Vec::new();
    let mut len = 0;
    let last = frames.len() - 1;
    for (index, (frame, content)) in frames.into_iter().zip(contents).enumerate() {
        len += content.len();
        pending.push((frame, content));
        if len >= RUN || index == last {
            let (part, rest) = core::mem::take(&mut room).split_at_mut(len);
            room = rest;
            runs.push(Run { frames: core::mem::take(&mut pending), room: part });
            len = 0;
        }
    }
    runs
}

impl Run<'_, '_> {
    fn fill(self, context: &mut DecompressContext) -> Option<()> {
        let mut room = self.room;
        for (frame, content) in self.frames {
            let (part, rest) = room.split_at_mut(content.len());
            match content {
                Content::Bytes(bytes) => {
                    for (to, from) in part.iter_mut().zip(bytes) {
                        to.write(from);
                    }
                }
                Content::Size(size) => {
                    let progress = context.decompress_frame_into(frame.as_bytes(), part).ok()?;
                    (progress.produced == size).then_some(())?;
                }
            }
            room = rest;
        }
        Some(())
    }
}

fn next<T>(queue: &Mutex<impl Iterator<Item = T>>) -> Option<T> {
    queue.lock().unwrap_or_else(PoisonError::into_inner).next()
}

/// Runs `work` on each of the options' threads, this one among them; `None` if any gives up.
fn on_threads(
    context: &mut DecompressContext,
    options: &DecompressOptions,
    work: impl Fn(&mut DecompressContext) -> Option<()> + Sync,
) -> Option<()> {
    let alone = options.clone().workers(1);
    thread::scope(|scope| {
        let help = || work(&mut DecompressContext::new(&alone).ok()?);
        let helpers: Vec<_> = (1..options.threads())
            .map_while(|_| thread::Builder::new().spawn_scoped(scope, help).ok())
            .collect();
        let own = work(context);
        let all = helpers.into_iter().map(|helper| helper.join().ok().flatten());
        all.fold(own, Option::and)
    })
}

//! Loops over C's functions as a careful C program has them: a context that is reused, one buffer for
//! all results, allocated and touched beforehand, and a table of their places.

use std::hint::black_box;
use std::ops::Range;
use std::sync::{Arc, mpsc};
use std::thread;

use anyhow::{Context as _, Result};
use zstdkit_segments::{BufferWithSegments, BufferWithSegmentsCollection};

use super::{LEVEL, Setting};
use crate::direct::{self, CompressDictionary, CompressionContext, DecompressionContext};

/// Results, and where they are.
struct Results {
    room: Vec<u8>,
    places: Vec<(usize, usize)>,
}

impl Results {
    fn new(bytes: usize, items: usize) -> Self {
        // Written once, as memory that has been in use before.
        Self { room: vec![1; bytes], places: Vec::with_capacity(items) }
    }

    fn iter(&self) -> impl Iterator<Item = &[u8]> {
        self.places.iter().map(|&(start, len)| &self.room[start..][..len])
    }
}

/// One thread's part of a loop that compresses.
pub(super) struct CompressLoop {
    context: CompressionContext,
    results: Results,
}

impl CompressLoop {
    /// `count` loops, which share a digested dictionary. Each has room for all results.
    pub(super) fn many(
        count: usize,
        setting: &Setting<'_>,
        items: &BufferWithSegments,
    ) -> Result<Vec<Self>> {
        let digest = setting.dictionary().map(|content| CompressDictionary::new(content, LEVEL));
        let digest = digest.transpose()?.map(Arc::new);
        let bound: usize = items.iter().map(|item| direct::compress_bound(item.len())).sum();
        let one = || {
            let context = CompressionContext::new(LEVEL)?;
            let context = match &digest {
                Some(digest) => context.with_dictionary(digest)?,
                None => context,
            };
            Ok(Self { context, results: Results::new(bound, items.len()) })
        };
        (0..count).map(|_| one()).collect()
    }

    pub(super) fn run<'a>(&mut self, items: impl Iterator<Item = &'a [u8]>) -> Result<usize> {
        let Results { room, places } = &mut self.results;
        let mut end = 0;
        places.clear();
        for item in items {
            let written = self.context.compress_over(item, &mut room[end..])?;
            places.push((end, written));
            end += written;
        }
        black_box((&room, &places));
        Ok(end)
    }

    /// The results of the last run.
    pub(super) fn results(&self) -> impl Iterator<Item = &[u8]> {
        self.results.iter()
    }
}

/// One thread's part of a loop that decompresses, which reads each frame's size first.
pub(super) struct DecompressLoop {
    context: DecompressionContext,
    results: Results,
}

impl DecompressLoop {
    /// `count` loops. Each has room for all results.
    pub(super) fn many(
        count: usize,
        setting: &Setting<'_>,
        frames: &BufferWithSegmentsCollection,
    ) -> Result<Vec<Self>> {
        let sizes = frames.iter().map(|frame| Ok(usize::try_from(direct::content_size(&frame)?)?));
        let total = sizes.sum::<Result<usize>>()?;
        let one = || {
            let context = DecompressionContext::new()?;
            let context = match setting.dictionary() {
                Some(dictionary) => context.with_dictionary(dictionary)?,
                None => context,
            };
            Ok(Self { context, results: Results::new(total, frames.len()) })
        };
        (0..count).map(|_| one()).collect()
    }

    pub(super) fn run<'a>(&mut self, frames: impl Iterator<Item = &'a [u8]>) -> Result<usize> {
        let Results { room, places } = &mut self.results;
        let mut end = 0;
        places.clear();
        for frame in frames {
            let size = usize::try_from(direct::content_size(frame)?)?;
            let written = self.context.decompress_over(frame, &mut room[end..][..size])?;
            places.push((end, written));
            end += written;
        }
        black_box((&room, &places));
        Ok(end)
    }

    /// The results of the last run.
    pub(super) fn results(&self) -> impl Iterator<Item = &[u8]> {
        self.results.iter()
    }
}

/// Loops that share the items among them: one in the calling thread, each other in a thread of its own
/// that stands by between passes.
pub(super) struct Team<P> {
    own: P,
    others: Vec<Other>,
}

/// A loop in another thread, which ends when it can be told nothing more.
struct Other {
    begin: mpsc::Sender<()>,
    end: mpsc::Receiver<Result<usize>>,
}

impl<P: FnMut() -> Result<usize>> Team<P> {
    /// `pass` makes a loop and its share of `count` items into what does one pass over that share.
    pub(super) fn new<L: Send + 'static>(
        loops: Vec<L>,
        count: usize,
        pass: impl Fn(L, Range<usize>) -> P + Clone + Send + 'static,
    ) -> Result<Self> {
        let threads = loops.len();
        let share = |one: usize| count * one / threads..count * (one + 1) / threads;
        let mut loops = loops.into_iter().enumerate();
        let (_, own) = loops.next().context("no loop")?;
        let others = loops.map(|(index, one)| {
            let (begin, begins) = mpsc::channel();
            let (ends, end) = mpsc::channel();
            let (pass, share) = (pass.clone(), share(index));
            thread::spawn(move || {
                let mut pass = pass(one, share);
                begins.iter().all(|()| ends.send(pass()).is_ok())
            });
            Other { begin, end }
        });
        let others = others.collect();
        Ok(Self { own: pass(own, share(0)), others })
    }

    /// One pass over all items.
    pub(super) fn run(&mut self) -> Result<usize> {
        for other in &self.others {
            other.begin.send(()).context("a thread is gone")?;
        }
        let own = (self.own)()?;
        self.others.iter().try_fold(own, |sum, other| {
            let part = other.end.recv().context("a thread panicked")?;
            Ok(sum + part?)
        })
    }
}

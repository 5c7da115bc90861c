//! Small records in batches, with a dictionary and without.

use std::hint::black_box;
use std::mem::MaybeUninit;
use std::sync::Arc;
use std::thread;

use anyhow::{Result, anyhow};
use zstdkit::{CompressOptions, DecompressOptions, Dictionary};
use zstdkit_segments::{
    BatchCompressor, BatchDecompressor, BufferWithSegments, BufferWithSegmentsCollection,
};

use super::records::dictionary;
use super::{Group, Plan, Spec};
use crate::clock::Clock;
use crate::data::{Data, RecordSet};
use crate::direct::{self, CompressDictionary, CompressionContext, DecompressionContext};
use crate::harness::{Amount, Cell};

const LEVEL: i32 = 3;

/// How many threads share the work where they do.
const THREADS: usize = 2;

pub(super) fn list<'d>(data: &'d Data, plan: &Plan, specs: &mut Vec<Spec<'d>>) {
    for set in &data.records {
        for dict_size in [None, Some(plan.dictionary)] {
            let how = if dict_size.is_some() { "with a dictionary" } else { "no dictionary" };
            let what = format!("{}, level {LEVEL}, {how}", set.name);
            let trained = move || dict_size.map(|size| dictionary(set, size)).transpose();
            type Make = for<'s> fn(&'s RecordSet, Option<&[u8]>) -> Result<Cell<'s>>;
            let makes: [(Group, &str, Make); 4] = [
                (Group::Batch, "compress", compress_alone),
                (Group::Batch, "decompress", decompress_alone),
                (Group::Threads, "compress", compress_together),
                (Group::Threads, "decompress", decompress_together),
            ];
            for (group, verb, make) in makes {
                specs.push(Spec::new(group, format!("{verb} {what}"), move || {
                    make(set, trained()?.as_deref())
                }));
            }
        }
    }
}

/// The options of both directions.
fn options(dictionary: Option<&[u8]>) -> Result<(CompressOptions, DecompressOptions)> {
    let (compress, decompress) = (CompressOptions::new().level(LEVEL), DecompressOptions::new());
    Ok(match dictionary {
        None => (compress, decompress),
        Some(content) => {
            let dictionary = Dictionary::new(content)?;
            (compress.dictionary(&dictionary), decompress.dictionary(&dictionary))
        }
    })
}

fn segments(items: &[Vec<u8>]) -> BufferWithSegments {
    BufferWithSegments::from_items(items)
}

/// One thread's part of a loop in C: a context, one buffer for all results, their places.
struct CompressLoop {
    context: CompressionContext,
    room: Box<[MaybeUninit<u8>]>,
    places: Vec<(usize, usize)>,
}

impl CompressLoop {
    fn new(
        items: &BufferWithSegments,
        dictionary: Option<&Arc<CompressDictionary>>,
    ) -> Result<Self> {
        let context = CompressionContext::new(LEVEL)?;
        let context = match dictionary {
            Some(dictionary) => context.with_dictionary(dictionary)?,
            None => context,
        };
        let bound: usize = items.iter().map(|item| direct::compress_bound(item.len())).sum();
        let mut room = Box::new_uninit_slice(bound);
        // Touched, as memory that has been in use before.
        room.fill(MaybeUninit::new(1));
        Ok(Self { context, room, places: Vec::with_capacity(items.len()) })
    }

    fn run<'a>(&mut self, items: impl Iterator<Item = &'a [u8]>) -> Result<usize> {
        let mut end = 0;
        self.places.clear();
        for item in items {
            let written = self.context.compress(item, &mut self.room[end..])?;
            self.places.push((end, written));
            end += written;
        }
        black_box((&self.room, &self.places));
        Ok(end)
    }
}

/// The same for decompression, which reads each frame's size first.
struct DecompressLoop {
    context: DecompressionContext,
    room: Box<[MaybeUninit<u8>]>,
    places: Vec<(usize, usize)>,
}

impl DecompressLoop {
    fn new(frames: &BufferWithSegmentsCollection, dictionary: Option<&[u8]>) -> Result<Self> {
        let context = DecompressionContext::new()?;
        let context = match dictionary {
            Some(dictionary) => context.with_dictionary(dictionary)?,
            None => context,
        };
        let sizes = frames.iter().map(|frame| Ok(usize::try_from(direct::content_size(&frame)?)?));
        let total = sizes.sum::<Result<usize>>()?;
        let mut room = Box::new_uninit_slice(total);
        room.fill(MaybeUninit::new(1));
        Ok(Self { context, room, places: Vec::with_capacity(frames.len()) })
    }

    fn run<'a>(&mut self, frames: impl Iterator<Item = &'a [u8]>) -> Result<usize> {
        let mut end = 0;
        self.places.clear();
        for frame in frames {
            let size = usize::try_from(direct::content_size(frame)?)?;
            let written = self.context.decompress(frame, &mut self.room[end..][..size])?;
            self.places.push((end, written));
            end += written;
        }
        black_box((&self.room, &self.places));
        Ok(end)
    }
}

/// Has each loop handle its share of `count` items in a thread of its own, the last in this one.
fn share<L: Send>(
    loops: &mut [L],
    count: usize,
    run: impl Fn(&mut L, std::ops::Range<usize>) -> Result<usize> + Sync,
) -> Result<usize> {
    let threads = loops.len();
    let shares = (0..threads).map(|t| count * t / threads..count * (t + 1) / threads);
    thread::scope(|scope| {
        let run = &run;
        let handles: Vec<_> = loops
            .iter_mut()
            .zip(shares)
            .map(|(one, share)| scope.spawn(move || run(one, share)))
            .collect();
        handles.into_iter().try_fold(0, |sum, handle| {
            let part = handle.join().map_err(|_| anyhow!("a thread panicked"))?;
            Ok(sum + part?)
        })
    })
}

fn total_size(results: &BufferWithSegmentsCollection) -> usize {
    black_box(results).size()
}

fn compress_alone<'d>(set: &'d RecordSet, dictionary: Option<&[u8]>) -> Result<Cell<'d>> {
    let items = Arc::new(segments(&set.items));
    let digest = dictionary.map(|content| CompressDictionary::new(content, LEVEL)).transpose()?;
    let mut by_c = CompressLoop::new(&items, digest.map(Arc::new).as_ref())?;
    let (options, _) = options(dictionary)?;
    let mut batch = BatchCompressor::new(&options)?.threads(1);
    let mut context = options.context()?;
    let mut bulk = match dictionary {
        Some(content) => zstd::bulk::Compressor::with_dictionary(LEVEL, content)?,
        None => zstd::bulk::Compressor::new(LEVEL)?,
    };
    let mut sink = (Vec::new(), Vec::new());
    let [a, b, c, d] = std::array::from_fn(|_| Arc::clone(&items));
    Ok(Cell::new(Clock::Thread, Amount::of(&set.items))
        .with("C", move || by_c.run(a.iter().map(|item| item.as_bytes())))
        .with("zstdkit batch", move || Ok(total_size(&batch.compress(&*b)?)))
        .with("zstdkit context", move || {
            let (frames, ends) = (&mut sink.0, &mut sink.1);
            frames.clear();
            ends.clear();
            for item in c.iter() {
                context.compress_into(&item, frames)?;
                ends.push(frames.len());
            }
            Ok(frames.len())
        })
        .with("zstd bulk", move || {
            let frames = d.iter().map(|item| bulk.compress(&item));
            let frames = black_box(frames.collect::<std::io::Result<Vec<_>>>()?);
            Ok(frames.iter().map(Vec::len).sum())
        }))
}

fn compress_together<'d>(set: &'d RecordSet, dictionary: Option<&[u8]>) -> Result<Cell<'d>> {
    let items = Arc::new(segments(&set.items));
    let digest = dictionary.map(|content| CompressDictionary::new(content, LEVEL)).transpose()?;
    let digest = digest.map(Arc::new);
    let mut alone = CompressLoop::new(&items, digest.as_ref())?;
    let loops = (0..THREADS).map(|_| CompressLoop::new(&items, digest.as_ref()));
    let mut loops = loops.collect::<Result<Vec<_>>>()?;
    let (options, _) = options(dictionary)?;
    let mut one = BatchCompressor::new(&options)?.threads(1);
    let mut many = BatchCompressor::new(&options)?.threads(THREADS);
    let [a, b, c, d] = std::array::from_fn(|_| Arc::clone(&items));
    Ok(Cell::new(Clock::Wall, Amount::of(&set.items))
        .with("C", move || alone.run(a.iter().map(|item| item.as_bytes())))
        .with("C, threads", move || {
            share(&mut loops, b.len(), |one, range| one.run(range.map(|index| &b[index])))
        })
        .with("zstdkit, 1 thread", move || Ok(total_size(&one.compress(&*c)?)))
        .with("zstdkit, threads", move || Ok(total_size(&many.compress(&*d)?))))
}

/// The frames of a set, and the options they are to be decompressed with.
fn frames(
    set: &RecordSet,
    dictionary: Option<&[u8]>,
) -> Result<(Arc<BufferWithSegmentsCollection>, DecompressOptions)> {
    let (compress, decompress) = options(dictionary)?;
    let frames = BatchCompressor::new(&compress)?.threads(1).compress(&set.items)?;
    Ok((Arc::new(frames), decompress))
}

fn decompress_alone<'d>(set: &'d RecordSet, dictionary: Option<&[u8]>) -> Result<Cell<'d>> {
    let (frames, options) = frames(set, dictionary)?;
    let mut by_c = DecompressLoop::new(&frames, dictionary)?;
    let mut batch = BatchDecompressor::new(&options)?.threads(1);
    let mut context = options.context()?;
    let mut bulk = match dictionary {
        Some(content) => zstd::bulk::Decompressor::with_dictionary(content)?,
        None => zstd::bulk::Decompressor::new()?,
    };
    let longest = set.items.iter().map(Vec::len).max().unwrap_or_default();
    let mut sink = (Vec::new(), Vec::new());
    let [a, b, c, d] = std::array::from_fn(|_| Arc::clone(&frames));
    Ok(Cell::new(Clock::Thread, Amount::of(&set.items))
        .with("C", move || by_c.run(a.iter().map(|frame| frame.as_bytes())))
        .with("zstdkit batch", move || Ok(total_size(&batch.decompress(&*b)?)))
        .with("zstdkit context", move || {
            let (items, ends) = (&mut sink.0, &mut sink.1);
            items.clear();
            ends.clear();
            for frame in c.iter() {
                context.decompress_into(&frame, items)?;
                ends.push(items.len());
            }
            Ok(items.len())
        })
        .with("zstd bulk", move || {
            let items = d.iter().map(|frame| bulk.decompress(&frame, longest));
            let items = black_box(items.collect::<std::io::Result<Vec<_>>>()?);
            Ok(items.iter().map(Vec::len).sum())
        }))
}

fn decompress_together<'d>(set: &'d RecordSet, dictionary: Option<&[u8]>) -> Result<Cell<'d>> {
    let (frames, options) = frames(set, dictionary)?;
    let mut alone = DecompressLoop::new(&frames, dictionary)?;
    let loops = (0..THREADS).map(|_| DecompressLoop::new(&frames, dictionary));
    let mut loops = loops.collect::<Result<Vec<_>>>()?;
    let mut one = BatchDecompressor::new(&options)?.threads(1);
    let mut many = BatchDecompressor::new(&options)?.threads(THREADS);
    let [a, b, c, d] = std::array::from_fn(|_| Arc::clone(&frames));
    Ok(Cell::new(Clock::Wall, Amount::of(&set.items))
        .with("C", move || alone.run(a.iter().map(|frame| frame.as_bytes())))
        .with("C, threads", move || {
            share(&mut loops, b.len(), |one, range| one.run(range.map(|index| &b[index])))
        })
        .with("zstdkit, 1 thread", move || Ok(total_size(&one.decompress(&*c)?)))
        .with("zstdkit, threads", move || Ok(total_size(&many.decompress(&*d)?))))
}

//! Batches on two threads, beside one, beside an object per item, and beside python-zstandard.

use std::hint::black_box;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use zstdkit_segments::{BatchCompressor, BatchDecompressor};

use super::alone::BESIDE_C;
use super::loops::{CompressLoop, DecompressLoop, Team};
use super::{LEVEL, Setting, ensure_same};
use crate::clock::Clock;
use crate::harness::{Amount, Cell};
use crate::python::{Job, Peer};

/// How many threads share the work where they do.
const THREADS: usize = 2;

// What they are called.
const ONE: &str = "zstdkit, 1 thread";
const TWO: &str = "zstdkit, 2 threads";
const BULK: &str = "zstd bulk";
const ONE_CALL: &str = "zstd bulk, one call";
const PYTHON_ONE: &str = "python-zstandard, 1 thread";
const PYTHON_TWO: &str = "python-zstandard, 2 threads";

pub(super) fn compress<'d>(setting: &Setting<'d>) -> Result<Cell<'d>> {
    let items = setting.items();
    let mut alone = CompressLoop::many(1, setting, &items)?.pop().context("no loop")?;
    let loops = CompressLoop::many(THREADS, setting, &items)?;
    let shared = Arc::clone(&items);
    let mut team = Team::new(loops, items.len(), move |mut one, share| {
        let items = Arc::clone(&shared);
        move || one.run(share.clone().map(|index| &items[index]))
    })?;
    let (options, _) = setting.options()?;
    let mut one = BatchCompressor::new(&options)?.threads(1);
    let mut two = BatchCompressor::new(&options)?.threads(THREADS);
    let mut bulk = setting.bulk_compressor()?;

    alone.run(items.iter().map(|item| item.as_bytes()))?;
    ensure_same(ONE, &one.compress(&*items)?, alone.results())?;
    ensure_same(TWO, &two.compress(&*items)?, alone.results())?;
    let peer = peer(setting, Job::Compress { level: LEVEL }, items.iter(), || alone.results())?;

    let [a, b, c, d, e] = std::array::from_fn(|_| Arc::clone(&items));
    let mut cell = Cell::new(Clock::Wall, Amount::of(&setting.set.items))
        .with("C", move || alone.run(a.iter().map(|item| item.as_bytes())))
        .with("C, 2 threads", move || team.run())
        .with(ONE, move || Ok(black_box(one.compress(&*b)?).size()))
        .with(TWO, move || Ok(black_box(two.compress(&*c)?).size()))
        .with(BULK, move || {
            let frames = d.iter().map(|item| bulk.compress(&item));
            let frames = black_box(frames.collect::<std::io::Result<Vec<_>>>()?);
            Ok(frames.iter().map(Vec::len).sum())
        });
    // The function takes no dictionary.
    if setting.dictionary().is_none() {
        cell = cell.with(ONE_CALL, move || {
            let frames = e.iter().map(|item| zstd::bulk::compress(&item, LEVEL));
            let frames = black_box(frames.collect::<std::io::Result<Vec<_>>>()?);
            Ok(frames.iter().map(Vec::len).sum())
        });
    }
    Ok(with_goals(with_python(cell, peer)))
}

pub(super) fn decompress<'d>(setting: &Setting<'d>) -> Result<Cell<'d>> {
    let frames = setting.frames()?;
    let mut alone = DecompressLoop::many(1, setting, &frames)?.pop().context("no loop")?;
    let loops = DecompressLoop::many(THREADS, setting, &frames)?;
    let shared = Arc::clone(&frames);
    let mut team = Team::new(loops, frames.len(), move |mut one, share| {
        let frames = Arc::clone(&shared);
        move || one.run(share.clone().map(|index| &frames[index]))
    })?;
    let (_, options) = setting.options()?;
    let mut one = BatchDecompressor::new(&options)?.threads(1);
    let mut two = BatchDecompressor::new(&options)?.threads(THREADS);
    let mut bulk = setting.bulk_decompressor()?;
    let longest = setting.longest();

    let expected = &setting.set.items;
    alone.run(frames.iter().map(|frame| frame.as_bytes()))?;
    ensure_same("C", alone.results(), expected)?;
    ensure_same(ONE, &one.decompress(&*frames)?, expected)?;
    ensure_same(TWO, &two.decompress(&*frames)?, expected)?;
    let peer = peer(setting, Job::Decompress, frames.iter(), || expected.iter())?;

    let [a, b, c, d, e] = std::array::from_fn(|_| Arc::clone(&frames));
    let mut cell = Cell::new(Clock::Wall, Amount::of(expected))
        .with("C", move || alone.run(a.iter().map(|frame| frame.as_bytes())))
        .with("C, 2 threads", move || team.run())
        .with(ONE, move || Ok(black_box(one.decompress(&*b)?).size()))
        .with(TWO, move || Ok(black_box(two.decompress(&*c)?).size()))
        .with(BULK, move || {
            let items = d.iter().map(|frame| bulk.decompress(&frame, longest));
            let items = black_box(items.collect::<std::io::Result<Vec<_>>>()?);
            Ok(items.iter().map(Vec::len).sum())
        });
    if setting.dictionary().is_none() {
        cell = cell.with(ONE_CALL, move || {
            let items = e.iter().map(|frame| zstd::bulk::decompress(&frame, longest));
            let items = black_box(items.collect::<std::io::Result<Vec<_>>>()?);
            Ok(items.iter().map(Vec::len).sum())
        });
    }
    Ok(with_goals(with_python(cell, peer)))
}

/// python-zstandard with the same work before it, if it is to be measured. Its results must be those
/// of the others.
fn peer<'r, A: AsRef<[u8]>, B: AsRef<[u8]>, E: Iterator<Item = B> + 'r>(
    setting: &Setting<'_>,
    job: Job,
    items: impl Iterator<Item = A>,
    expected: impl Fn() -> E,
) -> Result<Option<Peer>> {
    let Some(python) = &setting.python else { return Ok(None) };
    let peer = python.start(job, setting.dictionary(), items)?;
    for (name, threads) in [(PYTHON_ONE, 1), (PYTHON_TWO, THREADS)] {
        ensure_same(name, &peer.results(threads)?, expected())?;
    }
    Ok(Some(peer))
}

fn with_python<'d>(cell: Cell<'d>, peer: Option<Peer>) -> Cell<'d> {
    let Some(peer) = peer else { return cell };
    let same = peer.clone();
    cell.with_elsewhere(PYTHON_ONE, move |times| peer.turn(1, times))
        .with_elsewhere(PYTHON_TWO, move |times| same.turn(THREADS, times))
}

/// Nothing is wanted beside python-zstandard on one thread: both pass nearly all of their time inside
/// of the same libzstd.
fn with_goals(cell: Cell<'_>) -> Cell<'_> {
    cell.wants(ONE, "C", BESIDE_C)
        .wants(TWO, ONE, 1.85)
        .wants(TWO, BULK, 2.0)
        .wants(TWO, ONE_CALL, 2.0)
        .wants(TWO, PYTHON_TWO, 1.15)
}

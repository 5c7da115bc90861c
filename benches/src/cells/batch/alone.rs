//! Batches on one thread, beside a loop in C and beside an object per item.

use std::hint::black_box;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use zstdkit_segments::{BatchCompressor, BatchDecompressor};

use super::loops::{CompressLoop, DecompressLoop};
use super::{Setting, ensure_same};
use crate::clock::Clock;
use crate::harness::{Amount, Cell};

/// The least speed of a batch beside the loop in C.
pub(super) const BESIDE_C: f64 = 0.97;

pub(super) fn compress<'d>(setting: &Setting<'d>) -> Result<Cell<'d>> {
    let items = setting.items();
    let mut by_c = CompressLoop::many(1, setting, &items)?.pop().context("no loop")?;
    let (options, _) = setting.options()?;
    let mut batch = BatchCompressor::new(&options)?.threads(1);
    let mut context = options.context()?;
    let mut bulk = setting.bulk_compressor()?;
    let mut sink = (Vec::new(), Vec::new());

    by_c.run(items.iter().map(|item| item.as_bytes()))?;
    ensure_same("zstdkit's batch", &batch.compress(&*items)?, by_c.results())?;
    let frames = items.iter().map(|item| bulk.compress(&item)).collect::<Result<Vec<_>, _>>()?;
    ensure_same("zstd's bulk", frames, by_c.results())?;

    let [a, b, c, d] = std::array::from_fn(|_| Arc::clone(&items));
    Ok(Cell::new(Clock::Thread, Amount::of(&setting.set.items))
        .with("C", move || by_c.run(a.iter().map(|item| item.as_bytes())))
        .with("zstdkit batch", move || Ok(black_box(batch.compress(&*b)?).size()))
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
        })
        .wants("zstdkit batch", "C", BESIDE_C))
}

pub(super) fn decompress<'d>(setting: &Setting<'d>) -> Result<Cell<'d>> {
    let frames = setting.frames()?;
    let mut by_c = DecompressLoop::many(1, setting, &frames)?.pop().context("no loop")?;
    let (_, options) = setting.options()?;
    let mut batch = BatchDecompressor::new(&options)?.threads(1);
    let mut context = options.context()?;
    let mut bulk = setting.bulk_decompressor()?;
    let longest = setting.longest();
    let mut sink = (Vec::new(), Vec::new());

    by_c.run(frames.iter().map(|frame| frame.as_bytes()))?;
    ensure_same("C", by_c.results(), &setting.set.items)?;
    ensure_same("zstdkit's batch", &batch.decompress(&*frames)?, &setting.set.items)?;

    let [a, b, c, d] = std::array::from_fn(|_| Arc::clone(&frames));
    Ok(Cell::new(Clock::Thread, Amount::of(&setting.set.items))
        .with("C", move || by_c.run(a.iter().map(|frame| frame.as_bytes())))
        .with("zstdkit batch", move || Ok(black_box(batch.decompress(&*b)?).size()))
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
        })
        .wants("zstdkit batch", "C", BESIDE_C))
}

//! Small records with a dictionary, one at a time.

use std::hint::black_box;
use std::sync::Arc;

use anyhow::Result;
use zstdkit::{CompressOptions, DecompressOptions, Dictionary};

use super::{Group, Plan, Spec};
use crate::clock::Clock;
use crate::data::{Data, RecordSet};
use crate::direct::{self, CompressDictionary, CompressionContext, DecompressionContext};
use crate::harness::{Amount, Cell};

const LEVEL: i32 = 3;

pub(super) fn list<'d>(data: &'d Data, plan: &Plan, specs: &mut Vec<Spec<'d>>) {
    let dict_size = plan.dictionary;
    for set in &data.records {
        let what = format!("{}, level {LEVEL}", set.name);
        specs.push(Spec::new(Group::Records, format!("compress {what}"), move || {
            compress(set, &dictionary(set, dict_size)?)
        }));
        specs.push(Spec::new(Group::Records, format!("decompress {what}"), move || {
            decompress(set, &dictionary(set, dict_size)?)
        }));
    }
}

/// A dictionary trained on the part of a set that isn't measured on.
pub(super) fn dictionary(set: &RecordSet, size: usize) -> Result<Vec<u8>> {
    let sizes: Vec<usize> = set.training.iter().map(Vec::len).collect();
    direct::train(&set.training.concat(), &sizes, size)
}

fn compress<'d>(set: &'d RecordSet, dictionary: &[u8]) -> Result<Cell<'d>> {
    let items = &set.items;
    let bound = items.iter().map(|item| direct::compress_bound(item.len())).max();
    let bound = bound.unwrap_or_default();
    let digest = Arc::new(CompressDictionary::new(dictionary, LEVEL)?);
    let mut context = CompressionContext::new(LEVEL)?.with_dictionary(&digest)?;
    let mut room = Box::new_uninit_slice(bound);
    let shared = Dictionary::new(dictionary)?;
    let options = CompressOptions::new().level(LEVEL).dictionary(&shared);
    let mut reused = options.context()?;
    let mut vec = Vec::new();
    let mut bulk = zstd::bulk::Compressor::with_dictionary(LEVEL, dictionary)?;
    Ok(Cell::new(Clock::Thread, Amount::of(items))
        .with("C", move || {
            items.iter().try_fold(0, |sum, item| Ok(sum + context.compress(item, &mut room)?))
        })
        .with("zstdkit context", move || {
            items.iter().try_fold(0, |sum, item| {
                vec.clear();
                Ok(sum + reused.compress_into(item, &mut vec)?)
            })
        })
        .with("zstdkit one call", move || {
            items.iter().try_fold(0, |sum, item| Ok(sum + black_box(options.compress(item)?).len()))
        })
        .with("zstd bulk", move || {
            items.iter().try_fold(0, |sum, item| Ok(sum + black_box(bulk.compress(item)?).len()))
        }))
}

fn decompress<'d>(set: &'d RecordSet, dictionary: &[u8]) -> Result<Cell<'d>> {
    let shared = Dictionary::new(dictionary)?;
    let mut compress = CompressOptions::new().level(LEVEL).dictionary(&shared).context()?;
    let frames = set.items.iter().map(|item| {
        let mut frame = Vec::new();
        compress.compress_into(item, &mut frame)?;
        Ok(frame)
    });
    let frames: Arc<[Vec<u8>]> = frames.collect::<Result<_>>()?;
    let longest = set.items.iter().map(Vec::len).max().unwrap_or_default();
    let mut context = DecompressionContext::new()?.with_dictionary(dictionary)?;
    let mut room = Box::new_uninit_slice(longest);
    let options = DecompressOptions::new().dictionary(&shared);
    let mut reused = options.context()?;
    let mut vec = Vec::new();
    let mut bulk = zstd::bulk::Decompressor::with_dictionary(dictionary)?;
    let [a, b, c, d] = std::array::from_fn(|_| Arc::clone(&frames));
    Ok(Cell::new(Clock::Thread, Amount::of(&set.items))
        .with("C", move || {
            a.iter().try_fold(0, |sum, frame| Ok(sum + context.decompress(frame, &mut room)?))
        })
        .with("zstdkit context", move || {
            b.iter().try_fold(0, |sum, frame| {
                vec.clear();
                Ok(sum + reused.decompress_into(frame, &mut vec)?)
            })
        })
        .with("zstdkit one call", move || {
            c.iter().try_fold(0, |sum, frame| Ok(sum + black_box(options.decompress(frame)?).len()))
        })
        .with("zstd bulk", move || {
            d.iter().try_fold(0, |sum, frame| {
                Ok(sum + black_box(bulk.decompress(frame, longest)?).len())
            })
        }))
}

//! Reused contexts, into reused memory.

use anyhow::Result;
use zstdkit::{CompressOptions, DecompressOptions};

use super::{Group, Plan, Spec, inputs, size};
use crate::clock::Clock;
use crate::data::{Data, pieces};
use crate::direct::{self, CompressionContext, DecompressionContext};
use crate::harness::{Amount, Cell};

pub(super) fn list<'d>(data: &'d Data, plan: &Plan, specs: &mut Vec<Spec<'d>>) {
    let Some(sample) = data.samples.first() else { return };
    for len in &plan.sizes {
        for level in plan.levels(&[1, 3, 9]) {
            let (level, len) = (*level, (*len).min(sample.bytes.len()));
            let what = format!("{}, level {level}, {}", size(len), sample.name);
            let cut = move || pieces(&sample.bytes, len, inputs(len));
            specs.push(Spec::new(Group::Contexts, format!("compress {what}"), move || {
                compress(cut(), level)
            }));
            specs.push(Spec::new(Group::Contexts, format!("decompress {what}"), move || {
                decompress(&cut(), level)
            }));
        }
    }
}

fn compress(inputs: Vec<&[u8]>, level: i32) -> Result<Cell<'_>> {
    let bound = inputs.iter().map(|input| direct::compress_bound(input.len())).max();
    let bound = bound.unwrap_or_default();
    let mut context = CompressionContext::new(level)?;
    let mut room = Box::new_uninit_slice(bound);
    let options = CompressOptions::new().level(level);
    let (mut into_slice, mut into_vec) = (options.context()?, options.context()?);
    let mut slice = vec![0; bound];
    let mut vec = Vec::new();
    let mut bulk = zstd::bulk::Compressor::new(level)?;
    let mut buffer = vec![0; bound];
    let [a, b, c, d] = std::array::from_fn(|_| inputs.clone());
    Ok(Cell::new(Clock::Thread, Amount::of(&inputs))
        .with("C", move || {
            a.iter().try_fold(0, |sum, input| Ok(sum + context.compress(input, &mut room)?))
        })
        .with("zstdkit, slice", move || {
            b.iter().try_fold(0, |sum, input| {
                Ok(sum + into_slice.compress_into(input, slice.as_mut_slice())?)
            })
        })
        .with("zstdkit, Vec", move || {
            c.iter().try_fold(0, |sum, input| {
                vec.clear();
                Ok(sum + into_vec.compress_into(input, &mut vec)?)
            })
        })
        .with("zstd bulk", move || {
            d.iter().try_fold(0, |sum, input| {
                Ok(sum + bulk.compress_to_buffer(input, buffer.as_mut_slice())?)
            })
        }))
}

fn decompress<'d>(inputs: &[&'d [u8]], level: i32) -> Result<Cell<'d>> {
    let longest = inputs.iter().map(|input| input.len()).max().unwrap_or_default();
    let frames = inputs
        .iter()
        .map(|input| Ok(zstdkit::compress(input, level)?))
        .collect::<Result<Vec<_>>>()?;
    let mut context = DecompressionContext::new()?;
    let mut room = Box::new_uninit_slice(longest);
    let options = DecompressOptions::new();
    let (mut into_slice, mut into_vec) = (options.context()?, options.context()?);
    let mut slice = vec![0; longest];
    let mut vec = Vec::new();
    let mut bulk = zstd::bulk::Decompressor::new()?;
    let mut buffer = vec![0; longest];
    let [a, b, c, d] = std::array::from_fn(|_| frames.clone());
    Ok(Cell::new(Clock::Thread, Amount::of(inputs))
        .with("C", move || {
            a.iter().try_fold(0, |sum, frame| Ok(sum + context.decompress(frame, &mut room)?))
        })
        .with("zstdkit, slice", move || {
            b.iter().try_fold(0, |sum, frame| {
                Ok(sum + into_slice.decompress_into(frame, slice.as_mut_slice())?)
            })
        })
        .with("zstdkit, Vec", move || {
            c.iter().try_fold(0, |sum, frame| {
                vec.clear();
                Ok(sum + into_vec.decompress_into(frame, &mut vec)?)
            })
        })
        .with("zstd bulk", move || {
            d.iter().try_fold(0, |sum, frame| {
                Ok(sum + bulk.decompress_to_buffer(frame, buffer.as_mut_slice())?)
            })
        }))
}

//! Functions that need no object, on inputs of all sizes.

use std::hint::black_box;

use anyhow::Result;

use super::{Group, Plan, Spec, inputs, size};
use crate::clock::Clock;
use crate::data::{Data, pieces};
use crate::direct::{self, CompressionContext, DecompressionContext};
use crate::harness::{Amount, Cell};

/// From this length on, the slowest levels are left out.
const LARGE: usize = 1 << 20;

/// From this level on, `encode_all` is left out: without a size to go by it sets up tables for a
/// window of megabytes, which takes tens of milliseconds for the smallest input.
const SLOWEST: i32 = 19;

pub(super) fn list<'d>(data: &'d Data, plan: &Plan, specs: &mut Vec<Spec<'d>>) {
    for (len, level, name, inputs) in works(data, plan) {
        let what = format!("{len}, level {level}, {name}");
        let frames = inputs.clone();
        specs.push(Spec::new(Group::OneCall, format!("compress {what}"), move || {
            compress(inputs.clone(), level)
        }));
        specs.push(Spec::new(Group::OneCall, format!("decompress {what}"), move || {
            decompress(&frames, level)
        }));
    }
}

type Work<'d> = (String, i32, &'d str, Vec<&'d [u8]>);

/// The first sample cut to all sizes, at all levels; the others whole.
fn works<'d>(data: &'d Data, plan: &Plan) -> Vec<Work<'d>> {
    let mut works = Vec::new();
    for (place, sample) in data.samples.iter().enumerate() {
        let name = sample.name.as_str();
        if place > 0 {
            let levels: &[i32] = if data.is_made { &[3] } else { &[1, 3, 9] };
            for level in plan.levels(levels) {
                let len = size(sample.bytes.len());
                works.push((len, *level, name, vec![sample.bytes.as_slice()]));
            }
            continue;
        }
        for len in &plan.sizes {
            let len = (*len).min(sample.bytes.len());
            let levels: &[i32] = if len < LARGE { &[1, 3, 9, 19] } else { &[1, 3, 9] };
            for level in plan.levels(levels) {
                works.push((size(len), *level, name, pieces(&sample.bytes, len, inputs(len))));
            }
        }
    }
    works
}

fn compress(inputs: Vec<&[u8]>, level: i32) -> Result<Cell<'_>> {
    let longest = inputs.iter().map(|input| input.len()).max().unwrap_or_default();
    let mut room = Box::new_uninit_slice(direct::compress_bound(longest));
    let (mut reused, mut other) =
        (CompressionContext::new(level)?, CompressionContext::new(level)?);
    let [a, b, c, d] = std::array::from_fn(|_| inputs.clone());
    let cell = Cell::new(Clock::Thread, Amount::of(&inputs))
        .with("C", move || {
            a.iter().try_fold(0, |sum, input| Ok(sum + reused.compress(input, &mut room)?))
        })
        .with("C, new memory", move || {
            b.iter().try_fold(0, |sum, input| {
                let mut room = Box::new_uninit_slice(direct::compress_bound(input.len()));
                let written = other.compress(input, &mut room)?;
                black_box(&room);
                Ok(sum + written)
            })
        })
        .with("zstdkit", move || {
            c.iter().try_fold(0, |sum, input| {
                Ok(sum + black_box(zstdkit::compress(input, level)?).len())
            })
        })
        .with("zstd bulk", move || {
            d.iter().try_fold(0, |sum, input| {
                Ok(sum + black_box(zstd::bulk::compress(input, level)?).len())
            })
        });
    if level >= SLOWEST {
        return Ok(cell);
    }
    // Its frames don't say their size, and are made with a larger window.
    Ok(cell.with_other_output("zstd encode_all", move || {
        inputs
            .iter()
            .try_fold(0, |sum, input| Ok(sum + black_box(zstd::encode_all(*input, level)?).len()))
    }))
}

fn decompress<'d>(inputs: &[&'d [u8]], level: i32) -> Result<Cell<'d>> {
    let lens: Vec<usize> = inputs.iter().map(|input| input.len()).collect();
    let longest = lens.iter().copied().max().unwrap_or_default();
    let frames = inputs
        .iter()
        .map(|input| Ok(zstdkit::compress(input, level)?))
        .collect::<Result<Vec<_>>>()?;
    let mut room = Box::new_uninit_slice(longest);
    let (mut reused, mut other) = (DecompressionContext::new()?, DecompressionContext::new()?);
    let [a, b, c, d, e] = std::array::from_fn(|_| frames.clone());
    Ok(Cell::new(Clock::Thread, Amount::of(inputs))
        .with("C", move || {
            a.iter().try_fold(0, |sum, frame| Ok(sum + reused.decompress(frame, &mut room)?))
        })
        .with("C, new memory", move || {
            b.iter().try_fold(0, |sum, frame| {
                let size = usize::try_from(direct::content_size(frame)?)?;
                let mut room = Box::new_uninit_slice(size);
                let written = other.decompress(frame, &mut room)?;
                black_box(&room);
                Ok(sum + written)
            })
        })
        .with("zstdkit", move || {
            c.iter()
                .try_fold(0, |sum, frame| Ok(sum + black_box(zstdkit::decompress(frame)?).len()))
        })
        .with("zstd bulk", move || {
            d.iter().zip(&lens).try_fold(0, |sum, (frame, len)| {
                Ok(sum + black_box(zstd::bulk::decompress(frame, *len)?).len())
            })
        })
        .with("zstd decode_all", move || {
            e.iter()
                .try_fold(0, |sum, frame| Ok(sum + black_box(zstd::decode_all(&frame[..])?).len()))
        }))
}

//! Every level, beside libzstd as released: the `zstd` crate's, which compiles the same sources unchanged.

use std::cell::Cell as Shared;

use anyhow::{Context as _, Result, anyhow, ensure};
use zstd::zstd_safe;

use super::{Group, Plan, Spec, inputs, size};
use crate::clock::Clock;
use crate::data::{Data, pieces};
use crate::direct::{self, CompressionContext, DecompressionContext};
use crate::harness::{Amount, Cell};

const RELEASED: &str = "as released";
const OURS: &str = "zstdkit";

/// How much of each body of data is compressed at all levels where it's not about speed.
const COMPARED: usize = 64 << 10;

/// The lengths that are measured: of records, and of what fills a window.
const LENGTHS: [usize; 2] = [300, 1 << 20];

const ALL: [i32; 22] =
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22];

pub(super) fn list<'d>(data: &'d Data, plan: &Plan, specs: &mut Vec<Spec<'d>>) {
    for sample in &data.samples {
        for len in LENGTHS {
            let len = len.min(sample.bytes.len());
            for level in plan.levels(&ALL) {
                let inputs = pieces(&sample.bytes, len, inputs(len));
                let what = format!("{}, level {level}, {}", size(len), sample.name);
                let frames = inputs.clone();
                let is_compared = Shared::new(false);
                specs.push(Spec::new(Group::Levels, format!("compress {what}"), move || {
                    compress(inputs.clone(), *level, &is_compared)
                }));
                specs.push(Spec::new(Group::Levels, format!("decompress {what}"), move || {
                    decompress(&frames, *level)
                }));
            }
        }
    }
}

/// Fails where a level puts out other bytes than libzstd as released, on the first bytes of each body of data.
pub(crate) fn ensure_same_bytes(data: &Data) -> Result<()> {
    for sample in &data.samples {
        let input = &sample.bytes[..sample.bytes.len().min(COMPARED)];
        let mut room = vec![0; direct::compress_bound(input.len())];
        for level in ALL {
            let released = zstd::bulk::compress(input, level)?;
            let written = CompressionContext::new(level)?.compress_over(input, &mut room)?;
            ensure!(
                room[..written] == released && zstdkit::compress(input, level)? == released,
                "{}: other bytes at level {level}",
                sample.name
            );
        }
    }
    Ok(())
}

fn compress<'d>(inputs: Vec<&'d [u8]>, level: i32, is_compared: &Shared<bool>) -> Result<Cell<'d>> {
    let longest = inputs.iter().map(|input| input.len()).max().unwrap_or_default();
    let mut room = vec![0_u8; direct::compress_bound(longest)];
    let mut other_room = room.clone();
    let mut ours = CompressionContext::new(level)?;
    let mut released = released_context()?;
    // Once is enough: the other sittings have the same inputs.
    let unseen = if is_compared.replace(true) { &[][..] } else { &inputs };
    for input in unseen {
        let expected = released.compress(&mut other_room[..], input, level).map_err(words)?;
        let written = ours.compress_over(input, &mut room)?;
        ensure!(room[..written] == other_room[..expected], "other bytes at level {level}");
    }
    let others = inputs.clone();
    Ok(Cell::new(Clock::Thread, Amount::of(&inputs))
        .with(RELEASED, move || {
            others.iter().try_fold(0, |sum, input| {
                Ok(sum + released.compress(&mut other_room[..], input, level).map_err(words)?)
            })
        })
        .with(OURS, move || {
            inputs.iter().try_fold(0, |sum, input| Ok(sum + ours.compress_over(input, &mut room)?))
        })
        .wants(OURS, RELEASED, 1.0))
}

fn decompress<'d>(inputs: &[&'d [u8]], level: i32) -> Result<Cell<'d>> {
    let longest = inputs.iter().map(|input| input.len()).max().unwrap_or_default();
    let frames = inputs.iter().map(|input| Ok(zstdkit::compress(input, level)?));
    let frames = frames.collect::<Result<Vec<_>>>()?;
    let mut room = vec![0_u8; longest];
    let mut other_room = room.clone();
    let mut ours = DecompressionContext::new()?;
    let mut released =
        zstd_safe::DCtx::try_create().context("no memory for a decompression context")?;
    let others = frames.clone();
    Ok(Cell::new(Clock::Thread, Amount::of(inputs))
        .with(RELEASED, move || {
            others.iter().try_fold(0, |sum, frame| {
                Ok(sum + released.decompress(&mut other_room[..], frame).map_err(words)?)
            })
        })
        .with(OURS, move || {
            frames
                .iter()
                .try_fold(0, |sum, frame| Ok(sum + ours.decompress_over(frame, &mut room)?))
        })
        .wants(OURS, RELEASED, 1.0))
}

fn released_context() -> Result<zstd_safe::CCtx<'static>> {
    zstd_safe::CCtx::try_create().context("no memory for a compression context")
}

fn words(code: usize) -> anyhow::Error {
    anyhow!("libzstd as released: {}", zstd_safe::get_error_name(code))
}

//! Frames inspected, not decompressed.

use std::hint::black_box;
use std::sync::Arc;

use anyhow::{Context as _, Result};

use super::{Group, Plan, Spec, size};
use crate::clock::Clock;
use crate::data::Data;
use crate::direct;
use crate::harness::{Amount, Cell};

pub(super) fn list<'d>(data: &'d Data, _plan: &Plan, specs: &mut Vec<Spec<'d>>) {
    if let Some(sample) = data.samples.first() {
        let len = size(sample.bytes.len());
        let name = format!("walk the blocks of {len}, level 3, {}", sample.name);
        specs.push(Spec::new(Group::Frames, name, move || {
            walk(&[zstdkit::compress(&sample.bytes, 3)?])
        }));
    }
    for set in &data.records {
        let frames = || {
            let frames = set.items.iter().map(|item| Ok(zstdkit::compress(item, 3)?));
            frames.collect::<Result<Vec<_>>>()
        };
        let name = format!("walk frame by frame, {}", set.name);
        specs.push(Spec::new(Group::Frames, name, move || walk(&frames()?)));
        let name = format!("read headers, {}", set.name);
        specs.push(Spec::new(Group::Frames, name, move || headers(&frames()?)));
    }
}

/// From frame to frame through a buffer that holds them end to end.
fn walk(frames: &[Vec<u8>]) -> Result<Cell<'static>> {
    // Time per block, for what's in the blocks isn't looked at.
    let blocks = frames.iter().map(|frame| Ok(zstdkit_frame::first_frame(frame)?.block_count()));
    let items = usize::try_from(blocks.sum::<Result<u64>>()?)?;
    let buffer: Arc<[u8]> = frames.concat().into();
    let [a, b, c, d] = std::array::from_fn(|_| Arc::clone(&buffer));
    Ok(Cell::new(Clock::Thread, Amount { items, bytes: 0 })
        .with("C", move || {
            let mut rest = &a[..];
            while !rest.is_empty() {
                rest = &rest[black_box(direct::frame_size(rest)?)..];
            }
            Ok(a.len())
        })
        .with("zstdkit frame_size", move || {
            let mut rest = &b[..];
            while !rest.is_empty() {
                rest = &rest[black_box(zstdkit_frame::frame_size(rest)?)..];
            }
            Ok(b.len())
        })
        .with("zstdkit frames", move || {
            zstdkit_frame::frames(&c).try_fold(0, |sum, frame| Ok(sum + black_box(frame?).size()))
        })
        .with("zstd", move || {
            let mut rest = &d[..];
            while !rest.is_empty() {
                let size = zstd::zstd_safe::find_frame_compressed_size(rest);
                let size = size.ok().context("not a frame")?;
                rest = &rest[black_box(size)..];
            }
            Ok(d.len())
        }))
}

/// The header of each of many frames.
fn headers(frames: &[Vec<u8>]) -> Result<Cell<'static>> {
    let frames: Arc<[Vec<u8>]> = frames.into();
    let [a, b, c] = std::array::from_fn(|_| Arc::clone(&frames));
    Ok(Cell::new(Clock::Thread, Amount::of(&frames))
        .with("C", move || {
            let sum: u64 = a.iter().try_fold(0, |sum, frame| {
                Ok::<_, anyhow::Error>(sum + direct::header_content_size(frame)?)
            })?;
            Ok(usize::try_from(sum)?)
        })
        .with("zstdkit frame_info", move || {
            let sum: u64 = b.iter().try_fold(0, |sum, frame| {
                let info = zstdkit_frame::frame_info(frame)?;
                // All of it has to be there, as C's is.
                let info = black_box(&info);
                Ok::<_, zstdkit_frame::Error>(sum + info.content_size().unwrap_or_default())
            })?;
            Ok(usize::try_from(sum)?)
        })
        // Reads the size alone, and gives no more of what the header says.
        .with("zstd", move || {
            let sum: u64 = c
                .iter()
                .try_fold(0, |sum, frame| {
                    let size =
                        zstd::zstd_safe::get_frame_content_size(black_box(frame)).ok().flatten();
                    Some(sum + size?)
                })
                .context("a frame without its size")?;
            Ok(usize::try_from(sum)?)
        }))
}

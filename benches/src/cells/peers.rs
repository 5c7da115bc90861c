//! Libraries in pure Rust, beside libzstd as released and beside zstdkit: speed, size, and whose bytes they are.

use std::rc::Rc;

use anyhow::{Context as _, Result, ensure};
use zstdkit::{CompressContext, CompressOptions, DecompressContext, DecompressOptions};

use super::{Group, Plan, Spec, size};
use crate::clock::Clock;
use crate::data::{Data, pieces};
use crate::direct::CompressionContext;
use crate::harness::{Amount, Cell};
use crate::peer::Peer;

const RELEASED: &str = "C as released";
const OURS: &str = "zstdkit";
const CRATE: &str = "zstd";

/// Long enough for a window, short enough for the highest levels.
const LENGTH: usize = 1 << 20;

/// One of each kind of search, and the ends of them.
const LEVELS: [i32; 12] = [1, 2, 3, 4, 5, 7, 9, 12, 13, 16, 19, 22];

pub(super) fn list<'d>(data: &'d Data, plan: &Plan, specs: &mut Vec<Spec<'d>>) {
    if plan.peers.is_empty() {
        return;
    }
    for sample in &data.samples {
        let input = pieces(&sample.bytes, LENGTH.min(sample.bytes.len()), 1)[0];
        let what = format!("{}, {}", size(input.len()), sample.name);
        for level in plan.levels(&LEVELS) {
            let peers = plan.peers.clone();
            specs.push(Spec::new(
                Group::Peers,
                format!("compress level {level}, {what}"),
                move || compress(input, *level, &peers),
            ));
        }
        let peers = plan.peers.clone();
        specs.push(Spec::new(Group::Peers, format!("decompress level 3, {what}"), move || {
            decompress(input, 3, &peers)
        }));
        let peers = plan.peers.clone();
        specs.push(Spec::new(Group::Peers, format!("decompress level 19, {what}"), move || {
            decompress(input, 19, &peers)
        }));
    }
}

fn compress<'d>(input: &'d [u8], level: i32, peers: &[Peer]) -> Result<Cell<'d>> {
    let mut released = zstd::bulk::Compressor::new(level)?;
    let frame = released.compress(input)?;
    let mut room = frame.clone();
    room.resize(crate::direct::compress_bound(input.len()), 0);
    let written = CompressionContext::new(level)?.compress_over(input, &mut room)?;
    ensure!(room[..written] == frame, "other bytes at level {level}");
    let mut ours = CompressContext::new(&CompressOptions::new().level(level))?;
    let mut cell = Cell::new(Clock::Thread, Amount::of(&[input]))
        .with(RELEASED, move || Ok(released.compress_to_buffer(input, &mut room)?))
        .with(OURS, move || Ok(ours.compress_into(input, &mut Vec::new())?))
        .with(CRATE, move || Ok(zstd::bulk::compress(input, level)?.len()))
        .puts_out(RELEASED, frame.len(), true)
        .wants(OURS, RELEASED, 1.0);
    for peer in peers {
        let Some(mut work) = (peer.compress)(level)? else { continue };
        let theirs = work(input).with_context(|| peer.name)?;
        let back = zstdkit::decompress(&theirs).with_context(|| peer.name)?;
        ensure!(back == input, "{}'s frame doesn't lead back", peer.name);
        cell = cell
            .with_other_output(peer.name, move || Ok(work(input)?.len()))
            .puts_out(peer.name, theirs.len(), theirs == frame)
            .wants(OURS, peer.name, 1.0);
    }
    Ok(cell)
}

fn decompress<'d>(input: &'d [u8], level: i32, peers: &[Peer]) -> Result<Cell<'d>> {
    let frame = zstd::bulk::compress(input, level)?;
    let mut released = zstd::bulk::Decompressor::new()?;
    let mut room = vec![0; input.len()];
    let frame: Rc<[u8]> = frame.into();
    let [first, second, third] = [(); 3].map(|()| frame.clone());
    let mut ours = DecompressContext::new(&DecompressOptions::new())?;
    let mut cell = Cell::new(Clock::Thread, Amount::of(&[input]))
        .with(RELEASED, move || Ok(released.decompress_to_buffer(&first, &mut room)?))
        .with(OURS, move || Ok(ours.decompress_into(&second, &mut Vec::new())?))
        .with(CRATE, move || Ok(zstd::bulk::decompress(&third, input.len())?.len()))
        .wants(OURS, RELEASED, 1.0);
    for peer in peers {
        let mut work = (peer.decompress)()?;
        let frame = frame.clone();
        let content = work(&frame, input.len()).with_context(|| peer.name)?;
        ensure!(content == input, "{} puts out other content", peer.name);
        cell = cell
            .with(peer.name, move || Ok(work(&frame, input.len())?.len()))
            .wants(OURS, peer.name, 1.0);
    }
    Ok(cell)
}

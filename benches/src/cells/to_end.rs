//! Streams read to their end, into a `Vec` that grows.

use std::hint::black_box;
use std::io::Read;

use anyhow::Result;
use zstdkit::stream;

use super::io::{frame_of_unknown_size, size_found_out};
use super::push::{CDecoder, CEncoder, ROOM};
use super::{Group, Plan, Spec, size};
use crate::clock::Clock;
use crate::data::Data;
use crate::harness::{Amount, Cell};

pub(super) fn list<'d>(data: &'d Data, plan: &Plan, specs: &mut Vec<Spec<'d>>) {
    let Some(sample) = data.samples.first() else { return };
    for (len, _) in plan.streams.iter().copied() {
        let input = &sample.bytes[..len.min(sample.bytes.len())];
        let what = format!("{}, level 3, {}", size(input.len()), sample.name);
        specs.push(Spec::new(Group::ToEnd, format!("compress {what}"), move || compress(input)));
        specs
            .push(Spec::new(Group::ToEnd, format!("decompress {what}"), move || decompress(input)));
    }
}

fn to_end(mut reader: impl Read) -> Result<usize> {
    let mut all = Vec::new();
    reader.read_to_end(&mut all)?;
    Ok(black_box(all).len())
}

fn compress(input: &[u8]) -> Result<Cell<'_>> {
    Ok(Cell::new(Clock::Thread, Amount::of(&[input]))
        .with("C", move || {
            CEncoder::new(3, ROOM)?.knowing(size_found_out(input))?.into_growing_memory(input)
        })
        .with("zstdkit read", move || to_end(stream::read::Encoder::new(input, 3)?))
        .with("zstdkit bufread", move || to_end(stream::bufread::Encoder::new(input, 3)?))
        .with("zstd read", move || {
            let mut encoder = zstd::stream::read::Encoder::new(input, 3)?;
            encoder.set_pledged_src_size(size_found_out(input).map(|len| len as u64))?;
            to_end(encoder)
        }))
}

fn decompress(input: &[u8]) -> Result<Cell<'_>> {
    let frame = frame_of_unknown_size(input, 3)?;
    let [a, b, c, d] = std::array::from_fn(|_| frame.clone());
    Ok(Cell::new(Clock::Thread, Amount::of(&[input]))
        .with("C", move || CDecoder::new(ROOM)?.into_growing_memory(&a))
        .with("zstdkit read", move || to_end(stream::read::Decoder::new(&b[..])?))
        .with("zstdkit bufread", move || to_end(stream::bufread::Decoder::new(&c[..])?))
        .with("zstd read", move || to_end(zstd::stream::read::Decoder::new(&d[..])?)))
}

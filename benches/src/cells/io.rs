//! Adaptors of `std::io`, one made for each stream, as programs do.

use std::hint::black_box;
use std::io::{self, Read, Write};

use anyhow::Result;
use zstdkit::{CompressOptions, Compressor, EndDirective, stream};

use super::push::{CDecoder, CEncoder};
use super::{Group, Plan, Spec, size};
use crate::clock::Clock;
use crate::data::Data;
use crate::harness::{Amount, Cell};

/// What C programs read into, and write from: a block at its largest.
const ROOM: usize = 128 << 10;

pub(super) fn list<'d>(data: &'d Data, plan: &Plan, specs: &mut Vec<Spec<'d>>) {
    let Some(sample) = data.samples.first() else { return };
    type Make = for<'a> fn(&'a [u8], usize, i32) -> Result<Cell<'a>>;
    let kinds: [(Group, &str, Make); 4] = [
        (Group::Write, "compress", write_encoder),
        (Group::Write, "decompress", write_decoder),
        (Group::Read, "compress", read_encoder),
        (Group::Read, "decompress", read_decoder),
    ];
    for (group, verb, make) in kinds {
        for (len, piece) in plan.streams.iter().copied() {
            for level in plan.levels(&[1, 3, 9]).iter().copied() {
                let input = &sample.bytes[..len.min(sample.bytes.len())];
                let (len, pieces) = (size(input.len()), size(piece));
                let name = format!("{verb} {len} by {pieces}, level {level}, {}", sample.name);
                specs.push(Spec::new(group, name, move || make(input, piece, level)));
            }
        }
    }
}

/// The size that the other contestants are told, where zstdkit's adaptors find it out by themselves: so
/// that all make the same frame.
pub(super) fn size_found_out(input: &[u8]) -> Option<usize> {
    Some(input.len()).filter(|len| *len < ROOM)
}

/// A writer that counts.
#[derive(Default)]
pub(super) struct Counter(pub(super) usize);

impl Write for Counter {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        self.0 += black_box(data).len();
        Ok(data.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Reads to the end into a buffer of the given length, over and over.
fn drain(mut reader: impl Read, buffer: &mut [u8]) -> Result<usize> {
    let mut sum = 0;
    loop {
        match black_box(reader.read(buffer)?) {
            0 => return Ok(sum),
            n => sum += n,
        }
    }
}

/// Writes all of `data` into `writer`, piece by piece.
pub(super) fn pour(data: &[u8], piece: usize, writer: &mut impl Write) -> Result<()> {
    Ok(data.chunks(piece).try_for_each(|piece| writer.write_all(piece))?)
}

fn write_encoder(input: &[u8], piece: usize, level: i32) -> Result<Cell<'_>> {
    Ok(Cell::new(Clock::Thread, Amount::of(&[input]))
        .with("C", move || {
            let mut encoder = CEncoder::new(level, ROOM)?.knowing(size_found_out(input))?;
            let sum = input.chunks(piece).try_fold(0, |sum, piece| Ok(sum + encoder.push(piece)?));
            sum.and_then(|sum: usize| Ok(sum + encoder.end()?))
        })
        .with("zstdkit write", move || {
            let mut encoder = stream::write::Encoder::new(Counter::default(), level)?;
            pour(input, piece, &mut encoder)?;
            Ok(encoder.finish()?.0)
        })
        .with("zstd write", move || {
            let mut encoder = zstd::stream::write::Encoder::new(Counter::default(), level)?;
            encoder.set_pledged_src_size(size_found_out(input).map(|len| len as u64))?;
            pour(input, piece, &mut encoder)?;
            Ok(encoder.finish()?.0)
        }))
}

fn write_decoder(input: &[u8], piece: usize, level: i32) -> Result<Cell<'_>> {
    let frame = frame_of_unknown_size(input, level)?;
    let [a, b, c] = std::array::from_fn(|_| frame.clone());
    Ok(Cell::new(Clock::Thread, Amount::of(&[input]))
        .with("C", move || {
            let mut decoder = CDecoder::new(ROOM)?;
            a.chunks(piece).try_fold(0, |sum, piece| Ok(sum + decoder.push(piece)?))
        })
        .with("zstdkit write", move || {
            let mut decoder = stream::write::Decoder::new(Counter::default())?;
            pour(&b, piece, &mut decoder)?;
            Ok(decoder.finish()?.0)
        })
        .with("zstd write", move || {
            let mut decoder = zstd::stream::write::Decoder::new(Counter::default())?;
            pour(&c, piece, &mut decoder)?;
            decoder.flush()?;
            Ok(decoder.into_inner().0)
        }))
}

fn read_encoder(input: &[u8], piece: usize, level: i32) -> Result<Cell<'_>> {
    let mut copy = vec![0; ROOM];
    let [mut a, mut b, mut c] = std::array::from_fn(|_| vec![0; piece]);
    Ok(Cell::new(Clock::Thread, Amount::of(&[input]))
        .with("C", move || {
            let mut encoder = CEncoder::new(level, piece)?.knowing(size_found_out(input))?;
            let (mut source, mut sum) = (input, 0);
            loop {
                match source.read(&mut copy)? {
                    0 => return Ok(sum + encoder.end()?),
                    n => sum += encoder.push(&copy[..n])?,
                }
            }
        })
        .with("zstdkit read", move || drain(stream::read::Encoder::new(input, level)?, &mut a))
        .with("zstdkit bufread", move || {
            drain(stream::bufread::Encoder::new(input, level)?, &mut b)
        })
        .with("zstd read", move || {
            let mut encoder = zstd::stream::read::Encoder::new(input, level)?;
            encoder.set_pledged_src_size(size_found_out(input).map(|len| len as u64))?;
            drain(encoder, &mut c)
        }))
}

fn read_decoder(input: &[u8], piece: usize, level: i32) -> Result<Cell<'_>> {
    let frame = frame_of_unknown_size(input, level)?;
    let mut copy = vec![0; ROOM];
    let [mut a, mut b, mut c] = std::array::from_fn(|_| vec![0; piece]);
    let [f, g, h, i] = std::array::from_fn(|_| frame.clone());
    Ok(Cell::new(Clock::Thread, Amount::of(&[input]))
        .with("C", move || {
            let mut decoder = CDecoder::new(piece)?;
            let (mut source, mut sum) = (&f[..], 0);
            loop {
                match source.read(&mut copy)? {
                    0 => return Ok(sum),
                    n => sum += decoder.push(&copy[..n])?,
                }
            }
        })
        .with("zstdkit read", move || drain(stream::read::Decoder::new(&g[..])?, &mut a))
        .with("zstdkit bufread", move || drain(stream::bufread::Decoder::new(&h[..])?, &mut b))
        .with("zstd read", move || drain(zstd::stream::read::Decoder::new(&i[..])?, &mut c)))
}

/// What streams are read from: a frame made without a word about its size.
pub(super) fn frame_of_unknown_size(input: &[u8], level: i32) -> Result<Vec<u8>> {
    let mut compressor = Compressor::new(&CompressOptions::new().level(level))?;
    let mut frame = compressor.compress(input, EndDirective::Continue)?;
    frame.extend(compressor.compress(&[], EndDirective::End)?);
    Ok(frame)
}

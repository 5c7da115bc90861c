//! Push streams: data handed over in pieces, by objects that go from stream to stream.

use std::hint::black_box;
use std::mem::MaybeUninit;

use anyhow::Result;
use zstd::stream::raw::{InBuffer, Operation as _, OutBuffer};
use zstdkit::{CompressOptions, DecompressOptions, EndDirective};
use zstdkit_sys::ZSTD_EndDirective as Directive;

use super::{Group, Plan, Spec, size};
use crate::clock::Clock;
use crate::data::Data;
use crate::direct::{self, CompressionContext, DecompressionContext};
use crate::harness::{Amount, Cell};

/// The room for output that a C program would use: a block at its largest.
pub(super) const ROOM: usize = 128 << 10;

pub(super) fn list<'d>(data: &'d Data, plan: &Plan, specs: &mut Vec<Spec<'d>>) {
    let Some(sample) = data.samples.first() else { return };
    for (len, piece) in plan.streams.iter().copied() {
        for level in plan.levels(&[1, 3, 9]).iter().copied() {
            let (len, pieces) = (len.min(sample.bytes.len()), size(piece));
            let what = format!("{} by {pieces}, level {level}, {}", size(len), sample.name);
            let input = &sample.bytes[..len];
            specs.push(Spec::new(Group::Push, format!("compress {what}"), move || {
                compress(input, piece, level)
            }));
            specs.push(Spec::new(Group::Push, format!("decompress {what}"), move || {
                decompress(input, piece, level)
            }));
        }
    }
}

/// A compressing stream as the manual of `ZSTD_compressStream2` has it.
pub(super) struct CEncoder {
    context: CompressionContext,
    room: Box<[MaybeUninit<u8>]>,
}

impl CEncoder {
    pub(super) fn new(level: i32, room: usize) -> Result<Self> {
        Ok(Self { context: CompressionContext::new(level)?, room: Box::new_uninit_slice(room) })
    }

    /// As adaptors do for a stream that turns out small, and a program that knows its size beforehand.
    pub(super) fn knowing(mut self, size: Option<usize>) -> Result<Self> {
        size.map_or(Ok(()), |size| self.context.pledge(size))?;
        Ok(self)
    }

    pub(super) fn push(&mut self, mut piece: &[u8]) -> Result<usize> {
        let mut sum = 0;
        while !piece.is_empty() {
            let go_on = Directive::ZSTD_e_continue;
            sum += direct::compress_step(&mut self.context, &mut piece, &mut self.room, go_on)?.0;
            black_box(&self.room);
        }
        Ok(sum)
    }

    /// Compresses all of `piece` into memory that grows as it's filled; answers how much came out.
    pub(super) fn into_growing_memory(mut self, mut piece: &[u8]) -> Result<usize> {
        let (mut all, mut len) = (Vec::new(), 0);
        loop {
            if all.len() == len {
                grow(&mut all);
            }
            // An end right at the beginning would tell C the size.
            let is_end = piece.is_empty();
            let directive = if is_end { Directive::ZSTD_e_end } else { Directive::ZSTD_e_continue };
            let room = &mut all[len..];
            let (written, left) =
                direct::compress_step(&mut self.context, &mut piece, room, directive)?;
            len += written;
            if is_end && left == 0 {
                black_box(&all);
                return Ok(len);
            }
        }
    }

    pub(super) fn end(&mut self) -> Result<usize> {
        let mut sum = 0;
        loop {
            let (rest, end) = (&mut &[][..], Directive::ZSTD_e_end);
            let (written, left) =
                direct::compress_step(&mut self.context, rest, &mut self.room, end)?;
            sum += written;
            black_box(&self.room);
            if left == 0 {
                return Ok(sum);
            }
        }
    }
}

/// A decompressing stream as the manual of `ZSTD_decompressStream` has it.
pub(super) struct CDecoder {
    context: DecompressionContext,
    room: Box<[MaybeUninit<u8>]>,
}

impl CDecoder {
    pub(super) fn new(room: usize) -> Result<Self> {
        Ok(Self { context: DecompressionContext::new()?, room: Box::new_uninit_slice(room) })
    }

    /// Decompresses all of `piece` into memory that grows as it's filled; answers how much came out.
    pub(super) fn into_growing_memory(mut self, mut piece: &[u8]) -> Result<usize> {
        let (mut all, mut len) = (Vec::new(), 0);
        loop {
            if all.len() == len {
                grow(&mut all);
            }
            let room = &mut all[len..];
            let (written, done) = direct::decompress_step(&mut self.context, &mut piece, room)?;
            len += written;
            if piece.is_empty() && (done || len < all.len()) {
                black_box(&all);
                return Ok(len);
            }
        }
    }

    pub(super) fn push(&mut self, mut piece: &[u8]) -> Result<usize> {
        let mut sum = 0;
        loop {
            let (written, done) =
                direct::decompress_step(&mut self.context, &mut piece, &mut self.room)?;
            sum += written;
            black_box(&self.room);
            // Room filled to the brim: there may be more.
            if piece.is_empty() && (done || written < self.room.len()) {
                return Ok(sum);
            }
        }
    }
}

/// Twice the room, without filling it.
fn grow(all: &mut Vec<MaybeUninit<u8>>) {
    all.resize((2 * all.len()).max(ROOM), MaybeUninit::uninit());
}

fn compress(input: &[u8], piece: usize, level: i32) -> Result<Cell<'_>> {
    let mut by_c = CEncoder::new(level, ROOM)?;
    let options = CompressOptions::new().level(level);
    let (mut into, mut new) = (options.compressor()?, options.compressor()?);
    let mut output = Vec::new();
    let mut raw = zstd::stream::raw::Encoder::new(level)?;
    let mut buffer = vec![0; ROOM];
    Ok(Cell::new(Clock::Thread, Amount::of(&[input]))
        .with("C", move || {
            let sum = input.chunks(piece).try_fold(0, |sum, piece| Ok(sum + by_c.push(piece)?));
            sum.and_then(|sum: usize| Ok(sum + by_c.end()?))
        })
        .with("zstdkit, reused Vec", move || {
            let mut sum = 0;
            for piece in input.chunks(piece) {
                output.clear();
                sum += into.compress_into(piece, EndDirective::Continue, &mut output)?;
            }
            output.clear();
            Ok(sum + into.compress_into(b"", EndDirective::End, &mut output)?)
        })
        .with("zstdkit, new Vecs", move || {
            let mut sum = 0;
            for piece in input.chunks(piece) {
                sum += black_box(new.compress(piece, EndDirective::Continue)?).len();
            }
            Ok(sum + black_box(new.finish()?).len())
        })
        .with("zstd raw", move || {
            raw.reinit()?;
            let mut sum = 0;
            for piece in input.chunks(piece) {
                let mut input = InBuffer::around(piece);
                while input.pos() < piece.len() {
                    let mut output = OutBuffer::around(buffer.as_mut_slice());
                    raw.run(&mut input, &mut output)?;
                    sum += output.pos();
                }
            }
            loop {
                let mut output = OutBuffer::around(buffer.as_mut_slice());
                let left = raw.finish(&mut output, true)?;
                sum += output.pos();
                if left == 0 {
                    return Ok(sum);
                }
            }
        }))
}

fn decompress(input: &[u8], piece: usize, level: i32) -> Result<Cell<'_>> {
    // A stream as a push compressor makes it: without its size, in need of a window.
    let mut compressor = CompressOptions::new().level(level).compressor()?;
    let mut frame = compressor.compress(input, EndDirective::Continue)?;
    frame.extend(compressor.finish()?);
    let mut by_c = CDecoder::new(ROOM)?;
    let options = DecompressOptions::new();
    let (mut into, mut new) = (options.decompressor()?, options.decompressor()?);
    let mut output = Vec::new();
    let mut raw = zstd::stream::raw::Decoder::new()?;
    let mut buffer = vec![0; ROOM];
    let [a, b, c, d] = std::array::from_fn(|_| frame.clone());
    Ok(Cell::new(Clock::Thread, Amount::of(&[input]))
        .with("C", move || a.chunks(piece).try_fold(0, |sum, piece| Ok(sum + by_c.push(piece)?)))
        .with("zstdkit, reused Vec", move || {
            b.chunks(piece).try_fold(0, |sum, piece| {
                output.clear();
                Ok(sum + into.decompress_into(piece, None, &mut output)?)
            })
        })
        .with("zstdkit, new Vecs", move || {
            c.chunks(piece)
                .try_fold(0, |sum, piece| Ok(sum + black_box(new.decompress(piece, None)?).len()))
        })
        .with("zstd raw", move || {
            raw.reinit()?;
            let mut sum = 0;
            for piece in d.chunks(piece) {
                let mut input = InBuffer::around(piece);
                loop {
                    let mut output = OutBuffer::around(buffer.as_mut_slice());
                    raw.run(&mut input, &mut output)?;
                    sum += output.pos();
                    if input.pos() == piece.len() && output.pos() < ROOM {
                        break;
                    }
                }
            }
            Ok(sum)
        }))
}

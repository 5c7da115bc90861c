//! Streams handed over in pieces of some hundred bytes, where what each call costs shows.

use std::hint::black_box;
use std::io::Write as _;

use anyhow::Result;
use zstd::stream::raw::{InBuffer, Operation as _, OutBuffer};
use zstdkit::{CompressOptions, DecompressOptions, EndDirective, stream};

use super::io::{Counter, frame_of_unknown_size, pour, size_found_out};
use super::push::{CDecoder, CEncoder, ROOM};
use super::{Group, Plan, Spec, size};
use crate::clock::Clock;
use crate::data::Data;
use crate::harness::{Amount, Cell};

pub(super) fn list<'d>(data: &'d Data, plan: &Plan, specs: &mut Vec<Spec<'d>>) {
    let Some(sample) = data.samples.first() else { return };
    let len = plan.small_pieces.0.min(sample.bytes.len());
    let (input, piece) = (&sample.bytes[..len], plan.small_pieces.1);
    for level in plan.levels(&[1, 3]).iter().copied() {
        let what = format!("{} by {}, level {level}, {}", size(len), size(piece), sample.name);
        specs.push(Spec::new(Group::Small, format!("compress {what}"), move || {
            compress(input, piece, level)
        }));
        specs.push(Spec::new(Group::Small, format!("decompress {what}"), move || {
            decompress(input, piece, level)
        }));
    }
}

fn compress(input: &[u8], piece: usize, level: i32) -> Result<Cell<'_>> {
    let options = CompressOptions::new().level(level);
    let pledge = size_found_out(input).map(|len| len as u64);
    Ok(Cell::new(Clock::Thread, Amount::of(&[input]))
        .with("C", move || {
            let mut encoder = CEncoder::new(level, ROOM)?.knowing(size_found_out(input))?;
            let sum = input.chunks(piece).try_fold(0, |sum, piece| Ok(sum + encoder.push(piece)?));
            sum.and_then(|sum: usize| Ok(sum + encoder.end()?))
        })
        .with("zstdkit push", move || {
            let mut encoder = options.compressor()?;
            encoder.set_pledged_size(pledge)?;
            let (mut output, mut sum) = (Vec::with_capacity(ROOM), 0);
            for piece in input.chunks(piece) {
                output.clear();
                sum += encoder.compress_into(piece, EndDirective::Continue, &mut output)?;
            }
            output.clear();
            Ok(sum + encoder.compress_into(b"", EndDirective::End, &mut output)?)
        })
        .with("zstdkit write", move || {
            let mut encoder = stream::write::Encoder::new(Counter::default(), level)?;
            pour(input, piece, &mut encoder)?;
            Ok(encoder.finish()?.0)
        })
        .with("zstd raw", move || {
            let mut encoder = zstd::stream::raw::Encoder::new(level)?;
            encoder.set_pledged_src_size(pledge)?;
            let (mut room, mut sum) = (vec![0; ROOM], 0);
            for piece in input.chunks(piece) {
                let mut input = InBuffer::around(piece);
                while input.pos() < piece.len() {
                    let mut output = OutBuffer::around(room.as_mut_slice());
                    encoder.run(&mut input, &mut output)?;
                    sum += black_box(&output).pos();
                }
            }
            loop {
                let mut output = OutBuffer::around(room.as_mut_slice());
                let left = encoder.finish(&mut output, true)?;
                sum += output.pos();
                if left == 0 {
                    return Ok(sum);
                }
            }
        })
        .with("zstd write", move || {
            let mut encoder = zstd::stream::write::Encoder::new(Counter::default(), level)?;
            encoder.set_pledged_src_size(pledge)?;
            pour(input, piece, &mut encoder)?;
            Ok(encoder.finish()?.0)
        }))
}

fn decompress(input: &[u8], piece: usize, level: i32) -> Result<Cell<'_>> {
    let frame = frame_of_unknown_size(input, level)?;
    let [a, b, c, d, e] = std::array::from_fn(|_| frame.clone());
    Ok(Cell::new(Clock::Thread, Amount::of(&[input]))
        .with("C", move || {
            let mut decoder = CDecoder::new(ROOM)?;
            a.chunks(piece).try_fold(0, |sum, piece| Ok(sum + decoder.push(piece)?))
        })
        .with("zstdkit push", move || {
            let mut decoder = DecompressOptions::new().decompressor()?;
            let mut output = Vec::with_capacity(ROOM);
            b.chunks(piece).try_fold(0, |sum, piece| {
                output.clear();
                Ok(sum + decoder.decompress_into(piece, None, &mut output)?)
            })
        })
        .with("zstdkit write", move || {
            let mut decoder = stream::write::Decoder::new(Counter::default())?;
            pour(&c, piece, &mut decoder)?;
            Ok(decoder.finish()?.0)
        })
        .with("zstd raw", move || {
            let mut decoder = zstd::stream::raw::Decoder::new()?;
            let (mut room, mut sum) = (vec![0; ROOM], 0);
            for piece in d.chunks(piece) {
                let mut input = InBuffer::around(piece);
                loop {
                    let mut output = OutBuffer::around(room.as_mut_slice());
                    decoder.run(&mut input, &mut output)?;
                    sum += black_box(&output).pos();
                    if input.pos() == piece.len() && output.pos() < ROOM {
                        break;
                    }
                }
            }
            Ok(sum)
        })
        .with("zstd write", move || {
            let mut decoder = zstd::stream::write::Decoder::new(Counter::default())?;
            pour(&e, piece, &mut decoder)?;
            decoder.flush()?;
            Ok(decoder.into_inner().0)
        }))
}

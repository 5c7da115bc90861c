//! Asynchronous adaptors, over what never has to wait.

use std::hint::black_box;
use std::io;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use anyhow::{Result, bail};
use async_compression::{Level, tokio as theirs};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use zstdkit::async_io;

use super::io::{Counter, frame_of_unknown_size, size_found_out};
use super::push::{CDecoder, CEncoder};
use super::{Group, Plan, Spec, size};
use crate::clock::Clock;
use crate::data::Data;
use crate::harness::{Amount, Cell};

pub(super) fn list<'d>(data: &'d Data, plan: &Plan, specs: &mut Vec<Spec<'d>>) {
    let Some(sample) = data.samples.first() else { return };
    for (len, piece) in plan.streams.iter().copied() {
        let input = &sample.bytes[..len.min(sample.bytes.len())];
        let (len, pieces) = (size(input.len()), size(piece));
        let what = format!("{len} by {pieces}, level 3, {}", sample.name);
        specs.push(Spec::new(Group::Async, format!("compress {what}"), move || {
            compress(input, piece)
        }));
        specs.push(Spec::new(Group::Async, format!("decompress {what}"), move || {
            decompress(input, piece)
        }));
    }
}

impl AsyncWrite for Counter {
    fn poll_write(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        data: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.0 += black_box(data).len();
        Poll::Ready(Ok(data.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

/// What comes of a future that has nothing to wait for.
fn at_once<T>(future: impl Future<Output = io::Result<T>>) -> Result<T> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(outcome) => Ok(outcome?),
        Poll::Pending => bail!("it waits, and there's nothing to wait for"),
    }
}

fn drain(mut reader: impl AsyncRead + Unpin, buffer: &mut [u8]) -> Result<usize> {
    at_once(async {
        let mut sum = 0;
        loop {
            match black_box(reader.read(buffer).await?) {
                0 => return Ok(sum),
                n => sum += n,
            }
        }
    })
}

fn pour(data: &[u8], piece: usize, writer: &mut (impl AsyncWrite + Unpin)) -> Result<()> {
    at_once(async {
        for piece in data.chunks(piece) {
            writer.write_all(piece).await?;
        }
        writer.shutdown().await
    })
}

fn compress(input: &[u8], piece: usize) -> Result<Cell<'_>> {
    let [mut a, mut b] = std::array::from_fn(|_| vec![0; piece]);
    let level = Level::Precise(3);
    Ok(Cell::new(Clock::Thread, Amount::of(&[input]))
        .with("C", move || {
            let mut encoder = CEncoder::new(3, piece)?.knowing(size_found_out(input))?;
            Ok(encoder.push(input)? + encoder.end()?)
        })
        .with("zstdkit read", move || drain(async_io::bufread::Encoder::new(input, 3)?, &mut a))
        .with("zstdkit write", move || {
            let mut encoder = async_io::write::Encoder::new(Counter::default(), 3)?;
            pour(input, piece, &mut encoder)?;
            Ok(encoder.into_inner().0)
        })
        // Where ours finds the size out, it doesn't.
        .with_other_output("async-compression read", move || {
            drain(theirs::bufread::ZstdEncoder::with_quality(input, level), &mut b)
        })
        .with_other_output("async-compression write", move || {
            let mut encoder = theirs::write::ZstdEncoder::with_quality(Counter::default(), level);
            pour(input, piece, &mut encoder)?;
            Ok(encoder.into_inner().0)
        }))
}

fn decompress(input: &[u8], piece: usize) -> Result<Cell<'_>> {
    let frame = frame_of_unknown_size(input, 3)?;
    let [mut a, mut b] = std::array::from_fn(|_| vec![0; piece]);
    let [f, g, h, i, j] = std::array::from_fn(|_| frame.clone());
    Ok(Cell::new(Clock::Thread, Amount::of(&[input]))
        .with("C", move || CDecoder::new(piece)?.push(&f))
        .with("zstdkit read", move || drain(async_io::bufread::Decoder::new(&g[..])?, &mut a))
        .with("zstdkit write", move || {
            let mut decoder = async_io::write::Decoder::new(Counter::default())?;
            pour(&h, piece, &mut decoder)?;
            Ok(decoder.into_inner().0)
        })
        .with("async-compression read", move || {
            drain(theirs::bufread::ZstdDecoder::new(&i[..]), &mut b)
        })
        .with("async-compression write", move || {
            let mut decoder = theirs::write::ZstdDecoder::new(Counter::default());
            pour(&j, piece, &mut decoder)?;
            Ok(decoder.into_inner().0)
        }))
}

//! How the machines of `stream` are driven by polls, whoever's.

use std::{
    io,
    task::{Context, Poll, ready},
};

use crate::{
    output::Room,
    stream::{
        feed::Feed,
        pull::{Decoder, Need, Pull},
    },
};

/// The most input, in bytes, that one poll compresses or decompresses.
const TAKE: usize = 64 * 1024;

/// A reader with a buffer.
pub(super) trait Source {
    fn poll_fill_buf(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<&[u8]>>;
    fn consume(&mut self, len: usize);
}

/// A writer.
pub(super) trait Sink {
    fn poll_write(&mut self, cx: &mut Context<'_>, data: &[u8]) -> Poll<io::Result<usize>>;
    fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>>;
    fn poll_close(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>>;
}

/// Writes to `room` until there is output, or none any more.
///
/// While it's pending, nothing has been written.
pub(super) fn poll_read(
    mut source: impl Source,
    machine: &mut impl Pull,
    cx: &mut Context<'_>,
    room: &mut Room<'_>,
) -> Poll<io::Result<()>> {
    if room.spare().is_empty() {
        return Poll::Ready(Ok(()));
    }
    loop {
        let input = match machine.need()? {
            Need::Input => match source.poll_fill_buf(cx) {
                Poll::Ready(input) => input?,
                Poll::Pending if machine.has_use_for_a_pause() => &[],
                Poll::Pending => return Poll::Pending,
            },
            Need::Nothing => &[],
            Need::Done => return Poll::Ready(Ok(())),
        };
        let step = machine.step(input, room);
        source.consume(step.taken);
        if room.written() > 0 || step.resting {
            return Poll::Ready(Ok(()));
        }
    }
}

/// Reads on to the end of the frame at hand, of which no content may be left.
pub(super) fn poll_finish_frame(
    mut source: impl Source,
    machine: &mut Decoder,
    cx: &mut Context<'_>,
) -> Poll<io::Result<()>> {
    loop {
        let need = machine.need()?;
        if !machine.owes_an_end() {
            return Poll::Ready(Ok(()));
        }
        let input = match need {
            Need::Input => match ready!(source.poll_fill_buf(cx)) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                input => input?,
            },
            Need::Nothing => &[],
            Need::Done => return Poll::Ready(Ok(())),
        };
        let taken = machine.step_to_end(input)?;
        source.consume(taken);
    }
}

/// Takes from `data`, once all that waited is written out; returns how many bytes.
///
/// While it's pending, nothing has been taken.
pub(super) fn poll_write(
    mut sink: impl Sink,
    machine: &mut impl Feed,
    cx: &mut Context<'_>,
    data: &[u8],
) -> Poll<io::Result<usize>> {
    loop {
        ready!(poll_drain(&mut sink, machine, cx))?;
        if data.is_empty() {
            return Poll::Ready(Ok(0));
        }
        let taken = machine.take(&data[..data.len().min(TAKE)])?;
        if taken > 0 {
            return Poll::Ready(Ok(taken));
        }
    }
}

/// Writes out all that was taken, and flushes the inner writer.
///
/// Polled again after it was pending, it asks the machine again, which then has nothing more.
pub(super) fn poll_flush(
    mut sink: impl Sink,
    machine: &mut impl Feed,
    cx: &mut Context<'_>,
) -> Poll<io::Result<()>> {
    ready!(poll_drain(&mut sink, machine, cx))?;
    machine.flush()?;
    ready!(poll_drain(&mut sink, machine, cx))?;
    sink.poll_flush(cx)
}

/// Ends what is under way, writes it out, and closes the inner writer.
pub(super) fn poll_close(
    mut sink: impl Sink,
    machine: &mut impl Feed,
    cx: &mut Context<'_>,
) -> Poll<io::Result<()>> {
    ready!(poll_finish(&mut sink, machine, cx))?;
    sink.poll_close(cx)
}

/// Ends what is under way, and writes it out.
pub(super) fn poll_finish(
    sink: &mut impl Sink,
    machine: &mut impl Feed,
    cx: &mut Context<'_>,
) -> Poll<io::Result<()>> {
    ready!(poll_drain(sink, machine, cx))?;
    machine.end()?;
    poll_drain(sink, machine, cx)
}

/// Writes all that waits, and all that can be had without more input.
fn poll_drain(
    sink: &mut impl Sink,
    machine: &mut impl Feed,
    cx: &mut Context<'_>,
) -> Poll<io::Result<()>> {
    loop {
        while !machine.outbox().waiting().is_empty() {
            match ready!(sink.poll_write(cx, machine.outbox().waiting())) {
                Ok(0) => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                Ok(len) => machine.outbox().sent(len),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
        if !machine.more()? {
            return Poll::Ready(Ok(()));
        }
    }
}

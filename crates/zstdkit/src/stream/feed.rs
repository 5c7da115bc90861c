//! What an adaptor does that is written to: the part that neither waits nor writes.
//!
//! [`stream::write`](super::write) drives it with calls that block, `async_io::write` with polls.

use alloc::vec::Vec;
use std::io::{self, Write};

use crate::{
    error::{Error, Result},
    options::{CompressOptions, DecompressOptions},
    output::Sealed,
    parameters::EndDirective,
    step,
    stream::hold,
};

/// The most input, in bytes, that an encoder takes at once, so that buffers stay small.
const TAKE: usize = 256 * 1024;

/// The most output, in bytes, that a decoder has waiting.
const DECODED: usize = 128 * 1024;

/// Output that waits for the inner writer, and that no error of the writer's makes it forget.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    buffer: Vec<u8>,
    /// How much of it the writer has taken.
    sent: usize,
    /// How much the writer has taken of all that was ever here.
    total: u64,
}

impl Outbox {
    /// What the writer is still to take.
    pub(crate) fn waiting(&self) -> &[u8] {
        self.buffer.get(self.sent..).unwrap_or_default()
    }

    /// Counts `len` bytes as taken by the writer.
    pub(crate) fn sent(&mut self, len: usize) {
        self.sent = self.sent.saturating_add(len);
        self.total = self.total.saturating_add(len as u64);
        if self.sent >= self.buffer.len() {
            self.clear();
        }
    }

    /// Forgets what waits; the memory stays.
    fn clear(&mut self) {
        self.buffer.clear();
        self.sent = 0;
    }

    /// Forgets what waits, and what was ever here; the memory stays.
    fn restart(&mut self) {
        self.clear();
        self.total = 0;
    }
}

/// A machine that turns what is written to it into output.
pub(crate) trait Feed {
    /// Output that waits.
    fn outbox(&mut self) -> &mut Outbox;

    /// Makes output that takes no input, into an empty outbox; says whether there may be more.
    ///
    /// An error is the one that stopped the machine.
    fn more(&mut self) -> Result<bool>;

    /// Takes from `data`; returns how many bytes.
    fn take(&mut self, data: &[u8]) -> Result<usize>;

    /// Has all that was taken come out; again, nothing more.
    fn flush(&mut self) -> Result<()>;

    /// Ends what is under way; again, nothing more.
    fn end(&mut self) -> Result<()>;
}

/// Writes all that waits, and all that can be had without more input.
///
/// After an error of the writer's, what wasn't written still waits.
pub(crate) fn drain(inner: &mut impl Write, machine: &mut impl Feed) -> io::Result<()> {
    loop {
        while !machine.outbox().waiting().is_empty() {
            match inner.write(machine.outbox().waiting()) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(len) => machine.outbox().sent(len),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        if !machine.more()? {
            return Ok(());
        }
    }
}

/// What [`Write::write`] does.
pub(crate) fn write(
    inner: &mut impl Write,
    machine: &mut impl Feed,
    data: &[u8],
) -> io::Result<usize> {
    loop {
        drain(inner, machine)?;
        if data.is_empty() {
            return Ok(0);
        }
        let taken = machine.take(data)?;
        if taken > 0 {
            return Ok(taken);
        }
    }
}

/// What [`Write::flush`] does.
pub(crate) fn flush(inner: &mut impl Write, machine: &mut impl Feed) -> io::Result<()> {
    drain(inner, machine)?;
    machine.flush()?;
    drain(inner, machine)?;
    inner.flush()
}

/// Ends what is under way, and writes it out.
pub(crate) fn finish(inner: &mut impl Write, machine: &mut impl Feed) -> io::Result<()> {
    drain(inner, machine)?;
    machine.end()?;
    drain(inner, machine)
}

/// Turns plain bytes into frames.
#[derive(Debug)]
pub(crate) struct Encoder {
    outbox: Outbox,
    encoder: hold::Encoder,
    /// How much was taken, in bytes.
    taken: u64,
    /// The frame is ended, at least into the outbox, and nothing came after.
    ended: bool,
    failed: Option<Error>,
}

impl Encoder {
    pub(crate) fn new(options: &CompressOptions) -> Result<Self> {
        let encoder = hold::Encoder::new(options)?;
        Ok(Self { outbox: Outbox::default(), encoder, taken: 0, ended: false, failed: None })
    }

    pub(crate) fn pledge(&mut self, size: Option<u64>) -> Result<()> {
        self.encoder.pledge(size)
    }

    pub(crate) fn options(&self) -> &CompressOptions {
        self.encoder.options()
    }

    /// Takes other options, between frames.
    pub(crate) fn configure(&mut self, options: &CompressOptions) -> Result<()> {
        self.check()?;
        self.encoder.configure(options)
    }

    pub(crate) fn set_level(&mut self, level: i32) -> Result<()> {
        self.check()?;
        self.encoder.set_level(level)
    }

    /// How many bytes were taken since the beginning.
    pub(crate) fn total_in(&self) -> u64 {
        self.taken
    }

    /// How many bytes the writer has taken since the beginning.
    pub(crate) fn total_out(&self) -> u64 {
        self.outbox.total
    }

    /// Begins anew, whatever there was; options and memory stay.
    pub(crate) fn restart(&mut self) {
        self.outbox.restart();
        self.encoder.restart();
        self.taken = 0;
        self.ended = false;
        self.failed = None;
    }

    pub(crate) fn memory_size(&self) -> usize {
        self.encoder.memory_size() + self.outbox.buffer.capacity()
    }

    fn run(&mut self, data: &[u8], directive: EndDirective) -> Result<()> {
        self.check()?;
        // What part of a frame was made before an error waits to be written with what precedes it.
        self.encoder
            .run(data, directive, &mut self.outbox.buffer.room())
            .inspect_err(|error| self.failed = Some(error.clone()))
    }

    fn check(&self) -> Result<()> {
        self.failed.clone().map_or(Ok(()), Err)
    }
}

impl Feed for Encoder {
    fn outbox(&mut self) -> &mut Outbox {
        &mut self.outbox
    }

    fn more(&mut self) -> Result<bool> {
        self.check().map(|()| false)
    }

    fn take(&mut self, data: &[u8]) -> Result<usize> {
        let taken = data.len().min(TAKE);
        self.run(&data[..taken], EndDirective::Continue)?;
        self.taken += taken as u64;
        self.ended &= taken == 0;
        Ok(taken)
    }

    fn flush(&mut self) -> Result<()> {
        if self.ended { self.check() } else { self.run(b"", EndDirective::Flush) }
    }

    fn end(&mut self) -> Result<()> {
        if !self.ended {
            self.run(b"", EndDirective::End)?;
            self.ended = true;
        }
        self.check()
    }
}

/// Turns frames into what they hold.
#[derive(Debug)]
pub(crate) struct Decoder {
    outbox: Outbox,
    decoder: step::Decoder,
    /// How much was taken, in bytes.
    taken: u64,
    failed: Option<Error>,
}

impl Decoder {
    pub(crate) fn new(options: &DecompressOptions) -> Result<Self> {
        let decoder = step::Decoder::new(options)?;
        Ok(Self { outbox: Outbox::default(), decoder, taken: 0, failed: None })
    }

    pub(crate) fn options(&self) -> &DecompressOptions {
        self.decoder.options()
    }

    /// Takes other options, between frames.
    pub(crate) fn configure(&mut self, options: &DecompressOptions) -> Result<()> {
        self.check()?;
        self.decoder.configure(options)
    }

    /// How many bytes were taken since the beginning.
    pub(crate) fn total_in(&self) -> u64 {
        self.taken
    }

    /// How many bytes the writer has taken since the beginning.
    pub(crate) fn total_out(&self) -> u64 {
        self.outbox.total
    }

    /// Begins anew, whatever there was; options and memory stay.
    pub(crate) fn restart(&mut self) {
        self.outbox.restart();
        self.decoder.restart();
        self.taken = 0;
        self.failed = None;
    }

    /// Whether a frame is complete and all that it holds written out, or nothing begun.
    pub(crate) fn at_frame_edge(&self) -> bool {
        self.failed.is_none() && self.outbox.waiting().is_empty() && self.decoder.at_frame_edge()
    }

    /// Whether what was written are whole frames, at least one, and all that they hold is written out.
    pub(crate) fn is_finished(&self) -> bool {
        self.at_frame_edge() && self.taken > 0
    }

    pub(crate) fn memory_size(&self) -> usize {
        self.decoder.memory_size() + self.outbox.buffer.capacity()
    }

    /// Decompresses into the empty outbox, as much as it may hold; returns how much was taken.
    fn step(&mut self, data: &[u8]) -> Result<usize> {
        debug_assert!(self.outbox.buffer.is_empty());
        let mut rest = data;
        let mut room = self.outbox.buffer.room();
        let outcome = room
            .reserve(DECODED)
            .and_then(|()| self.decoder.advance(&mut rest, &mut room, DECODED))
            .inspect_err(|error| self.failed = Some(error.clone()));
        outcome.map(|_| data.len() - rest.len())
    }

    fn check(&self) -> Result<()> {
        self.failed.clone().map_or(Ok(()), Err)
    }
}

impl Feed for Decoder {
    fn outbox(&mut self) -> &mut Outbox {
        &mut self.outbox
    }

    fn more(&mut self) -> Result<bool> {
        self.check()?;
        let more = self.decoder.has_output();
        if more {
            self.step(b"")?;
        }
        Ok(more)
    }

    fn take(&mut self, data: &[u8]) -> Result<usize> {
        self.check()?;
        let taken = self.step(data)?;
        self.taken += taken as u64;
        Ok(taken)
    }

    fn flush(&mut self) -> Result<()> {
        self.check()
    }

    fn end(&mut self) -> Result<()> {
        self.check()?;
        if self.decoder.at_frame_edge() { Ok(()) } else { Err(Error::Truncated) }
    }
}

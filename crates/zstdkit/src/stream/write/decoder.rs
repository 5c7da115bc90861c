//! The decompressing writer.

use std::io::{self, Write};

use super::{TAKE, outlet::Outlet};
use crate::{DecompressOptions, Error, Result, push, room::Sealed};

/// The most output, in bytes, that waits for the inner writer.
const BUFFER: usize = 128 * 1024;

/// Takes frames, and writes what they hold.
///
/// ```
/// use std::io::Write;
///
/// let frame = zstdkit::compress(b"plain bytes", 3)?;
/// let mut decoder = zstdkit::stream::write::Decoder::new(Vec::new())?;
/// decoder.write_all(&frame)?;
/// assert_eq!(decoder.finish()?, b"plain bytes");
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Decoder<W> {
    outlet: Outlet<W>,
    decoder: push::Decoder,
    failed: Option<Error>,
}

impl<W: Write> Decoder<W> {
    /// Decompresses into `inner`.
    ///
    /// # Errors
    ///
    /// No memory.
    pub fn new(inner: W) -> Result<Self> {
        Self::with_options(inner, &DecompressOptions::new())
    }

    /// Decompresses into `inner`, with the given options.
    ///
    /// # Errors
    ///
    /// A parameter out of bounds, or no memory.
    pub fn with_options(inner: W, options: &DecompressOptions) -> Result<Self> {
        let decoder = push::Decoder::new(options)?;
        Ok(Self { outlet: Outlet::new(inner), decoder, failed: None })
    }

    /// Writes out the rest, and gives the inner writer back.
    ///
    /// # Errors
    ///
    /// An error of the inner writer's, or [`Error::Truncated`] inside of a frame. The writer is
    /// then lost: use [`try_finish`](Self::try_finish) to keep it.
    pub fn finish(mut self) -> io::Result<W> {
        self.try_finish()?;
        Ok(self.outlet.inner)
    }

    /// Writes out the rest; again and again, after an error of the inner writer's.
    ///
    /// # Errors
    ///
    /// An error of the inner writer's, or [`Error::Truncated`] inside of a frame.
    pub fn try_finish(&mut self) -> io::Result<()> {
        self.drain()?;
        if self.decoder.at_frame_edge() { Ok(()) } else { Err(Error::Truncated.into()) }
    }

    /// The inner writer.
    pub fn get_ref(&self) -> &W {
        &self.outlet.inner
    }

    /// The inner writer, to change.
    pub fn get_mut(&mut self) -> &mut W {
        &mut self.outlet.inner
    }

    /// Gives the inner writer back, with what has been written so far.
    pub fn into_inner(self) -> W {
        self.outlet.inner
    }

    /// Writes out all output that can be had without more input.
    fn drain(&mut self) -> io::Result<()> {
        self.outlet.drain()?;
        while self.decoder.has_output() {
            self.step(&mut &[][..])?;
            self.outlet.drain()?;
        }
        match &self.failed {
            Some(error) => Err(error.clone().into()),
            None => Ok(()),
        }
    }

    /// Decompresses into the empty buffer, as much as it holds.
    fn step(&mut self, input: &mut &[u8]) -> io::Result<()> {
        let buffer = &mut self.outlet.buffer;
        buffer.try_reserve(BUFFER).map_err(|_| Error::OutOfMemory)?;
        let outcome = self.decoder.step(input, &mut buffer.room(), BUFFER);
        outcome.map(drop).map_err(|error| {
            self.failed = Some(error.clone());
            error.into()
        })
    }
}

impl<W: Write> Write for Decoder<W> {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        loop {
            self.drain()?;
            let mut input = &data[..data.len().min(TAKE)];
            let given = input.len();
            if given == 0 {
                return Ok(0);
            }
            self.step(&mut input)?;
            if input.len() < given {
                return Ok(given - input.len());
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.drain()?;
        self.outlet.inner.flush()
    }
}

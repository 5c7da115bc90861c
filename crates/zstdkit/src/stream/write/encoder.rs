//! The compressing writer.

use std::io::{self, Write};

use super::{AutoFinish, TAKE, outlet::Outlet};
use crate::{CompressOptions, EndDirective, Error, Result, push, room::Sealed};

/// Takes plain bytes, and writes one frame of them.
///
/// [`finish`](Self::finish) ends the frame; an encoder that is dropped without it leaves the frame
/// cut off, unless it's an [`auto_finish`](Self::auto_finish) one.
///
/// ```
/// use std::io::Write;
///
/// let mut encoder = zstdkit::stream::write::Encoder::new(Vec::new(), 3)?;
/// encoder.write_all(b"plain bytes")?;
/// let frame = encoder.finish()?;
/// assert_eq!(zstdkit::decompress(&frame)?, b"plain bytes");
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Encoder<W> {
    outlet: Outlet<W>,
    encoder: push::Encoder,
    /// The frame is ended, at least into the buffer, and nothing came after.
    ended: bool,
    failed: Option<Error>,
}

impl<W: Write> Encoder<W> {
    /// Compresses into `inner`, at the given level.
    ///
    /// # Errors
    ///
    /// A level out of bounds, or no memory.
    pub fn new(inner: W, level: i32) -> Result<Self> {
        Self::with_options(inner, &CompressOptions::new().level(level))
    }

    /// Compresses into `inner`, with the given options.
    ///
    /// # Errors
    ///
    /// A parameter out of bounds, or no memory.
    pub fn with_options(inner: W, options: &CompressOptions) -> Result<Self> {
        let encoder = push::Encoder::new(options)?;
        Ok(Self { outlet: Outlet::new(inner), encoder, ended: false, failed: None })
    }

    /// Pledges how many bytes will be written, so that the frame's header says so.
    ///
    /// # Errors
    ///
    /// [`Error::PledgeInsideFrame`] once writing has begun.
    pub fn set_pledged_size(&mut self, size: Option<u64>) -> Result<()> {
        self.encoder.pledge(size)
    }

    /// Ends the frame and gives the inner writer back.
    ///
    /// # Errors
    ///
    /// An error of the inner writer's, or a pledge that wasn't kept. The writer is then lost: use
    /// [`try_finish`](Self::try_finish) to keep it.
    pub fn finish(mut self) -> io::Result<W> {
        self.try_finish()?;
        Ok(self.outlet.inner)
    }

    /// Ends the frame; again and again, after an error of the inner writer's.
    ///
    /// More writing begins a next frame.
    ///
    /// # Errors
    ///
    /// An error of the inner writer's, or a pledge that wasn't kept.
    pub fn try_finish(&mut self) -> io::Result<()> {
        if !self.ended {
            self.run(b"", EndDirective::End)?;
            self.ended = true;
        }
        self.outlet.drain()
    }

    /// Ends the frame by itself when dropped; errors are then lost.
    pub fn auto_finish(self) -> AutoFinish<W> {
        AutoFinish::new(self)
    }

    /// Ends the frame, and begins a next one in another writer; returns the one before. Memory and
    /// options stay.
    ///
    /// # Errors
    ///
    /// As [`try_finish`](Self::try_finish); `inner` is then dropped, and the encoder as it was.
    pub fn reset(&mut self, inner: W) -> io::Result<W> {
        self.try_finish()?;
        self.ended = false;
        Ok(std::mem::replace(&mut self.outlet.inner, inner))
    }

    /// The inner writer.
    pub fn get_ref(&self) -> &W {
        &self.outlet.inner
    }

    /// The inner writer, to change; writing to it puts bytes into the frame.
    pub fn get_mut(&mut self) -> &mut W {
        &mut self.outlet.inner
    }

    /// Gives the inner writer back, the frame cut off where it is.
    pub fn into_inner(self) -> W {
        self.outlet.inner
    }

    fn run(&mut self, data: &[u8], directive: EndDirective) -> io::Result<()> {
        if let Some(error) = &self.failed {
            return Err(error.clone().into());
        }
        // What part of a frame was made before an error waits to be written with what precedes it.
        let outcome = self.encoder.run(data, directive, &mut self.outlet.buffer.room());
        outcome.map_err(|error| {
            self.failed = Some(error.clone());
            error.into()
        })
    }
}

impl<W: Write> Write for Encoder<W> {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        self.outlet.drain()?;
        let taken = data.len().min(TAKE);
        self.run(&data[..taken], EndDirective::Continue)?;
        self.ended &= taken == 0;
        Ok(taken)
    }

    /// Writes out what has been taken so far, so that a receiver can decode it at once.
    fn flush(&mut self) -> io::Result<()> {
        self.outlet.drain()?;
        if !self.ended {
            self.run(b"", EndDirective::Flush)?;
        }
        self.outlet.drain()?;
        self.outlet.inner.flush()
    }
}

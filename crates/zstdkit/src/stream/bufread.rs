//! Adaptors that read from a [`BufRead`], straight out of its buffer.

use std::io::{self, BufRead, Read};

use crate::{CompressOptions, DecompressOptions, EndDirective, Error, Result, push, room::Sealed};

/// Reads plain bytes, and is read for one frame of them, compressed.
///
/// ```
/// use std::io::Read;
///
/// let mut frame = Vec::new();
/// zstdkit::stream::bufread::Encoder::new(&b"plain bytes"[..], 3)?.read_to_end(&mut frame)?;
/// assert_eq!(zstdkit::decompress(&frame)?, b"plain bytes");
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Encoder<R> {
    inner: R,
    encoder: push::Encoder,
    state: Reading,
}

/// How far a reading adaptor has come.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Reading {
    /// Between two reads of the inner reader.
    Input,
    /// The last read was filled to the brim: more output may be ready without more input.
    Output,
    /// The inner reader is at its end, and isn't asked again.
    Ending,
    /// All is handed over.
    Done,
    /// Stopped by bad data, or a wrong pledge.
    Failed(Error),
}

impl<R> Encoder<R> {
    /// Compresses what `inner` gives, at the given level.
    ///
    /// # Errors
    ///
    /// A level out of bounds, or no memory.
    pub fn new(inner: R, level: i32) -> Result<Self> {
        Self::with_options(inner, &CompressOptions::new().level(level))
    }

    /// Compresses what `inner` gives, with the given options.
    ///
    /// # Errors
    ///
    /// A parameter out of bounds, or no memory.
    pub fn with_options(inner: R, options: &CompressOptions) -> Result<Self> {
        Ok(Self { inner, encoder: push::Encoder::new(options)?, state: Reading::Input })
    }

    /// Pledges how many bytes `inner` will give, so that the frame's header says so.
    ///
    /// # Errors
    ///
    /// [`Error::PledgeInsideFrame`] once reading has begun.
    pub fn set_pledged_size(&mut self, size: Option<u64>) -> Result<()> {
        self.encoder.pledge(size)
    }

    /// The inner reader.
    pub fn get_ref(&self) -> &R {
        &self.inner
    }

    /// The inner reader, to change; reading from it takes bytes out of the frame.
    pub fn get_mut(&mut self) -> &mut R {
        &mut self.inner
    }

    /// Gives the inner reader back, and drops what hasn't been read of the frame.
    pub fn into_inner(self) -> R {
        self.inner
    }
}

impl<R: BufRead> Read for Encoder<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if buf.is_empty() {
            return Ok(0);
        }
        loop {
            match &self.state {
                Reading::Done => return Ok(0),
                Reading::Failed(error) => return Err(error.clone().into()),
                Reading::Input | Reading::Output | Reading::Ending => {}
            }
            let mut room = buf.room();
            let mut input = match self.state {
                Reading::Input => self.inner.fill_buf()?,
                _ => &[],
            };
            let given = input.len();
            let directive = match self.state {
                Reading::Input if given == 0 => EndDirective::End,
                Reading::Ending => EndDirective::End,
                _ => EndDirective::Continue,
            };
            let outcome = self.encoder.step(&mut input, directive, &mut room);
            let taken = given - input.len();
            self.inner.consume(taken);
            let (written, full) = (room.written(), room.spare().is_empty());
            self.state = match outcome {
                Err(error) => Reading::Failed(error),
                Ok(0) if directive == EndDirective::End => Reading::Done,
                Ok(_) if directive == EndDirective::End => Reading::Ending,
                Ok(left) if full && left > 0 => Reading::Output,
                Ok(_) => Reading::Input,
            };
            if written > 0 {
                return Ok(written);
            }
        }
    }
}

/// Reads frames, and is read for what they hold.
///
/// ```
/// use std::io::Read;
///
/// let frames = [zstdkit::compress(b"two ", 3)?, zstdkit::compress(b"frames", 3)?].concat();
/// let mut text = String::new();
/// zstdkit::stream::bufread::Decoder::new(&frames[..])?.read_to_string(&mut text)?;
/// assert_eq!(text, "two frames");
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Decoder<R> {
    inner: R,
    decoder: push::Decoder,
    state: Reading,
    single_frame: bool,
}

impl<R> Decoder<R> {
    /// Decompresses what `inner` gives.
    ///
    /// # Errors
    ///
    /// No memory.
    pub fn new(inner: R) -> Result<Self> {
        Self::with_options(inner, &DecompressOptions::new())
    }

    /// Decompresses what `inner` gives, with the given options.
    ///
    /// # Errors
    ///
    /// A parameter out of bounds, or no memory.
    pub fn with_options(inner: R, options: &DecompressOptions) -> Result<Self> {
        let decoder = push::Decoder::new(options)?;
        Ok(Self { inner, decoder, state: Reading::Input, single_frame: false })
    }

    /// Stops after the first frame; what follows it stays in the inner reader.
    ///
    /// ```
    /// use std::io::Read;
    ///
    /// let stream = [&zstdkit::compress(b"frame", 3)?[..], b"rest"].concat();
    /// let mut decoder = zstdkit::stream::bufread::Decoder::new(&stream[..])?.single_frame();
    /// assert_eq!(decoder.read_to_end(&mut Vec::new())?, 5);
    /// assert_eq!(decoder.into_inner(), b"rest");
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[must_use]
    pub fn single_frame(mut self) -> Self {
        self.single_frame = true;
        self
    }

    /// The inner reader.
    pub fn get_ref(&self) -> &R {
        &self.inner
    }

    /// The inner reader, to change; reading from it takes bytes out of the frames.
    pub fn get_mut(&mut self) -> &mut R {
        &mut self.inner
    }

    /// Gives the inner reader back, standing after the last byte used.
    pub fn into_inner(self) -> R {
        self.inner
    }
}

impl<R: BufRead> Read for Decoder<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if buf.is_empty() {
            return Ok(0);
        }
        loop {
            match &self.state {
                Reading::Done => return Ok(0),
                Reading::Failed(error) => return Err(error.clone().into()),
                Reading::Input | Reading::Output | Reading::Ending => {}
            }
            let mut room = buf.room();
            let mut input = match self.state {
                Reading::Input => self.inner.fill_buf()?,
                _ => &[],
            };
            let given = input.len();
            let at_end = self.state == Reading::Input && given == 0;
            if at_end && self.decoder.at_frame_edge() {
                return Ok(0);
            }
            let outcome = self.decoder.step(&mut input, &mut room, usize::MAX);
            let taken = given - input.len();
            self.inner.consume(taken);
            let (written, full) = (room.written(), room.spare().is_empty());
            let at_edge = self.decoder.at_frame_edge();
            self.state = match outcome {
                Err(error) => Reading::Failed(error),
                Ok(_) if at_edge && self.single_frame => Reading::Done,
                Ok(_) if full && !at_edge => Reading::Output,
                Ok(0) if at_end => Reading::Failed(Error::Truncated),
                Ok(_) => Reading::Input,
            };
            if written > 0 {
                return Ok(written);
            }
        }
    }
}

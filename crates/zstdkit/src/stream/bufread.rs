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
    /// Whether the encoder has output that it can hand over without input.
    has_output: bool,
    state: Reading,
}

/// How far a reading adaptor has come.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Reading {
    /// Under way.
    Open,
    /// The inner reader has ended; the end of the frame is still to be handed over.
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
        let encoder = push::Encoder::new(options)?;
        Ok(Self { inner, encoder, has_output: false, state: Reading::Open })
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
            let mut input = match &self.state {
                Reading::Done => return Ok(0),
                Reading::Failed(error) => return Err(error.clone().into()),
                Reading::Open if !self.has_output => self.inner.fill_buf()?,
                Reading::Open | Reading::Ending => &[],
            };
            let given = input.len();
            if given == 0 && !self.has_output {
                self.state = Reading::Ending;
            }
            let ending = self.state == Reading::Ending;
            let directive = if ending { EndDirective::End } else { EndDirective::Continue };
            let mut room = buf.room();
            match self.encoder.step(&mut input, directive, &mut room) {
                Ok(0) if ending => self.state = Reading::Done,
                Ok(left) => self.has_output = left > 0 && room.spare().is_empty(),
                Err(error) => self.state = Reading::Failed(error),
            }
            let taken = given - input.len();
            let written = room.written();
            self.inner.consume(taken);
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
        Ok(Self { inner, decoder, state: Reading::Open, single_frame: false })
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
                Reading::Open | Reading::Ending => {}
            }
            let has_output = self.decoder.has_output();
            let mut input = if has_output { &[] } else { self.inner.fill_buf()? };
            let given = input.len();
            if given == 0 && !has_output {
                if self.decoder.at_frame_edge() {
                    return Ok(0);
                }
                self.state = Reading::Failed(Error::Truncated);
                continue;
            }
            let mut room = buf.room();
            let outcome = self.decoder.step(&mut input, &mut room, usize::MAX);
            let taken = given - input.len();
            let written = room.written();
            self.inner.consume(taken);
            if let Err(error) = outcome {
                self.state = Reading::Failed(error);
            } else if self.single_frame && self.decoder.at_frame_edge() {
                self.state = Reading::Done;
            }
            if written > 0 {
                return Ok(written);
            }
        }
    }
}

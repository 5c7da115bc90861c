//! Adaptors that read from any [`Read`], through a buffer of their own.

use std::io::{self, BufRead, BufReader, Read};

use crate::{
    error::Result,
    options::{CompressOptions, DecompressOptions},
    stream::bufread,
};

/// The buffer's size, in bytes: a block at its largest.
const BUFFER: usize = 128 * 1024;

/// Reads plain bytes, and is read for one frame of them, compressed.
///
/// ```
/// use std::io::Read;
///
/// let mut frame = Vec::new();
/// zstdkit::stream::read::Encoder::new(&b"plain bytes"[..], 3)?.read_to_end(&mut frame)?;
/// assert_eq!(zstdkit::decompress(&frame)?, b"plain bytes");
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Encoder<R> {
    inner: bufread::Encoder<BufReader<R>>,
}

impl<R: Read> Encoder<R> {
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
        let inner = BufReader::with_capacity(BUFFER, inner);
        Ok(Self { inner: bufread::Encoder::with_options(inner, options)? })
    }

    /// Pledges how many bytes `inner` will give, so that the frame's header says so.
    ///
    /// # Errors
    ///
    /// [`Error::PledgeInsideFrame`](crate::Error::PledgeInsideFrame) once reading has begun; the
    /// frame in progress stays as it is.
    pub fn set_pledged_size(&mut self, size: Option<u64>) -> Result<()> {
        self.inner.set_pledged_size(size)
    }

    /// Begins a frame of what `inner` gives; returns the reader before. What hasn't been read of the
    /// frame at hand, or was read ahead, is dropped, an error forgotten. Memory and options stay.
    ///
    /// ```
    /// use std::io::Read;
    ///
    /// let mut encoder = zstdkit::stream::read::Encoder::new(&b"first"[..], 3)?;
    /// let mut frames = Vec::new();
    /// encoder.read_to_end(&mut frames)?;
    /// encoder.reset(b", second");
    /// encoder.read_to_end(&mut frames)?;
    /// assert_eq!(zstdkit::decompress(&frames)?, b"first, second");
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn reset(&mut self, inner: R) -> R {
        self.inner.restart();
        swap(self.inner.get_mut(), inner)
    }

    /// The memory that it takes, in bytes, the inner reader and dictionaries by reference left out.
    pub fn memory_size(&self) -> usize {
        self.inner.memory_size() + self.inner.get_ref().capacity()
    }

    /// The inner reader.
    pub fn get_ref(&self) -> &R {
        self.inner.get_ref().get_ref()
    }

    /// The inner reader, to change; reading from it takes bytes out of the frame.
    pub fn get_mut(&mut self) -> &mut R {
        self.inner.get_mut().get_mut()
    }

    /// Gives the inner reader back; what was read ahead from it is dropped.
    pub fn into_inner(self) -> R {
        self.inner.into_inner().into_inner()
    }
}

impl<R: Read> Read for Encoder<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        self.inner.read(buf)
    }
}

/// Reads frames, and is read for what they hold.
///
/// ```
/// use std::io::Read;
///
/// let frame = zstdkit::compress(b"plain bytes", 3)?;
/// let mut text = String::new();
/// zstdkit::stream::read::Decoder::new(&frame[..])?.read_to_string(&mut text)?;
/// assert_eq!(text, "plain bytes");
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Decoder<R> {
    inner: bufread::Decoder<BufReader<R>>,
}

impl<R: Read> Decoder<R> {
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
        let inner = BufReader::with_capacity(BUFFER, inner);
        Ok(Self { inner: bufread::Decoder::with_options(inner, options)? })
    }

    /// Stops after the first frame that isn't skippable. What follows it may have been read ahead, and is
    /// in [`buffer`](Self::buffer).
    #[must_use]
    pub fn single_frame(self) -> Self {
        Self { inner: self.inner.single_frame() }
    }

    /// As [`single_frame`](Self::single_frame), but a skippable frame counts too, and gives nothing.
    #[must_use]
    pub fn single_frame_or_skippable(self) -> Self {
        Self { inner: self.inner.single_frame_or_skippable() }
    }

    /// Whether a frame is complete, its end verified and all of its content read, or nothing begun.
    ///
    /// A frame whose content is read but whose end is still to come is not at its edge.
    pub fn at_frame_edge(&self) -> bool {
        self.inner.at_frame_edge()
    }

    /// Whether reading is over: with [`single_frame`](Self::single_frame), the frame has ended;
    /// otherwise the inner reader had ended, behind a frame, when it was last asked.
    pub fn is_finished(&self) -> bool {
        self.inner.is_finished()
    }

    /// Reads on to the end of the frame whose content has been read, and verifies it, as
    /// [`bufread::Decoder::finish_frame`] does.
    ///
    /// What was read ahead of what follows the frame is in [`buffer`](Self::buffer); the inner reader
    /// stands behind that.
    ///
    /// ```
    /// use std::io::Read;
    ///
    /// let stream = [&zstdkit::compress(b"five!", 3)?[..], b"rest"].concat();
    /// let mut decoder = zstdkit::stream::read::Decoder::new(&stream[..])?;
    /// decoder.read_exact(&mut [0; 5])?;
    /// decoder.finish_frame()?;
    /// assert_eq!(decoder.buffer(), b"rest");
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`bufread::Decoder::finish_frame`].
    pub fn finish_frame(&mut self) -> io::Result<()> {
        self.inner.finish_frame()
    }

    /// What was read ahead from the inner reader, and not used yet.
    pub fn buffer(&self) -> &[u8] {
        self.inner.get_ref().buffer()
    }

    /// Decompresses what `inner` gives; returns the reader before. What hasn't been read of the frame
    /// at hand, or was read ahead, is dropped, an error forgotten. Memory and options stay, limits
    /// count anew.
    pub fn reset(&mut self, inner: R) -> R {
        self.inner.restart();
        swap(self.inner.get_mut(), inner)
    }

    /// The memory that it takes, in bytes, the inner reader and dictionaries by reference left out.
    pub fn memory_size(&self) -> usize {
        self.inner.memory_size() + self.inner.get_ref().capacity()
    }

    /// The inner reader.
    pub fn get_ref(&self) -> &R {
        self.inner.get_ref().get_ref()
    }

    /// The inner reader, to change; reading from it takes bytes out of the frames.
    pub fn get_mut(&mut self) -> &mut R {
        self.inner.get_mut().get_mut()
    }

    /// Gives the inner reader back; what was read ahead from it, [`buffer`](Self::buffer), is dropped.
    pub fn into_inner(self) -> R {
        self.inner.into_inner().into_inner()
    }
}

impl<R: Read> Read for Decoder<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        self.inner.read(buf)
    }
}

/// Puts `inner` in place of the reader behind a buffer, whose memory stays; returns the one before.
fn swap<R: Read>(buffered: &mut BufReader<R>, inner: R) -> R {
    let ahead = buffered.buffer().len();
    buffered.consume(ahead);
    std::mem::replace(buffered.get_mut(), inner)
}

//! The decompressing writer.

use std::io::{self, Write};

use crate::{
    error::{Error, Result},
    options::DecompressOptions,
    stream::{feed, offers::offers_of_decoders},
};

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
    inner: W,
    machine: feed::Decoder,
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
        Ok(Self { inner, machine: feed::Decoder::new(options)? })
    }

    /// As [`with_options`](Self::with_options), but gives `inner` back with the error.
    ///
    /// ```
    /// use zstdkit::{DecompressOptions, stream::write::Decoder};
    ///
    /// let options = DecompressOptions::new().window_log_max(99);
    /// let (inner, error) = Decoder::try_with_options(b"kept".to_vec(), &options).unwrap_err();
    /// assert_eq!(inner, b"kept");
    /// assert!(error.to_string().contains("is 99"));
    /// ```
    ///
    /// # Errors
    ///
    /// A parameter out of bounds, or no memory, with the inner writer.
    #[doc(alias = "try_new")]
    pub fn try_with_options(inner: W, options: &DecompressOptions) -> Result<Self, (W, Error)> {
        match feed::Decoder::new(options) {
            Ok(machine) => Ok(Self { inner, machine }),
            Err(error) => Err((inner, error)),
        }
    }

    /// Writes out the rest, and gives the inner writer back.
    ///
    /// # Errors
    ///
    /// An error of the inner writer's, or [`Error::Truncated`] inside of a frame. The writer is
    /// then lost: use [`try_finish`](Self::try_finish) to keep it.
    pub fn finish(mut self) -> io::Result<W> {
        self.try_finish()?;
        Ok(self.inner)
    }

    /// Writes out the rest; again and again, after an error of the inner writer's.
    ///
    /// # Errors
    ///
    /// An error of the inner writer's, or [`Error::Truncated`] inside of a frame.
    #[doc(alias = "do_finish")]
    pub fn try_finish(&mut self) -> io::Result<()> {
        feed::finish(&mut self.inner, &mut self.machine)
    }

    /// Writes out the rest, and goes on with other frames and another writer; returns the one
    /// before. Memory and options stay, limits count anew.
    ///
    /// ```
    /// use std::io::Write;
    ///
    /// let mut decoder = zstdkit::stream::write::Decoder::new(Vec::new())?;
    /// for text in [&b"first"[..], b"second"] {
    ///     decoder.write_all(&zstdkit::compress(text, 3)?)?;
    ///     assert_eq!(decoder.reset(Vec::new())?, text);
    /// }
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`try_finish`](Self::try_finish); `inner` is then dropped, and the decoder as it was.
    #[doc(alias = "with_context")]
    pub fn reset(&mut self, inner: W) -> io::Result<W> {
        self.try_finish()?;
        Ok(self.abandon(inner))
    }

    /// Goes on with other frames and another writer; returns the one before, with what has been
    /// written so far. An error is forgotten. Memory and options stay, limits count anew.
    pub fn abandon(&mut self, inner: W) -> W {
        self.machine.restart();
        std::mem::replace(&mut self.inner, inner)
    }

    /// Whether a frame is complete and all that it holds written out, or nothing begun.
    ///
    /// That can be known after [`flush`](Write::flush), or [`finish_frame`](Self::finish_frame).
    ///
    /// ```
    /// use std::io::Write;
    ///
    /// let frame = zstdkit::compress(b"plain bytes", 3)?;
    /// let mut decoder = zstdkit::stream::write::Decoder::new(Vec::new())?;
    /// decoder.write_all(&frame[..8])?;
    /// decoder.flush()?;
    /// assert!(!decoder.at_frame_edge());
    /// decoder.write_all(&frame[8..])?;
    /// decoder.flush()?;
    /// assert!(decoder.at_frame_edge());
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn at_frame_edge(&self) -> bool {
        self.machine.at_frame_edge()
    }

    /// Whether what was written are whole frames, at least one, and all that they hold is written out.
    pub fn is_finished(&self) -> bool {
        self.machine.is_finished()
    }

    /// Writes out what the frame at hand holds, and makes sure that it has ended; what goes on with the
    /// frames to come. At a frame's edge nothing is missing.
    ///
    /// ```
    /// use std::io::Write;
    ///
    /// let frame = zstdkit::compress(b"plain bytes", 3)?;
    /// let mut decoder = zstdkit::stream::write::Decoder::new(Vec::new())?;
    /// decoder.write_all(&frame[..8])?;
    /// assert!(decoder.finish_frame().is_err());
    /// decoder.write_all(&frame[8..])?;
    /// decoder.finish_frame()?;
    /// assert!(decoder.is_finished());
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Truncated`] inside of a frame: nothing is lost, and its rest can be written. An error of the
    /// inner writer's, after which it can be called again. A wrong checksum is the error of the write that
    /// it goes with, and then of this too.
    pub fn finish_frame(&mut self) -> io::Result<()> {
        self.try_finish()
    }

    offers_of_decoders!(machine);

    /// The memory that it takes, in bytes, the inner writer and dictionaries by reference left out.
    #[doc(alias = "sizeof")]
    pub fn memory_size(&self) -> usize {
        self.machine.memory_size()
    }

    /// The inner writer.
    #[doc(alias = "reader")]
    #[doc(alias = "writer")]
    pub fn get_ref(&self) -> &W {
        &self.inner
    }

    /// The inner writer, to change.
    #[doc(alias = "reader_mut")]
    #[doc(alias = "writer_mut")]
    pub fn get_mut(&mut self) -> &mut W {
        &mut self.inner
    }

    /// Gives the inner writer back, with what has been written so far.
    pub fn into_inner(self) -> W {
        self.inner
    }
}

impl<W: Write> Write for Decoder<W> {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        feed::write(&mut self.inner, &mut self.machine, data)
    }

    fn flush(&mut self) -> io::Result<()> {
        feed::flush(&mut self.inner, &mut self.machine)
    }
}

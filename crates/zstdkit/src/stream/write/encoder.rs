//! The compressing writer.

use std::io::{self, Write};

use crate::{
    error::{Error, Result},
    options::CompressOptions,
    stream::{feed, offers::offers_of_encoders},
};

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
    inner: W,
    machine: feed::Encoder,
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
        Ok(Self { inner, machine: feed::Encoder::new(options)? })
    }

    /// As [`with_options`](Self::with_options), but gives `inner` back with the error.
    ///
    /// ```
    /// use zstdkit::{CompressOptions, stream::write::Encoder};
    ///
    /// let options = CompressOptions::new().level(99);
    /// let (inner, error) = Encoder::try_with_options(b"kept".to_vec(), &options).unwrap_err();
    /// assert_eq!(inner, b"kept");
    /// assert!(error.to_string().contains("is 99"));
    /// ```
    ///
    /// # Errors
    ///
    /// A parameter out of bounds, or no memory, with the inner writer.
    #[doc(alias = "try_new")]
    pub fn try_with_options(inner: W, options: &CompressOptions) -> Result<Self, (W, Error)> {
        match feed::Encoder::new(options) {
            Ok(machine) => Ok(Self { inner, machine }),
            Err(error) => Err((inner, error)),
        }
    }

    /// Pledges how many bytes will be written, so that the frame's header says so.
    ///
    /// # Errors
    ///
    /// [`Error::PledgeInsideFrame`] once writing has begun; the
    /// frame in progress stays as it is.
    #[doc(alias = "ZSTD_initCStream_srcSize")]
    #[doc(alias = "init_src_size")]
    #[doc(alias = "set_pledged_src_size")]
    pub fn set_pledged_size(&mut self, size: Option<u64>) -> Result<()> {
        self.machine.pledge(size)
    }

    /// Ends the frame and gives the inner writer back.
    ///
    /// # Errors
    ///
    /// An error of the inner writer's, or a pledge that wasn't kept. The writer is then lost: use
    /// [`try_finish`](Self::try_finish) to keep it.
    pub fn finish(mut self) -> io::Result<W> {
        self.try_finish()?;
        Ok(self.inner)
    }

    /// Ends the frame; again and again, after an error of the inner writer's.
    ///
    /// More writing begins a next frame.
    ///
    /// # Errors
    ///
    /// An error of the inner writer's, or a pledge that wasn't kept.
    #[doc(alias = "do_finish")]
    pub fn try_finish(&mut self) -> io::Result<()> {
        feed::finish(&mut self.inner, &mut self.machine)
    }

    /// Ends the frame, and begins a next one in another writer; returns the one before. Memory and
    /// options stay.
    ///
    /// # Errors
    ///
    /// As [`try_finish`](Self::try_finish); `inner` is then dropped, and the encoder as it was.
    #[doc(alias = "with_context")]
    pub fn reset(&mut self, inner: W) -> io::Result<W> {
        self.try_finish()?;
        Ok(self.abandon(inner))
    }

    /// Begins a frame in another writer; returns the one before, with the frame cut off where it is.
    /// An error is forgotten. Memory and options stay.
    pub fn abandon(&mut self, inner: W) -> W {
        self.machine.restart();
        std::mem::replace(&mut self.inner, inner)
    }

    offers_of_encoders!(machine);

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

    /// The inner writer, to change; writing to it puts bytes into the frame.
    #[doc(alias = "reader_mut")]
    #[doc(alias = "writer_mut")]
    pub fn get_mut(&mut self) -> &mut W {
        &mut self.inner
    }

    /// Gives the inner writer back, the frame cut off where it is.
    pub fn into_inner(self) -> W {
        self.inner
    }
}

impl<W: Write> Write for Encoder<W> {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        feed::write(&mut self.inner, &mut self.machine, data)
    }

    /// Writes out what has been taken so far, so that a receiver can decode it at once.
    fn flush(&mut self) -> io::Result<()> {
        feed::flush(&mut self.inner, &mut self.machine)
    }
}

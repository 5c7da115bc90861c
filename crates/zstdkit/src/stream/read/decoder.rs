//! The decompressing reader.

use alloc::vec::Vec;
use std::io::{self, BufReader, Read};

use super::ahead::{buffered, swap};
use crate::{
    error::{Error, Result},
    options::DecompressOptions,
    output::Output,
    stream::{bufread, offers::offers_of_decoders},
};

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
        Ok(Self { inner: bufread::Decoder::with_options(buffered(inner), options)? })
    }

    /// As [`with_options`](Self::with_options), but gives `inner` back with the error.
    ///
    /// ```
    /// use zstdkit::{DecompressOptions, stream::read::Decoder};
    ///
    /// let options = DecompressOptions::new().window_log_max(99);
    /// let (inner, error) = Decoder::try_with_options(&b"kept"[..], &options).unwrap_err();
    /// assert_eq!(inner, b"kept");
    /// assert!(error.to_string().contains("is 99"));
    /// ```
    ///
    /// # Errors
    ///
    /// A parameter out of bounds, or no memory, with the inner reader.
    #[doc(alias = "try_new")]
    pub fn try_with_options(inner: R, options: &DecompressOptions) -> Result<Self, (R, Error)> {
        match bufread::Decoder::try_with_options(buffered(inner), options) {
            Ok(inner) => Ok(Self { inner }),
            Err((inner, error)) => Err((inner.into_inner(), error)),
        }
    }

    /// Stops after the first frame that isn't skippable. What follows it may have been read ahead, and is
    /// in [`buffer`](Self::buffer).
    #[doc(alias = "set_single_frame")]
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
    #[doc(alias = "with_context")]
    pub fn reset(&mut self, inner: R) -> R {
        self.inner.restart();
        swap(self.inner.get_mut(), inner)
    }

    /// What [`read`](Read::read) does, into any [`Output`], which needn't be initialised: nobody zeroes memory.
    ///
    /// A slice is written from its start. A `Vec` is appended to, within its spare capacity; where it has
    /// none, room is made. Returns how many bytes; 0 is the end, or that a slice has no room.
    ///
    /// ```
    /// use std::mem::MaybeUninit;
    ///
    /// let frame = zstdkit::compress(b"plain bytes", 3)?;
    /// let mut decoder = zstdkit::stream::read::Decoder::new(&frame[..])?;
    /// let mut room = [MaybeUninit::uninit(); 100];
    /// assert_eq!(decoder.read_into(&mut room)?, 11);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`read`](Read::read).
    pub fn read_into<O>(&mut self, output: &mut O) -> io::Result<usize>
    where
        O: Output + ?Sized,
    {
        self.inner.read_into(output)
    }

    offers_of_decoders!(inner);

    /// The memory that it takes, in bytes, the inner reader and dictionaries by reference left out.
    #[doc(alias = "sizeof")]
    pub fn memory_size(&self) -> usize {
        self.inner.memory_size() + self.inner.get_ref().capacity()
    }

    /// The inner reader.
    #[doc(alias = "reader")]
    #[doc(alias = "writer")]
    pub fn get_ref(&self) -> &R {
        self.inner.get_ref().get_ref()
    }

    /// The inner reader, to change; reading from it takes bytes out of the frames.
    #[doc(alias = "reader_mut")]
    #[doc(alias = "writer_mut")]
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

    fn read_to_end(&mut self, buf: &mut Vec<u8>) -> io::Result<usize> {
        self.inner.read_to_end(buf)
    }
}

//! The decompressing reader.

use alloc::vec::Vec;
use std::io::{self, BufRead, Read};

use crate::{
    error::{Error, Result},
    options::DecompressOptions,
    output::Output,
    stream::{offers::offers_of_decoders, pull},
};

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
    machine: pull::Decoder,
}

impl<R> Decoder<R> {
    /// Decompresses what `inner` gives.
    ///
    /// # Errors
    ///
    /// No memory.
    #[doc(alias = "with_buffer")]
    pub fn new(inner: R) -> Result<Self> {
        Self::with_options(inner, &DecompressOptions::new())
    }

    /// Decompresses what `inner` gives, with the given options.
    ///
    /// # Errors
    ///
    /// A parameter out of bounds, or no memory.
    pub fn with_options(inner: R, options: &DecompressOptions) -> Result<Self> {
        Ok(Self { inner, machine: pull::Decoder::new(options)? })
    }

    /// As [`with_options`](Self::with_options), but gives `inner` back with the error.
    ///
    /// ```
    /// use zstdkit::{DecompressOptions, stream::bufread::Decoder};
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
    #[doc(alias = "try_with_buffer")]
    pub fn try_with_options(inner: R, options: &DecompressOptions) -> Result<Self, (R, Error)> {
        match pull::Decoder::new(options) {
            Ok(machine) => Ok(Self { inner, machine }),
            Err(error) => Err((inner, error)),
        }
    }

    /// Stops after the first frame that isn't skippable; what follows it stays in the inner reader.
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
    #[doc(alias = "set_single_frame")]
    #[must_use]
    pub fn single_frame(mut self) -> Self {
        self.machine.stop_after_frame(pull::Stop::Content);
        self
    }

    /// As [`single_frame`](Self::single_frame), but a skippable frame counts too, and gives nothing.
    #[must_use]
    pub fn single_frame_or_skippable(mut self) -> Self {
        self.machine.stop_after_frame(pull::Stop::Any);
        self
    }

    /// Whether a frame is complete, its end verified and all of its content read, or nothing begun.
    ///
    /// A frame whose content is read but whose end is still to come is not at its edge.
    pub fn at_frame_edge(&self) -> bool {
        self.machine.at_frame_edge()
    }

    /// Whether reading is over: with [`single_frame`](Self::single_frame), the frame has ended;
    /// otherwise the inner reader had ended, behind a frame, when it was last asked.
    pub fn is_finished(&self) -> bool {
        self.machine.is_finished()
    }

    /// Decompresses what `inner` gives; returns the reader before. What hasn't been read of the frame
    /// at hand is dropped, an error forgotten. Memory and options stay, limits count anew.
    pub fn reset(&mut self, inner: R) -> R {
        self.restart();
        std::mem::replace(&mut self.inner, inner)
    }

    offers_of_decoders!(machine);

    /// The memory that it takes, in bytes, the inner reader and dictionaries by reference left out.
    #[doc(alias = "sizeof")]
    pub fn memory_size(&self) -> usize {
        self.machine.memory_size()
    }

    /// The inner reader.
    #[doc(alias = "reader")]
    #[doc(alias = "writer")]
    pub fn get_ref(&self) -> &R {
        &self.inner
    }

    /// The inner reader, to change; reading from it takes bytes out of the frames.
    #[doc(alias = "reader_mut")]
    #[doc(alias = "writer_mut")]
    pub fn get_mut(&mut self) -> &mut R {
        self.machine.forget_reader();
        &mut self.inner
    }

    /// Gives the inner reader back, standing after the last byte used.
    pub fn into_inner(self) -> R {
        self.inner
    }

    /// Begins anew, whatever there was, over the same reader.
    pub(in crate::stream) fn restart(&mut self) {
        self.machine.restart();
    }
}

impl<R: BufRead> Decoder<R> {
    /// What [`read`](Read::read) does, into any [`Output`], which needn't be initialised: nobody zeroes memory.
    ///
    /// A slice is written from its start. A `Vec` is appended to, within its spare capacity; where it has
    /// none, room is made. Returns how many bytes; 0 is the end, or that a slice has no room.
    ///
    /// ```
    /// use std::mem::MaybeUninit;
    ///
    /// let frame = zstdkit::compress(b"plain bytes", 3)?;
    /// let mut decoder = zstdkit::stream::bufread::Decoder::new(&frame[..])?;
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
        pull::read(&mut self.inner, &mut self.machine, output)
    }

    /// Reads on to the end of the frame whose content has been read, and verifies it: the inner reader
    /// then stands exactly behind the frame.
    ///
    /// For readers that know how much content there is and ask for no more, as
    /// [`Read::read_exact`] does. With the last bytes of content, a decoder takes the frame's end from what
    /// the inner reader has buffered, and a wrong checksum is that read's error; what isn't buffered yet, it
    /// doesn't wait for, and this does. At a frame's edge there is nothing to do, except that with
    /// [`single_frame`](Self::single_frame) the one frame is gone through even if it's empty and nothing
    /// was read of it.
    ///
    /// ```
    /// use std::io::{BufReader, Read};
    /// use zstdkit::{CompressOptions, stream::bufread::Decoder};
    ///
    /// let frame = CompressOptions::new().checksum(true).compress(b"ten bytes!")?;
    /// let stream = [&frame[..], b"and more"].concat();
    /// // A reader that has two bytes at a time.
    /// let mut decoder = Decoder::new(BufReader::with_capacity(2, &stream[..]))?;
    /// let mut content = [0; 10];
    /// decoder.read_exact(&mut content)?;
    /// decoder.finish_frame()?;
    /// assert!(decoder.at_frame_edge());
    /// let mut rest = String::new();
    /// decoder.into_inner().read_to_string(&mut rest)?;
    /// assert_eq!(rest, "and more");
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::ContentLeft`] where content hasn't been read: nothing is lost,
    /// and reading goes on with it. [`Error::Truncated`], libzstd's error for a
    /// wrong checksum, those of bad frames, and those of the inner reader, after which it can be called
    /// again.
    pub fn finish_frame(&mut self) -> io::Result<()> {
        pull::finish_frame(&mut self.inner, &mut self.machine)
    }
}

impl<R: BufRead> Read for Decoder<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        pull::read(&mut self.inner, &mut self.machine, buf)
    }

    fn read_to_end(&mut self, buf: &mut Vec<u8>) -> io::Result<usize> {
        pull::read_to_end(&mut self.inner, &mut self.machine, buf)
    }
}

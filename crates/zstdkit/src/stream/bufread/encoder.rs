//! The compressing reader.

use alloc::vec::Vec;
use std::io::{self, BufRead, Read};

use crate::{
    error::{Error, Result},
    options::CompressOptions,
    output::Output,
    stream::{offers::offers_of_encoders, pull},
};

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
    machine: pull::Encoder,
}

impl<R> Encoder<R> {
    /// Compresses what `inner` gives, at the given level.
    ///
    /// # Errors
    ///
    /// A level out of bounds, or no memory.
    #[doc(alias = "with_buffer")]
    pub fn new(inner: R, level: i32) -> Result<Self> {
        Self::with_options(inner, &CompressOptions::new().level(level))
    }

    /// Compresses what `inner` gives, with the given options.
    ///
    /// # Errors
    ///
    /// A parameter out of bounds, or no memory.
    pub fn with_options(inner: R, options: &CompressOptions) -> Result<Self> {
        Ok(Self { inner, machine: pull::Encoder::new(options)? })
    }

    /// As [`with_options`](Self::with_options), but gives `inner` back with the error.
    ///
    /// ```
    /// use zstdkit::{CompressOptions, stream::bufread::Encoder};
    ///
    /// let options = CompressOptions::new().level(99);
    /// let (inner, error) = Encoder::try_with_options(&b"kept"[..], &options).unwrap_err();
    /// assert_eq!(inner, b"kept");
    /// assert!(error.to_string().contains("is 99"));
    /// ```
    ///
    /// # Errors
    ///
    /// A parameter out of bounds, or no memory, with the inner reader.
    #[doc(alias = "try_new")]
    pub fn try_with_options(inner: R, options: &CompressOptions) -> Result<Self, (R, Error)> {
        match pull::Encoder::new(options) {
            Ok(machine) => Ok(Self { inner, machine }),
            Err(error) => Err((inner, error)),
        }
    }

    /// Pledges how many bytes `inner` will give, so that the frame's header says so.
    ///
    /// # Errors
    ///
    /// [`Error::PledgeInsideFrame`] once reading has begun; the
    /// frame in progress stays as it is.
    #[doc(alias = "ZSTD_initCStream_srcSize")]
    #[doc(alias = "init_src_size")]
    #[doc(alias = "set_pledged_src_size")]
    pub fn set_pledged_size(&mut self, size: Option<u64>) -> Result<()> {
        self.machine.pledge(size)
    }

    /// Begins a frame of what `inner` gives; returns the reader before. What hasn't been read of the
    /// frame at hand is dropped, an error forgotten. Memory and options stay.
    ///
    /// ```
    /// use std::io::Read;
    ///
    /// let mut encoder = zstdkit::stream::bufread::Encoder::new(&b"first"[..], 3)?;
    /// let mut frames = Vec::new();
    /// encoder.read_to_end(&mut frames)?;
    /// encoder.reset(b", second");
    /// encoder.read_to_end(&mut frames)?;
    /// assert_eq!(zstdkit::decompress(&frames)?, b"first, second");
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn reset(&mut self, inner: R) -> R {
        self.restart();
        std::mem::replace(&mut self.inner, inner)
    }

    /// Writes to `output` all that was taken from the inner reader so far, and not handed out: a receiver can
    /// then decode it at once. Returns how many bytes.
    ///
    /// A slice is filled as far as there is output: where it's full there may be more, for the next call
    /// or for reads. A `Vec` gets all of it. Nothing is read from the inner reader, and the frame goes on.
    ///
    /// ```
    /// use std::io::Read;
    /// use zstdkit::{DecompressOptions, stream::bufread::Encoder};
    ///
    /// # struct Source(Vec<&'static [u8]>);
    /// # impl Read for Source {
    /// #     fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
    /// #         let Some(piece) = self.0.pop() else { return Err(std::io::ErrorKind::WouldBlock.into()) };
    /// #         buf[..piece.len()].copy_from_slice(piece);
    /// #         Ok(piece.len())
    /// #     }
    /// # }
    /// // A source that gives one message, and then nothing for now.
    /// let source = Source(vec![b"message"]);
    /// let mut encoder = Encoder::new(std::io::BufReader::new(source), 3)?;
    /// assert!(encoder.read(&mut [0; 100]).is_err());
    /// let mut sent = Vec::new();
    /// encoder.flush(&mut sent)?;
    /// let mut receiver = DecompressOptions::new().decompressor()?;
    /// assert_eq!(receiver.decompress(&sent, None)?, b"message");
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The error that stopped the encoder, or no memory.
    pub fn flush<O>(&mut self, output: &mut O) -> Result<usize>
    where
        O: Output + ?Sized,
    {
        self.machine.flush(output)
    }

    offers_of_encoders!(machine);

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

    /// The inner reader, to change; reading from it takes bytes out of the frame.
    #[doc(alias = "reader_mut")]
    #[doc(alias = "writer_mut")]
    pub fn get_mut(&mut self) -> &mut R {
        &mut self.inner
    }

    /// Gives the inner reader back, and drops what hasn't been read of the frame.
    pub fn into_inner(self) -> R {
        self.inner
    }

    /// Begins anew, whatever there was, over the same reader.
    pub(in crate::stream) fn restart(&mut self) {
        self.machine.restart();
    }
}

impl<R: BufRead> Encoder<R> {
    /// What [`read`](Read::read) does, into any [`Output`], which needn't be initialised: nobody zeroes memory.
    ///
    /// A slice is written from its start. A `Vec` is appended to, within its spare capacity; where it has
    /// none, room is made. Returns how many bytes; 0 is the end, or that a slice has no room.
    ///
    /// ```
    /// use std::mem::MaybeUninit;
    ///
    /// let mut encoder = zstdkit::stream::bufread::Encoder::new(&b"plain bytes"[..], 3)?;
    /// let mut room = [MaybeUninit::uninit(); 100];
    /// assert!(encoder.read_into(&mut room)? > 11);
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
}

impl<R: BufRead> Read for Encoder<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        pull::read(&mut self.inner, &mut self.machine, buf)
    }

    fn read_to_end(&mut self, buf: &mut Vec<u8>) -> io::Result<usize> {
        pull::read_to_end(&mut self.inner, &mut self.machine, buf)
    }
}

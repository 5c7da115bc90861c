//! Adaptors that write into an `AsyncWrite`.

use crate::{
    error::{Error, Result},
    options::{CompressOptions, DecompressOptions},
    stream::{
        feed::{self, Feed},
        offers::{offers_of_decoders, offers_of_encoders},
    },
};

/// Takes plain bytes, and writes one frame of them.
///
/// `flush` writes out what has been taken, so that a receiver can decode it at once. `shutdown`
/// (`close` with `futures`) ends the frame, and shuts the inner writer down; an encoder that is
/// dropped without it leaves the frame cut off. [`end_frame`](Self::end_frame) ends the frame alone.
#[cfg_attr(
    feature = "tokio",
    doc = r#"
```
use tokio::io::AsyncWriteExt;

# let runtime = tokio::runtime::Builder::new_current_thread().build()?;
# runtime.block_on(async {
let mut encoder = zstdkit::async_io::write::Encoder::new(Vec::new(), 3)?;
encoder.write_all(b"plain bytes").await?;
encoder.shutdown().await?;
assert_eq!(zstdkit::decompress(encoder.get_ref())?, b"plain bytes");
# Ok::<(), std::io::Error>(())
# })?;
# Ok::<(), std::io::Error>(())
```
"#
)]
#[derive(Debug)]
pub struct Encoder<W> {
    inner: W,
    machine: feed::Encoder,
}

impl<W> Encoder<W> {
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
    /// use zstdkit::{CompressOptions, async_io::write::Encoder};
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

    /// Ends the frame and leaves the inner writer open: the next `flush` or `write` writes the rest
    /// of it out, and more writing begins a next frame.
    ///
    /// It waits for nothing, as it writes to memory alone.
    ///
    /// # Errors
    ///
    /// A pledge that wasn't kept, or the error that stopped the encoder.
    pub fn end_frame(&mut self) -> Result<()> {
        self.machine.end()
    }

    /// Begins a frame in another writer; returns the one before, which has all that was written only
    /// after a flush or shutdown. An error is forgotten. Memory and options stay.
    #[doc(alias = "with_context")]
    pub fn reset(&mut self, inner: W) -> W {
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

    /// Gives the inner writer back, the frame cut off where it is, unless it was ended.
    pub fn into_inner(self) -> W {
        self.inner
    }
}

/// Takes frames, and writes what they hold.
///
/// `flush` writes out all that was taken. `shutdown` (`close` with `futures`) does too, and shuts the
/// inner writer down; inside of a frame it is [`Error::Truncated`], and the
/// inner writer stays open.
#[cfg_attr(
    feature = "futures",
    doc = r#"
```
use futures_util::AsyncWriteExt;

# let runtime = tokio::runtime::Builder::new_current_thread().build()?;
# runtime.block_on(async {
let mut decoder = zstdkit::async_io::write::Decoder::new(Vec::new())?;
decoder.write_all(&zstdkit::compress(b"plain bytes", 3)?).await?;
decoder.close().await?;
assert_eq!(decoder.get_ref(), b"plain bytes");
# Ok::<(), std::io::Error>(())
# })?;
# Ok::<(), std::io::Error>(())
```
"#
)]
#[derive(Debug)]
pub struct Decoder<W>(DecoderParts<W>);

/// What a [`Decoder`] is made of, and is dereferenced to: here is the `finish_frame` for writers of the crate
/// `futures`, as in [`bufread::Parts`](super::bufread::Parts).
#[derive(Debug)]
pub struct DecoderParts<W> {
    inner: W,
    machine: feed::Decoder,
}

impl<W> Decoder<W> {
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
        Ok(Self(DecoderParts { inner, machine: feed::Decoder::new(options)? }))
    }

    /// As [`with_options`](Self::with_options), but gives `inner` back with the error.
    ///
    /// ```
    /// use zstdkit::{DecompressOptions, async_io::write::Decoder};
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
            Ok(machine) => Ok(Self(DecoderParts { inner, machine })),
            Err(error) => Err((inner, error)),
        }
    }

    /// Goes on with other frames and another writer; returns the one before, which has all that was
    /// decompressed only after a flush or shutdown. An error is forgotten. Memory and options stay,
    /// limits count anew.
    #[doc(alias = "with_context")]
    pub fn reset(&mut self, inner: W) -> W {
        self.0.machine.restart();
        std::mem::replace(&mut self.0.inner, inner)
    }

    /// Whether a frame is complete and all that it holds written out, or nothing begun.
    ///
    /// As [`stream::write::Decoder::at_frame_edge`](crate::stream::write::Decoder::at_frame_edge).
    pub fn at_frame_edge(&self) -> bool {
        self.0.machine.at_frame_edge()
    }

    /// Whether what was written are whole frames, at least one, and all that they hold is written out.
    pub fn is_finished(&self) -> bool {
        self.0.machine.is_finished()
    }

    offers_of_decoders!(0.machine);

    /// The memory that it takes, in bytes, the inner writer and dictionaries by reference left out.
    #[doc(alias = "sizeof")]
    pub fn memory_size(&self) -> usize {
        self.0.machine.memory_size()
    }

    /// The inner writer.
    #[doc(alias = "reader")]
    #[doc(alias = "writer")]
    pub fn get_ref(&self) -> &W {
        &self.0.inner
    }

    /// The inner writer, to change.
    #[doc(alias = "reader_mut")]
    #[doc(alias = "writer_mut")]
    pub fn get_mut(&mut self) -> &mut W {
        &mut self.0.inner
    }

    /// Gives the inner writer back, with what has been written so far.
    pub fn into_inner(self) -> W {
        self.0.inner
    }
}

impl<W> Encoder<W> {
    pub(super) fn split(&mut self) -> (&mut W, &mut feed::Encoder) {
        (&mut self.inner, &mut self.machine)
    }
}

impl<W> Decoder<W> {
    pub(super) fn split(&mut self) -> (&mut W, &mut feed::Decoder) {
        self.0.split()
    }
}

impl<W> DecoderParts<W> {
    pub(super) fn split(&mut self) -> (&mut W, &mut feed::Decoder) {
        (&mut self.inner, &mut self.machine)
    }
}

#[cfg(feature = "futures")]
impl<W> std::ops::Deref for Decoder<W> {
    type Target = DecoderParts<W>;

    fn deref(&self) -> &DecoderParts<W> {
        &self.0
    }
}

#[cfg(feature = "futures")]
impl<W> std::ops::DerefMut for Decoder<W> {
    fn deref_mut(&mut self) -> &mut DecoderParts<W> {
        &mut self.0
    }
}

//! Adaptors that read from an `AsyncBufRead`, straight out of its buffer.

use crate::{
    error::{Error, Result},
    options::{CompressOptions, DecompressOptions},
    output::Output,
    stream::{
        offers::{offers_of_decoders, offers_of_encoders},
        pull,
    },
};

/// Reads plain bytes, and is read for one frame of them, compressed.
#[cfg_attr(
    feature = "futures",
    doc = r#"
```
use futures_util::{AsyncReadExt, io::Cursor};

# let runtime = tokio::runtime::Builder::new_current_thread().build()?;
# runtime.block_on(async {
let mut frame = Vec::new();
let source = Cursor::new(b"plain bytes");
zstdkit::async_io::bufread::Encoder::new(source, 3)?.read_to_end(&mut frame).await?;
assert_eq!(zstdkit::decompress(&frame)?, b"plain bytes");
# Ok::<(), std::io::Error>(())
# })?;
# Ok::<(), std::io::Error>(())
```
"#
)]
#[derive(Debug)]
pub struct Encoder<R> {
    pub(super) inner: R,
    pub(super) machine: pull::Encoder,
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
    /// use zstdkit::{CompressOptions, async_io::bufread::Encoder};
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
    pub fn reset(&mut self, inner: R) -> R {
        self.machine.restart();
        std::mem::replace(&mut self.inner, inner)
    }

    /// Has it hand out all that it has taken whenever the inner reader is pending, so that a receiver can
    /// decode it at once: for events that are sent as they come. It doesn't by default: each time costs
    /// some bytes.
    ///
    /// ```
    /// # #[cfg(feature = "tokio")] {
    /// use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader};
    /// use zstdkit::{DecompressOptions, async_io::bufread::Encoder};
    ///
    /// # let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    /// # runtime.block_on(async {
    /// let (mut events, source) = tokio::io::duplex(1000);
    /// let mut encoder = Encoder::new(BufReader::new(source), 3)?.flush_when_pending(true);
    /// let mut receiver = DecompressOptions::new().decompressor()?;
    /// for event in [b"one event", b"a further"] {
    ///     events.write_all(event).await?;
    ///     let mut sent = [0; 100];
    ///     // Without it, this would wait for 128 KiB of events, or the last one.
    ///     let len = encoder.read(&mut sent).await?;
    ///     assert_eq!(receiver.decompress(&sent[..len], None)?, event);
    /// }
    /// # Ok::<(), std::io::Error>(())
    /// # })?;
    /// # }
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[must_use]
    pub fn flush_when_pending(mut self, on: bool) -> Self {
        self.machine.use_pauses(on);
        self
    }

    /// Writes to `output` all that was taken from the inner reader so far, and not handed out; returns how
    /// many bytes. It waits for nothing, and the frame goes on.
    ///
    /// As [`stream::bufread::Encoder::flush`](crate::stream::bufread::Encoder::flush).
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
}

/// Reads frames, and is read for what they hold.
#[cfg_attr(
    feature = "tokio",
    doc = r#"
```
use tokio::io::AsyncReadExt;

# let runtime = tokio::runtime::Builder::new_current_thread().build()?;
# runtime.block_on(async {
let frames = [zstdkit::compress(b"two ", 3)?, zstdkit::compress(b"frames", 3)?].concat();
let mut text = String::new();
zstdkit::async_io::bufread::Decoder::new(&frames[..])?.read_to_string(&mut text).await?;
assert_eq!(text, "two frames");
# Ok::<(), std::io::Error>(())
# })?;
# Ok::<(), std::io::Error>(())
```
"#
)]
#[derive(Debug)]
pub struct Decoder<R>(Parts<R>);

/// What a [`Decoder`] is made of, and is dereferenced to: here is the `finish_frame` for readers of the
/// crate `futures`.
///
/// A reader may be one of both worlds, and a type has no two methods of one name for it. A single method that
/// inferred the world would no longer compile once another crate turns the other feature on.
#[derive(Debug)]
pub struct Parts<R> {
    pub(super) inner: R,
    pub(super) machine: pull::Decoder,
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
        Ok(Self(Parts { inner, machine: pull::Decoder::new(options)? }))
    }

    /// As [`with_options`](Self::with_options), but gives `inner` back with the error.
    ///
    /// ```
    /// use zstdkit::{DecompressOptions, async_io::bufread::Decoder};
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
            Ok(machine) => Ok(Self(Parts { inner, machine })),
            Err(error) => Err((inner, error)),
        }
    }

    /// Stops after the first frame that isn't skippable; what follows it stays in the inner reader.
    ///
    /// Frames before it that are skippable are skipped.
    #[doc(alias = "set_single_frame")]
    #[must_use]
    pub fn single_frame(mut self) -> Self {
        self.0.machine.stop_after_frame(pull::Stop::Content);
        self
    }

    /// As [`single_frame`](Self::single_frame), but a skippable frame counts too, and gives nothing.
    #[must_use]
    pub fn single_frame_or_skippable(mut self) -> Self {
        self.0.machine.stop_after_frame(pull::Stop::Any);
        self
    }

    /// Whether a frame is complete, its end verified and all of its content read, or nothing begun.
    ///
    /// A frame whose content is read but whose end is still to come is not at its edge.
    pub fn at_frame_edge(&self) -> bool {
        self.0.machine.at_frame_edge()
    }

    /// Whether reading is over: with [`single_frame`](Self::single_frame), the frame has ended;
    /// otherwise the inner reader had ended, behind a frame, when it was last asked.
    pub fn is_finished(&self) -> bool {
        self.0.machine.is_finished()
    }

    /// Decompresses what `inner` gives; returns the reader before. What hasn't been read of the frame
    /// at hand is dropped, an error forgotten. Memory and options stay, limits count anew.
    pub fn reset(&mut self, inner: R) -> R {
        self.0.machine.restart();
        std::mem::replace(&mut self.0.inner, inner)
    }

    offers_of_decoders!(0.machine);

    /// The memory that it takes, in bytes, the inner reader and dictionaries by reference left out.
    #[doc(alias = "sizeof")]
    pub fn memory_size(&self) -> usize {
        self.0.machine.memory_size()
    }

    /// The inner reader.
    #[doc(alias = "reader")]
    #[doc(alias = "writer")]
    pub fn get_ref(&self) -> &R {
        &self.0.inner
    }

    /// The inner reader, to change; reading from it takes bytes out of the frames.
    #[doc(alias = "reader_mut")]
    #[doc(alias = "writer_mut")]
    pub fn get_mut(&mut self) -> &mut R {
        self.0.machine.forget_reader();
        &mut self.0.inner
    }

    /// Gives the inner reader back, standing after the last byte used.
    pub fn into_inner(self) -> R {
        self.0.inner
    }
}

impl<R> Encoder<R> {
    pub(super) fn split(&mut self) -> (&mut R, &mut pull::Encoder) {
        (&mut self.inner, &mut self.machine)
    }
}

impl<R> Decoder<R> {
    pub(super) fn split(&mut self) -> (&mut R, &mut pull::Decoder) {
        self.0.split()
    }
}

impl<R> Parts<R> {
    pub(super) fn split(&mut self) -> (&mut R, &mut pull::Decoder) {
        (&mut self.inner, &mut self.machine)
    }
}

#[cfg(feature = "futures")]
impl<R> std::ops::Deref for Decoder<R> {
    type Target = Parts<R>;

    fn deref(&self) -> &Parts<R> {
        &self.0
    }
}

#[cfg(feature = "futures")]
impl<R> std::ops::DerefMut for Decoder<R> {
    fn deref_mut(&mut self) -> &mut Parts<R> {
        &mut self.0
    }
}

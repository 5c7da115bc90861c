//! Adaptors that read from an `AsyncBufRead`, straight out of its buffer.

use std::{future::poll_fn, io};

use super::{
    drive,
    source::{AsyncSource, Of},
};
use crate::{
    error::Result,
    options::{CompressOptions, DecompressOptions},
    stream::pull,
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

    /// Pledges how many bytes `inner` will give, so that the frame's header says so.
    ///
    /// # Errors
    ///
    /// [`Error::PledgeInsideFrame`](crate::Error::PledgeInsideFrame) once reading has begun; the
    /// frame in progress stays as it is.
    pub fn set_pledged_size(&mut self, size: Option<u64>) -> Result<()> {
        self.machine.pledge(size)
    }

    /// Begins a frame of what `inner` gives; returns the reader before. What hasn't been read of the
    /// frame at hand is dropped, an error forgotten. Memory and options stay.
    pub fn reset(&mut self, inner: R) -> R {
        self.machine.restart();
        std::mem::replace(&mut self.inner, inner)
    }

    /// The memory that it takes, in bytes, the inner reader and dictionaries by reference left out.
    pub fn memory_size(&self) -> usize {
        self.machine.memory_size()
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
pub struct Decoder<R> {
    pub(super) inner: R,
    pub(super) machine: pull::Decoder,
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
        Ok(Self { inner, machine: pull::Decoder::new(options)? })
    }

    /// Stops after the first frame that isn't skippable; what follows it stays in the inner reader.
    ///
    /// Frames before it that are skippable are skipped.
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

    /// Reads on to the end of the frame whose content has been read, and verifies it: the inner reader
    /// then stands exactly behind the frame.
    ///
    /// As [`stream::bufread::Decoder::finish_frame`](crate::stream::bufread::Decoder::finish_frame). It's
    /// safe to cancel. `World` is whose reader the inner one is, [`OfTokio`](super::OfTokio) or
    /// [`OfFutures`](super::OfFutures), and only has to be said of what is a reader of both, such as
    /// `&[u8]`.
    #[cfg_attr(
        feature = "tokio",
        doc = r#"
```
use tokio::io::{AsyncReadExt, BufReader};
use zstdkit::async_io::bufread::Decoder;

# let runtime = tokio::runtime::Builder::new_current_thread().build()?;
# runtime.block_on(async {
let stream = [&zstdkit::compress(b"five!", 3)?[..], b"rest"].concat();
let mut decoder = Decoder::new(BufReader::with_capacity(4, &stream[..]))?;
decoder.read_exact(&mut [0; 5]).await?;
decoder.finish_frame().await?;
let mut rest = String::new();
decoder.into_inner().read_to_string(&mut rest).await?;
assert_eq!(rest, "rest");
# Ok::<(), std::io::Error>(())
# })?;
# Ok::<(), std::io::Error>(())
```
"#
    )]
    ///
    /// # Errors
    ///
    /// [`Error::ContentLeft`](crate::Error::ContentLeft) where content hasn't been read: nothing is lost,
    /// and reading goes on with it. [`Error::Truncated`](crate::Error::Truncated), libzstd's error for a
    /// wrong checksum, those of bad frames, and those of the inner reader, after which it can be called
    /// again.
    pub async fn finish_frame<World>(&mut self) -> io::Result<()>
    where
        R: AsyncSource<World>,
    {
        let Self { inner, machine } = self;
        poll_fn(|cx| drive::poll_finish_frame(Of::<World, R>::new(inner), machine, cx)).await
    }

    /// Decompresses what `inner` gives; returns the reader before. What hasn't been read of the frame
    /// at hand is dropped, an error forgotten. Memory and options stay, limits count anew.
    pub fn reset(&mut self, inner: R) -> R {
        self.machine.restart();
        std::mem::replace(&mut self.inner, inner)
    }

    /// The memory that it takes, in bytes, the inner reader and dictionaries by reference left out.
    pub fn memory_size(&self) -> usize {
        self.machine.memory_size()
    }

    /// The inner reader.
    pub fn get_ref(&self) -> &R {
        &self.inner
    }

    /// The inner reader, to change; reading from it takes bytes out of the frames.
    pub fn get_mut(&mut self) -> &mut R {
        self.machine.forget_reader();
        &mut self.inner
    }

    /// Gives the inner reader back, standing after the last byte used.
    pub fn into_inner(self) -> R {
        self.inner
    }
}

//! Adaptors that read from an `AsyncBufRead`, straight out of its buffer.

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

    /// Stops after the first frame; what follows it stays in the inner reader.
    #[must_use]
    pub fn single_frame(mut self) -> Self {
        self.machine.stop_after_frame();
        self
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
        &mut self.inner
    }

    /// Gives the inner reader back, standing after the last byte used.
    pub fn into_inner(self) -> R {
        self.inner
    }
}

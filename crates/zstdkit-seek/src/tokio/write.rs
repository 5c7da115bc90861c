//! Writing to a writer of tokio's: the seekable format, and one frame with its index.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::AsyncWrite;
use zstdkit::CompressOptions;

use crate::build::IndexOptions;
use crate::error::Result;
use crate::index::Index;
use crate::indexed::Indexed;
use crate::machine::{Machine, Making};
use crate::seekable::Seekable;

/// A machine over a writer of tokio's.
#[derive(Debug)]
struct Pushing<W, M> {
    writer: W,
    making: Making<M>,
    /// Whether the file has been ended.
    is_finished: bool,
}

impl<W: AsyncWrite + Unpin, M: Machine> Pushing<W, M> {
    const fn new(writer: W, machine: M) -> Self {
        Self { writer, making: Making::by(machine), is_finished: false }
    }

    fn poll_drain(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.making.rest().is_empty() {
            match ready!(Pin::new(&mut self.writer).poll_write(context, self.making.rest()))? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                written => self.making.wrote(written),
            }
        }
        Poll::Ready(Ok(()))
    }

    fn poll_write(&mut self, context: &mut Context<'_>, content: &[u8]) -> Poll<io::Result<usize>> {
        if self.is_finished {
            return Poll::Ready(Err(io::Error::other("the file is at its end")));
        }
        ready!(self.poll_drain(context))?;
        Poll::Ready(Ok(self.making.push(content)?))
    }

    fn poll_flush(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if !self.is_finished {
            // Asked again, for it waits, it finds nothing more to be made.
            ready!(self.poll_drain(context))?;
            self.making.flush()?;
        }
        ready!(self.poll_drain(context))?;
        Pin::new(&mut self.writer).poll_flush(context)
    }

    fn poll_shutdown(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.is_finished {
            ready!(self.poll_drain(context))?;
            self.is_finished = self.making.finish()?;
        }
        ready!(self.poll_drain(context))?;
        Pin::new(&mut self.writer).poll_shutdown(context)
    }
}

macro_rules! delegate {
    ($($writer:ident),*) => {$(
        impl<W: AsyncWrite + Unpin> AsyncWrite for $writer<W> {
            fn poll_write(
                self: Pin<&mut Self>,
                context: &mut Context<'_>,
                content: &[u8],
            ) -> Poll<io::Result<usize>> {
                self.get_mut().0.poll_write(context, content)
            }

            fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
                self.get_mut().0.poll_flush(context)
            }

            fn poll_shutdown(
                self: Pin<&mut Self>,
                context: &mut Context<'_>,
            ) -> Poll<io::Result<()>> {
                self.get_mut().0.poll_shutdown(context)
            }
        }
    )*};
}

delegate!(AsyncSeekableWriter, AsyncIndexedWriter);

/// [`SeekableWriter`](crate::SeekableWriter) over a writer of tokio's: an `AsyncWrite` itself, whose
/// shutdown ends the file.
///
/// A frame is compressed where it becomes full, on the thread that polls, and on others beside it if
/// [`threads`](Self::threads) are set.
///
/// ```
/// use tokio::io::AsyncWriteExt;
/// use zstdkit_seek::{AsyncSeekableWriter, SeekReader};
///
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// let options = zstdkit::CompressOptions::new();
/// let mut writer = AsyncSeekableWriter::new(Vec::new(), &options)?.frame_size(64 << 10);
/// writer.write_all(&[7; 300_000]).await?;
/// writer.shutdown().await?;
/// let file = writer.into_inner();
/// assert_eq!(SeekReader::open(&file)?.index().len(), 5);
/// # Ok::<(), zstdkit_seek::Error>(())
/// # }).unwrap();
/// ```
#[cfg_attr(docsrs, doc(cfg(feature = "tokio")))]
#[derive(Debug)]
pub struct AsyncSeekableWriter<W>(Pushing<W, Seekable>);

impl<W: AsyncWrite + Unpin> AsyncSeekableWriter<W> {
    /// Writes to `writer`, frames made with these options.
    ///
    /// # Errors
    ///
    /// Those of the options.
    pub fn new(writer: W, options: &CompressOptions) -> Result<Self> {
        Ok(Self(Pushing::new(writer, Seekable::new(options)?)))
    }

    /// As [`SeekableWriter::frame_size`](crate::SeekableWriter::frame_size).
    #[must_use]
    pub fn frame_size(mut self, bytes: usize) -> Self {
        self.0.making.machine.set_frame_size(bytes);
        self
    }

    /// As [`SeekableWriter::checksums`](crate::SeekableWriter::checksums).
    #[must_use]
    pub const fn checksums(mut self, on: bool) -> Self {
        self.0.making.machine.set_checksums(on);
        self
    }

    /// As [`SeekableWriter::threads`](crate::SeekableWriter::threads).
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.0.making.machine.set_threads(threads);
        self
    }

    /// Gives the writer back; what was not written by a shutdown is lost.
    #[must_use]
    pub fn into_inner(self) -> W {
        self.0.writer
    }
}

/// [`IndexedWriter`](crate::IndexedWriter) over a writer of tokio's: an `AsyncWrite` itself, whose
/// shutdown ends the frame and writes the index.
///
/// Content is compressed on the thread that polls; windows of the index on others beside it, if
/// [`IndexOptions::threads`] are set, and the frame itself by `options`' workers.
///
/// ```
/// use tokio::io::AsyncWriteExt;
/// use zstdkit_seek::{AsyncIndexedWriter, IndexOptions, SeekReader};
///
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// let content: Vec<u8> = (0..400_000u32).flat_map(u32::to_le_bytes).collect();
/// let options = zstdkit::CompressOptions::new();
/// let spacing = IndexOptions::new().spacing(256 << 10);
/// let mut writer = AsyncIndexedWriter::new(Vec::new(), &options, &spacing)?;
/// writer.write_all(&content).await?;
/// writer.shutdown().await?;
/// let (file, index) = writer.into_inner();
/// assert!(index.is_some_and(|index| index.checkpoint_count() >= 4));
/// assert_eq!(SeekReader::open(&file)?.content_size(), 1_600_000);
/// # Ok::<(), zstdkit_seek::Error>(())
/// # }).unwrap();
/// ```
#[cfg_attr(docsrs, doc(cfg(feature = "tokio")))]
#[derive(Debug)]
pub struct AsyncIndexedWriter<W>(Pushing<W, Indexed>);

impl<W: AsyncWrite + Unpin> AsyncIndexedWriter<W> {
    /// As [`IndexedWriter::new`](crate::IndexedWriter::new).
    ///
    /// # Errors
    ///
    /// Those of [`IndexedWriter::new`](crate::IndexedWriter::new).
    pub fn new(writer: W, options: &CompressOptions, index: &IndexOptions) -> Result<Self> {
        Ok(Self(Pushing::new(writer, Indexed::new(options, index)?)))
    }

    /// As [`IndexedWriter::set_pledged_size`](crate::IndexedWriter::set_pledged_size).
    ///
    /// # Errors
    ///
    /// Those of [`IndexedWriter::set_pledged_size`](crate::IndexedWriter::set_pledged_size).
    #[doc(alias = "ZSTD_initCStream_srcSize")]
    #[doc(alias = "init_src_size")]
    #[doc(alias = "set_pledged_src_size")]
    pub fn set_pledged_size(&mut self, size: Option<u64>) -> Result<()> {
        self.0.making.machine.set_pledged_size(size)
    }

    /// Gives the writer back, and the index if a shutdown has ended the file; else what was not written is
    /// lost.
    #[must_use]
    pub fn into_inner(self) -> (W, Option<Index>) {
        (self.0.writer, self.0.making.machine.index().cloned())
    }
}

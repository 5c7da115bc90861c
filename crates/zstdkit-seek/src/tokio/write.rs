//! Writing the seekable format to a writer of tokio's.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::AsyncWrite;
use zstdkit::CompressOptions;

use crate::error::Result;
use crate::seekable::Seekable;

/// [`SeekableWriter`](crate::SeekableWriter) over a writer of tokio's: an `AsyncWrite` itself, whose
/// shutdown ends the file.
///
/// A frame is compressed where it becomes full, on the thread that polls.
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
pub struct AsyncSeekableWriter<W> {
    writer: W,
    seekable: Seekable,
    out: Vec<u8>,
    /// How much of it is written.
    written: usize,
    /// Whether the table has been made.
    is_finished: bool,
}

impl<W: AsyncWrite + Unpin> AsyncSeekableWriter<W> {
    /// Writes to `writer`, frames made with these options.
    ///
    /// # Errors
    ///
    /// Those of the options.
    pub fn new(writer: W, options: &CompressOptions) -> Result<Self> {
        let seekable = Seekable::new(options)?;
        Ok(Self { writer, seekable, out: Vec::new(), written: 0, is_finished: false })
    }

    /// As [`SeekableWriter::frame_size`](crate::SeekableWriter::frame_size).
    #[must_use]
    pub fn frame_size(mut self, bytes: usize) -> Self {
        self.seekable.set_frame_size(bytes);
        self
    }

    /// As [`SeekableWriter::checksums`](crate::SeekableWriter::checksums).
    #[must_use]
    pub const fn checksums(mut self, on: bool) -> Self {
        self.seekable.set_checksums(on);
        self
    }

    /// Gives the writer back; what was not written by a shutdown is lost.
    #[must_use]
    pub fn into_inner(self) -> W {
        self.writer
    }

    fn poll_drain(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while self.written < self.out.len() {
            let rest = &self.out[self.written..];
            match ready!(Pin::new(&mut self.writer).poll_write(context, rest))? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                written => self.written += written,
            }
        }
        self.out.clear();
        self.written = 0;
        Poll::Ready(Ok(()))
    }
}

impl<W: AsyncWrite + Unpin> AsyncWrite for AsyncSeekableWriter<W> {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        content: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        if this.is_finished {
            return Poll::Ready(Err(io::Error::other("the file is at its end")));
        }
        ready!(this.poll_drain(context))?;
        Poll::Ready(Ok(this.seekable.push(content, &mut this.out)?))
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        this.seekable.compress(&mut this.out)?;
        ready!(this.poll_drain(context))?;
        Pin::new(&mut this.writer).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if !this.is_finished {
            this.seekable.finish(&mut this.out)?;
            this.is_finished = true;
        }
        ready!(this.poll_drain(context))?;
        Pin::new(&mut this.writer).poll_shutdown(context)
    }
}

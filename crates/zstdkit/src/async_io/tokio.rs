//! The adaptors as readers and writers of tokio's.

use std::{
    future::poll_fn,
    io,
    pin::Pin,
    task::{Context, Poll},
};

use tokio::io::{AsyncBufRead, AsyncRead, AsyncWrite, ReadBuf};

use super::{
    bufread,
    drive::{self, Sink, Source},
    write,
};
use crate::output::in_read_buf;

/// Something of tokio's.
struct Tokio<'a, T>(&'a mut T);

impl<R: AsyncBufRead + Unpin> Source for Tokio<'_, R> {
    fn poll_fill_buf(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<&[u8]>> {
        Pin::new(&mut *self.0).poll_fill_buf(cx)
    }

    fn consume(&mut self, len: usize) {
        Pin::new(&mut *self.0).consume(len);
    }
}

impl<W: AsyncWrite + Unpin> Sink for Tokio<'_, W> {
    fn poll_write(&mut self, cx: &mut Context<'_>, data: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut *self.0).poll_write(cx, data)
    }

    fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.0).poll_flush(cx)
    }

    fn poll_close(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.0).poll_shutdown(cx)
    }
}

macro_rules! reads {
    ($name:ident) => {
        impl<R: AsyncBufRead + Unpin> AsyncRead for bufread::$name<R> {
            fn poll_read(
                self: Pin<&mut Self>,
                cx: &mut Context<'_>,
                buf: &mut ReadBuf<'_>,
            ) -> Poll<io::Result<()>> {
                let (inner, machine) = self.get_mut().split();
                in_read_buf(buf, |room| drive::poll_read(Tokio(inner), machine, cx, room))
            }
        }
    };
}

macro_rules! writes {
    ($name:ident) => {
        impl<W: AsyncWrite + Unpin> AsyncWrite for write::$name<W> {
            fn poll_write(
                self: Pin<&mut Self>,
                cx: &mut Context<'_>,
                data: &[u8],
            ) -> Poll<io::Result<usize>> {
                let (inner, machine) = self.get_mut().split();
                drive::poll_write(Tokio(inner), machine, cx, data)
            }

            fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
                let (inner, machine) = self.get_mut().split();
                drive::poll_flush(Tokio(inner), machine, cx)
            }

            fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
                let (inner, machine) = self.get_mut().split();
                drive::poll_close(Tokio(inner), machine, cx)
            }
        }
    };
}

reads!(Encoder);
reads!(Decoder);
writes!(Encoder);
writes!(Decoder);

impl<R: AsyncBufRead + Unpin> bufread::Decoder<R> {
    /// Reads on to the end of the frame whose content has been read, and verifies it: the inner reader
    /// then stands exactly behind the frame.
    ///
    /// As [`stream::bufread::Decoder::finish_frame`](crate::stream::bufread::Decoder::finish_frame). It's
    /// safe to cancel. A reader of tokio's that is one of the crate `futures` too is read as tokio's.
    ///
    /// ```
    /// use tokio::io::{AsyncReadExt, BufReader};
    /// use zstdkit::async_io::bufread::Decoder;
    ///
    /// # let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    /// # runtime.block_on(async {
    /// let stream = [&zstdkit::compress(b"five!", 3)?[..], b"rest"].concat();
    /// let mut decoder = Decoder::new(BufReader::with_capacity(4, &stream[..]))?;
    /// decoder.read_exact(&mut [0; 5]).await?;
    /// decoder.finish_frame().await?;
    /// let mut rest = String::new();
    /// decoder.into_inner().read_to_string(&mut rest).await?;
    /// assert_eq!(rest, "rest");
    /// # Ok::<(), std::io::Error>(())
    /// # })?;
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::ContentLeft`](crate::Error::ContentLeft) where content hasn't been read: nothing is lost,
    /// and reading goes on with it. [`Error::Truncated`](crate::Error::Truncated), libzstd's error for a
    /// wrong checksum, those of bad frames, and those of the inner reader, after which it can be called
    /// again.
    pub async fn finish_frame(&mut self) -> io::Result<()> {
        let (inner, machine) = self.split();
        poll_fn(|cx| drive::poll_finish_frame(Tokio(inner), machine, cx)).await
    }
}

impl<W: AsyncWrite + Unpin> write::Decoder<W> {
    /// Writes out what the frame at hand holds, and makes sure that it has ended; at a frame's edge nothing is
    /// missing.
    ///
    /// As [`stream::write::Decoder::finish_frame`](crate::stream::write::Decoder::finish_frame), and safe to
    /// cancel. A writer of tokio's that is one of the crate `futures` too is written to as tokio's.
    ///
    /// ```
    /// use tokio::io::AsyncWriteExt;
    ///
    /// # let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    /// # runtime.block_on(async {
    /// let frame = zstdkit::compress(b"plain bytes", 3)?;
    /// let mut decoder = zstdkit::async_io::write::Decoder::new(Vec::new())?;
    /// decoder.write_all(&frame[..8]).await?;
    /// assert!(decoder.finish_frame().await.is_err());
    /// decoder.write_all(&frame[8..]).await?;
    /// decoder.finish_frame().await?;
    /// assert!(decoder.is_finished());
    /// # Ok::<(), std::io::Error>(())
    /// # })?;
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Truncated`](crate::Error::Truncated) inside of a frame: nothing is lost, and its rest can be
    /// written. An error of the inner writer's, after which it can be called again; the error that stopped
    /// it, once there is one.
    pub async fn finish_frame(&mut self) -> io::Result<()> {
        let (inner, machine) = self.split();
        let mut sink = Tokio(inner);
        poll_fn(|cx| drive::poll_finish(&mut sink, machine, cx)).await
    }
}

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
                let this = self.get_mut();
                drive::poll_write(Tokio(&mut this.inner), &mut this.machine, cx, data)
            }

            fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
                let this = self.get_mut();
                drive::poll_flush(Tokio(&mut this.inner), &mut this.machine, cx)
            }

            fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
                let this = self.get_mut();
                drive::poll_close(Tokio(&mut this.inner), &mut this.machine, cx)
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

//! The adaptors as readers and writers of tokio's.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
};

use tokio::io::{AsyncBufRead, AsyncRead, AsyncWrite, ReadBuf};

use super::{
    bufread,
    drive::{self, Sink, Source},
    source::{AsyncSource, OfTokio},
    write,
};
use crate::output::in_read_buf;

/// Something of tokio's.
struct Tokio<'a, T>(&'a mut T);

impl<R: AsyncBufRead + Unpin> AsyncSource<OfTokio> for R {
    fn poll_buffer(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<&[u8]>> {
        Pin::new(self).poll_fill_buf(cx)
    }

    fn use_up(&mut self, len: usize) {
        Pin::new(self).consume(len);
    }
}

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
                let this = self.get_mut();
                in_read_buf(buf, |room| {
                    drive::poll_read(Tokio(&mut this.inner), &mut this.machine, cx, room)
                })
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

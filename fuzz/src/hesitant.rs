//! Readers and writers that do little at a time, are pending, and fail in passing.

use std::{
    io::{self, BufRead, Read, Write},
    pin::Pin,
    task::{Context, Poll, ready},
};

use crate::Cuts;

/// A reader over a slice, or a writer into a vector, that hesitates as its [`Cuts`] have it.
#[derive(Debug)]
pub struct Hesitant<T> {
    pub inner: T,
    cuts: Cuts,
    turns: u32,
    /// What `fill_buf` showed and `consume` hasn't taken: it is shown again.
    shown: usize,
}

impl<T> Hesitant<T> {
    pub fn new(inner: T, cuts: Cuts) -> Self {
        Self { inner, cuts, turns: 0, shown: 0 }
    }

    /// How many bytes may pass now, or why none.
    fn turn(&mut self) -> Poll<io::Result<usize>> {
        self.turns = self.turns.wrapping_add(1);
        match self.turns % 11 {
            3 => Poll::Pending,
            5 => Poll::Ready(Err(io::ErrorKind::Interrupted.into())),
            8 => Poll::Ready(Err(io::ErrorKind::WouldBlock.into())),
            _ => Poll::Ready(Ok(self.cuts.length().max(1))),
        }
    }

    /// The same where nothing can be pending.
    fn blocking_turn(&mut self) -> io::Result<usize> {
        match self.turn() {
            Poll::Ready(outcome) => outcome,
            Poll::Pending => Ok(1),
        }
    }
}

impl Hesitant<&[u8]> {
    /// What [`fill_buf`](BufRead::fill_buf) showed last, and nobody has taken.
    pub fn shown(&self) -> &[u8] {
        &self.inner[..self.shown]
    }

    fn show(&mut self, most: usize) -> &[u8] {
        if self.shown == 0 {
            self.shown = most.min(self.inner.len());
        }
        &self.inner[..self.shown]
    }

    fn pass(&mut self, len: usize) {
        assert!(len <= self.inner.len(), "took more than there is");
        self.inner = &self.inner[len..];
        self.shown = self.shown.saturating_sub(len);
    }
}

impl Read for Hesitant<&[u8]> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let len = self.blocking_turn()?.min(buf.len()).min(self.inner.len());
        buf[..len].copy_from_slice(&self.inner[..len]);
        self.pass(len);
        Ok(len)
    }
}

impl BufRead for Hesitant<&[u8]> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let most = self.blocking_turn()?;
        Ok(self.show(most))
    }

    fn consume(&mut self, len: usize) {
        self.pass(len);
    }
}

impl Write for Hesitant<Vec<u8>> {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        let len = self.blocking_turn()?.min(data.len());
        self.inner.extend_from_slice(&data[..len]);
        Ok(len)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.blocking_turn().map(drop)
    }
}

impl tokio::io::AsyncRead for Hesitant<&[u8]> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buf: &mut tokio::io::ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let len = ready!(self.turn())?.min(buf.remaining()).min(self.inner.len());
        buf.put_slice(&self.inner[..len]);
        self.pass(len);
        Poll::Ready(Ok(()))
    }
}

impl tokio::io::AsyncBufRead for Hesitant<&[u8]> {
    fn poll_fill_buf(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<&[u8]>> {
        let this = self.get_mut();
        let most = ready!(this.turn())?;
        Poll::Ready(Ok(this.show(most)))
    }

    fn consume(mut self: Pin<&mut Self>, len: usize) {
        self.pass(len);
    }
}

impl tokio::io::AsyncWrite for Hesitant<Vec<u8>> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        data: &[u8],
    ) -> Poll<io::Result<usize>> {
        let len = ready!(self.turn())?.min(data.len());
        self.inner.extend_from_slice(&data[..len]);
        Poll::Ready(Ok(len))
    }

    fn poll_flush(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.turn().map_ok(drop)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.turn().map_ok(drop)
    }
}

impl futures_io::AsyncRead for Hesitant<&[u8]> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buf: &mut [u8],
    ) -> Poll<io::Result<usize>> {
        let len = ready!(self.turn())?.min(buf.len()).min(self.inner.len());
        buf[..len].copy_from_slice(&self.inner[..len]);
        self.pass(len);
        Poll::Ready(Ok(len))
    }
}

impl futures_io::AsyncBufRead for Hesitant<&[u8]> {
    fn poll_fill_buf(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<&[u8]>> {
        let this = self.get_mut();
        let most = ready!(this.turn())?;
        Poll::Ready(Ok(this.show(most)))
    }

    fn consume(mut self: Pin<&mut Self>, len: usize) {
        self.pass(len);
    }
}

impl futures_io::AsyncWrite for Hesitant<Vec<u8>> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        data: &[u8],
    ) -> Poll<io::Result<usize>> {
        let len = ready!(self.turn())?.min(data.len());
        self.inner.extend_from_slice(&data[..len]);
        Poll::Ready(Ok(len))
    }

    fn poll_flush(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.turn().map_ok(drop)
    }

    fn poll_close(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.turn().map_ok(drop)
    }
}

/// Makes a call anew for as long as it is pending, or fails in passing.
///
/// # Errors
///
/// Those that stay.
pub fn insist<T>(mut call: impl FnMut(&mut Context<'_>) -> Poll<io::Result<T>>) -> io::Result<T> {
    let mut context = Context::from_waker(std::task::Waker::noop());
    loop {
        match call(&mut context) {
            Poll::Pending => {}
            Poll::Ready(Err(error)) if is_passing(&error) => {}
            Poll::Ready(outcome) => return outcome,
        }
    }
}

fn is_passing(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted)
}

//! Asynchronous readers and writers that are seldom ready, do little at a time, and fail in between.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
};

use crate::data::draw;

/// How a [`Hesitant`] behaves.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Habits {
    /// The most bytes that a call takes or gives.
    pub(crate) most: usize,
    /// Whether calls fail now and then, besides being pending.
    pub(crate) fails: bool,
}

pub(crate) const HABITS: [Habits; 4] = [
    Habits { most: 3, fails: false },
    Habits { most: 3, fails: true },
    Habits { most: 10_000, fails: false },
    Habits { most: 10_000, fails: true },
];

/// A reader over a slice, or a writer into a vector, with [`Habits`].
#[derive(Debug)]
pub(crate) struct Hesitant<T> {
    pub(crate) inner: T,
    pub(crate) closed: bool,
    pub(crate) flushes: usize,
    habits: Habits,
    calls: u64,
}

impl<T: Unpin> Hesitant<T> {
    pub(crate) fn new(inner: T, habits: Habits) -> Self {
        Self { inner, closed: false, flushes: 0, habits, calls: 0 }
    }

    fn turn(&mut self) -> Poll<io::Result<usize>> {
        self.calls += 1;
        let chance = draw(self.calls);
        match chance % 6 {
            0 | 1 => Poll::Pending,
            2 if self.habits.fails => Poll::Ready(Err(io::ErrorKind::WouldBlock.into())),
            3 if self.habits.fails => Poll::Ready(Err(io::ErrorKind::Interrupted.into())),
            _ => Poll::Ready(Ok(1 + (chance >> 8) as usize % self.habits.most)),
        }
    }
}

impl Hesitant<&[u8]> {
    fn fill(&mut self) -> Poll<io::Result<&[u8]>> {
        self.turn().map_ok(|most| &self.inner[..most.min(self.inner.len())])
    }

    fn use_up(&mut self, len: usize) {
        self.inner = &self.inner[len..];
    }
}

impl Hesitant<Vec<u8>> {
    fn take(&mut self, data: &[u8]) -> Poll<io::Result<usize>> {
        assert!(!self.closed, "written to after it was closed");
        self.turn().map_ok(|most| {
            let len = most.min(data.len());
            self.inner.extend_from_slice(&data[..len]);
            len
        })
    }

    fn flush(&mut self) -> Poll<io::Result<()>> {
        self.turn().map_ok(|_| self.flushes += 1)
    }

    fn close(&mut self) -> Poll<io::Result<()>> {
        self.turn().map_ok(|_| self.closed = true)
    }
}

#[cfg(feature = "tokio")]
impl tokio::io::AsyncRead for Hesitant<&[u8]> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buf: &mut tokio::io::ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let len = std::task::ready!(self.fill())?.len().min(buf.remaining());
        buf.put_slice(&self.inner[..len]);
        self.use_up(len);
        Poll::Ready(Ok(()))
    }
}

#[cfg(feature = "tokio")]
impl tokio::io::AsyncBufRead for Hesitant<&[u8]> {
    fn poll_fill_buf(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<&[u8]>> {
        self.get_mut().fill()
    }

    fn consume(mut self: Pin<&mut Self>, len: usize) {
        self.use_up(len);
    }
}

#[cfg(feature = "tokio")]
impl tokio::io::AsyncWrite for Hesitant<Vec<u8>> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        data: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.take(data)
    }

    fn poll_flush(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.flush()
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.close()
    }
}

#[cfg(feature = "futures")]
impl futures_util::AsyncRead for Hesitant<&[u8]> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buf: &mut [u8],
    ) -> Poll<io::Result<usize>> {
        let len = std::task::ready!(self.fill())?.len().min(buf.len());
        buf[..len].copy_from_slice(&self.inner[..len]);
        self.use_up(len);
        Poll::Ready(Ok(len))
    }
}

#[cfg(feature = "futures")]
impl futures_util::AsyncBufRead for Hesitant<&[u8]> {
    fn poll_fill_buf(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<&[u8]>> {
        self.get_mut().fill()
    }

    fn consume(mut self: Pin<&mut Self>, len: usize) {
        self.use_up(len);
    }
}

#[cfg(feature = "futures")]
impl futures_util::AsyncWrite for Hesitant<Vec<u8>> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        data: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.take(data)
    }

    fn poll_flush(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.flush()
    }

    fn poll_close(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.close()
    }
}

/// Polls the future that `$call` makes once, and drops it: pending and failed calls are made anew.
macro_rules! insist {
    ($call:expr) => {
        loop {
            // A match, for what the call borrows to live until it's polled.
            let outcome = match $call {
                future => {
                    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
                    std::future::Future::poll(std::pin::pin!(future), &mut context)
                }
            };
            match outcome {
                std::task::Poll::Pending => {}
                std::task::Poll::Ready(Err(error))
                    if matches!(
                        error.kind(),
                        std::io::ErrorKind::WouldBlock | std::io::ErrorKind::Interrupted
                    ) => {}
                std::task::Poll::Ready(outcome) => break outcome,
            }
        }
    };
}
pub(crate) use insist;

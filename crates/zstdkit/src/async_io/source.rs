//! Whose reader a reader is.

use std::{
    io,
    marker::PhantomData,
    task::{Context, Poll},
};

use super::drive::Source;

/// Says that a reader is one of tokio's; see
/// [`finish_frame`](super::bufread::Decoder::finish_frame).
#[cfg(feature = "tokio")]
#[derive(Debug)]
pub enum OfTokio {}

/// Says that a reader is one of the crate `futures`; see
/// [`finish_frame`](super::bufread::Decoder::finish_frame).
#[cfg(feature = "futures")]
#[derive(Debug)]
pub enum OfFutures {}

/// An `AsyncBufRead` of whichever world: of tokio's for `OfTokio`, of `futures` for `OfFutures`.
///
/// Every such reader is one; there is nothing to implement.
pub trait AsyncSource<World> {
    #[doc(hidden)]
    fn poll_buffer(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<&[u8]>>;
    #[doc(hidden)]
    fn use_up(&mut self, len: usize);
}

/// A reader, taken as one of a world's.
pub(super) struct Of<'a, World, R> {
    reader: &'a mut R,
    world: PhantomData<fn() -> World>,
}

impl<'a, World, R: AsyncSource<World>> Of<'a, World, R> {
    pub(super) fn new(reader: &'a mut R) -> Self {
        Self { reader, world: PhantomData }
    }
}

impl<World, R: AsyncSource<World>> Source for Of<'_, World, R> {
    fn poll_fill_buf(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<&[u8]>> {
        self.reader.poll_buffer(cx)
    }

    fn consume(&mut self, len: usize) {
        self.reader.use_up(len);
    }
}

//! All frames of a buffer, one after the other.

use crate::{
    error::Error,
    options::Options,
    walk::{self, Frame},
};

/// An iterator over the frames of a buffer.
///
/// Made by [`frames`](crate::frames). It ends with the buffer, or after the first error: where a
/// frame's end is not known, no other can start.
#[derive(Debug, Clone)]
pub struct Frames<'a> {
    buf: &'a [u8],
    /// Where the next frame starts; the buffer's length after an error.
    pos: usize,
    options: Options,
}

impl<'a> Frames<'a> {
    pub(crate) const fn new(buf: &'a [u8], options: Options) -> Self {
        Self { buf, pos: 0, options }
    }
}

impl<'a> Iterator for Frames<'a> {
    type Item = Result<Frame<'a>, Error>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.buf.get(self.pos..)?;
        if rest.is_empty() {
            return None;
        }
        let frame = walk::frame_at(rest, self.pos as u64, self.options);
        match &frame {
            Ok(frame) => self.pos += frame.size(),
            Err(_) => self.pos = self.buf.len(),
        }
        Some(frame)
    }
}

impl core::iter::FusedIterator for Frames<'_> {}

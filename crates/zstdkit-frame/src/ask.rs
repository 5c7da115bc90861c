//! What can be asked of bytes, in the way that options say.

use crate::{
    bounds,
    error::Error,
    frames::Frames,
    header,
    info::FrameInfo,
    options::Options,
    walk::{self, Frame},
};

impl Options {
    /// As [`frame_info`](crate::frame_info), in this way.
    ///
    /// # Errors
    ///
    /// As [`frame_info`](crate::frame_info).
    #[inline]
    pub fn frame_info(&self, buf: &[u8]) -> Result<FrameInfo, Error> {
        header::parse(buf, 0, self.format)
    }

    /// As [`first_frame`](crate::first_frame), in this way.
    ///
    /// # Errors
    ///
    /// As [`first_frame`](crate::first_frame).
    #[inline]
    pub fn first_frame<'a>(&self, buf: &'a [u8]) -> Result<Frame<'a>, Error> {
        walk::frame_at(buf, 0, *self)
    }

    /// As [`frame_size`](crate::frame_size), in this way.
    ///
    /// # Errors
    ///
    /// As [`frame_size`](crate::frame_size).
    #[inline]
    pub fn frame_size(&self, buf: &[u8]) -> Result<usize, Error> {
        walk::frame_at(buf, 0, *self).map(|frame| frame.size())
    }

    /// As [`frames`](crate::frames), in this way.
    #[must_use]
    pub const fn frames<'a>(&self, buf: &'a [u8]) -> Frames<'a> {
        Frames::new(buf, *self)
    }

    /// As [`decompressed_size`](crate::decompressed_size), in this way.
    ///
    /// # Errors
    ///
    /// As [`decompressed_size`](crate::decompressed_size).
    pub fn decompressed_size(&self, buf: &[u8]) -> Result<Option<u64>, Error> {
        bounds::decompressed_size(buf, *self)
    }

    /// As [`decompressed_bound`](crate::decompressed_bound), in this way.
    ///
    /// # Errors
    ///
    /// As [`decompressed_bound`](crate::decompressed_bound).
    pub fn decompressed_bound(&self, buf: &[u8]) -> Result<u64, Error> {
        bounds::decompressed_bound(buf, *self)
    }

    /// As [`decompression_margin`](crate::decompression_margin), in this way.
    ///
    /// # Errors
    ///
    /// As [`decompression_margin`](crate::decompression_margin).
    pub fn decompression_margin(&self, buf: &[u8]) -> Result<usize, Error> {
        bounds::decompression_margin(buf, *self)
    }

    /// As [`decoder_memory`](crate::decoder_memory), in this way.
    ///
    /// # Errors
    ///
    /// As [`decoder_memory`](crate::decoder_memory).
    pub fn decoder_memory(&self, buf: &[u8]) -> Result<u64, Error> {
        bounds::decoder_memory(buf, *self)
    }
}

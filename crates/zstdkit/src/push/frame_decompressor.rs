//! The push decompressor for a single frame.

use crate::{
    error::{Error, Result},
    options::DecompressOptions,
    output::Output,
    parameters::Reset,
    push::buffered_decoder::BufferedDecoder,
};
use alloc::vec::Vec;

/// A decompressing push stream over exactly one frame, which knows where the frame ends.
///
/// A skippable frame counts as one, and gives no bytes. After an error the object is ready for a
/// new frame.
///
/// ```
/// use zstdkit::{DecompressOptions, FrameDecompressor};
///
/// let frame = zstdkit::compress(b"a frame", 3)?;
/// let stream = [&frame[..], b"something else"].concat();
/// let mut decompressor = FrameDecompressor::new(&DecompressOptions::new())?;
/// assert_eq!(decompressor.decompress(&stream, None)?, b"a frame");
/// assert!(decompressor.is_finished());
/// assert_eq!(decompressor.unused_data(), b"something else");
/// # Ok::<(), zstdkit::Error>(())
/// ```
///
/// Wraps `ZSTD_decompressStream`.
#[doc(alias = "ZSTD_decompressBegin")]
#[doc(alias = "ZSTD_decompressBegin_usingDDict")]
#[doc(alias = "ZSTD_decompressBegin_usingDict")]
#[doc(alias = "ZSTD_decompressContinue")]
#[doc(alias = "ZSTD_decompressStream")]
#[doc(alias = "ZSTD_nextInputType")]
#[doc(alias = "ZSTD_nextSrcSizeToDecompress")]
#[derive(Debug)]
pub struct FrameDecompressor {
    decoder: BufferedDecoder,
    finished: bool,
}

impl DecompressOptions {
    /// A push stream over a single frame, with these options.
    ///
    /// # Errors
    ///
    /// A parameter out of bounds, or no memory.
    pub fn frame_decompressor(&self) -> Result<FrameDecompressor> {
        FrameDecompressor::new(self)
    }
}

impl FrameDecompressor {
    /// Makes a stream with the given options.
    ///
    /// # Errors
    ///
    /// A parameter out of bounds, or no memory.
    pub fn new(options: &DecompressOptions) -> Result<Self> {
        Ok(Self { decoder: BufferedDecoder::new(options)?, finished: false })
    }

    /// Takes `data`, and returns what it decompresses to: at most `max_length` bytes, or all.
    ///
    /// # Errors
    ///
    /// [`Error::FrameFinished`] once the frame has ended, else as
    /// [`Decompressor::decompress`](crate::Decompressor::decompress).
    pub fn decompress(&mut self, data: &[u8], max_length: Option<usize>) -> Result<Vec<u8>> {
        let mut output = Vec::new();
        self.decompress_into(data, max_length, &mut output)?;
        crate::output::give_back_waste(&mut output);
        Ok(output)
    }

    /// As [`decompress`](Self::decompress), but to `output`: appended to a `Vec`, or to a slice's start,
    /// whose length is a limit as `max_length` is; returns how many bytes.
    ///
    /// # Errors
    ///
    /// As [`decompress`](Self::decompress); a `Vec` is then as it was.
    pub fn decompress_into<O>(
        &mut self,
        data: &[u8],
        max_length: Option<usize>,
        output: &mut O,
    ) -> Result<usize>
    where
        O: Output + ?Sized,
    {
        if self.finished {
            return Err(Error::FrameFinished);
        }
        let before = self.decoder.backlog().len() + data.len();
        let written = self.decoder.run(data, max_length, true, &mut output.room())?;
        let took_any = self.decoder.backlog().len() < before;
        self.finished = self.decoder.at_frame_edge() && (took_any || written > 0);
        Ok(written)
    }

    /// Whether the frame has ended and all of its content is handed over.
    pub fn is_finished(&self) -> bool {
        self.finished
    }

    /// Goes on, through input that was kept, to the end of the frame whose content has been handed over, and
    /// verifies it, as [`Decompressor::finish_frame`](crate::Decompressor::finish_frame) does.
    ///
    /// # Errors
    ///
    /// As [`Decompressor::finish_frame`](crate::Decompressor::finish_frame).
    pub fn finish_frame(&mut self) -> Result<()> {
        let was_inside = !self.at_frame_edge();
        self.decoder.finish_frame()?;
        self.finished |= was_inside;
        Ok(())
    }

    /// Whether the frame is complete and handed over, or nothing begun.
    pub fn at_frame_edge(&self) -> bool {
        self.decoder.at_frame_edge()
    }

    /// The options it was made with, or last configured to.
    pub fn options(&self) -> &DecompressOptions {
        self.decoder.options()
    }

    /// Takes other options in place of the ones it has, for a frame that hasn't begun; its memory stays.
    /// Limits count anew. For a next frame, [`reset`](Self::reset) the session too.
    ///
    /// ```
    /// use zstdkit::{DecompressOptions, Reset};
    ///
    /// let frame = zstdkit::compress(b"a frame", 3)?;
    /// let mut decompressor = DecompressOptions::new().frame_decompressor()?;
    /// decompressor.decompress(&frame, None)?;
    /// decompressor.reset(Reset::SESSION)?;
    /// decompressor.configure(&DecompressOptions::new().max_output(5))?;
    /// assert!(decompressor.decompress(&frame, None).is_err());
    /// # Ok::<(), zstdkit::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Decompressor::configure`](crate::Decompressor::configure).
    pub fn configure(&mut self, options: &DecompressOptions) -> Result<()> {
        self.decoder.configure(options)
    }

    /// Takes back the frame in progress with the input kept, the options, or both.
    ///
    /// # Errors
    ///
    /// libzstd's own, for the options alone while a frame is in progress.
    ///
    /// Wraps `ZSTD_DCtx_reset`.
    #[doc(alias = "ZSTD_DCtx_reset")]
    #[doc(alias = "ZSTD_initDStream")]
    pub fn reset(&mut self, what: Reset) -> Result<()> {
        self.finished &= !what.contains(Reset::SESSION);
        self.decoder.reset(what)
    }

    /// Whether more output takes more input; never, once the frame has ended.
    pub fn needs_input(&self) -> bool {
        !self.finished && self.decoder.needs_input()
    }

    /// What followed the frame in the input; empty until the frame has ended.
    pub fn unused_data(&self) -> &[u8] {
        if self.finished { self.decoder.backlog() } else { &[] }
    }
}

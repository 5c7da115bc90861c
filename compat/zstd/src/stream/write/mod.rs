//! Compression and decompression of what is written.

mod auto;

use std::{
    fmt,
    io::{self, Write},
};

use zstd_safe::{CCtx, DCtx};

pub use self::auto::{AutoFinishEncoder, AutoFlushDecoder};
use super::{raw, zio};
use crate::{
    dict::{DecoderDictionary, EncoderDictionary},
    setters::{decoder_setters, encoder_setters},
};

/// Gives a writer a frame with what is written as its content. The frame has to be ended, by
/// [`finish`](Self::finish) or one of its like.
pub struct Encoder<'a, W: Write> {
    writer: zio::Writer<W, raw::Encoder<'a>>,
}

/// Gives a writer the content of the frames that are written.
pub struct Decoder<'a, W: Write> {
    writer: zio::Writer<W, raw::Decoder<'a>>,
}

impl<W: Write> Encoder<'static, W> {
    /// Compresses to `writer`.
    ///
    /// # Errors
    ///
    /// There is no memory.
    pub fn new(writer: W, level: i32) -> io::Result<Self> {
        Ok(Self::with_encoder(writer, raw::Encoder::new(level)?))
    }

    /// Compresses with a dictionary.
    ///
    /// # Errors
    ///
    /// There is no memory.
    pub fn with_dictionary(writer: W, level: i32, dictionary: &[u8]) -> io::Result<Self> {
        Ok(Self::with_encoder(writer, raw::Encoder::with_dictionary(level, dictionary)?))
    }
}

impl<'a, W: Write> Encoder<'a, W> {
    /// Compresses with a writer of [`zio`].
    pub fn with_writer(writer: zio::Writer<W, raw::Encoder<'a>>) -> Self {
        Self { writer }
    }

    /// Compresses with an encoder of [`raw`].
    pub fn with_encoder(writer: W, encoder: raw::Encoder<'a>) -> Self {
        Self::with_writer(zio::Writer::new(writer, encoder))
    }

    /// Compresses with a context, with what that is set to.
    pub fn with_context(writer: W, context: &'a mut CCtx<'static>) -> Self {
        Self::with_encoder(writer, raw::Encoder::with_context(context))
    }

    /// Compresses with a digest, at its level.
    ///
    /// # Errors
    ///
    /// There is no memory.
    pub fn with_prepared_dictionary<'b>(
        writer: W,
        dictionary: &'a EncoderDictionary<'b>,
    ) -> io::Result<Self>
    where
        'b: 'a,
    {
        Ok(Self::with_encoder(writer, raw::Encoder::with_prepared_dictionary(dictionary)?))
    }

    /// Compresses after a prefix.
    ///
    /// # Errors
    ///
    /// There is no memory.
    pub fn with_ref_prefix<'b>(writer: W, level: i32, ref_prefix: &'b [u8]) -> io::Result<Self>
    where
        'b: 'a,
    {
        Ok(Self::with_encoder(writer, raw::Encoder::with_ref_prefix(level, ref_prefix)?))
    }

    /// Ends the frame when it's dropped.
    ///
    /// # Panics
    ///
    /// The result does when it's dropped, if the frame can't be ended.
    pub fn auto_finish(self) -> AutoFinishEncoder<'a, W> {
        AutoFinishEncoder::new(self, None)
    }

    /// Ends the frame when it's dropped, and calls `f` with the writer or what went wrong.
    pub fn on_finish<F: FnMut(io::Result<W>)>(self, f: F) -> AutoFinishEncoder<'a, W, F> {
        AutoFinishEncoder::new(self, Some(f))
    }

    /// The writer.
    pub fn get_ref(&self) -> &W {
        self.writer.writer()
    }

    /// The writer.
    pub fn get_mut(&mut self) -> &mut W {
        self.writer.writer_mut()
    }

    /// Ends the frame; returns the writer.
    ///
    /// # Errors
    ///
    /// The content isn't as long as pledged; the writer's own.
    pub fn finish(self) -> io::Result<W> {
        self.try_finish().map_err(|(_, error)| error)
    }

    /// Ends the frame; returns the writer, or the encoder to try again.
    ///
    /// # Errors
    ///
    /// As [`finish`](Self::finish).
    #[expect(clippy::result_large_err, reason = "a signature of the interface that this crate has")]
    pub fn try_finish(mut self) -> Result<W, (Self, io::Error)> {
        match self.do_finish() {
            Ok(()) => Ok(self.writer.into_inner().0),
            Err(error) => Err((self, error)),
        }
    }

    /// Ends the frame.
    ///
    /// # Errors
    ///
    /// As [`finish`](Self::finish).
    pub fn do_finish(&mut self) -> io::Result<()> {
        self.writer.finish()
    }

    /// How much is best written at a time, in bytes.
    pub fn recommended_input_size() -> usize {
        CCtx::in_size()
    }

    pub(super) fn is_lost(&self) -> bool {
        self.writer.is_lost()
    }

    encoder_setters!(writer);
}

impl<W: Write> Write for Encoder<'_, W> {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        self.writer.write(buf)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

impl<W: Write> Decoder<'static, W> {
    /// Decompresses to `writer`.
    ///
    /// # Errors
    ///
    /// There is no memory.
    pub fn new(writer: W) -> io::Result<Self> {
        Ok(Self::with_decoder(writer, raw::Decoder::new()?))
    }

    /// Decompresses with a dictionary.
    ///
    /// # Errors
    ///
    /// The dictionary is corrupt, or there is no memory.
    pub fn with_dictionary(writer: W, dictionary: &[u8]) -> io::Result<Self> {
        Ok(Self::with_decoder(writer, raw::Decoder::with_dictionary(dictionary)?))
    }
}

impl<'a, W: Write> Decoder<'a, W> {
    /// Decompresses with a writer of [`zio`].
    pub fn with_writer(writer: zio::Writer<W, raw::Decoder<'a>>) -> Self {
        Self { writer }
    }

    /// Decompresses with a decoder of [`raw`].
    pub fn with_decoder(writer: W, decoder: raw::Decoder<'a>) -> Self {
        Self::with_writer(zio::Writer::new(writer, decoder))
    }

    /// Decompresses with a context, with what that is set to.
    pub fn with_context(writer: W, context: &'a mut DCtx<'static>) -> Self {
        Self::with_decoder(writer, raw::Decoder::with_context(context))
    }

    /// Decompresses with a digest.
    ///
    /// # Errors
    ///
    /// There is no memory.
    pub fn with_prepared_dictionary<'b>(
        writer: W,
        dictionary: &'a DecoderDictionary<'b>,
    ) -> io::Result<Self>
    where
        'b: 'a,
    {
        Ok(Self::with_decoder(writer, raw::Decoder::with_prepared_dictionary(dictionary)?))
    }

    /// The writer.
    pub fn get_ref(&self) -> &W {
        self.writer.writer()
    }

    /// The writer.
    pub fn get_mut(&mut self) -> &mut W {
        self.writer.writer_mut()
    }

    /// The writer; what wasn't written yet is lost.
    pub fn into_inner(self) -> W {
        self.writer.into_inner().0
    }

    /// Gives the writer all there is, and returns it.
    ///
    /// # Errors
    ///
    /// The frame has not come to its end; the writer's own.
    pub fn finish(mut self) -> io::Result<W> {
        self.do_finish()?;
        Ok(self.into_inner())
    }

    /// Gives the writer all there is.
    ///
    /// # Errors
    ///
    /// The frame has not come to its end, and may go on; the writer's own.
    pub fn do_finish(&mut self) -> io::Result<()> {
        self.writer.flush()?;
        self.writer.finish()
    }

    /// How much is best written at a time, in bytes.
    pub fn recommended_input_size() -> usize {
        DCtx::in_size()
    }

    /// Flushes when it's dropped.
    ///
    /// # Panics
    ///
    /// The result does when it's dropped, if the writer has an error.
    pub fn auto_flush(self) -> AutoFlushDecoder<'a, W> {
        AutoFlushDecoder::new(self, None)
    }

    /// Flushes when it's dropped, and calls `f` with what came of it.
    pub fn on_flush<F: FnMut(io::Result<()>)>(self, f: F) -> AutoFlushDecoder<'a, W, F> {
        AutoFlushDecoder::new(self, Some(f))
    }

    pub(super) fn is_lost(&self) -> bool {
        self.writer.is_lost()
    }

    decoder_setters!(writer);
}

impl<W: Write> Write for Decoder<'_, W> {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        self.writer.write(buf)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

impl<W: Write + fmt::Debug> fmt::Debug for Encoder<'_, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Encoder").field(&self.writer).finish()
    }
}

impl<W: Write + fmt::Debug> fmt::Debug for Decoder<'_, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Decoder").field(&self.writer).finish()
    }
}

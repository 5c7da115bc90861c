//! Compression and decompression of what is read.

use std::{
    fmt,
    io::{self, BufRead, BufReader, Read},
};

use zstd_safe::{CCtx, DCtx};

use super::{raw, zio};
use crate::{
    dict::{DecoderDictionary, EncoderDictionary},
    setters::{decoder_setters, encoder_setters},
};

/// Gives the content of the frames that a reader gives.
pub struct Decoder<'a, R> {
    reader: zio::Reader<R, raw::Decoder<'a>>,
}

/// Gives a frame with what a reader gives as its content.
pub struct Encoder<'a, R> {
    reader: zio::Reader<R, raw::Encoder<'a>>,
}

/// What was made of a reader, or the reader and why nothing could be.
type Made<T, R> = Result<T, (R, io::Error)>;

/// Without the reader.
fn why<T, R>(made: Made<T, R>) -> io::Result<T> {
    made.map_err(|(_, error)| error)
}

impl<R: Read> Decoder<'static, BufReader<R>> {
    /// Decompresses what `reader` gives.
    ///
    /// # Errors
    ///
    /// There is no memory.
    pub fn new(reader: R) -> io::Result<Self> {
        why(Self::try_new(reader))
    }

    /// The same, with the reader given back beside an error.
    ///
    /// # Errors
    ///
    /// There is no memory.
    pub fn try_new(reader: R) -> Result<Self, (R, io::Error)> {
        match raw::Decoder::new() {
            Ok(raw) => {
                let reader = BufReader::with_capacity(DCtx::in_size(), reader);
                Ok(Self { reader: zio::Reader::new(reader, raw) })
            }
            Err(error) => Err((reader, error)),
        }
    }
}

impl<R: BufRead> Decoder<'static, R> {
    /// Decompresses what `reader` gives, without another buffer.
    ///
    /// # Errors
    ///
    /// There is no memory.
    pub fn with_buffer(reader: R) -> io::Result<Self> {
        why(Self::try_with_buffer(reader))
    }

    /// The same, with the reader given back beside an error.
    ///
    /// # Errors
    ///
    /// There is no memory.
    pub fn try_with_buffer(reader: R) -> Result<Self, (R, io::Error)> {
        Self::around(reader, raw::Decoder::new())
    }

    /// Decompresses with a dictionary.
    ///
    /// # Errors
    ///
    /// The dictionary is corrupt, or there is no memory.
    pub fn with_dictionary(reader: R, dictionary: &[u8]) -> io::Result<Self> {
        why(Self::try_with_dictionary(reader, dictionary))
    }

    /// The same, with the reader given back beside an error.
    ///
    /// # Errors
    ///
    /// The dictionary is corrupt, or there is no memory.
    pub fn try_with_dictionary(reader: R, dictionary: &[u8]) -> Result<Self, (R, io::Error)> {
        Self::around(reader, raw::Decoder::with_dictionary(dictionary))
    }
}

impl<'a, R: BufRead> Decoder<'a, R> {
    fn around(reader: R, raw: io::Result<raw::Decoder<'a>>) -> Made<Self, R> {
        match raw {
            Ok(raw) => Ok(Self { reader: zio::Reader::new(reader, raw) }),
            Err(error) => Err((reader, error)),
        }
    }

    /// Decompresses with a context, with what that is set to, from a new frame on.
    pub fn with_context(reader: R, context: &'a mut DCtx<'static>) -> Self {
        Self { reader: zio::Reader::new(reader, raw::Decoder::with_context(context)) }
    }

    /// Stops at the first frame's end.
    #[must_use]
    pub fn single_frame(mut self) -> Self {
        self.reader.set_single_frame();
        self
    }

    /// Decompresses with a digest.
    ///
    /// # Errors
    ///
    /// There is no memory.
    pub fn with_prepared_dictionary<'b>(
        reader: R,
        dictionary: &'a DecoderDictionary<'b>,
    ) -> io::Result<Self>
    where
        'b: 'a,
    {
        why(Self::try_with_prepared_dictionary(reader, dictionary))
    }

    /// The same, with the reader given back beside an error.
    ///
    /// # Errors
    ///
    /// There is no memory.
    pub fn try_with_prepared_dictionary<'b>(
        reader: R,
        dictionary: &'a DecoderDictionary<'b>,
    ) -> Result<Self, (R, io::Error)>
    where
        'b: 'a,
    {
        Self::around(reader, raw::Decoder::with_prepared_dictionary(dictionary))
    }

    /// Decompresses a frame that comes after a prefix.
    ///
    /// # Errors
    ///
    /// There is no memory.
    pub fn with_ref_prefix<'b>(reader: R, ref_prefix: &'b [u8]) -> io::Result<Self>
    where
        'b: 'a,
    {
        why(Self::try_with_ref_prefix(reader, ref_prefix))
    }

    /// The same, with the reader given back beside an error.
    ///
    /// # Errors
    ///
    /// There is no memory.
    pub fn try_with_ref_prefix<'b>(reader: R, ref_prefix: &'b [u8]) -> Result<Self, (R, io::Error)>
    where
        'b: 'a,
    {
        Self::around(reader, raw::Decoder::with_ref_prefix(ref_prefix))
    }

    /// How much is best read at a time, in bytes.
    pub fn recommended_output_size() -> usize {
        DCtx::out_size()
    }

    /// The reader.
    pub fn get_ref(&self) -> &R {
        self.reader.reader()
    }

    /// The reader.
    pub fn get_mut(&mut self) -> &mut R {
        self.reader.reader_mut()
    }

    /// The reader, which stands where it was left.
    pub fn into_inner(self) -> R {
        self.reader.into_inner()
    }

    /// Reads what is left of a frame whose content has been read.
    ///
    /// # Errors
    ///
    /// The frame is damaged; the reader's own.
    pub fn finish_frame(&mut self) -> io::Result<()> {
        self.reader.finish_frame()
    }

    /// The reader, which stands behind the frame, if its content has been read.
    pub fn finish(mut self) -> R {
        // Whoever wants to know of an error asks `finish_frame`.
        let _ = self.finish_frame();
        self.into_inner()
    }

    decoder_setters!(reader);
}

impl<R: BufRead> Read for Decoder<'_, R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        self.reader.read(buf)
    }

    fn read_to_end(&mut self, buf: &mut Vec<u8>) -> io::Result<usize> {
        self.reader.read_to_end(buf)
    }
}

impl<R: Read> Encoder<'static, BufReader<R>> {
    /// Compresses what `reader` gives.
    ///
    /// # Errors
    ///
    /// There is no memory.
    pub fn new(reader: R, level: i32) -> io::Result<Self> {
        Self::with_buffer(BufReader::with_capacity(CCtx::in_size(), reader), level)
    }
}

impl<R: BufRead> Encoder<'static, R> {
    /// Compresses what `reader` gives, without another buffer.
    ///
    /// # Errors
    ///
    /// There is no memory.
    pub fn with_buffer(reader: R, level: i32) -> io::Result<Self> {
        Ok(Self { reader: zio::Reader::new(reader, raw::Encoder::new(level)?) })
    }

    /// Compresses with a dictionary.
    ///
    /// # Errors
    ///
    /// There is no memory.
    pub fn with_dictionary(reader: R, level: i32, dictionary: &[u8]) -> io::Result<Self> {
        let raw = raw::Encoder::with_dictionary(level, dictionary)?;
        Ok(Self { reader: zio::Reader::new(reader, raw) })
    }
}

impl<'a, R: BufRead> Encoder<'a, R> {
    /// Compresses with a context, with what that is set to.
    pub fn with_context(reader: R, context: &'a mut CCtx<'static>) -> Self {
        Self { reader: zio::Reader::new(reader, raw::Encoder::with_context(context)) }
    }

    /// Compresses with a digest, at its level.
    ///
    /// # Errors
    ///
    /// There is no memory.
    pub fn with_prepared_dictionary<'b>(
        reader: R,
        dictionary: &'a EncoderDictionary<'b>,
    ) -> io::Result<Self>
    where
        'b: 'a,
    {
        let raw = raw::Encoder::with_prepared_dictionary(dictionary)?;
        Ok(Self { reader: zio::Reader::new(reader, raw) })
    }

    /// How much is best read at a time, in bytes.
    pub fn recommended_output_size() -> usize {
        CCtx::out_size()
    }

    /// The reader.
    pub fn get_ref(&self) -> &R {
        self.reader.reader()
    }

    /// The reader.
    pub fn get_mut(&mut self) -> &mut R {
        self.reader.reader_mut()
    }

    /// Writes what was held back of what has been read so far; returns how many bytes that were.
    ///
    /// # Errors
    ///
    /// There is no memory.
    pub fn flush(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.reader.flush(out)
    }

    /// The reader.
    pub fn finish(self) -> R {
        self.reader.into_inner()
    }

    encoder_setters!(reader);
}

impl<R: BufRead> Read for Encoder<'_, R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        self.reader.read(buf)
    }
}

impl<R: fmt::Debug> fmt::Debug for Decoder<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Decoder").field(&self.reader).finish()
    }
}

impl<R: fmt::Debug> fmt::Debug for Encoder<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Encoder").field(&self.reader).finish()
    }
}

//! A decoder that writes out the rest when dropped.

use std::{
    fmt,
    io::{self, Write},
};

use super::Decoder;

/// A [`Decoder`] that writes out what it holds, and flushes the inner writer, when dropped.
///
/// A frame that is cut off then isn't told of: call [`Decoder::try_finish`] through
/// [`get_mut`](Self::get_mut) where that matters. Nor are errors of the inner writer's, unless they are told to a
/// function, by [`Decoder::on_flush`].
///
/// ```
/// use std::io::Write;
///
/// let frame = zstdkit::compress(b"written by scope", 3)?;
/// let mut text = Vec::new();
/// {
///     let mut decoder = zstdkit::stream::write::Decoder::new(&mut text)?.auto_flush();
///     decoder.write_all(&frame)?;
/// }
/// assert_eq!(text, b"written by scope");
/// # Ok::<(), std::io::Error>(())
/// ```
#[doc(alias = "AutoFlushDecoder")]
pub struct AutoFlush<W: Write, F: FnOnce(io::Result<()>) = fn(io::Result<()>)> {
    decoder: Decoder<W>,
    told: Option<F>,
}

impl<W: Write> Decoder<W> {
    /// Flushes by itself when dropped; errors are then lost.
    pub fn auto_flush(self) -> AutoFlush<W> {
        self.on_flush(drop)
    }

    /// Flushes by itself when dropped, and calls `told` with what came of it.
    ///
    /// While a panic unwinds, nothing is flushed or called.
    ///
    /// ```
    /// use std::io::Write;
    ///
    /// let mut flushed = false;
    /// let mut text = Vec::new();
    /// let decoder = zstdkit::stream::write::Decoder::new(&mut text)?;
    /// let mut decoder = decoder.on_flush(|outcome| flushed = outcome.is_ok());
    /// decoder.write_all(&zstdkit::compress(b"written by scope", 3)?)?;
    /// drop(decoder);
    /// assert!(flushed);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn on_flush<F: FnOnce(io::Result<()>)>(self, told: F) -> AutoFlush<W, F> {
        AutoFlush { decoder: self, told: Some(told) }
    }
}

impl<W: Write, F: FnOnce(io::Result<()>)> AutoFlush<W, F> {
    /// The decoder.
    #[doc(alias = "reader")]
    #[doc(alias = "writer")]
    pub fn get_ref(&self) -> &Decoder<W> {
        &self.decoder
    }

    /// The decoder, to change.
    #[doc(alias = "reader_mut")]
    #[doc(alias = "writer_mut")]
    pub fn get_mut(&mut self) -> &mut Decoder<W> {
        &mut self.decoder
    }
}

impl<W: Write, F: FnOnce(io::Result<()>)> Write for AutoFlush<W, F> {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        self.decoder.write(data)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.decoder.flush()
    }
}

impl<W: Write, F: FnOnce(io::Result<()>)> Drop for AutoFlush<W, F> {
    fn drop(&mut self) {
        // While a panic unwinds, the writer may be what it unwinds through.
        if !std::thread::panicking()
            && let Some(told) = self.told.take()
        {
            told(self.decoder.flush());
        }
    }
}

impl<W: Write + fmt::Debug, F: FnOnce(io::Result<()>)> fmt::Debug for AutoFlush<W, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AutoFlush").field("decoder", &self.decoder).finish_non_exhaustive()
    }
}

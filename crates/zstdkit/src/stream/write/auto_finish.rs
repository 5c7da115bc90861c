//! An encoder that ends its frame when dropped.

use std::{
    fmt,
    io::{self, Write},
};

use super::Encoder;

/// An [`Encoder`] that ends its frame when dropped.
///
/// An error at that point is lost, as a drop can't tell of it: call [`Encoder::try_finish`] through
/// [`get_mut`](Self::get_mut) where that matters, or have it told to a function, by
/// [`Encoder::on_finish`].
///
/// ```
/// use std::io::Write;
///
/// let mut frame = Vec::new();
/// {
///     let mut encoder = zstdkit::stream::write::Encoder::new(&mut frame, 3)?.auto_finish();
///     encoder.write_all(b"ended by scope")?;
/// }
/// assert_eq!(zstdkit::decompress(&frame)?, b"ended by scope");
/// # Ok::<(), std::io::Error>(())
/// ```
#[doc(alias = "AutoFinishEncoder")]
pub struct AutoFinish<W: Write, F: FnOnce(io::Result<W>) = fn(io::Result<W>)> {
    /// There until it's dropped, as is what is called then.
    parts: Option<(Encoder<W>, F)>,
}

impl<W: Write> Encoder<W> {
    /// Ends the frame by itself when dropped; errors are then lost.
    pub fn auto_finish(self) -> AutoFinish<W> {
        self.on_finish(drop)
    }

    /// Ends the frame by itself when dropped, and calls `told` with what [`finish`](Self::finish) gives:
    /// the inner writer, or the error.
    ///
    /// While a panic unwinds, the frame stays cut off, and nothing is called.
    ///
    /// ```
    /// use std::io::Write;
    ///
    /// let mut frame = Vec::new();
    /// let encoder = zstdkit::stream::write::Encoder::new(Vec::new(), 3)?;
    /// let mut encoder = encoder.on_finish(|outcome| frame = outcome.expect("a Vec takes all"));
    /// encoder.write_all(b"ended by scope")?;
    /// drop(encoder);
    /// assert_eq!(zstdkit::decompress(&frame)?, b"ended by scope");
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn on_finish<F: FnOnce(io::Result<W>)>(self, told: F) -> AutoFinish<W, F> {
        AutoFinish { parts: Some((self, told)) }
    }
}

/// What holds as long as it lives.
const THERE: &str = "the encoder is there until it's dropped";

impl<W: Write, F: FnOnce(io::Result<W>)> AutoFinish<W, F> {
    /// The encoder.
    #[doc(alias = "reader")]
    #[doc(alias = "writer")]
    #[expect(clippy::missing_panics_doc, reason = "it doesn't panic")]
    pub fn get_ref(&self) -> &Encoder<W> {
        &self.parts.as_ref().expect(THERE).0
    }

    /// The encoder, to change.
    #[doc(alias = "reader_mut")]
    #[doc(alias = "writer_mut")]
    #[expect(clippy::missing_panics_doc, reason = "it doesn't panic")]
    pub fn get_mut(&mut self) -> &mut Encoder<W> {
        &mut self.parts.as_mut().expect(THERE).0
    }
}

impl<W: Write, F: FnOnce(io::Result<W>)> Write for AutoFinish<W, F> {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        self.get_mut().write(data)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.get_mut().flush()
    }
}

impl<W: Write, F: FnOnce(io::Result<W>)> Drop for AutoFinish<W, F> {
    fn drop(&mut self) {
        // While a panic unwinds, the frame stays cut off: what was written of it isn't whole.
        if !std::thread::panicking()
            && let Some((encoder, told)) = self.parts.take()
        {
            told(encoder.finish());
        }
    }
}

impl<W: Write + fmt::Debug, F: FnOnce(io::Result<W>)> fmt::Debug for AutoFinish<W, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AutoFinish").field("encoder", self.get_ref()).finish_non_exhaustive()
    }
}

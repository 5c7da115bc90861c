//! An encoder that ends its frame when dropped.

use std::io::{self, Write};

use super::Encoder;

/// An [`Encoder`] that ends its frame when dropped.
///
/// An error at that point is lost, as a drop can't tell of it: call [`Encoder::try_finish`] through
/// [`get_mut`](Self::get_mut) where that matters.
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
#[derive(Debug)]
pub struct AutoFinish<W: Write> {
    encoder: Encoder<W>,
}

impl<W: Write> Encoder<W> {
    /// Ends the frame by itself when dropped; errors are then lost.
    pub fn auto_finish(self) -> AutoFinish<W> {
        AutoFinish { encoder: self }
    }
}

impl<W: Write> AutoFinish<W> {
    /// The encoder.
    pub fn get_ref(&self) -> &Encoder<W> {
        &self.encoder
    }

    /// The encoder, to change.
    pub fn get_mut(&mut self) -> &mut Encoder<W> {
        &mut self.encoder
    }
}

impl<W: Write> Write for AutoFinish<W> {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        self.encoder.write(data)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.encoder.flush()
    }
}

impl<W: Write> Drop for AutoFinish<W> {
    fn drop(&mut self) {
        // While a panic unwinds, the frame stays cut off: what was written of it isn't whole.
        if !std::thread::panicking() {
            let _ = self.encoder.try_finish();
        }
    }
}

//! Streams from readers and into writers.

use std::io::{self, BufRead, Write};

use super::{Dictionary, HEADER_LEN};
use crate::{
    options::{CompressOptions, DecompressOptions},
    stream::{bufread, write},
};

impl Dictionary {
    /// Writes a stream's beginning into `inner`, and gives the encoder of the rest.
    ///
    /// It makes one frame; [`finish`](write::Encoder::finish) ends that, and the stream.
    ///
    /// ```
    /// use std::io::{Read, Write};
    /// use zstdkit::{CompressOptions, DecompressOptions, dcz::Dictionary};
    ///
    /// let dictionary = Dictionary::from_owned(b"version 1 of a long script");
    /// let mut encoder = dictionary.encoder(Vec::new(), &CompressOptions::new())?;
    /// encoder.write_all(b"version 2 of a long script")?;
    /// let response = encoder.finish()?;
    ///
    /// let mut text = String::new();
    /// let mut decoder = dictionary.decoder(&response[..], &DecompressOptions::new())?;
    /// decoder.read_to_string(&mut text)?;
    /// assert_eq!(text, "version 2 of a long script");
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Errors of the writer, or of the options, as [`zstdkit::Error`](crate::Error) within.
    pub fn encoder<W: Write>(
        &self,
        mut inner: W,
        options: &CompressOptions,
    ) -> io::Result<write::Encoder<W>> {
        let options = self.compress_options(options);
        options.check()?;
        inner.write_all(&self.header())?;
        Ok(write::Encoder::with_options(inner, &options)?)
    }

    /// Reads and checks a stream's beginning, and gives the decoder of the rest.
    ///
    /// # Errors
    ///
    /// Errors of the reader, of the options, or those of [`check_header`](Self::check_header), as
    /// [`zstdkit::Error`](crate::Error) within.
    pub fn decoder<R: BufRead>(
        &self,
        mut inner: R,
        options: &DecompressOptions,
    ) -> io::Result<bufread::Decoder<R>> {
        let (mut header, mut len) = ([0; HEADER_LEN], 0);
        while len < HEADER_LEN {
            match inner.read(&mut header[len..]) {
                Ok(0) => break,
                Ok(read) => len += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        self.check_header(&header[..len])?;
        Ok(bufread::Decoder::with_options(inner, &self.decompress_options(options))?)
    }
}

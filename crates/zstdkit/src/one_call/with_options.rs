//! One call with options.

use alloc::vec::Vec;

use crate::{
    error::Result,
    options::{CompressOptions, DecompressOptions},
    output::{Output, give_back_waste},
};

use super::{with_compress_context, with_decompress_context};

impl CompressOptions {
    /// Compresses `data` into one frame, with a context that the thread keeps.
    ///
    /// The context keeps the options' dictionary too while both together take 4 MiB or less, until the
    /// thread compresses with other options, or ends.
    ///
    /// # Errors
    ///
    /// A parameter out of bounds, or libzstd's own errors.
    ///
    /// Wraps `ZSTD_compress2`.
    #[doc(alias = "ZSTD_compress")]
    #[doc(alias = "ZSTD_compress2")]
    #[doc(alias = "ZSTD_compressCCtx")]
    pub fn compress(&self, data: &[u8]) -> Result<Vec<u8>> {
        let mut frame = Vec::new();
        self.compress_into(data, &mut frame)?;
        give_back_waste(&mut frame);
        Ok(frame)
    }

    /// Compresses `data` into one frame: appended to a `Vec`, or at a slice's start; returns the frame's
    /// size.
    ///
    /// # Errors
    ///
    /// As [`compress`](Self::compress); a `Vec` is then as it was.
    /// [`Error::OutputTooSmall`](crate::Error::OutputTooSmall) for a slice without enough room.
    #[doc(alias = "compress_to_buffer")]
    pub fn compress_into<O>(&self, data: &[u8], output: &mut O) -> Result<usize>
    where
        O: Output + ?Sized,
    {
        with_compress_context(self, |context| context.compress_into(data, output))
    }
}

impl DecompressOptions {
    /// Decompresses every frame in `data`, with a context that the thread keeps.
    ///
    /// The context keeps the options' dictionary too while both together take 4 MiB or less, until the
    /// thread decompresses with other options, or ends.
    ///
    /// # Errors
    ///
    /// [`Error::Truncated`](crate::Error::Truncated),
    /// [`Error::UnknownFrame`](crate::Error::UnknownFrame) for bytes that begin no frame,
    /// [`Error::OutputLimit`](crate::Error::OutputLimit),
    /// [`Error::WindowTooLarge`](crate::Error::WindowTooLarge),
    /// [`Error::DictionaryMismatch`](crate::Error::DictionaryMismatch), or libzstd's own errors for
    /// corrupt data and wrong checksums.
    ///
    /// Wraps `ZSTD_decompressDCtx`.
    #[doc(alias = "ZSTD_decompress")]
    #[doc(alias = "ZSTD_decompressDCtx")]
    pub fn decompress(&self, data: &[u8]) -> Result<Vec<u8>> {
        #[cfg(feature = "std")]
        if let Some(content) = super::kept::decompress_small(self, data) {
            return Ok(content);
        }
        let mut output = Vec::new();
        self.decompress_into(data, &mut output)?;
        give_back_waste(&mut output);
        Ok(output)
    }

    /// Decompresses every frame in `data`, to a `Vec`'s end or a slice's start; returns how many bytes.
    ///
    /// ```
    /// use zstdkit::{CompressOptions, DecompressOptions};
    ///
    /// let mut frame = [0; 64];
    /// let len = CompressOptions::new().compress_into(b"in place", &mut frame)?;
    /// let mut content = [0; 8];
    /// DecompressOptions::new().decompress_into(&frame[..len], &mut content)?;
    /// assert_eq!(&content, b"in place");
    /// # Ok::<(), zstdkit::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`decompress`](Self::decompress); a `Vec` is then as it was.
    /// [`Error::OutputTooSmall`](crate::Error::OutputTooSmall) for a slice without enough room.
    #[doc(alias = "decompress_to_buffer")]
    pub fn decompress_into<O>(&self, data: &[u8], output: &mut O) -> Result<usize>
    where
        O: Output + ?Sized,
    {
        with_decompress_context(self, |context| context.decompress_into(data, output))
    }
}

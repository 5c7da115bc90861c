//! The push decompressor, for any number of frames.

use crate::{
    error::Result, options::DecompressOptions, output::Output, parameters::Reset,
    push::buffered_decoder::BufferedDecoder,
};
use alloc::vec::Vec;

/// A decompressing push stream over any number of frames.
///
/// Input that a call doesn't use, because its output was limited, is kept for the next. After an
/// error the kept input is dropped, and the object is ready for a new frame.
///
/// ```
/// use zstdkit::{DecompressOptions, Decompressor};
///
/// let frame = zstdkit::compress(b"handed out in pieces", 3)?;
/// let mut decompressor = Decompressor::new(&DecompressOptions::new())?;
/// let mut data = decompressor.decompress(&frame, Some(8))?;
/// assert_eq!(data, b"handed o");
/// while !decompressor.needs_input() {
///     data.extend(decompressor.decompress(b"", Some(8))?);
/// }
/// assert_eq!(data, b"handed out in pieces");
/// assert!(decompressor.at_frame_edge());
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
pub struct Decompressor {
    decoder: BufferedDecoder,
}

impl DecompressOptions {
    /// A push stream over any number of frames, with these options.
    ///
    /// # Errors
    ///
    /// A parameter out of bounds, or no memory.
    pub fn decompressor(&self) -> Result<Decompressor> {
        Decompressor::new(self)
    }
}

impl Decompressor {
    /// Makes a stream with the given options.
    ///
    /// # Errors
    ///
    /// A parameter out of bounds, or no memory.
    pub fn new(options: &DecompressOptions) -> Result<Self> {
        BufferedDecoder::new(options).map(Self::around)
    }

    /// Takes a decoder over.
    pub(crate) fn around(decoder: BufferedDecoder) -> Self {
        Self { decoder }
    }

    /// Takes `data`, and returns what it decompresses to: at most `max_length` bytes, or all.
    ///
    /// `Some(0)` returns nothing and keeps the input.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownFrame`](crate::Error::UnknownFrame) for bytes that begin no frame,
    /// [`Error::OutputLimit`](crate::Error::OutputLimit),
    /// [`Error::WindowTooLarge`](crate::Error::WindowTooLarge),
    /// [`Error::DictionaryMismatch`](crate::Error::DictionaryMismatch), or libzstd's own errors for
    /// corrupt data and wrong checksums.
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
        self.decoder.run(data, max_length, false, &mut output.room())
    }

    #[cfg(feature = "bytes")]
    pub(crate) fn decoder(&mut self) -> &mut BufferedDecoder {
        &mut self.decoder
    }

    /// The options it was made with, or last configured to.
    pub fn options(&self) -> &DecompressOptions {
        self.decoder.options()
    }

    /// Takes other options in place of the ones it has, for the frames to come, those in input kept among
    /// them; its memory stays. Limits count anew.
    ///
    /// ```
    /// use zstdkit::{DecompressOptions, Decompressor, Error};
    ///
    /// let frame = zstdkit::compress(&[0; 5000], 3)?;
    /// let mut decompressor = Decompressor::new(&DecompressOptions::new())?;
    /// assert_eq!(decompressor.decompress(&frame, None)?.len(), 5000);
    /// decompressor.configure(&DecompressOptions::new().max_output(4096))?;
    /// assert_eq!(decompressor.decompress(&frame, None), Err(Error::OutputLimit { limit: 4096 }));
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A parameter out of bounds, or [`Error::OptionsInsideFrame`](crate::Error::OptionsInsideFrame): all
    /// is then as it was. No memory, or a dictionary that can't be used: it then has the default options.
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
        self.decoder.reset(what)
    }

    /// Whether more output takes more input: false exactly when input is left over, or when the
    /// output stopped at `max_length` inside of a frame.
    pub fn needs_input(&self) -> bool {
        self.decoder.needs_input()
    }

    /// Whether the output is at a frame's edge: a frame complete and handed over, or nothing begun.
    /// The input needn't be at one.
    pub fn at_frame_edge(&self) -> bool {
        self.decoder.at_frame_edge()
    }

    /// Whether what was given are whole frames, at least one, and all of their content is handed over.
    pub fn is_finished(&self) -> bool {
        self.decoder.is_finished()
    }

    /// Goes on, through input that was kept, to the end of the frame whose content has been handed over, and
    /// verifies it. At a frame's edge there is nothing to do.
    ///
    /// ```
    /// use zstdkit::{CompressOptions, DecompressOptions, Decompressor, Error};
    ///
    /// let frame = CompressOptions::new().checksum(true).compress(b"five!")?;
    /// let (content, checksum) = frame.split_at(frame.len() - 4);
    /// let mut decompressor = Decompressor::new(&DecompressOptions::new())?;
    /// assert_eq!(decompressor.decompress(content, Some(5))?, b"five!");
    /// assert_eq!(decompressor.finish_frame(), Err(Error::Truncated));
    /// decompressor.decompress(checksum, Some(0))?;
    /// decompressor.finish_frame()?;
    /// assert!(decompressor.is_finished());
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::ContentLeft`](crate::Error::ContentLeft) where there is more content, and
    /// [`Error::Truncated`](crate::Error::Truncated) where the frame's end wasn't given yet: nothing is lost.
    /// Else as [`decompress`](Self::decompress).
    pub fn finish_frame(&mut self) -> Result<()> {
        self.decoder.finish_frame()
    }

    /// The memory that it takes, in bytes, dictionaries by reference left out.
    ///
    /// Wraps `ZSTD_sizeof_DCtx`.
    #[doc(alias = "ZSTD_sizeof_DCtx")]
    #[doc(alias = "ZSTD_sizeof_DStream")]
    #[doc(alias = "sizeof")]
    pub fn memory_size(&self) -> usize {
        self.decoder.memory_size()
    }
}

//! The push compressor.

use crate::{
    error::Result,
    options::CompressOptions,
    output::GrowingOutput,
    parameters::{EndDirective, Reset},
    step::Encoder,
};
use alloc::vec::Vec;

/// A compressing push stream: data in, piece by piece; a frame out, piece by piece.
///
/// It makes any number of frames, one after the other. After an error the frame in progress is
/// dropped; the parameters and the dictionary stay, and the next call begins a new frame.
///
/// ```
/// use zstdkit::{CompressOptions, Compressor, EndDirective};
///
/// let mut compressor = Compressor::new(&CompressOptions::new())?;
/// let mut stream = compressor.compress(b"first ", EndDirective::Continue)?;
/// stream.extend(compressor.compress(b"second", EndDirective::End)?);
/// assert_eq!(zstdkit::decompress(&stream)?, b"first second");
/// # Ok::<(), zstdkit::Error>(())
/// ```
///
/// Wraps `ZSTD_compressStream2`.
#[doc(alias = "ZSTD_compressStream")]
#[doc(alias = "ZSTD_compressStream2")]
#[doc(alias = "ZSTD_endStream")]
#[doc(alias = "ZSTD_flushStream")]
#[derive(Debug)]
pub struct Compressor {
    encoder: Encoder,
}

impl CompressOptions {
    /// A push stream with these options.
    ///
    /// # Errors
    ///
    /// A parameter out of bounds, or no memory.
    pub fn compressor(&self) -> Result<Compressor> {
        Compressor::new(self)
    }
}

impl Compressor {
    /// Makes a stream with the given options.
    ///
    /// # Errors
    ///
    /// A parameter out of bounds, or no memory.
    pub fn new(options: &CompressOptions) -> Result<Self> {
        Encoder::new(options).map(Self::around)
    }

    /// Takes an encoder over.
    pub(crate) fn around(encoder: Encoder) -> Self {
        Self { encoder }
    }

    /// Takes `data`, and returns what output there is for `directive`.
    ///
    /// A frame whose first call is its [`End`](EndDirective::End) records its content's size, as
    /// does one whose size was [pledged](Self::set_pledged_size).
    ///
    /// # Errors
    ///
    /// [`Error::PledgedSize`](crate::Error::PledgedSize) when the data passes the pledge, or falls
    /// short of it at the end; no memory; libzstd's own errors.
    pub fn compress(&mut self, data: &[u8], directive: EndDirective) -> Result<Vec<u8>> {
        let mut output = Vec::new();
        self.compress_into(data, directive, &mut output)?;
        crate::output::give_back_waste(&mut output);
        Ok(output)
    }

    /// As [`compress`](Self::compress), but appends to `output`; returns how many bytes.
    ///
    /// # Errors
    ///
    /// As [`compress`](Self::compress); `output` is then as it was.
    pub fn compress_into<O: GrowingOutput>(
        &mut self,
        data: &[u8],
        directive: EndDirective,
        output: &mut O,
    ) -> Result<usize> {
        let mut room = output.room();
        match self.encoder.run(data, directive, &mut room) {
            Ok(()) => Ok(room.written()),
            Err(error) => {
                room.rewind();
                Err(error)
            }
        }
    }

    /// Hands over all output, so that a receiver can decode all input so far; the frame goes on.
    ///
    /// With nothing pending, it gives no bytes.
    ///
    /// ```
    /// use zstdkit::{CompressOptions, Compressor, DecompressOptions, EndDirective};
    ///
    /// let mut sender = Compressor::new(&CompressOptions::new())?;
    /// let mut receiver = DecompressOptions::new().decompressor()?;
    /// let mut sent = sender.compress(b"ping", EndDirective::Continue)?;
    /// sent.extend(sender.flush()?);
    /// assert_eq!(receiver.decompress(&sent, None)?, b"ping");
    /// # Ok::<(), zstdkit::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`compress`](Self::compress).
    pub fn flush(&mut self) -> Result<Vec<u8>> {
        self.compress(b"", EndDirective::Flush)
    }

    /// Ends the frame and hands over the rest of it; the object goes on with a next one.
    ///
    /// Without a frame begun, it gives an empty one.
    ///
    /// # Errors
    ///
    /// As [`compress`](Self::compress).
    pub fn finish(&mut self) -> Result<Vec<u8>> {
        self.compress(b"", EndDirective::End)
    }

    /// The directive of the last call that succeeded: [`End`](EndDirective::End) at first, and
    /// after an error, for then no frame is in progress.
    pub fn last_end_directive(&self) -> EndDirective {
        self.encoder.last_end_directive()
    }

    /// Pledges how many bytes the next frame will hold, so that its header says so; `None` takes
    /// the pledge back. It holds for that frame only.
    ///
    /// # Errors
    ///
    /// [`Error::PledgeInsideFrame`](crate::Error::PledgeInsideFrame) once a frame is begun; the
    /// frame in progress stays as it is.
    ///
    /// Wraps `ZSTD_CCtx_setPledgedSrcSize`.
    #[doc(alias = "ZSTD_CCtx_setPledgedSrcSize")]
    #[doc(alias = "ZSTD_initCStream_srcSize")]
    #[doc(alias = "init_src_size")]
    #[doc(alias = "set_pledged_src_size")]
    pub fn set_pledged_size(&mut self, size: Option<u64>) -> Result<()> {
        self.encoder.set_pledged_size(size)
    }

    /// The options it was made with, or last configured to.
    pub fn options(&self) -> &CompressOptions {
        self.encoder.options()
    }

    /// Takes other options in place of the ones it has, for the frames to come; its memory stays, and a
    /// prefix among them is for the next frame. What was pledged stays pledged.
    ///
    /// With worker threads, a frame in progress can be given another level, or other parameters of the
    /// match finder: those are for the jobs that haven't begun. Another number of workers takes a new
    /// context in C.
    ///
    /// ```
    /// use zstdkit::{CompressOptions, Compressor};
    ///
    /// let mut compressor = Compressor::new(&CompressOptions::new())?;
    /// let plain = compressor.finish()?;
    /// compressor.configure(&CompressOptions::new().checksum(true))?;
    /// assert_eq!(compressor.finish()?.len(), plain.len() + 4);
    /// # Ok::<(), zstdkit::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A parameter out of bounds, or [`Error::OptionsInsideFrame`](crate::Error::OptionsInsideFrame) for
    /// what has to wait for the frame's end: all is then as it was. No memory, or a dictionary that can't
    /// be used: it then has the default options.
    pub fn configure(&mut self, options: &CompressOptions) -> Result<()> {
        self.encoder.configure(options)
    }

    /// Changes the level: for the frames to come, and, with worker threads, for the jobs of the frame in
    /// progress that haven't begun.
    ///
    /// ```
    /// use zstdkit::{CompressOptions, Compressor, EndDirective};
    ///
    /// let mut compressor = Compressor::new(&CompressOptions::new())?;
    /// compressor.set_level(19)?;
    /// let frame = compressor.compress(b"as small as can be", EndDirective::End)?;
    /// assert_eq!(frame, zstdkit::compress(b"as small as can be", 19)?);
    /// # Ok::<(), zstdkit::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A level out of bounds; [`Error::OptionsInsideFrame`](crate::Error::OptionsInsideFrame) inside of a
    /// frame without workers; no memory for a dictionary digested for that level. All is then as it was.
    pub fn set_level(&mut self, level: i32) -> Result<()> {
        self.encoder.set_level(level)
    }

    /// Takes back the frame in progress, the parameters, or both.
    ///
    /// # Errors
    ///
    /// libzstd's own, for the parameters alone while a frame is in progress.
    ///
    /// Wraps `ZSTD_CCtx_reset`.
    #[doc(alias = "ZSTD_CCtx_reset")]
    #[doc(alias = "ZSTD_initCStream")]
    pub fn reset(&mut self, what: Reset) -> Result<()> {
        self.encoder.reset(what)
    }

    #[cfg(feature = "bytes")]
    pub(crate) fn encoder(&mut self) -> &mut Encoder {
        &mut self.encoder
    }

    /// How many bytes of output are ready to be handed over at once, at least: what worker threads have
    /// finished. 0 without workers, and where the oldest job isn't done.
    ///
    /// ```
    /// use zstdkit::CompressOptions;
    ///
    /// assert_eq!(CompressOptions::new().compressor()?.to_flush_now(), 0);
    /// # Ok::<(), zstdkit::Error>(())
    /// ```
    ///
    /// Wraps `ZSTD_toFlushNow`.
    #[doc(alias = "ZSTD_toFlushNow")]
    #[cfg(feature = "experimental")]
    pub fn to_flush_now(&self) -> usize {
        self.encoder.to_flush_now()
    }

    #[cfg(feature = "experimental")]
    pub(crate) fn cctx(&self) -> &crate::ffi::Cctx {
        self.encoder.cctx()
    }

    /// The memory that it takes, in bytes, dictionaries by reference left out. While worker threads are at a
    /// frame it's what it was when they last rested: at the frame's start, or when all was flushed.
    ///
    /// Wraps `ZSTD_sizeof_CCtx`.
    #[doc(alias = "ZSTD_sizeof_CCtx")]
    #[doc(alias = "ZSTD_sizeof_CStream")]
    #[doc(alias = "sizeof")]
    pub fn memory_size(&self) -> usize {
        self.encoder.memory_size()
    }
}

//! Compression in one call, again and again.

use std::{fmt, io};

use zstd_safe::{CCtx, CParameter, ResetDirective, WriteBuf};

use crate::{
    dict::EncoderDictionary,
    error::{OrIo, out_of_memory, with_room},
};

/// A context that compresses whole inputs.
#[derive(Default)]
pub struct Compressor<'a> {
    context: CCtx<'a>,
}

impl Compressor<'static> {
    /// Compresses at a level.
    ///
    /// # Errors
    ///
    /// There is no memory.
    pub fn new(level: i32) -> io::Result<Self> {
        Self::with_dictionary(level, &[])
    }

    /// Compresses at a level, with a dictionary.
    ///
    /// # Errors
    ///
    /// There is no memory.
    pub fn with_dictionary(level: i32, dictionary: &[u8]) -> io::Result<Self> {
        let mut new = Self::bare()?;
        new.set_dictionary(level, dictionary)?;
        Ok(new)
    }
}

impl<'a> Compressor<'a> {
    fn bare() -> io::Result<Self> {
        Ok(Self { context: CCtx::try_create().ok_or_else(out_of_memory)? })
    }

    /// Compresses with a digest, at its level.
    ///
    /// # Errors
    ///
    /// There is no memory.
    pub fn with_prepared_dictionary<'b>(dictionary: &'a EncoderDictionary<'b>) -> io::Result<Self>
    where
        'b: 'a,
    {
        let mut new = Self::bare()?;
        new.set_prepared_dictionary(dictionary)?;
        Ok(new)
    }

    /// Sets the level.
    ///
    /// # Errors
    ///
    /// None that's known.
    pub fn set_compression_level(&mut self, level: i32) -> io::Result<()> {
        self.set_parameter(CParameter::CompressionLevel(level))
    }

    /// Sets the level, and a dictionary; an empty one stands for none.
    ///
    /// # Errors
    ///
    /// There is no memory.
    pub fn set_dictionary(&mut self, level: i32, dictionary: &[u8]) -> io::Result<()> {
        self.set_compression_level(level)?;
        self.context.load_dictionary(dictionary).or_io().map(drop)
    }

    /// Sets a digest, and its level.
    ///
    /// # Errors
    ///
    /// None that's known.
    pub fn set_prepared_dictionary<'b>(
        &mut self,
        dictionary: &'a EncoderDictionary<'b>,
    ) -> io::Result<()>
    where
        'b: 'a,
    {
        self.context.ref_cdict(dictionary.as_cdict()).or_io().map(drop)
    }

    /// Compresses `source` to the start of `destination`; returns the frame's size.
    ///
    /// # Errors
    ///
    /// `destination` is too small, the dictionary corrupt, or there is no memory.
    pub fn compress_to_buffer<C: WriteBuf + ?Sized>(
        &mut self,
        source: &[u8],
        destination: &mut C,
    ) -> io::Result<usize> {
        let result = self.context.compress2(destination, source).or_io();
        if result.is_err() {
            // What is set next is for another frame than the one that failed.
            self.context.reset(ResetDirective::SessionOnly).or_io()?;
        }
        result
    }

    /// Compresses `data` into one frame.
    ///
    /// # Errors
    ///
    /// The dictionary is corrupt, or there is no memory.
    pub fn compress(&mut self, data: &[u8]) -> io::Result<Vec<u8>> {
        let mut frame = with_room(zstd_safe::compress_bound(data.len()))?;
        self.compress_to_buffer(data, &mut frame)?;
        Ok(frame)
    }

    /// The context.
    pub fn context_mut(&mut self) -> &mut CCtx<'a> {
        &mut self.context
    }

    /// Sets a parameter, for all frames to come.
    ///
    /// # Errors
    ///
    /// The value is out of bounds, or not supported.
    pub fn set_parameter(&mut self, parameter: CParameter) -> io::Result<()> {
        self.context.set_parameter(parameter).or_io().map(drop)
    }

    /// Says how much input the next frame will have, which a call that has all of it knows by itself.
    ///
    /// # Errors
    ///
    /// None that's known.
    pub fn set_pledged_src_size(&mut self, size: Option<u64>) -> io::Result<()> {
        self.context.set_pledged_src_size(size).or_io().map(drop)
    }

    crate::setters::compression_setters!();
}

impl fmt::Debug for Compressor<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Compressor").finish_non_exhaustive()
    }
}

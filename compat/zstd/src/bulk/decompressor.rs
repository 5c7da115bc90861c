//! Decompression in one call, again and again.

use std::{fmt, io};

use zstd_safe::{DCtx, DParameter, WriteBuf};

use crate::{
    dict::DecoderDictionary,
    error::{OrIo, out_of_memory, with_room},
};

/// A context that decompresses whole inputs.
#[derive(Default)]
pub struct Decompressor<'a> {
    context: DCtx<'a>,
}

impl Decompressor<'static> {
    /// Decompresses without a dictionary.
    ///
    /// # Errors
    ///
    /// There is no memory.
    pub fn new() -> io::Result<Self> {
        Self::with_dictionary(&[])
    }

    /// Decompresses with a dictionary.
    ///
    /// # Errors
    ///
    /// The dictionary is corrupt, or there is no memory.
    pub fn with_dictionary(dictionary: &[u8]) -> io::Result<Self> {
        let mut new = Self::bare()?;
        new.set_dictionary(dictionary)?;
        Ok(new)
    }
}

impl<'a> Decompressor<'a> {
    fn bare() -> io::Result<Self> {
        Ok(Self { context: DCtx::try_create().ok_or_else(out_of_memory)? })
    }

    /// Decompresses with a digest.
    ///
    /// # Errors
    ///
    /// There is no memory.
    pub fn with_prepared_dictionary<'b>(dictionary: &'a DecoderDictionary<'b>) -> io::Result<Self>
    where
        'b: 'a,
    {
        let mut new = Self::bare()?;
        new.set_prepared_dictionary(dictionary)?;
        Ok(new)
    }

    /// Sets a dictionary; an empty one stands for none.
    ///
    /// # Errors
    ///
    /// The dictionary is corrupt, or there is no memory.
    pub fn set_dictionary(&mut self, dictionary: &[u8]) -> io::Result<()> {
        self.context.load_dictionary(dictionary).or_io().map(drop)
    }

    /// Sets a digest.
    ///
    /// # Errors
    ///
    /// None that's known.
    pub fn set_prepared_dictionary<'b>(
        &mut self,
        dictionary: &'a DecoderDictionary<'b>,
    ) -> io::Result<()>
    where
        'b: 'a,
    {
        self.context.ref_ddict(dictionary.as_ddict()).or_io().map(drop)
    }

    /// Decompresses all frames of `source` to the start of `destination`; returns the content's size.
    ///
    /// # Errors
    ///
    /// The frames are damaged, `destination` is too small, or there is no memory.
    pub fn decompress_to_buffer<C: WriteBuf + ?Sized>(
        &mut self,
        source: &[u8],
        destination: &mut C,
    ) -> io::Result<usize> {
        self.context.decompress(destination, source).or_io()
    }

    /// Decompresses all frames of `data`, to at most `capacity` bytes.
    ///
    /// # Errors
    ///
    /// The frames are damaged, their content is larger, or there is no memory.
    pub fn decompress(&mut self, data: &[u8], capacity: usize) -> io::Result<Vec<u8>> {
        if let Some(size) = recorded_size(data)
            && size > capacity
        {
            return Err(io::Error::other(format!(
                "the content of {size} bytes doesn't fit into {capacity}"
            )));
        }
        let bound = Self::upper_bound(data).unwrap_or(capacity);
        let mut content = with_room(bound.min(capacity))?;
        self.decompress_to_buffer(data, &mut content)?;
        Ok(content)
    }

    /// Sets a parameter, for all frames to come.
    ///
    /// # Errors
    ///
    /// The value is out of bounds, or not supported.
    pub fn set_parameter(&mut self, parameter: DParameter) -> io::Result<()> {
        self.context.set_parameter(parameter).or_io().map(drop)
    }

    crate::setters::decompression_setters!();

    /// The most that the content of all frames may take, in bytes, if the frames tell: each of them its content's
    /// size, or with the feature `experimental` how many blocks it has.
    pub fn upper_bound(data: &[u8]) -> Option<usize> {
        #[cfg(feature = "experimental")]
        return usize::try_from(zstd_safe::decompress_bound(data).ok()?).ok();
        #[cfg(not(feature = "experimental"))]
        recorded_size(data)
    }
}

/// The size of the content of all frames, in bytes, if each says its own.
fn recorded_size(mut data: &[u8]) -> Option<usize> {
    let mut total = 0usize;
    while !data.is_empty() {
        let frame = zstd_safe::find_frame_compressed_size(data).ok()?;
        let content = zstd_safe::get_frame_content_size(data).ok()??;
        total = total.checked_add(usize::try_from(content).ok()?)?;
        data = data.get(frame..)?;
    }
    Some(total)
}

impl fmt::Debug for Decompressor<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decompressor").finish_non_exhaustive()
    }
}

//! Contexts whose memory comes from an allocator of the caller's.

use crate::{
    context::{CompressContext, DecompressContext},
    error::Result,
    ffi::{Allocator, Cctx, Dctx},
    options::{CompressOptions, DecompressOptions},
    push::{BufferedDecoder, Compressor, Decompressor},
    step,
};

impl CompressContext {
    /// Makes a context that has its memory, and its worker threads', from `allocator`; digested
    /// dictionaries and output have theirs from elsewhere.
    ///
    /// The allocator lives for as long as the context does.
    ///
    /// ```
    /// use std::{alloc::System, sync::Arc};
    /// use zstdkit::{CompressContext, CompressOptions};
    ///
    /// let options = CompressOptions::new();
    /// let mut context = CompressContext::with_allocator(&options, Arc::new(System))?;
    /// let mut frame = Vec::new();
    /// context.compress_into(b"data", &mut frame)?;
    /// assert_eq!(zstdkit::decompress(&frame)?, b"data");
    /// # Ok::<(), zstdkit::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A parameter out of bounds, or no memory.
    ///
    /// Wraps `ZSTD_createCCtx_advanced` and `ZSTD_customMem`.
    #[doc(alias = "ZSTD_createCCtx_advanced")]
    #[doc(alias = "ZSTD_customMem")]
    pub fn with_allocator(options: &CompressOptions, allocator: Allocator) -> Result<Self> {
        Self::around(Cctx::with_allocator(allocator)?, options)
    }
}

impl Compressor {
    /// Makes a push stream that has its memory, and its worker threads', from `allocator`; digested
    /// dictionaries and output have theirs from elsewhere.
    ///
    /// # Errors
    ///
    /// A parameter out of bounds, or no memory.
    ///
    /// Wraps `ZSTD_createCStream_advanced`.
    #[doc(alias = "ZSTD_createCStream_advanced")]
    pub fn with_allocator(options: &CompressOptions, allocator: Allocator) -> Result<Self> {
        step::Encoder::with_allocator(options, allocator).map(Self::around)
    }
}

impl step::Encoder {
    /// Makes an encoder that has its memory, and its worker threads', from `allocator`; digested
    /// dictionaries have theirs from elsewhere.
    ///
    /// # Errors
    ///
    /// A parameter out of bounds, or no memory.
    ///
    /// Wraps `ZSTD_createCStream_advanced`.
    #[doc(alias = "ZSTD_createCStream_advanced")]
    pub fn with_allocator(options: &CompressOptions, allocator: Allocator) -> Result<Self> {
        Self::around(Cctx::with_allocator(allocator)?, options)
    }
}

impl step::Decoder {
    /// Makes a decoder that has its memory from `allocator`; digested dictionaries have theirs from
    /// elsewhere.
    ///
    /// # Errors
    ///
    /// A parameter out of bounds, or no memory.
    ///
    /// Wraps `ZSTD_createDStream_advanced`.
    #[doc(alias = "ZSTD_createDStream_advanced")]
    pub fn with_allocator(options: &DecompressOptions, allocator: Allocator) -> Result<Self> {
        Self::around(Dctx::with_allocator(allocator)?, options)
    }
}

impl DecompressContext {
    /// Makes a context that has its memory from `allocator`; digested dictionaries, output, and the
    /// contexts of [helping threads](DecompressOptions::workers) have theirs from elsewhere.
    ///
    /// The allocator lives for as long as the context does.
    ///
    /// # Errors
    ///
    /// A parameter out of bounds, or no memory.
    ///
    /// Wraps `ZSTD_createDCtx_advanced`.
    #[doc(alias = "ZSTD_createDCtx_advanced")]
    pub fn with_allocator(options: &DecompressOptions, allocator: Allocator) -> Result<Self> {
        Self::around(Dctx::with_allocator(allocator)?, options)
    }
}

impl Decompressor {
    /// Makes a push stream that has its memory from `allocator`; digested dictionaries, output and kept
    /// input have theirs from elsewhere.
    ///
    /// ```
    /// use std::{alloc::System, sync::Arc};
    /// use zstdkit::{CompressOptions, Compressor, DecompressOptions, Decompressor, EndDirective};
    ///
    /// let mut near = Compressor::with_allocator(&CompressOptions::new(), Arc::new(System))?;
    /// let mut far = Decompressor::with_allocator(&DecompressOptions::new(), Arc::new(System))?;
    /// let frame = near.compress(b"data", EndDirective::End)?;
    /// assert_eq!(far.decompress(&frame, None)?, b"data");
    /// # Ok::<(), zstdkit::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A parameter out of bounds, or no memory.
    ///
    /// Wraps `ZSTD_createDStream_advanced`.
    #[doc(alias = "ZSTD_createDStream_advanced")]
    pub fn with_allocator(options: &DecompressOptions, allocator: Allocator) -> Result<Self> {
        let decoder = step::Decoder::with_allocator(options, allocator)?;
        Ok(Self::around(BufferedDecoder::around(decoder)))
    }
}

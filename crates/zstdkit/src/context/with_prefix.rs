//! Prefixes by reference: what came before, read where it lies, for one call.

use super::{CompressContext, DecompressContext, Progress, decompress::allow_window};
use crate::{error::Result, options::DecompressOptions, output::Output};

impl CompressContext {
    /// Compresses `data` into one frame, with matches in `prefix` too, which isn't copied.
    ///
    /// For versions of one document, say (patch-from): the receiver has to have the same prefix. It
    /// takes the place of the context's dictionary for this call, which is taken up again
    /// afterwards.
    ///
    /// A prefix counts as far as the window *and the match finder* reach. Where a level's own fall
    /// short of the sizes at hand, a larger window is taken and long-distance matching is turned on,
    /// unless the options say otherwise, as with
    /// [`CompressOptions::patch_from`](crate::CompressOptions::patch_from).
    ///
    /// ```
    /// use zstdkit::{CompressContext, CompressOptions, DecompressContext, DecompressOptions};
    ///
    /// let (old, new) = (b"version 1 of a long text", b"version 2 of a long text");
    /// let mut patch = Vec::new();
    /// CompressContext::new(&CompressOptions::new())?.compress_with_prefix(old, new, &mut patch)?;
    ///
    /// let mut back = Vec::new();
    /// let mut context = DecompressContext::new(&DecompressOptions::new())?;
    /// context.decompress_with_prefix(old, &patch, &mut back)?;
    /// assert_eq!(back, new);
    /// # Ok::<(), zstdkit::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`compress_into`](Self::compress_into), and
    /// [`Error::PrefixTooLarge`](crate::Error::PrefixTooLarge).
    ///
    /// Wraps `ZSTD_CCtx_refPrefix`.
    #[doc(alias = "ZSTD_CCtx_refPrefix")]
    #[doc(alias = "ZSTD_CCtx_refPrefix_advanced")]
    #[doc(alias = "ref_prefix")]
    pub fn compress_with_prefix<O>(
        &mut self,
        prefix: &[u8],
        data: &[u8],
        output: &mut O,
    ) -> Result<usize>
    where
        O: Output + ?Sized,
    {
        let mut room = output.room();
        self.reach(prefix, data)?;
        let outcome = self.compress_to_room(data, &mut room, |cctx, room| {
            cctx.compress_with_prefix(prefix, data, room)
        });
        self.renew_dictionary()?;
        outcome
    }
}

impl DecompressContext {
    /// Decompresses the first frame in `data`, which was compressed with `prefix`; the prefix isn't
    /// copied.
    ///
    /// It takes the place of the context's dictionary for this call, which is taken up again
    /// afterwards. The window that goes with it is allowed, as by
    /// [`DecompressOptions::patch_from`], unless the options set a limit.
    ///
    /// # Errors
    ///
    /// As [`decompress_frame_into`](Self::decompress_frame_into). Another prefix than the
    /// compressor's gives libzstd's error for corrupt data, or for a wrong checksum; without a
    /// checksum it may give wrong data instead.
    ///
    /// Wraps `ZSTD_DCtx_refPrefix`.
    #[doc(alias = "ZSTD_DCtx_refPrefix")]
    #[doc(alias = "ZSTD_DCtx_refPrefix_advanced")]
    #[doc(alias = "ref_prefix")]
    pub fn decompress_with_prefix<O>(
        &mut self,
        prefix: &[u8],
        data: &[u8],
        output: &mut O,
    ) -> Result<Progress>
    where
        O: Output + ?Sized,
    {
        let lent = Lent::new(self, prefix)?;
        let outcome = lent.context.decompress_one(data, output);
        drop(lent);
        self.renew_dictionary()?;
        outcome
    }
}

/// A context that refers to a prefix, and ceases to whatever happens.
struct Lent<'a> {
    context: &'a mut DecompressContext,
    own_options: DecompressOptions,
}

impl<'a> Lent<'a> {
    fn new(context: &'a mut DecompressContext, prefix: &'a [u8]) -> Result<Self> {
        // A frame with a prefix names no dictionary, and none may take the prefix's place.
        let mut own_options = context.options.for_prefix_of(prefix.len());
        context.swap_options(&mut own_options);
        let lent = Self { context, own_options };
        allow_window(&mut lent.context.dctx, &lent.context.options)?;
        // SAFETY: `drop` ends the reference, and the guard, which is never handed out, doesn't
        // outlive the prefix.
        unsafe { lent.context.dctx.borrow_prefix(prefix)? };
        Ok(lent)
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        self.context.dctx.reset_session();
        self.context.swap_options(&mut self.own_options);
        // Both fail only inside of a frame.
        let _ = self.context.dctx.refer_to_nothing();
        let _ = allow_window(&mut self.context.dctx, &self.context.options);
    }
}

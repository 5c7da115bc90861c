//! What a reset takes back.

bitflags::bitflags! {
    /// What a reset of a push stream takes back.
    ///
    /// ```
    /// use zstdkit::{CompressOptions, Compressor, EndDirective, Reset};
    ///
    /// let mut compressor = Compressor::new(&CompressOptions::new().checksum(true))?;
    /// compressor.compress(b"dropped", EndDirective::Continue)?;
    /// compressor.reset(Reset::SESSION | Reset::PARAMETERS)?;
    /// assert_eq!(compressor.compress(b"kept", EndDirective::End)?, zstdkit::compress(b"kept", 0)?);
    /// # Ok::<(), zstdkit::Error>(())
    /// ```
    ///
    /// Wraps `ZSTD_ResetDirective`.
    #[doc(alias = "Parameters")]
    #[doc(alias = "ResetDirective")]
    #[doc(alias = "SessionAndParameters")]
    #[doc(alias = "SessionOnly")]
    #[doc(alias = "ZSTD_ResetDirective")]
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub struct Reset: u32 {
        /// The frame in progress, with what was pledged or kept for it.
        const SESSION = 1;
        /// All parameters and the dictionary; only between frames, or together with the session.
        const PARAMETERS = 2;
    }
}

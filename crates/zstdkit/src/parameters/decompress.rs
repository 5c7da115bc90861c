//! The parameters of decompression.

use alloc::borrow::ToOwned;
use core::{fmt, ops::RangeInclusive, str::FromStr};

use zstdkit_sys::{ZSTD_dParam_getBounds, ZSTD_dParameter as Key};

use crate::error::{Error, Result};

parameters! {
    /// A parameter of decompression, by libzstd's name.
    ///
    /// ```
    /// use zstdkit::DecompressParameter;
    /// assert_eq!(DecompressParameter::WindowLogMax.to_string(), "windowLogMax");
    /// ```
    ///
    /// Wraps `ZSTD_dParameter` and `ZSTD_dParam_getBounds`.
    #[doc(alias = "DParameter")]
    #[doc(alias = "ZSTD_dParam_getBounds")]
    #[doc(alias = "ZSTD_dParameter")]
    pub enum DecompressParameter, bounds by ZSTD_dParam_getBounds;

    /// The largest window that a frame may ask for: 2^windowLogMax bytes. 0 is the default, 27.
    ///
    /// Wraps `ZSTD_d_windowLogMax`.
    #[doc(alias = "ZSTD_d_windowLogMax")]
    WindowLogMax = "windowLogMax", ZSTD_d_windowLogMax;
    /// 1 reads frames without a magic number, as
    /// [`DecompressOptions::magicless`](crate::DecompressOptions::magicless) does.
    ///
    /// Wraps `ZSTD_d_format`.
    #[doc(alias = "ZSTD_d_format")]
    #[cfg(feature = "experimental")]
    Format = "format", ZSTD_d_format;
    /// 1 doesn't compare checksums, as
    /// [`DecompressOptions::ignore_checksum`](crate::DecompressOptions::ignore_checksum) does.
    ///
    /// Wraps `ZSTD_d_forceIgnoreChecksum`.
    #[doc(alias = "ZSTD_d_forceIgnoreChecksum")]
    #[cfg(feature = "experimental")]
    ForceIgnoreChecksum = "forceIgnoreChecksum", ZSTD_d_forceIgnoreChecksum;
    /// 1 switches the Huffman decoder's assembly off.
    ///
    /// Wraps `ZSTD_d_disableHuffmanAssembly`.
    #[doc(alias = "ZSTD_d_disableHuffmanAssembly")]
    #[cfg(feature = "experimental")]
    DisableHuffmanAssembly = "disableHuffmanAssembly", ZSTD_d_disableHuffmanAssembly;
    /// The largest block that a frame may hold, in bytes: 1 KiB to 128 KiB; 0 is 128 KiB.
    ///
    /// Wraps `ZSTD_d_maxBlockSize`.
    #[doc(alias = "ZSTD_d_maxBlockSize")]
    #[cfg(feature = "experimental")]
    MaxBlockSize = "maxBlockSize", ZSTD_d_maxBlockSize;
}

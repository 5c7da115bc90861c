//! What a push compressor does once it has taken its input.

use zstdkit_sys::ZSTD_EndDirective;

/// What a push compressor does once it has taken its input.
///
/// Wraps `ZSTD_EndDirective`.
#[doc(alias = "ZSTD_EndDirective")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "lowercase"))]
pub enum EndDirective {
    /// Collect more; output comes when the encoder sees fit. The best ratio.
    Continue,
    /// Hand over all output, so that a receiver can decode all input so far; the frame goes on.
    Flush,
    /// Hand over all output and end the frame.
    End,
}

impl EndDirective {
    pub(crate) const fn as_raw(self) -> ZSTD_EndDirective {
        match self {
            Self::Continue => ZSTD_EndDirective::ZSTD_e_continue,
            Self::Flush => ZSTD_EndDirective::ZSTD_e_flush,
            Self::End => ZSTD_EndDirective::ZSTD_e_end,
        }
    }
}

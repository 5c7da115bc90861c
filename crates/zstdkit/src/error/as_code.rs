//! libzstd's word for what went wrong.

use super::{DictionaryFault, Error, ErrorCode};

impl Error {
    /// libzstd's code for the error, told by libzstd itself or not; `None` where it has none.
    ///
    /// For programs that speak of errors by libzstd's codes. What is told of an error here is more, and in
    /// the variant.
    ///
    /// ```
    /// use zstdkit::{Error, ErrorCode};
    ///
    /// let error = zstdkit::decompress(b"no frame").unwrap_err();
    /// assert_eq!(error.code(), Some(ErrorCode::PrefixUnknown));
    /// assert_eq!(Error::ContentLeft.code(), None);
    /// ```
    ///
    /// Covers `ZSTD_getErrorCode`.
    #[doc(alias = "ZSTD_getErrorCode")]
    #[doc(alias = "is")]
    #[doc(alias = "is_error_kind")]
    #[must_use]
    pub fn code(&self) -> Option<ErrorCode> {
        Some(match self {
            Self::Library { code } => *code,
            Self::ParameterOutOfBounds { .. } | Self::WindowLimitOutOfBounds { .. } => {
                ErrorCode::ParameterOutOfBound
            }
            Self::UnknownParameter { .. } | Self::UnknownParameterName { .. } => {
                ErrorCode::ParameterUnsupported
            }
            Self::ParameterConflict { .. } => ErrorCode::ParameterCombinationUnsupported,
            Self::Truncated | Self::PledgedSize { .. } | Self::SkippableTooLarge { .. } => {
                ErrorCode::SrcSizeWrong
            }
            Self::UnknownFrame { .. } | Self::LegacyFrame { .. } => ErrorCode::PrefixUnknown,
            Self::MalformedFrame { source, .. } => of_frame(source),
            Self::WindowTooLarge { .. } => ErrorCode::FrameParameterWindowTooLarge,
            Self::OutputLimit { .. } | Self::OutputTooSmall { .. } => ErrorCode::DstSizeTooSmall,
            Self::DictionaryMismatch { .. } => ErrorCode::DictionaryWrong,
            #[cfg(feature = "dcz")]
            Self::DictionaryHash => ErrorCode::DictionaryWrong,
            Self::InvalidDictionary { reason: DictionaryFault::Corrupt } => {
                ErrorCode::DictionaryCorrupted
            }
            Self::InvalidDictionary { .. } => ErrorCode::DictionaryWrong,
            Self::PledgeInsideFrame | Self::OptionsInsideFrame => ErrorCode::StageWrong,
            #[cfg(feature = "experimental")]
            Self::InvalidSequence { .. } => ErrorCode::ExternalSequencesInvalid,
            #[cfg(feature = "experimental")]
            Self::SequenceProducer { .. } => ErrorCode::SequenceProducerFailed,
            #[cfg(feature = "experimental")]
            Self::MemoryTooSmall { .. } => ErrorCode::MemoryAllocation,
            Self::OutOfMemory => ErrorCode::MemoryAllocation,
            Self::PrefixTooLarge { .. } | Self::FrameFinished | Self::ContentLeft => return None,
        })
    }
}

/// What libzstd says of what the parser found.
fn of_frame(error: &zstdkit_frame::Error) -> ErrorCode {
    use zstdkit_frame::Error as Frame;
    match error {
        Frame::Incomplete { .. } => ErrorCode::SrcSizeWrong,
        Frame::UnknownFrame { .. } | Frame::LegacyFrame { .. } => ErrorCode::PrefixUnknown,
        Frame::ReservedBit { .. } | Frame::SkippableTooLarge { .. } => {
            ErrorCode::FrameParameterUnsupported
        }
        Frame::WindowTooLarge { .. } => ErrorCode::FrameParameterWindowTooLarge,
        _ => ErrorCode::CorruptionDetected,
    }
}

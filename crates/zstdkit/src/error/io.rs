//! Errors on their way through `std::io`, and back.

use std::io;

use super::{Error, Result, fallible};

impl From<Error> for io::Error {
    /// Keeps the error as the source, under the [`io::ErrorKind`] that fits. Where not even
    /// [`Error::OutOfMemory`] finds memory to be kept in, it's the kind alone.
    fn from(error: Error) -> Self {
        let kind = match &error {
            Error::Truncated => io::ErrorKind::UnexpectedEof,
            Error::OutOfMemory => {
                let kind = io::ErrorKind::OutOfMemory;
                let source = fallible::boxed(error)
                    .map(|error| error as alloc::boxed::Box<dyn core::error::Error + Send + Sync>);
                return source.map_or(kind.into(), |source| Self::new(kind, source));
            }
            Error::ParameterOutOfBounds { .. }
            | Error::WindowLimitOutOfBounds { .. }
            | Error::UnknownParameter { .. }
            | Error::UnknownParameterName { .. }
            | Error::OutputTooSmall { .. }
            | Error::PledgedSize { .. }
            | Error::PledgeInsideFrame
            | Error::OptionsInsideFrame
            | Error::SkippableTooLarge { .. }
            | Error::ParameterConflict { .. }
            | Error::FrameFinished
            | Error::ContentLeft => io::ErrorKind::InvalidInput,
            Error::LegacyFrame { .. } => io::ErrorKind::Unsupported,
            _ => io::ErrorKind::InvalidData,
        };
        Self::new(kind, error)
    }
}

impl TryFrom<io::Error> for Error {
    type Error = io::Error;

    /// Takes this crate's error out of one that was made of it, as those of [`stream`](crate::stream)
    /// are; gives any other back as it was. [`io::ErrorKind::OutOfMemory`] is
    /// [`Error::OutOfMemory`], whoever was short of it.
    ///
    /// ```
    /// use std::io::Read;
    ///
    /// let frame = zstdkit::compress(b"cut off", 3)?;
    /// let mut decoder = zstdkit::stream::read::Decoder::new(&frame[..6])?;
    /// let error = decoder.read_to_end(&mut Vec::new()).unwrap_err();
    /// assert_eq!(zstdkit::Error::try_from(error)?, zstdkit::Error::Truncated);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    fn try_from(error: io::Error) -> Result<Self, io::Error> {
        match error.downcast() {
            Err(error) if error.kind() == io::ErrorKind::OutOfMemory => Ok(Self::OutOfMemory),
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn io_errors_keep_their_source() {
        let error = io::Error::from(Error::Truncated);
        assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
        let source = error.get_ref().and_then(|source| source.downcast_ref::<Error>());
        assert_eq!(source, Some(&Error::Truncated));
    }

    #[test]
    fn io_errors_give_back_what_they_were_made_of() {
        let limit = Error::OutputLimit { limit: 5 };
        assert_eq!(Error::try_from(io::Error::from(limit.clone())).unwrap(), limit);
        let other = Error::try_from(io::Error::from(io::ErrorKind::BrokenPipe)).unwrap_err();
        assert_eq!(other.kind(), io::ErrorKind::BrokenPipe);
        let foreign = io::Error::new(io::ErrorKind::InvalidData, "of someone else's");
        let foreign = Error::try_from(foreign).unwrap_err();
        assert_eq!(foreign.to_string(), "of someone else's");
    }
}

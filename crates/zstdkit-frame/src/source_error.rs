//! Why the frames of a source cannot be walked.

use std::io;

use crate::error::Error;

/// Why a question about a source has no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SourceError {
    /// Reading or seeking failed.
    #[error("the source could not be read: {0}")]
    Io(#[from] io::Error),
    /// The source was read, and is not what it should be.
    #[error(transparent)]
    Frame(#[from] Error),
}

impl From<Error> for io::Error {
    /// Of kind [`UnexpectedEof`](io::ErrorKind::UnexpectedEof) when more bytes are needed, and
    /// [`InvalidData`](io::ErrorKind::InvalidData) otherwise. The error itself stays the source.
    fn from(error: Error) -> Self {
        let kind = match error {
            Error::Incomplete { .. } => io::ErrorKind::UnexpectedEof,
            _ => io::ErrorKind::InvalidData,
        };
        Self::new(kind, error)
    }
}

impl From<SourceError> for io::Error {
    fn from(error: SourceError) -> Self {
        match error {
            SourceError::Io(error) => error,
            SourceError::Frame(error) => error.into(),
        }
    }
}

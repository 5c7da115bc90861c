//! Which exception an error becomes.

use pyo3::{
    PyErr, create_exception,
    exceptions::{PyEOFError, PyException, PyIndexError, PyMemoryError, PyValueError},
};

use crate::lock::Lost;

create_exception!(
    zstdkit,
    ZstdError,
    PyException,
    "What zstd refuses: damaged or truncated data, a parameter out of bounds, another dictionary."
);

/// Any error of the crates below.
#[derive(Debug)]
pub(crate) enum Failure {
    Zstd(zstdkit::Error),
    Frame(zstdkit_frame::Error),
    Dict(zstdkit_dict::Error),
    Lost(Lost),
}

impl From<zstdkit::Error> for Failure {
    fn from(error: zstdkit::Error) -> Self {
        Self::Zstd(error)
    }
}

impl From<zstdkit_frame::Error> for Failure {
    fn from(error: zstdkit_frame::Error) -> Self {
        Self::Frame(error)
    }
}

impl From<zstdkit_dict::Error> for Failure {
    fn from(error: zstdkit_dict::Error) -> Self {
        Self::Dict(error)
    }
}

impl From<Lost> for Failure {
    fn from(lost: Lost) -> Self {
        Self::Lost(lost)
    }
}

impl From<Failure> for PyErr {
    #[cold]
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Zstd(error) => of_zstd(&error),
            Failure::Frame(error) => ZstdError::new_err(error.to_string()),
            Failure::Dict(error) => of_dict(&error),
            Failure::Lost(lost) => lost.into(),
        }
    }
}

fn of_zstd(error: &zstdkit::Error) -> PyErr {
    use zstdkit::Error;
    match error {
        Error::OutOfMemory => PyMemoryError::new_err("zstd had too little memory"),
        Error::InvalidDictionary { .. } => PyValueError::new_err(error.to_string()),
        Error::FrameFinished => PyEOFError::new_err("Already at the end of a Zstandard frame."),
        Error::Truncated => ZstdError::new_err(format!(
            "{error} (an incomplete frame: Compressed data ended before the end-of-stream marker)"
        )),
        Error::UnknownFrame { .. } => {
            ZstdError::new_err(error.to_string().replacen("unknown", "Unknown", 1))
        }
        _ => ZstdError::new_err(error.to_string()),
    }
}

fn of_dict(error: &zstdkit_dict::Error) -> PyErr {
    use zstdkit_dict::Error;
    match error {
        Error::OutOfMemory { .. } => PyMemoryError::new_err(error.to_string()),
        Error::NoSamples { .. }
        | Error::ParameterOutOfBounds { .. }
        | Error::FractionOutOfBounds { .. }
        | Error::SizesMismatch { .. } => PyValueError::new_err(error.to_string()),
        _ => ZstdError::new_err(error.to_string()),
    }
}

/// An index that there is nothing at.
#[expect(dead_code, reason = "segments come next")]
pub(crate) fn no_such_index(index: isize, len: usize) -> PyErr {
    PyIndexError::new_err(format!("there is no segment {index}, only {len}"))
}

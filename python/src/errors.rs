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
    Segments(zstdkit_segments::Error),
    /// An error of a batch that decompresses.
    Decompressing(zstdkit_segments::Error),
    Seek(zstdkit_seek::Error),
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

impl From<zstdkit_segments::Error> for Failure {
    fn from(error: zstdkit_segments::Error) -> Self {
        Self::Segments(error)
    }
}

impl From<zstdkit_seek::Error> for Failure {
    fn from(error: zstdkit_seek::Error) -> Self {
        Self::Seek(error)
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
            Failure::Segments(error) => of_segments(&error),
            Failure::Decompressing(error) => of_decompressing(&error),
            Failure::Seek(error) => of_seek(error),
            Failure::Lost(lost) => lost.into(),
        }
    }
}

fn of_zstd(error: &zstdkit::Error) -> PyErr {
    use zstdkit::Error;
    match error {
        Error::OutOfMemory => PyMemoryError::new_err("zstd had too little memory"),
        Error::InvalidDictionary { .. } => PyValueError::new_err(
            error.to_string().replace("use Dictionary::raw for", "is_raw=True is for"),
        ),
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
        | Error::DifferentReservoirs { .. }
        | Error::SizesMismatch { .. } => PyValueError::new_err(error.to_string()),
        _ => ZstdError::new_err(error.to_string()),
    }
}

/// An index that there is nothing at.
pub(crate) fn no_such_index(index: isize, len: usize) -> PyErr {
    PyIndexError::new_err(match index {
        ..0 => format!(
            "there is no segment {index}, counted from the end of {len}: the offset must be non-negative"
        ),
        _ => format!("there is no segment {index}: the offset must be less than {len}"),
    })
}

fn of_segments(error: &zstdkit_segments::Error) -> PyErr {
    use zstdkit_segments::Error;
    match error {
        Error::TableLength { len } => PyValueError::new_err(format!(
            "the segments array size is not a multiple of 16: it has {len} bytes, and an entry 16, an offset \
             and a length"
        )),
        Error::SegmentOutOfBounds { .. } => PyValueError::new_err(format!(
            "an offset within segments array references memory outside of the data: {error}"
        )),
        Error::EmptyCollection => PyValueError::new_err("must pass at least 1 argument, a buffer"),
        Error::EmptyMember { .. } => {
            PyValueError::new_err(format!("a ZstdBufferWithSegments cannot be empty: {error}"))
        }
        Error::NoItems => PyValueError::new_err(format!("no source elements found: {error}")),
        Error::SizesCount { .. } | Error::NotContiguous { .. } => {
            PyValueError::new_err(error.to_string())
        }
        Error::Item { index, source } => {
            ZstdError::new_err(format!("error compressing item {index}: {source}"))
        }
        Error::Context(source) => of_zstd(source),
        Error::TooManyItems { .. } => PyMemoryError::new_err(error.to_string()),
        _ => ZstdError::new_err(error.to_string()),
    }
}

fn of_decompressing(error: &zstdkit_segments::Error) -> PyErr {
    use zstdkit_segments::Error;
    match error {
        Error::Item { index, source: zstdkit::Error::UnknownFrame { .. } }
        | Error::NoFrame { index } => PyValueError::new_err(format!(
            "could not determine decompressed size of item {index}, which is no frame: {error}"
        )),
        Error::Item { index, source: zstdkit::Error::Library { code } } => {
            ZstdError::new_err(format!("error decompressing item {index}: {}", code.message()))
        }
        Error::Item { index, source } => {
            ZstdError::new_err(format!("error decompressing item {index}: {source}"))
        }
        _ => of_segments(error),
    }
}

fn of_seek(error: zstdkit_seek::Error) -> PyErr {
    use zstdkit_seek::Error;
    match error {
        Error::Io(error) => error.into(),
        Error::Zstd(error) => of_zstd(&error),
        Error::OutOfRange { .. } => PyValueError::new_err(error.to_string()),
        _ => ZstdError::new_err(error.to_string()),
    }
}

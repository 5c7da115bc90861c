//! The table of parameters, of which the enums are made.

use pyo3::{PyResult, pyfunction};
use zstdkit::{CompressParameter, DecompressParameter};

use crate::errors::Failure;

/// The names and numbers of all parameters of compression.
#[pyfunction]
pub(crate) fn compress_parameters() -> Vec<(&'static str, i32)> {
    CompressParameter::ALL.iter().map(|one| (one.name(), one.as_raw())).collect()
}

/// The names and numbers of all parameters of decompression.
#[pyfunction]
pub(crate) fn decompress_parameters() -> Vec<(&'static str, i32)> {
    DecompressParameter::ALL.iter().map(|one| (one.name(), one.as_raw())).collect()
}

/// The least and the greatest value of a parameter, both allowed.
#[pyfunction]
pub(crate) fn compress_parameter_bounds(key: i32) -> PyResult<(i32, i32)> {
    let bounds = CompressParameter::try_from(key).map_err(Failure::Zstd)?.bounds();
    Ok(bounds.into_inner())
}

/// The least and the greatest value of a parameter, both allowed.
#[pyfunction]
pub(crate) fn decompress_parameter_bounds(key: i32) -> PyResult<(i32, i32)> {
    let bounds = DecompressParameter::try_from(key).map_err(Failure::Zstd)?.bounds();
    Ok(bounds.into_inner())
}

/// The version of libzstd.
#[pyfunction]
pub(crate) fn libzstd_version() -> &'static str {
    zstdkit::version()
}

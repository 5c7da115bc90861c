//! Whole inputs.

use pyo3::{Bound, PyAny, PyResult, Python, prelude::*, types::PyBytes};
use zstdkit::{CompressOptions, DecompressOptions, compress_bound};

use crate::{
    errors::Failure,
    input::Input,
    options::{compress_options, decompress_options, has_workers},
    output::bytes_of,
};

/// Compresses data into one frame.
#[pyfunction]
#[pyo3(signature = (data, level_or_option=None, zstd_dict=None))]
pub(crate) fn compress<'py>(
    py: Python<'py>,
    data: Input,
    level_or_option: Option<&Bound<'py, PyAny>>,
    zstd_dict: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyBytes>> {
    let options = compress_options(level_or_option, zstd_dict)?;
    compress_with(py, &data, &options)
}

/// Decompresses all frames in data.
#[pyfunction]
#[pyo3(signature = (data, zstd_dict=None, option=None))]
pub(crate) fn decompress<'py>(
    py: Python<'py>,
    data: Input,
    zstd_dict: Option<&Bound<'py, PyAny>>,
    option: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyBytes>> {
    let options = decompress_options(zstd_dict, option)?;
    decompress_with(py, &data, &options)
}

pub(crate) fn compress_with<'py>(
    py: Python<'py>,
    data: &[u8],
    options: &CompressOptions,
) -> PyResult<Bound<'py, PyBytes>> {
    bytes_of(py, compress_bound(data.len()), |room| -> Result<usize, Failure> {
        if has_workers(options) {
            // A thread's own context, were it to have workers, wouldn't outlive a fork.
            return Ok(options.context()?.compress_into(data, room)?);
        }
        Ok(options.compress_into(data, room)?)
    })
}

pub(crate) fn decompress_with<'py>(
    py: Python<'py>,
    data: &[u8],
    options: &DecompressOptions,
) -> PyResult<Bound<'py, PyBytes>> {
    if let Some(size) = stated_size(data) {
        return bytes_of(py, size, |room| -> Result<usize, Failure> {
            Ok(options.decompress_into(data, room)?)
        });
    }
    let content = py.detach(|| options.decompress(data)).map_err(Failure::Zstd)?;
    Ok(PyBytes::new(py, &content))
}

/// The content's size, where all frames say it and their blocks can hold it.
fn stated_size(data: &[u8]) -> Option<usize> {
    let mut total = 0_u64;
    for frame in zstdkit_frame::frames(data) {
        let frame = frame.ok()?;
        let size = frame.info().content_size()?;
        let most = frame.block_count().checked_mul(frame.info().block_size_limit().into())?;
        if size > most && !frame.info().is_skippable() {
            return None;
        }
        total = total.checked_add(size)?;
    }
    total.try_into().ok()
}

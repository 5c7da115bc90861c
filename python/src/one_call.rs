//! Whole inputs.

use pyo3::{
    Bound, PyAny, PyResult, Python,
    prelude::*,
    types::{PyBytes, PyTuple},
};
use zstdkit::{CompressOptions, DecompressOptions, Output, compress_bound};
use zstdkit_frame::small_frame;

use crate::{
    compressor::no_pickle,
    errors::Failure,
    input::Input,
    options::{compress_options, decompress_options, has_workers},
    output::{KEPT_AT_MOST, STACK_ROOM, bytes_by_way_of_room, bytes_by_way_of_stack, bytes_of},
    work::Work,
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

/// The base of compressors of whole inputs, which keep what they were asked for.
#[pyclass(subclass, frozen, module = "zstdkit._zstdkit")]
#[derive(Debug)]
pub(crate) struct WholeCompressor {
    options: CompressOptions,
}

#[pymethods]
impl WholeCompressor {
    #[new]
    #[pyo3(signature = (level_or_option=None, zstd_dict=None))]
    fn new(
        py: Python<'_>,
        level_or_option: Option<&Bound<'_, PyAny>>,
        zstd_dict: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let options = compress_options(level_or_option, zstd_dict)?;
        // Says now what is wrong with them.
        compress_with(py, b"", &options)?;
        Ok(Self { options })
    }

    /// Compresses data into one frame.
    fn compress<'py>(&self, py: Python<'py>, data: Input) -> PyResult<Bound<'py, PyBytes>> {
        compress_with(py, &data, &self.options)
    }

    fn __reduce__(slf: &Bound<'_, Self>) -> PyResult<()> {
        Err(no_pickle(slf))
    }
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
    // A dictionary is digested once, and soon; used otherwise, C reads it with the call.
    let digested = zstd_dict.is_none_or(|dictionary| !dictionary.is_instance_of::<PyTuple>());
    let at_most = if digested { Work::Short } else { Work::Long };
    decompress_with(py, &data, &options, at_most)
}

pub(crate) fn compress_with<'py>(
    py: Python<'py>,
    data: &[u8],
    options: &CompressOptions,
) -> PyResult<Bound<'py, PyBytes>> {
    let bound = compress_bound(data.len());
    if bound > KEPT_AT_MOST {
        return bytes_of(py, bound, Work::Long, |room| compress_into(data, options, room));
    }
    let work = Work::compressing(data, options);
    if bound <= STACK_ROOM {
        return bytes_by_way_of_stack(py, bound, work, |room| compress_into(data, options, room));
    }
    bytes_by_way_of_room(py, work, |room| {
        room.try_reserve_exact(bound).map_err(|_| zstdkit::Error::OutOfMemory)?;
        compress_into(data, options, room)
    })
}

fn compress_into<O>(data: &[u8], options: &CompressOptions, room: &mut O) -> Result<usize, Failure>
where
    O: Output + ?Sized,
{
    if has_workers(options) {
        // A thread's own context, were it to have workers, wouldn't outlive a fork.
        return Ok(options.context()?.compress_into(data, room)?);
    }
    Ok(options.compress_into(data, room)?)
}

pub(crate) fn decompress_with<'py>(
    py: Python<'py>,
    data: &[u8],
    options: &DecompressOptions,
    at_most: Work,
) -> PyResult<Bound<'py, PyBytes>> {
    if let Some(size) = stated_size(data) {
        let work = match at_most {
            Work::Short => Work::decompressing(data.len(), size),
            Work::Long => Work::Long,
        };
        return bytes_of(py, size, work, |room| -> Result<usize, Failure> {
            Ok(options.decompress_into(data, room)?)
        });
    }
    bytes_by_way_of_room(py, Work::Long, |room| {
        options.decompress_into(data, room).map_err(Failure::Zstd)
    })
}

/// The content's size, where all frames say it and their blocks can hold it.
fn stated_size(data: &[u8]) -> Option<usize> {
    if let Some(frame) = small_frame(data)
        && frame.size() == data.len()
    {
        return frame.content_size().try_into().ok();
    }
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

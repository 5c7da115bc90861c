//! Decompression in pieces.

use pyo3::{Bound, PyAny, PyResult, Python, prelude::*, types::PyBytes};
use zstdkit::Reset;

use crate::{
    compressor::no_pickle,
    errors::Failure,
    input::{Input, writable},
    lock::Lock,
    options::decompress_options,
    output::{copy_to, new_bytes, with_room},
};

/// The base of decompressors for any number of frames.
#[pyclass(subclass, frozen, module = "zstdkit._zstdkit")]
#[derive(Debug)]
pub(crate) struct Decompressor {
    inner: Lock<zstdkit::Decompressor>,
}

#[pymethods]
impl Decompressor {
    #[new]
    #[pyo3(signature = (zstd_dict=None, option=None))]
    fn new(
        py: Python<'_>,
        zstd_dict: Option<&Bound<'_, PyAny>>,
        option: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let options = decompress_options(zstd_dict, option)?;
        let inner = py.detach(|| options.decompressor()).map_err(Failure::Zstd)?;
        Ok(Self { inner: Lock::new(inner) })
    }

    /// Takes data, and returns what it decompresses to: at most max_length bytes, if that isn't negative.
    #[pyo3(signature = (data, max_length=-1))]
    fn decompress<'py>(
        &self,
        py: Python<'py>,
        data: Input,
        max_length: isize,
    ) -> PyResult<Bound<'py, PyBytes>> {
        decompressed(py, &self.inner, max_length, |inner, most, room| {
            inner.decompress_into(&data, most, room)
        })
    }

    /// Decompresses to the start of memory that can be written to; returns how many bytes.
    fn _decompress_into(
        &self,
        py: Python<'_>,
        data: Input,
        room: &Bound<'_, PyAny>,
    ) -> PyResult<usize> {
        decompressed_to(py, &self.inner, room, |inner, most, room| {
            inner.decompress_into(&data, most, room)
        })
    }

    /// Whether more output takes more input.
    #[getter]
    fn needs_input(&self, py: Python<'_>) -> PyResult<bool> {
        self.inner.look(py, |inner| inner.needs_input())
    }

    /// Whether the output is at a frame's edge: a frame is complete and handed over, or none has begun.
    #[getter]
    fn at_frame_edge(&self, py: Python<'_>) -> PyResult<bool> {
        self.inner.look(py, |inner| inner.at_frame_edge())
    }

    /// Drops the frame in progress, and the input that is left.
    fn _reset_session(&self, py: Python<'_>) -> PyResult<()> {
        self.inner.with(py, |inner| inner.reset(Reset::SESSION))
    }

    fn __reduce__(slf: &Bound<'_, Self>) -> PyResult<()> {
        Err(no_pickle(slf))
    }
}

/// The base of decompressors for one frame, which know where it ends.
#[pyclass(subclass, frozen, module = "zstdkit._zstdkit")]
#[derive(Debug)]
pub(crate) struct FrameDecompressor {
    inner: Lock<zstdkit::FrameDecompressor>,
}

#[pymethods]
impl FrameDecompressor {
    #[new]
    #[pyo3(signature = (zstd_dict=None, option=None))]
    fn new(
        py: Python<'_>,
        zstd_dict: Option<&Bound<'_, PyAny>>,
        option: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let options = decompress_options(zstd_dict, option)?;
        let inner = py.detach(|| options.frame_decompressor()).map_err(Failure::Zstd)?;
        Ok(Self { inner: Lock::new(inner) })
    }

    /// Takes data, and returns what it decompresses to: at most max_length bytes, if that isn't negative.
    #[pyo3(signature = (data, max_length=-1))]
    fn decompress<'py>(
        &self,
        py: Python<'py>,
        data: Input,
        max_length: isize,
    ) -> PyResult<Bound<'py, PyBytes>> {
        decompressed(py, &self.inner, max_length, |inner, most, room| {
            inner.decompress_into(&data, most, room)
        })
    }

    /// Decompresses to the start of memory that can be written to; returns how many bytes.
    fn _decompress_into(
        &self,
        py: Python<'_>,
        data: Input,
        room: &Bound<'_, PyAny>,
    ) -> PyResult<usize> {
        decompressed_to(py, &self.inner, room, |inner, most, room| {
            inner.decompress_into(&data, most, room)
        })
    }

    /// Whether more output takes more input; never, once the frame has ended.
    #[getter]
    fn needs_input(&self, py: Python<'_>) -> PyResult<bool> {
        self.inner.look(py, |inner| inner.needs_input())
    }

    /// Whether the frame has ended, and all of its content is handed over.
    #[getter]
    fn eof(&self, py: Python<'_>) -> PyResult<bool> {
        self.inner.look(py, |inner| inner.is_finished())
    }

    /// What followed the frame in the input; empty until the frame has ended.
    #[getter]
    fn unused_data<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let data = self.inner.look(py, |inner| inner.unused_data().to_vec())?;
        new_bytes(py, &data)
    }

    /// Drops the frame in progress, and the input that is left.
    fn _reset_session(&self, py: Python<'_>) -> PyResult<()> {
        self.inner.with(py, |inner| inner.reset(Reset::SESSION))
    }

    fn __reduce__(slf: &Bound<'_, Self>) -> PyResult<()> {
        Err(no_pickle(slf))
    }
}

/// What `append` makes of a decompressor's next input, at most so many bytes if that isn't negative.
fn decompressed<'py, T: Send>(
    py: Python<'py>,
    decompressor: &Lock<T>,
    max_length: isize,
    append: impl FnOnce(&mut T, Option<usize>, &mut Vec<u8>) -> zstdkit::Result<usize> + Send,
) -> PyResult<Bound<'py, PyBytes>> {
    let most = usize::try_from(max_length).ok();
    with_room(|room| {
        decompressor.with(py, |inner| append(inner, most, room))?;
        new_bytes(py, room)
    })
}

/// The same, to the start of memory that can be written to, and at most as much as it has room for.
fn decompressed_to<T: Send>(
    py: Python<'_>,
    decompressor: &Lock<T>,
    memory: &Bound<'_, PyAny>,
    append: impl FnOnce(&mut T, Option<usize>, &mut Vec<u8>) -> zstdkit::Result<usize> + Send,
) -> PyResult<usize> {
    let memory = writable(memory)?;
    with_room(|room| {
        let most = Some(memory.len_bytes());
        let count = decompressor.with(py, |inner| append(inner, most, room))?;
        copy_to(py, room, &memory);
        Ok(count)
    })
}

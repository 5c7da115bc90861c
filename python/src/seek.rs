//! Random access.

use std::{
    fs::File,
    io::{self, Read},
    path::PathBuf,
    sync::atomic::Ordering,
};

use pyo3::{
    Borrowed, Bound, FromPyObject, PyErr, PyResult, Python,
    exceptions::PyTypeError,
    prelude::*,
    types::{PyBytes, PyType},
};
use zstdkit_seek::{Index as Points, IndexOptions, ReadAt};

use crate::{
    dictionary::ZstdDict,
    errors::Failure,
    input::Input,
    lock::Lock,
    output::new_bytes,
    wait::{Stop, interruptible},
};

/// A compressed file, by its path or as bytes.
#[derive(Debug)]
pub(crate) enum Source {
    Bytes(Input),
    File(File),
}

impl<'a, 'py> FromPyObject<'a, 'py> for Source {
    type Error = PyErr;

    fn extract(object: Borrowed<'a, 'py, pyo3::PyAny>) -> PyResult<Self> {
        match object.extract::<Input>() {
            Ok(bytes) => Ok(Self::Bytes(bytes)),
            Err(error) if error.is_instance_of::<PyTypeError>(object.py()) => {
                let path: PathBuf = object.extract().map_err(|_| {
                    PyTypeError::new_err("the source should be a path, or a bytes-like object")
                })?;
                Ok(Self::File(object.py().detach(|| File::open(path))?))
            }
            Err(error) => Err(error),
        }
    }
}

impl ReadAt for Source {
    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Bytes(bytes) => bytes[..].read_at(offset, buf),
            Self::File(file) => file.read_at(offset, buf),
        }
    }

    fn size(&self) -> io::Result<u64> {
        match self {
            Self::Bytes(bytes) => Ok(bytes.len() as u64),
            Self::File(file) => file.size(),
        }
    }
}

/// A source from its start, until it's asked to stop.
struct FromStart<'a> {
    source: &'a Source,
    at: u64,
    stop: &'a Stop,
}

impl Read for FromStart<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.stop.load(Ordering::Relaxed) {
            return Err(io::Error::other("stopped"));
        }
        let read = self.source.read_at(self.at, buf)?;
        self.at += read as u64;
        Ok(read)
    }
}

/// Where a compressed file can be entered: points, and what a decoder has to know there.
#[pyclass(frozen, module = "zstdkit")]
#[derive(Debug)]
pub(crate) struct Index {
    inner: Points,
}

#[pymethods]
impl Index {
    /// Goes through a file, given by its path or as bytes, once, and notes a point for each so many bytes of content.
    #[classmethod]
    #[pyo3(signature = (source, *, spacing=None, zstd_dict=None, window_log_max=None))]
    fn build(
        _class: &Bound<'_, PyType>,
        py: Python<'_>,
        source: Source,
        spacing: Option<u64>,
        zstd_dict: Option<&Bound<'_, ZstdDict>>,
        window_log_max: Option<u32>,
    ) -> PyResult<Self> {
        let mut options = IndexOptions::new();
        if let Some(spacing) = spacing {
            options = options.spacing(spacing);
        }
        if let Some(dictionary) = zstd_dict {
            options = options.dictionary(dictionary.get().dictionary());
        }
        if let Some(log) = window_log_max {
            options = options.window_log_max(log);
        }
        let built =
            interruptible(py, |stop| options.build(FromStart { source: &source, at: 0, stop }))?;
        Ok(Self { inner: built.map_err(Failure::Seek)? })
    }

    /// Reads an index that to_bytes() wrote.
    #[classmethod]
    fn from_bytes(_class: &Bound<'_, PyType>, py: Python<'_>, data: Input) -> PyResult<Self> {
        let inner = py.detach(|| Points::read_from(&data[..])).map_err(Failure::Seek)?;
        Ok(Self { inner })
    }

    /// The index as bytes: skippable frames, which may stand behind the file.
    fn to_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let mut bytes = Vec::new();
        py.detach(|| self.inner.write_to(&mut bytes)).map_err(Failure::Seek)?;
        new_bytes(py, &bytes)
    }

    /// The size of the content.
    #[getter]
    fn content_size(&self) -> u64 {
        self.inner.content_size()
    }

    /// The size of the file that it was made of.
    #[getter]
    fn file_size(&self) -> u64 {
        self.inner.file_size()
    }

    fn __len__(&self) -> usize {
        self.inner.len()
    }

    fn __reduce__<'py>(
        slf: &Bound<'py, Self>,
    ) -> PyResult<(Bound<'py, pyo3::PyAny>, (Bound<'py, PyBytes>,))> {
        let read = slf.get_type().getattr("from_bytes")?;
        Ok((read, (slf.get().to_bytes(slf.py())?,)))
    }
}

/// Reads ranges of a file's content.
#[pyclass(subclass, frozen, module = "zstdkit._zstdkit")]
#[derive(Debug)]
pub(crate) struct RangeReader {
    inner: Lock<zstdkit_seek::SeekReader<Source>>,
    size: u64,
}

#[pymethods]
impl RangeReader {
    #[new]
    #[pyo3(signature = (source, index=None, *, zstd_dict=None, window_log_max=None))]
    fn new(
        py: Python<'_>,
        source: Source,
        index: Option<&Bound<'_, Index>>,
        zstd_dict: Option<&Bound<'_, ZstdDict>>,
        window_log_max: Option<u32>,
    ) -> PyResult<Self> {
        let index = index.map(|index| index.get().inner.clone());
        let opened = py.detach(|| match index {
            Some(index) => zstdkit_seek::SeekReader::new(source, index),
            None => zstdkit_seek::SeekReader::open(source),
        });
        let mut inner = opened.map_err(Failure::Seek)?;
        if let Some(dictionary) = zstd_dict {
            inner = inner.dictionary(dictionary.get().dictionary());
        }
        if let Some(log) = window_log_max {
            inner = inner.window_log_max(log);
        }
        let size = inner.content_size();
        Ok(Self { inner: Lock::new(inner), size })
    }

    /// The size of the content.
    #[getter]
    fn content_size(&self) -> u64 {
        self.size
    }

    /// The content from start to stop.
    fn read_range<'py>(
        &self,
        py: Python<'py>,
        start: u64,
        stop: u64,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let content = py.detach(|| -> Result<Vec<u8>, Failure> {
            let mut content = Vec::new();
            self.inner.lock()?.read_range(start..stop, &mut content)?;
            Ok(content)
        })?;
        new_bytes(py, &content)
    }
}

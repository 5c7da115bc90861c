//! Many items in one piece of memory.

use std::{
    ffi::{c_int, c_void},
    ptr,
};

use pyo3::{
    Bound, PyAny, PyErr, PyResult, Python,
    buffer::PyUntypedBuffer,
    exceptions::{PyIndexError, PyOverflowError, PyTypeError, PyValueError},
    ffi,
    prelude::*,
    pybacked::PyBackedBytes,
    types::{PyBytes, PyTuple, PyType},
};
use zstdkit_segments::{Error, Segment};

use crate::{
    arrow::{Capsules, capsules},
    errors::{Failure, no_such_index},
    input::{Input, contiguous},
    output::new_bytes,
};

/// Memory of any kind, kept alive and never copied.
enum Held {
    Bytes(PyBackedBytes),
    Part(PyBackedBytes, std::ops::Range<usize>),
    /// Memory that its owner may write to.
    View(PyUntypedBuffer),
}

impl AsRef<[u8]> for Held {
    fn as_ref(&self) -> &[u8] {
        match self {
            Self::Bytes(bytes) => bytes,
            Self::Part(bytes, range) => &bytes[range.clone()],
            Self::View(view) if view.len_bytes() == 0 => &[],
            // SAFETY: the exporter vouches for that many bytes at the pointer until the buffer is released,
            // which is when this is dropped; it's contiguous, as was checked. Its content may change: it's
            // read attached only, and copied before it's read otherwise.
            Self::View(view) => unsafe {
                std::slice::from_raw_parts(view.buf_ptr().cast::<u8>(), view.len_bytes())
            },
        }
    }
}

/// Memory that holds many items, and the table that says where each of them lies.
///
/// data is any contiguous buffer, segments a buffer of pairs of unsigned 64-bit numbers in native order: offset and
/// length. The data isn't copied, and a table of bytes isn't either.
#[pyclass(frozen, module = "zstdkit.buffers", sequence)]
#[derive(Debug)]
pub(crate) struct BufferWithSegments {
    pub(crate) inner: zstdkit_segments::BufferWithSegments,
    /// Whether the memory may be written to by its owner.
    is_writable: bool,
}

impl BufferWithSegments {
    /// To be read detached: with its memory copied, if that may change.
    pub(crate) fn settled(&self) -> Result<zstdkit_segments::BufferWithSegments, Error> {
        if self.is_writable {
            let table = self.inner.segments().clone();
            return zstdkit_segments::BufferWithSegments::new(self.inner.to_vec(), table);
        }
        Ok(self.inner.clone())
    }
}

#[pymethods]
impl BufferWithSegments {
    #[new]
    fn new(data: &Bound<'_, PyAny>, segments: Input) -> PyResult<Self> {
        let (held, is_writable) = match data.cast::<PyBytes>() {
            Ok(bytes) => (Held::Bytes(bytes.clone().into()), false),
            // Of views, those of bytes are told apart.
            Err(_) => match data.extract::<Input>()? {
                Input::Bytes(bytes) => (Held::Bytes(bytes), false),
                Input::Part(bytes, range) => (Held::Part(bytes, range), false),
                Input::Copy(_) => (Held::View(contiguous(data)?), true),
            },
        };
        let table =
            zstdkit_segments::BufferSegments::from_bytes(segments).map_err(Failure::Segments)?;
        let inner =
            zstdkit_segments::BufferWithSegments::new(held, table).map_err(Failure::Segments)?;
        Ok(Self { inner, is_writable })
    }

    fn __len__(&self) -> usize {
        self.inner.len()
    }

    fn __getitem__(&self, index: &Bound<'_, PyAny>) -> PyResult<BufferSegment> {
        let segments = self.inner.segments().as_slice();
        let segment = segments[place(index, segments.len())?];
        Ok(BufferSegment { parent: self.inner.clone(), segment })
    }

    /// The size of all of the memory, in bytes.
    #[getter]
    fn size(&self) -> usize {
        self.inner.as_bytes().len()
    }

    /// The table of offsets and lengths.
    #[getter]
    fn segments(&self) -> BufferSegments {
        BufferSegments { table: self.inner.segments().clone() }
    }

    /// The items as an array of Arrow's (large_binary), as capsules of its C data interface.
    ///
    /// The values aren't copied, for which each item has to begin where the one before it ends, as in the results of
    /// batches; memory that its owner may write to is.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_array__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Capsules<'py>> {
        let settled = self.settled().map_err(Failure::Segments)?;
        let array = settled.to_arrow::<i64>().map_err(Failure::Segments)?;
        capsules(py, &array, requested_schema.as_ref())
    }

    /// Pickled by its memory and its table, which protocol 5 may carry beside the pickle, without a copy.
    fn __reduce_ex__<'py>(slf: &Bound<'py, Self>, protocol: u8) -> PyResult<Reduced<'py>> {
        let (py, this) = (slf.py(), slf.get());
        let table = new_bytes(py, this.inner.segments().as_bytes())?;
        let memory = match protocol {
            5.. => py.import("pickle")?.getattr("PickleBuffer")?.call1((slf,))?,
            _ => this.tobytes(py)?.into_any(),
        };
        Ok((slf.get_type(), (memory, table)))
    }

    /// A copy of the memory.
    fn tobytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        new_bytes(py, self.inner.as_bytes())
    }

    // SAFETY: called by the interpreter alone, with a view for it to fill, attached.
    unsafe fn __getbuffer__(
        slf: Bound<'_, Self>,
        view: *mut ffi::Py_buffer,
        flags: c_int,
    ) -> PyResult<()> {
        // SAFETY: the memory is the object's as long as it lives, and the view keeps it alive.
        unsafe { lend(slf.as_any(), slf.get().inner.as_bytes(), view, flags) }
    }
}

/// A type, and what it's called with: memory and table.
type Reduced<'py> = (Bound<'py, PyType>, (Bound<'py, PyAny>, Bound<'py, PyBytes>));

/// One item: a part of the memory of a BufferWithSegments, which it keeps alive.
#[pyclass(frozen, module = "zstdkit.buffers")]
#[derive(Debug)]
pub(crate) struct BufferSegment {
    parent: zstdkit_segments::BufferWithSegments,
    segment: Segment,
}

impl BufferSegment {
    fn bytes(&self) -> &[u8] {
        // Checked when the parent was made.
        &self.parent.as_bytes()[self.segment.offset as usize..][..self.segment.len as usize]
    }
}

#[pymethods]
impl BufferSegment {
    fn __len__(&self) -> usize {
        self.bytes().len()
    }

    /// Where it begins in its parent's memory.
    #[getter]
    fn offset(&self) -> u64 {
        self.segment.offset
    }

    /// A copy of its bytes.
    fn tobytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        new_bytes(py, self.bytes())
    }

    // SAFETY: as above.
    unsafe fn __getbuffer__(
        slf: Bound<'_, Self>,
        view: *mut ffi::Py_buffer,
        flags: c_int,
    ) -> PyResult<()> {
        // SAFETY: the memory is kept by the object, which the view keeps alive.
        unsafe { lend(slf.as_any(), slf.get().bytes(), view, flags) }
    }
}

/// The table of a BufferWithSegments: offset and length of each item, as unsigned 64-bit numbers.
#[pyclass(frozen, module = "zstdkit.buffers")]
#[derive(Debug)]
pub(crate) struct BufferSegments {
    table: zstdkit_segments::BufferSegments,
}

#[pymethods]
impl BufferSegments {
    fn __len__(&self) -> usize {
        self.table.len()
    }

    fn __getitem__(&self, index: &Bound<'_, PyAny>) -> PyResult<(u64, u64)> {
        let segments = self.table.as_slice();
        let segment = segments[place(index, segments.len())?];
        Ok((segment.offset, segment.len))
    }

    /// A copy of its bytes.
    fn tobytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        new_bytes(py, self.table.as_bytes())
    }

    // SAFETY: as above.
    unsafe fn __getbuffer__(
        slf: Bound<'_, Self>,
        view: *mut ffi::Py_buffer,
        flags: c_int,
    ) -> PyResult<()> {
        // SAFETY: the table is kept by the object, which the view keeps alive.
        unsafe { lend(slf.as_any(), slf.get().table.as_bytes(), view, flags) }
    }
}

/// Several BufferWithSegments as one sequence of items.
#[pyclass(frozen, module = "zstdkit.buffers", sequence)]
#[derive(Debug)]
pub(crate) struct BufferWithSegmentsCollection {
    pub(crate) inner: zstdkit_segments::BufferWithSegmentsCollection,
    is_writable: bool,
}

impl BufferWithSegmentsCollection {
    pub(crate) fn around(inner: zstdkit_segments::BufferWithSegmentsCollection) -> Self {
        Self { inner, is_writable: false }
    }

    /// To be read detached: with its memory copied, if that may change.
    pub(crate) fn settled(&self) -> Result<zstdkit_segments::BufferWithSegmentsCollection, Error> {
        if !self.is_writable {
            return Ok(self.inner.clone());
        }
        let copies: Result<Vec<_>, Error> = (self.inner.members().iter())
            .map(|member| {
                let table = member.segments().clone();
                zstdkit_segments::BufferWithSegments::new(member.to_vec(), table)
            })
            .collect();
        zstdkit_segments::BufferWithSegmentsCollection::new(copies?)
    }
}

#[pymethods]
impl BufferWithSegmentsCollection {
    #[new]
    #[pyo3(signature = (*buffers))]
    fn new(buffers: &Bound<'_, PyTuple>) -> PyResult<Self> {
        let mut members = Vec::new();
        let mut is_writable = false;
        for buffer in buffers.iter() {
            let member = buffer.cast::<BufferWithSegments>().map_err(|_| {
                PyTypeError::new_err("arguments must be BufferWithSegments instances")
            })?;
            members.push(member.get().inner.clone());
            is_writable |= member.get().is_writable;
        }
        let made = zstdkit_segments::BufferWithSegmentsCollection::new(members);
        Ok(Self { inner: made.map_err(Failure::Segments)?, is_writable })
    }

    fn __len__(&self) -> usize {
        self.inner.len()
    }

    fn __getitem__(&self, index: &Bound<'_, PyAny>) -> PyResult<BufferSegment> {
        let mut left = place(index, self.inner.len())?;
        for member in self.inner.members() {
            if let Some(segment) = member.segments().get(left) {
                return Ok(BufferSegment { parent: member.clone(), segment: *segment });
            }
            left -= member.len();
        }
        unreachable!("a collection has as many items as its members together")
    }

    /// Bytes in all items.
    fn size(&self) -> usize {
        self.inner.size()
    }

    /// Pickled by its buffers.
    fn __reduce__<'py>(
        slf: &Bound<'py, Self>,
    ) -> PyResult<(Bound<'py, PyType>, Bound<'py, PyTuple>)> {
        Ok((slf.get_type(), PyTuple::new(slf.py(), slf.get().members())?))
    }

    /// The buffers that it's made of.
    #[getter]
    fn members(&self) -> Vec<BufferWithSegments> {
        let is_writable = self.is_writable;
        (self.inner.members().iter())
            .map(|member| BufferWithSegments { inner: member.clone(), is_writable })
            .collect()
    }
}

/// Which of so many items an index means: a negative one counts from the end.
fn place(index: &Bound<'_, PyAny>, len: usize) -> PyResult<usize> {
    let index: isize = index.extract().map_err(|error: PyErr| {
        if error.is_instance_of::<PyOverflowError>(index.py()) {
            return PyIndexError::new_err(format!("there is no segment {index} among {len}"));
        }
        error
    })?;
    let place =
        if index < 0 { len.checked_sub(index.unsigned_abs()) } else { Some(index.unsigned_abs()) };
    place.filter(|place| *place < len).ok_or_else(|| no_such_index(index, len))
}

/// Fills a view of bytes that an object keeps, read-only.
///
/// # Safety
///
/// `view` is the interpreter's, to be filled, and `bytes` stay where they are as long as `owner` lives.
unsafe fn lend(
    owner: &Bound<'_, PyAny>,
    bytes: &[u8],
    view: *mut ffi::Py_buffer,
    flags: c_int,
) -> PyResult<()> {
    if view.is_null() {
        return Err(PyValueError::new_err("there is no view to fill"));
    }
    let (start, len) = (bytes.as_ptr().cast_mut().cast::<c_void>(), bytes.len());
    let read_only = 1;
    // SAFETY: fills the view, whose pointer isn't null, with a reference to the owner of its own; or sets an
    // exception. A slice's length fits into isize.
    let filled = unsafe {
        (*view).obj = ptr::null_mut();
        ffi::PyBuffer_FillInfo(
            view,
            owner.as_ptr(),
            start,
            len as ffi::Py_ssize_t,
            read_only,
            flags,
        )
    };
    if filled == 0 { Ok(()) } else { Err(PyErr::fetch(owner.py())) }
}

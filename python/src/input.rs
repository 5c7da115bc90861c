//! Bytes from Python.

use std::{mem::MaybeUninit, ops::Deref};

use pyo3::{
    Borrowed, FromPyObject, PyAny, PyErr, PyResult, Python,
    buffer::PyUntypedBuffer,
    exceptions::{PyBufferError, PyTypeError},
    intern,
    prelude::*,
    pybacked::PyBackedBytes,
    types::{PyBytes, PyMemoryView},
};

/// A bytes-like argument, which nothing changes while it's used without the interpreter's lock.
///
/// `bytes` are shared, and so is what a `memoryview` shows of them. All else (`bytearray`, `mmap`, arrays)
/// may be written to by another thread meanwhile, whatever it says of itself, and is copied first.
#[derive(Debug)]
pub(crate) enum Input {
    Bytes(PyBackedBytes),
    /// A view of a part of `bytes`, and where it lies.
    Part(PyBackedBytes, std::ops::Range<usize>),
    Copy(Vec<u8>),
}

impl Deref for Input {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        match self {
            Self::Bytes(bytes) => bytes,
            Self::Part(bytes, range) => &bytes[range.clone()],
            Self::Copy(bytes) => bytes,
        }
    }
}

impl AsRef<[u8]> for Input {
    fn as_ref(&self) -> &[u8] {
        self
    }
}

impl<'a, 'py> FromPyObject<'a, 'py> for Input {
    type Error = PyErr;

    #[inline]
    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        match object.cast::<PyBytes>() {
            Ok(bytes) => Ok(Self::Bytes(bytes.to_owned().into())),
            Err(_) => of_buffer(&object),
        }
    }
}

/// What exports a buffer.
fn of_buffer(object: &Bound<'_, PyAny>) -> PyResult<Input> {
    let py = object.py();
    let buffer = match contiguous(object) {
        Ok(buffer) => buffer,
        Err(error) => return without_dimensions(object).ok_or(error),
    };
    if let Ok(view) = object.cast::<PyMemoryView>()
        && let Ok(bytes) = view.getattr(intern!(object.py(), "obj"))?.cast_into::<PyBytes>()
    {
        let backed = PyBackedBytes::from(bytes);
        let from = (buffer.buf_ptr() as usize).wrapping_sub(backed.as_ptr() as usize);
        let to = from.wrapping_add(buffer.len_bytes());
        if backed.get(from..to).is_some() {
            return Ok(Input::Part(backed, from..to));
        }
    }
    Ok(Input::Copy(copied(&buffer, py)))
}

/// A copy of what exports a single number, which pyo3 takes for no buffer.
#[cold]
fn without_dimensions(object: &Bound<'_, PyAny>) -> Option<Input> {
    let view = PyMemoryView::from(object).ok()?;
    let is_one = view.getattr("ndim").and_then(|count| count.extract::<usize>()).ok()? == 0;
    let bytes = is_one.then(|| view.call_method0("tobytes"))?.ok()?;
    Some(Input::Bytes(bytes.cast_into::<PyBytes>().ok()?.into()))
}

/// The buffer of an object, if it is in one piece.
pub(crate) fn contiguous(object: &Bound<'_, PyAny>) -> PyResult<PyUntypedBuffer> {
    let buffer = PyUntypedBuffer::get(object).map_err(|error| {
        if error.is_instance_of::<PyTypeError>(object.py()) {
            let kind = object.get_type();
            let name = kind.name().map_or_else(|_| "?".to_owned(), |name| name.to_string());
            return PyTypeError::new_err(format!("a bytes-like object is required, not '{name}'"));
        }
        error
    })?;
    if !buffer.is_c_contiguous() {
        return Err(PyBufferError::new_err(
            "the buffer isn't contiguous in memory; copy it into one piece first, with bytes(...) or \
             numpy.ascontiguousarray(...)",
        ));
    }
    Ok(buffer)
}

/// The buffer of an object that can be written to, if it is in one piece.
pub(crate) fn writable(object: &Bound<'_, PyAny>) -> PyResult<PyUntypedBuffer> {
    let buffer = contiguous(object)?;
    if buffer.readonly() {
        return Err(PyTypeError::new_err("a buffer that can be written to is required"));
    }
    Ok(buffer)
}

/// Memory that a view shows and no object owns: C code made the view, of memory of its own, and waits until it's
/// filled. So do the interpreter's buffered readers, with what nobody else can reach meanwhile.
///
/// They do it with a caller's memory too, of more than their own buffer has: whoever lets a caller have such a reader
/// sets the limit to that. Memory that is lent and written to by another thread all the same comes to other content:
/// Rust reads nothing of it, and of what C reads back (repetitions, literals) nothing tells it where to read or write.
#[derive(Debug)]
pub(crate) struct Lent(PyUntypedBuffer);

impl Lent {
    /// `None` for any other object, and for more bytes than `at_most`.
    pub(crate) fn of(object: &Bound<'_, PyAny>, at_most: usize) -> PyResult<Option<Self>> {
        match object.cast::<PyMemoryView>() {
            Ok(view) if view.getattr(intern!(object.py(), "obj"))?.is_none() => {
                let buffer = writable(object)?;
                let len = buffer.len_bytes();
                Ok((len > 0 && len <= at_most).then_some(Self(buffer)))
            }
            _ => Ok(None),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len_bytes()
    }

    pub(crate) fn room(&mut self) -> &mut [MaybeUninit<u8>] {
        let (start, len) = (self.0.buf_ptr().cast::<MaybeUninit<u8>>(), self.0.len_bytes());
        // SAFETY: whoever made the view vouches for so many bytes at that address, in one piece and to be
        // written to, as long as it's held, which keeps the view from being released; and waits for them.
        // Nobody owns them who could use them else.
        unsafe { std::slice::from_raw_parts_mut(start, len) }
    }
}

/// The bytes of a contiguous buffer, as they are now.
fn copied(buffer: &PyUntypedBuffer, _py: Python<'_>) -> Vec<u8> {
    let len = buffer.len_bytes();
    let mut copy = Vec::with_capacity(len);
    if len > 0 {
        // SAFETY: the exporter vouches for `len` bytes at the pointer as long as the buffer is held, and the
        // buffer is contiguous; so many fit into the new vector. The interpreter is attached, so that Python
        // code can't write to them; without its lock, what is copied beside a write is either of the two,
        // for no reference to the memory is made that would promise more.
        unsafe {
            std::ptr::copy_nonoverlapping(buffer.buf_ptr().cast::<u8>(), copy.as_mut_ptr(), len);
            copy.set_len(len);
        }
    }
    copy
}

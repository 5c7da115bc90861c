//! Bytes to Python.

use std::{cell::Cell, ffi::c_int, mem::MaybeUninit};

use pyo3::{Bound, PyResult, Python, buffer::PyUntypedBuffer, ffi, prelude::*, types::PyBytes};

use crate::work::Work;

/// The most room, in bytes, that a thread keeps for the output of its next call.
pub(crate) const KEPT_AT_MOST: usize = (1 << 20) + (1 << 14);

thread_local! {
    static KEPT: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

unsafe extern "C" {
    // In the stable ABI since 3.2; pyo3 declares it without the limited API only.
    fn _PyBytes_Resize(bytes: *mut *mut ffi::PyObject, size: ffi::Py_ssize_t) -> c_int;
}

/// A `bytes` object of what `fill` appends to an empty vector.
///
/// The vector is the thread's, and warm from its last call: new memory has to be asked of the system and comes
/// page by page, which costs more than to copy what was put out. `fill` runs as `work` says.
pub(crate) fn bytes_by_way_of_room<'py, E: Into<PyErr> + Send>(
    py: Python<'py>,
    work: Work,
    fill: impl FnOnce(&mut Vec<u8>) -> Result<usize, E> + Send,
) -> PyResult<Bound<'py, PyBytes>> {
    with_room(|room| {
        work.run(py, || fill(room)).map_err(Into::into)?;
        new_bytes(py, room)
    })
}

/// The most bytes that [`bytes_by_way_of_stack`] has room for: what a KiB of content comes to at worst.
pub(crate) const STACK_ROOM: usize = 1152;

/// A `bytes` object of the part of at most `capacity` bytes that `fill` says it has written, of which there is no
/// more than [`STACK_ROOM`].
///
/// Beside what is so small, to find the thread's room, and to give it back, takes long. `fill` runs as `work` says.
#[inline]
pub(crate) fn bytes_by_way_of_stack<'py, E: Into<PyErr> + Send>(
    py: Python<'py>,
    capacity: usize,
    work: Work,
    fill: impl FnOnce(&mut [MaybeUninit<u8>]) -> Result<usize, E> + Send,
) -> PyResult<Bound<'py, PyBytes>> {
    let mut room = [MaybeUninit::<u8>::uninit(); STACK_ROOM];
    let room = &mut room[..capacity];
    let written = work.run(py, || fill(room)).map_err(Into::into)?;
    let written = &room[..written];
    // SAFETY: `fill` has written so many bytes at the room's start, which is what the slice is cut to.
    let bytes = unsafe { std::slice::from_raw_parts(written.as_ptr().cast::<u8>(), written.len()) };
    new_bytes(py, bytes)
}

/// Lends out the thread's room, empty.
pub(crate) fn with_room<T>(work: impl FnOnce(&mut Vec<u8>) -> T) -> T {
    // While the thread ends, or inside of such a call, there is none.
    let mut room = KEPT.try_with(Cell::take).unwrap_or_default();
    room.clear();
    let result = work(&mut room);
    if room.capacity() <= KEPT_AT_MOST {
        let _ = KEPT.try_with(|kept| kept.set(room));
    }
    result
}

/// A `bytes` object; where there is no memory for it, an exception.
pub(crate) fn new_bytes<'py>(py: Python<'py>, bytes: &[u8]) -> PyResult<Bound<'py, PyBytes>> {
    // A slice's length fits into isize.
    let (start, len) = (bytes.as_ptr().cast(), bytes.len() as ffi::Py_ssize_t);
    // SAFETY: so many bytes are read at that address; the object is new, or an exception is set.
    unsafe {
        let new = ffi::PyBytes_FromStringAndSize(start, len);
        Ok(Bound::from_owned_ptr_or_err(py, new)?.cast_into_unchecked())
    }
}

/// Copies bytes to a place in a buffer that can be written to, as many as it takes.
pub(crate) fn copy_to(_attached: Python<'_>, bytes: &[u8], buffer: &PyUntypedBuffer, place: usize) {
    let Some(left) = buffer.len_bytes().checked_sub(place) else { return };
    let len = bytes.len().min(left);
    if len == 0 || buffer.readonly() || !buffer.is_c_contiguous() {
        return;
    }
    // SAFETY: the exporter vouches for the memory at the pointer as long as the buffer is held, and for that
    // it can be written to, in one piece; `place` and `len` more lie within. `bytes` are ours alone, so that the
    // two don't overlap. The interpreter is attached, so that Python code doesn't use them meanwhile.
    unsafe {
        let start = buffer.buf_ptr().cast::<u8>().add(place);
        std::ptr::copy_nonoverlapping(bytes.as_ptr(), start, len);
    }
}

/// A `bytes` object of at most `capacity` bytes, of which `fill` writes as many as it says.
///
/// `fill` runs as `work` says: nobody else knows of the object yet.
pub(crate) fn bytes_of<'py, E: Into<PyErr> + Send>(
    py: Python<'py>,
    capacity: usize,
    work: Work,
    fill: impl FnOnce(&mut [MaybeUninit<u8>]) -> Result<usize, E> + Send,
) -> PyResult<Bound<'py, PyBytes>> {
    if capacity == 0 {
        work.run(py, || fill(&mut [])).map_err(Into::into)?;
        return new_bytes(py, b"");
    }
    let mut new = NewBytes::with_room(py, capacity)?;
    let room = new.room();
    let written = work.run(py, || fill(room)).map_err(Into::into)?;
    new.finish(written)
}

/// A `bytes` object that nobody else has yet.
pub(crate) struct NewBytes<'py> {
    object: Bound<'py, PyAny>,
    capacity: usize,
}

impl<'py> NewBytes<'py> {
    /// With room for so many bytes, at least one.
    pub(crate) fn with_room(py: Python<'py>, capacity: usize) -> PyResult<Self> {
        // The object for no bytes is shared by all who want it.
        let capacity = capacity.max(1);
        let size = ffi::Py_ssize_t::try_from(capacity)
            .map_err(|_| pyo3::exceptions::PyMemoryError::new_err(()))?;
        // SAFETY: a null pointer asks for a new object with room for `size` bytes, or an exception is set.
        let object = unsafe {
            let new = ffi::PyBytes_FromStringAndSize(std::ptr::null(), size);
            Bound::from_owned_ptr_or_err(py, new)?
        };
        Ok(Self { object, capacity })
    }

    /// The room.
    pub(crate) fn room(&mut self) -> &mut [MaybeUninit<u8>] {
        // SAFETY: the object is a new `bytes`, which has `capacity` bytes at that address. Nobody else has it,
        // and the slice is gone before anybody gets it.
        unsafe {
            let start = ffi::PyBytes_AsString(self.object.as_ptr());
            std::slice::from_raw_parts_mut(start.cast::<MaybeUninit<u8>>(), self.capacity)
        }
    }

    /// The object, with the first `written` bytes of its room, which were.
    pub(crate) fn finish(self, written: usize) -> PyResult<Bound<'py, PyBytes>> {
        assert!(written <= self.capacity, "more was written than there is room for");
        let py = self.object.py();
        let mut object = self.object.into_ptr();
        // SAFETY: the only reference to the object is given away, and comes back, perhaps moved; or it's
        // freed, the pointer null, and an exception set. `written` fits, for `capacity` does.
        unsafe {
            if written < self.capacity {
                _PyBytes_Resize(&mut object, written as ffi::Py_ssize_t);
            }
            Ok(Bound::from_owned_ptr_or_err(py, object)?.cast_into_unchecked())
        }
    }

    /// The object, its room full, with more behind it.
    pub(crate) fn finish_with(self, more: &[u8]) -> PyResult<Bound<'py, PyBytes>> {
        let (py, before) = (self.object.py(), self.capacity);
        let all = before.checked_add(more.len()).and_then(|all| all.try_into().ok());
        let size: ffi::Py_ssize_t =
            all.ok_or_else(|| pyo3::exceptions::PyMemoryError::new_err(()))?;
        let mut object = self.object.into_ptr();
        // SAFETY: as above. The object then has `size` bytes, of which those behind `before` are nobody's yet.
        unsafe {
            _PyBytes_Resize(&mut object, size);
            let object = Bound::from_owned_ptr_or_err(py, object)?;
            let behind = ffi::PyBytes_AsString(object.as_ptr()).add(before);
            std::ptr::copy_nonoverlapping(more.as_ptr(), behind.cast::<u8>(), more.len());
            Ok(object.cast_into_unchecked())
        }
    }
}

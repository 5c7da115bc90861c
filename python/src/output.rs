//! Bytes to Python, written in place.

use std::{ffi::c_int, mem::MaybeUninit};

use pyo3::{Bound, PyResult, Python, ffi, prelude::*, types::PyBytes};

unsafe extern "C" {
    // In the stable ABI since 3.2; pyo3 declares it without the limited API only.
    fn _PyBytes_Resize(bytes: *mut *mut ffi::PyObject, size: ffi::Py_ssize_t) -> c_int;
}

/// A `bytes` object of at most `capacity` bytes, of which `fill` writes as many as it says.
///
/// `fill` runs detached: nobody else knows of the object yet.
pub(crate) fn bytes_of<'py, E: Into<PyErr> + Send>(
    py: Python<'py>,
    capacity: usize,
    fill: impl FnOnce(&mut [MaybeUninit<u8>]) -> Result<usize, E> + Send,
) -> PyResult<Bound<'py, PyBytes>> {
    if capacity == 0 {
        py.detach(|| fill(&mut [])).map_err(Into::into)?;
        return Ok(PyBytes::new(py, b""));
    }
    let size = ffi::Py_ssize_t::try_from(capacity)
        .map_err(|_| pyo3::exceptions::PyMemoryError::new_err(()))?;
    // SAFETY: a null pointer asks for a new object with room for `size` bytes, or an exception is set.
    let object = unsafe {
        let new = ffi::PyBytes_FromStringAndSize(std::ptr::null(), size);
        Bound::from_owned_ptr_or_err(py, new)?
    };
    // SAFETY: the object is a new `bytes`, which has `capacity` bytes at that address. Nobody else has it,
    // and the slice is gone before anybody gets it.
    let room = unsafe {
        let start = ffi::PyBytes_AsString(object.as_ptr());
        std::slice::from_raw_parts_mut(start.cast::<MaybeUninit<u8>>(), capacity)
    };
    let written = py.detach(|| fill(room)).map_err(Into::into)?;
    assert!(written <= capacity, "more was written than there is room for");
    let mut object = object.into_ptr();
    // SAFETY: the only reference to the object is given away, and comes back, perhaps moved; or it's freed,
    // the pointer null, and an exception set. `written` fits, for `capacity` does.
    unsafe {
        if written < capacity {
            _PyBytes_Resize(&mut object, written as ffi::Py_ssize_t);
        }
        Ok(Bound::from_owned_ptr_or_err(py, object)?.cast_into_unchecked())
    }
}

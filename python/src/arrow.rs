//! Arrow's arrays, in and out by its C data interface, without a copy of their values.

use arrow_array::{
    Array, BinaryArray, LargeBinaryArray, LargeStringArray, StringArray, ffi::to_ffi,
};
use arrow_buffer::{NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow_data::ArrayData;
use arrow_schema::DataType;
use pyo3::{
    Bound, PyAny, PyErr, PyResult, Python, exceptions::PyValueError, prelude::*, types::PyCapsule,
};
use zstdkit_segments::BufferWithSegmentsCollection as Collection;

use crate::{
    batches::{BatchCompressor, BatchDecompressor},
    column::{self, Chunk, import},
    errors::Failure,
};

/// A frame of no content, which stands for a null while a batch is decompressed.
const EMPTY_FRAME: &[u8] = &[0x28, 0xB5, 0x2F, 0xFD, 0x20, 0x00, 0x01, 0x00, 0x00];

/// An array of bytes (large_binary), for whoever takes arrays by the C data interface.
#[pyclass(frozen, module = "zstdkit.arrow")]
#[derive(Debug)]
pub(crate) struct ArrowArray {
    array: LargeBinaryArray,
}

#[pymethods]
impl ArrowArray {
    fn __len__(&self) -> usize {
        self.array.len()
    }

    /// The array, and its type, as capsules of Arrow's C data interface: large_binary, or one of the other types of
    /// bytes and strings that is asked for, where the values allow it.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_array__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Capsules<'py>> {
        capsules(py, &self.array, requested_schema.as_ref())
    }
}

/// A type and an array of it.
pub(crate) type Capsules<'py> = (Bound<'py, PyCapsule>, Bound<'py, PyCapsule>);

/// Hands an array out.
pub(crate) fn capsules<'py>(
    py: Python<'py>,
    array: &LargeBinaryArray,
    requested: Option<&Bound<'py, PyAny>>,
) -> PyResult<Capsules<'py>> {
    let data = match requested.and_then(|capsule| column::told(capsule).ok()) {
        Some(kind) => as_asked(array, &kind).unwrap_or_else(|| array.to_data()),
        None => array.to_data(),
    };
    let (array, schema) = to_ffi(&data).map_err(refused)?;
    // Either is released by who takes it, or else when its capsule goes.
    Ok((
        PyCapsule::new_with_value(py, schema, c"arrow_schema")?,
        PyCapsule::new_with_value(py, array, c"arrow_array")?,
    ))
}

/// The array as another type; `None` where that can't be had, which the interface allows.
fn as_asked(array: &LargeBinaryArray, kind: &DataType) -> Option<ArrayData> {
    let small = || {
        let offsets: Option<Vec<i32>> =
            array.value_offsets().iter().map(|&offset| i32::try_from(offset).ok()).collect();
        let offsets = OffsetBuffer::new(ScalarBuffer::from(offsets?));
        Some(BinaryArray::new(offsets, array.values().clone(), array.nulls().cloned()))
    };
    match kind {
        DataType::Binary => Some(small()?.to_data()),
        DataType::Utf8 => Some(StringArray::try_from_binary(small()?).ok()?.to_data()),
        DataType::LargeUtf8 => {
            Some(LargeStringArray::try_from_binary(array.clone()).ok()?.to_data())
        }
        _ => None,
    }
}

/// Compresses every value of an array into a frame of its own; nulls stay nulls.
#[pyfunction]
pub(crate) fn compress_array(
    py: Python<'_>,
    compressor: &Bound<'_, BatchCompressor>,
    array: &Bound<'_, PyAny>,
    threads: isize,
) -> PyResult<Vec<ArrowArray>> {
    let chunks = import(array)?;
    let (items, nulls) = items_of(&chunks, b"");
    if items.is_empty() {
        return Ok(Vec::new());
    }
    let frames = compressor.get().run_batch(py, &items, threads)?;
    export(&frames, nulls.as_ref())
}

/// Decompresses every value of an array, which is one frame; nulls stay nulls.
#[pyfunction]
pub(crate) fn decompress_array(
    py: Python<'_>,
    decompressor: &Bound<'_, BatchDecompressor>,
    array: &Bound<'_, PyAny>,
    threads: isize,
) -> PyResult<Vec<ArrowArray>> {
    let chunks = import(array)?;
    let (items, nulls) = items_of(&chunks, EMPTY_FRAME);
    if items.is_empty() {
        return Ok(Vec::new());
    }
    let content = decompressor.get().run_batch(py, &items, threads)?;
    export(&content, nulls.as_ref())
}

fn refused(error: impl std::fmt::Display) -> PyErr {
    PyValueError::new_err(error.to_string())
}

/// The values of all chunks, something else in place of nulls, and which are null.
fn items_of<'a>(chunks: &'a [Chunk], for_null: &'a [u8]) -> (Vec<&'a [u8]>, Option<NullBuffer>) {
    let (mut items, mut valid) = (Vec::new(), Vec::new());
    for chunk in chunks {
        for value in chunk.values() {
            valid.push(value.is_some());
            items.push(value.unwrap_or(for_null));
        }
    }
    let nulls = valid.contains(&false).then(|| NullBuffer::from(valid));
    (items, nulls)
}

/// Results as arrays, which share their memory.
fn export(results: &Collection, nulls: Option<&NullBuffer>) -> PyResult<Vec<ArrowArray>> {
    let arrays = results.to_arrow::<i64>().map_err(Failure::Segments)?;
    let mut at = 0;
    Ok(arrays
        .into_iter()
        .map(|array| {
            let (offsets, values, _) = array.into_parts();
            let len = offsets.len() - 1;
            let nulls = nulls.map(|nulls| nulls.slice(at, len));
            at += len;
            ArrowArray { array: LargeBinaryArray::new(offsets, values, nulls) }
        })
        .collect())
}

/// An array of no values.
#[pyfunction]
pub(crate) fn empty_array() -> ArrowArray {
    let offsets = OffsetBuffer::new(ScalarBuffer::from(vec![0_i64]));
    ArrowArray { array: LargeBinaryArray::new(offsets, Vec::<u8>::new().into(), None) }
}

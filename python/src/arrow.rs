//! Arrow's arrays, in and out by its C data interface, without a copy of their values.

use arrow_array::{
    Array, ArrayRef, BinaryArray, BinaryViewArray, LargeBinaryArray, LargeStringArray, StringArray,
    StringViewArray,
    ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi, to_ffi},
    ffi_stream::{ArrayStreamReader, FFI_ArrowArrayStream},
    make_array,
};
use arrow_buffer::{NullBuffer, OffsetBuffer, ScalarBuffer};
use pyo3::{
    Bound, PyAny, PyResult, Python,
    exceptions::{PyTypeError, PyValueError},
    prelude::*,
    types::{PyCapsule, PyTuple},
};
use zstdkit_segments::BufferWithSegmentsCollection as Collection;

use crate::{
    batches::{BatchCompressor, BatchDecompressor},
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

    /// The array, and its type, as capsules of Arrow's C data interface.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_array__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<(Bound<'py, PyCapsule>, Bound<'py, PyCapsule>)> {
        // A type that is asked for may be left unheeded, says the interface.
        drop(requested_schema);
        let (array, schema) = to_ffi(&self.array.to_data()).map_err(refused)?;
        // Either is released by who takes it, or else when its capsule goes.
        Ok((
            PyCapsule::new_with_value(py, schema, c"arrow_schema")?,
            PyCapsule::new_with_value(py, array, c"arrow_array")?,
        ))
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
    let (items, nulls) = items_of(&chunks, b"")?;
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
    let (items, nulls) = items_of(&chunks, EMPTY_FRAME)?;
    if items.is_empty() {
        return Ok(Vec::new());
    }
    let content = decompressor.get().run_batch(py, &items, threads)?;
    export(&content, nulls.as_ref())
}

fn refused(error: impl std::fmt::Display) -> PyErr {
    PyValueError::new_err(error.to_string())
}

/// The chunks of an array or a column.
fn import(array: &Bound<'_, PyAny>) -> PyResult<Vec<ArrayRef>> {
    if array.hasattr("__arrow_c_stream__")? {
        let capsule = array.call_method0("__arrow_c_stream__")?.cast_into::<PyCapsule>()?;
        let stream =
            capsule.pointer_checked(Some(c"arrow_array_stream"))?.cast::<FFI_ArrowArrayStream>();
        // SAFETY: a capsule of that name holds such a stream, says Arrow's PyCapsule interface. It's moved
        // out, and what is left is marked as released, so that the capsule doesn't release it again.
        let reader = unsafe { ArrayStreamReader::from_raw(stream.as_ptr()) }.map_err(refused)?;
        return reader.map(|chunk| chunk.map_err(refused)).collect();
    }
    if !array.hasattr("__arrow_c_array__")? {
        return Err(PyTypeError::new_err(
            "the array should have __arrow_c_array__ or __arrow_c_stream__, as those of Polars, pyarrow and \
             others do",
        ));
    }
    let pair = array.call_method0("__arrow_c_array__")?.cast_into::<PyTuple>()?;
    let (schema, values): (Bound<'_, PyCapsule>, Bound<'_, PyCapsule>) = pair.extract()?;
    let schema = schema.pointer_checked(Some(c"arrow_schema"))?.cast::<FFI_ArrowSchema>();
    let values = values.pointer_checked(Some(c"arrow_array"))?.cast::<FFI_ArrowArray>();
    // SAFETY: capsules of these names hold such structures, which describe each other. The array is moved
    // out, and what is left of it is marked as released; the schema is only read, while its capsule lives.
    let data = unsafe {
        let values = FFI_ArrowArray::from_raw(values.as_ptr());
        from_ffi(values, schema.as_ref())
    };
    Ok(vec![make_array(data.map_err(refused)?)])
}

/// The values of all chunks, something else in place of nulls, and which are null.
fn items_of<'a>(
    chunks: &'a [ArrayRef],
    for_null: &'a [u8],
) -> PyResult<(Vec<&'a [u8]>, Option<NullBuffer>)> {
    let mut items = Vec::with_capacity(chunks.iter().map(|chunk| chunk.len()).sum());
    let mut valid = Vec::new();
    for chunk in chunks {
        macro_rules! take {
            ($($kind:ty: $bytes:expr;)*) => {
                $(if let Some(array) = chunk.as_any().downcast_ref::<$kind>() {
                    for value in array {
                        valid.push(value.is_some());
                        items.push(value.map_or(for_null, $bytes));
                    }
                    continue;
                })*
            };
        }
        take! {
            BinaryArray: |bytes| bytes;
            LargeBinaryArray: |bytes| bytes;
            BinaryViewArray: |bytes| bytes;
            StringArray: str::as_bytes;
            LargeStringArray: str::as_bytes;
            StringViewArray: str::as_bytes;
        }
        return Err(PyTypeError::new_err(format!(
            "an array of bytes or strings is needed, and this is one of {}",
            chunk.data_type()
        )));
    }
    let nulls = valid.contains(&false).then(|| NullBuffer::from(valid));
    Ok((items, nulls))
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

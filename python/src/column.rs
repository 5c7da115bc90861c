//! Arrow's arrays of bytes and strings, as they come in by the C data interface.
//!
//! The interface hands over pointers, of which the producer says that they are as the format has them. What can
//! be looked at is looked at: a structure that somebody took before, offsets that go back, views of what isn't there.

use std::ffi::CStr;

use arrow_array::{
    Array, BinaryArray, BinaryViewArray, LargeBinaryArray,
    ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi_and_data_type},
    ffi_stream::FFI_ArrowArrayStream,
};
use arrow_schema::DataType;
use pyo3::{
    Bound, PyAny, PyErr, PyResult, Python,
    exceptions::{PyTypeError, PyValueError},
    prelude::*,
    types::{PyCapsule, PyList, PyTuple},
};

/// Values that lie end to end, or that views show. Strings are bytes here.
pub(crate) enum Chunk {
    Empty,
    Small(BinaryArray),
    Large(LargeBinaryArray),
    View(BinaryViewArray),
}

impl Chunk {
    /// The values, `None` for nulls.
    pub(crate) fn values(&self) -> Vec<Option<&[u8]>> {
        match self {
            Self::Empty => Vec::new(),
            Self::Small(array) => array.iter().collect(),
            Self::Large(array) => array.iter().collect(),
            Self::View(array) => array.iter().collect(),
        }
    }
}

/// Whether an object is one of Arrow's arrays or columns.
pub(crate) fn is_column(object: &Bound<'_, PyAny>) -> PyResult<bool> {
    Ok(object.hasattr("__arrow_c_stream__")? || object.hasattr("__arrow_c_array__")?)
}

/// The chunks of an array or a column, or of a list of such, as the functions here return.
pub(crate) fn import(object: &Bound<'_, PyAny>) -> PyResult<Vec<Chunk>> {
    let Ok(list) = object.cast::<PyList>() else { return import_one(object) };
    let mut chunks = Vec::new();
    for one in list.iter() {
        chunks.extend(import_one(&one)?);
    }
    Ok(chunks)
}

fn import_one(object: &Bound<'_, PyAny>) -> PyResult<Vec<Chunk>> {
    if object.hasattr("__arrow_c_stream__")? {
        let capsule = object.call_method0("__arrow_c_stream__")?.cast_into::<PyCapsule>()?;
        let stream =
            capsule.pointer_checked(Some(c"arrow_array_stream"))?.cast::<FFI_ArrowArrayStream>();
        // SAFETY: a capsule of that name holds such a stream, says Arrow's PyCapsule interface. It's moved
        // out, and what is left is marked as released, so that the capsule doesn't release it again.
        let stream = unsafe { FFI_ArrowArrayStream::from_raw(stream.as_ptr()) };
        return read(object.py(), stream);
    }
    if !object.hasattr("__arrow_c_array__")? {
        return Err(PyTypeError::new_err(
            "the array should have __arrow_c_array__ or __arrow_c_stream__, as those of Polars, pyarrow and \
             others do",
        ));
    }
    let pair = object.call_method0("__arrow_c_array__")?.cast_into::<PyTuple>()?;
    let (schema, values): (Bound<'_, PyCapsule>, Bound<'_, PyCapsule>) = pair.extract()?;
    let schema = schema.pointer_checked(Some(c"arrow_schema"))?.cast::<FFI_ArrowSchema>();
    let values = values.pointer_checked(Some(c"arrow_array"))?.cast::<FFI_ArrowArray>();
    // SAFETY: a capsule of that name holds such a structure, which is only read, while its capsule lives.
    let kind = kind(unsafe { schema.as_ref() })?;
    // SAFETY: likewise. The array is moved out, and what is left of it is marked as released.
    let values = unsafe { FFI_ArrowArray::from_raw(values.as_ptr()) };
    // SAFETY: the two capsules of a pair describe each other.
    Ok(vec![unsafe { chunk(values, &kind) }?])
}

/// All chunks of a stream.
fn read(py: Python<'_>, mut stream: FFI_ArrowArrayStream) -> PyResult<Vec<Chunk>> {
    let (Some(get_schema), Some(get_next)) = (stream.get_schema(), stream.get_next()) else {
        return Err(taken("stream"));
    };
    let mut schema = FFI_ArrowSchema::empty();
    // A producer may be at work on other threads, which may be in want of the interpreter: it's not kept.
    // SAFETY: the stream isn't released, and both pointers are good for the call.
    let code = py.detach(|| unsafe { get_schema(&mut stream, &mut schema) });
    failed(&mut stream, code)?;
    let kind = kind(&schema)?;
    let mut chunks = Vec::new();
    loop {
        let mut array = FFI_ArrowArray::empty();
        // SAFETY: as above.
        let code = py.detach(|| unsafe { get_next(&mut stream, &mut array) });
        failed(&mut stream, code)?;
        if array.is_released() {
            return Ok(chunks);
        }
        // SAFETY: the arrays of a stream are of its schema.
        chunks.push(unsafe { chunk(array, &kind) }?);
    }
}

/// The error that a stream has told, if it has.
fn failed(stream: &mut FFI_ArrowArrayStream, code: i32) -> PyResult<()> {
    if code == 0 {
        return Ok(());
    }
    let words = match stream.get_last_error() {
        // SAFETY: the last call on the stream, which isn't released, has failed.
        Some(get_last_error) => unsafe { get_last_error(stream) },
        None => std::ptr::null(),
    };
    let words = match words.is_null() {
        true => format!("code {code}"),
        // SAFETY: the producer's string, which is good until the next call on the stream.
        false => unsafe { CStr::from_ptr(words) }.to_string_lossy().into_owned(),
    };
    Err(PyValueError::new_err(format!("the stream of arrays failed: {words}")))
}

fn taken(what: &str) -> PyErr {
    PyValueError::new_err(format!(
        "the {what} was released: a capsule can be taken once, and somebody has"
    ))
}

fn bad(what: &str) -> PyErr {
    PyValueError::new_err(format!("the array is not as Arrow's format has it: {what}"))
}

/// The type that a capsule tells.
pub(crate) fn told(capsule: &Bound<'_, PyAny>) -> PyResult<DataType> {
    let capsule = capsule.cast::<PyCapsule>()?;
    let schema = capsule.pointer_checked(Some(c"arrow_schema"))?.cast::<FFI_ArrowSchema>();
    // SAFETY: a capsule of that name holds such a structure, which is only read, while its capsule lives.
    data_type(unsafe { schema.as_ref() })
}

fn data_type(schema: &FFI_ArrowSchema) -> PyResult<DataType> {
    if schema.release().is_none() {
        return Err(taken("array's type"));
    }
    DataType::try_from(schema).map_err(|error| PyValueError::new_err(error.to_string()))
}

/// The type of bytes in which an array of bytes or strings is laid out.
fn kind(schema: &FFI_ArrowSchema) -> PyResult<DataType> {
    let told = data_type(schema)?;
    match told {
        DataType::Binary | DataType::Utf8 => Ok(DataType::Binary),
        DataType::LargeBinary | DataType::LargeUtf8 => Ok(DataType::LargeBinary),
        DataType::BinaryView | DataType::Utf8View => Ok(DataType::BinaryView),
        DataType::Struct(_) => Err(PyTypeError::new_err(format!(
            "an array of bytes or strings is needed, and this is a table or its like ({told}): pass one of its \
             columns"
        ))),
        _ => Err(PyTypeError::new_err(format!(
            "an array of bytes or strings is needed, and this is one of {told}"
        ))),
    }
}

/// Takes an array over, and looks at whether its values are where it says.
///
/// # Safety
///
/// The array's buffers are as large as the C data interface has them for this type.
unsafe fn chunk(array: FFI_ArrowArray, kind: &DataType) -> PyResult<Chunk> {
    if array.is_released() {
        return Err(taken("array"));
    }
    // A length or an offset below 0 is a large one here.
    let end = array.len().checked_add(array.offset()).filter(|&end| end < isize::MAX as usize / 16);
    let end = end.ok_or_else(|| bad("its length or its offset is negative"))?;
    if array.is_empty() {
        // Its buffers may be anything, by the format's history.
        return Ok(Chunk::Empty);
    }
    let views = *kind == DataType::BinaryView;
    let has = array.num_buffers();
    let fits = if views { (3..isize::MAX as usize).contains(&has) } else { has == 3 };
    if !fits {
        return Err(bad("it has another number of buffers"));
    }
    let begin = array.offset();
    // SAFETY: not empty, an array of these types has one more offset than `end`; a view's last buffer has the
    // lengths of the third and all between.
    unsafe {
        match kind {
            DataType::Binary => ascending(array.buffer(1).cast::<i32>(), begin, end),
            DataType::LargeBinary => ascending(array.buffer(1).cast::<i64>(), begin, end),
            _ => not_negative(array.buffer(has - 1).cast::<i64>(), has - 3),
        }?;
    }
    // SAFETY: the caller's promise, and what was checked.
    let data = unsafe { from_ffi_and_data_type(array, kind.clone()) }
        .map_err(|error| PyValueError::new_err(error.to_string()))?;
    Ok(match kind {
        DataType::Binary => Chunk::Small(data.into()),
        DataType::LargeBinary => Chunk::Large(data.into()),
        _ => {
            let array = BinaryViewArray::from(data);
            check_views(&array)?;
            Chunk::View(array)
        }
    })
}

/// Makes sure of the offsets of values from `begin` to `end`.
///
/// # Safety
///
/// The pointer is null, or has one more number behind it than `end`.
unsafe fn ascending<O: Copy + Into<i64>>(
    offsets: *const O,
    begin: usize,
    end: usize,
) -> PyResult<()> {
    if offsets.is_null() {
        return Err(bad("it has no offsets"));
    }
    // Not as a slice: the numbers may lie at any address.
    // SAFETY: the caller's promise.
    let at = |index| -> i64 { unsafe { offsets.add(index).read_unaligned() }.into() };
    let mut last = 0;
    for index in begin..=end {
        let offset = at(index);
        if offset < last {
            return Err(bad(&format!(
                "offset {} is {offset}, and comes after {last}",
                index - begin
            )));
        }
        last = offset;
    }
    Ok(())
}

/// Makes sure of the lengths of buffers that views show parts of.
///
/// # Safety
///
/// The pointer is null, or has so many numbers behind it.
unsafe fn not_negative(lengths: *const i64, count: usize) -> PyResult<()> {
    if lengths.is_null() && count > 0 {
        return Err(bad("its buffers have no lengths"));
    }
    for index in 0..count {
        // SAFETY: the caller's promise.
        if unsafe { lengths.add(index).read_unaligned() } < 0 {
            return Err(bad("a buffer's length is negative"));
        }
    }
    Ok(())
}

/// Makes sure that views show what is there. Those of nulls may show anything.
fn check_views(array: &BinaryViewArray) -> PyResult<()> {
    for (index, view) in array.views().iter().enumerate() {
        let [len, _, buffer, offset] = [0, 32, 64, 96].map(|shift| (view >> shift) as u32 as usize);
        let is_there = len <= 12
            || array.data_buffers().get(buffer).is_some_and(|buffer| {
                offset.checked_add(len).is_some_and(|end| end <= buffer.len())
            });
        if !is_there && array.is_valid(index) {
            return Err(bad(&format!("value {index} is outside of its buffers")));
        }
    }
    Ok(())
}

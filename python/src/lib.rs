//! The Python package's Rust side: zstdkit's crates as Python sees them.
//!
//! | module | what is in it |
//! |---|---|
//! | `input`, `output` | bytes from Python, bytes to Python |
//! | `lock`, `wait`, `work` | one user of an object at a time, and what a fork leaves; work that Ctrl-C ends; and what is too short for either |
//! | `errors` | which exception an error becomes |
//! | `options`, `parameters` | levels, options and dictionaries as arguments; the parameters' table |
//! | `one_call`, `compressor`, `decompressor` | the operations on whole inputs, and on pieces |
//! | `dictionary`, `training`, `reservoir` | dictionaries, where they come from, and what they are trained on |
//! | `segments`, `batches` | many items in one piece of memory, and all of them at once |
//! | `column`, `arrow` | arrays of Arrow's as they come in, and as batches |
//! | `seek` | any part of a file |
//! | `frames` | what compressed bytes say of themselves |
//!
//! What is better said in Python is in `python/zstdkit`: files, enums, and the interfaces of others.

mod arrow;
mod batches;
mod column;
mod compressor;
mod decompressor;
mod dictionary;
mod errors;
mod frames;
mod input;
mod lock;
mod one_call;
mod options;
mod output;
mod parameters;
mod reservoir;
mod seek;
mod segments;
mod training;
mod wait;
mod work;

/// The extension module, `zstdkit._zstdkit`.
#[pyo3::pymodule]
mod _zstdkit {
    #[pymodule_export]
    use crate::arrow::{ArrowArray, compress_array, decompress_array, empty_array};
    #[pymodule_export]
    use crate::batches::{BatchCompressor, BatchDecompressor};
    #[pymodule_export]
    use crate::compressor::Compressor;
    #[pymodule_export]
    use crate::decompressor::{Decompressor, FrameDecompressor};
    #[pymodule_export]
    use crate::dictionary::ZstdDict;
    #[pymodule_export]
    use crate::errors::ZstdError;
    #[pymodule_export]
    use crate::frames::{frame_facts, frames, get_frame_info, get_frame_size};
    #[pymodule_export]
    use crate::lock::{after_fork_in_child, forks};
    #[pymodule_export]
    use crate::one_call::{WholeCompressor, compress, decompress};
    #[pymodule_export]
    use crate::parameters::{
        compress_parameter_bounds, compress_parameters, decompress_parameter_bounds,
        decompress_parameters, libzstd_version,
    };
    #[pymodule_export]
    use crate::reservoir::Reservoir;
    #[pymodule_export]
    use crate::seek::{Index, RangeReader};
    #[pymodule_export]
    use crate::segments::{
        BufferSegment, BufferSegments, BufferWithSegments, BufferWithSegmentsCollection,
    };
    #[pymodule_export]
    use crate::training::{advise, evaluate, finalize, train};
}

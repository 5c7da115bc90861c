//! What compressed bytes say of themselves.

use pyo3::{Bound, PyResult, Python, prelude::*, types::PyDict};
use zstdkit_frame::{Frame, FrameInfo, FrameKind};

use crate::{errors::Failure, input::Input};

/// A frame's content size, or None, and its dictionary's id, or 0; from its header.
#[pyfunction]
pub(crate) fn get_frame_info(py: Python<'_>, frame_buffer: Input) -> PyResult<(Option<u64>, u32)> {
    let info = py.detach(|| zstdkit_frame::frame_info(&frame_buffer)).map_err(Failure::Frame)?;
    Ok((info.content_size(), info.dictionary_id()))
}

/// The size of a frame, whose end its blocks' headers tell.
#[pyfunction]
pub(crate) fn get_frame_size(py: Python<'_>, frame_buffer: Input) -> PyResult<usize> {
    Ok(py.detach(|| zstdkit_frame::frame_size(&frame_buffer)).map_err(Failure::Frame)?)
}

/// The facts of a frame's header, by their names.
#[pyfunction]
pub(crate) fn frame_facts<'py>(py: Python<'py>, data: Input) -> PyResult<Bound<'py, PyDict>> {
    let info = py.detach(|| zstdkit_frame::frame_info(&data)).map_err(Failure::Frame)?;
    facts(py, &info)
}

/// All frames in data, each with its facts and its blocks, as dictionaries.
#[pyfunction]
pub(crate) fn frames<'py>(py: Python<'py>, data: Input) -> PyResult<Vec<Bound<'py, PyDict>>> {
    let mut offset = 0;
    zstdkit_frame::frames(&data)
        .map(|frame| {
            let frame = frame.map_err(Failure::Frame)?;
            let described = describe(py, &frame, offset)?;
            offset += frame.size();
            Ok(described)
        })
        .collect()
}

fn facts<'py>(py: Python<'py>, info: &FrameInfo) -> PyResult<Bound<'py, PyDict>> {
    let facts = PyDict::new(py);
    let kind = match info.kind() {
        FrameKind::Zstandard => "zstandard",
        FrameKind::Skippable { .. } => "skippable",
        _ => "legacy",
    };
    facts.set_item("kind", kind)?;
    facts.set_item("content_size", info.content_size())?;
    facts.set_item("dictionary_id", info.dictionary_id())?;
    facts.set_item("window_size", info.window_size())?;
    facts.set_item("has_checksum", info.has_checksum())?;
    facts.set_item("header_size", info.header_size())?;
    Ok(facts)
}

fn describe<'py>(
    py: Python<'py>,
    frame: &Frame<'_>,
    offset: usize,
) -> PyResult<Bound<'py, PyDict>> {
    let facts = facts(py, &frame.info())?;
    facts.set_item("offset", offset)?;
    facts.set_item("size", frame.size())?;
    facts.set_item("checksum", frame.checksum())?;
    let blocks = frame
        .blocks()
        .map(|block| {
            let kind = format!("{:?}", block.kind()).to_lowercase();
            (kind, block.offset(), block.content().len(), block.decompressed_size())
        })
        .collect::<Vec<_>>();
    facts.set_item("blocks", blocks)?;
    Ok(facts)
}

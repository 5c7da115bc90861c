//! Compression in pieces.

use pyo3::{
    Bound, PyAny, PyResult, Python,
    exceptions::{PyTypeError, PyValueError},
    prelude::*,
    types::{PyBool, PyBytes, PyInt},
};
use zstdkit::{EndDirective, Reset};

use crate::{
    errors::Failure,
    input::Input,
    lock::{Lock, refuse_lost_threads},
    options::{compress_options, has_workers},
    output::{new_bytes, with_room},
};

/// The base of all compressors: data in, piece by piece; frames out.
#[pyclass(subclass, frozen, module = "zstdkit._zstdkit")]
#[derive(Debug)]
pub(crate) struct Compressor {
    inner: Lock<Option<zstdkit::Compressor>>,
    has_workers: bool,
}

#[pymethods]
impl Compressor {
    /// More data may follow, and libzstd decides when output is due.
    #[classattr]
    const CONTINUE: i32 = 0;
    /// What was given so far can be decoded from what was handed out; the frame goes on.
    #[classattr]
    const FLUSH_BLOCK: i32 = 1;
    /// The frame ends.
    #[classattr]
    const FLUSH_FRAME: i32 = 2;

    #[new]
    #[pyo3(signature = (level_or_option=None, zstd_dict=None))]
    fn new(
        py: Python<'_>,
        level_or_option: Option<&Bound<'_, PyAny>>,
        zstd_dict: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let options = compress_options(level_or_option, zstd_dict)?;
        let inner = py.detach(|| options.compressor()).map_err(Failure::Zstd)?;
        Ok(Self { inner: Lock::new(Some(inner)), has_workers: has_workers(&options) })
    }

    /// Takes data, and returns what output there is for the directive.
    #[pyo3(
        signature = (data, end_directive=None, *, mode=None),
        text_signature = "($self, /, data, end_directive=0, *, mode=None)"
    )]
    fn compress<'py>(
        &self,
        py: Python<'py>,
        data: Input,
        end_directive: Option<&Bound<'py, PyAny>>,
        mode: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let directive = match one_of(end_directive, mode)? {
            None => EndDirective::Continue,
            Some(given) => match code(given, "the directive")? {
                0 => EndDirective::Continue,
                1 => EndDirective::Flush,
                2 => EndDirective::End,
                other => {
                    return Err(PyValueError::new_err(format!(
                        "the directive is {other}, but must be one of CONTINUE (0), FLUSH_BLOCK (1) and \
                         FLUSH_FRAME (2)"
                    )));
                }
            },
        };
        self.run(py, &data, directive)
    }

    /// Hands over what is left, and ends the frame; with end_frame=False or mode=FLUSH_BLOCK it goes on.
    #[pyo3(
        signature = (end_frame=None, *, mode=None),
        text_signature = "($self, /, end_frame=True, *, mode=None)"
    )]
    fn flush<'py>(
        &self,
        py: Python<'py>,
        end_frame: Option<&Bound<'py, PyAny>>,
        mode: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let directive = match one_of(end_frame, mode)? {
            None => EndDirective::End,
            Some(given) => match given.cast::<PyBool>() {
                Ok(ends) if ends.is_true() => EndDirective::End,
                Ok(_) => EndDirective::Flush,
                Err(_) => match code(given, "the mode")? {
                    1 => EndDirective::Flush,
                    2 => EndDirective::End,
                    other => {
                        return Err(PyValueError::new_err(format!(
                            "the mode is {other}, but must be FLUSH_BLOCK (1) or FLUSH_FRAME (2)"
                        )));
                    }
                },
            },
        };
        self.run(py, b"", directive)
    }

    /// The last directive: 0, 1 or 2, and 2 at first.
    #[getter]
    fn last_mode(&self, py: Python<'_>) -> PyResult<i32> {
        let last = self.inner.look(py, |compressor| {
            compressor.as_ref().map_or(EndDirective::End, zstdkit::Compressor::last_end_directive)
        })?;
        Ok(match last {
            EndDirective::Continue => Self::CONTINUE,
            EndDirective::Flush => Self::FLUSH_BLOCK,
            EndDirective::End => Self::FLUSH_FRAME,
        })
    }

    /// Pledges how many bytes the next frame will hold, so that its header says so.
    #[pyo3(signature = (size, /))]
    fn set_pledged_input_size(&self, py: Python<'_>, size: Option<u64>) -> PyResult<()> {
        self.with(py, |compressor| compressor.set_pledged_size(size))
    }

    /// Drops the frame in progress.
    fn _reset_session(&self, py: Python<'_>) -> PyResult<()> {
        self.with(py, |compressor| compressor.reset(Reset::SESSION))
    }

    fn __reduce__(slf: &Bound<'_, Self>) -> PyResult<()> {
        Err(no_pickle(slf))
    }
}

impl Compressor {
    fn run<'py>(
        &self,
        py: Python<'py>,
        data: &[u8],
        directive: EndDirective,
    ) -> PyResult<Bound<'py, PyBytes>> {
        with_room(|room| {
            self.with(py, |compressor| {
                // With room for a block, it's compressed right to its place.
                room.try_reserve_exact(zstdkit::step::Encoder::OUTPUT_SIZE)
                    .map_err(|_| zstdkit::Error::OutOfMemory)?;
                compressor.compress_into(data, directive, room)
            })?;
            new_bytes(py, room)
        })
    }

    /// Has `work` use the stream, detached.
    fn with<T: Send>(
        &self,
        py: Python<'_>,
        work: impl FnOnce(&mut zstdkit::Compressor) -> zstdkit::Result<T> + Send,
    ) -> PyResult<T> {
        refuse_lost_threads(self.inner.is_at_home(), self.has_workers)?;
        let outcome = py.detach(|| -> Result<T, Failure> {
            let mut guard = self.inner.lock()?;
            // There until the object goes.
            let compressor = guard.as_mut().ok_or(crate::lock::Lost)?;
            Ok(work(compressor)?)
        });
        Ok(outcome?)
    }
}

impl Drop for Compressor {
    /// Workers that a fork left behind can't be waited for: what they worked on is forgotten.
    fn drop(&mut self) {
        if self.has_workers && !self.inner.is_at_home() {
            std::mem::forget(self.inner.get_mut().take());
        }
    }
}

/// Of two names for one argument, the one that was used.
fn one_of<'a, 'py>(
    one: Option<&'a Bound<'py, PyAny>>,
    other: Option<&'a Bound<'py, PyAny>>,
) -> PyResult<Option<&'a Bound<'py, PyAny>>> {
    match (one, other) {
        (Some(_), Some(_)) => Err(PyTypeError::new_err("the directive was given twice")),
        (one, other) => Ok(one.or(other)),
    }
}

fn code(value: &Bound<'_, PyAny>, name: &str) -> PyResult<i32> {
    if !value.is_instance_of::<PyInt>() {
        return Err(PyTypeError::new_err(format!("{name} should be an int")));
    }
    value.extract()
}

/// Streams don't pickle.
pub(crate) fn no_pickle<T>(object: &Bound<'_, T>) -> PyErr {
    let kind = object.as_any().get_type();
    let kind = kind.name().map_or_else(|_| "?".to_owned(), |name| name.to_string());
    PyTypeError::new_err(format!(
        "cannot pickle '{kind}' object: a stream has a state that stays here"
    ))
}

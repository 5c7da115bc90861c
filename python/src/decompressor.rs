//! Decompression in pieces.

use std::sync::{
    Mutex, MutexGuard, PoisonError,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use pyo3::{
    Bound, PyAny, PyErr, PyResult, Python, buffer::PyUntypedBuffer, exceptions::PyException,
    prelude::*, types::PyBytes,
};
use zstdkit::{Output, Reset};

use crate::{
    compressor::no_pickle,
    errors::Failure,
    input::{Input, Lent, writable},
    lock::Lock,
    options::decompress_options,
    output::{KEPT_AT_MOST, NewBytes, copy_to, new_bytes, with_room},
};

/// The base of decompressors for any number of frames.
#[pyclass(subclass, frozen, module = "zstdkit._zstdkit")]
#[derive(Debug)]
pub(crate) struct Decompressor {
    inner: Shared<zstdkit::Decompressor>,
}

#[pymethods]
impl Decompressor {
    #[new]
    #[pyo3(signature = (zstd_dict=None, option=None))]
    fn new(
        py: Python<'_>,
        zstd_dict: Option<&Bound<'_, PyAny>>,
        option: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let options = decompress_options(zstd_dict, option)?;
        let inner = py.detach(|| options.decompressor()).map_err(Failure::Zstd)?;
        Ok(Self { inner: Shared::new(inner) })
    }

    /// Takes data, and returns what it decompresses to: at most max_length bytes, if that isn't negative.
    #[pyo3(signature = (data, max_length=-1), text_signature = "($self, /, data, max_length=-1)")]
    fn decompress<'py>(
        &self,
        py: Python<'py>,
        data: Input,
        max_length: isize,
    ) -> PyResult<Bound<'py, PyBytes>> {
        self.inner.decompress(py, &data, max_length)
    }

    /// Fills memory that can be written to with what read(size) gives, decompressed; returns how many bytes,
    /// or None where that gives nothing any more. It's filled to its end with fills=True, and else with what one
    /// read comes to. A view of so much memory that no object owns is taken to be nobody else's.
    fn _read_into(
        &self,
        py: Python<'_>,
        room: &Bound<'_, PyAny>,
        read: &Bound<'_, PyAny>,
        size: usize,
        fills: bool,
        lent_at_most: usize,
    ) -> PyResult<Option<usize>> {
        let memory = Memory::of(room, lent_at_most)?;
        self.inner.read_into(py, memory, fills, read, size)
    }

    /// Whether any input was given.
    #[getter]
    fn _began(&self) -> bool {
        self.inner.began.load(Ordering::Relaxed)
    }

    /// Whether more output takes more input.
    #[getter]
    fn needs_input(&self, py: Python<'_>) -> PyResult<bool> {
        self.inner.stream.look(py, |inner| inner.needs_input())
    }

    /// Whether the output is at a frame's edge: a frame is complete and handed over, or none has begun.
    #[getter]
    fn at_frame_edge(&self, py: Python<'_>) -> PyResult<bool> {
        self.inner.stream.look(py, |inner| inner.at_frame_edge())
    }

    /// Drops the frame in progress, and the input that is left.
    fn _reset_session(&self, py: Python<'_>) -> PyResult<()> {
        self.inner.stream.with(py, |inner| inner.reset(Reset::SESSION))
    }

    fn __reduce__(slf: &Bound<'_, Self>) -> PyResult<()> {
        Err(no_pickle(slf))
    }
}

/// The base of decompressors for one frame, which know where it ends.
#[pyclass(subclass, frozen, module = "zstdkit._zstdkit")]
#[derive(Debug)]
pub(crate) struct FrameDecompressor {
    inner: Shared<zstdkit::FrameDecompressor>,
}

#[pymethods]
impl FrameDecompressor {
    #[new]
    #[pyo3(signature = (zstd_dict=None, option=None))]
    fn new(
        py: Python<'_>,
        zstd_dict: Option<&Bound<'_, PyAny>>,
        option: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let options = decompress_options(zstd_dict, option)?;
        let inner = py.detach(|| options.frame_decompressor()).map_err(Failure::Zstd)?;
        Ok(Self { inner: Shared::new(inner) })
    }

    /// Takes data, and returns what it decompresses to: at most max_length bytes, if that isn't negative.
    #[pyo3(signature = (data, max_length=-1), text_signature = "($self, /, data, max_length=-1)")]
    fn decompress<'py>(
        &self,
        py: Python<'py>,
        data: Input,
        max_length: isize,
    ) -> PyResult<Bound<'py, PyBytes>> {
        self.inner.decompress(py, &data, max_length)
    }

    /// Fills memory that can be written to with what read(size) gives, decompressed; returns how many bytes,
    /// or None where that gives nothing any more. It's filled to its end with fills=True, and else with what one
    /// read comes to. A view of so much memory that no object owns is taken to be nobody else's.
    fn _read_into(
        &self,
        py: Python<'_>,
        room: &Bound<'_, PyAny>,
        read: &Bound<'_, PyAny>,
        size: usize,
        fills: bool,
        lent_at_most: usize,
    ) -> PyResult<Option<usize>> {
        let memory = Memory::of(room, lent_at_most)?;
        self.inner.read_into(py, memory, fills, read, size)
    }

    /// Whether any input was given.
    #[getter]
    fn _began(&self) -> bool {
        self.inner.began.load(Ordering::Relaxed)
    }

    /// Whether more output takes more input; never, once the frame has ended.
    #[getter]
    fn needs_input(&self, py: Python<'_>) -> PyResult<bool> {
        self.inner.stream.look(py, |inner| inner.needs_input())
    }

    /// Whether the frame has ended, and all of its content is handed over.
    #[getter]
    fn eof(&self, py: Python<'_>) -> PyResult<bool> {
        self.inner.stream.look(py, |inner| inner.is_finished())
    }

    /// What followed the frame in the input; empty until the frame has ended.
    #[getter]
    fn unused_data<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let data = self.inner.stream.look(py, |inner| inner.unused_data().to_vec())?;
        new_bytes(py, &data)
    }

    /// Drops the frame in progress, and the input that is left.
    fn _reset_session(&self, py: Python<'_>) -> PyResult<()> {
        self.inner.stream.with(py, |inner| inner.reset(Reset::SESSION))
    }

    fn __reduce__(slf: &Bound<'_, Self>) -> PyResult<()> {
        Err(no_pickle(slf))
    }
}

/// Either decompressor.
trait Stream: Send {
    fn append<O>(
        &mut self,
        data: &[u8],
        most: Option<usize>,
        output: &mut O,
    ) -> zstdkit::Result<usize>
    where
        O: Output + ?Sized;

    fn needs_input(&self) -> bool;

    /// Whether there is more output without more input.
    fn has_more(&self) -> bool;
}

/// What both have under the same names; the third is told by a closure.
macro_rules! stream {
    ($kind:ty, $has_more:expr) => {
        impl Stream for $kind {
            fn append<O>(
                &mut self,
                data: &[u8],
                most: Option<usize>,
                output: &mut O,
            ) -> zstdkit::Result<usize>
            where
                O: Output + ?Sized,
            {
                self.decompress_into(data, most, output)
            }

            fn needs_input(&self) -> bool {
                self.needs_input()
            }

            fn has_more(&self) -> bool {
                $has_more(self)
            }
        }
    };
}

stream!(zstdkit::Decompressor, |stream: &Self| !stream.needs_input());
stream!(zstdkit::FrameDecompressor, |stream: &Self| !stream.needs_input() && !stream.is_finished());

/// A decompressor, how much its last call put out, which the next one's memory is chosen by, whether any
/// input was given, and what went wrong after content that was handed over first.
#[derive(Debug)]
struct Shared<T> {
    stream: Lock<T>,
    last: AtomicUsize,
    began: AtomicBool,
    late: Mutex<Option<PyErr>>,
}

impl<T: Stream> Shared<T> {
    fn new(stream: T) -> Self {
        Self {
            stream: Lock::new(stream),
            last: AtomicUsize::new(0),
            began: AtomicBool::new(false),
            late: Mutex::new(None),
        }
    }

    /// The error that is due.
    fn late(&self) -> MutexGuard<'_, Option<PyErr>> {
        self.late.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn refuse_if_late(&self) -> PyResult<()> {
        self.late().take().map_or(Ok(()), Err)
    }

    /// What the next input comes to, at most so many bytes if that isn't negative: right into a new object,
    /// and where that turns out to be too small, by way of the thread's room.
    fn decompress<'py>(
        &self,
        py: Python<'py>,
        data: &[u8],
        max_length: isize,
    ) -> PyResult<Bound<'py, PyBytes>> {
        self.refuse_if_late()?;
        if !data.is_empty() {
            self.began.store(true, Ordering::Relaxed);
        }
        let most = usize::try_from(max_length).ok();
        let guess = self.guess(data).min(most.unwrap_or(usize::MAX));
        let mut new = NewBytes::with_room(py, guess)?;
        with_room(|rest| {
            let room = &mut new.room()[..guess];
            let written = self.stream.with(py, |stream| {
                let written = stream.append(data, most, room)?;
                let left = most.map(|most| most - written);
                if written == guess && left != Some(0) && stream.has_more() {
                    stream.append(b"", left, rest)?;
                }
                Ok(written)
            })?;
            self.last.store(written + rest.len(), Ordering::Relaxed);
            if rest.is_empty() { new.finish(written) } else { new.finish_with(rest) }
        })
    }

    /// How many bytes an input may come to.
    fn guess(&self, data: &[u8]) -> usize {
        let usual = self.last.load(Ordering::Relaxed).max(data.len().saturating_mul(4));
        let usual = usual.clamp(LEAST, KEPT_AT_MOST);
        // Where a frame begins, it may say.
        let info = zstdkit_frame::frame_info(data).ok();
        let stated = info.and_then(|info| info.content_size()?.try_into().ok());
        stated.map_or(usual, |stated: usize| stated.clamp(1, usual))
    }

    /// Fills memory with what comes of the input kept, and of what `read` gives when it's asked for `size` bytes: to
    /// its end if `fills`, or else with as much as one input comes to. `None` where `read` gives nothing any more.
    fn read_into(
        &self,
        py: Python<'_>,
        mut memory: Memory,
        fills: bool,
        read: &Bound<'_, PyAny>,
        size: usize,
    ) -> PyResult<Option<usize>> {
        self.refuse_if_late()?;
        let mut filled = 0;
        while filled < memory.len() && (fills || filled == 0) {
            if filled > 0 {
                py.check_signals()?;
            }
            match self.next_into(py, &mut memory, filled, read, size) {
                Ok(Some(count)) => filled += count,
                Ok(None) if filled == 0 => return Ok(None),
                Ok(None) => break,
                // What is there already is handed over first. An interrupt doesn't wait.
                Err(error) if filled > 0 && error.is_instance_of::<PyException>(py) => {
                    *self.late() = Some(error);
                    break;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(Some(filled))
    }

    /// Puts what the input kept comes to, or the next one, into memory of which a part is filled already.
    fn next_into(
        &self,
        py: Python<'_>,
        memory: &mut Memory,
        filled: usize,
        read: &Bound<'_, PyAny>,
        size: usize,
    ) -> PyResult<Option<usize>> {
        let data = if self.stream.look(py, Stream::needs_input)? {
            let data = read.call1((size,))?;
            if !data.is_truthy()? {
                return Ok(None);
            }
            self.began.store(true, Ordering::Relaxed);
            Some(data.extract::<Input>()?)
        } else {
            None
        };
        let data = data.as_deref().unwrap_or_default();
        let count = match memory {
            Memory::Lent(lent) => {
                let room = &mut lent.room()[filled..];
                self.stream.with(py, |stream| stream.append(data, None, room))?
            }
            Memory::Shared(memory) => with_room(|room| -> PyResult<usize> {
                let most = Some(memory.len_bytes() - filled);
                let count = self.stream.with(py, |stream| stream.append(data, most, room))?;
                copy_to(py, room, memory, filled);
                Ok(count)
            })?,
        };
        Ok(Some(count))
    }
}

/// Memory to be filled.
enum Memory {
    Lent(Lent),
    /// That another thread may use meanwhile: it's copied to, attached.
    Shared(PyUntypedBuffer),
}

impl Memory {
    fn of(object: &Bound<'_, PyAny>, lent_at_most: usize) -> PyResult<Self> {
        Ok(match Lent::of(object, lent_at_most)? {
            Some(lent) => Self::Lent(lent),
            None => Self::Shared(writable(object)?),
        })
    }

    fn len(&self) -> usize {
        match self {
            Self::Lent(lent) => lent.len(),
            Self::Shared(memory) => memory.len_bytes(),
        }
    }
}

/// The least room for the output of a call.
const LEAST: usize = 512;

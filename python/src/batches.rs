//! Many items at once, on all cores.

use std::{ops::ControlFlow, sync::atomic::Ordering};

use pyo3::{
    Borrowed, Bound, FromPyObject, PyAny, PyErr, PyResult, Python,
    exceptions::{PyTypeError, PyValueError},
    prelude::*,
    types::PyBytes,
};
use zstdkit::{CompressOptions, DecompressOptions};
use zstdkit_segments::{BatchSource, BufferWithSegmentsCollection as Collection, Error};

use crate::{
    column::{Chunk, import, is_column},
    errors::Failure,
    input::Input,
    lock::Lock,
    one_call::{compress_with, decompress_with},
    options::{compress_options, decompress_options},
    segments::{BufferWithSegments, BufferWithSegmentsCollection},
    wait::interruptible,
    work::Work,
};

/// From how many bytes on a batch takes so long that it looks for signals.
const LONG: usize = 4 << 20;

/// What a byte of a frame is taken to hold.
const USUAL_RATIO: u64 = 4;

/// Items to work on: a buffer's, a collection's, or a sequence of bytes-like objects.
pub(crate) enum Items {
    Buffer(zstdkit_segments::BufferWithSegments),
    Collection(Collection),
    List(Vec<Input>),
    /// The chunks of one of Arrow's, without nulls.
    Column(Vec<Chunk>),
}

impl<'a, 'py> FromPyObject<'a, 'py> for Items {
    type Error = PyErr;

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        if let Ok(buffer) = object.cast::<BufferWithSegments>() {
            return Ok(Self::Buffer(buffer.get().settled().map_err(Failure::Segments)?));
        }
        if let Ok(collection) = object.cast::<BufferWithSegmentsCollection>() {
            return Ok(Self::Collection(collection.get().settled().map_err(Failure::Segments)?));
        }
        if is_column(&object)? {
            let chunks = import(&object)?;
            let null = chunks.iter().flat_map(Chunk::values).position(|value| value.is_none());
            if let Some(index) = null {
                return Err(PyValueError::new_err(format!(
                    "item {index} is null, which a batch has no frame for; the functions of zstdkit.arrow keep nulls"
                )));
            }
            return Ok(Self::Column(chunks));
        }
        if object.is_instance_of::<PyBytes>() {
            return Err(PyTypeError::new_err("a batch takes a sequence of items, not bytes"));
        }
        let mut items = Vec::new();
        for (index, item) in object.try_iter()?.enumerate() {
            let item = item?.extract::<Input>().map_err(|error| {
                let py = object.py();
                if error.is_instance_of::<PyTypeError>(py) {
                    PyTypeError::new_err(format!("item {index} not a bytes like object"))
                } else {
                    error
                }
            })?;
            items.push(item);
        }
        Ok(Self::List(items))
    }
}

impl Items {
    fn size(&self) -> usize {
        match self {
            Self::Buffer(buffer) => buffer.as_bytes().len(),
            Self::Collection(collection) => collection.size(),
            Self::List(items) => items.iter().map(|item| item.len()).sum(),
            Self::Column(chunks) => {
                chunks.iter().flat_map(Chunk::values).flatten().map(<[u8]>::len).sum()
            }
        }
    }

    /// Has `work` go through the items, whatever they are.
    fn with<T>(&self, work: impl FnOnce(&dyn DynSource) -> T) -> T {
        match self {
            Self::Buffer(buffer) => work(buffer),
            Self::Collection(collection) => work(collection),
            Self::List(items) => work(items),
            Self::Column(chunks) => {
                let items: Vec<&[u8]> = chunks.iter().flat_map(Chunk::values).flatten().collect();
                work(&items)
            }
        }
    }
}

/// A source of either kind of batch.
trait DynSource {
    fn compress(
        &self,
        batch: &mut zstdkit_segments::BatchCompressor,
        go_on: GoOn<'_>,
    ) -> Result<Collection, Error>;
    fn decompress(
        &self,
        batch: &mut zstdkit_segments::BatchDecompressor,
        sizes: Option<&[u64]>,
        go_on: GoOn<'_>,
    ) -> Result<Collection, Error>;
    /// About how many bytes of content these frames have.
    fn content_size(&self) -> u64;
}

/// Whether a batch is to go on; asked only where it takes long.
type GoOn<'a> = Option<&'a (dyn Fn() -> bool + Sync)>;

impl<S: BatchSource> DynSource for S {
    fn compress(
        &self,
        batch: &mut zstdkit_segments::BatchCompressor,
        go_on: GoOn<'_>,
    ) -> Result<Collection, Error> {
        match go_on {
            None => batch.compress(self),
            Some(go_on) => batch.progress(|_| flow(go_on)).compress(self),
        }
    }

    fn decompress(
        &self,
        batch: &mut zstdkit_segments::BatchDecompressor,
        sizes: Option<&[u64]>,
        go_on: GoOn<'_>,
    ) -> Result<Collection, Error> {
        match (sizes, go_on) {
            (None, None) => batch.decompress(self),
            (Some(sizes), None) => batch.sizes(sizes).decompress(self),
            (None, Some(go_on)) => batch.progress(|_| flow(go_on)).decompress(self),
            (Some(sizes), Some(go_on)) => {
                batch.sizes(sizes).progress(|_| flow(go_on)).decompress(self)
            }
        }
    }

    fn content_size(&self) -> u64 {
        self.items(0..self.len()).map(content_size).fold(0, u64::saturating_add)
    }
}

/// What a frame says that it has, or a few times what it takes.
fn content_size(frame: &[u8]) -> u64 {
    let stated = zstdkit_frame::frame_info(frame).ok().and_then(|info| info.content_size());
    stated.unwrap_or(USUAL_RATIO * frame.len() as u64)
}

fn flow(go_on: &(dyn Fn() -> bool + Sync)) -> ControlFlow<()> {
    if go_on() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
}

/// Runs a batch: detached, and with a look for signals where it takes long.
fn run(
    py: Python<'_>,
    long: bool,
    batch: impl FnOnce(GoOn<'_>) -> Result<Collection, Failure> + Send,
) -> PyResult<BufferWithSegmentsCollection> {
    run_long(py, long, batch).map(BufferWithSegmentsCollection::around)
}

/// The same, with the results as they are.
fn run_long(
    py: Python<'_>,
    long: bool,
    batch: impl FnOnce(GoOn<'_>) -> Result<Collection, Failure> + Send,
) -> PyResult<Collection> {
    let results = if long {
        interruptible(py, |stop| batch(Some(&|| !stop.load(Ordering::Relaxed))))?
    } else {
        py.detach(|| batch(None))
    };
    Ok(results?)
}

/// As many threads as are asked for; 0 and less ask for all cores.
fn threads(asked: isize) -> usize {
    usize::try_from(asked).unwrap_or(0)
}

/// The base of compressors of batches.
#[pyclass(subclass, frozen, module = "zstdkit._zstdkit")]
#[derive(Debug)]
pub(crate) struct BatchCompressor {
    options: CompressOptions,
    inner: Lock<Standing<zstdkit_segments::BatchCompressor>>,
}

/// A batch object, made at its first use, with the number of threads that it has.
#[derive(Debug)]
struct Standing<T> {
    batch: Option<(T, usize)>,
    made_in: crate::lock::Process,
}

impl<T> Standing<T> {
    fn new() -> Self {
        Self { batch: None, made_in: crate::lock::Process::current() }
    }

    /// The object, with so many threads. What stands in another process has lost its threads there.
    fn with_threads(
        &mut self,
        threads: usize,
        make: impl FnOnce() -> Result<T, Error>,
        set: fn(T, usize) -> T,
    ) -> Result<&mut T, Failure> {
        if !self.made_in.is_current() {
            std::mem::forget(self.batch.take());
            self.made_in = crate::lock::Process::current();
        }
        let made = match self.batch.take() {
            Some((batch, has)) if has == threads => batch,
            Some((batch, _)) => set(batch, threads),
            None => set(make()?, threads),
        };
        Ok(&mut self.batch.insert((made, threads)).0)
    }
}

impl<T> Drop for Standing<T> {
    fn drop(&mut self) {
        if !self.made_in.is_current() {
            std::mem::forget(self.batch.take());
        }
    }
}

#[pymethods]
impl BatchCompressor {
    #[new]
    #[pyo3(signature = (level_or_option=None, zstd_dict=None))]
    fn new(
        level_or_option: Option<&Bound<'_, PyAny>>,
        zstd_dict: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let options = compress_options(level_or_option, zstd_dict)?;
        Ok(Self { options, inner: Lock::new(Standing::new()) })
    }

    /// Compresses data into one frame.
    fn compress<'py>(&self, py: Python<'py>, data: Input) -> PyResult<Bound<'py, PyBytes>> {
        compress_with(py, &data, &self.options)
    }

    /// Compresses every item into a frame of its own; returns a BufferWithSegmentsCollection.
    ///
    /// data is a BufferWithSegments, a collection of them, one of Arrow's arrays or columns without nulls, or a
    /// sequence of bytes-like objects. threads=0 and less use
    /// all cores. The frames are those of compress(), whatever the number of threads.
    #[pyo3(signature = (data, threads=0))]
    fn multi_compress_to_buffer(
        &self,
        py: Python<'_>,
        data: Items,
        threads: isize,
    ) -> PyResult<BufferWithSegmentsCollection> {
        run(py, data.size() >= LONG, |go_on| {
            self.with_threads(threads, |batch| {
                Ok(data.with(|source| source.compress(batch, go_on))?)
            })
        })
    }
}

impl BatchCompressor {
    /// Has `work` use the batch object, with so many threads; to be called detached.
    fn with_threads<T>(
        &self,
        threads: isize,
        work: impl FnOnce(&mut zstdkit_segments::BatchCompressor) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let mut standing = self.inner.lock()?;
        work(standing.with_threads(
            self::threads(threads),
            || zstdkit_segments::BatchCompressor::new(&self.options),
            zstdkit_segments::BatchCompressor::threads,
        )?)
    }

    /// Compresses items that stay as they are.
    pub(crate) fn run_batch(
        &self,
        py: Python<'_>,
        items: &[&[u8]],
        threads: isize,
    ) -> PyResult<Collection> {
        run_long(py, items.iter().map(|item| item.len()).sum::<usize>() >= LONG, |go_on| {
            self.with_threads(threads, |batch| Ok(DynSource::compress(&items, batch, go_on)?))
        })
    }
}

impl BatchDecompressor {
    /// Has `work` use the batch object, with so many threads; to be called detached.
    fn with_threads<T>(
        &self,
        threads: isize,
        work: impl FnOnce(&mut zstdkit_segments::BatchDecompressor) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let mut standing = self.inner.lock()?;
        work(standing.with_threads(
            self::threads(threads),
            || zstdkit_segments::BatchDecompressor::new(&self.options),
            zstdkit_segments::BatchDecompressor::threads,
        )?)
    }

    /// Decompresses items that stay as they are.
    pub(crate) fn run_batch(
        &self,
        py: Python<'_>,
        items: &[&[u8]],
        threads: isize,
    ) -> PyResult<Collection> {
        run_long(py, items.content_size() >= LONG as u64, |go_on| {
            self.with_threads(threads, |batch| {
                DynSource::decompress(&items, batch, None, go_on).map_err(Failure::Decompressing)
            })
        })
    }
}

/// The base of decompressors of batches.
#[pyclass(subclass, frozen, module = "zstdkit._zstdkit")]
#[derive(Debug)]
pub(crate) struct BatchDecompressor {
    options: DecompressOptions,
    inner: Lock<Standing<zstdkit_segments::BatchDecompressor>>,
}

#[pymethods]
impl BatchDecompressor {
    #[new]
    #[pyo3(signature = (zstd_dict=None, option=None))]
    fn new(
        zstd_dict: Option<&Bound<'_, PyAny>>,
        option: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let options = decompress_options(zstd_dict, option)?;
        Ok(Self { options, inner: Lock::new(Standing::new()) })
    }

    /// Decompresses all frames in data.
    fn decompress<'py>(&self, py: Python<'py>, data: Input) -> PyResult<Bound<'py, PyBytes>> {
        decompress_with(py, &data, &self.options, Work::Long)
    }

    /// Decompresses every item, which is one frame; returns a BufferWithSegmentsCollection.
    ///
    /// frames is what multi_compress_to_buffer() takes and gives. decompressed_sizes is a buffer of unsigned 64-bit
    /// numbers in native order, one for each frame; without it, frames that don't say their size take longer.
    #[pyo3(signature = (frames, decompressed_sizes=None, threads=0))]
    fn multi_decompress_to_buffer(
        &self,
        py: Python<'_>,
        frames: Items,
        decompressed_sizes: Option<Input>,
        threads: isize,
    ) -> PyResult<BufferWithSegmentsCollection> {
        let sizes = decompressed_sizes.map(|bytes| numbers(&bytes)).transpose()?;
        // To ask each frame takes long itself where there are many.
        let usual = (frames.size() as u64).saturating_mul(USUAL_RATIO);
        let long =
            usual >= LONG as u64 || frames.with(|source| source.content_size()) >= LONG as u64;
        run(py, long, |go_on| {
            self.with_threads(threads, |batch| {
                frames
                    .with(|source| source.decompress(batch, sizes.as_deref(), go_on))
                    .map_err(Failure::Decompressing)
            })
        })
    }
}

/// Numbers of 64 bits, in native order.
fn numbers(bytes: &[u8]) -> PyResult<Vec<u64>> {
    let (chunks, rest) = bytes.as_chunks::<8>();
    if !rest.is_empty() {
        return Err(PyValueError::new_err(format!(
            "decompressed_sizes has {} bytes, which is no multiple of 8: it's an unsigned 64-bit number for each frame",
            bytes.len()
        )));
    }
    Ok(chunks.iter().map(|chunk| u64::from_ne_bytes(*chunk)).collect())
}

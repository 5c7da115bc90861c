//! A choice of samples, made by many and merged.

use pyo3::{
    Borrowed, Bound, FromPyObject, Py, PyAny, PyErr, PyResult, Python,
    exceptions::{PyTypeError, PyValueError},
    prelude::*,
    types::{PyBytes, PyDict, PyIterator, PyList, PyString, PyType},
};
use zstdkit_dict::Samples;

use crate::{
    column::{import, is_column},
    dictionary::ZstdDict,
    errors::Failure,
    input::Input,
    lock::Lock,
    output::new_bytes,
    training::{self, Flat},
};

/// So many bytes of samples, or samples, are taken from an iterable before they are looked at, detached.
const AT_ONCE: usize = 1 << 20;
const SAMPLES_AT_ONCE: usize = 4096;

/// A fair choice of any number of samples, within limit bytes of memory.
///
/// Each sample has a number, a hash of the seed and its content; those with the lowest numbers stay, as many as fit
/// (a sample counts with 64 bytes more than it has). A sample that equals one that was seen changes nothing, unless
/// a key tells them apart. So the choice depends on the limit, the seed and the set of samples alone: partitions
/// of a data set are sampled by many workers, merged in any order, some of them twice, and the outcome is that of
/// one machine.
#[pyclass(frozen, module = "zstdkit")]
#[derive(Debug)]
pub(crate) struct Reservoir {
    inner: Lock<zstdkit_dict::Reservoir>,
}

impl Reservoir {
    fn around(inner: zstdkit_dict::Reservoir) -> Self {
        Self { inner: Lock::new(inner) }
    }

    /// Has `work` use the reservoir, detached.
    fn with<R: Send>(
        &self,
        py: Python<'_>,
        work: impl FnOnce(&mut zstdkit_dict::Reservoir) -> zstdkit_dict::Result<R> + Send,
    ) -> PyResult<R> {
        let outcome = py.detach(|| -> Result<R, Failure> { Ok(work(&mut *self.inner.lock()?)?) });
        Ok(outcome?)
    }

    /// A copy of the samples kept.
    pub(crate) fn kept(&self, py: Python<'_>) -> PyResult<Samples<'static>> {
        self.with(py, |reservoir| reservoir.samples())
    }

    fn copied(&self, py: Python<'_>) -> PyResult<zstdkit_dict::Reservoir> {
        self.with(py, |reservoir| Ok(reservoir.clone()))
    }
}

#[pymethods]
impl Reservoir {
    #[new]
    #[pyo3(signature = (limit, seed=0))]
    fn new(limit: usize, seed: u64) -> Self {
        Self::around(zstdkit_dict::Reservoir::new(limit, seed))
    }

    /// Offers a sample. Samples are told apart by their key too, where they have one: bytes, text, or an int from 0
    /// on, such as the row's number in all of the data.
    #[pyo3(signature = (sample, key=None))]
    fn add(&self, py: Python<'_>, sample: Input, key: Option<Key>) -> PyResult<()> {
        self.with(py, |reservoir| match &key {
            None => reservoir.push(&sample),
            Some(key) => reservoir.push_keyed(key, &sample),
        })
    }

    /// Offers many samples: bytes-like objects, or a column of Arrow's, whose nulls are left out.
    ///
    /// keys, if given, has one for each of them, and for each null.
    #[pyo3(signature = (samples, keys=None))]
    fn add_many(
        &self,
        py: Python<'_>,
        samples: &Bound<'_, PyAny>,
        keys: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<()> {
        let mut keys = Keys(keys.map(|keys| keys.try_iter()).transpose()?);
        if is_column(samples)? {
            for chunk in import(samples)? {
                let values = chunk.values();
                let mut offers = Vec::with_capacity(values.len());
                for value in values {
                    offers.push((value, keys.next()?));
                }
                for offers in offers.chunks(SAMPLES_AT_ONCE) {
                    self.offer(
                        py,
                        offers.iter().filter_map(|(value, key)| Some(((*value)?, key))),
                    )?;
                }
            }
            return keys.end();
        }
        if samples.is_instance_of::<PyBytes>() {
            return Err(PyTypeError::new_err(
                "add_many() takes many samples, not bytes; add() takes one",
            ));
        }
        let (mut batch, mut size) = (Vec::new(), 0);
        for sample in samples.try_iter()? {
            let sample: Input = sample?.extract()?;
            size += sample.len();
            batch.push((sample, keys.next()?));
            if size >= AT_ONCE || batch.len() >= SAMPLES_AT_ONCE {
                self.offer(py, batch.iter().map(|(sample, key)| (&**sample, key)))?;
                batch.clear();
                size = 0;
            }
        }
        self.offer(py, batch.iter().map(|(sample, key)| (&**sample, key)))?;
        keys.end()
    }

    /// Takes over what another reservoir of the same limit and seed keeps, as if its samples had been offered here.
    ///
    /// In whichever order and grouping reservoirs are merged, the outcome is the same; one that is merged twice
    /// counts twice in seen, and changes nothing else.
    fn merge(&self, py: Python<'_>, other: &Self) -> PyResult<()> {
        let other = other.copied(py)?;
        self.with(py, |reservoir| reservoir.merge(other))
    }

    fn __or__(&self, py: Python<'_>, other: &Self) -> PyResult<Self> {
        let (mut merged, other) = (self.copied(py)?, other.copied(py)?);
        py.detach(|| merged.merge(other)).map_err(Failure::Dict)?;
        Ok(Self::around(merged))
    }

    fn __ior__(&self, py: Python<'_>, other: &Self) -> PyResult<()> {
        self.merge(py, other)
    }

    /// The reservoir as bytes, the same for the same samples; they are described in zstdkit-dict's documentation.
    fn to_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        new_bytes(py, &self.with(py, |reservoir| reservoir.to_bytes())?)
    }

    /// The reservoir that to_bytes() gave these bytes.
    #[staticmethod]
    fn from_bytes(py: Python<'_>, data: Input) -> PyResult<Self> {
        let read = py.detach(|| zstdkit_dict::Reservoir::from_bytes(&data));
        Ok(Self::around(read.map_err(Failure::Dict)?))
    }

    /// Trains a dictionary of at most dict_size bytes on the samples kept; returns a ZstdDict.
    ///
    /// The arguments are those of search_dict(). The same samples give the same dictionary.
    #[pyo3(signature = (dict_size=zstdkit_dict::DEFAULT_DICT_SIZE, *, level=0, dictionary_id=0, threads=1,
        algorithm="fast_cover", parameters=None, progress=None))]
    #[expect(clippy::too_many_arguments, reason = "they are Python's keywords")]
    fn train<'py>(
        &self,
        py: Python<'py>,
        dict_size: usize,
        level: i32,
        dictionary_id: u32,
        threads: usize,
        algorithm: &str,
        parameters: Option<&Bound<'py, PyDict>>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let trained = training::train(
            py,
            Flat::Kept(self.kept(py)?),
            dict_size,
            level,
            dictionary_id,
            threads,
            algorithm,
            parameters,
            progress,
        )?;
        py.get_type::<ZstdDict>().call1((trained.get_item("content")?,))
    }

    /// The samples kept, in the order of their numbers.
    fn samples<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let kept = self.kept(py)?;
        let samples: PyResult<Vec<_>> = kept.iter().map(|sample| new_bytes(py, sample)).collect();
        PyList::new(py, samples?)
    }

    /// The bytes of memory that it was made for.
    #[getter]
    fn limit(&self, py: Python<'_>) -> PyResult<u64> {
        self.with(py, |reservoir| Ok(reservoir.limit()))
    }

    /// What the choice is made by.
    #[getter]
    fn seed(&self, py: Python<'_>) -> PyResult<u64> {
        self.with(py, |reservoir| Ok(reservoir.seed()))
    }

    /// How many samples were offered, equal ones included.
    #[getter]
    fn seen(&self, py: Python<'_>) -> PyResult<u64> {
        self.with(py, |reservoir| Ok(reservoir.seen()))
    }

    /// Bytes in the samples kept.
    #[getter]
    fn total_size(&self, py: Python<'_>) -> PyResult<usize> {
        self.with(py, |reservoir| Ok(reservoir.total_size()))
    }

    fn __len__(&self, py: Python<'_>) -> PyResult<usize> {
        self.with(py, |reservoir| Ok(reservoir.len()))
    }

    fn __eq__(&self, py: Python<'_>, other: &Self) -> PyResult<bool> {
        let ours = self.with(py, |reservoir| reservoir.to_bytes())?;
        let theirs = other.with(py, |reservoir| reservoir.to_bytes())?;
        Ok(ours == theirs)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        self.with(py, |reservoir| {
            Ok(format!(
                "<Reservoir limit={} seed={}: {} samples of {} bytes kept of {} seen>",
                reservoir.limit(),
                reservoir.seed(),
                reservoir.len(),
                reservoir.total_size(),
                reservoir.seen()
            ))
        })
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<Reduced<'py>> {
        let (py, this) = (slf.py(), slf.get());
        Ok((slf.get_type(), (this.limit(py)?, this.seed(py)?), this.to_bytes(py)?))
    }

    fn __setstate__(&self, py: Python<'_>, state: Input) -> PyResult<()> {
        self.with(py, |reservoir| {
            *reservoir = zstdkit_dict::Reservoir::from_bytes(&state)?;
            Ok(())
        })
    }
}

impl Reservoir {
    /// Offers samples, detached; then Ctrl-C is heard.
    fn offer<'a>(
        &self,
        py: Python<'_>,
        offers: impl Iterator<Item = (&'a [u8], &'a Option<Key>)> + Send,
    ) -> PyResult<()> {
        self.with(py, |reservoir| {
            for (sample, key) in offers {
                match key {
                    None => reservoir.push(sample)?,
                    Some(key) => reservoir.push_keyed(key, sample)?,
                }
            }
            Ok(())
        })?;
        py.check_signals()
    }
}

/// What tells equal samples apart.
enum Key {
    Bytes(Input),
    Number([u8; 8]),
    Text(String),
}

impl AsRef<[u8]> for Key {
    fn as_ref(&self) -> &[u8] {
        match self {
            Self::Bytes(bytes) => bytes,
            Self::Number(bytes) => bytes,
            Self::Text(text) => text.as_bytes(),
        }
    }
}

impl<'a, 'py> FromPyObject<'a, 'py> for Key {
    type Error = PyErr;

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        if let Ok(text) = object.cast::<PyString>() {
            return Ok(Self::Text(text.to_str()?.to_owned()));
        }
        if object.hasattr("__index__")? {
            return Ok(Self::Number(object.extract::<u64>()?.to_le_bytes()));
        }
        let bytes = object.extract::<Input>().map_err(|_| {
            PyTypeError::new_err("a key is a bytes-like object, a str, or an int from 0 on")
        })?;
        Ok(Self::Bytes(bytes))
    }
}

/// A type, what it's called with, and the state that the result then takes.
type Reduced<'py> = (Bound<'py, PyType>, (u64, u64), Bound<'py, PyBytes>);

/// A key for each sample, or none for all.
struct Keys<'py>(Option<Bound<'py, PyIterator>>);

impl Keys<'_> {
    fn next(&mut self) -> PyResult<Option<Key>> {
        let Some(keys) = &mut self.0 else { return Ok(None) };
        let key = keys
            .next()
            .ok_or_else(|| PyValueError::new_err("there are fewer keys than samples"))?;
        Ok(Some(key?.extract()?))
    }

    fn end(mut self) -> PyResult<()> {
        match self.0.as_mut().and_then(Iterator::next) {
            None => Ok(()),
            Some(_) => Err(PyValueError::new_err("there are more keys than samples")),
        }
    }
}

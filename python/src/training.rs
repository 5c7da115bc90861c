//! Making dictionaries, and telling what they gain.

use std::{
    ops::ControlFlow,
    sync::{Arc, Mutex, PoisonError, atomic::Ordering},
};

use pyo3::{
    Bound, Py, PyAny, PyErr, PyResult, Python, exceptions::PyValueError, prelude::*, types::PyDict,
};
use zstdkit_dict::{Cover, Evaluation, FastCover, Legacy, Samples, TrainOptions, Verdict};

use crate::{
    dictionary::ZstdDict,
    errors::Failure,
    input::Input,
    output::new_bytes,
    reservoir::Reservoir,
    wait::{Stop, abandonable, interruptible},
};

/// Samples, laid end to end: those of an iterable, or what a reservoir kept.
pub(crate) enum Flat {
    Collected { data: Vec<u8>, sizes: Vec<usize> },
    Kept(Samples<'static>),
}

impl<'a, 'py> FromPyObject<'a, 'py> for Flat {
    type Error = PyErr;

    fn extract(object: pyo3::Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        if let Ok(reservoir) = object.cast::<Reservoir>() {
            return Ok(Self::Kept(reservoir.get().kept(object.py())?));
        }
        let (mut data, mut sizes) = (Vec::new(), Vec::new());
        for sample in object.try_iter()? {
            let sample: Input = sample?.extract()?;
            data.extend_from_slice(&sample);
            sizes.push(sample.len());
        }
        Ok(Self::Collected { data, sizes })
    }
}

impl Flat {
    fn samples(&self) -> Result<Samples<'_>, zstdkit_dict::Error> {
        match self {
            Self::Collected { data, sizes } => Samples::from_flat(data, sizes),
            Self::Kept(samples) => Samples::from_flat(samples.data(), samples.sizes()),
        }
    }
}

/// Trains a dictionary; returns its content and what the search tried.
#[pyfunction]
#[pyo3(signature = (samples, dict_size, *, level=0, dictionary_id=0, threads=1,
    algorithm="fast_cover", parameters=None, progress=None))]
#[expect(clippy::too_many_arguments, reason = "they are Python's keywords")]
pub(crate) fn train<'py>(
    py: Python<'py>,
    samples: Flat,
    dict_size: usize,
    level: i32,
    dictionary_id: u32,
    threads: usize,
    algorithm: &str,
    parameters: Option<&Bound<'py, PyDict>>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyDict>> {
    let options = TrainOptions::new()
        .size(dict_size)
        .level(level)
        .dictionary_id(dictionary_id)
        .threads(threads);
    let options = with_algorithm(options, algorithm, parameters)?;
    let raised = Arc::new(Mutex::new(None));
    let trained = interruptible(py, |stop| {
        let options = watched(options, stop, progress, &raised);
        options.train_samples(&samples.samples()?)
    })?;
    if let Some(exception) = raised.lock().unwrap_or_else(PoisonError::into_inner).take() {
        return Err(exception);
    }
    let training = trained.map_err(Failure::Dict)?;
    let result = PyDict::new(py);
    let content = training.dictionary.content();
    result.set_item("content", new_bytes(py, content)?)?;
    let candidates: Vec<_> = (training.candidates.iter())
        .map(|candidate| (candidate.k, candidate.d, candidate.compressed_size))
        .collect();
    result.set_item("candidates", candidates)?;
    result.set_item("chosen", training.chosen)?;
    result.set_item("shrunk_from", training.shrunk_from)?;
    Ok(result)
}

/// Has a training ask whether to go on, and tell how far it is.
fn watched(
    options: TrainOptions,
    stop: &Stop,
    progress: Option<Py<PyAny>>,
    raised: &Arc<Mutex<Option<PyErr>>>,
) -> TrainOptions {
    let (stop, raised) = (Arc::clone(stop), Arc::clone(raised));
    options.progress(move |at| {
        if stop.load(Ordering::Relaxed) {
            return ControlFlow::Break(());
        }
        let Some(callback) = &progress else { return ControlFlow::Continue(()) };
        let told =
            Python::attach(|py| callback.call1(py, (at.done, at.total, at.fraction)).map(drop));
        match told {
            Ok(()) => ControlFlow::Continue(()),
            Err(exception) => {
                let mut first = raised.lock().unwrap_or_else(PoisonError::into_inner);
                first.get_or_insert(exception);
                ControlFlow::Break(())
            }
        }
    })
}

fn with_algorithm(
    options: TrainOptions,
    algorithm: &str,
    parameters: Option<&Bound<'_, PyDict>>,
) -> PyResult<TrainOptions> {
    let mut given: Vec<(String, f64)> = Vec::new();
    if let Some(parameters) = parameters {
        for (name, value) in parameters.iter() {
            given.push((name.extract()?, value.extract()?));
        }
    }
    let unknown = |name: &str| {
        PyValueError::new_err(format!("the algorithm {algorithm} has no parameter {name:?}"))
    };
    match algorithm {
        "fast_cover" => {
            let mut chosen = match given.is_empty() {
                // What the default of training is.
                true => FastCover::new().d(8).steps(4),
                false => FastCover::new(),
            };
            for (name, value) in &given {
                let whole = *value as u32;
                chosen = match name.as_str() {
                    "k" => chosen.k(whole),
                    "d" => chosen.d(whole),
                    "steps" => chosen.steps(whole),
                    "f" => chosen.f(whole),
                    "accel" => chosen.accel(whole),
                    "split_point" => chosen.split_point(*value),
                    "shrink" => chosen.shrink(whole),
                    other => return Err(unknown(other)),
                };
            }
            Ok(options.fast_cover(chosen))
        }
        "cover" => {
            let mut chosen = Cover::new();
            for (name, value) in &given {
                let whole = *value as u32;
                chosen = match name.as_str() {
                    "k" => chosen.k(whole),
                    "d" => chosen.d(whole),
                    "steps" => chosen.steps(whole),
                    "split_point" => chosen.split_point(*value),
                    "shrink" => chosen.shrink(whole),
                    other => return Err(unknown(other)),
                };
            }
            Ok(options.cover(chosen))
        }
        "legacy" => {
            let mut chosen = Legacy::new();
            for (name, value) in &given {
                chosen = match name.as_str() {
                    "selectivity" => chosen.selectivity(*value as u32),
                    other => return Err(unknown(other)),
                };
            }
            Ok(options.legacy(chosen))
        }
        other => Err(PyValueError::new_err(format!(
            "there is no algorithm {other:?}; there are fast_cover, cover and legacy"
        ))),
    }
}

/// Makes a dictionary of a content of one's own; returns its content.
#[pyfunction]
pub(crate) fn finalize<'py>(
    py: Python<'py>,
    content: Input,
    samples: Flat,
    dict_size: usize,
    level: i32,
) -> PyResult<Bound<'py, pyo3::types::PyBytes>> {
    let options = TrainOptions::new().size(dict_size).level(level);
    let content = content.to_vec();
    let made = abandonable(py, move || options.finalize_samples(&content, &samples.samples()?))?;
    let dictionary = made.map_err(Failure::Dict)?;
    new_bytes(py, dictionary.content())
}

/// What a dictionary does for samples, as a dictionary of figures.
#[pyfunction]
#[pyo3(signature = (dictionary, samples, level=0))]
pub(crate) fn evaluate<'py>(
    py: Python<'py>,
    dictionary: &Bound<'py, ZstdDict>,
    samples: Flat,
    level: i32,
) -> PyResult<Bound<'py, PyDict>> {
    let dictionary = dictionary.get().dictionary().clone();
    let evaluation = abandonable(py, move || {
        zstdkit_dict::evaluate_samples(&dictionary, &samples.samples()?, level)
    })?;
    figures(py, &evaluation.map_err(Failure::Dict)?)
}

/// Whether a dictionary is worth training: the verdict, the size to train to, and figures or None.
#[pyfunction]
#[pyo3(signature = (samples, level=0))]
pub(crate) fn advise<'py>(
    py: Python<'py>,
    samples: Flat,
    level: i32,
) -> PyResult<(&'static str, usize, Option<Bound<'py, PyDict>>)> {
    let advice = abandonable(py, move || {
        let samples = samples.samples()?;
        zstdkit_dict::advise(&samples, level)
    })?;
    let advice = advice.map_err(Failure::Dict)?;
    let verdict = match advice.verdict {
        Verdict::Train => "train",
        Verdict::NotWorthIt => "not worth it",
        _ => "too few samples",
    };
    let evaluation = advice.evaluation.map(|evaluation| figures(py, &evaluation)).transpose()?;
    Ok((verdict, advice.dict_size, evaluation))
}

fn figures<'py>(py: Python<'py>, evaluation: &Evaluation) -> PyResult<Bound<'py, PyDict>> {
    let figures = PyDict::new(py);
    figures.set_item("samples", evaluation.samples)?;
    figures.set_item("size", evaluation.size)?;
    figures.set_item("dictionary_size", evaluation.dictionary_size)?;
    figures.set_item("saving", evaluation.saving())?;
    figures.set_item("ratio_with", evaluation.ratio_with())?;
    figures.set_item("ratio_without", evaluation.ratio_without())?;
    figures.set_item("pays_after", evaluation.pays_after())?;
    for (name, measure) in [("with", &evaluation.with), ("without", &evaluation.without)] {
        figures.set_item(format!("compressed_size_{name}"), measure.compressed_size)?;
        figures
            .set_item(format!("compress_seconds_{name}"), measure.compress_time.as_secs_f64())?;
        figures.set_item(
            format!("decompress_seconds_{name}"),
            measure.decompress_time.as_secs_f64(),
        )?;
    }
    Ok(figures)
}

//! Levels, options and dictionaries as arguments.

use pyo3::{
    Bound, PyAny, PyResult,
    exceptions::{PyOverflowError, PyTypeError, PyValueError},
    prelude::*,
    types::{PyInt, PyMapping, PyTuple},
};
use zstdkit::{
    CompressOptions, CompressParameter, DecompressOptions, DecompressParameter, Dictionary,
    DictionaryMode,
};

use crate::{dictionary::ZstdDict, errors::Failure};

type Argument<'a, 'py> = Option<&'a Bound<'py, PyAny>>;

/// What a compression is asked for: a level or a mapping of parameters, and a dictionary.
pub(crate) fn compress_options(
    level_or_option: Argument<'_, '_>,
    zstd_dict: Argument<'_, '_>,
) -> PyResult<CompressOptions> {
    let mut options = CompressOptions::new();
    // Whether anything was set that a digested dictionary would settle itself.
    let mut tuned = false;
    if let Some(argument) = level_or_option {
        if argument.is_instance_of::<PyInt>() {
            options = options.level(number(argument, "level_or_option")?);
        } else if let Ok(mapping) = argument.cast::<PyMapping>() {
            for pair in mapping.items()?.iter() {
                let (key, value): (Bound<'_, PyAny>, Bound<'_, PyAny>) = pair.extract()?;
                refuse_enum(&key, "Decompress")?;
                let parameter = CompressParameter::try_from(number(&key, "a parameter's key")?)
                    .map_err(Failure::Zstd)?;
                options = options.set(parameter, number(&value, "a parameter's value")?);
                tuned |= is_match_finding(parameter);
            }
        } else {
            return Err(wrong_type("level_or_option", "an int, a dict or None", argument));
        }
    }
    if let Some((dictionary, mode)) = dictionary_argument(zstd_dict)? {
        let fitting = if tuned { DictionaryMode::Content } else { DictionaryMode::Digested };
        options = options.dictionary_as(&dictionary, mode.unwrap_or(fitting));
    }
    Ok(options)
}

/// What a decompression is asked for: a mapping of parameters, and a dictionary.
pub(crate) fn decompress_options(
    zstd_dict: Argument<'_, '_>,
    option: Argument<'_, '_>,
) -> PyResult<DecompressOptions> {
    let mut options = DecompressOptions::new();
    if let Some((dictionary, mode)) = dictionary_argument(zstd_dict)? {
        options = options.dictionary_as(&dictionary, mode.unwrap_or_default());
    }
    if let Some(argument) = option {
        let Ok(mapping) = argument.cast::<PyMapping>() else {
            return Err(wrong_type("option", "a dict or None", argument));
        };
        for pair in mapping.items()?.iter() {
            let (key, value): (Bound<'_, PyAny>, Bound<'_, PyAny>) = pair.extract()?;
            refuse_enum(&key, "Compress")?;
            let parameter = DecompressParameter::try_from(number(&key, "a parameter's key")?)
                .map_err(Failure::Zstd)?;
            options = options.set(parameter, number(&value, "a parameter's value")?);
        }
    }
    Ok(options)
}

/// Whether a compression has worker threads.
pub(crate) fn has_workers(options: &CompressOptions) -> bool {
    options.get(CompressParameter::NbWorkers).is_some_and(|workers| workers > 0)
}

/// Whether a parameter is about finding matches, which a digest of a dictionary was made for.
fn is_match_finding(parameter: CompressParameter) -> bool {
    use CompressParameter as P;
    !matches!(
        parameter,
        P::CompressionLevel
            | P::ContentSizeFlag
            | P::ChecksumFlag
            | P::DictIdFlag
            | P::NbWorkers
            | P::JobSize
            | P::OverlapLog
    )
}

/// A dictionary, and how to use it where that was said.
fn dictionary_argument(
    argument: Argument<'_, '_>,
) -> PyResult<Option<(Dictionary, Option<DictionaryMode>)>> {
    let Some(argument) = argument else { return Ok(None) };
    if let Ok(dictionary) = argument.cast::<ZstdDict>() {
        return Ok(Some((dictionary.get().dictionary().clone(), None)));
    }
    if let Ok(pair) = argument.cast::<PyTuple>()
        && let Ok((dictionary, mode)) = pair.extract::<(Bound<'_, ZstdDict>, i32)>()
    {
        let mode = match mode {
            0 => DictionaryMode::Digested,
            1 => DictionaryMode::Content,
            2 => DictionaryMode::Prefix,
            _ => return Err(wrong_type("zstd_dict", DICTIONARY, argument)),
        };
        return Ok(Some((dictionary.get().dictionary().clone(), Some(mode))));
    }
    Err(wrong_type("zstd_dict", DICTIONARY, argument))
}

const DICTIONARY: &str = "a ZstdDict object, or what its as_... attributes give";

fn wrong_type(name: &str, wanted: &str, found: &Bound<'_, PyAny>) -> PyErr {
    let kind = found.get_type();
    let kind = kind.name().map_or_else(|_| "?".to_owned(), |name| name.to_string());
    PyTypeError::new_err(format!("{name} should be {wanted}, not {kind}"))
}

/// Refuses a key of the enum for the other way, whose numbers mean something else here.
fn refuse_enum(key: &Bound<'_, PyAny>, way: &str) -> PyResult<()> {
    if key.is_exact_instance_of::<PyInt>() {
        return Ok(());
    }
    let kind = key.get_type();
    let name = kind.name()?.to_string();
    if name.starts_with(way) {
        return Err(PyTypeError::new_err(format!("a parameter's key should not be a {name}")));
    }
    Ok(())
}

/// A number of 32 bits.
fn number(value: &Bound<'_, PyAny>, name: &str) -> PyResult<i32> {
    if !value.is_instance_of::<PyInt>() {
        return Err(wrong_type(name, "an int", value));
    }
    value.extract().map_err(|error: PyErr| {
        if error.is_instance_of::<PyOverflowError>(value.py()) {
            PyValueError::new_err(format!("{name} doesn't fit into 32 bits"))
        } else {
            error
        }
    })
}

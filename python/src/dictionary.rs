//! Dictionaries.

use pyo3::{Bound, Py, PyResult, Python, prelude::*, types::PyBytes};
use zstdkit::Dictionary;

use crate::{errors::Failure, input::Input, output::new_bytes};

/// A dictionary for small inputs that have much in common.
///
/// It's immutable, can be used by several threads at once, and pickles. dict_content is a trained
/// dictionary; with is_raw=True, any content of 8 bytes or more.
#[pyclass(subclass, frozen, module = "zstdkit")]
#[derive(Debug)]
pub(crate) struct ZstdDict {
    dictionary: Dictionary,
    content: Py<PyBytes>,
    is_raw: bool,
}

impl ZstdDict {
    pub(crate) fn dictionary(&self) -> &Dictionary {
        &self.dictionary
    }
}

#[pymethods]
impl ZstdDict {
    #[new]
    #[pyo3(signature = (dict_content, is_raw=false))]
    fn new(py: Python<'_>, dict_content: Input, is_raw: bool) -> PyResult<Self> {
        let made = py.detach(|| {
            if is_raw { Dictionary::raw(&dict_content) } else { Dictionary::new(&dict_content) }
        });
        let dictionary = made.map_err(Failure::Zstd)?;
        let content = new_bytes(py, dictionary.content())?.unbind();
        Ok(Self { dictionary, content, is_raw })
    }

    /// The dictionary's id, by which frames name it; 0 where it has none.
    #[getter]
    fn dict_id(&self) -> u32 {
        self.dictionary.id()
    }

    /// The dictionary's content.
    #[getter]
    fn dict_content(&self, py: Python<'_>) -> Py<PyBytes> {
        self.content.clone_ref(py)
    }

    /// Whether it was made from any content.
    #[getter]
    fn is_raw(&self) -> bool {
        self.is_raw
    }

    /// To be used digested: the fastest start for small inputs. The match finder's parameters are the
    /// level's. It's the default of decompression, and of compression where none of them is set.
    #[getter]
    fn as_digested_dict(slf: Bound<'_, Self>) -> (Bound<'_, Self>, i32) {
        (slf, 0)
    }

    /// To be used by its content, so that all parameters apply.
    #[getter]
    fn as_undigested_dict(slf: Bound<'_, Self>) -> (Bound<'_, Self>, i32) {
        (slf, 1)
    }

    /// To be used as what came just before the data, for one frame: an older version of it, say.
    #[getter]
    fn as_prefix(slf: Bound<'_, Self>) -> (Bound<'_, Self>, i32) {
        (slf, 2)
    }

    fn __len__(&self) -> usize {
        self.dictionary.content().len()
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        let this = slf.get();
        let (id, len) = (this.dictionary.id(), this.__len__());
        Ok(format!("<{} dict_id={id} dict_size={len}>", slf.get_type().name()?))
    }

    fn __reduce__<'py>(
        slf: &Bound<'py, Self>,
    ) -> (Bound<'py, pyo3::types::PyType>, (Py<PyBytes>, bool)) {
        let this = slf.get();
        (slf.get_type(), (this.dict_content(slf.py()), this.is_raw))
    }
}

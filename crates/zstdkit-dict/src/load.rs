//! Dictionaries from files.

use std::fs;
use std::path::Path;

use zstdkit::Dictionary;

use crate::error::{Error, Result};

/// Reads a dictionary from a file: a trained one, or any content.
///
/// What begins as trained dictionaries do, in `zstdkit train`'s output or in `zstd --train`'s, has to
/// be one, whole and sound. All other content of 8 bytes or more serves as it is, with the id 0.
/// [`dictionary_info`](crate::dictionary_info) tells what is in a trained one.
///
/// ```no_run
/// use zstdkit::CompressOptions;
/// use zstdkit_dict::{dictionary_info, load};
///
/// let dictionary = load("my.dict")?;
/// let info = dictionary_info(dictionary.content())?;
/// println!("{} bytes of entropy tables, {:?}", info.entropy_size(), info.repeat_offsets());
/// let options = CompressOptions::new().dictionary(&dictionary);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// [`Error::Io`] names the file; [`Error::Zstd`] for fewer than 8 bytes, or for a trained
/// dictionary that is damaged.
pub fn load(path: impl AsRef<Path>) -> Result<Dictionary> {
    let path = path.as_ref();
    let content = fs::read(path).map_err(|source| Error::Io { path: path.to_owned(), source })?;
    Dictionary::raw(content).map_err(|source| Error::Zstd { what: "not a dictionary", source })
}

//! Indexes of files, and where they are.

use std::{
    fs::File,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use zstdkit::Dictionary;
use zstdkit_seek::{Index, ReadOptions};

use super::open;
use crate::report::{failure, text::printable};

/// Where the index of a file is by custom: `FILE.zsti` for `FILE.zst`.
pub(crate) fn beside(path: &Path) -> PathBuf {
    if path.extension().is_some_and(|extension| extension == "zst") {
        return path.with_extension("zsti");
    }
    let mut name = path.as_os_str().to_owned();
    name.push(".zsti");
    name.into()
}

/// The index that is given, or at the file's end, or beside it; `None` where there is none of this file.
///
/// One that is given has to be right; of others that are of no use stderr is told, and the work goes on
/// without. `fits` says whether an index is the file's.
pub(crate) fn made_for(
    path: &Path,
    file: &File,
    given: Option<&Path>,
    fits: impl Fn(&Index) -> zstdkit_seek::Result<()>,
) -> Result<Option<Index>> {
    let read = |path: &Path| -> Result<Index> {
        let named = || format!("index {}", printable(&path.to_string_lossy()));
        let file = File::open(path).with_context(named)?;
        let index = Index::read_from(std::io::BufReader::new(file)).with_context(named)?;
        fits(&index).with_context(named)?;
        Ok(index)
    };
    if let Some(given) = given {
        return read(given).map(Some);
    }
    let appended = || -> Result<Option<Index>> {
        let Some(index) = Index::read_appended(file)? else { return Ok(None) };
        fits(&index)?;
        Ok(Some(index))
    };
    let beside = || {
        let beside = beside(path);
        if beside.is_file() { read(&beside).map(Some) } else { Ok(None) }
    };
    let places: [&dyn Fn() -> Result<Option<Index>>; 2] =
        [&|| appended().context("the index at its end"), &beside];
    for find in places {
        match find() {
            Ok(Some(index)) => return Ok(Some(index)),
            Ok(None) => {}
            Err(error) => {
                let name = printable(&path.to_string_lossy());
                failure::warn(&error.context(format!("{name}: an index that isn't used")));
            }
        }
    }
    Ok(None)
}

/// How files are read by an index.
pub(crate) fn options(dictionary: Option<&Dictionary>, window_log: u32) -> ReadOptions {
    let options = ReadOptions::new().window_log_max(window_log);
    match dictionary {
        Some(dictionary) => options.dictionary(dictionary),
        None => options,
    }
}

/// Reads the dictionary, if one is given.
pub(crate) fn dictionary(path: Option<&Path>) -> Result<Option<Dictionary>> {
    path.map(open::dictionary).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_is_named_after_its_file() {
        assert_eq!(beside(Path::new("a/b.tar.zst")), Path::new("a/b.tar.zsti"));
        assert_eq!(beside(Path::new("b.tar")), Path::new("b.tar.zsti"));
    }
}

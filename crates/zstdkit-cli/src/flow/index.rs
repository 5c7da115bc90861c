//! Indexes of files, and where they are.

use std::{
    fs::File,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use zstdkit::Dictionary;
use zstdkit_seek::{Index, ReadOptions};

use super::open;
use crate::report::text::printable;

/// Where the index of a file is by custom: `FILE.zsti` for `FILE.zst`.
pub(crate) fn beside(path: &Path) -> PathBuf {
    if path.extension().is_some_and(|extension| extension == "zst") {
        return path.with_extension("zsti");
    }
    let mut name = path.as_os_str().to_owned();
    name.push(".zsti");
    name.into()
}

/// The index that is given, or at the file's end, or beside it; `None` where there is none.
pub(crate) fn made_for(path: &Path, file: &File, given: Option<&Path>) -> Result<Option<Index>> {
    let read = |path: &Path| -> Result<Index> {
        let named = || format!("index {}", printable(&path.to_string_lossy()));
        let file = File::open(path).with_context(named)?;
        Index::read_from(std::io::BufReader::new(file)).with_context(named)
    };
    if let Some(given) = given {
        return read(given).map(Some);
    }
    if let Some(index) = Index::read_appended(file)? {
        return Ok(Some(index));
    }
    let beside = beside(path);
    if beside.is_file() { read(&beside).map(Some) } else { Ok(None) }
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

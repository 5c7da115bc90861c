//! Random access: `zstdkit index`, `zstdkit cat`, `zstdkit salvage`, and what other commands have of it.

mod cat;
mod index;
mod salvage;
mod write;

pub(crate) use cat::{OpenRange, range, run as run_cat};
pub(crate) use index::run as run_index;
pub(crate) use salvage::run as run_salvage;
pub(crate) use write::{Layout, write};

use std::{
    fs::File,
    io::IsTerminal as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use zstdkit::Dictionary;
use zstdkit_seek::{Index, ReadOptions};

use crate::{failure::printable, input};

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

pub(crate) fn dictionary(path: Option<&Path>) -> Result<Option<Dictionary>> {
    path.map(input::dictionary).transpose()
}

/// Shown on a terminal only.
fn progress_bar(quiet: bool, what: &'static str, bytes: u64) -> ProgressBar {
    let target = if quiet || !std::io::stderr().is_terminal() {
        ProgressDrawTarget::hidden()
    } else {
        ProgressDrawTarget::stderr()
    };
    let bar = ProgressBar::with_draw_target(Some(bytes), target).with_prefix(what);
    // The template is ours and correct; the default one would do as well.
    if let Ok(style) = ProgressStyle::with_template("{prefix} {bar:40} {percent} % {eta}") {
        bar.set_style(style);
    }
    bar
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

//! The inputs of a run, known by what they are and not by their names.

use std::{collections::HashSet, fs, path::Path};

#[cfg(unix)]
use super::standard::stdin_as_file;
use crate::arguments::place::Source;

/// The regular files that a command reads, so that it writes over none of them.
#[derive(Debug, Default)]
pub(crate) struct Inputs {
    files: HashSet<Identity>,
    stdin: bool,
}

/// What tells one file from another, whatever names and links lead to it.
#[cfg(unix)]
type Identity = (u64, u64);
#[cfg(windows)]
type Identity = same_file::Handle;

impl Inputs {
    /// The sources, and a dictionary; what can't be found is left to whoever opens it.
    pub(crate) fn new(sources: &[Source], dictionary: Option<&Path>) -> Self {
        let stdin = sources.contains(&Source::Stdin);
        let sources = sources.iter().filter_map(identity_of_source);
        Self { files: sources.chain(dictionary.and_then(identity)).collect(), stdin }
    }

    /// Whether stdin is one of them.
    pub(crate) const fn contain_stdin(&self) -> bool {
        self.stdin
    }

    /// Whether what the path leads to is one of them.
    pub(crate) fn contain(&self, path: &Path) -> bool {
        identity(path).is_some_and(|identity| self.files.contains(&identity))
    }
}

fn identity_of_source(source: &Source) -> Option<Identity> {
    match source {
        Source::File(path) => identity(path),
        // A file may be redirected to it.
        #[cfg(unix)]
        Source::Stdin => identity_of(&stdin_as_file().ok()?.metadata().ok()?),
        #[cfg(windows)]
        Source::Stdin => same_file::Handle::stdin().ok(),
    }
}

#[cfg(unix)]
fn identity(path: &Path) -> Option<Identity> {
    identity_of(&fs::metadata(path).ok()?)
}

#[cfg(windows)]
fn identity(path: &Path) -> Option<Identity> {
    fs::metadata(path).ok()?.is_file().then(|| same_file::Handle::from_path(path).ok()).flatten()
}

/// Nothing for devices and pipes: reading and writing the same terminal harms nobody.
#[cfg(unix)]
fn identity_of(metadata: &fs::Metadata) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt as _;
    metadata.is_file().then(|| (metadata.dev(), metadata.ino()))
}

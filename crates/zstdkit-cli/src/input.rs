//! What is read: files and stdin.

use std::{
    collections::HashSet,
    fmt,
    fs::{self, File, Metadata},
    io::{self, Read as _, Seek as _},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, anyhow, bail};
use zstdkit::Dictionary;

use crate::failure::printable;

/// Where input comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    Stdin,
    File(PathBuf),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stdin => f.write_str("stdin"),
            Self::File(path) => f.write_str(&printable(&path.to_string_lossy())),
        }
    }
}

impl Source {
    /// `-` is stdin.
    pub(crate) fn from_arg(path: &Path) -> Self {
        if path.as_os_str() == "-" { Self::Stdin } else { Self::File(path.to_owned()) }
    }

    /// Opens it.
    pub(crate) fn open(&self) -> Result<Input> {
        let file = match self {
            Self::Stdin => stdin_as_file()?,
            Self::File(path) => open_file(path)?,
        };
        // Windows knows nothing to tell of a pipe or a device, and says so by an error.
        let metadata = match file.metadata() {
            Err(_) if cfg!(windows) => None,
            other => Some(other?),
        };
        if metadata.as_ref().is_some_and(Metadata::is_dir) {
            bail!(IS_A_DIRECTORY);
        }
        Ok(Input { file, metadata })
    }
}

const IS_A_DIRECTORY: &str = "is a directory; name the files in it";

/// Opens a file; Windows opens no directories, and says that access is denied.
fn open_file(path: &Path) -> Result<File> {
    File::open(path).map_err(|error| match fs::metadata(path) {
        Ok(there) if there.is_dir() => anyhow!(IS_A_DIRECTORY),
        _ => error.into(),
    })
}

/// Input, open.
#[derive(Debug)]
pub(crate) struct Input {
    file: File,
    /// Nothing where the system knows nothing.
    metadata: Option<Metadata>,
}

impl Input {
    /// What the file system says of a regular file; `None` for pipes, terminals, devices.
    pub(crate) fn regular(&self) -> Option<&Metadata> {
        self.metadata.as_ref().filter(|metadata| metadata.is_file())
    }

    /// The file itself.
    pub(crate) fn into_file(self) -> File {
        self.file
    }

    /// The file itself, to be read at places.
    pub(crate) const fn file(&self) -> &File {
        &self.file
    }

    /// How many bytes there should be from here on, if it's a regular file.
    pub(crate) fn remaining(&mut self) -> io::Result<Option<u64>> {
        match self.regular().map(Metadata::len) {
            // Stdin may have been read from before it came to us.
            Some(len) => Ok(Some(len.saturating_sub(self.file.stream_position()?))),
            None => Ok(None),
        }
    }

    /// Reads up to `limit` bytes.
    pub(crate) fn read_up_to(&mut self, limit: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        if let Some(remaining) = self.remaining()? {
            // One more, or the reader takes a full vector for one that has to grow.
            let size = usize::try_from(remaining.min(limit).saturating_add(1));
            bytes.try_reserve_exact(size.unwrap_or(usize::MAX))?;
        }
        self.by_ref().take(limit).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Fills as much of `chunk` as the input has bytes; fewer only at its end.
    pub(crate) fn fill(&mut self, chunk: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while filled < chunk.len() {
            match self.file.read(&mut chunk[filled..]) {
                Ok(0) => break,
                Ok(more) => filled += more,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(filled)
    }
}

impl io::Read for Input {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        self.file.read(room)
    }
}

impl io::Seek for Input {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

/// The regular files that a command reads, so that it writes over none of them.
#[derive(Debug, Default)]
pub(crate) struct Inputs(HashSet<Identity>);

/// What tells one file from another, whatever names and links lead to it.
#[cfg(unix)]
type Identity = (u64, u64);
#[cfg(windows)]
type Identity = same_file::Handle;

impl Inputs {
    /// The sources, and a dictionary; what can't be found is left to whoever opens it.
    pub(crate) fn new(sources: &[Source], dictionary: Option<&Path>) -> Self {
        let sources = sources.iter().filter_map(Source::identity);
        Self(sources.chain(dictionary.and_then(identity)).collect())
    }

    /// Whether what the path leads to is one of them.
    pub(crate) fn contain(&self, path: &Path) -> bool {
        identity(path).is_some_and(|identity| self.0.contains(&identity))
    }
}

impl Source {
    fn identity(&self) -> Option<Identity> {
        match self {
            Self::File(path) => identity(path),
            // A file may be redirected to it.
            #[cfg(unix)]
            Self::Stdin => identity_of(&stdin_as_file().ok()?.metadata().ok()?),
            #[cfg(windows)]
            Self::Stdin => same_file::Handle::stdin().ok(),
        }
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
fn identity_of(metadata: &Metadata) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt as _;
    metadata.is_file().then(|| (metadata.dev(), metadata.ino()))
}

/// Stdin without the standard library's buffer, so that a file redirected to it is seen as one.
fn stdin_as_file() -> io::Result<File> {
    #[cfg(unix)]
    use std::os::fd::AsFd as _;
    #[cfg(windows)]
    use std::os::windows::io::AsHandle as _;
    let stdin = io::stdin();
    #[cfg(unix)]
    let owned = stdin.as_fd().try_clone_to_owned()?;
    #[cfg(windows)]
    let owned = stdin.as_handle().try_clone_to_owned()?;
    Ok(owned.into())
}

/// Reads a dictionary: a trained one, or any content.
pub(crate) fn dictionary(path: &Path) -> Result<Dictionary> {
    let named = || format!("dictionary {}", printable(&path.to_string_lossy()));
    let content = fs::read(path).with_context(named)?;
    Dictionary::raw(content).with_context(named)
}

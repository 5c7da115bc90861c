//! What is read: files and stdin.

use std::{
    fs::{self, File, Metadata},
    io::{self, Read as _, Seek as _},
    path::Path,
};

use anyhow::{Context as _, Result, anyhow, bail};
use zstdkit::Dictionary;

use super::standard::stdin_as_file;
use crate::{arguments::place::Source, report::text::printable};

const IS_A_DIRECTORY: &str = "is a directory; name the files in it";

/// Opens a file; Windows opens no directories, and says that access is denied.
fn open_file(path: &Path) -> Result<File> {
    File::open(path).map_err(|error| match fs::metadata(path) {
        Ok(there) if there.is_dir() => anyhow!(IS_A_DIRECTORY),
        _ => error.into(),
    })
}

impl Source {
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
}

/// Fills as much of `chunk` as the source has bytes; fewer only at its end.
pub(crate) fn fill(source: &mut impl io::Read, chunk: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < chunk.len() {
        match source.read(&mut chunk[filled..]) {
            Ok(0) => break,
            Ok(more) => filled += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
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

/// Reads the older version that a patch is made from.
pub(crate) fn older_version(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| printable(&path.to_string_lossy()))
}

/// Reads a dictionary: a trained one, or any content.
pub(crate) fn dictionary(path: &Path) -> Result<Dictionary> {
    let named = || format!("dictionary {}", printable(&path.to_string_lossy()));
    let content = fs::read(path).with_context(named)?;
    Dictionary::raw(content).with_context(named)
}

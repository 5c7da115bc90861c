//! Samples from files and folders.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result, reserve};
use crate::samples::{Flat, Samples};

/// Reads files as samples, one each, and folders as the files in them.
///
/// The files of a folder come in the order of their names, so that the same folder gives the same
/// samples everywhere. In folders, symbolic links are left out.
///
/// ```no_run
/// use zstdkit_dict::{Files, train};
///
/// let samples = Files::new().recursive(true).max_file_size(128 * 1024).read(["records/"])?;
/// let dictionary = train(&samples, 100 * 1024)?;
/// # Ok::<(), zstdkit_dict::Error>(())
/// ```
#[doc(alias = "from_files")]
#[derive(Clone, Copy, Debug, Default)]
#[must_use]
pub struct Files {
    recursive: bool,
    max_file_size: Option<u64>,
}

impl Files {
    /// Whole files; folders without the folders in them.
    pub const fn new() -> Self {
        Self { recursive: false, max_file_size: None }
    }

    /// Whether to go into the folders of folders; by default not.
    pub const fn recursive(self, recursive: bool) -> Self {
        Self { recursive, ..self }
    }

    /// Takes only so many bytes of each file, from its start; by default all.
    ///
    /// Training looks at the first 128 KiB of a sample when it makes entropy tables.
    pub const fn max_file_size(self, bytes: u64) -> Self {
        Self { max_file_size: Some(bytes), ..self }
    }

    /// Reads every file and folder, straight to where training reads them.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] names what could not be read; [`Error::OutOfMemory`].
    pub fn read<I>(&self, paths: I) -> Result<Samples<'static>>
    where
        I: IntoIterator<Item: AsRef<Path>>,
    {
        let mut flat = Flat::default();
        for path in paths {
            for file in self.list(path)? {
                self.append(&file, &mut flat).map_err(|error| at(&file, error))?;
            }
        }
        Ok(flat.into())
    }

    /// The files that [`read`](Self::read) would read for one path, in order.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] names what could not be read.
    pub fn list(&self, path: impl AsRef<Path>) -> Result<Vec<PathBuf>> {
        let path = path.as_ref();
        let io = |source| Error::Io { path: path.to_owned(), source };
        if !fs::metadata(path).map_err(io)?.is_dir() {
            return Ok(vec![path.to_owned()]);
        }
        let mut files = Vec::new();
        let mut folders = vec![path.to_owned()];
        while let Some(folder) = folders.pop() {
            let io = |source| Error::Io { path: folder.clone(), source };
            for entry in fs::read_dir(&folder).map_err(io)? {
                let entry = entry.map_err(io)?;
                let kind = entry.file_type().map_err(io)?;
                if kind.is_file() {
                    files.push(entry.path());
                } else if kind.is_dir() && self.recursive {
                    folders.push(entry.path());
                }
            }
        }
        files.sort();
        Ok(files)
    }

    fn append(&self, path: &Path, flat: &mut Flat) -> std::result::Result<(), Failure> {
        let file = File::open(path)?;
        let limit = self.max_file_size.unwrap_or(u64::MAX);
        let expected = file.metadata()?.len().min(limit);
        let before = flat.data.len();
        // A file may grow or shrink meanwhile: this is only room, made ahead where it can be had.
        let ahead = usize::try_from(expected).unwrap_or(usize::MAX);
        reserve(&mut flat.data, ahead, "the samples")?;
        reserve(&mut flat.sizes, 1, "the samples' sizes")?;
        file.take(limit).read_to_end(&mut flat.data)?;
        flat.sizes.push(flat.data.len() - before);
        Ok(())
    }
}

/// Why a file could not be appended.
enum Failure {
    Io(std::io::Error),
    Other(Error),
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Other(error)
    }
}

fn at(path: &Path, failure: Failure) -> Error {
    match failure {
        Failure::Io(source) => Error::Io { path: path.to_owned(), source },
        Failure::Other(error) => error,
    }
}

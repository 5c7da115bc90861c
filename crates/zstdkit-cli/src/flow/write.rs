//! What is written: files that appear whole or not at all, and stdout.

use std::{
    ffi::OsString,
    fs::{self, File, FileTimes, Metadata},
    io::{self, IsTerminal as _, Write as _},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, anyhow, bail};
use tempfile::NamedTempFile;

use super::{inputs::Inputs, leftovers::InTheMaking, standard::stdout_as_file};
use crate::{
    arguments::place::Destination,
    report::{failure::ReaderGone, text::printable},
};

/// Output under way.
#[derive(Debug)]
pub(crate) enum Output {
    /// Stdout, or what was there before and is no regular file: a device, a pipe.
    Stream(File),
    /// A file in the making.
    Pending(Box<Pending>),
}

/// A file that gets its name once it's complete; dropped before, it leaves nothing behind.
#[derive(Debug)]
pub(crate) struct Pending {
    temporary: NamedTempFile,
    guard: InTheMaking,
    path: PathBuf,
    replace: bool,
    model: Option<Metadata>,
}

impl Output {
    /// Opens a destination; an existing file is refused unless it may be replaced, and one of the
    /// inputs always.
    ///
    /// A new file takes its permissions and its time from `model`, the file that it's made from.
    pub(crate) fn create(
        destination: &Destination,
        replace: bool,
        inputs: &Inputs,
        model: Option<&Metadata>,
    ) -> Result<Self> {
        match destination {
            Destination::Stdout => Ok(Self::Stream(stdout_as_file()?)),
            Destination::File(path) => {
                let file = if inputs.contain(path) {
                    Err(anyhow!("it is read from too, and would be lost; name another output"))
                } else {
                    Self::create_file(path, replace, model)
                };
                file.with_context(|| cannot_write(path))
            }
        }
    }

    fn create_file(path: &Path, replace: bool, model: Option<&Metadata>) -> Result<Self> {
        if cfg!(windows) && is_device(path) {
            return Ok(Self::Stream(File::options().write(true).open(path)?));
        }
        let path = match fs::metadata(path) {
            Ok(there) if there.is_dir() => bail!("it is a directory"),
            // Renaming over a device would remove it.
            Ok(there) if !there.is_file() => {
                return Ok(Self::Stream(File::options().write(true).open(path)?));
            }
            Ok(_) if !replace => bail!("it exists already; -f replaces it"),
            // A link stays one: what it leads to is replaced.
            Ok(_) if path.is_symlink() => path.canonicalize()?,
            Ok(_) => path.to_owned(),
            Err(_) if !replace && fs::symlink_metadata(path).is_ok() => {
                bail!("it exists already, as a link that leads nowhere; -f replaces it")
            }
            Err(_) => path.to_owned(),
        };
        let (temporary, guard) = temporary_beside(&path, model)?;
        let pending = Pending { temporary, guard, path, replace, model: model.cloned() };
        Ok(Self::Pending(Box::new(pending)))
    }

    /// Whether a person would see what is written.
    pub(crate) fn is_terminal(&self) -> bool {
        matches!(self, Self::Stream(file) if file.is_terminal())
    }

    /// Writes all there is, and puts a file in its place.
    pub(crate) fn finish(mut self, bytes: &[u8]) -> Result<()> {
        self.write_all(bytes)?;
        self.commit()
    }

    /// Puts a file in its place.
    pub(crate) fn commit(self) -> Result<()> {
        match self {
            Self::Stream(_) => Ok(()),
            Self::Pending(pending) => {
                let path = pending.path.clone();
                pending.commit().with_context(|| cannot_write(&path))
            }
        }
    }
}

impl Pending {
    fn commit(self) -> Result<()> {
        let Self { temporary, guard, path, replace, model } = self;
        if let Some(model) = model {
            resemble(temporary.as_file(), &model)?;
        }
        let outcome =
            if replace { temporary.persist(path) } else { temporary.persist_noclobber(path) };
        drop(guard);
        match outcome {
            Ok(_) => Ok(()),
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
                bail!("it came to exist in the meantime; -f replaces it")
            }
            Err(error) => Err(error.error.into()),
        }
    }
}

impl io::Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stream(file) => file.write(bytes).map_err(ReaderGone::mark),
            Self::Pending(pending) => pending.temporary.as_file_mut().write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Makes a file with a name of its own in the folder where `path` shall be, so that a rename puts
/// it there in one step.
fn temporary_beside(path: &Path, model: Option<&Metadata>) -> Result<(NamedTempFile, InTheMaking)> {
    let name = path.file_name().context("it names no file")?;
    let folder = path.parent().filter(|parent| *parent != Path::new(""));
    let folder = folder.unwrap_or(Path::new("."));
    let mut prefix = OsString::from(".");
    prefix.push(name);
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).suffix(".tmp");
    let mut options = File::options();
    options.read(true).write(true).create_new(true);
    // Never more than the model's permissions, or what the system gives to any new file.
    #[cfg(unix)]
    {
        use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
        options.mode(model.map_or(0o666, |model| model.permissions().mode() & 0o777));
    }
    #[cfg(not(unix))]
    let _ = model;
    // Opened here, for an error of the builder's would tell the temporary name, which is nobody's
    // concern.
    let open = |path: &Path| options.open(path);
    let made = InTheMaking::make(|| match builder.make_in(folder, open) {
        // A name as long as can be leaves no room for more.
        Err(error) if error.kind() == io::ErrorKind::InvalidFilename => {
            builder.prefix(".zstdkit").make_in(folder, open)
        }
        other => other,
    });
    Ok(made?)
}

/// Gives a file the permissions and the time of the one that it was made from.
fn resemble(file: &File, model: &Metadata) -> io::Result<()> {
    if let Ok(modified) = model.modified() {
        file.set_times(FileTimes::new().set_modified(modified))?;
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        file.set_permissions(fs::Permissions::from_mode(model.permissions().mode() & 0o777))?;
    }
    Ok(())
}

/// Whether Windows has a device or a pipe by this name, whatever the folder.
fn is_device(path: &Path) -> bool {
    let whole = path.to_string_lossy();
    let name = path.file_name().map(|name| name.to_string_lossy().to_ascii_uppercase());
    let numbered = |name: &str| {
        let number = name.strip_prefix("COM").or_else(|| name.strip_prefix("LPT"));
        number.is_some_and(|number| matches!(number.as_bytes(), [b'1'..=b'9']))
    };
    whole.starts_with(r"\\.\")
        || name.is_some_and(|name| {
            matches!(&*name, "NUL" | "CON" | "CONOUT$" | "AUX" | "PRN") || numbered(&name)
        })
}

fn cannot_write(path: &Path) -> String {
    format!("cannot write {}", printable(&path.to_string_lossy()))
}

/// Whether bytes go to a terminal, where a line of progress would get between them.
pub(crate) fn shares_a_terminal(destination: &Destination) -> bool {
    *destination == Destination::Stdout && io::stdout().is_terminal()
}

/// Writes text to stdout: what a person, or a program, asked to be told.
pub(crate) fn print(text: &str) -> Result<()> {
    let outcome = stdout_as_file()
        .and_then(|mut stdout| stdout.write_all(text.as_bytes()).map_err(ReaderGone::mark));
    outcome.context("cannot write to stdout")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_of_windows_are_known_by_their_names() {
        for name in ["NUL", "nul", "CON", "folder/com1", "LPT9", r"\\.\pipe\zstdkit"] {
            assert!(is_device(Path::new(name)), "{name}");
        }
        for name in ["NUL.zst", "COM", "COM0", "COM10", "annul", "folder", r"\\server\share"] {
            assert!(!is_device(Path::new(name)), "{name}");
        }
    }
}

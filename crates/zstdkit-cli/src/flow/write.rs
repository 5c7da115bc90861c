//! What is written: files that appear whole or not at all, and stdout.

use std::{
    fs::{self, File},
    io::{self, IsTerminal as _, Write as _},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, anyhow, bail};

use super::{
    commit::{Model, Pending},
    inputs::Inputs,
    sink::Sink,
    standard::stdout_as_file,
};
use crate::{
    arguments::{OutputArgs, place::Destination},
    report::{failure::ReaderGone, text::printable},
};

/// What becomes of a file that is where an output shall be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Existing {
    /// It stays, and the output is refused.
    Keep,
    /// Whoever is at the terminal is asked; without one it stays.
    Ask,
    Replace,
}

impl Existing {
    /// As the options for outputs say it: with `-q` nobody is asked.
    pub(crate) const fn of(args: &OutputArgs) -> Self {
        match (args.force, args.quiet) {
            (true, _) => Self::Replace,
            (false, true) => Self::Keep,
            (false, false) => Self::Ask,
        }
    }
}

impl From<bool> for Existing {
    /// As `-f` says it.
    fn from(force: bool) -> Self {
        if force { Self::Replace } else { Self::Ask }
    }
}

/// Asks whether a file may be replaced, where somebody can answer.
fn is_agreed_to(path: &Path) -> io::Result<bool> {
    if !(io::stdin().is_terminal() && io::stderr().is_terminal()) {
        return Ok(false);
    }
    let name = printable(&path.to_string_lossy());
    // In one piece: what is typed meanwhile stands before or behind it.
    io::stderr().write_all(format!("{name} exists already; replace it? [y/N] ").as_bytes())?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

/// Output under way.
#[derive(Debug)]
pub(crate) enum Output {
    /// Stdout.
    Stream(File),
    /// What was there before and is no regular file: a device, a pipe.
    Named(File, PathBuf),
    /// A file in the making.
    Pending(Box<Pending>),
    /// Nothing is wanted.
    Nowhere,
}

impl Output {
    /// Opens a destination; an existing file is refused unless it may be replaced, or whoever is asked says so, and one of
    /// the inputs always.
    ///
    /// A new file takes its permissions and its time from `model`, the file that it's made from.
    pub(crate) fn create(
        destination: &Destination,
        existing: impl Into<Existing>,
        inputs: &Inputs,
        model: Model<'_>,
    ) -> Result<Self> {
        match destination {
            Destination::Stdout => {
                Ok(Self::Stream(stdout_as_file().context("cannot write to stdout")?))
            }
            Destination::File(path) => {
                let file = if inputs.contain(path) {
                    Err(anyhow!("it is read from too, and would be lost; name another output"))
                } else {
                    let existing = existing.into();
                    // What is typed then is content.
                    let asks = existing == Existing::Ask && !inputs.contain_stdin();
                    Self::create_file(path, existing == Existing::Replace, asks, model)
                };
                file.with_context(|| cannot_write(path))
            }
        }
    }

    fn create_file(path: &Path, replace: bool, asks: bool, model: Model<'_>) -> Result<Self> {
        if cfg!(windows) && is_device(path) {
            return Ok(Self::Named(File::options().write(true).open(path)?, path.to_owned()));
        }
        let there = fs::metadata(path);
        let is_file = there.as_ref().is_ok_and(fs::Metadata::is_file);
        let replace = replace || (asks && is_file && is_agreed_to(path)?);
        let path = match there {
            Ok(there) if there.is_dir() => bail!("it is a directory"),
            // Renaming over a device would remove it.
            Ok(there) if !there.is_file() => {
                return Ok(Self::Named(File::options().write(true).open(path)?, path.to_owned()));
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
        Ok(Self::Pending(Box::new(Pending::begin(path, replace, model)?)))
    }

    /// Whether a person would see what is written.
    pub(crate) fn is_terminal(&self) -> bool {
        matches!(self, Self::Stream(file) | Self::Named(file, _) if file.is_terminal())
    }

    /// Writes all there is, and puts a file in its place.
    pub(crate) fn finish(mut self, bytes: &[u8]) -> Result<()> {
        self.write_all(bytes).with_context(|| self.writing())?;
        self.commit()
    }

    /// Where the bytes go; zeros are left out of a file in the making if `sparse`.
    pub(crate) fn sink(&self, sparse: bool) -> Result<Sink> {
        let (Self::Stream(file) | Self::Named(file, _)) = self else {
            let Self::Pending(pending) = self else { return Ok(Sink::Nowhere) };
            let file = pending.file().try_clone()?;
            return Ok(if sparse { Sink::Sparse(file, 0) } else { Sink::File(file) });
        };
        Ok(Sink::Stream(file.try_clone()?))
    }

    /// What failed where writing fails.
    pub(crate) fn writing(&self) -> String {
        match self {
            Self::Stream(_) => "cannot write to stdout".to_owned(),
            Self::Named(_, path) => cannot_write(path),
            Self::Pending(pending) => cannot_write(pending.path()),
            Self::Nowhere => String::new(),
        }
    }

    /// Puts a file in its place.
    pub(crate) fn commit(self) -> Result<()> {
        match self {
            Self::Stream(_) | Self::Named(..) | Self::Nowhere => Ok(()),
            Self::Pending(pending) => {
                let path = pending.path().to_owned();
                pending.commit().with_context(|| cannot_write(&path))
            }
        }
    }
}

impl io::Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stream(file) | Self::Named(file, _) => {
                file.write(bytes).map_err(ReaderGone::mark)
            }
            Self::Nowhere => Ok(bytes.len()),
            Self::Pending(pending) => pending.file().write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
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

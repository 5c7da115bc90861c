//! Files in the making, and how they get their place: whole, or not at all.

use std::{
    ffi::OsString,
    fs::{self, File, FileTimes, Metadata},
    io::{self, Seek as _},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Error, Result, bail};
use tempfile::NamedTempFile;

use super::leftovers::InTheMaking;
use crate::{
    arguments::place::Source,
    report::{failure, text::printable},
};

/// What a new file is to resemble.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Model<'a> {
    /// The file that it's made from: its mode, time and, as root, owner.
    file: Option<&'a Metadata>,
    /// No permissions but these.
    most: u32,
}

impl<'a> Model<'a> {
    /// Nothing.
    pub(crate) const fn none() -> Self {
        Self { file: None, most: 0o777 }
    }

    /// The file that it's made from, if it's one.
    pub(crate) const fn of(file: Option<&'a Metadata>) -> Self {
        Self { file, most: 0o777 }
    }

    /// Nothing but that nobody may read it who may not read one of these.
    pub(crate) fn no_wider_than(sources: &[Source]) -> Self {
        let most = sources.iter().filter_map(|source| match source {
            Source::File(path) => fs::metadata(path).ok().map(|there| mode_of(&there) | 0o200),
            Source::Stdin => None,
        });
        Self { file: None, most: most.fold(0o777, |most, mode| most & mode) }
    }
}

/// A file that gets its name once it's complete; dropped before, it leaves nothing behind.
#[derive(Debug)]
pub(crate) struct Pending {
    making: Making,
    path: PathBuf,
    replace: bool,
    model: Option<Metadata>,
    mode: u32,
}

#[derive(Debug)]
enum Making {
    /// Without a name, so that nothing is left of it however the command ends.
    Unnamed(File),
    Named(NamedTempFile, InTheMaking),
}

impl Pending {
    pub(super) fn begin(path: PathBuf, replace: bool, model: Model<'_>) -> Result<Self> {
        let mut mode = model.file.map_or(0o666, mode_of) & model.most;
        if let Ok(replaced) = fs::metadata(&path) {
            mode &= mode_of(&replaced);
        }
        let folder = folder(&path);
        let making = match unnamed(folder, mode) {
            Some(file) => Making::Unnamed(file),
            None => {
                let (file, guard) = temporary_beside(&path, mode)?;
                Making::Named(file, guard)
            }
        };
        Ok(Self { making, path, replace, model: model.file.cloned(), mode })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn file(&self) -> &File {
        match &self.making {
            Making::Unnamed(file) => file,
            Making::Named(file, _) => file.as_file(),
        }
    }

    pub(super) fn commit(self) -> Result<()> {
        if let Some(model) = &self.model {
            self.resemble(model);
        }
        let Self { making, path, replace, mode, .. } = self;
        let (temporary, guard) = match making {
            Making::Unnamed(file) => match name(&file, &path, replace) {
                Ok(()) => return Ok(()),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => bail!(CAME_TO_EXIST),
                // Where it can't have a name, a copy can.
                Err(_) => copy(file, &path, mode)?,
            },
            Making::Named(file, guard) => (file, guard),
        };
        let outcome = if replace {
            temporary.persist(&path).map(drop).map_err(|refused| refused.error)
        } else {
            place(temporary, &path)
        };
        drop(guard);
        match outcome {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => bail!(CAME_TO_EXIST),
            other => other.map_err(Error::from),
        }
    }

    /// Gives the file what its model has. The data is worth more than what is refused.
    fn resemble(&self, model: &Metadata) {
        let file = self.file();
        let warn = |what: &str, outcome: io::Result<()>| {
            if let Err(error) = outcome {
                let path = printable(&self.path.to_string_lossy());
                failure::warn(&Error::new(error).context(format!("{path}: cannot set its {what}")));
            }
        };
        #[cfg(unix)]
        {
            use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, fchown};
            let mut mode = self.mode;
            if rustix::process::geteuid().is_root() {
                warn("owner", fchown(file, Some(model.uid()), Some(model.gid())));
            }
            // What one group may do is not for another one.
            if file.metadata().is_ok_and(|made| made.gid() != model.gid()) {
                mode &= 0o707 | (mode & 0o007) << 3;
            }
            warn("permissions", file.set_permissions(fs::Permissions::from_mode(mode)));
        }
        if let Ok(modified) = model.modified() {
            warn("time", file.set_times(FileTimes::new().set_modified(modified)));
        }
    }
}

const CAME_TO_EXIST: &str = "it came to exist in the meantime; -f replaces it";

#[cfg(unix)]
fn mode_of(file: &Metadata) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    file.permissions().mode() & 0o777
}

#[cfg(not(unix))]
fn mode_of(_: &Metadata) -> u32 {
    0o777
}

fn folder(path: &Path) -> &Path {
    let folder = path.parent().filter(|parent| *parent != Path::new(""));
    folder.unwrap_or(Path::new("."))
}

/// A file in the folder that has no name, where the system and its file system have such files.
#[cfg(target_os = "linux")]
fn unnamed(folder: &Path, mode: u32) -> Option<File> {
    use rustix::fs::{Mode, OFlags, open};
    // By this it gets its name.
    if !Path::new("/proc/self/fd").is_dir() {
        return None;
    }
    super::leftovers::handle_signals();
    let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
    open(folder, flags, Mode::from_raw_mode(mode)).ok().map(File::from)
}

#[cfg(not(target_os = "linux"))]
fn unnamed(_: &Path, _: u32) -> Option<File> {
    None
}

/// Names a file that has none.
#[cfg(target_os = "linux")]
fn name(file: &File, path: &Path, replace: bool) -> io::Result<()> {
    use rustix::fs::{AtFlags, CWD, linkat};
    use std::os::fd::AsRawFd as _;
    let unnamed = format!("/proc/self/fd/{}", file.as_raw_fd());
    let link = |to: &Path| -> io::Result<()> {
        Ok(linkat(CWD, &unnamed, CWD, to, AtFlags::SYMLINK_FOLLOW)?)
    };
    match link(path) {
        Err(error) if replace && error.kind() == io::ErrorKind::AlreadyExists => {
            // A link replaces nothing, but a rename does.
            let (temporary, guard) = InTheMaking::make(|| {
                let open = |to: &Path| link(to).and_then(|()| File::open(to));
                in_folder(path, &open)
            })?;
            let outcome = temporary.persist(path).map(drop).map_err(|refused| refused.error);
            drop(guard);
            outcome
        }
        outcome => outcome,
    }
}

#[cfg(not(target_os = "linux"))]
fn name(_: &File, _: &Path, _: bool) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// The same in a file with a name of its own.
fn copy(mut file: File, path: &Path, mode: u32) -> Result<(NamedTempFile, InTheMaking)> {
    let (mut temporary, guard) = temporary_beside(path, mode)?;
    let metadata = file.metadata()?;
    file.rewind()?;
    io::copy(&mut file, &mut temporary)?;
    // As well as it can be: what was refused before has been told.
    let _ = temporary.as_file().set_permissions(metadata.permissions());
    if let Ok(modified) = metadata.modified() {
        let _ = temporary.as_file().set_times(FileTimes::new().set_modified(modified));
    }
    Ok((temporary, guard))
}

/// Moves a file to where there is none yet.
fn place(temporary: NamedTempFile, path: &Path) -> io::Result<()> {
    let refused = match temporary.persist_noclobber(path) {
        Ok(_) => return Ok(()),
        Err(refused) => refused,
    };
    if refused.error.kind() == io::ErrorKind::AlreadyExists || fs::symlink_metadata(path).is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    // Not every file system can do it in one step.
    refused.file.persist(path).map(drop).map_err(|refused| refused.error)
}

/// Makes a file with a name of its own in the folder where `path` shall be, so that a rename puts
/// it there in one step.
fn temporary_beside(path: &Path, mode: u32) -> Result<(NamedTempFile, InTheMaking)> {
    path.file_name().context("it names no file")?;
    let mut options = File::options();
    options.read(true).write(true).create_new(true);
    // Never more than the model's permissions, or what the system gives to any new file.
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(mode);
    }
    #[cfg(not(unix))]
    let _ = mode;
    // Opened here, for an error of the builder's would tell the temporary name, which is nobody's
    // concern.
    let open = |path: &Path| options.open(path);
    Ok(InTheMaking::make(|| in_folder(path, &open))?)
}

/// A temporary file beside `path`, made by `open`.
fn in_folder(path: &Path, open: &dyn Fn(&Path) -> io::Result<File>) -> io::Result<NamedTempFile> {
    let mut prefix = OsString::from(".");
    prefix.push(path.file_name().unwrap_or_default());
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).suffix(".tmp");
    match builder.make_in(folder(path), open) {
        // A name as long as can be leaves no room for more; Windows finds no such file then.
        Err(error)
            if matches!(error.kind(), io::ErrorKind::InvalidFilename | io::ErrorKind::NotFound) =>
        {
            builder.prefix(".zstdkit").make_in(folder(path), open)
        }
        other => other,
    }
}

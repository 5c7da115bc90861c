//! Places that bytes come from and go to, as they are named.

use std::{
    fmt,
    path::{self, Path, PathBuf},
};

use crate::report::{json::Name, text::printable};

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

    /// Its name, for programs.
    pub(crate) fn name(&self) -> Name {
        match self {
            Self::Stdin => Name::new(None, "stdin"),
            Self::File(path) => Name::new(Some(path), ""),
        }
    }
}

/// Where output goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Destination {
    Stdout,
    File(PathBuf),
}

impl Destination {
    /// `-` is stdout.
    pub(crate) fn from_arg(path: &Path) -> Self {
        if path.as_os_str() == "-" { Self::Stdout } else { Self::File(path.to_owned()) }
    }

    /// Its name, for programs.
    pub(crate) fn name(&self) -> Name {
        match self {
            Self::Stdout => Name::new(None, "stdout"),
            Self::File(path) => Name::new(Some(path), ""),
        }
    }

    /// Whether one would overwrite the other, as far as their names tell.
    pub(crate) fn is_same_as(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Stdout, Self::Stdout) => true,
            (Self::File(one), Self::File(other)) => {
                let absolute = |path| path::absolute(path).ok();
                one == other || absolute(one).is_some_and(|one| absolute(other) == Some(one))
            }
            _ => false,
        }
    }
}

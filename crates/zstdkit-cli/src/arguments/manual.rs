//! `man` and `completions`.

use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell that is to complete.
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub(crate) struct Man {
    /// The subcommand whose page it is; the command itself unless given.
    #[arg(value_name = "COMMAND")]
    pub(crate) of: Option<String>,
    /// Write all pages into a folder instead: zstdkit.1, zstdkit-compress.1 ...
    #[arg(long, value_name = "DIR", conflicts_with = "of")]
    pub(crate) into: Option<PathBuf>,
    /// Replace pages that exist.
    #[arg(short, long, requires = "into")]
    pub(crate) force: bool,
}

//! What several subcommands take.

use std::{
    io::{self, IsTerminal as _},
    path::PathBuf,
};

use clap::Args;

use super::{
    place::Source,
    settings::{self, DecompressSetting},
    usage::WrongUsage,
};

/// What is read.
#[derive(Debug, Args)]
pub(crate) struct Files {
    /// Files to read; `-`, or none at all, is stdin.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
}

impl Files {
    /// Whether stdin is meant, for want of a name.
    pub(crate) const fn are_unnamed(&self) -> bool {
        self.files.is_empty()
    }

    /// The inputs, in the order given.
    pub(crate) fn sources(&self) -> Result<Vec<Source>, WrongUsage> {
        match self.files.as_slice() {
            [] if io::stdin().is_terminal() => Err(WrongUsage(
                "no FILE was given, and stdin is a terminal (- reads from it all the same)".into(),
            )),
            [] => Ok(vec![Source::Stdin]),
            files => Ok(files.iter().map(|file| Source::from_arg(file)).collect()),
        }
    }
}

/// Which files are read, where folders and lists of files may be named too.
#[derive(Debug, Args)]
pub(crate) struct Selection {
    #[command(flatten)]
    pub(crate) files: Files,
    /// Take the files in folders, and in folders below them.
    #[arg(short, long)]
    pub(crate) recursive: bool,
    /// Take the files whose names FILE holds, one a line; repeatable.
    #[arg(long, value_name = "FILE")]
    pub(crate) filelist: Vec<PathBuf>,
}

/// What becomes of files, beside where results go.
#[derive(Debug, Args)]
pub(crate) struct Keeping {
    /// Keep the inputs, as is done anyway.
    #[arg(short, long, overrides_with = "rm")]
    pub(crate) keep: bool,
    /// Remove each input whose output is in its place.
    #[arg(long, overrides_with = "keep", conflicts_with = "stdout")]
    pub(crate) rm: bool,
    /// Write all outputs into DIR, under their own names.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["output", "stdout"])]
    pub(crate) output_dir_flat: Option<PathBuf>,
    /// Write all outputs below DIR, in the folders that their inputs are in.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["output", "stdout", "output_dir_flat"])]
    pub(crate) output_dir_mirror: Option<PathBuf>,
}

/// How frames are decompressed.
#[derive(Debug, Args)]
pub(crate) struct Reading {
    /// Set a parameter: windowLogMax (27 unless set) is the base-2 logarithm of the largest window,
    /// and so of the memory, that a frame may ask for; 31 takes any.
    #[arg(short, long = "param", value_name = "NAME=VALUE")]
    pub(crate) params: Vec<DecompressSetting>,
    /// Decompress with the dictionary that the frames were made with.
    #[arg(short = 'D', long, visible_alias = "dictionary", value_name = "DICT")]
    pub(crate) dict: Option<PathBuf>,
    /// Decompress a patch, made with this older version.
    #[arg(long, value_name = "OLD", conflicts_with = "dict")]
    pub(crate) patch_from: Option<PathBuf>,
    /// Allow windows of 2^LOG bytes, 27 if LOG is left out.
    #[arg(long, value_name = "LOG", num_args = 0..=1, require_equals = true,
          default_missing_value = "27", value_parser = settings::window_log)]
    pub(crate) long: Option<u32>,
    /// The most memory that a frame's window may take, such as 512M.
    #[arg(short = 'M', long, value_name = "SIZE", value_parser = settings::size)]
    pub(crate) memory: Option<usize>,
    /// Don't verify checksums.
    #[arg(long, overrides_with = "check")]
    pub(crate) no_check: bool,
    /// Verify checksums, as is done anyway.
    #[arg(long)]
    pub(crate) check: bool,
    /// Decompress with so many threads a file that has several frames, or an index; 0 takes all cores.
    #[arg(short = 'T', long, default_value = "1", value_parser = settings::threads,
          allow_negative_numbers = true)]
    pub(crate) threads: u32,
}

/// Where results go.
#[derive(Debug, Args)]
pub(crate) struct OutputArgs {
    /// Write to OUT; `-` is stdout.
    #[arg(short, long, value_name = "OUT")]
    pub(crate) output: Option<PathBuf>,
    /// Write to stdout.
    #[arg(short = 'c', long, conflicts_with = "output")]
    pub(crate) stdout: bool,
    /// Replace outputs that exist, and write compressed bytes to a terminal.
    #[arg(short, long)]
    pub(crate) force: bool,
    /// Print nothing but failures.
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

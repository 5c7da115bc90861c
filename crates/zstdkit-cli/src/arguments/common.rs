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

//! `compress`, `decompress` and `test`.

use std::path::PathBuf;

use clap::Args;

use super::{
    common::{Files, OutputArgs, Reading},
    settings::{self, CompressSetting},
};

#[derive(Debug, Args)]
pub(crate) struct Compress {
    #[command(flatten)]
    pub(crate) files: Files,
    /// From -131072 (fastest) to 22 (smallest); 0 is the default level.
    #[arg(short, long, default_value = "3", value_parser = settings::level,
          allow_negative_numbers = true)]
    pub(crate) level: i32,
    /// Set a parameter, by the name that zstd's manual gives it: windowLog, checksumFlag ...
    ///
    /// Repeatable; it overrules -l and -T. `zstdkit params` lists the names and bounds.
    #[arg(short, long = "param", value_name = "NAME=VALUE")]
    pub(crate) params: Vec<CompressSetting>,
    /// Compress with a dictionary: a trained one, or any file's content.
    #[arg(short = 'D', long, visible_alias = "dictionary", value_name = "DICT")]
    pub(crate) dict: Option<PathBuf>,
    /// Compress large inputs with so many threads; 0 takes all cores.
    ///
    /// Two or more, and 0, give the same bytes, which differ from those of one.
    #[arg(short = 'T', long, default_value = "1", value_parser = settings::threads,
          allow_negative_numbers = true)]
    pub(crate) threads: u32,
    /// Cut the content into frames of SIZE (2M unless given) and append a table of them, so that any part
    /// can be read by itself: the seekable format, which other programs know.
    #[arg(long, value_name = "SIZE", num_args = 0..=1, require_equals = true,
          default_missing_value = "2M", value_parser = settings::size)]
    pub(crate) seekable: Option<usize>,
    /// Append an index to the frame, so that any part can be read by itself.
    #[arg(long, conflicts_with = "seekable")]
    pub(crate) index: bool,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

#[derive(Debug, Args)]
pub(crate) struct Decompress {
    #[command(flatten)]
    pub(crate) files: Files,
    #[command(flatten)]
    pub(crate) reading: Reading,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

#[derive(Debug, Args)]
pub(crate) struct Test {
    #[command(flatten)]
    pub(crate) files: Files,
    #[command(flatten)]
    pub(crate) reading: Reading,
    /// Print nothing but failures.
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

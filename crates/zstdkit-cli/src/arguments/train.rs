//! `train`.

use std::path::PathBuf;

use clap::{
    Args, ValueEnum,
    builder::{PathBufValueParser, TypedValueParser as _},
};

use super::{common::Files, records::Delimiter, settings};

#[derive(Debug, Args)]
pub(crate) struct Train {
    #[command(flatten)]
    pub(crate) files: Files,
    /// Take the files in folders, and in folders below them.
    #[arg(short, long)]
    pub(crate) recursive: bool,
    /// Cut files into records, after each DELIM: any bytes, with the escapes \n \t \r \0 \\ \xNN.
    #[arg(long, value_name = "DELIM", conflicts_with = "chunk", allow_hyphen_values = true)]
    pub(crate) records: Option<Delimiter>,
    /// Take so much of the samples, from all over the files; 64M, or a hundred times --size if that is more, unless set.
    #[arg(short = 'M', long, value_name = "SIZE", value_parser = settings::size)]
    pub(crate) memory: Option<usize>,
    /// Cut files into records of a fixed size.
    #[arg(long, value_name = "SIZE", value_parser = settings::size)]
    pub(crate) chunk: Option<usize>,
    /// The most bytes that the dictionary may have, from 256 to 1G, such as 65536 or 64K; 100K, or
    /// a tenth of the samples if that is less, unless set.
    #[arg(short, long, value_parser = settings::dict_size)]
    pub(crate) size: Option<usize>,
    /// How to choose what goes into the dictionary.
    #[arg(short, long, value_enum, default_value = "fast-cover")]
    pub(crate) algorithm: Algorithm,
    /// Try many parameters of the algorithm, and take the best.
    #[arg(long)]
    pub(crate) search: bool,
    /// The level that the dictionary will be used with.
    #[arg(short, long, default_value = "3", value_parser = settings::level,
          allow_negative_numbers = true)]
    pub(crate) level: i32,
    /// The dictionary's id; 0 derives one from its content.
    #[arg(long, default_value = "0", allow_negative_numbers = true)]
    pub(crate) id: u32,
    /// Hold back every Nth sample from training, to measure with; 0 holds none back.
    #[arg(long, value_name = "N", default_value = "5", value_parser = settings::hold_back,
          allow_negative_numbers = true)]
    pub(crate) hold_back: usize,
    /// Search with so many threads, which changes nothing but the time; 0 takes all cores.
    #[arg(short = 'T', long, default_value = "0", value_parser = settings::threads,
          allow_negative_numbers = true)]
    pub(crate) threads: u32,
    /// Write the dictionary to OUT instead of `dictionary`; `-` is stdout.
    #[arg(short, long, value_name = "OUT")]
    pub(crate) output: Option<PathBuf>,
    /// Draw the ratio against the dictionary's size, with dictionaries of several; `-` is stdout.
    #[arg(long, value_name = "OUT.svg",
          value_parser = PathBufValueParser::new().try_map(settings::picture))]
    pub(crate) plot: Option<PathBuf>,
    /// Replace outputs that exist.
    #[arg(short, long)]
    pub(crate) force: bool,
    /// Print nothing but failures.
    #[arg(short, long)]
    pub(crate) quiet: bool,
    /// Print JSON on what was done, as docs/command-json.md describes it.
    #[arg(long)]
    pub(crate) json: bool,
}

/// The training algorithms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Algorithm {
    /// Quick, and nearly as good as cover.
    #[value(alias = "fastcover", alias = "fastCover")]
    FastCover,
    /// Exact, slower, takes more memory.
    Cover,
    /// That of zstd's first versions.
    Legacy,
}

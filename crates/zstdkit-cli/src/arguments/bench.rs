//! `bench` and `recommend`.

use std::path::PathBuf;

use clap::{
    Args,
    builder::{PathBufValueParser, TypedValueParser as _},
};

use super::{records::Delimiter, settings};

#[derive(Debug, Args)]
pub(crate) struct Bench {
    /// The files to measure with, one after the other; `-` is stdin.
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// The levels for the whole file, such as 1-19 or -5,1,3,9; with these, less of a large file is
    /// measured rather than fewer levels.
    #[arg(long, value_parser = settings::levels, allow_hyphen_values = true)]
    pub(crate) levels: Option<settings::Levels>,
    /// What ends a record: any bytes, with the escapes \n \t \r \0 \\ \xNN.
    #[arg(long, value_name = "DELIM", default_value = "\\n", allow_hyphen_values = true)]
    pub(crate) records: Delimiter,
    /// Measure with a dictionary, a trained one or any file's content, instead of training one; all
    /// records are measured then. Needs --records.
    #[arg(
        short = 'D',
        long,
        visible_alias = "dictionary",
        value_name = "DICT",
        requires = "records",
        conflicts_with = "size"
    )]
    pub(crate) dict: Option<PathBuf>,
    /// The most bytes that the trained dictionary may have, from 256 to 1G, such as 65536 or 64K;
    /// 100K, or a tenth of what it is trained on if that is less, unless set. Needs --records.
    #[arg(short, long, value_parser = settings::dict_size, requires = "records")]
    pub(crate) size: Option<usize>,
    /// The level for the records.
    #[arg(short, long, default_value = "3", value_parser = settings::level,
          allow_negative_numbers = true)]
    pub(crate) level: i32,
    /// The most threads for batches, which are measured with 1, 2, 4 ... up to it; 0 takes all
    /// cores.
    #[arg(short = 'T', long, default_value = "0", value_parser = settings::threads,
          allow_negative_numbers = true)]
    pub(crate) threads: u32,
    /// About how long to measure, all files together; the longer, the better the least times. Of what
    /// is too large for it, a part is measured.
    #[arg(long, default_value = "4", value_parser = settings::seconds,
          allow_negative_numbers = true)]
    pub(crate) seconds: f64,
    /// Print JSON, as docs/command-json.md describes it.
    #[arg(long)]
    pub(crate) json: bool,
    /// Draw the items/s of each way as bars, with their ratios; `-` is stdout.
    #[arg(long, value_name = "OUT.svg",
          value_parser = PathBufValueParser::new().try_map(settings::picture))]
    pub(crate) plot: Option<PathBuf>,
    /// Replace the picture if it exists.
    #[arg(short, long)]
    pub(crate) force: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Recommend {
    /// Files like those that are to be compressed; `-` is stdin.
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// The least speed of compression, on one core of this machine, such as 200MB/s.
    #[arg(long, value_name = "SPEED", value_parser = settings::speed)]
    pub(crate) compress_speed: Option<f64>,
    /// The least speed of decompression.
    #[arg(long, value_name = "SPEED", value_parser = settings::speed)]
    pub(crate) decompress_speed: Option<f64>,
    /// The most memory that compression may take, such as 64M.
    #[arg(long, value_name = "SIZE", value_parser = settings::size)]
    pub(crate) memory: Option<usize>,
    /// The most memory that a decoder's window may take.
    #[arg(long, value_name = "SIZE", value_parser = settings::size)]
    pub(crate) decompress_memory: Option<usize>,
    /// About how long to measure.
    #[arg(long, default_value = "6", value_parser = settings::seconds,
          allow_negative_numbers = true)]
    pub(crate) seconds: f64,
    /// Print JSON, as docs/command-json.md describes it.
    #[arg(long)]
    pub(crate) json: bool,
    /// Draw ratio against speed, with the frontier and the budget; `-` is stdout.
    #[arg(long, value_name = "OUT.svg",
          value_parser = PathBufValueParser::new().try_map(settings::picture))]
    pub(crate) plot: Option<PathBuf>,
    /// Replace the picture if it exists.
    #[arg(short, long)]
    pub(crate) force: bool,
}

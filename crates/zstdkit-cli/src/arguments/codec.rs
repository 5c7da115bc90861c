//! `compress`, `decompress` and `test`.

use std::path::PathBuf;

use clap::Args;

use super::{
    common::{Keeping, OutputArgs, Reading, Selection},
    settings::{self, CompressSetting},
    telling::Telling,
};

#[derive(Debug, Args)]
pub(crate) struct Compress {
    #[command(flatten)]
    pub(crate) selection: Selection,
    /// From -131072 (fastest) to 22 (smallest); 0 is the default level.
    /// Unless it's given, ZSTD_CLEVEL says it, or else it's 3.
    #[arg(short, long, value_parser = settings::level, allow_negative_numbers = true)]
    pub(crate) level: Option<i32>,
    /// Leave out the checksum of each frame's content.
    #[arg(long, overrides_with = "check")]
    pub(crate) no_check: bool,
    /// Write a checksum of each frame's content, as is done anyway.
    #[arg(long)]
    pub(crate) check: bool,
    /// Look for matches far back, in a window of 2^LOG bytes, 27 if LOG is left out.
    #[arg(long, value_name = "LOG", num_args = 0..=1, require_equals = true,
          default_missing_value = "27", value_parser = settings::window_log)]
    pub(crate) long: Option<u32>,
    /// Set a parameter, by the name that zstd's manual gives it: windowLog, checksumFlag ...
    ///
    /// Repeatable; it overrules -l and -T. `zstdkit params` lists the names and bounds.
    #[arg(short, long = "param", value_name = "NAME=VALUE")]
    pub(crate) params: Vec<CompressSetting>,
    /// Compress with a dictionary: a trained one, or any file's content.
    #[arg(short = 'D', long, visible_alias = "dictionary", value_name = "DICT")]
    pub(crate) dict: Option<PathBuf>,
    /// Make a patch: what it takes to get FILE from this older version.
    #[arg(long, value_name = "OLD", conflicts_with_all = ["dict", "seekable", "index"])]
    pub(crate) patch_from: Option<PathBuf>,
    /// Compress large inputs with so many threads; 0 takes all cores.
    ///
    /// Two or more, and 0, give the same bytes, which differ from those of one. Unless it's given,
    /// ZSTD_NBTHREADS says it, or else it's 1.
    #[arg(short = 'T', long, value_parser = settings::threads, allow_negative_numbers = true)]
    pub(crate) threads: Option<u32>,
    /// Change the level as input comes and output goes: higher while there is time, lower while others wait for it;
    /// between min and max, -131072 and 19 unless given.
    ///
    /// The bytes then depend on the time that things take.
    #[arg(long, value_name = "min=LEVEL,max=LEVEL", num_args = 0..=1, require_equals = true,
          default_missing_value = "", value_parser = settings::adapt,
          conflicts_with_all = ["seekable", "index"])]
    pub(crate) adapt: Option<settings::Adapt>,
    /// Cut blocks where the content says so, so that a small change leaves most of the output as it
    /// was; takes one worker thread or more.
    #[arg(long, conflicts_with = "seekable")]
    pub(crate) rsyncable: bool,
    /// Aim at compressed blocks of so many bytes, for readers that want the first of them soon.
    #[arg(long, value_name = "SIZE", value_parser = settings::size)]
    pub(crate) target_compressed_block_size: Option<usize>,
    /// About how much a pipe will give, so that parameters suit it.
    #[arg(long, value_name = "SIZE", value_parser = settings::size)]
    pub(crate) size_hint: Option<usize>,
    /// How much a pipe will give, exactly: frames say their size then.
    #[arg(long, value_name = "SIZE", value_parser = settings::size)]
    pub(crate) stream_size: Option<usize>,
    /// Leave out files whose names say that they are compressed already.
    #[arg(long)]
    pub(crate) exclude_compressed: bool,
    /// Cut the content into frames of SIZE (2M unless given) and append a table of them, so that any part
    /// can be read by itself: the seekable format, which other programs know.
    #[arg(long, value_name = "SIZE", num_args = 0..=1, require_equals = true,
          default_missing_value = "2M", value_parser = settings::size)]
    pub(crate) seekable: Option<usize>,
    /// Append an index to the frame, so that any part can be read by itself: with a place to start about every
    /// SPACING of content, or so far apart that the index takes about 3 % of the file.
    #[arg(long, value_name = "SPACING", num_args = 0..=1, require_equals = true,
          value_parser = settings::size, conflicts_with = "seekable")]
    pub(crate) index: Option<Option<usize>>,
    #[command(flatten)]
    pub(crate) keeping: Keeping,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    #[command(flatten)]
    pub(crate) telling: Telling,
}

#[derive(Debug, Args)]
pub(crate) struct Decompress {
    #[command(flatten)]
    pub(crate) selection: Selection,
    #[command(flatten)]
    pub(crate) reading: Reading,
    /// Leave holes for zeros even in a file that stdout leads to.
    #[arg(long, overrides_with = "no_sparse")]
    pub(crate) sparse: bool,
    /// Write zeros as zeros, and leave no holes.
    #[arg(long)]
    pub(crate) no_sparse: bool,
    /// Write input that is no frame as it is.
    #[arg(long, overrides_with = "no_pass_through")]
    pub(crate) pass_through: bool,
    /// Refuse input that is no frame, as is done anyway.
    #[arg(long)]
    pub(crate) no_pass_through: bool,
    #[command(flatten)]
    pub(crate) keeping: Keeping,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    #[command(flatten)]
    pub(crate) telling: Telling,
}

#[derive(Debug, Args)]
pub(crate) struct Test {
    #[command(flatten)]
    pub(crate) selection: Selection,
    #[command(flatten)]
    pub(crate) reading: Reading,
    /// Print nothing but failures.
    #[arg(short, long)]
    pub(crate) quiet: bool,
    #[command(flatten)]
    pub(crate) telling: Telling,
}

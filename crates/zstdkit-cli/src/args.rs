//! The command line.

use std::{
    io::{self, IsTerminal as _},
    path::PathBuf,
    sync::LazyLock,
};

use clap::{
    Args, Parser, Subcommand, ValueEnum,
    builder::{PathBufValueParser, TypedValueParser as _},
};

use crate::{
    failure::WrongUsage,
    input::Source,
    records::Delimiter,
    settings::{self, CompressSetting, DecompressSetting},
};

static VERSION: LazyLock<String> =
    LazyLock::new(|| format!("{} (libzstd {})", env!("CARGO_PKG_VERSION"), zstdkit::version()));

/// Zstandard compression: files, frames, dictionaries.
///
/// Exit status: 0 for success, 1 for a failure (with a line on stderr for each), 2 for wrong usage.
#[derive(Debug, Parser)]
#[command(name = "zstdkit", version = VERSION.as_str(), arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Compress files: FILE to FILE.zst, or stdin to stdout.
    ///
    /// The input is kept. Up to 1 GiB of a file (64 MiB of a pipe) is compressed in one call, which
    /// gives the very bytes of libzstd's one-shot function; larger input is streamed.
    Compress(Compress),
    /// Decompress files: FILE.zst to FILE, or stdin to stdout.
    ///
    /// The input is kept. Any number of frames is taken, skippable ones among them. Empty input is
    /// an error: not even one frame.
    Decompress(Decompress),
    /// Check that files decompress, checksums included, without writing anything.
    Test(Test),
    /// Show what files are made of, without decompressing them: a row for each frame.
    ///
    /// Files are walked by seeking, whatever their size. A file that breaks off or is damaged is
    /// shown up to there, and the reason names the offset.
    Info(Info),
    /// Make an index of files, for reading anywhere in them: FILE.zsti for FILE.zst.
    ///
    /// Any file will do, one of a single frame too. `cat`, `salvage` and `decompress -T` find an index
    /// beside the file, or at its end.
    Index(Index),
    /// Write a range of a file's content to stdout, decoding no more than it takes.
    ///
    /// The file needs an index, a seek table, or frames that say how much content they have.
    Cat(Cat),
    /// Write what is sound of a damaged file, and say which bytes are missing.
    ///
    /// With an index every stretch is checked by itself. Without one, frames are decoded as far as they
    /// go. Exit status 1 if anything is missing.
    Salvage(Salvage),
    /// Make a dictionary from samples of the data that it's to compress.
    ///
    /// Each file is a sample, unless --records or --chunk cut it into several. Some are held back
    /// from training, and show what the dictionary is worth.
    Train(Train),
    /// Show every parameter with its bounds.
    Params(Params),
    /// Take a file through all of it, and show what each step did and how fast.
    ///
    /// The file is compressed at several levels, inspected and decompressed; its records are
    /// compressed one by one and in batches, without a dictionary and with one: that of -D, measured
    /// with all records, or one that is trained on three quarters of them and measured with the
    /// others. The ways take turns, so that a machine that is busy for a while slows them all down
    /// alike. Every result is decompressed and compared with the original.
    Bench(Bench),
}

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

#[derive(Debug, Args)]
pub(crate) struct Info {
    #[command(flatten)]
    pub(crate) files: Files,
    /// Show each frame's blocks too.
    #[arg(short, long)]
    pub(crate) blocks: bool,
    /// Print JSON with all that is known, blocks included.
    ///
    /// An object with `files`, a list of objects with `file`, `size`, `frames`, `broken_frame`,
    /// `totals` and `error` (null, or `offset` and `message`). A frame has `kind`, `offset`, `size`,
    /// `content_size`, `ratio`, `window_size`, `dictionary_id`, `checksum`, `blocks` and more; what
    /// isn't known is null. Sizes and offsets are in bytes.
    #[arg(long)]
    pub(crate) json: bool,
    /// List the sequences of each block instead: literals, and what each match repeats.
    #[arg(long, conflicts_with_all = ["blocks", "json", "map"])]
    pub(crate) sequences: bool,
    /// The dictionary that the frames were made with, whose tables their first blocks may repeat.
    #[arg(
        short = 'D',
        long,
        visible_alias = "dictionary",
        value_name = "DICT",
        requires = "sequences"
    )]
    pub(crate) dict: Option<PathBuf>,
    /// Draw the files to scale: frames, blocks by type, skippable parts. `-` is stdout.
    #[arg(long, value_name = "OUT.svg")]
    pub(crate) map: Option<PathBuf>,
    /// Replace the map if it exists.
    #[arg(short, long)]
    pub(crate) force: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Index {
    /// Files to index.
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// Append the index to the file itself, which every decoder still reads.
    #[arg(short, long, conflicts_with = "output")]
    pub(crate) append: bool,
    /// About how far apart the places are where decoding can start, in bytes of content, such as 4M;
    /// so far that the index takes about 3 % of the file unless set.
    #[arg(long, value_name = "SIZE", value_parser = settings::size)]
    pub(crate) spacing: Option<usize>,
    /// The level that windows are compressed with.
    #[arg(short, long, default_value = "3", value_parser = settings::level,
          allow_negative_numbers = true)]
    pub(crate) level: i32,
    /// The dictionary that the frames were made with.
    #[arg(short = 'D', long, visible_alias = "dictionary", value_name = "DICT")]
    pub(crate) dict: Option<PathBuf>,
    /// The base-2 logarithm of the largest window that a frame may ask for.
    #[arg(long, value_name = "LOG", default_value = "27", value_parser = settings::window_log)]
    pub(crate) window_log_max: u32,
    /// Write the index to OUT; `-` is stdout.
    #[arg(short, long, value_name = "OUT")]
    pub(crate) output: Option<PathBuf>,
    /// Replace an index that exists.
    #[arg(short, long)]
    pub(crate) force: bool,
    /// Print nothing but failures.
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Cat {
    /// The file to read from.
    pub(crate) file: PathBuf,
    /// Which bytes of the content: from A to before B. Either may be left out.
    #[arg(short, long, value_name = "A..B", value_parser = crate::seek::range)]
    pub(crate) range: Option<crate::seek::OpenRange>,
    /// The file's index; looked for at its end and beside it unless set.
    #[arg(short, long, value_name = "FILE.zsti")]
    pub(crate) index: Option<PathBuf>,
    /// The dictionary that the frames were made with.
    #[arg(short = 'D', long, visible_alias = "dictionary", value_name = "DICT")]
    pub(crate) dict: Option<PathBuf>,
    /// The base-2 logarithm of the largest window that a frame may ask for.
    #[arg(long, value_name = "LOG", default_value = "27", value_parser = settings::window_log)]
    pub(crate) window_log_max: u32,
    /// Write to OUT instead of stdout.
    #[arg(short, long, value_name = "OUT")]
    pub(crate) output: Option<PathBuf>,
    /// Replace an output that exists.
    #[arg(short, long)]
    pub(crate) force: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Salvage {
    /// The damaged file.
    pub(crate) file: PathBuf,
    /// Where to write; `-` is stdout.
    #[arg(short, long, value_name = "OUT")]
    pub(crate) output: PathBuf,
    /// The file's index, made when it was sound; looked for at its end and beside it unless set.
    #[arg(short, long, value_name = "FILE.zsti")]
    pub(crate) index: Option<PathBuf>,
    /// Leave out what is missing, instead of filling it with zeros.
    #[arg(long)]
    pub(crate) skip_holes: bool,
    /// The dictionary that the frames were made with.
    #[arg(short = 'D', long, visible_alias = "dictionary", value_name = "DICT")]
    pub(crate) dict: Option<PathBuf>,
    /// The base-2 logarithm of the largest window that a frame may ask for.
    #[arg(long, value_name = "LOG", default_value = "27", value_parser = settings::window_log)]
    pub(crate) window_log_max: u32,
    /// Replace an output that exists.
    #[arg(short, long)]
    pub(crate) force: bool,
    /// Print nothing but what is missing.
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

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

#[derive(Debug, Args)]
pub(crate) struct Params {
    /// Print JSON: two lists, `compression` and `decompression`, of objects with `name`, `key`
    /// (libzstd's number), `lower`, `upper` and `description`.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Bench {
    /// The file to measure with; `-` is stdin.
    pub(crate) file: PathBuf,
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
    /// About how long to measure; the longer, the better the least times.
    #[arg(long, default_value = "4", value_parser = settings::seconds,
          allow_negative_numbers = true)]
    pub(crate) seconds: f64,
    /// Draw the items/s of each way as bars, with their ratios; `-` is stdout.
    #[arg(long, value_name = "OUT.svg",
          value_parser = PathBufValueParser::new().try_map(settings::picture))]
    pub(crate) plot: Option<PathBuf>,
    /// Replace the picture if it exists.
    #[arg(short, long)]
    pub(crate) force: bool,
}

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

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_sound() {
        super::Cli::command().debug_assert();
    }
}

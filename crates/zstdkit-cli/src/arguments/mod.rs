//! What is asked: the command line, as values.

mod bench;
mod codec;
mod common;
pub(crate) mod habits;
pub(crate) mod help;
mod inspect;
mod manual;
pub(crate) mod place;
pub(crate) mod range;
pub(crate) mod records;
mod seek;
pub(crate) mod settings;
mod telling;
mod train;
pub(crate) mod usage;
pub(crate) mod zstd;

pub(crate) use bench::{Bench, Recommend};
pub(crate) use codec::{Compress, Decompress, Test};
pub(crate) use common::{Keeping, OutputArgs, Reading, Selection};
pub(crate) use inspect::{Info, Params};
pub(crate) use manual::{Completions, Man};
pub(crate) use seek::{Cat, Index, Salvage};
pub(crate) use train::{Algorithm, Train};

use std::sync::LazyLock;

use clap::{Parser, Subcommand};

static VERSION: LazyLock<String> =
    LazyLock::new(|| format!("{} (libzstd {})", env!("CARGO_PKG_VERSION"), zstdkit::version()));

/// Zstandard compression: files, frames, dictionaries.
///
/// Exit status: 0 for success, 1 for a failure (with a line on stderr for each), 2 for wrong usage.
#[derive(Debug, Parser)]
#[command(name = "zstdkit", version = VERSION.as_str(), arg_required_else_help = true,
          propagate_version = true, args_override_self = true,
          before_help = help::ZSTDKIT,
          help_template = help::TEMPLATE)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Compress files: FILE to FILE.zst, or stdin to stdout.
    ///
    /// The input is kept. Up to a window of the level, at most 8 MiB, is compressed in one call, which
    /// gives the very bytes of libzstd's one-shot function; larger input is streamed. Frames have
    /// checksums.
    #[command(before_help = help::COMPRESS, help_template = help::TEMPLATE)]
    Compress(Compress),
    /// Decompress files: FILE.zst to FILE, or stdin to stdout.
    ///
    /// The input is kept. Any number of frames is taken, skippable ones among them. Empty input is
    /// an error: not even one frame.
    #[command(before_help = help::DECOMPRESS, help_template = help::TEMPLATE)]
    Decompress(Decompress),
    /// Check that files decompress, checksums included, without writing anything.
    #[command(before_help = help::TEST, help_template = help::TEMPLATE)]
    Test(Test),
    /// Show what files are made of, without decompressing them: a row for each file, or each frame.
    ///
    /// Files are walked by seeking, whatever their size. A file that breaks off or is damaged is
    /// shown up to there, and the reason names the offset.
    #[command(before_help = help::INFO, help_template = help::TEMPLATE)]
    Info(Info),
    /// Make an index of files, for reading anywhere in them: FILE.zsti for FILE.zst.
    ///
    /// Any file will do, one of a single frame too. `cat`, `salvage` and `decompress -T` find an index
    /// beside the file, or at its end.
    #[command(before_help = help::INDEX, help_template = help::TEMPLATE)]
    Index(Index),
    /// Write a range of a file's content to stdout, decoding no more than it takes.
    ///
    /// The file needs an index, a seek table, or frames that say how much content they have.
    #[command(before_help = help::CAT, help_template = help::TEMPLATE)]
    Cat(Cat),
    /// Write what is sound of a damaged file, and say which bytes are missing.
    ///
    /// With an index every stretch is checked by itself. Without one, frames are decoded as far as they
    /// go. Exit status 1 if anything is missing.
    #[command(before_help = help::SALVAGE, help_template = help::TEMPLATE)]
    Salvage(Salvage),
    /// Make a dictionary from samples of the data that it's to compress.
    ///
    /// Each file is a sample, unless --records or --chunk cut it into several. Some are held back
    /// from training, and show what the dictionary is worth.
    #[command(before_help = help::TRAIN, help_template = help::TEMPLATE)]
    Train(Train),
    /// Show every parameter with its bounds.
    #[command(before_help = help::PARAMS, help_template = help::TEMPLATE)]
    Params(Params),
    /// Take a file through all of it, and show what each step did and how fast.
    ///
    /// The file is compressed at several levels, inspected and decompressed; its records are
    /// compressed one by one and in batches, without a dictionary and with one: that of -D, measured
    /// with all records, or one that is trained on three quarters of them and measured with the
    /// others. The ways take turns, so that a machine that is busy for a while slows them all down
    /// alike. Every result is decompressed and compared with the original.
    #[command(before_help = help::BENCH, help_template = help::TEMPLATE)]
    Bench(Bench),
    /// Name the level and parameters for data like these files, within budgets of time and memory.
    ///
    /// Samples of the files are compressed at many levels, and decompressed. Of those that keep to the
    /// budgets, the one that makes the smallest files is named; without any, the best trade of size for
    /// time. Exit status 1 if none keeps to them.
    #[command(before_help = help::RECOMMEND, help_template = help::TEMPLATE)]
    Recommend(Recommend),
    /// Print what has a shell complete the command's arguments.
    #[command(before_help = help::COMPLETIONS, help_template = help::TEMPLATE)]
    Completions(Completions),
    /// Print a page of the manual.
    #[command(before_help = help::MAN, help_template = help::TEMPLATE)]
    Man(Man),
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_sound() {
        super::Cli::command().debug_assert();
    }
}

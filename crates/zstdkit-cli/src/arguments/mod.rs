//! What is asked: the command line, as values.

mod bench;
mod codec;
mod common;
mod inspect;
pub(crate) mod place;
pub(crate) mod range;
pub(crate) mod records;
mod seek;
pub(crate) mod settings;
mod train;
pub(crate) mod usage;

pub(crate) use bench::Bench;
pub(crate) use codec::{Compress, Decompress, Test};
pub(crate) use common::{OutputArgs, Reading};
pub(crate) use inspect::{Info, Params};
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

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_sound() {
        super::Cli::command().debug_assert();
    }
}

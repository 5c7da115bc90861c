//! `index`, `cat` and `salvage`.

use std::path::PathBuf;

use clap::Args;

use super::{
    range::{self, OpenRange},
    settings,
};

/// What it takes to decode the file's frames.
#[derive(Debug, Args)]
pub(crate) struct Frames {
    /// The dictionary that the frames were made with.
    #[arg(short = 'D', long, visible_alias = "dictionary", value_name = "DICT")]
    pub(crate) dict: Option<PathBuf>,
    /// The base-2 logarithm of the largest window that a frame may ask for.
    #[arg(long, value_name = "LOG", default_value = "27", value_parser = settings::window_log)]
    pub(crate) window_log_max: u32,
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
    /// Compress windows with so many threads while the file is read; 0 takes all cores. The index is the same.
    #[arg(short = 'T', long, default_value = "1", value_parser = settings::threads,
          allow_negative_numbers = true)]
    pub(crate) threads: u32,
    #[command(flatten)]
    pub(crate) frames: Frames,
    /// Write the index to OUT; `-` is stdout.
    #[arg(short, long, value_name = "OUT")]
    pub(crate) output: Option<PathBuf>,
    /// Replace an index that exists.
    #[arg(short, long)]
    pub(crate) force: bool,
    /// Print nothing but failures.
    #[arg(short, long)]
    pub(crate) quiet: bool,
    /// Print JSON on what was done, as docs/command-json.md describes it.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Cat {
    /// The file to read from.
    pub(crate) file: PathBuf,
    /// Which bytes of the content: from A to before B. Either may be left out.
    #[arg(short, long, value_name = "A..B", value_parser = range::range)]
    pub(crate) range: Option<OpenRange>,
    /// The file's index; looked for at its end and beside it unless set.
    #[arg(short, long, value_name = "FILE.zsti")]
    pub(crate) index: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) frames: Frames,
    /// Write to OUT instead of stdout.
    #[arg(short, long, value_name = "OUT")]
    pub(crate) output: Option<PathBuf>,
    /// Replace an output that exists.
    #[arg(short, long)]
    pub(crate) force: bool,
    /// Print JSON on what was done, as docs/command-json.md describes it.
    #[arg(long)]
    pub(crate) json: bool,
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
    #[command(flatten)]
    pub(crate) frames: Frames,
    /// Replace an output that exists.
    #[arg(short, long)]
    pub(crate) force: bool,
    /// Print nothing but what is missing.
    #[arg(short, long)]
    pub(crate) quiet: bool,
    /// Print JSON on what was done, as docs/command-json.md describes it.
    #[arg(long)]
    pub(crate) json: bool,
}

//! `info` and `params`.

use std::path::PathBuf;

use clap::{
    Args,
    builder::{PathBufValueParser, TypedValueParser as _},
};

use super::{common::Files, settings};

#[derive(Debug, Args)]
pub(crate) struct Info {
    #[command(flatten)]
    pub(crate) files: Files,
    /// Show a row for each frame.
    #[arg(short = 'v', long, visible_alias = "verbose")]
    pub(crate) frames: bool,
    /// Show each frame's blocks too.
    #[arg(short, long)]
    pub(crate) blocks: bool,
    /// Print JSON with all that is known of the files and of each frame; with --blocks, of each block.
    ///
    /// The keys are described in docs/command-json.md. Sizes and offsets are in bytes, and what isn't
    /// known is null.
    #[arg(long)]
    pub(crate) json: bool,
    /// List the sequences of each block instead: literals, and what each match repeats.
    #[arg(long, conflicts_with_all = ["frames", "blocks", "map"])]
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
    #[arg(long, value_name = "OUT.svg",
          value_parser = PathBufValueParser::new().try_map(settings::picture))]
    pub(crate) map: Option<PathBuf>,
    /// Replace the map if it exists.
    #[arg(short, long)]
    pub(crate) force: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Params {
    /// Print JSON: two lists, `compression` and `decompression`, as docs/command-json.md says.
    #[arg(long)]
    pub(crate) json: bool,
}

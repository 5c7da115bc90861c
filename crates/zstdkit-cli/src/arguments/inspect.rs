//! `info` and `params`.

use std::path::PathBuf;

use clap::Args;

use super::common::Files;

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
pub(crate) struct Params {
    /// Print JSON: two lists, `compression` and `decompression`, of objects with `name`, `key`
    /// (libzstd's number), `lower`, `upper` and `description`.
    #[arg(long)]
    pub(crate) json: bool,
}

//! The `zstdkit` command: Zstandard files from the shell.
//!
//! ```text
//! zstdkit compress FILE          writes FILE.zst beside it
//! zstdkit decompress FILE.zst    writes FILE
//! zstdkit test FILE.zst          decompresses, writes nothing
//! zstdkit info FILE.zst          one row per frame
//! zstdkit index FILE.zst         writes FILE.zsti, for random access
//! zstdkit cat FILE.zst           a range of the content
//! zstdkit salvage FILE.zst       what is sound of a damaged file
//! zstdkit train FILE...          makes a dictionary
//! zstdkit params                 every parameter with its bounds
//! zstdkit bench FILE             takes a file through all of it
//! ```
//!
//! # Modules
//!
//! `args` is the command line. Each command has a module of its own: `compress`, `decompress`
//! (which is `test` too), `info`, `seek` (`index`, `cat`, `salvage`), `train`, `params`, `bench`. They read through `input`, write
//! through `output`, and end in `failure`, which knows the exit statuses. `records` cuts a file
//! into records; `human`, `table` and `svg` are how results are shown.
//!
//! The binary is [`run`] with the arguments of the process; nothing else is offered to programs.
#![forbid(unsafe_code)]

mod args;
mod bench;
mod compress;
mod decompress;
mod failure;
mod human;
mod info;
mod input;
mod leftovers;
mod output;
mod params;
mod records;
mod seek;
mod settings;
mod svg;
mod table;
mod train;

use std::{ffi::OsString, process::ExitCode};

use clap::Parser;

use args::{Cli, Command};

/// Does what a command line asks for, the program's name first; says how the process should exit.
///
/// Wrong usage, and a question for help, end the process.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let outcome = match Cli::parse_from(arguments).command {
        Command::Compress(args) => compress::run(&args),
        Command::Decompress(args) => decompress::run(&args),
        Command::Test(args) => decompress::run_test(&args),
        Command::Info(args) => info::run(&args),
        Command::Index(args) => seek::run_index(&args),
        Command::Cat(args) => seek::run_cat(&args),
        Command::Salvage(args) => seek::run_salvage(&args),
        Command::Train(args) => train::run(&args),
        Command::Params(args) => params::run(&args),
        Command::Bench(args) => bench::run(&args),
    };
    outcome.unwrap_or_else(|error| failure::last_words(&error))
}

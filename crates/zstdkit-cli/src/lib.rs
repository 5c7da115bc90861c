//! The `zstdkit` command: Zstandard files from the shell.
//!
//! ```text
//! zstdkit compress FILE          writes FILE.zst beside it
//! zstdkit decompress FILE.zst    writes FILE
//! zstdkit test FILE.zst          decompresses, writes nothing
//! zstdkit info FILE.zst          a row for each file
//! zstdkit index FILE.zst         writes FILE.zsti, for random access
//! zstdkit cat FILE.zst           a range of the content
//! zstdkit salvage FILE.zst       what is sound of a damaged file
//! zstdkit train FILE...          makes a dictionary
//! zstdkit params                 every parameter with its bounds
//! zstdkit bench FILE             takes a file through all of it
//! zstdkit recommend FILE         the level and parameters within a budget
//! zstdkit completions SHELL      has a shell complete arguments
//! zstdkit man                    a page of the manual
//! ```
//!
//! # Modules
//!
//! Each folder imports what stands above it here, and none below:
//!
//! - `report` is what is shown: failures, tables, pictures, numbers.
//! - `arguments` is what is asked: the command line, as values.
//! - `flow` is the way of the bytes: open, step, write, commit.
//! - `commands` has a module for each subcommand, which takes its arguments through the flow to
//!   its report.
//!
//! The binary is [`run`] with the arguments of the process; nothing else is offered to programs.
#![forbid(unsafe_code)]

mod arguments;
mod commands;
mod flow;
mod report;

use std::{ffi::OsString, io::IsTerminal as _, process::ExitCode};

use anyhow::Error;
use clap::{CommandFactory as _, Parser as _, Subcommand as _, error::ErrorKind};

use arguments::{Cli, Command, habits, usage::WrongUsage};
use commands::{bench, compress, decompress, info, manual, params, recommend, seek, train};
use flow::standard;
use report::{
    failure::{self, ReaderGone},
    progress,
};

/// Does what a command line asks for, the program's name first; says how the process should exit.
///
/// Wrong usage, and a question for help, end the process.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    progress::answer_signals();
    let arguments = match in_our_words(arguments.into_iter().collect()) {
        Ok(arguments) => arguments,
        Err(error) => return last_words(&error.into()),
    };
    let asked = match Cli::try_parse_from(arguments) {
        Ok(asked) => asked,
        Err(error) => {
            // A help that nobody gets is no success.
            if !error.use_stderr()
                && let Err(closed) = standard::check()
            {
                return last_words(&Error::new(closed).context("cannot write to stdout"));
            }
            habits::advised(error).exit()
        }
    };
    let outcome = match asked.command {
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
        Command::Recommend(args) => recommend::run(&args),
        Command::Completions(args) => manual::run_completions(&args, Cli::command()),
        Command::Man(args) => manual::run_man(&args, Cli::command()),
    };
    outcome.unwrap_or_else(|error| last_words(&error))
}

/// Takes down whether stdout is closed, so that writing to it is an error; for before `main`, after which the standard
/// library has put something else in its place.
#[cfg(unix)]
pub fn look_at_stdout() {
    standard::look();
}

/// What zstd's own command line says, as one of ours.
fn in_our_words(arguments: Vec<OsString>) -> Result<Vec<OsString>, WrongUsage> {
    let is_piped = !std::io::stdin().is_terminal() && !std::io::stdout().is_terminal();
    arguments::zstd::translate(arguments, Command::has_subcommand, is_piped)
}

/// Reports what ended the command, and says with which status it exits.
fn last_words(error: &Error) -> ExitCode {
    if ReaderGone::is_cause_of(error) {
        return ExitCode::SUCCESS;
    }
    if let Some(WrongUsage(reason)) = error.downcast_ref() {
        Cli::command().error(ErrorKind::ArgumentConflict, reason).exit();
    }
    failure::report(error);
    ExitCode::FAILURE
}

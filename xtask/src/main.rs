//! `cargo xtask`: the automation of this workspace, in Rust, so that it runs wherever Cargo does.

mod artefact;
mod build_script;
mod codegen;
mod shell;
mod workspace;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// The automation of this workspace.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make the bindings, the prefix header, the source list and the error codes from libzstd's headers
    Codegen {
        /// Change nothing; fail if a committed file isn't what would be made
        #[arg(long)]
        check: bool,
    },
}

fn main() -> Result<()> {
    match Arguments::parse().command {
        Command::Codegen { check } => codegen::run(check),
    }
}

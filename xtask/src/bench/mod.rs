//! `cargo xtask bench`: the benchmarks, always in a release build.

mod against;
#[cfg(unix)]
mod clock;

use std::process::Command;

use anyhow::Result;

use crate::{shell, workspace};

/// Measures the command if that is asked for; hands everything else on to the package that measures.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    if arguments.first().is_some_and(|first| first == "--command") {
        return against::run(arguments);
    }
    let (peers, arguments): (Vec<_>, Vec<_>) =
        arguments.iter().partition(|argument| *argument == "--peers");
    let mut command = Command::new(workspace::cargo());
    command.current_dir(workspace::root()).args(["run", "--release"]);
    if peers.is_empty() {
        command.args(["--package", "zstdkit-benches"]);
    } else {
        // The same program, with more contestants; its own workspace locks what those depend on.
        command.args(["--locked", "--manifest-path", "benches/peers/Cargo.toml"]);
    }
    shell::run(command.arg("--").args(arguments))
}

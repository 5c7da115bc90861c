//! `cargo xtask bench`: the benchmarks, always in a release build.

use std::process::Command;

use anyhow::Result;

use crate::{shell, workspace};

/// Hands everything on to the package that measures.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let mut command = Command::new(workspace::cargo());
    command
        .current_dir(workspace::root())
        .args(["run", "--release", "--package", "zstdkit-benches", "--"])
        .args(arguments);
    shell::run(&mut command)
}

//! What is asked of our own packages: `compat/` is a workspace that the other commands don't reach.

use std::process::Command;

use anyhow::Result;

use crate::{shell, workspace};

/// Format, lints, tests.
pub(crate) fn run() -> Result<()> {
    cargo(&["fmt", "--all", "--check"])?;
    let features = "zstd/experimental,zstd/zstdmt,zstd-safe/seekable";
    let strict = ["--", "-D", "warnings"];
    cargo(
        &[&["clippy", "--quiet", "--all-targets", "--features", features][..], &strict].concat(),
    )?;
    cargo(&["clippy", "--quiet", "--all-targets", "--", "-D", "warnings"])?;
    cargo(&["test", "--quiet"])
}

fn cargo(arguments: &[&str]) -> Result<()> {
    let mut command = Command::new(workspace::cargo());
    command.current_dir(workspace::root().join("compat")).args(arguments);
    command.env("CARGO_TARGET_DIR", workspace::scratch("compat")?.join("target"));
    shell::run(&mut command)
}

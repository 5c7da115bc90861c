//! `cargo xtask soak`: many small inputs there and back, in memory that stays flat.

use std::process::Command;

use anyhow::Result;

use crate::{reliability, shell, workspace};

/// Runs so many pairs, and puts what was resident into docs/reliability.md if that is wanted.
pub(crate) fn run(pairs: u64, write: bool) -> Result<()> {
    let mut command = Command::new(workspace::cargo());
    command.current_dir(workspace::root()).args(["run", "--quiet", "--release"]);
    command.args(["--package", "zstdkit-tests", "--bin", "soak", "--", &pairs.to_string()]);
    // Large blocks are the system's again once they're given back. By default glibc comes to keep them, and
    // what is resident then tells of its heap's holes (some 10 MiB), not of what is in use.
    command.env("MALLOC_ARENA_MAX", "1").env("MALLOC_MMAP_THRESHOLD_", "131072");
    let table = shell::output(&mut command)?;
    print!("{table}");
    if write {
        let told = format!("`cargo xtask soak --pairs {pairs} --write`:\n\n{table}");
        reliability::write("soak", &told)?;
    }
    Ok(())
}

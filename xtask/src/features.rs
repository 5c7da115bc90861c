//! `cargo xtask features`: the crates build with whatever features are chosen, and zstdkit-sys works
//! with each of its own. cargo-hack makes the choices.
//!
//! libzstd is compiled without optimization for it, or each choice would take a minute.

use std::path::Path;
use std::process::Command;
use std::thread;

use anyhow::{Context, Result, anyhow, ensure};

use crate::{shell, system_library, workspace};

/// The published crates beside zstdkit-sys: features there add Rust code alone, which stands for itself.
const SAFE_CRATES: [&str; 6] =
    ["zstdkit-frame", "zstdkit", "zstdkit-dict", "zstdkit-segments", "zstdkit-seek", "zstdkit-cli"];

/// Builds zstdkit-sys with every set of features and runs its tests with each feature; checks the
/// other crates with no feature, each one, and all.
pub(crate) fn run() -> Result<()> {
    let has_hack = Command::new(workspace::cargo()).args(["hack", "--version"]).output();
    ensure!(
        has_hack.is_ok_and(|output| output.status.success()),
        "this needs cargo-hack: `cargo install --locked cargo-hack`"
    );
    let libzstd = system_library::build()?;
    // No system's library has the seekable format, so those two features exclude each other.
    side_by_side(&libzstd, "build every set of features of zstdkit-sys", |command| {
        command.args(["build", "--package", "zstdkit-sys", "--feature-powerset"]);
        command.args(["--exclude-features", "default"]);
        command.args(["--mutually-exclusive-features", "system,seekable"]);
    })?;
    side_by_side(&libzstd, "test zstdkit-sys with each feature", |command| {
        command.args(["test", "--package", "zstdkit-sys", "--each-feature"]);
        command.args(["--exclude-all-features"]);
    })?;
    side_by_side(&libzstd, "check the other crates with each feature", |command| {
        command.args(["check", "--each-feature"]);
        command.args(SAFE_CRATES.iter().flat_map(|name| ["--package", name]));
    })
}

/// Runs `cargo hack` once per hardware thread, each for its share of the choices: Cargo itself
/// would use one for most of the time, since each choice is a small build.
fn side_by_side(libzstd: &Path, what: &str, arguments: fn(&mut Command)) -> Result<()> {
    println!("{what}");
    let shares = thread::available_parallelism().map_or(1, usize::from);
    let results: Vec<Result<()>> = thread::scope(|scope| {
        let share = |index: usize| scope.spawn(move || share(libzstd, index, shares, arguments));
        let running: Vec<_> = (1..=shares).map(share).collect();
        let ended = running.into_iter().map(|thread| thread.join());
        ended.map(|result| result.unwrap_or_else(|_| Err(anyhow!("a thread panicked")))).collect()
    });
    results.into_iter().collect::<Result<()>>().with_context(|| format!("cannot {what}"))
}

fn share(libzstd: &Path, index: usize, shares: usize, arguments: fn(&mut Command)) -> Result<()> {
    let mut command = Command::new(workspace::cargo());
    command.current_dir(workspace::root()).arg("hack");
    arguments(&mut command);
    command.args(["--quiet", "--partition", &format!("{index}/{shares}")]);
    // A folder apart, or these builds of libzstd would take the place of the optimized ones.
    command.env("CARGO_TARGET_DIR", workspace::scratch(&format!("features-{index}"))?);
    command.env("CARGO_INCREMENTAL", "0").env("CARGO_PROFILE_DEV_DEBUG", "0");
    command.env("CFLAGS", "-O0").env("RUSTFLAGS", "-D warnings");
    command.env("PKG_CONFIG_PATH", libzstd).env("LD_LIBRARY_PATH", libzstd);
    shell::output(&mut command).map(|_| ())
}

//! Where things are.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

/// What is published, ground first.
pub(crate) const PUBLISHED: [&str; 7] = [
    "zstdkit-frame",
    "zstdkit-sys",
    "zstdkit",
    "zstdkit-dict",
    "zstdkit-segments",
    "zstdkit-seek",
    "zstdkit-cli",
];

/// The folder of the workspace.
pub(crate) fn root() -> PathBuf {
    // Cargo sets the variable for `cargo xtask` too, and a moved checkout keeps working by it.
    let here = env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    here.parent().map_or(here.clone(), Path::to_owned)
}

/// The `cargo` that runs us.
pub(crate) fn cargo() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// This program, built anew where its sources have changed.
pub(crate) fn xtask(cargo_arguments: &[&str], arguments: &[&str]) -> Command {
    let mut command = Command::new(cargo());
    command.current_dir(root()).args(["run", "--quiet", "--package", "xtask"]);
    command.args(cargo_arguments).arg("--").args(arguments);
    command
}

/// Where this program may put what it makes on the way.
pub(crate) fn scratch(name: &str) -> Result<PathBuf> {
    let target =
        env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    let folder = target.join("xtask").join(name);
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    Ok(folder)
}

/// A file's text. Invalid UTF-8, as in the names of some of libzstd's authors, is replaced.
pub(crate) fn read(path: &Path) -> Result<String> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The version that all published crates share.
pub(crate) fn version() -> Result<String> {
    let manifest = root().join("Cargo.toml");
    let text = read(&manifest)?;
    text.split_once("[workspace.package]")
        .and_then(|(_, table)| table.lines().find_map(|line| line.strip_prefix("version = \"")))
        .and_then(|rest| rest.split('"').next())
        .map(str::to_owned)
        .with_context(|| format!("no workspace.package.version in {}", manifest.display()))
}

/// The version of a package in `Cargo.lock`.
#[cfg(feature = "codegen")]
pub(crate) fn locked_version(package: &str) -> Result<String> {
    let lock = root().join("Cargo.lock");
    let text = read(&lock)?;
    let name = format!("name = \"{package}\"\nversion = \"");
    text.split_once(&name)
        .and_then(|(_, rest)| rest.split('"').next())
        .map(str::to_owned)
        .with_context(|| format!("{package} is not in {}: run `cargo update -w`", lock.display()))
}

//! What rustdoc says of a crate.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::{shell, workspace};

/// The format of rustdoc's JSON that we read, and the compiler that writes it.
const READABLE: &str = "57";
pub(super) const READABLE_BY: &str = "Rust 1.95";

/// Has rustdoc describe a package, and gives the path of what it wrote.
pub(super) fn describe(package: &str) -> Result<PathBuf> {
    let mut command = Command::new(workspace::cargo());
    command.current_dir(workspace::root()).args(["doc", "--quiet", "--no-deps", "--lib"]);
    // All features but those that only take away, and that which needs a library of the system's.
    match package {
        "zstdkit-sys" => command.args(["--features", "dict-builder,experimental,legacy,seekable"]),
        _ => command.arg("--all-features"),
    };
    // The folder of what `cargo xtask ci` documents before: nothing but rustdoc itself runs again.
    let folder = workspace::scratch("documentation")?;
    command.args(["--package", package]).env("CARGO_TARGET_DIR", &folder);
    command.env("RUSTC_BOOTSTRAP", "1");
    command.env("RUSTDOCFLAGS", "-Z unstable-options --output-format json");
    shell::run(&mut command)?;
    Ok(folder.join("doc").join(format!("{}.json", package.replace('-', "_"))))
}

/// The format of a description, if it's one that we can't read.
pub(super) fn unreadable(json: &Path) -> Result<Option<String>> {
    let text = workspace::read(json)?;
    let format = text
        .rsplit_once("\"format_version\":")
        .map(|(_, rest)| rest.chars().take_while(char::is_ascii_digit).collect::<String>())
        .with_context(|| format!("{} doesn't say its format", json.display()))?;
    Ok((format != READABLE).then_some(format))
}

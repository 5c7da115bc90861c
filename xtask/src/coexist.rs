//! `cargo xtask coexist`: three libraries of Zstandard in one program.

use std::process::Command;

use anyhow::{Context, Result};

use crate::{shell, workspace};

/// Ways to build the program that change how libraries are linked: profile, and rustc's flags. The
/// release profile there has `lto = "fat"` and `panic = "abort"`.
const BUILDS: [(&str, &str); 2] = [("dev", ""), ("release", "-C target-cpu=native")];

/// Builds `xtask/coexist` in each way, and runs it.
pub(crate) fn run() -> Result<()> {
    let manifest = workspace::root().join("xtask/coexist/Cargo.toml");
    for (profile, flags) in BUILDS {
        println!("profile {profile}{}{flags}", if flags.is_empty() { "" } else { ", " });
        let mut command = Command::new(workspace::cargo());
        command.args(["run", "--quiet", "--locked", "--profile", profile, "--manifest-path"]);
        command.arg(&manifest).env("RUSTFLAGS", flags);
        command.env("CARGO_TARGET_DIR", workspace::scratch("coexist")?);
        shell::run(&mut command).context(
            "this needs the system's libzstd with its development files (for Debian: `apt-get \
             install libzstd-dev`)",
        )?;
    }
    Ok(())
}

//! `cargo xtask msrv`: the promises of `Cargo.toml`, kept: the oldest Rust, and the oldest dependencies.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result};

use crate::{shell, workspace};

/// Checks the workspace with the oldest Rust, or with a distribution's where that can't be had, and with
/// the oldest versions that its manifests ask for. A warning is a failure.
pub(crate) fn run() -> Result<()> {
    let promised = promised()?;
    println!("Rust {promised}");
    match oldest(&promised) {
        Some(cargo) => shell::run(check(cargo, "msrv")?.current_dir(workspace::root()))?,
        None => println!(
            "not tried: neither rustup nor this system has it (`apt-get install rustc-web cargo-web`)"
        ),
    }
    println!("the oldest dependencies");
    let copy = workspace::scratch("minimal")?.join("workspace");
    let _ = fs::remove_dir_all(&copy);
    fs::create_dir_all(&copy).with_context(|| copy.display().to_string())?;
    let mut files = Command::new("sh");
    files
        .current_dir(workspace::root())
        .args(["-c", "git ls-files -z | tar --null -T - -c | tar -x -C \"$0\""]);
    shell::output(files.arg(&copy))?;
    let mut update = Command::new(workspace::cargo());
    // To choose them is a feature that Cargo has for nightly compilers.
    update.current_dir(&copy).env("RUSTC_BOOTSTRAP", "1");
    shell::output(update.args(["update", "--quiet", "-Z", "direct-minimal-versions"]))?;
    shell::run(check(Command::new(workspace::cargo()), "minimal")?.current_dir(&copy))
}

fn promised() -> Result<String> {
    let manifest = workspace::read(&workspace::root().join("Cargo.toml"))?;
    let version = manifest.lines().find_map(|line| line.strip_prefix("rust-version = \""));
    let version = version.and_then(|rest| rest.split('"').next());
    version.map(str::to_owned).context("Cargo.toml promises no rust-version")
}

/// A Cargo of the promised version, else that of the system, if it is new enough.
fn oldest(promised: &str) -> Option<Command> {
    let toolchain = format!("{promised}.0");
    let mut install = Command::new("rustup");
    install.args(["toolchain", "install", "--profile", "minimal", &toolchain]);
    let mut try_it = Command::new("rustup");
    try_it.args(["run", &toolchain, "cargo", "--version"]);
    if shell::output(&mut try_it).is_ok()
        || (shell::output(&mut install).is_ok() && shell::output(&mut try_it).is_ok())
    {
        let mut cargo = Command::new("rustup");
        cargo.args(["run", &toolchain, "cargo"]);
        return Some(cargo);
    }
    let said = shell::output(Command::new("/usr/bin/rustc").arg("--version")).ok()?;
    println!("rustup has none; the system has {}", said.trim());
    is_at_least(&said, promised).then(|| {
        let mut cargo = Command::new("/usr/bin/cargo");
        cargo.env("RUSTC", "/usr/bin/rustc");
        cargo
    })
}

/// Whether what `rustc --version` says is a version as new as the promised one.
fn is_at_least(said: &str, promised: &str) -> bool {
    let numbers = |version: &str| -> Vec<u32> {
        version.split(['.', '-', '+']).map_while(|part| part.parse().ok()).collect()
    };
    said.split(' ').nth(1).is_some_and(|version| numbers(version) >= numbers(promised))
}

/// A check of what dependants build. Tests are built by the newest compiler alone, and may use what it has.
fn check(mut cargo: Command, name: &str) -> Result<Command> {
    let folder = workspace::scratch(name)?.join("target");
    cargo.env("CARGO_TARGET_DIR", folder).env("RUSTFLAGS", "-Dwarnings");
    cargo.args(["check", "--quiet", "--workspace"]);
    Ok(cargo)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_their_numbers() {
        assert!(is_at_least("rustc 1.96.0 (built from a source tarball)", "1.88"));
        assert!(is_at_least("rustc 1.88.0-nightly (abc)", "1.88"));
        assert!(!is_at_least("rustc 1.85.0 (abc)", "1.88"));
        assert!(!is_at_least("", "1.88"));
    }

    #[test]
    fn the_manifest_promises_a_version() {
        assert!(promised().unwrap().starts_with("1."));
    }
}

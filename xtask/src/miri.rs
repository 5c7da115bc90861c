//! `cargo xtask miri`: the tests of what is pure Rust, by an interpreter that sees undefined behaviour.

use std::process::{Command, Stdio};

use anyhow::Result;

use crate::{shell, workspace};

/// What is tested. Miri calls no C: tests that need libzstd leave themselves out under `cfg(miri)`.
const PACKAGES: [&[&str]; 2] = [
    &[
        "--package=zstdkit-frame",
        "--lib",
        "--test=interface",
        // Each byte of a frame damaged in turn: minutes of what the other tests do once, in a crate
        // without unsafe code.
        "--",
        "--skip=damage::",
    ],
    &[
        "--package=zstdkit-segments",
        "--no-default-features",
        "--features=bytes,serde",
        "--lib",
        "--test=interface",
        // How batches are cut and shared out: arithmetic over millions of items, and libzstd.
        "--",
        "--skip=batch::",
    ],
];

/// Runs the tests under Miri; where no toolchain has it, says so and is content.
pub(crate) fn run() -> Result<()> {
    let Some(toolchain) = toolchain() else {
        println!(
            "neither this toolchain nor `nightly` has Miri, so nothing was run; \
             `rustup toolchain install nightly --component miri,rust-src` brings it"
        );
        return Ok(());
    };
    let folder = workspace::scratch("miri")?;
    for package in PACKAGES {
        let mut command = toolchain();
        command.args(["miri", "test"]).args(package).current_dir(workspace::root());
        command.env("CARGO_TARGET_DIR", &folder);
        // Proptest looks for cases that failed before, in files; few cases are enough for what Miri
        // looks for, and take long enough.
        command.env("MIRIFLAGS", "-Zmiri-disable-isolation").env("PROPTEST_CASES", "2");
        shell::run(&mut command)?;
    }
    Ok(())
}

/// Makes commands of the toolchain that has Miri: this one, or the nightly one.
fn toolchain() -> Option<fn() -> Command> {
    let this: fn() -> Command = || Command::new(workspace::cargo());
    let nightly: fn() -> Command = || {
        let mut command = Command::new("rustup");
        command.args(["run", "nightly", "cargo"]);
        // What Cargo tells the programs that it runs is about the toolchain at hand.
        command.env_remove("CARGO").env_remove("RUSTC").env_remove("RUSTUP_TOOLCHAIN");
        command
    };
    [this, nightly].into_iter().find(|make| {
        let mut command = make();
        command.args(["miri", "--version"]).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    })
}

//! Tests of crates that use the zstd crate, with ours in its place.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use super::{
    outcome::{self, Outcome},
    theirs::{self, Package, copy, write},
};
use crate::workspace;

/// A crate, and how its tests are run.
struct Dependent {
    package: Package,
    /// Of `cargo test`: features, targets.
    arguments: &'static [&'static str],
    /// Which tests; all if there are none.
    filters: &'static [&'static str],
    /// Those that fail, and why.
    known: &'static [(&'static str, &'static str)],
}

/// The heavy ones last.
const DEPENDENTS: [Dependent; 6] = [
    Dependent {
        package: Package { name: "zeekstd", version: "0.6.3" },
        // An example of its documentation includes a file that its package leaves out.
        arguments: &["--lib"],
        filters: &[],
        known: &[],
    },
    Dependent {
        package: Package { name: "niffler", version: "3.0.2" },
        arguments: &["--no-default-features", "--features", "zstd", "--lib"],
        filters: &[],
        known: &[],
    },
    Dependent {
        package: Package { name: "zip", version: "9.8.2" },
        arguments: &["--no-default-features", "--features", "zstd,deflate", "--lib"],
        filters: &[],
        known: &[],
    },
    Dependent {
        package: Package { name: "async-compression", version: "0.4.52" },
        arguments: &[
            "--features",
            "zstd,zstdmt,tokio,futures-io",
            "--test",
            "zstd",
            "--test",
            "zstd-dict",
            "--test",
            "zstd-window-size",
        ],
        filters: &[],
        known: &[],
    },
    Dependent {
        package: Package { name: "tower-http", version: "0.7.1" },
        arguments: &["--features", "full", "--lib"],
        filters: &["compression"],
        known: &[],
    },
    Dependent {
        package: Package { name: "parquet", version: "60.1.0" },
        arguments: &["--no-default-features", "--features", "zstd,arrow", "--lib"],
        filters: &["compression", "zstd"],
        known: &[],
    },
];

/// Runs those that are named, or all.
pub(crate) fn run(only: &[String]) -> Result<Vec<Outcome>> {
    let chosen = DEPENDENTS.iter().filter(|dependent| {
        only.is_empty() || only.iter().any(|name| name == dependent.package.name)
    });
    chosen.map(try_out).collect()
}

fn try_out(dependent: &Dependent) -> Result<Outcome> {
    let Package { name, .. } = dependent.package;
    let [source] = &theirs::folders(&[dependent.package])?[..] else { unreachable!("one each") };
    let ours = put_together(source, name, "ours", true)?;
    let mut outcome = tests(dependent, &ours).with_context(|| format!("{name} can't be tried"))?;
    if !outcome.failed.is_empty() {
        let theirs = put_together(source, name, "theirs", false)?;
        let with_theirs = tests(dependent, &theirs)?;
        let before = outcome.failed.len();
        outcome.failed.retain(|test| !with_theirs.failed.contains(test));
        outcome.either = before - outcome.failed.len();
    }
    Ok(outcome)
}

/// A copy of a package, with our crates in place of theirs or without.
fn put_together(source: &Path, name: &str, whose: &str, is_patched: bool) -> Result<PathBuf> {
    let folder = workspace::scratch("compat")?.join("dependents").join(whose).join(name);
    let _ = fs::remove_dir_all(&folder);
    copy(source, &folder)?;
    // It was locked to what they had.
    let _ = fs::remove_file(folder.join("Cargo.lock"));
    let manifest = folder.join("Cargo.toml");
    let text = workspace::read(&manifest)?;
    write(&manifest, format!("{text}\n[workspace]\n"))?;
    if is_patched {
        patch(&manifest)?;
    }
    Ok(folder)
}

fn cargo(dependent: &Dependent, folder: &Path) -> Result<Command> {
    let mut command = Command::new(workspace::cargo());
    command.current_dir(folder).args(["test", "--quiet", "--no-fail-fast"]);
    command.args(dependent.arguments);
    command.env("CARGO_TARGET_DIR", workspace::scratch("compat")?.join("dependents-target"));
    // To print one takes longer than the second that some tests have.
    command.env("RUST_BACKTRACE", "0");
    Ok(command)
}

/// Runs the tests. Where one includes a file that its package leaves out, that's an empty one.
fn tests(dependent: &Dependent, folder: &Path) -> Result<Outcome> {
    let build = cargo(dependent, folder)?.arg("--no-run").output()?;
    let errors = String::from_utf8_lossy(&build.stderr);
    for missing in errors.split("couldn't read `").skip(1).filter_map(|rest| rest.split('`').next())
    {
        write(&folder.join(missing), "")?;
    }
    let Package { name, version } = dependent.package;
    let mut command = cargo(dependent, folder)?;
    command.args(["--", "--format", "pretty"]).args(dependent.filters);
    outcome::of(format!("{name} {version}"), dependent.known.to_vec(), &mut command)
}

/// Has a package take ours for theirs.
fn patch(manifest: &Path) -> Result<()> {
    let text = workspace::read(manifest)?;
    let compat = workspace::root().join("compat");
    let path = |package: &str| format!("{:?}", compat.join(package).display().to_string());
    let (zstd, safe) = (path("zstd"), path("zstd-safe"));
    write(
        manifest,
        format!(
            "{text}\n[patch.crates-io]\nzstd = {{ path = {zstd} }}\nzstd-safe = {{ path = {safe} }}\n"
        ),
    )
}

//! Tests of crates that use the zstd crate, with ours in its place.

use std::{fs, path::Path, process::Command};

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
    let Package { name, version } = dependent.package;
    let [source] = &theirs::folders(&[dependent.package])?[..] else { unreachable!("one each") };
    let folder = workspace::scratch("compat")?.join("dependents").join(name);
    let _ = fs::remove_dir_all(&folder);
    copy(source, &folder)?;
    patch(&folder.join("Cargo.toml"))?;
    let mut command = Command::new(workspace::cargo());
    command.current_dir(&folder).args(["test", "--quiet", "--no-fail-fast"]);
    command.args(dependent.arguments).args(["--", "--format", "pretty"]).args(dependent.filters);
    command.env("CARGO_TARGET_DIR", workspace::scratch("compat")?.join("dependents-target"));
    // Theirs was locked to what they had.
    let _ = fs::remove_file(folder.join("Cargo.lock"));
    let suite = format!("{name} {version}");
    outcome::of(suite, dependent.known.to_vec(), &mut command)
        .with_context(|| format!("{name} can't be tried"))
}

/// Has a package, now a workspace of its own, take ours for theirs.
fn patch(manifest: &Path) -> Result<()> {
    let text = workspace::read(manifest)?;
    let compat = workspace::root().join("compat");
    let path = |package: &str| format!("{:?}", compat.join(package).display().to_string());
    write(
        manifest,
        format!(
            "{text}\n[workspace]\n\n[patch.crates-io]\nzstd = {{ path = {} }}\nzstd-safe = {{ path = {} }}\n",
            path("zstd"),
            path("zstd-safe")
        ),
    )
}

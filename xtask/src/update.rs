//! `cargo xtask update-libzstd`: moves everything that depends on which libzstd it is.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::build_script::{self, sources};
use crate::{shell, vendor, workspace};

/// Files and folders of the past, which keep the version that they speak of.
const HISTORY: [&str; 2] = ["CHANGELOG.md", "docs/performance/"];

/// Moves to the libzstd that a version of zstd-sys carries. docs/updating-libzstd.md says what to look
/// at afterwards.
pub(crate) fn run(version: &str) -> Result<()> {
    let before = sources::LIBZSTD_VERSION;
    move_pin(version)?;
    let libzstd = build_script::pinned_libzstd()?;
    let after = build_script::libzstd_version(&libzstd)?;
    println!("zstd-sys {version} carries libzstd {after}; before it was {before}");

    // Before anything is made from the new sources: what is to be mended is one file of ours.
    vendor::try_edits(&libzstd)
        .context("the pin has moved, and nothing else: run this again when the edits are mended")?;

    // Each in a process of its own: the list of sources is a part of xtask, and changes first.
    let steps: [(&[&str], &[&str]); 3] = [
        (&["--features", "codegen"], &["codegen"]),
        (&[], &["vendor", "--record"]),
        (&[], &["coverage"]),
    ];
    for (cargo_arguments, arguments) in steps {
        println!("cargo xtask {}", arguments.join(" "));
        shell::run(&mut workspace::xtask(cargo_arguments, arguments))?;
    }
    let mentions = replace_mentions(before, &after)?;
    let changes = shell::output(
        Command::new("git")
            .current_dir(workspace::root())
            .args(["status", "--short", "vendor"])
            .args(["crates/zstdkit-sys", "crates/zstdkit/src/error/code.rs", "docs/coverage.md"]),
    )?;
    if changes.is_empty() && mentions == 0 {
        println!("nothing changed");
    } else {
        print!("{changes}");
        println!("now read docs/updating-libzstd.md");
    }
    Ok(())
}

/// Writes the version into the manifest of `vendor/`, and has Cargo lock its checksum.
fn move_pin(version: &str) -> Result<()> {
    let manifest = workspace::root().join("vendor/Cargo.toml");
    let text = workspace::read(&manifest)?;
    let Some(moved) = with_pin(&text, version) else {
        bail!("{} has no line `zstd-sys = {{ version = \"=..\" .. }}`", manifest.display());
    };
    fs::write(&manifest, &moved).with_context(|| format!("cannot write {}", manifest.display()))?;
    let mut command = Command::new(workspace::cargo());
    command.args(["update", "--quiet", "--package", "zstd-sys", "--precise", version]);
    let locked = shell::output(command.arg("--manifest-path").arg(&manifest));
    if locked.is_err() {
        fs::write(&manifest, &text)
            .with_context(|| format!("cannot write {}", manifest.display()))?;
    }
    locked.map(|_| ()).with_context(|| format!("there is no zstd-sys {version} to move to"))
}

/// The manifest's text with another pin; `None` if it has none.
fn with_pin(text: &str, version: &str) -> Option<String> {
    const START: &str = "zstd-sys = { version = \"=";
    let (before, rest) = text.split_once(START)?;
    let (_, after) = rest.split_once('"')?;
    Some(format!("{before}{START}{version}\"{after}"))
}

/// Has the texts speak of the new version, and says how many did of the old.
fn replace_mentions(before: &str, after: &str) -> Result<usize> {
    if before == after {
        return Ok(0);
    }
    let listing = shell::output(Command::new("git").current_dir(workspace::root()).args([
        "grep",
        "--files-with-matches",
        "--fixed-strings",
        &format!("libzstd {before}"),
    ]))
    .unwrap_or_default();
    let mut changed = 0;
    for path in listing.lines().filter(|path| !HISTORY.iter().any(|past| path.starts_with(past))) {
        let file = workspace::root().join(path);
        let text = workspace::read(&file)?;
        let text = text.replace(&format!("libzstd {before}"), &format!("libzstd {after}"));
        fs::write(&file, text).with_context(|| format!("cannot write {}", file.display()))?;
        println!("{path} speaks of libzstd {after} now");
        changed += 1;
    }
    Ok(changed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pin_moves_and_nothing_else() {
        let text =
            "[dependencies]\nzstd-sys = { version = \"=2.1.2\", default-features = false }\n";
        let moved = with_pin(text, "2.2.0").expect("there is a pin");
        assert_eq!(moved, text.replace("2.1.2", "2.2.0"));
        assert_eq!(with_pin("[dependencies]\nzstd-sys = \"2\"\n", "2.2.0"), None);
    }

    #[test]
    fn the_committed_manifest_has_a_pin() {
        let text = workspace::read(&workspace::root().join("vendor/Cargo.toml")).expect("readable");
        assert!(with_pin(&text, "9.9.9").is_some_and(|moved| moved.contains("\"=9.9.9\"")));
    }
}

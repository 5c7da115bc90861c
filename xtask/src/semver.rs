//! `cargo xtask semver`: whether the crates still offer what their last release did.

use std::process::Command;

use anyhow::{Context, Result};

use crate::{shell, workspace};

/// Compares with a revision: the one given, or the newest tag of a release.
///
/// Before the first release there is nothing to compare with, which isn't an error.
pub(crate) fn run(baseline: Option<&str>) -> Result<()> {
    let baseline = match baseline {
        Some(revision) => revision.to_owned(),
        None => match newest_release()? {
            Some(tag) => tag,
            None => {
                println!("no tag like v1.2.3: nothing is released yet, so nothing to compare with");
                return Ok(());
            }
        },
    };
    let mut command = Command::new(workspace::cargo());
    command
        .current_dir(workspace::root())
        .args(["semver-checks", "--workspace", "--baseline-rev", &baseline])
        // Outside of the promise of stability, as its documentation says.
        .args(["--default-features"]);
    shell::run(&mut command).with_context(|| {
        format!(
            "either the crates offer less than {baseline} did, as told above, or the tool is missing \
             (`cargo install --locked cargo-semver-checks`)"
        )
    })
}

/// The newest tag of a release that this revision comes after.
fn newest_release() -> Result<Option<String>> {
    let mut command = Command::new("git");
    command.current_dir(workspace::root()).args([
        "tag",
        "--merged",
        "HEAD",
        "--sort=-version:refname",
    ]);
    Ok(shell::output(&mut command)?.lines().find(|tag| is_release(tag)).map(str::to_owned))
}

/// Whether a tag is `v` and a version.
fn is_release(tag: &str) -> bool {
    let Some(version) = tag.strip_prefix('v') else { return false };
    let numbers: Vec<_> = version.split('.').collect();
    let is_number =
        |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    numbers.len() == 3 && numbers.iter().all(is_number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_of_releases_are_told_from_others() {
        assert!(is_release("v0.1.0") && is_release("v10.20.30"));
        for other in ["0.1.0", "v0.1", "v0.1.0-rc1", "version", "v1..0", "v1.2.3.4"] {
            assert!(!is_release(other), "{other}");
        }
    }
}

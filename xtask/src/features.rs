//! `cargo xtask features`: the crates build with whatever features are chosen.
//!
//! cargo-hack does the like. A loop of our own also runs zstdkit-sys' tests with each choice, which
//! shows that what was compiled links and works; it compiles libzstd without optimization for it, or
//! each choice would take minutes; and no tool needs to be built first.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::{shell, workspace};

/// The published crates that have features.
const CRATES: [&str; 6] =
    ["zstdkit-frame", "zstdkit-sys", "zstdkit", "zstdkit-dict", "zstdkit-segments", "zstdkit-cli"];

/// Left out of the combinations: `default` is a choice of the others, and `system` needs a libzstd
/// that may not be there (the tests of the build script try both answers).
const APART: [&str; 2] = ["default", "system"];

/// Builds each crate with no feature, each one, each two, and all; with `every`, each set.
pub(crate) fn run(every: bool) -> Result<()> {
    for name in CRATES {
        let features = features_of(name)?;
        let choices = choices(&features, if every { features.len() } else { 2 });
        println!("{name}: {} choices among {}", choices.len(), features.join(", "));
        for choice in choices {
            try_one(name, &choice.join(",")).with_context(|| {
                format!("{name} fails with the features [{}]", choice.join(", "))
            })?;
        }
    }
    Ok(())
}

fn try_one(name: &str, features: &str) -> Result<()> {
    let mut command = Command::new(workspace::cargo());
    command.current_dir(workspace::root());
    // A folder apart, or these builds of libzstd would take the place of the optimized ones.
    command.env("CARGO_TARGET_DIR", workspace::scratch("features")?);
    command.env("CFLAGS", "-O0").env("RUSTFLAGS", "-D warnings");
    if name == "zstdkit-sys" {
        command.args(["test", "--quiet"]);
    } else {
        command.args(["check", "--quiet"]);
    }
    command.args(["--package", name, "--no-default-features", "--features", features]);
    shell::output(&mut command).map(|_| ())
}

/// The names in the `[features]` table of a crate's manifest.
fn features_of(name: &str) -> Result<Vec<String>> {
    let manifest = workspace::root().join("crates").join(name).join("Cargo.toml");
    Ok(features_in(&workspace::read(Path::new(&manifest))?))
}

fn features_in(manifest: &str) -> Vec<String> {
    let Some((_, table)) = manifest.split_once("\n[features]\n") else { return Vec::new() };
    table
        .lines()
        .take_while(|line| !line.starts_with('['))
        .filter(|line| !line.starts_with(['#', ' ', ']']))
        .filter_map(|line| line.split_once(" = "))
        .map(|(name, _)| name.trim().to_owned())
        .filter(|name| !APART.contains(&name.as_str()))
        .collect()
}

/// Every set of at most `size` features, and the set of all.
fn choices(features: &[String], size: usize) -> Vec<Vec<&str>> {
    let mut sets = vec![Vec::new()];
    for feature in features {
        let with: Vec<Vec<&str>> = sets
            .iter()
            .filter(|set| set.len() < size)
            .map(|set| set.iter().copied().chain([feature.as_str()]).collect())
            .collect();
        sets.extend(with);
    }
    if features.len() > size {
        sets.push(features.iter().map(String::as_str).collect());
    }
    sets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_are_read_up_to_the_next_table() {
        let manifest = "[package]\nname = \"x\"\n\n[features]\ndefault = [\"a\"]\n# Why.\na = []\n\
                        b-c = [\n    \"a\",\n]\nsystem = []\n\n[dependencies]\nd = \"1\"\n";
        assert_eq!(features_in(manifest), ["a", "b-c"]);
        assert!(features_in("[package]\n").is_empty());
    }

    #[test]
    fn choices_are_all_small_sets_and_the_whole() {
        let features = ["a", "b", "c"].map(str::to_owned);
        let sets = choices(&features, 1);
        assert_eq!(sets, [vec![], vec!["a"], vec!["b"], vec!["c"], vec!["a", "b", "c"]]);
        assert_eq!(choices(&features, 3).len(), 8);
        assert_eq!(choices(&[], 2), [Vec::<&str>::new()]);
    }
}

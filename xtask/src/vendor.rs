//! `cargo xtask vendor`: the sources of libzstd, verified, and laid out for reading.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use crate::artefact::files_below;
use crate::build_script::{self, locate::Libzstd, sources};
use crate::workspace;

/// Where the checksums are kept, from the workspace's root.
const SUMS: &str = "vendor/SHA256SUMS";

/// Where the sources are laid out, from the workspace's root.
const READING_ROOM: &str = "vendor/zstd";

/// What to do about sources that aren't what they should be.
const MEND: &str = "if it is the copy in Cargo's cache, remove that package's folder there and build \
                    again: Cargo unpacks it anew; if you have moved the pin, `cargo xtask \
                    update-libzstd VERSION` records the new checksums";

/// What is wanted of the sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Task {
    /// Compare each with its checksum.
    Check,
    /// Write the checksums anew.
    Record,
    /// Compare them, then copy them to where they can be read.
    LayOut,
}

/// Does it.
pub(crate) fn run(task: Task) -> Result<()> {
    match task {
        Task::Check => {
            let libzstd = build_script::libzstd()?;
            verify(&libzstd)?;
            println!("{} files in {} verified", used().len(), libzstd.root().display());
            Ok(())
        }
        Task::Record => record(&build_script::pinned_libzstd()?),
        Task::LayOut => {
            let libzstd = build_script::pinned_libzstd()?;
            verify(&libzstd)?;
            let folder = workspace::root().join(READING_ROOM);
            if folder.exists() {
                fs::remove_dir_all(&folder)
                    .with_context(|| format!("cannot empty {}", folder.display()))?;
            }
            let files = copy_tree(&libzstd, &folder)?;
            println!("{files} files to read in {READING_ROOM}");
            Ok(())
        }
    }
}

/// The files that a build with all features reads, sorted.
pub(crate) fn used() -> BTreeSet<&'static str> {
    [
        sources::CORE,
        sources::DICT_BUILDER,
        sources::LEGACY,
        sources::SEEKABLE,
        sources::ASSEMBLY,
        sources::HEADERS,
    ]
    .concat()
    .into_iter()
    .collect()
}

/// Fails, naming each file that differs, unless all are what `SHA256SUMS` says.
pub(crate) fn verify(libzstd: &Libzstd) -> Result<()> {
    let recorded = workspace::read(&workspace::root().join(SUMS))
        .context("the checksums are missing: restore them, or record them with `cargo xtask vendor --record`")?;
    let complaints = complaints(&recorded, &used(), |path| checksum(&libzstd.file(path)));
    if complaints.is_empty() {
        return Ok(());
    }
    bail!("{}\nin {}; {MEND}", complaints.join("\n"), libzstd.root().display())
}

/// What is wrong: with files that are used and have no checksum or another, and with checksums of
/// files that aren't used.
fn complaints(
    recorded: &str,
    used: &BTreeSet<&str>,
    checksum: impl Fn(&str) -> Result<String>,
) -> Vec<String> {
    let mut complaints = Vec::new();
    let mut listed = BTreeSet::new();
    for line in recorded.lines() {
        let Some((wanted, path)) = line.split_once("  ") else {
            complaints.push(format!("{SUMS} has a line that is no checksum: {line:?}"));
            continue;
        };
        listed.insert(path);
        if !used.contains(path) {
            complaints.push(format!("{SUMS} lists {path}, which no build uses"));
            continue;
        }
        match checksum(path) {
            Ok(found) if found == wanted => {}
            Ok(found) => complaints
                .push(format!("{path} is not what it was: SHA-256 {found}, recorded {wanted}")),
            Err(error) => complaints.push(format!("{path}: {error:#}")),
        }
    }
    complaints
        .extend(used.difference(&listed).map(|path| format!("{path} has no checksum in {SUMS}")));
    complaints
}

fn record(libzstd: &Libzstd) -> Result<()> {
    let mut text = String::new();
    for path in used() {
        writeln!(text, "{}  {path}", checksum(&libzstd.file(path))?)?;
    }
    let path = workspace::root().join(SUMS);
    fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    println!("{} checksums in {SUMS}", used().len());
    Ok(())
}

fn checksum(path: &Path) -> Result<String> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut text = String::new();
    for byte in Sha256::digest(bytes) {
        write!(text, "{byte:02x}")?;
    }
    Ok(text)
}

/// Copies the whole tree, with what no build uses, and says how many files that are.
fn copy_tree(libzstd: &Libzstd, folder: &Path) -> Result<usize> {
    let files = files_below(libzstd.root())?;
    for file in &files {
        copy(file, &folder.join(file.strip_prefix(libzstd.root())?))?;
    }
    Ok(files.len())
}

/// Copies the files that builds use, and no other, to a folder that becomes such a tree.
pub(crate) fn stage(libzstd: &Libzstd, folder: &Path) -> Result<()> {
    for path in used() {
        copy(&libzstd.file(path), &folder.join(path))?;
    }
    Ok(())
}

/// Copies a file, and makes the folders above it.
pub(crate) fn copy(from: &Path, to: &PathBuf) -> Result<()> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    // Not `fs::copy`: Cargo's cache may hold files that nobody may write to.
    let bytes = fs::read(from).with_context(|| format!("cannot read {}", from.display()))?;
    fs::write(to, bytes).with_context(|| format!("cannot write {}", to.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(path: &str) -> Result<String> {
        match path {
            "lost.c" => bail!("cannot read lost.c"),
            path => Ok(format!("sum-of-{path}")),
        }
    }

    #[test]
    fn matching_files_are_no_complaint() {
        let used = BTreeSet::from(["a.c", "b.c"]);
        assert!(complaints("sum-of-a.c  a.c\nsum-of-b.c  b.c\n", &used, answer).is_empty());
    }

    #[test]
    fn each_way_of_differing_is_named() {
        let used = BTreeSet::from(["a.c", "lost.c", "new.c"]);
        let recorded = "other  a.c\nx  lost.c\nx  old.c\nnonsense\n";
        let found = complaints(recorded, &used, answer);
        assert_eq!(found.len(), 5, "{found:?}");
        assert!(found[0].contains("a.c is not what it was"));
        assert!(found[1].contains("lost.c"));
        assert!(found[2].contains("old.c, which no build uses"));
        assert!(found[3].contains("no checksum: \"nonsense\""));
        assert!(found[4].contains("new.c has no checksum"));
    }
}

//! `cargo xtask vendor`: the sources of libzstd, verified, and laid out for reading.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use sha2::{Digest, Sha256};

use crate::artefact::files_below;
use crate::build_script::{self, locate, locate::Libzstd, sources, tune};
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
            let edited = tune::edited().count();
            println!(
                "{} files in {} verified, and what the feature `tuned` makes of {edited} of them",
                used().len(),
                libzstd.root().display()
            );
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
            for tuned in tune::edited() {
                write(edit(&libzstd, tuned)?.as_bytes(), &folder.join(tuned.listed_as()))?;
            }
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

/// What the checksums list: those files, and the edited ones that are made from them.
fn listed() -> BTreeSet<String> {
    let edited = tune::edited().map(tune::Tuned::listed_as);
    used().into_iter().map(str::to_owned).chain(edited).collect()
}

/// Fails, naming the anchor, unless each edit for the feature `tuned` finds its place.
pub(crate) fn try_edits(libzstd: &Libzstd) -> Result<()> {
    tune::edited().try_for_each(|tuned| edit(libzstd, tuned).map(drop))
}

fn edit(libzstd: &Libzstd, tuned: &tune::Tuned) -> Result<String> {
    let text = workspace::read(&libzstd.file(tuned.source))?;
    tuned.edit(&text).map_err(|failure| anyhow!("{failure}"))
}

/// Fails, naming each file that differs, unless all are what `SHA256SUMS` says.
pub(crate) fn verify(libzstd: &Libzstd) -> Result<()> {
    let recorded = workspace::read(&workspace::root().join(SUMS))
        .context("the checksums are missing: restore them, or record them with `cargo xtask vendor --record`")?;
    let complaints = complaints(&recorded, &listed(), |path| checksum(libzstd, path));
    if complaints.is_empty() {
        return Ok(());
    }
    bail!("{}\nin {}; {MEND}", complaints.join("\n"), libzstd.root().display())
}

/// What is wrong: with files that are used and have no checksum or another, and with checksums of
/// files that aren't used.
fn complaints(
    recorded: &str,
    used: &BTreeSet<String>,
    checksum: impl Fn(&str) -> Result<String>,
) -> Vec<String> {
    let mut complaints = Vec::new();
    let mut listed = BTreeSet::new();
    for line in recorded.lines() {
        let Some((wanted, path)) = line.split_once("  ") else {
            complaints.push(format!("{SUMS} has a line that is no checksum: {line:?}"));
            continue;
        };
        listed.insert(path.to_owned());
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
    for path in listed() {
        writeln!(text, "{}  {path}", checksum(libzstd, &path)?)?;
    }
    let path = workspace::root().join(SUMS);
    fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    println!("{} checksums in {SUMS}", listed().len());
    Ok(())
}

/// The checksum of one of libzstd's files, or of one that is made from it.
fn checksum(libzstd: &Libzstd, path: &str) -> Result<String> {
    let bytes = match tune::edited().find(|tuned| tuned.listed_as() == path) {
        Some(tuned) => edit(libzstd, tuned)?.into_bytes(),
        None => {
            let file = libzstd.file(path);
            fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?
        }
    };
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

/// Copies the files that builds use, and no other, to a folder that becomes such a tree, with the
/// checksums beside them.
pub(crate) fn stage(libzstd: &Libzstd, folder: &Path) -> Result<()> {
    for path in used() {
        copy(&libzstd.file(path), &folder.join(path))?;
    }
    copy(&workspace::root().join(SUMS), &folder.join(locate::SUMS))
}

/// Copies a file, and makes the folders above it.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    // Not `fs::copy`: Cargo's cache may hold files that nobody may write to.
    let bytes = fs::read(from).with_context(|| format!("cannot read {}", from.display()))?;
    write(&bytes, to)
}

fn write(bytes: &[u8], to: &Path) -> Result<()> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
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

    fn set(paths: &[&str]) -> BTreeSet<String> {
        paths.iter().map(|path| (*path).to_owned()).collect()
    }

    #[test]
    fn matching_files_are_no_complaint() {
        let used = set(&["a.c", "b.c"]);
        assert!(complaints("sum-of-a.c  a.c\nsum-of-b.c  b.c\n", &used, answer).is_empty());
    }

    #[test]
    fn each_way_of_differing_is_named() {
        let used = set(&["a.c", "lost.c", "new.c"]);
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

//! Files that are made from something and committed all the same.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::workspace;

/// A file and what should be in it.
#[derive(Debug)]
pub(crate) struct Artefact {
    /// The path from the workspace's root.
    pub(crate) path: PathBuf,
    /// The whole text.
    pub(crate) text: String,
}

impl Artefact {
    /// A file at `path`, seen from the workspace's root.
    pub(crate) fn new(path: impl Into<PathBuf>, text: impl Into<String>) -> Self {
        Artefact { path: path.into(), text: text.into() }
    }
}

/// Writes the files whose text is another, and says whether there were any.
pub(crate) fn write(artefacts: &[Artefact]) -> Result<bool> {
    let mut wrote = false;
    for artefact in artefacts {
        let path = workspace::root().join(&artefact.path);
        if fs::read(&path).is_ok_and(|found| found == artefact.text.as_bytes()) {
            continue;
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)
                .with_context(|| format!("cannot make {}", folder.display()))?;
        }
        fs::write(&path, &artefact.text)
            .with_context(|| format!("cannot write {}", path.display()))?;
        println!("wrote {}", artefact.path.display());
        wrote = true;
    }
    Ok(wrote)
}

/// Removes files that nothing generates any more.
#[cfg(feature = "codegen")]
pub(crate) fn remove(orphans: &[PathBuf]) -> Result<()> {
    for orphan in orphans {
        fs::remove_file(workspace::root().join(orphan))
            .with_context(|| format!("cannot remove {}", orphan.display()))?;
        println!("removed {}, which nothing generates any more", orphan.display());
    }
    Ok(())
}

/// Fails, naming each file that isn't as it should be, and the command that mends them all.
pub(crate) fn check(artefacts: &[Artefact], orphans: &[PathBuf], mend: &str) -> Result<()> {
    let mut complaints = Vec::new();
    for artefact in artefacts {
        let path = workspace::root().join(&artefact.path);
        match fs::read(&path) {
            Ok(found) if found == artefact.text.as_bytes() => {}
            Ok(found) => {
                let line = first_difference(&String::from_utf8_lossy(&found), &artefact.text);
                complaints.push(format!("{} differs from line {line} on", artefact.path.display()));
            }
            Err(error) => complaints.push(format!("{}: {error}", artefact.path.display())),
        }
    }
    for orphan in orphans {
        complaints.push(format!(
            "{} stands among what is generated, but nothing generates it",
            orphan.display()
        ));
    }
    if complaints.is_empty() {
        return Ok(());
    }
    bail!("{}\nmend it with `{mend}` and commit the result", complaints.join("\n"))
}

/// Every file below a folder, sorted; none if there is no such folder.
pub(crate) fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    if !folder.is_dir() {
        return Ok(files);
    }
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    for entry in entries {
        let path = entry.with_context(|| format!("cannot list {}", folder.display()))?.path();
        if path.is_dir() {
            files.extend(files_below(&path)?);
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn first_difference(found: &str, wanted: &str) -> usize {
    let same = found.lines().zip(wanted.lines()).take_while(|(a, b)| a == b).count();
    same + 1
}

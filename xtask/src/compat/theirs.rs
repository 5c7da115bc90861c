//! Packages as their registry has them.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::{shell, workspace};

/// A package whose tests are run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Package {
    pub(crate) name: &'static str,
    pub(crate) version: &'static str,
}

/// Where Cargo has the packages once it has downloaded them; in the same order.
pub(crate) fn folders(packages: &[Package]) -> Result<Vec<PathBuf>> {
    let lines: String = packages
        .iter()
        .map(|package| {
            let Package { name, version } = package;
            format!("{name} = {{ version = \"={version}\", default-features = false }}\n")
        })
        .collect();
    let folder = workspace::scratch("compat")?.join("download");
    write(&folder.join("src/lib.rs"), "")?;
    write(
        &folder.join("Cargo.toml"),
        format!(
            "[package]\nname = \"download\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
             [dependencies]\n{lines}\n[workspace]\n"
        ),
    )?;
    let mut command = Command::new(workspace::cargo());
    command.args(["metadata", "--quiet", "--format-version", "1", "--manifest-path"]);
    let metadata = shell::output(command.arg(folder.join("Cargo.toml")))?;
    packages
        .iter()
        .map(|package| {
            let Package { name, version } = package;
            folder_of(&metadata, name, version)
                .with_context(|| format!("Cargo doesn't say where it has {name} {version}"))
        })
        .collect()
}

/// The folder of a package in what `cargo metadata` answers. A version without what stands behind `+` will do.
fn folder_of(metadata: &str, name: &str, version: &str) -> Option<PathBuf> {
    const KEY: &str = "\"manifest_path\":\"";
    metadata
        .match_indices(KEY)
        .filter_map(|(at, _)| metadata[at + KEY.len()..].split('"').next())
        .filter_map(|manifest| Path::new(manifest).parent())
        .find(|folder| {
            let folder = folder.file_name().unwrap_or_default().to_string_lossy();
            folder
                .strip_prefix(name)
                .and_then(|rest| rest.strip_prefix('-'))
                .is_some_and(|rest| rest.split('+').next() == Some(version))
        })
        .map(Path::to_owned)
}

/// Writes a file, and its folder if there is none.
pub(crate) fn write(path: &Path, text: impl AsRef<[u8]>) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    // A file that's as it was keeps its time, so that Cargo builds nothing anew.
    if fs::read(path).is_ok_and(|present| present == text.as_ref()) {
        return Ok(());
    }
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

/// Copies a folder's files, and those of the folders in it.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    for entry in fs::read_dir(from).with_context(|| format!("cannot list {}", from.display()))? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &to)?;
        } else {
            let bytes = fs::read(entry.path())
                .with_context(|| format!("cannot read {}", entry.path().display()))?;
            write(&to, bytes)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_is_found_by_its_name_and_version() {
        let metadata = r#"{"manifest_path":"/src/zstd-safe-8.3.0/Cargo.toml"},
            {"manifest_path":"/src/zstd-sys-2.1.3+zstd.1.5.7/Cargo.toml"},
            {"manifest_path":"/src/zstd-0.14.4/Cargo.toml"}"#;
        let found = |name, version| folder_of(metadata, name, version);
        assert_eq!(found("zstd", "0.14.4").as_deref(), Some(Path::new("/src/zstd-0.14.4")));
        let sys = Path::new("/src/zstd-sys-2.1.3+zstd.1.5.7");
        assert_eq!(found("zstd-sys", "2.1.3").as_deref(), Some(sys));
        assert_eq!(found("zstd", "0.14.3"), None);
    }
}

//! `cargo xtask package`: the packages to be published, tried as a stranger would get them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::artefact::files_below;
use crate::build_script::{self, locate};
use crate::workspace::{self, PUBLISHED};
use crate::{shell, vendor};

/// Files at the workspace's root that belong into every package.
const LICENCES: [&str; 2] = ["LICENSE-MIT", "LICENSE-APACHE"];

/// What a package may hold: files, and folders with all that is in them.
const BELONGS: [&str; 16] = [
    ".cargo_vcs_info.json",
    "Cargo.lock",
    "Cargo.toml",
    "Cargo.toml.orig",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "NOTICE",
    "README.md",
    "build/",
    "c/",
    "examples/",
    "guide/",
    "libzstd/",
    "proptest-regressions/",
    "src/",
    "tests/",
];

/// What a manifest names in place of README.md, so that plain `cargo package` stops there: it finds
/// neither libzstd's sources nor, before they are published, the packages that others stand on.
const GUARD: &str = "readme = \"packages are made by: cargo xtask package\"\n";
const README: &str = "readme = \"README.md\"\n";

/// Makes the packages from a copy of the workspace, checks what they hold, and has their tests pass
/// in an empty folder without network.
pub(crate) fn run() -> Result<()> {
    let folder = workspace::scratch("package")?;
    let copy = folder.join("workspace");
    copy_workspace(&copy)?;
    stage(&copy)?;
    let packages = pack(&copy, &folder.join("target"))?;

    let unpacked = empty_folder()?;
    let result = packages.iter().try_for_each(|package| unpack(package, &unpacked.path));
    result.and_then(|()| check_lists(&unpacked.path)).and_then(|()| test(&unpacked.path))?;
    if workspace::read(&workspace::root().join("Cargo.toml"))?.contains("repository = \"\"") {
        println!("before these are published, fill in `repository` in Cargo.toml");
    }
    for package in &packages {
        let size = fs::metadata(package)
            .with_context(|| format!("cannot see {}", package.display()))?
            .len();
        println!("{} ({} KiB)", package.display(), size / 1024);
    }
    Ok(())
}

/// Copies what git knows of, and new files that it would.
fn copy_workspace(copy: &Path) -> Result<()> {
    if copy.exists() {
        fs::remove_dir_all(copy).with_context(|| format!("cannot empty {}", copy.display()))?;
    }
    let listing = shell::output(Command::new("git").current_dir(workspace::root()).args([
        "ls-files",
        "--cached",
        "--others",
        "--exclude-standard",
    ]))?;
    for path in listing.lines() {
        let from = workspace::root().join(path);
        // A file may be deleted, and git not yet told.
        if from.is_file() {
            vendor::copy(&from, &copy.join(path))?;
        }
    }
    Ok(())
}

/// Puts into the copy what the packages need and the repository doesn't hold where they need it.
fn stage(copy: &Path) -> Result<()> {
    let libzstd = build_script::pinned_libzstd()?;
    vendor::verify(&libzstd)?;
    vendor::stage(&libzstd, &copy.join("crates/zstdkit-sys").join(locate::STAGED))?;
    let notice = copy.join("crates/zstdkit-sys/NOTICE");
    vendor::copy(&workspace::root().join("NOTICE"), &notice)?;
    PUBLISHED.iter().try_for_each(|name| lift_guard(&copy.join("crates").join(name)))
}

fn lift_guard(package: &Path) -> Result<()> {
    let path = package.join("Cargo.toml");
    let manifest = workspace::read(&path)?.replace(GUARD, README);
    fs::write(&path, manifest).with_context(|| format!("cannot write {}", path.display()))
}

/// Has Cargo make the packages, and gives their paths.
fn pack(copy: &Path, target: &Path) -> Result<Vec<PathBuf>> {
    let made = target.join("package");
    if made.exists() {
        fs::remove_dir_all(&made).with_context(|| format!("cannot empty {}", made.display()))?;
    }
    let mut command = Command::new(workspace::cargo());
    // Cargo's own trial build is left out: ours below is stricter.
    command.current_dir(copy).args(["package", "--quiet", "--no-verify", "--allow-dirty"]);
    command.args(PUBLISHED.iter().flat_map(|name| ["--package", name]));
    command.env("CARGO_TARGET_DIR", target);
    shell::run(&mut command)?;
    let version = workspace::version()?;
    Ok(PUBLISHED.iter().map(|name| made.join(format!("{name}-{version}.crate"))).collect())
}

/// A folder far from the repository, gone when dropped.
struct EmptyFolder {
    path: PathBuf,
}

impl Drop for EmptyFolder {
    fn drop(&mut self) {
        // Nothing depends on it; what stays is in the folder for temporary files.
        let _ = fs::remove_dir_all(&self.path);
    }
}

fn empty_folder() -> Result<EmptyFolder> {
    let path = std::env::temp_dir().join(format!("zstdkit-packages-{}", std::process::id()));
    fs::create_dir(&path).with_context(|| format!("cannot make {}", path.display()))?;
    Ok(EmptyFolder { path })
}

fn unpack(package: &Path, folder: &Path) -> Result<()> {
    shell::run(Command::new("tar").arg("-xzf").arg(package).arg("-C").arg(folder))
}

/// Fails if a package holds what doesn't belong into it, or lacks what must be there.
fn check_lists(folder: &Path) -> Result<()> {
    let version = workspace::version()?;
    for name in PUBLISHED {
        let root = folder.join(format!("{name}-{version}"));
        let mut paths = Vec::new();
        for file in files_below(&root)? {
            paths.push(file.strip_prefix(&root)?.to_string_lossy().replace('\\', "/"));
        }
        let strangers: Vec<_> = paths.iter().filter(|path| !belongs(path)).collect();
        ensure!(strangers.is_empty(), "the package of {name} holds {strangers:?}");
        let mut wanted = LICENCES.to_vec();
        if name == "zstdkit-sys" {
            wanted.extend([
                "libzstd/LICENSE",
                "libzstd/lib/zstd.h",
                "libzstd/SHA256SUMS",
                "c/prefix.h",
                "NOTICE",
            ]);
        }
        for file in wanted {
            ensure!(paths.iter().any(|path| path == file), "the package of {name} lacks {file}");
        }
        println!("{name}: {} files", paths.len());
    }
    Ok(())
}

fn belongs(path: &str) -> bool {
    BELONGS.iter().any(
        |known| {
            if known.ends_with('/') { path.starts_with(known) } else { path == *known }
        },
    )
}

/// Runs the tests of the unpacked packages, each by path from the next, without network.
fn test(folder: &Path) -> Result<()> {
    let version = workspace::version()?;
    let quoted = |name: &str| format!("\"{name}-{version}\"");
    let members = PUBLISHED.map(quoted).join(", ");
    let patches: String =
        PUBLISHED.iter().map(|name| format!("{name} = {{ path = {} }}\n", quoted(name))).collect();
    let manifest = format!(
        "[workspace]\nresolver = \"3\"\nmembers = [{members}]\n\n[patch.crates-io]\n{patches}"
    );
    fs::write(folder.join("Cargo.toml"), manifest).context("cannot write a manifest")?;
    // The same dependencies as here, which Cargo's cache therefore holds.
    vendor::copy(&workspace::root().join("Cargo.lock"), &folder.join("Cargo.lock"))?;

    let mut command = if can_cut_the_network() {
        let mut command = Command::new("unshare");
        command.args(["--map-root-user", "--net", "--"]).arg(workspace::cargo());
        command
    } else {
        println!("the network can't be cut here: Cargo is told to stay off it");
        Command::new(workspace::cargo())
    };
    command.current_dir(folder).args(["test", "--quiet", "--offline", "--workspace"]);
    command.env_remove(locate::OVERRIDE).env("CARGO_TARGET_DIR", folder.join("target"));
    if shell::run(&mut command).is_err() {
        bail!(
            "the packages' own tests fail when all that is left of the repository is the packages"
        );
    }
    Ok(())
}

fn can_cut_the_network() -> bool {
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--net", "--", "true"]);
    command.output().is_ok_and(|output| output.status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_cargo_package_is_refused_where_it_makes_no_whole_package() {
        for name in PUBLISHED {
            let manifest = workspace::root().join("crates").join(name).join("Cargo.toml");
            let stands_alone = name == "zstdkit-frame";
            let has_guard = workspace::read(&manifest).unwrap().contains(GUARD);
            assert_eq!(has_guard, !stands_alone, "{name}");
        }
    }

    #[test]
    fn only_what_is_listed_belongs() {
        assert!(belongs("src/lib.rs") && belongs("libzstd/lib/zstd.h") && belongs("Cargo.toml"));
        assert!(!belongs("target/x") && !belongs(".gitignore") && !belongs("srcs/lib.rs"));
    }
}

//! `cargo xtask readmes`: the first example of each crate's README, in a new project of its own.
//!
//! The project has the dependencies that the README's `cargo add` names, and nothing else; those of this
//! workspace come from their folders, all others in the versions that are locked here.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::{shell, workspace};

/// Makes and runs a project for each crate with a library.
pub(crate) fn run() -> Result<()> {
    let folder = workspace::scratch("readmes")?;
    let crates = workspace::root().join("crates");
    let mut tried = 0;
    for entry in fs::read_dir(&crates).with_context(|| crates.display().to_string())? {
        let package = entry?.path();
        if !package.join("src/lib.rs").is_file() || package.join("src/main.rs").is_file() {
            continue;
        }
        let readme = package.join("README.md");
        let example = example(&workspace::read(&readme)?)
            .with_context(|| format!("{} has no first example", readme.display()))?;
        let name = package.file_name().unwrap_or_default().to_string_lossy().into_owned();
        println!("{name}: {}", try_out(&folder, &name, &example)?.trim().replace('\n', " | "));
        tried += 1;
    }
    ensure!(tried > 0, "no crate has been found in {}", crates.display());
    Ok(())
}

/// What a reader would copy.
#[derive(Debug, PartialEq, Eq)]
struct Example {
    /// The words behind `cargo add`.
    dependencies: Vec<String>,
    /// The whole of `main.rs`.
    code: String,
}

/// The first example of a README, and the `cargo add` line above it.
fn example(readme: &str) -> Option<Example> {
    let (before, rest) = readme.split_once("```rust\n")?;
    let (code, _) = rest.split_once("```")?;
    let line = before.lines().find_map(|line| line.strip_prefix("cargo add "))?;
    let dependencies = line.split_whitespace().map(str::to_owned).collect();
    Some(Example { dependencies, code: code.to_owned() })
}

/// Runs an example as the only file of a new package; returns what it prints.
fn try_out(folder: &Path, name: &str, example: &Example) -> Result<String> {
    let project = folder.join(name);
    fs::create_dir_all(project.join("src"))
        .with_context(|| format!("cannot make {}", project.display()))?;
    write(project.join("src/main.rs"), &example.code)?;
    write(project.join("Cargo.toml"), &manifest(name, &example.dependencies))?;
    // The same versions as here, which Cargo's cache therefore holds.
    let lock = workspace::read(workspace::root().join("Cargo.lock").as_path())?;
    write(project.join("Cargo.lock"), &lock)?;
    let mut command = Command::new(workspace::cargo());
    command.current_dir(&project).args(["run", "--quiet"]);
    command.env("CARGO_TARGET_DIR", folder.join("target"));
    shell::output(&mut command)
        .with_context(|| format!("the first example of {name}'s README doesn't stand alone"))
}

fn manifest(name: &str, dependencies: &[String]) -> String {
    let lines: String = dependencies
        .iter()
        .map(|dependency| {
            let path = workspace::root().join("crates").join(dependency);
            match path.is_dir() {
                true => format!("{dependency} = {{ path = {:?} }}\n", path.display().to_string()),
                false => format!("{dependency} = \"*\"\n"),
            }
        })
        .collect();
    format!(
        "[package]\nname = \"readme-of-{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [dependencies]\n{lines}\n[workspace]\n"
    )
}

fn write(path: PathBuf, text: &str) -> Result<()> {
    fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_example_comes_with_what_is_added() {
        let readme =
            "# x\n\n```sh\ncargo add x y\n```\n\n```rust\nfn main() {}\n```\n\n```rust\n2\n```\n";
        let dependencies = vec!["x".to_owned(), "y".to_owned()];
        let code = "fn main() {}\n".to_owned();
        assert_eq!(example(readme), Some(Example { dependencies, code }));
        assert_eq!(example("```rust\nfn main() {}\n```\n"), None);
    }
}

//! `cargo xtask dist`: the command as it's handed out, with its manual, completions and licences.

use std::env::consts::EXE_SUFFIX;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::{shell, workspace};

const NAME: &str = "zstdkit";

/// Shells, and the names by which they find their completions.
const SHELLS: [(&str, &str); 4] = [
    ("bash", "completions/bash/zstdkit"),
    ("zsh", "completions/zsh/_zstdkit"),
    ("fish", "completions/fish/zstdkit.fish"),
    ("powershell", "completions/powershell/_zstdkit.ps1"),
];

/// Files that go along as they are, from the workspace's root.
const ALONG: [(&str, &str); 5] = [
    ("LICENSE-MIT", "LICENSE-MIT"),
    ("LICENSE-APACHE", "LICENSE-APACHE"),
    ("NOTICE", "NOTICE"),
    ("crates/zstdkit-cli/README.md", "README.md"),
    ("docs/command-json.md", "command-json.md"),
];

/// Makes the tarball, and checks what is in it; or only checks, with a build that is quick to make.
pub(crate) fn run(only_check: bool) -> Result<()> {
    let program = build(!only_check)?;
    let target = target(&program)?;
    let top = format!("{NAME}-{}-{target}", workspace::version()?);
    let scratch = workspace::scratch("dist")?;
    let folder = scratch.join(&top);
    if folder.exists() {
        fs::remove_dir_all(&folder)
            .with_context(|| format!("cannot empty {}", folder.display()))?;
    }
    fill(&program, &folder)?;
    let tarball = scratch.join(format!("{top}.tar.gz"));
    shell::run(Command::new("tar").arg("-czf").arg(&tarball).arg("-C").arg(&scratch).arg(&top))?;

    // As a stranger gets it.
    let unpacked = scratch.join("unpacked");
    if unpacked.exists() {
        fs::remove_dir_all(&unpacked)
            .with_context(|| format!("cannot empty {}", unpacked.display()))?;
    }
    make(&unpacked)?;
    shell::run(Command::new("tar").arg("-xzf").arg(&tarball).arg("-C").arg(&unpacked))?;
    check(&unpacked.join(&top))?;
    if !only_check {
        println!("made {}", tarball.display());
    }
    Ok(())
}

/// Builds the command; says where it is.
pub(crate) fn build(release: bool) -> Result<PathBuf> {
    let mut cargo = Command::new(workspace::cargo());
    cargo.current_dir(workspace::root()).args(["build", "--quiet", "--package", "zstdkit-cli"]);
    cargo.args(release.then_some("--release"));
    shell::run(&mut cargo)?;
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| workspace::root().join("target"), PathBuf::from);
    Ok(target.join(if release { "release" } else { "debug" }).join(format!("{NAME}{EXE_SUFFIX}")))
}

/// What the program was built for: the machine that it's built on.
fn target(program: &Path) -> Result<String> {
    ensure!(program.is_file(), "there is no {}", program.display());
    let told = shell::output(Command::new("rustc").arg("-vV"))?;
    let host = told.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("rustc doesn't say what it builds for")?.to_owned())
}

/// Lays out what is handed out.
fn fill(program: &Path, folder: &Path) -> Result<()> {
    let copy = |from: &Path, to: &Path| -> Result<()> {
        make(to.parent().unwrap_or(folder))?;
        fs::copy(from, to).with_context(|| format!("cannot copy {}", from.display()))?;
        Ok(())
    };
    copy(program, &folder.join("bin").join(format!("{NAME}{EXE_SUFFIX}")))?;
    for (from, to) in ALONG {
        copy(&workspace::root().join(from), &folder.join(to))?;
    }
    let man = folder.join("man/man1");
    make(&man)?;
    shell::run(Command::new(program).args(["man", "--into"]).arg(&man))?;
    for (shell_name, path) in SHELLS {
        let script = shell::output(Command::new(program).args(["completions", shell_name]))?;
        let path = folder.join(path);
        make(path.parent().unwrap_or(folder))?;
        fs::write(&path, script).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

/// Whether everything is there, and of this very program: each page, each option on it, each script.
fn check(folder: &Path) -> Result<()> {
    let program = folder.join("bin").join(format!("{NAME}{EXE_SUFFIX}"));
    let help = shell::output(Command::new(&program).arg("--help"))?;
    let commands = commands(&help);
    ensure!(commands.len() > 8, "the help lists too few commands: {commands:?}");
    for command in &commands {
        let page = workspace::read(&folder.join(format!("man/man1/{NAME}-{command}.1")))?;
        let help = shell::output(Command::new(&program).args([command, "--help"]))?;
        for option in options(&help) {
            let escaped = option.replace('-', "\\-");
            ensure!(page.contains(&escaped), "the page of {command} doesn't have {option}");
        }
        ensure!(page.contains(".SH EXAMPLES"), "the page of {command} has no examples");
    }
    let page = workspace::read(&folder.join(format!("man/man1/{NAME}.1")))?;
    for command in &commands {
        let named = format!("{NAME}\\-{command}");
        ensure!(page.contains(&named), "the page of the command doesn't name {command}");
    }
    for (shell_name, path) in SHELLS {
        let script = workspace::read(&folder.join(path))?;
        let current = shell::output(Command::new(&program).args(["completions", shell_name]))?;
        ensure!(script == current, "{path} isn't what the command prints");
        for command in &commands {
            ensure!(script.contains(command.as_str()), "{path} doesn't complete {command}");
        }
    }
    for (_, path) in ALONG {
        ensure!(folder.join(path).is_file(), "{path} isn't there");
    }
    Ok(())
}

/// The subcommands that a help lists.
fn commands(help: &str) -> Vec<String> {
    let list = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    list.take_while(|line| line.starts_with("  "))
        .filter(|line| !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|command| *command != "help")
        .map(str::to_owned)
        .collect()
}

/// The long options that a help describes.
fn options(help: &str) -> Vec<String> {
    // Further in stand descriptions, which may name options of other commands.
    let lines = help.lines().filter(|line| line.starts_with("  -") || line.starts_with("      --"));
    lines
        .filter_map(|line| line.split([' ', ',', '[', '=']).find(|word| word.starts_with("--")))
        .map(|option| option.trim_end_matches("...").to_owned())
        .filter(|option| option.len() > 2)
        .collect()
}

fn make(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_and_options_are_read_from_a_help() {
        let help = "Usage: x\n\nCommands:\n  one   Does it.\n        Really.\n  two\n  help  Prints\n\nOptions:\n  -a, --all[=N]  All\n      --but <X>\n  -q\n";
        assert_eq!(commands(help), ["one", "two"]);
        assert_eq!(options(help), ["--all", "--but"]);
    }
}

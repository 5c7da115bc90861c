//! One target, tried.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use super::list::{HOST, Runner, Target, Way};
use super::tools;
use crate::shell;
use crate::workspace::{self, PUBLISHED};

/// What came of a target.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// All went well: what was run, as the table says it.
    Passed(String),
    /// It can't be tried here, for want of this.
    Missing(String),
    /// It was tried, and this went wrong.
    Failed(String),
}

impl Outcome {
    pub(crate) fn in_words(&self) -> String {
        match self {
            Outcome::Passed(what) => what.clone(),
            Outcome::Missing(what) => format!("not tried: {what}"),
            Outcome::Failed(why) => format!("FAILED: {why}"),
        }
    }
}

/// Builds for a target, and runs what can be run.
pub(crate) fn attempt(target: &Target, report: &str, quick: bool) -> Outcome {
    if let Some(missing) = tools::missing(target) {
        return Outcome::Missing(missing);
    }
    let outcome = match target.way {
        Way::Tests => tests(target, report, quick),
        Way::Module => module(target, report),
        Way::Check => check(target),
    };
    match outcome {
        Ok(what) => Outcome::Passed(what),
        Err(error) => Outcome::Failed(format!("{error:#}")),
    }
}

/// What this machine reports.
pub(crate) fn report_here() -> Result<String> {
    let run = ["run", "--quiet", "--release", "--package", "zstdkit-portable"];
    Ok(report_of(&shell::output(cargo().args(run))?).to_owned())
}

fn tests(target: &Target, report: &str, quick: bool) -> Result<String> {
    let mut command = cargo_for(target)?;
    command.args(["run", "--quiet", "--release", "--package", "zstdkit-portable"]);
    compare(report, &shell::output(command.args(["--target", target.triple]))?)?;
    if quick {
        return Ok(match target.runner {
            Some(runner) => format!("the report, by {}", runner.name()),
            None => "the report".to_owned(),
        });
    }
    let mut command = cargo_for(target)?;
    command.args(["test", "--quiet", "--no-fail-fast", "--target", target.triple]);
    command.args(PUBLISHED.map(|package| format!("--package={package}")));
    shell::run(&mut command)?;
    Ok(match target.runner {
        Some(runner) => format!("all tests, by {}", runner.name()),
        None => "all tests".to_owned(),
    })
}

fn module(target: &Target, report: &str) -> Result<String> {
    // WASI has programs; without it there is a module to be loaded, which imports nothing.
    if target.triple.contains("wasi") {
        let mut command = cargo_for(target)?;
        command.args(["run", "--quiet", "--release", "--package", "zstdkit-portable"]);
        compare(report, &shell::output(command.args(["--target", target.triple]))?)?;
        return Ok("the report, by Node's WASI".to_owned());
    }
    let mut command = cargo_for(target)?;
    command.args(["rustc", "--quiet", "--release", "--package", "zstdkit-portable", "--lib"]);
    shell::run(command.args(["--crate-type", "cdylib", "--target", target.triple]))?;
    let module = tools::folder(target)?.join(target.triple).join("release/zstdkit_portable.wasm");
    let script = workspace::root().join("xtask/src/targets/report.mjs");
    compare(report, &shell::output(Command::new("node").arg(script).arg(module))?)?;
    Ok("the report, in Node".to_owned())
}

fn check(target: &Target) -> Result<String> {
    let mut command = cargo_for(target)?;
    command.args(["check", "--quiet", "--target", target.triple]);
    command.args(PUBLISHED.map(|package| format!("--package={package}")));
    shell::run(&mut command)?;
    Ok("checked up to the linker; the C by zig's compiler".to_owned())
}

/// Without the line that tells of the machine.
fn report_of(text: &str) -> &str {
    text.split_once('\n').map_or("", |(_, report)| report)
}

fn compare(here: &str, there: &str) -> Result<()> {
    let there = there.replace("\r\n", "\n");
    let there = report_of(&there);
    ensure!(!there.is_empty(), "it reports nothing");
    let different = here.lines().zip(there.lines()).find(|(here, there)| here != there);
    if let Some((here, there)) = different {
        bail!("the report says otherwise than this machine's:\n  here:  {here}\n  there: {there}");
    }
    ensure!(here.lines().count() == there.lines().count(), "its report is of another length");
    Ok(())
}

fn cargo() -> Command {
    let mut command = Command::new(workspace::cargo());
    command.current_dir(workspace::root());
    command
}

/// Cargo with all that a target needs, and with a folder of its own, so that the workspace's builds stay.
fn cargo_for(target: &Target) -> Result<Command> {
    let mut command = cargo();
    let folder = tools::folder(target)?;
    command.env("CARGO_TARGET_DIR", &folder).env("CARGO_INCREMENTAL", "0");
    command.env("CARGO_PROFILE_DEV_DEBUG", "false").env("CARGO_PROFILE_RELEASE_DEBUG", "false");
    let name = |what: &str| {
        format!("CARGO_TARGET_{}_{what}", target.triple.to_uppercase().replace('-', "_"))
    };
    // Rust brings musl's start files and links by any compiler; musl-gcc would add its own, and the program
    // would crash before `main`.
    let links_itself = target.triple == HOST || target.triple.ends_with("-musl");
    if target.way == Way::Tests && !links_itself {
        command.env(name("LINKER"), target.compiler);
    }
    if target.compiler == "zig" {
        tools::zig(target, &folder, &mut command)?;
    }
    match target.runner {
        Some(Runner::Qemu(emulator, libraries)) => {
            let runner = format!("{emulator} -L {libraries}");
            command.env(name("RUNNER"), &runner).env("ZSTDKIT_TEST_RUNNER", &runner);
            // Emulated code without any optimization takes hours.
            command.env("CARGO_PROFILE_DEV_OPT_LEVEL", "1");
        }
        Some(Runner::Wine) => {
            let prefix = tools::wine(&folder)?;
            command.env("WINEPREFIX", prefix).env("WINEDEBUG", "-all").env(name("RUNNER"), "wine");
        }
        Some(Runner::Node) => {
            let script = workspace::root().join("xtask/src/targets/wasi.mjs");
            command.env(name("RUNNER"), format!("node --no-warnings {}", text(&script)?));
        }
        None => {}
    }
    Ok(command)
}

fn text(path: &Path) -> Result<&str> {
    path.to_str().with_context(|| format!("{} is no text", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_are_compared_without_the_machines_own_line() {
        assert!(compare("a\nb\n", "here: elsewhere\r\na\r\nb\r\n").is_ok());
        for other in ["here: x\na\nc\n", "here: x\na\n", "here: x\na\nb\nc\n", ""] {
            assert!(compare("a\nb\n", other).is_err(), "{other:?}");
        }
    }
}

//! `cargo xtask targets`: the crates built for other systems and machines, tried there as far as this one
//! can, and a table of what came of it.
//!
//! Beside their tests, all targets have to print one and the same report (`tests/portable`): the same
//! frames, dictionaries and errors as here.

mod attempt;
mod list;
pub(crate) mod msrv;
mod table;
mod tools;
pub(crate) mod web;

use anyhow::{Context, Result, ensure};

use crate::workspace;
use attempt::Outcome;
use list::TARGETS;

/// Tries the targets whose triples contain one of `only`, or all.
///
/// With `quick`, their own tests are left out: they are built, and their reports are compared.
pub(crate) fn run(only: &[String], quick: bool, write: bool) -> Result<()> {
    ensure!(
        cfg!(all(target_os = "linux", target_arch = "x86_64")),
        "`cargo xtask targets` knows the tools of Linux on x86-64 only"
    );
    let wanted = |triple: &str| only.is_empty() || only.iter().any(|part| triple.contains(part));
    let report = attempt::report_here()?;
    let mut rows = Vec::new();
    for target in TARGETS.iter().filter(|target| wanted(target.triple)) {
        println!("\n== {}", target.triple);
        let outcome = attempt::attempt(target, &report, quick);
        println!("{}: {}", target.triple, outcome.in_words());
        rows.push((target, outcome));
    }
    println!("\n{}", table::make(&rows));
    if write {
        let path = workspace::root().join("README.md");
        let text = table::renew(&workspace::read(&path)?, &rows)?;
        std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    }
    let failed: Vec<_> = rows
        .iter()
        .filter(|(_, outcome)| matches!(outcome, Outcome::Failed(_)))
        .map(|(target, _)| target.triple)
        .collect();
    ensure!(failed.is_empty(), "failed: {}", failed.join(", "));
    Ok(())
}

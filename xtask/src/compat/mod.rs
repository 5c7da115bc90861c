//! `cargo xtask compat`: the tests of the `zstd` crate and of crates that use it, on the packages of `compat/`.
//!
//! Nothing of theirs is committed: Cargo downloads the packages, and what is tried is put together of their
//! tests and our sources in the folder for scratch.

mod dependents;
mod frames;
mod items;
mod outcome;
mod own;
mod page;
mod suites;
mod theirs;

use anyhow::{Result, bail};

use self::outcome::Outcome;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Also the tests of crates that use the zstd crate, with ours in its place; or nothing but those of the named ones
    #[arg(long, num_args = 0.., value_name = "CRATE")]
    dependents: Option<Vec<String>>,
    /// Only compare the lists of items with what the packages of compat/ offer
    #[arg(long, conflicts_with = "dependents")]
    items: bool,
    /// Put the results into docs/compat.md
    #[arg(long)]
    write: bool,
}

/// Runs the suites, and fails where a test does that isn't known to.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    items::check(arguments.write)?;
    if arguments.items {
        return Ok(());
    }
    let mut outcomes = Vec::new();
    if arguments.dependents.as_ref().is_none_or(Vec::is_empty) {
        own::run()?;
        outcomes.extend(suites::run()?);
    }
    if let Some(only) = &arguments.dependents {
        outcomes.extend(dependents::run(only)?);
    }
    for outcome in &outcomes {
        println!("{}", outcome.line());
    }
    if arguments.write {
        page::write(&outcomes)?;
    }
    let surprises: Vec<String> = outcomes.iter().flat_map(Outcome::surprises).collect();
    if !surprises.is_empty() {
        bail!("tests that don't do what is written down of them:\n{}", surprises.join("\n"));
    }
    Ok(())
}

//! `cargo xtask api`: what each published crate offers, as a text that is committed, so that a review
//! sees what changes of it; and that nobody else's types are in it but those that are meant.
//!
//! rustdoc says it, in JSON, which is an unstable part of a stable compiler.

use anyhow::Result;

use crate::{shell, workspace};

#[cfg(feature = "api")]
mod foreign;
#[cfg(feature = "api")]
mod page;
#[cfg(feature = "api")]
mod rustdoc;

/// The command that makes the texts anew.
#[cfg(feature = "api")]
const MEND: &str = "cargo xtask api --write";

/// Runs the command in an xtask that is built, or built anew, with what reads rustdoc's JSON.
pub(crate) fn run_apart(write: bool) -> Result<()> {
    let mut command = workspace::xtask(&["--features", "api"], &["api"]);
    if write {
        command.arg("--write");
    }
    shell::run(&mut command)
}

/// Compares the texts with what the crates offer, or writes them.
#[cfg(not(feature = "api"))]
pub(crate) fn run(write: bool) -> Result<()> {
    run_apart(write)
}

/// Compares the texts with what the crates offer, or writes them.
#[cfg(feature = "api")]
pub(crate) fn run(write: bool) -> Result<()> {
    use anyhow::bail;

    use crate::artefact::{self, Artefact};

    let mut pages = Vec::new();
    let mut complaints = Vec::new();
    for package in workspace::PUBLISHED {
        let json = rustdoc::describe(package)?;
        if let Some(format) = rustdoc::unreadable(&json)? {
            println!(
                "not compared: this Rust's rustdoc writes format {format}, and that of {} is read",
                rustdoc::READABLE_BY
            );
            return Ok(());
        }
        let items = page::items(&json)?;
        let (named, strangers) = foreign::crates(package, &items);
        complaints.extend(strangers);
        let text = page::text(package, &items, &named);
        pages.push(Artefact::new(format!("docs/api/{package}.txt"), text));
    }
    if !complaints.is_empty() {
        bail!("{}", complaints.join("\n"));
    }
    if write {
        return artefact::write(&pages).map(|_| ());
    }
    artefact::check(&pages, &[], MEND)
}

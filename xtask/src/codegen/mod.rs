//! `cargo xtask codegen`: everything that is made from libzstd's sources and committed.

use anyhow::Result;

use crate::{shell, workspace};

#[cfg(feature = "codegen")]
mod bindings;
#[cfg(feature = "codegen")]
mod constants;
#[cfg(feature = "codegen")]
mod error_codes;
#[cfg(feature = "codegen")]
mod error_words;
#[cfg(feature = "codegen")]
mod headers;
#[cfg(feature = "codegen")]
mod layout;
#[cfg(feature = "codegen")]
mod mark;
#[cfg(feature = "codegen")]
mod prefix;
#[cfg(feature = "codegen")]
mod sources;

/// The command that makes everything anew.
#[cfg(feature = "codegen")]
pub(crate) const MEND: &str = "cargo xtask codegen";

/// The folder in which every file is generated.
#[cfg(feature = "codegen")]
const BINDINGS: &str = "crates/zstdkit-sys/src/bindings";

/// Runs the command in an xtask that is built, or built anew, with bindgen.
pub(crate) fn run_apart(check: bool) -> Result<()> {
    let mut command = workspace::xtask(&["--features", "codegen"], &["codegen"]);
    if check {
        command.arg("--check");
    }
    shell::run(&mut command)
}

/// Makes everything, and writes it or compares it with what is committed.
#[cfg(not(feature = "codegen"))]
pub(crate) fn run(check: bool) -> Result<()> {
    run_apart(check)
}

/// Makes everything, and writes it or compares it with what is committed.
#[cfg(feature = "codegen")]
pub(crate) fn run(check: bool) -> Result<()> {
    use crate::{artefact, build_script};

    let libzstd = build_script::libzstd()?;
    let version = build_script::libzstd_version(&libzstd)?;
    let mut artefacts = vec![sources::make(&libzstd, &version)?];
    if !check && artefact::write(&artefacts)? {
        // The list is a part of this very program, which compiles what is on it.
        return run_apart(check);
    }
    artefacts.push(prefix::make(&libzstd, &version)?);
    let api = bindings::Api::read(&libzstd, &version)?;
    artefacts.push(error_codes::make(&api)?);
    artefacts.extend(api.into_artefacts()?);

    let orphans = mark::orphans(&artefacts, &["crates"])?;
    let strangers = mark::strangers(&artefacts, BINDINGS)?;
    if check {
        return artefact::check(&artefacts, &[orphans, strangers].concat(), MEND);
    }
    artefact::write(&artefacts)?;
    artefact::remove(&orphans)?;
    // What no one generated, no one could bring back.
    anyhow::ensure!(
        strangers.is_empty(),
        "{} stands where all files are generated: move it, or remove it",
        strangers[0].display()
    );
    Ok(())
}

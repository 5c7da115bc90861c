//! A libzstd as a system has it, made from the pinned sources: a shared library that pkg-config finds.
//!
//! A system's own may be too old for zstdkit-sys' feature `system`, or not be there.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::build_script::{self, sources};
use crate::{shell, workspace};

/// The file that zstdkit-sys has one of its own for, because of the prefix.
const REPLACED: &str = "lib/common/zstd_common.c";

/// Builds the library, and gives its folder: for the variables `PKG_CONFIG_PATH` and
/// `LD_LIBRARY_PATH`.
pub(crate) fn build() -> Result<PathBuf> {
    let libzstd = build_script::pinned_libzstd()?;
    let folder = workspace::scratch("system-library")?;
    let mut command = c_compiler()?;
    command.args(["-shared", "-fPIC", "-w", "-pthread", "-o"]);
    command.arg(folder.join("libzstd.so"));
    command.args(["-DZSTD_MULTITHREAD", "-DZSTD_LEGACY_SUPPORT=0", "-DZSTD_DISABLE_ASM"]);
    let files = sources::CORE.iter().chain(sources::DICT_BUILDER).chain([&REPLACED]);
    command.args(files.map(|file| libzstd.file(file)));
    shell::output(&mut command)?;

    let description = folder.join("libzstd.pc");
    let text = format!(
        "Name: libzstd\nDescription: the pinned libzstd as a shared library\nVersion: {}\n\
         Libs: -L{} -lzstd\nCflags: -I{}\n",
        sources::LIBZSTD_VERSION,
        folder.display(),
        libzstd.include().display(),
    );
    fs::write(&description, text)
        .with_context(|| format!("cannot write {}", description.display()))?;
    Ok(folder)
}

/// The C compiler that build scripts use.
fn c_compiler() -> Result<Command> {
    let host = shell::output(Command::new("rustc").arg("--print=host-tuple"))?;
    let mut build = cc::Build::new();
    build.target(host.trim()).host(host.trim()).opt_level(1).cargo_metadata(false);
    Ok(build.try_get_compiler().context("there is no C compiler")?.to_command())
}

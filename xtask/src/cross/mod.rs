//! `cargo xtask cross`: libzstd compiles with other compilers and for other machines, and a program in
//! C that links the result works.
//!
//! This is about the C side: its flags, its prefix header, its assembly. Rust's side for such a
//! machine needs that target's standard library, which rustup brings where it can be reached.

mod layouts;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, anyhow, ensure};

use crate::build_script::compile::{self, Facts, Features};
use crate::build_script::{self, locate::Libzstd, prefix, tune};
use crate::{nm, shell, symbols, workspace};

/// A compiler and what it compiles for.
struct Toolchain {
    compiler: &'static str,
    nm: &'static str,
    target: &'static str,
    arch: &'static str,
    /// Debian's package of the compiler.
    package: &'static str,
    /// How wide its pointers are, and how it aligns.
    kind: layouts::Kind,
    /// The emulator that runs the result, if this machine can't by itself.
    emulator: Option<&'static str>,
}

const HOST: &str = "x86_64-unknown-linux-gnu";

const TOOLCHAINS: [Toolchain; 4] = [
    Toolchain {
        compiler: "gcc",
        nm: "nm",
        target: HOST,
        arch: "x86_64",
        package: "gcc",
        kind: layouts::Kind::Wide,
        emulator: None,
    },
    Toolchain {
        compiler: "clang",
        nm: "nm",
        target: HOST,
        arch: "x86_64",
        package: "clang",
        kind: layouts::Kind::Wide,
        emulator: None,
    },
    Toolchain {
        compiler: "i686-linux-gnu-gcc",
        nm: "i686-linux-gnu-nm",
        target: "i686-unknown-linux-gnu",
        arch: "x86",
        package: "gcc-i686-linux-gnu",
        kind: layouts::Kind::NarrowPacked,
        emulator: None,
    },
    Toolchain {
        compiler: "aarch64-linux-gnu-gcc",
        nm: "aarch64-linux-gnu-nm",
        target: "aarch64-unknown-linux-gnu",
        arch: "aarch64",
        package: "gcc-aarch64-linux-gnu",
        kind: layouts::Kind::Wide,
        emulator: Some("qemu-aarch64-static"),
    },
];

/// A program that calls through the prefix header, as a C library in a Rust program would. Behind it
/// come the layouts, which the compiler checks.
const PROGRAM: &str = r#"
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#define ZSTD_STATIC_LINKING_ONLY
#define ZDICT_STATIC_LINKING_ONLY
#include "zstd.h"
#include "zdict.h"
#include "zstd_seekable.h"

#define TEXT(name) #name
#define NAME(name) TEXT(name)

int main(void)
{
    char input[4096], frame[8192], output[4096];
    size_t size, back;
    memset(input, 'z', sizeof input);
    size = ZSTD_compress(frame, sizeof frame, input, sizeof input, 3);
    if (ZSTD_isError(size)) return 1;
    back = ZSTD_decompress(output, sizeof output, frame, size);
    if (back != sizeof input || memcmp(input, output, back)) return 2;
    printf("%s %s, pointers of %d bits", NAME(ZSTD_compress), ZSTD_versionString(),
           (int)(8 * sizeof(void *)));
    return 0;
}
"#;

/// Tries every toolchain.
pub(crate) fn run() -> Result<()> {
    ensure!(
        cfg!(all(target_os = "linux", target_arch = "x86_64")),
        "`cargo xtask cross` knows the cross compilers of Linux on x86-64 only"
    );
    // Not another tree that the environment names: only this one can be tuned.
    let libzstd = build_script::pinned_libzstd()?;
    for toolchain in &TOOLCHAINS {
        let said = try_one(&libzstd, toolchain).with_context(|| {
            format!(
                "{} fails for {} (for Debian: `apt-get install {}`)",
                toolchain.compiler, toolchain.target, toolchain.package
            )
        })?;
        println!("{:<22} {:<26} {said}", toolchain.compiler, toolchain.target);
    }
    Ok(())
}

fn try_one(libzstd: &Libzstd, toolchain: &Toolchain) -> Result<String> {
    let folder = workspace::scratch(&format!("cross-{}", toolchain.compiler))?;
    let prefix = prefix::for_version(&workspace::version()?);
    let facts = facts(toolchain, &prefix)?;
    let tuned = folder.join(tune::EDITED);
    let mut build =
        compile::prepare(libzstd, &facts, Some(&tuned)).map_err(|failure| anyhow!("{failure}"))?;
    compile::force_include(&mut build, &facts, &facts.prefix_header())
        .map_err(|failure| anyhow!("{failure}"))?;
    build.compiler(toolchain.compiler).target(toolchain.target).host(HOST);
    // Whether it compiles, links and works is the question, so the least optimization that inlines
    // what libzstd demands to be inlined is enough.
    build.opt_level(1).debug(false).out_dir(&folder).cargo_metadata(false);
    build.try_compile(&facts.library)?;

    let archive = folder.join(format!("lib{}.a", facts.library));
    let names = nm::names(toolchain.nm, &archive)?;
    let offenders = symbols::offenders(&names, &prefix, &symbols::names_without_prefix()?);
    ensure!(offenders.is_empty(), "names without the prefix: {}", offenders.join(", "));

    let program = link(libzstd, toolchain, &facts, &archive, &folder)?;
    Ok(format!("{} names; {}", names.defined.len(), try_program(toolchain, &program)?))
}

/// What the program says; that it wasn't run, where the emulator for it is missing.
fn try_program(toolchain: &Toolchain, program: &Path) -> Result<String> {
    let Some(emulator) = toolchain.emulator else {
        return shell::output(&mut Command::new(program));
    };
    if Command::new(emulator).arg("--version").output().is_err() {
        return Ok(format!("linked, but not run: there is no {emulator}"));
    }
    shell::output(Command::new(emulator).arg(program))
}

fn facts(toolchain: &Toolchain, prefix: &str) -> Result<Facts> {
    Ok(Facts {
        features: Features {
            multithread: true,
            dict_builder: true,
            legacy: true,
            seekable: true,
            tuned: true,
            ..Features::default()
        },
        arch: toolchain.arch.to_owned(),
        os: "linux".to_owned(),
        env: "gnu".to_owned(),
        own: workspace::root().join("crates/zstdkit-sys/c"),
        library: prefix::links_name(&workspace::version()?),
        prefix: prefix.to_owned(),
    })
}

fn link(
    libzstd: &Libzstd,
    toolchain: &Toolchain,
    facts: &Facts,
    archive: &Path,
    folder: &Path,
) -> Result<PathBuf> {
    let source = folder.join("program.c");
    let program = folder.join("program");
    std::fs::write(&source, format!("{PROGRAM}\n{}\n", layouts::in_c(toolchain.kind)?))
        .with_context(|| format!("cannot write {}", source.display()))?;
    let mut command = Command::new(toolchain.compiler);
    // Statically, so that it runs without the other machine's C library.
    command.args(["-static", "-pthread", "-include"]).arg(facts.prefix_header());
    for folder in ["lib", "contrib/seekable_format"] {
        command.arg("-I").arg(libzstd.file(folder));
    }
    command.arg("-o").arg(&program).arg(&source).arg(archive);
    shell::output(&mut command)?;
    Ok(program)
}

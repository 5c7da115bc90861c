//! libzstd's headers, as bindgen sees them.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use bindgen::{Formatter, RustEdition, RustTarget};

use crate::build_script::locate::Libzstd;
use crate::workspace;

/// A machine to read the headers for.
///
/// The three differ in all that a struct's layout may depend on: the width of pointers, and
/// whether 64-bit integers are aligned to 8 bytes or to 4. Everything else must be the same on
/// each, or the bindings could not serve every target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Machine {
    /// Pointers of 64 bits.
    Wide,
    /// Pointers of 32 bits; `u64` aligned to 8 bytes.
    Narrow,
    /// Pointers of 32 bits; `u64` aligned to 4 bytes.
    NarrowPacked,
}

/// All of them, in the order in which their answers are kept.
pub(crate) const MACHINES: [Machine; 3] = [Machine::Wide, Machine::Narrow, Machine::NarrowPacked];

impl Machine {
    fn triple(self) -> &'static str {
        match self {
            Machine::Wide => "x86_64-unknown-linux-gnu",
            Machine::Narrow => "armv7-unknown-linux-gnueabihf",
            Machine::NarrowPacked => "i686-unknown-linux-gnu",
        }
    }
}

/// Parses what the lines of C in `contents` include and declare, and gives bindgen's Rust.
pub(crate) fn parse(libzstd: &Libzstd, contents: &str, machine: Machine) -> Result<syn::File> {
    let bindings = bindgen::Builder::default()
        .header_contents("zstdkit.h", contents)
        .clang_arg(format!("-I{}", libzstd.file("lib").display()))
        .clang_arg(format!("-I{}", libzstd.file("contrib/seekable_format").display()))
        .clang_arg(format!("-I{}", stand_ins()?.display()))
        .clang_arg(format!("--target={}", machine.triple()))
        // No header of this machine's C library may leave a trace.
        .clang_args(["-ffreestanding", "-nostdlibinc"])
        .clang_args(["-DZSTD_DISABLE_DEPRECATE_WARNINGS", "-DZDICT_DISABLE_DEPRECATE_WARNINGS"])
        .allowlist_file(r".*[/\\](zstd|zstd_errors|zdict|zstd_seekable)\.h")
        .allowlist_file(r".*zstdkit\.h")
        // The one function that takes a FILE, whose layout is the C library's secret.
        .blocklist_function("ZSTD_seekable_initFile")
        .blocklist_type("FILE|_IO_FILE")
        // An enum of Rust with a value that C made up would be undefined behaviour.
        .newtype_enum(".*")
        .bitfield_enum("ZSTD_ResetDirective")
        .size_t_is_usize(true)
        .use_core()
        .generate_comments(false)
        .layout_tests(true)
        .disable_header_comment()
        .rust_target(RustTarget::stable(88, 0).ok().context("bindgen knows no Rust 1.88")?)
        .rust_edition(RustEdition::Edition2024)
        .formatter(Formatter::None)
        .generate()
        .with_context(|| format!("bindgen cannot read {}", libzstd.include().display()))?;
    syn::parse_str(&bindings.to_string()).context("bindgen's answer is no Rust")
}

/// A folder with what the headers include from the C library.
fn stand_ins() -> Result<PathBuf> {
    let folder = workspace::scratch("stand-ins")?;
    let header = folder.join("stdio.h");
    fs::write(&header, "typedef struct _IO_FILE FILE;\n")
        .with_context(|| format!("cannot write {}", header.display()))?;
    Ok(folder)
}

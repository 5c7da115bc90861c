//! The header that gives every external symbol of libzstd its prefix.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow, ensure};

use super::mark::header;
use crate::artefact::Artefact;
use crate::build_script::compile::{self, Facts, Features};
use crate::build_script::locate::Libzstd;
use crate::{build_script, nm, workspace};

/// Names that no build on this machine shows: libzstd's threads on Windows.
const WINDOWS: [&str; 2] = ["ZSTD_pthread_create", "ZSTD_pthread_join"];

/// Makes `c/prefix.h` from the names that an unprefixed build exports.
pub(crate) fn make(libzstd: &Libzstd, version: &str) -> Result<Artefact> {
    let prefix = build_script::prefix::for_version(&workspace::version()?);
    let mut names = BTreeSet::new();
    for (index, features) in builds().into_iter().enumerate() {
        // By process: two of them at once must not write to one archive.
        let folder = workspace::scratch(&format!("unprefixed-{}-{index}", std::process::id()))?;
        let exported = exported(libzstd, features, &folder);
        fs::remove_dir_all(&folder)
            .with_context(|| format!("cannot remove {}", folder.display()))?;
        names.extend(exported?);
    }
    // The assembly exports each of its names twice, for the object formats that put an underscore
    // before the names of C and for those that don't.
    let (underscored, plain): (Vec<_>, Vec<_>) =
        names.into_iter().partition(|name| name.starts_with('_'));

    let mut text = header("//", &format!("the symbols of libzstd {version}"));
    text.push_str("// The build script has every C and assembly file start with this one.\n\n");
    for name in &plain {
        ensure!(
            name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'),
            "{name} is no name of C"
        );
        writeln!(text, "#define {name} {prefix}{name}")?;
    }
    text.push_str("\n#ifdef __APPLE__\n");
    for name in &underscored {
        writeln!(text, "#define {name} _{prefix}{}", &name[1..])?;
    }
    text.push_str("#else\n");
    for name in &underscored {
        writeln!(text, "#define {name} {prefix}{name}")?;
    }
    text.push_str("#endif\n\n// Elsewhere these are macros of libzstd's own.\n#ifdef _WIN32\n");
    for name in WINDOWS {
        writeln!(text, "#define {name} {prefix}{name}")?;
    }
    text.push_str("#endif\n");
    Ok(Artefact::new("crates/zstdkit-sys/c/prefix.h", text))
}

/// The sets of features whose builds, together, export every name.
fn builds() -> [Features; 3] {
    let all = Features {
        multithread: true,
        dict_builder: true,
        legacy: true,
        seekable: true,
        ..Features::default()
    };
    [
        all,
        Features { no_asm: true, multithread: false, legacy: false, ..all },
        Features { thin: true, multithread: false, legacy: false, ..all },
    ]
}

/// Compiles libzstd without a prefix, and lists what the archive exports.
fn exported(libzstd: &Libzstd, features: Features, folder: &Path) -> Result<BTreeSet<String>> {
    let facts = Facts {
        features,
        arch: "x86_64".to_owned(),
        os: "linux".to_owned(),
        env: "gnu".to_owned(),
        own: workspace::root().join("crates/zstdkit-sys/c"),
        library: "unprefixed".to_owned(),
        prefix: String::new(),
    };
    let mut build =
        compile::prepare(libzstd, &facts, None).map_err(|failure| anyhow!("{failure}"))?;
    let target = "x86_64-unknown-linux-gnu";
    // Optimization changes no name; without it this takes a fifth of the time.
    build.target(target).host(target).opt_level(0).debug(false).out_dir(folder);
    build.cargo_metadata(false);
    build.try_compile(&facts.library)?;
    Ok(nm::names("nm", &folder.join("libunprefixed.a"))?.defined)
}

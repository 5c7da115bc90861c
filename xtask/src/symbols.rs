//! `cargo xtask symbols`: does every name of the library carry the prefix?

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::build_script::{locate, prefix};
use crate::nm::{self, Names};
use crate::{shell, workspace};

/// Sets of zstdkit-sys' features whose libraries are looked at: Cargo's arguments for each.
const BUILDS: [(&str, &[&str]); 4] = [
    ("the default features", &[]),
    ("no features", &["--no-default-features"]),
    (
        "every feature that adds functions",
        &["--features", "multithread,dict-builder,experimental,legacy,seekable"],
    ),
    (
        // `system` would leave no library to look at.
        "all features but `system`",
        &["--features", "multithread,dict-builder,experimental,legacy,seekable,thin,no-asm"],
    ),
];

/// Names that gcc for 32-bit x86 gives to helpers of its own: the same code in every object file, of
/// which the linker keeps one.
const COMPILERS_OWN: &str = "__x86.get_pc_thunk.";

/// Builds the library with each set of features, and fails if any name has no prefix.
pub(crate) fn run() -> Result<()> {
    let prefix = prefix::for_version(&workspace::version()?);
    let known = names_without_prefix()?;
    let mut complaints = Vec::new();
    for (what, arguments) in BUILDS {
        let archive = build(arguments)?;
        let names = nm::names("nm", &archive)?;
        let offenders = offenders(&names, &prefix, &known);
        println!("{what}: {} names, {} without {prefix}", names.defined.len(), offenders.len());
        complaints.extend(offenders.into_iter().map(|offender| format!("{offender} ({what})")));
    }
    if complaints.is_empty() {
        return Ok(());
    }
    bail!(
        "names without the prefix {prefix}:\n{}\nmake crates/zstdkit-sys/c/prefix.h anew with `cargo \
         xtask codegen`; a name that escapes even then is undefined somewhere in libzstd, and needs \
         a stand-in as crates/zstdkit-sys/c/common.c is one",
        complaints.join("\n")
    )
}

/// Defined names without the prefix, and names of libzstd's that are wanted from elsewhere: another
/// libzstd in the program would answer those.
pub(crate) fn offenders(names: &Names, prefix: &str, known: &BTreeSet<String>) -> Vec<String> {
    let defined = names.defined.iter().filter(|name| !name.starts_with(prefix));
    let defined = defined.filter(|name| !name.starts_with(COMPILERS_OWN)).cloned();
    let wanted =
        names.wanted.iter().filter(|name| known.contains(*name) || name.starts_with(prefix));
    defined.chain(wanted.map(|name| format!("{name}, wanted from elsewhere"))).collect()
}

/// The names that libzstd itself gives to what it exports, from the prefix header.
pub(crate) fn names_without_prefix() -> Result<BTreeSet<String>> {
    let header = workspace::root().join("crates/zstdkit-sys/c/prefix.h");
    let text = workspace::read(&header)?;
    let defines = text.lines().filter_map(|line| line.strip_prefix("#define "));
    Ok(defines.filter_map(|rest| rest.split(' ').next()).map(str::to_owned).collect())
}

/// Builds zstdkit-sys, and gives the path of its static library.
fn build(arguments: &[&str]) -> Result<PathBuf> {
    let mut command = Command::new(workspace::cargo());
    command
        .current_dir(workspace::root())
        .args(["build", "--quiet", "--package", "zstdkit-sys", "--message-format", "json"])
        .args(arguments);
    let messages = shell::output(&mut command)?;
    let library = format!("lib{}.a", prefix::links_name(&workspace::version()?));
    archive_in_messages(&messages, &library)
        .with_context(|| format!("{} made no {library}", shell::describe(&command)))
}

/// The library in the output folder that Cargo reports of zstdkit-sys' build script.
fn archive_in_messages(messages: &str, library: &str) -> Option<PathBuf> {
    const KEY: &str = "\"out_dir\":\"";
    messages
        .lines()
        .filter(|line| line.contains("zstdkit-sys"))
        .filter_map(|line| locate::json_string(&line[line.find(KEY)? + KEY.len()..]))
        .map(|folder| Path::new(&folder).join(library))
        .find(|path| path.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn a_name_without_prefix_is_an_offender_whether_defined_or_wanted() {
        let names = Names {
            defined: set(&["p_ZSTD_a", "ZSTD_b", "__x86.get_pc_thunk.ax"]),
            wanted: set(&["memcpy", "ZSTD_c", "p_ZSTD_lost"]),
        };
        let known = set(&["ZSTD_a", "ZSTD_b", "ZSTD_c"]);
        assert_eq!(
            offenders(&names, "p_", &known),
            ["ZSTD_b", "ZSTD_c, wanted from elsewhere", "p_ZSTD_lost, wanted from elsewhere"]
        );
    }

    #[test]
    fn the_header_names_what_libzstd_exports() {
        let names = names_without_prefix().expect("the header is committed");
        assert!(names.contains("ZSTD_isError") && names.contains("ZSTD_compress2"));
        assert!(names.len() > 600, "{}", names.len());
    }
}

//! The list of libzstd's source files, by the feature that wants them.

use std::fmt::Write as _;

use anyhow::{Result, ensure};

use super::mark::header;
use crate::artefact::{Artefact, files_below};
use crate::build_script::locate::Libzstd;

/// A constant of the list, what it is for, and which files it holds.
struct Part {
    name: &'static str,
    about: &'static str,
    holds: fn(&str) -> bool,
}

const PARTS: [Part; 6] = [
    Part {
        name: "CORE",
        about: "Compression and decompression. `zstd_common.c` has a stand-in in this crate's `c/`.",
        holds: |path| {
            ["lib/common/", "lib/compress/", "lib/decompress/"].iter().any(|f| path.starts_with(f))
                && path.ends_with(".c")
                && path != "lib/common/zstd_common.c"
        },
    },
    Part {
        name: "DICT_BUILDER",
        about: "Dictionary training.",
        holds: |path| path.starts_with("lib/dictBuilder/") && path.ends_with(".c"),
    },
    Part {
        name: "LEGACY",
        about: "Decoders of the formats of zstd 0.1 to 0.7.",
        holds: |path| path.starts_with("lib/legacy/") && path.ends_with(".c"),
    },
    Part {
        name: "SEEKABLE",
        about: "The seekable format.",
        holds: |path| path.starts_with("contrib/seekable_format/") && path.ends_with(".c"),
    },
    Part {
        name: "ASSEMBLY",
        about: "The Huffman decoder's inner loops for x86-64.",
        holds: |path| path.starts_with("lib/") && path.ends_with(".S"),
    },
    Part {
        name: "HEADERS",
        about: "What the files above include, and the licence.",
        holds: |path| {
            path == "LICENSE"
                || (path.ends_with(".h")
                    && !path.starts_with("lib/deprecated/")
                    && (path.starts_with("lib/") || path.starts_with("contrib/seekable_format/")))
        },
    },
];

/// Makes `build/sources.rs`.
pub(crate) fn make(libzstd: &Libzstd, version: &str) -> Result<Artefact> {
    let mut paths = Vec::new();
    for file in files_below(libzstd.root())? {
        let path = file.strip_prefix(libzstd.root())?.to_string_lossy().replace('\\', "/");
        paths.push(path);
    }
    paths.sort();

    let mut text = header("//", &format!("the source tree of libzstd {version}"));
    text.push_str("\n//! Which files of libzstd are compiled, by their paths from its root.\n");
    writeln!(text, "\n/// The version of libzstd that the bindings and these lists belong to.")?;
    writeln!(text, "pub(crate) const LIBZSTD_VERSION: &str = \"{version}\";")?;
    for part in &PARTS {
        let files: Vec<&String> = paths.iter().filter(|path| (part.holds)(path)).collect();
        ensure!(!files.is_empty(), "{} holds no file for {}", libzstd.root().display(), part.name);
        writeln!(text, "\n/// {}", part.about)?;
        let joined = files.iter().map(|file| format!("\"{file}\"")).collect::<Vec<_>>().join(", ");
        let line = format!("pub(crate) const {}: &[&str] = &[{joined}];", part.name);
        if line.len() <= 100 {
            writeln!(text, "{line}")?;
            continue;
        }
        writeln!(text, "pub(crate) const {}: &[&str] = &[", part.name)?;
        for file in files {
            writeln!(text, "    \"{file}\",")?;
        }
        writeln!(text, "];")?;
    }
    Ok(Artefact::new("crates/zstdkit-sys/build/sources.rs", text))
}

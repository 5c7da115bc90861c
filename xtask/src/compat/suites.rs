//! The incumbent's own tests, within our sources.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use super::{
    frames::{Format, stored},
    outcome::{self, Outcome},
    theirs::{self, Package, copy, write},
};
use crate::workspace;

/// The packages whose interface ours have, and the one that has their C.
pub(crate) const THEIRS: [Package; 3] = [
    Package { name: "zstd", version: "0.14.4" },
    Package { name: "zstd-safe", version: "8.3.0" },
    Package { name: "zstd-sys", version: "2.1.3" },
];

/// With what features each is tried.
const FEATURES: [(&str, &str); 4] = [
    ("zstd", ""),
    ("zstd", "experimental,zstdmt,with-rust-allocator"),
    ("zstd-safe", "std"),
    ("zstd-safe", "std,experimental,zstdmt,seekable,with-rust-allocator"),
];

/// The tests that fail, and why.
const KNOWN: [(&str, &str, &str); 0] = [];

/// Puts both packages together, and runs their tests.
pub(crate) fn run() -> Result<Vec<Outcome>> {
    let folder = workspace::scratch("compat")?.join("suites");
    let [zstd, safe, sys] = &theirs::folders(&THEIRS)?[..] else { unreachable!("one each") };
    for part in ["zstd/src", "zstd/tests", "zstd-safe/src", "zstd-safe/tests"] {
        // What was renamed meanwhile is not to stay.
        let _ = fs::remove_dir_all(folder.join(part));
    }
    write(&folder.join("Cargo.toml"), manifest_of_workspace()?)?;
    put_safe_together(safe, &folder.join("zstd-safe"))?;
    put_zstd_together(zstd, sys, &folder.join("zstd"))?;
    FEATURES.iter().map(|(package, features)| try_out(&folder, package, features)).collect()
}

fn try_out(folder: &Path, package: &str, features: &str) -> Result<Outcome> {
    let version = THEIRS.iter().find(|theirs| theirs.name == package).map_or("", |p| p.version);
    let with = if features.is_empty() { "default features" } else { features };
    let suite = format!("{package} {version}, {}", with.replace(',', ", "));
    let known = KNOWN
        .iter()
        .filter(|(known, ..)| *known == package)
        .map(|(_, test, why)| (*test, *why))
        .collect();
    let mut command = Command::new(workspace::cargo());
    command.current_dir(folder.join(package)).args(["test", "--quiet", "--no-fail-fast"]);
    // Not --quiet for the tests themselves, whose names are read.
    command.args(["--features", features, "--", "--format", "pretty"]);
    // Some count what the whole program allocates; with one thread for tests, nothing else does meanwhile.
    command.env("RUST_TEST_THREADS", "1");
    command.env("CARGO_TARGET_DIR", workspace::scratch("compat")?.join("target"));
    outcome::of(suite, known, &mut command)
}

fn ours(part: &str) -> PathBuf {
    workspace::root().join("compat").join(part)
}

/// The same as that of `compat/`, with these two members and without lints, which are for what we write.
fn manifest_of_workspace() -> Result<String> {
    let text = workspace::read(&ours("Cargo.toml"))?;
    let (package, _) = text
        .split_once("[workspace.lints")
        .and_then(|(before, _)| before.split_once("[workspace.package]").map(|(_, p)| (p, ())))
        .context("compat/Cargo.toml has no [workspace.package] before its lints")?;
    Ok(format!(
        "[workspace]\nresolver = \"3\"\nmembers = [\"zstd\", \"zstd-safe\"]\n\n[workspace.package]\n{package}"
    ))
}

/// A package's manifest, for the copy.
fn manifest(package: &str) -> Result<String> {
    let text = workspace::read(&ours(package).join("Cargo.toml"))?;
    let sys = workspace::root().join("crates/zstdkit-sys");
    Ok(text
        .replace("[lints]\nworkspace = true\n", "")
        .replace("\"../../crates/zstdkit-sys\"", &format!("{:?}", sys.display().to_string())))
}

/// The tests in the root of `zstd-safe` go into a copy of our sources.
fn put_safe_together(theirs: &Path, to: &Path) -> Result<()> {
    write(&to.join("Cargo.toml"), manifest("zstd-safe")?)?;
    copy(&ours("zstd-safe/src"), &to.join("src"))?;
    copy(&theirs.join("tests"), &to.join("tests"))?;
    // A text to make a dictionary of.
    copy_file(&theirs.join("src/lib.rs"), &to.join("src/theirs.txt"))?;
    let tests = workspace::read(&theirs.join("src/tests.rs"))?;
    // They look into private parts: ours have other names.
    let tests = tests
        .replace("include_str!(\"lib.rs\")", "include_str!(\"theirs.txt\")")
        .replace("use crate::Poison;", "use crate::poison::Poison;")
        .replace("cctx.2.record(", "cctx.poison.record(")
        .replace("crate::ptr_void(&dict)", "dict.as_ptr().cast()")
        .replace("let c_dict = CDict(", "let c_dict = adopt(");
    let adopt = "#[cfg(feature = \"with-rust-allocator\")]\n\
                 fn adopt(raw: core::ptr::NonNull<crate::zstd_sys::ZSTD_CDict>, \
                 _: core::marker::PhantomData<()>) -> crate::CDict<'static> {\n    \
                 unsafe { crate::CDict::adopt(raw.as_ptr()) }.unwrap()\n}\n";
    write(&to.join("src/tests.rs"), format!("{tests}\n{adopt}"))?;
    let examples = examples(&theirs.join("src"))?;
    append(&to.join("src/lib.rs"), &format!("#[cfg(test)]\nmod tests;\n{examples}"))
}

/// The tests of `zstd` go where theirs stand.
fn put_zstd_together(theirs: &Path, sys: &Path, to: &Path) -> Result<()> {
    let dev: String = workspace::read(&theirs.join("Cargo.toml"))?
        .split("\n[")
        .filter(|table| {
            ["partial-io", "walkdir"]
                .iter()
                .any(|name| table.starts_with(&format!("dev-dependencies.{name}]")))
        })
        .map(|table| format!("\n[{table}\n"))
        .collect();
    write(&to.join("Cargo.toml"), format!("{}{dev}", manifest("zstd")?))?;
    copy(&ours("zstd/src"), &to.join("src"))?;
    copy(&theirs.join("tests"), &to.join("tests"))?;
    copy(&theirs.join("assets"), &to.join("assets"))?;
    for module in ["bulk", "stream", "stream/read", "stream/write"] {
        let tests = Path::new("src").join(module).join("tests.rs");
        copy_file(&theirs.join(&tests), &to.join(&tests))?;
        append(&to.join("src").join(module).join("mod.rs"), "#[cfg(test)]\nmod tests;\n")?;
    }
    for file in
        ["dict.rs", "stream/raw.rs", "stream/zio/reader.rs", "stream/zio/writer.rs", "lib.rs"]
    {
        let text = workspace::read(&theirs.join("src").join(file))?;
        let tests = text.find("\n#[cfg(test)]").map_or("", |at| &text[at..]);
        // A private part: ours has another name.
        let tests = tests.replace("writer.buffer.capacity()", "writer.outbox.bytes().capacity()");
        append(&to.join("src").join(file), &tests)?;
    }
    // What they take for granted in those files.
    append(
        &to.join("src/stream/zio/outbox.rs"),
        "#[cfg(test)]\nimpl Outbox {\n    pub(super) fn given(&self) -> usize {\n        self.given\n    }\n\n    \
         pub(super) fn bytes(&self) -> &Vec<u8> {\n        &self.bytes\n    }\n}\n",
    )?;
    append(
        &to.join("src/stream/zio/writer.rs"),
        "#[cfg(test)]\nimpl<W, D> Writer<W, D> {\n    pub(crate) fn offset(&self) -> usize {\n        \
         self.outbox.given()\n    }\n\n    pub(crate) fn buffer(&self) -> &[u8] {\n        \
         self.outbox.bytes()\n    }\n}\n",
    )?;
    let examples = examples(&theirs.join("src"))?;
    append(&to.join("src/lib.rs"), &format!("#[cfg(test)]\nuse std::io;\n{examples}"))?;
    // What they read, and the package leaves out.
    let text = fs::read(theirs.join("assets/example.txt"))?;
    write(&to.join("assets/example.txt.zst"), stored(Format::V08, &text))?;
    for (version, format) in
        [(5, Format::V05), (6, Format::V06), (7, Format::V07), (8, Format::V08)]
    {
        write(&to.join(format!("assets/example.txt.v{version}.zst")), stored(format, &text))?;
    }
    copy_file(
        &sys.join("src/bindings_zstd.rs"),
        &to.join("zstd-safe/zstd-sys/src/bindings_zstd.rs"),
    )
}

fn copy_file(from: &Path, to: &Path) -> Result<()> {
    write(to, fs::read(from).with_context(|| format!("cannot read {}", from.display()))?)
}

fn append(path: &Path, text: &str) -> Result<()> {
    let present = workspace::read(path)?;
    write(path, format!("{present}\n{text}"))
}

/// All comments that hold examples, each above an item of its own.
fn examples(folder: &Path) -> Result<String> {
    let mut found = String::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                for (number, comment) in comments(&workspace::read(&path)?).iter().enumerate() {
                    found += &format!("{comment}pub struct Of_{name}_{number};\n");
                }
            }
        }
    }
    Ok(format!("#[cfg(doctest)]\n#[allow(non_camel_case_types)]\npub mod theirs {{\n{found}}}\n"))
}

/// The comments with examples, as comments of the item that follows.
fn comments(source: &str) -> Vec<String> {
    let mut comments = vec![String::new()];
    for line in source.lines() {
        let line = line.trim_start();
        match line.strip_prefix("//!").or_else(|| line.strip_prefix("///")) {
            Some(text) => {
                if let Some(comment) = comments.last_mut() {
                    *comment += &format!("///{text}\n");
                }
            }
            None => comments.push(String::new()),
        }
    }
    comments.retain(|comment| comment.contains("```"));
    comments
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_with_examples_are_found() {
        let source = "//! Words.\n//! ```\n//! a();\n//! ```\n\n/// No example.\nfn b() {}\n";
        assert_eq!(comments(source), ["/// Words.\n/// ```\n/// a();\n/// ```\n"]);
    }
}

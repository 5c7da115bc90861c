//! What the safe crates say, and do, about libzstd's interface.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::artefact::files_below;
use crate::workspace;

/// By C's name: public items that wrap or cover it, and crates that call it.
#[derive(Debug, Default)]
pub(crate) struct Marks {
    pub(crate) wrapped: BTreeMap<String, BTreeSet<String>>,
    pub(crate) called: BTreeMap<String, BTreeSet<String>>,
}

/// A file of a crate.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) path: PathBuf,
    pub(crate) package: String,
    /// What stands before its items' names.
    pub(crate) prefix: String,
}

/// A public item, as its file's text shows it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Item {
    pub(crate) path: String,
    pub(crate) documentation: String,
    /// The line, counted from 0, that follows its documentation.
    pub(crate) line: usize,
}

/// Reads the sources of every crate but the bindings.
pub(crate) fn find() -> Result<Marks> {
    let mut marks = Marks::default();
    for source in sources()? {
        scan(&workspace::read(&source.path)?, &source.prefix, &source.package, &mut marks);
    }
    Ok(marks)
}

/// The files of every crate but the bindings.
pub(crate) fn sources() -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    let crates = workspace::root().join("crates");
    for file in files_below(&crates)? {
        let path = file.strip_prefix(&crates)?;
        let mut parts = path.components().map(|part| part.as_os_str().to_string_lossy());
        let package = parts.next().unwrap_or_default().into_owned();
        let in_sources = parts.next().is_some_and(|folder| folder == "src");
        if package == "zstdkit-sys" || !in_sources || file.extension().is_none_or(|e| e != "rs") {
            continue;
        }
        let source = crates.join(&package).join("src");
        let module = public_path(&source, file.strip_prefix(&source)?);
        let prefix = [vec![package.replace('-', "_")], module].concat().join("::");
        sources.push(Source { path: file, package, prefix });
    }
    Ok(sources)
}

/// The modules that a reader names to reach a file's items: those above it that are public. The items
/// of the others are re-exported above them.
fn public_path(source: &Path, file: &Path) -> Vec<String> {
    let mut path = Vec::new();
    let mut folder = source.to_owned();
    let mut above = ["lib.rs", "main.rs"].map(|name| source.join(name)).to_vec();
    for part in file.with_extension("").components() {
        let name = part.as_os_str().to_string_lossy().into_owned();
        if name == "lib" || name == "main" || name == "mod" {
            break;
        }
        let declaration = format!("pub mod {name};");
        let is_public = above.iter().any(|parent| {
            workspace::read(parent)
                .is_ok_and(|text| text.lines().any(|line| line.trim() == declaration))
        });
        if !is_public {
            break;
        }
        above = vec![folder.join(&name).join("mod.rs"), folder.join(format!("{name}.rs"))];
        folder.push(&name);
        path.push(name);
    }
    path
}

/// Notes a file's marks and calls. `prefix` is what stands before its items' names.
fn scan(text: &str, prefix: &str, package: &str, marks: &mut Marks) {
    for line in without_tests(text).lines().map(str::trim) {
        if line.starts_with("//") || line.starts_with("#[doc(") {
            continue;
        }
        for name in names_of_c(line) {
            marks.called.entry(name.to_owned()).or_default().insert(package.to_owned());
        }
    }
    for item in items(text, prefix) {
        for name in wrapped_names(&item.documentation) {
            marks.wrapped.entry(name).or_default().insert(item.path.clone());
        }
    }
}

/// The tests at a file's end call more than the crate does, and offer nothing.
fn without_tests(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap_or(text)
}

/// The public items of a file. `prefix` is what stands before their names.
pub(crate) fn items(text: &str, prefix: &str) -> Vec<Item> {
    let mut items = Vec::new();
    let mut documentation = String::new();
    let mut end = None;
    let mut owner: Option<String> = None;
    let mut owner_is_enum = false;
    for (number, line) in without_tests(text).lines().enumerate() {
        let trimmed = line.trim();
        if let Some(words) = trimmed.strip_prefix("///").or_else(|| trimmed.strip_prefix("//!")) {
            documentation.push_str(words);
            documentation.push('\n');
            end = Some(number + 1);
            continue;
        }
        if trimmed.is_empty() {
            documentation.clear();
            end = None;
            continue;
        }
        if ["//", "#[", "#!["].iter().any(|start| trimmed.starts_with(start)) {
            continue;
        }
        if !line.starts_with([' ', '}', ')', ']']) {
            owner = owner_of(trimmed);
            owner_is_enum = trimmed.strip_prefix("pub ").unwrap_or(trimmed).starts_with("enum ");
        }
        let nested = line.starts_with(' ');
        // Within a macro's call, which makes an enum of what it is given.
        let made = nested && owner.is_none() && trimmed.starts_with("pub enum ");
        let above = owner.as_deref().filter(|_| nested);
        let name =
            if made { owner_of(trimmed) } else { item_name(trimmed, nested && owner_is_enum) };
        let documentation = std::mem::take(&mut documentation);
        let line = end.take().unwrap_or(number);
        if let Some(name) = &name {
            let path = [prefix].into_iter().chain(above).chain([name.as_str()]);
            let path = path.collect::<Vec<_>>().join("::");
            items.push(Item { path, documentation, line });
        }
        if made {
            owner = name;
            owner_is_enum = true;
        }
    }
    items
}

/// The names in sentences such as "Wraps `ZSTD_a` and `ZSTD_b`.", or "Covers `ZSTD_a`." of an item that
/// does the same without a call of it.
fn wrapped_names(documentation: &str) -> Vec<String> {
    names_after(&["Wraps `", "Covers `"], documentation)
}

/// The names in the sentences that begin in one of these ways, each up to its first backtick.
pub(crate) fn names_after(beginnings: &[&str], documentation: &str) -> Vec<String> {
    let mut names = Vec::new();
    for sentence in beginnings.iter().flat_map(|words| documentation.split(words).skip(1)) {
        let sentence = sentence.split(". ").next().unwrap_or(sentence);
        let sentence = sentence.split(".\n").next().unwrap_or(sentence);
        // Every other piece between backticks is code; the first backtick was cut off.
        let code = sentence.split('`').step_by(2);
        names.extend(
            code.filter(|name| name.starts_with("ZSTD_") || name.starts_with("ZDICT_"))
                .map(str::to_owned),
        );
    }
    names
}

/// The type that an `impl` or an `enum` at a line's start is about.
fn owner_of(line: &str) -> Option<String> {
    let line = line.strip_prefix("pub ").unwrap_or(line);
    if let Some(rest) = line.strip_prefix("impl") {
        let rest = rest.strip_prefix('<').map_or(rest, |generics| after_generics(generics));
        let subject = rest.rsplit(" for ").next()?.trim();
        return first_path(subject);
    }
    let kinds = ["enum ", "struct ", "trait "];
    kinds.iter().find_map(|kind| line.strip_prefix(kind)).and_then(first_word)
}

fn after_generics(text: &str) -> &str {
    let mut depth = 1;
    for (at, c) in text.char_indices() {
        match c {
            '<' => depth += 1,
            '>' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &text[at + 1..];
        }
    }
    ""
}

/// The name of the public item that a line declares. Within an enum, a variant is one too.
fn item_name(line: &str, in_enum: bool) -> Option<String> {
    let is_variant = in_enum
        && line.starts_with(|c: char| c.is_ascii_uppercase())
        && (line.ends_with([',', '{', '(']) || line.contains(" = "))
        && !line.contains("::");
    if is_variant {
        return first_word(line);
    }
    let mut rest = line.strip_prefix("pub ")?;
    for modifier in ["const ", "unsafe ", "async "] {
        // `const` alone declares a constant, before `fn` it only modifies.
        let without = rest.strip_prefix(modifier);
        rest = without.filter(|r| r.starts_with("fn ") || r.starts_with("unsafe ")).unwrap_or(rest);
    }
    let kinds = ["fn ", "struct ", "enum ", "const ", "static ", "type ", "trait ", "mod "];
    kinds.iter().find_map(|kind| rest.strip_prefix(kind)).and_then(first_word)
}

fn first_word(text: &str) -> Option<String> {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
    (end > 0).then(|| text[..end].to_owned())
}

/// As [`first_word`], with the modules that are named before it.
fn first_path(text: &str) -> Option<String> {
    let is_of_path = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':';
    let end = text.find(|c| !is_of_path(c)).unwrap_or(text.len());
    (end > 0).then(|| text[..end].to_owned())
}

/// The names of libzstd's in a line of code.
fn names_of_c(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .filter(|word| word.starts_with("ZSTD_") || word.starts_with("ZDICT_"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scanned(text: &str) -> Marks {
        let mut marks = Marks::default();
        scan(text, "zstdkit", "zstdkit", &mut marks);
        marks
    }

    fn items(marks: &Marks, name: &str) -> Vec<String> {
        marks.wrapped.get(name).map(|items| items.iter().cloned().collect()).unwrap_or_default()
    }

    #[test]
    fn functions_methods_and_variants_are_items() {
        let marks = scanned(
            "/// Does it.\n///\n/// Wraps `ZSTD_a`. Covers `ZSTD_b`. Not `ZSTD_x`.\n#[inline]\npub fn f() {}\n\n\
             impl<T: Into<u8>> Context<T> {\n    /// Wraps `ZSTD_c`.\n    pub const fn g() {}\n}\n\n\
             pub enum Kind {\n    /// Wraps `ZSTD_d`.\n    One,\n}\n",
        );
        assert_eq!(items(&marks, "ZSTD_a"), ["zstdkit::f"]);
        assert_eq!(items(&marks, "ZSTD_b"), ["zstdkit::f"]);
        assert_eq!(items(&marks, "ZSTD_c"), ["zstdkit::Context::g"]);
        assert_eq!(items(&marks, "ZSTD_d"), ["zstdkit::Kind::One"]);
        assert!(items(&marks, "ZSTD_x").is_empty());
    }

    #[test]
    fn a_type_of_another_module_is_named_with_it() {
        let marks =
            scanned("impl step::Encoder {\n    /// Wraps `ZSTD_a`.\n    pub fn f() {}\n}\n");
        assert_eq!(items(&marks, "ZSTD_a"), ["zstdkit::step::Encoder::f"]);
    }

    #[test]
    fn what_is_not_public_offers_nothing() {
        let marks = scanned("/// Wraps `ZSTD_a`.\npub(crate) fn f() { ZSTD_a(); }\n");
        assert!(items(&marks, "ZSTD_a").is_empty());
        assert!(marks.called["ZSTD_a"].contains("zstdkit"));
    }

    #[test]
    fn an_enum_that_a_macro_makes_has_variants_too() {
        let marks = scanned(
            "parameters! {\n    /// Wraps `ZSTD_cParameter`.\n    pub enum Parameter, bounds by f;\n\n    \
             /// The window.\n    ///\n    /// Wraps `ZSTD_c_windowLog`.\n    #[cfg(x)]\n    \
             WindowLog = \"windowLog\", ZSTD_c_windowLog;\n}\n",
        );
        assert_eq!(items(&marks, "ZSTD_cParameter"), ["zstdkit::Parameter"]);
        assert_eq!(items(&marks, "ZSTD_c_windowLog"), ["zstdkit::Parameter::WindowLog"]);
    }

    #[test]
    fn neither_comments_nor_tests_call() {
        let marks = scanned("// ZSTD_a\n#[cfg(test)]\nmod tests { fn f() { ZSTD_b(); } }\n");
        assert!(marks.called.is_empty(), "{marks:?}");
    }
}

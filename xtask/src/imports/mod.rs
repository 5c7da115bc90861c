//! `cargo xtask imports`: imports run downwards, in no circle, and not by way of a crate's root.
//!
//! A circle is one of files, or one of modules that stand beside each other, each with all that is
//! beneath it. What a module only hands on under its own name (`pub use`) is no import of its own: who
//! takes it from there imports where it's defined. Tests may import what they like.

mod graph;
mod read;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::workspace;
use graph::{Graph, circles};
use read::Module;

/// Fails for every circle, and for every import by way of the root.
pub(crate) fn run() -> Result<()> {
    let crates = workspace::root().join("crates");
    let mut faults = Vec::new();
    let mut folders: Vec<PathBuf> = fs::read_dir(&crates)
        .with_context(|| crates.display().to_string())?
        .map(|entry| Ok(entry?.path().join("src")))
        .collect::<Result<_>>()?;
    folders.sort();
    for folder in folders {
        let krate = Crate::read(&folder)?;
        let found = krate.faults();
        println!(
            "{}: {} files, {} imports",
            folder.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy(),
            krate.modules.len(),
            krate.imports().len()
        );
        faults.extend(found.into_iter().map(|fault| format!("{}: {fault}", folder.display())));
    }
    if faults.is_empty() {
        return Ok(());
    }
    bail!("imports make circles, or lead through a crate's root:\n{}", faults.join("\n"))
}

/// A crate's modules in files of their own, by their paths joined with `::`; the root's is empty.
#[derive(Debug, Default)]
struct Crate {
    modules: BTreeMap<String, Module>,
}

/// From a module to where what it imports is defined.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Import {
    from: String,
    to: String,
    /// As written.
    path: String,
}

impl Crate {
    fn read(folder: &Path) -> Result<Self> {
        let mut read = Self::default();
        read.add("", &folder.join("lib.rs"), folder)?;
        Ok(read)
    }

    /// Adds a module and its children, which have their files in `beneath`.
    fn add(&mut self, name: &str, file: &Path, beneath: &Path) -> Result<()> {
        let module =
            read::module(&workspace::read(file)?).with_context(|| file.display().to_string())?;
        for child in &module.children {
            let folder = beneath.join(child);
            let files = [folder.join("mod.rs"), beneath.join(format!("{child}.rs"))];
            let file = files
                .iter()
                .find(|file| file.is_file())
                .with_context(|| format!("{} has no file", folder.display()))?;
            self.add(&joined(name, child), file, &folder)?;
        }
        self.modules.insert(name.to_owned(), module);
        Ok(())
    }

    /// Where what a path names is defined, for who writes the path in `module`; `None` outside of the
    /// crate.
    fn definition(&self, module: &str, path: &[String]) -> Option<String> {
        let (mut at, mut rest) = match path.first()?.as_str() {
            "crate" => (String::new(), &path[1..]),
            "self" => (module.to_owned(), &path[1..]),
            "super" => (parent(module)?, &path[1..]),
            first if self.modules[module].children.contains(first) => (module.to_owned(), path),
            _ => return None,
        };
        while let Some(name) = rest.first() {
            if name == "super" {
                at = parent(&at)?;
                rest = &rest[1..];
                continue;
            }
            let here = &self.modules[&at];
            // A function and a module may share a name; a path's end is more likely the function.
            let is_item = here.items.contains(name);
            if rest.len() == 1 && is_item {
                break;
            }
            if here.children.contains(name) {
                at = joined(&at, name);
                rest = &rest[1..];
            } else if is_item {
                break;
            } else if let Some(target) = here.names.get(name) {
                let whole: Vec<String> = target.iter().chain(&rest[1..]).cloned().collect();
                return self.definition(&at, &whole);
            } else {
                let globs = here.globs.iter().filter_map(|glob| self.definition(&at, glob));
                let defines = |place: &String| self.modules[place].items.contains(name);
                return Some(globs.into_iter().find(defines).unwrap_or(at));
            }
        }
        Some(at)
    }

    fn imports(&self) -> BTreeSet<Import> {
        let mut imports = BTreeSet::new();
        for (from, module) in &self.modules {
            // What is handed on from elsewhere than beneath is an import like any other.
            let from_afar = |path: &&read::Path| !self.is_beneath(from, path);
            let uses = module.uses.iter().chain(module.handed_on.iter().filter(from_afar));
            for path in uses {
                if let Some(to) = self.definition(from, path).filter(|to| to != from) {
                    imports.insert(Import { from: from.clone(), to, path: path.join("::") });
                }
            }
        }
        imports
    }

    fn is_beneath(&self, module: &str, path: &[String]) -> bool {
        let prefix = joined(module, "");
        self.definition(module, path).is_none_or(|to| to.starts_with(&prefix))
    }

    fn faults(&self) -> Vec<String> {
        let imports = self.imports();
        let mut faults: Vec<String> = imports
            .iter()
            .filter(|import| self.is_by_way_of_the_root(import))
            .map(|import| format!("{} takes {} by way of the root", import.from, import.path))
            .collect();
        let files = graph_of(&imports, |import| Some((import.from.clone(), import.to.clone())));
        for circle in circles(&files) {
            faults.push(told("files", &circle, &imports, |import| {
                circle.contains(&import.from) && circle.contains(&import.to)
            }));
        }
        for parent in self.modules.keys() {
            let siblings = graph_of(&imports, |import| between(parent, import));
            for circle in circles(&siblings) {
                faults.push(told("modules", &circle, &imports, |import| {
                    between(parent, import)
                        .is_some_and(|(from, to)| circle.contains(&from) && circle.contains(&to))
                }));
            }
        }
        faults
    }

    /// Whether an import names what the root only hands on.
    fn is_by_way_of_the_root(&self, import: &Import) -> bool {
        let mut path = import.path.split("::");
        let at_root = match path.next() {
            Some("crate") => true,
            Some("super") => parent(&import.from).is_some_and(|parent| parent.is_empty()),
            _ => false,
        };
        let root = &self.modules[""];
        at_root
            && path
                .next()
                .is_some_and(|name| !root.children.contains(name) && root.names.contains_key(name))
    }
}

fn joined(module: &str, child: &str) -> String {
    if module.is_empty() { child.to_owned() } else { format!("{module}::{child}") }
}

/// The module that a module stands in; `None` for the root.
fn parent(module: &str) -> Option<String> {
    if module.is_empty() {
        return None;
    }
    Some(module.rsplit_once("::").map_or(String::new(), |(parent, _)| parent.to_owned()))
}

/// An import as one between two children of a module, each with what is beneath it.
fn between(parent: &str, import: &Import) -> Option<(String, String)> {
    let child = |module: &str| {
        let rest =
            if parent.is_empty() { module } else { module.strip_prefix(&joined(parent, ""))? };
        rest.split("::").next().filter(|name| !name.is_empty()).map(|name| joined(parent, name))
    };
    let (from, to) = (child(&import.from)?, child(&import.to)?);
    (from != to).then_some((from, to))
}

fn graph_of(
    imports: &BTreeSet<Import>,
    arrow: impl Fn(&Import) -> Option<(String, String)>,
) -> Graph {
    let mut graph = Graph::new();
    for (from, to) in imports.iter().filter_map(arrow) {
        graph.entry(from).or_default().insert(to);
    }
    graph
}

/// A circle, and what makes it one.
fn told(
    kind: &str,
    circle: &BTreeSet<String>,
    imports: &BTreeSet<Import>,
    is_part: impl Fn(&Import) -> bool,
) -> String {
    let names: Vec<&str> = circle.iter().map(String::as_str).collect();
    let mut text = format!("a circle of {kind}: {}", names.join(", "));
    for Import { from, to, path } in imports.iter().filter(|import| is_part(import)) {
        text += &format!("\n    {from} -> {to}: {path}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(files: &[(&str, &str)]) -> Vec<String> {
        let modules = files
            .iter()
            .map(|(name, text)| ((*name).to_owned(), read::module(text).unwrap()))
            .collect();
        Crate { modules }.faults()
    }

    #[test]
    fn a_module_that_hands_on_its_children_makes_no_circle() {
        let files = [
            ("", "mod a; mod b; pub use a::X;"),
            ("a", "mod inner; pub use inner::X; pub struct Y;"),
            ("a::inner", "use super::Y; use crate::b::B; pub struct X(Y, B);"),
            ("b", "pub struct B; #[cfg(test)] mod tests { use crate::a::X; }"),
        ];
        assert_eq!(faults(&files), <[String; 0]>::default());
    }

    #[test]
    fn circles_of_files_and_of_folders_are_told_with_what_ties_them() {
        let files = [
            ("", "mod a; mod b;"),
            ("a", "mod low; mod high; pub use low::Low; pub use high::High;"),
            ("a::low", "pub struct Low;"),
            ("a::high", "use crate::b::B; pub struct High(B);"),
            ("b", "use crate::a::Low; pub struct B(Low);"),
        ];
        let told = faults(&files);
        let circle = "a circle of modules: a, b\n    a::high -> b: crate::b::B\n    b -> a::low: crate::a::Low";
        assert_eq!(told, [circle]);
        let files = [
            ("", "mod a; mod b;"),
            ("a", "pub struct A; fn f() { crate::b::g(); }"),
            ("b", "use super::a::A; pub fn g() -> A {}"),
        ];
        assert!(faults(&files)[0].starts_with("a circle of files: a, b\n"));
    }

    #[test]
    fn what_the_root_hands_on_is_taken_from_where_it_is() {
        let files =
            [("", "mod a; mod b; pub use a::A;"), ("a", "pub struct A;"), ("b", "use crate::A;")];
        assert_eq!(faults(&files), ["b takes crate::A by way of the root"]);
    }
}

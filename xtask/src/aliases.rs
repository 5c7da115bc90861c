//! `cargo xtask aliases`: the names that rustdoc's search finds items by, beside their own.
//!
//! C's names come from the documentation of the items, from "Wraps `ZSTD_x`" and its kin, and from the
//! reasons why a function has no item, which name what stands for it. `compat/aliases.tsv` has the names of
//! the `zstd` crate, and those of C's that no mark brings to the fitting item. The attributes stand below the
//! documentation, and are made: none is written by hand.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use anyhow::{Result, ensure};

use crate::artefact::{self, Artefact};
use crate::build_script;
use crate::coverage::api::{self, Row};
use crate::coverage::marks::{self, Item, Source};
use crate::coverage::reasons;
use crate::workspace;

const LIST: &str = "compat/aliases.tsv";

/// The command that makes the attributes anew.
const MEND: &str = "cargo xtask aliases --write";

/// How an attribute begins, and ends.
const ATTRIBUTE: (&str, &str) = ("#[doc(alias = \"", "\")]");

/// By an item's path: the other names that it's found by.
type Aliases = BTreeMap<String, BTreeSet<String>>;

/// A file, its text without the attributes, and the public items in it.
struct File {
    path: PathBuf,
    text: String,
    items: Vec<Item>,
}

/// Compares the attributes with what they should be; with `write`, makes them anew.
pub(crate) fn run(write: bool) -> Result<()> {
    let mut files = Vec::new();
    for Source { path, package, prefix } in marks::sources()? {
        if package == "zstdkit-cli" {
            continue;
        }
        let text = without_aliases(&workspace::read(&path)?);
        let items = marks::items(&text, &prefix);
        files.push(File { path: path.strip_prefix(workspace::root())?.to_owned(), text, items });
    }
    let paths: BTreeSet<&str> =
        files.iter().flat_map(|file| &file.items).map(|item| item.path.as_str()).collect();

    let mut aliases = of_documentation(files.iter().flat_map(|file| &file.items));
    let of_c = known_to_c()?;
    let listed = listed(&paths, &of_c)?;
    let directly: BTreeSet<String> =
        aliases.values().chain(listed.values()).flatten().cloned().collect();
    // What libzstd advises against has no place here, unless the list gives it one.
    for row in of_c.iter().filter(|row| !row.deprecated && !directly.contains(&row.name)) {
        for path in stand_ins(&row.name, &paths, &aliases) {
            aliases.entry(path).or_default().insert(row.name.clone());
        }
    }
    for (path, names) in listed {
        aliases.entry(path).or_default().extend(names);
    }
    let theirs = names_of_theirs()?;
    let theirs = theirs.iter().chain(of_c.iter().map(|row| &row.name));
    let lost = leading_nowhere(theirs, &paths, &aliases);
    ensure!(lost.is_empty(), "{LIST} has no line for {}, which leads nowhere", lost.join(", "));

    let artefacts: Vec<Artefact> = files
        .iter()
        .map(|file| Artefact::new(&file.path, with_aliases(&file.text, &file.items, &aliases)))
        .collect();
    if write {
        return artefact::write(&artefacts).map(|_| ());
    }
    artefact::check(&artefacts, &[], MEND)
}

/// What items' documentation says that they wrap, cover, or answer without libzstd.
fn of_documentation<'items>(items: impl Iterator<Item = &'items Item>) -> Aliases {
    let mut aliases = Aliases::new();
    for item in items {
        let names = ["Wraps `", "Covers `", "Answers what `"];
        let names = marks::names_after(&names, &item.documentation);
        aliases.entry(item.path.clone()).or_default().extend(names);
    }
    aliases
}

/// The functions and parameters of libzstd's headers.
fn known_to_c() -> Result<Vec<Row>> {
    let sections = api::read(&build_script::libzstd()?)?;
    Ok(sections.into_iter().flat_map(|section| section.rows).collect())
}

/// The items that the reason for a name's absence points to, itself or by way of another of C's names.
fn stand_ins(name: &str, paths: &BTreeSet<&str>, aliases: &Aliases) -> BTreeSet<String> {
    let reason = reasons::of(name).unwrap_or_default();
    let mut items = BTreeSet::new();
    for code in reason.split('`').skip(1).step_by(2) {
        if paths.contains(code) {
            items.insert(code.to_owned());
        }
        items.extend(
            aliases.iter().filter(|(_, names)| names.contains(code)).map(|(path, _)| path.clone()),
        );
    }
    items
}

/// The list's names, by the paths of the items. A line names items by as much of their paths' ends as
/// tells them apart.
fn listed(paths: &BTreeSet<&str>, of_c: &[Row]) -> Result<Aliases> {
    let theirs = names_of_theirs()?;
    let theirs: BTreeSet<&str> =
        theirs.iter().chain(of_c.iter().map(|row| &row.name)).map(String::as_str).collect();
    let text = workspace::read(&workspace::root().join(LIST))?;
    let (aliases, complaints) = matched(&text, &theirs, paths);
    ensure!(complaints.is_empty(), "{}", complaints.join("\n"));
    Ok(aliases)
}

/// The names of the `zstd` crate's items, the last part of each path.
fn names_of_theirs() -> Result<BTreeSet<String>> {
    let items = workspace::read(&workspace::root().join("compat/items.tsv"))?;
    let names =
        items.lines().skip(1).filter_map(|line| line.split('\t').next()?.rsplit("::").next());
    Ok(names.map(str::to_owned).collect())
}

/// Names by which no item is found, be it as its own or as another.
fn leading_nowhere<'names>(
    names: impl Iterator<Item = &'names String>,
    paths: &BTreeSet<&str>,
    aliases: &Aliases,
) -> Vec<&'names str> {
    let own = paths.iter().filter_map(|path| path.rsplit("::").next());
    let found: BTreeSet<&str> = aliases.values().flatten().map(String::as_str).chain(own).collect();
    let lost: BTreeSet<&str> =
        names.map(String::as_str).filter(|name| !found.contains(name)).collect();
    lost.into_iter().collect()
}

fn matched(text: &str, theirs: &BTreeSet<&str>, paths: &BTreeSet<&str>) -> (Aliases, Vec<String>) {
    let mut aliases = Aliases::new();
    let mut complaints = Vec::new();
    for line in text.lines().skip(1) {
        let (name, ours) = line.split_once('\t').unwrap_or((line, ""));
        if !theirs.contains(name) {
            complaints.push(format!("{LIST}: neither libzstd nor compat/items.tsv has `{name}`"));
        }
        for end in ours.split(", ") {
            let is_meant = |path: &&&str| **path == end || path.ends_with(&format!("::{end}"));
            let meant: Vec<&str> = paths.iter().filter(is_meant).copied().collect();
            if meant.is_empty() {
                complaints.push(format!("{LIST}: no public item is `{end}`, to be `{name}`"));
            }
            for path in meant {
                aliases.entry(path.to_owned()).or_default().insert(name.to_owned());
            }
        }
    }
    (aliases, complaints)
}

/// A file's text without the attributes.
fn without_aliases(text: &str) -> String {
    let is_alias = |line: &str| {
        let line = line.trim();
        line.starts_with(ATTRIBUTE.0) && line.ends_with(ATTRIBUTE.1)
    };
    text.split_inclusive('\n').filter(|line| !is_alias(line)).collect()
}

/// The text with the attributes of its items, each set below the item's documentation.
fn with_aliases(text: &str, items: &[Item], aliases: &Aliases) -> String {
    let at: BTreeMap<usize, &Item> = items.iter().map(|item| (item.line, item)).collect();
    let mut made = String::new();
    for (number, line) in text.split_inclusive('\n').enumerate() {
        if let Some(item) = at.get(&number) {
            let indent = &line[..line.len() - line.trim_start().len()];
            // rustdoc refuses an alias that is the item's name.
            let own = item.path.rsplit("::").next().unwrap_or_default();
            let names = aliases.get(&item.path).into_iter().flatten().filter(|name| *name != own);
            for name in names {
                made.push_str(&[indent, ATTRIBUTE.0, name, ATTRIBUTE.1, "\n"].concat());
            }
        }
        made.push_str(line);
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "/// Does it.\n///\n/// Wraps `ZSTD_a`.\n#[inline]\npub fn a() {}\n\n\
        impl B {\n    /// Answers what `ZSTD_b` and `ZSTD_c` do.\n    pub fn b() {}\n}\n";

    fn made(text: &str) -> String {
        let text = without_aliases(text);
        let items = marks::items(&text, "zstdkit");
        let mut aliases = of_documentation(items.iter());
        aliases.entry("zstdkit::a".to_owned()).or_default().insert("a".to_owned());
        with_aliases(&text, &items, &aliases)
    }

    #[test]
    fn a_name_leads_to_an_item_as_its_own_or_as_another() {
        let paths = BTreeSet::from(["zstdkit::a", "zstdkit::B::b"]);
        let other = BTreeSet::from(["ZSTD_b".to_owned()]);
        let aliases = Aliases::from([("zstdkit::B::b".to_owned(), other)]);
        let names = ["a", "ZSTD_b", "ZSTD_c", "zstdkit::a"].map(str::to_owned);
        let lost = leading_nowhere(names.iter(), &paths, &aliases);
        assert_eq!(lost, ["ZSTD_c", "zstdkit::a"]);
    }

    #[test]
    fn attributes_stand_below_the_documentation_and_are_made_once() {
        let once = made(TEXT);
        assert_eq!(
            once,
            "/// Does it.\n///\n/// Wraps `ZSTD_a`.\n#[doc(alias = \"ZSTD_a\")]\n#[inline]\n\
             pub fn a() {}\n\nimpl B {\n    /// Answers what `ZSTD_b` and `ZSTD_c` do.\n    \
             #[doc(alias = \"ZSTD_b\")]\n    #[doc(alias = \"ZSTD_c\")]\n    pub fn b() {}\n}\n"
        );
        assert_eq!(made(&once), once);
        assert_eq!(without_aliases(&once), TEXT);
        // What the documentation no longer says goes away.
        let stale = once.replace("/// Wraps `ZSTD_a`.", "/// Wraps nothing.");
        assert!(!made(&stale).contains("ZSTD_a"));
    }

    #[test]
    fn the_list_names_items_by_the_ends_of_their_paths() {
        let paths = BTreeSet::from(["k::read::A::new", "k::bufread::A::new", "k::b"]);
        let theirs = BTreeSet::from(["old"]);
        let (aliases, complaints) = matched("h\th\nold\tread::A::new, b\n", &theirs, &paths);
        assert!(complaints.is_empty(), "{complaints:?}");
        assert_eq!(aliases.keys().collect::<Vec<_>>(), ["k::b", "k::read::A::new"]);
        let (_, complaints) = matched("h\th\nnew\tc\n", &theirs, &paths);
        assert_eq!(complaints.len(), 2, "{complaints:?}");
    }

    #[test]
    fn what_stands_for_a_function_is_found_by_its_name() {
        let paths = BTreeSet::from(["zstdkit_frame::frame_size"]);
        let wrapped = BTreeSet::from(["ZSTD_compressStream2".to_owned()]);
        let aliases = Aliases::from([("zstdkit::step".to_owned(), wrapped)]);
        let found = |name| stand_ins(name, &paths, &aliases).into_iter().collect::<Vec<_>>();
        assert_eq!(found("ZSTD_compressStream"), ["zstdkit::step"]);
        assert_eq!(found("ZSTD_findFrameCompressedSize"), ["zstdkit_frame::frame_size"]);
        assert!(found("ZSTD_unheard_of").is_empty());
    }
}

//! `compat/items.tsv`: every item of the interface, and what stands for it in zstdkit.
//!
//! It's compared with what rustdoc makes of the packages of `compat/`, and is the table in docs/migrating.md.

use std::{path::Path, process::Command};

use anyhow::{Context, Result, bail};

use super::theirs::write as write_file;
use crate::{shell, workspace};

const START: &str = "<!-- items: start -->\n";
const END: &str = "<!-- items: end -->";

/// A line of the list.
struct Item<'list> {
    path: &'list str,
    kind: &'list str,
    ours: &'list str,
}

/// Compares the list with what is offered, and the page with the list; with `write`, makes the page's table anew.
pub(crate) fn check(write: bool) -> Result<()> {
    let list = workspace::read(&workspace::root().join("compat/items.tsv"))?;
    let items: Vec<Item<'_>> = list
        .lines()
        .skip(1)
        .map(|line| {
            let mut columns = line.split('\t');
            let mut next = || columns.next().context("a line of compat/items.tsv is too short");
            Ok(Item { path: next()?, kind: next()?, ours: next()? })
        })
        .collect::<Result<_>>()?;
    let page = workspace::root().join("docs/migrating.md");
    let text = workspace::read(&page)?;
    let made = with_table(&text, &items).context("docs/migrating.md has no place for the table")?;
    if write {
        write_file(&page, made)?;
    } else if made != text {
        bail!(
            "docs/migrating.md isn't what compat/items.tsv says: run `cargo xtask compat --write`"
        );
    }
    let documentation = document()?;
    let lacking: Vec<&str> = items
        .iter()
        .filter(|item| !is_offered(&documentation, item))
        .map(|item| item.path)
        .collect();
    let unlisted = unlisted(&documentation, &items)?;
    if !lacking.is_empty() || !unlisted.is_empty() {
        bail!("compat/ doesn't offer {lacking:?}, and compat/items.tsv doesn't list {unlisted:?}");
    }
    println!("{} are offered, as listed", shell::counted(items.len(), "item"));
    Ok(())
}

/// Has rustdoc describe both packages, with all that they offer.
fn document() -> Result<std::path::PathBuf> {
    let target = workspace::scratch("compat")?.join("target");
    let mut command = Command::new(workspace::cargo());
    command.current_dir(workspace::root().join("compat")).args(["doc", "--quiet", "--no-deps"]);
    command.args(["-p", "zstd", "-p", "zstd-safe", "--features"]);
    command.arg("zstd/experimental,zstd/zstdmt,zstd-safe/seekable");
    shell::run(command.env("CARGO_TARGET_DIR", &target))?;
    Ok(target.join("doc"))
}

/// Whether an item has a page, or a place on the page of what it belongs to.
fn is_offered(documentation: &Path, item: &Item<'_>) -> bool {
    let (parent, name) = item.path.rsplit_once("::").unwrap_or(("", item.path));
    let page = |prefix: &str, path: &str| {
        let (folder, name) = path.rsplit_once("::").unwrap_or(("", path));
        documentation.join(folder.replace("::", "/")).join(format!("{prefix}.{name}.html"))
    };
    let has_page = |prefix: &str| page(prefix, item.path).is_file();
    let has_place = |marks: &[&str]| {
        ["struct", "enum", "trait", "type"].iter().any(|prefix| {
            workspace::read(&page(prefix, parent)).is_ok_and(|text| {
                marks.iter().any(|mark| text.contains(&format!("id=\"{mark}.{name}\"")))
            })
        })
    };
    match item.kind {
        "function" => has_page("fn"),
        "type_alias" => has_page("type"),
        "method" | "trait method" => has_place(&["method", "tymethod"]),
        "field" => has_place(&["structfield"]),
        "variant" => has_place(&["variant"]),
        kind => has_page(kind),
    }
}

/// What has a page, and isn't in the list. The bindings and what is only another name of theirs are no items.
fn unlisted(documentation: &Path, items: &[Item<'_>]) -> Result<Vec<String>> {
    let mut unlisted = Vec::new();
    for package in ["zstd", "zstd_safe"] {
        let all = workspace::read(&documentation.join(package).join("all.html"))?;
        for page in all.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let Some((folder, name)) = page.strip_suffix(".html").map(|page| {
                page.rsplit_once('/').map_or(("", page), |(folder, name)| (folder, name))
            }) else {
                continue;
            };
            let Some((_, name)) = name.split_once('.') else { continue };
            if folder.starts_with("zstd_sys") || page.contains("..") || page.starts_with("http") {
                continue;
            }
            let path = [package, &folder.replace('/', "::"), name].join("::").replace("::::", "::");
            // `zstd` has some of the other's by names of its own.
            let elsewhere = format!("zstd_safe::{name}");
            if !items.iter().any(|item| item.path == path || item.path == elsewhere) {
                unlisted.push(path);
            }
        }
    }
    Ok(unlisted)
}

/// The page with the list as a table: items that have the same in zstdkit share a row.
fn with_table(text: &str, items: &[Item<'_>]) -> Option<String> {
    let (before, rest) = text.split_once(START)?;
    let (_, after) = rest.split_once(END)?;
    let mut rows: Vec<(String, &str)> = Vec::new();
    for item in items {
        match rows.last_mut() {
            Some((paths, ours)) if *ours == item.ours => *paths += &format!(", `{}`", item.path),
            _ => rows.push((format!("`{}`", item.path), item.ours)),
        }
    }
    let rows: String = rows.iter().map(|(paths, ours)| format!("| {paths} | {ours} |\n")).collect();
    Some(format!(
        "{before}{START}| in `zstd`, `zstd_safe` | in zstdkit |\n|---|---|\n{rows}{END}{after}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_with_the_same_answer_share_a_row() {
        let item = |path, ours| Item { path, kind: "function", ours };
        let items = [item("a", "x"), item("b", "x"), item("c", "y")];
        let page = with_table(&format!("1\n{START}old\n{END}\n2"), &items).unwrap();
        assert!(page.contains("| `a`, `b` | x |\n| `c` | y |\n<!--"), "{page}");
        assert!(page.starts_with("1\n") && page.ends_with("\n2"));
    }
}

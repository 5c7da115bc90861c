//! `cargo xtask links`: each link of a document leads to a file or a heading that is there, the files of Rust
//! that documents name exist, and each crate's page names its modules.
//!
//! Addresses elsewhere are left alone: what isn't in the repository can't be checked without a network.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail, ensure};

use crate::{shell, workspace};

/// Fails for every link that leads nowhere.
pub(crate) fn run() -> Result<()> {
    let root = workspace::root();
    let mut list = Command::new("git");
    list.current_dir(&root).args(["ls-files", "*.md"]);
    let list = shell::output(&mut list)?;
    let mut sources = Command::new("git");
    sources.current_dir(&root).args([
        "ls-files",
        "--cached",
        "--others",
        "--exclude-standard",
        "*.rs",
    ]);
    let sources = shell::output(&mut sources)?;
    let (mut followed, mut broken) = (0, unnamed_modules(&sources)?);
    for file in list.lines() {
        let text = workspace::read(&root.join(file))?;
        for link in links(&text) {
            if !leads_somewhere(&root.join(file), &text, &link)? {
                broken.push(format!("{file}: {link}"));
            }
            followed += 1;
        }
        for name in names_of_files(&text).filter(|name| !is_there(name, &sources)) {
            broken.push(format!("{file}: `{name}`"));
        }
    }
    ensure!(followed > 0, "no document has a link, which can't be");
    println!("{followed} links in {} documents", list.lines().count());
    if broken.is_empty() {
        return Ok(());
    }
    bail!("these lead nowhere:\n{}", broken.join("\n"))
}

fn leads_somewhere(file: &Path, text: &str, link: &str) -> Result<bool> {
    let (path, heading) = link.split_once('#').map_or((link, None), |(a, b)| (a, Some(b)));
    let target = file.parent().unwrap_or(Path::new("")).join(path);
    if !path.is_empty() && !target.exists() {
        return Ok(false);
    }
    let Some(heading) = heading else { return Ok(true) };
    let has = |text: &str| headings(text).any(|found| found == heading);
    Ok(if path.is_empty() { has(text) } else { has(&workspace::read(&target)?) })
}

/// A document's lines outside of blocks of code.
fn prose(text: &str) -> impl Iterator<Item = &str> {
    let mut inside = false;
    text.lines().filter(move |line| {
        let fence = line.trim_start().starts_with("```");
        inside ^= fence;
        !inside && !fence
    })
}

/// Where a document's links lead, those to other places of the world left out.
fn links(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in prose(text) {
        // What stands in code is an example.
        let line: String = line.split('`').step_by(2).collect();
        let targets = line.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        let here = |target: &&str| !target.contains(':') && !target.is_empty();
        found.extend(targets.filter(here).map(str::to_owned));
    }
    found
}

/// Files of Rust that a document names in code, by their paths or the ends of these.
fn names_of_files(text: &str) -> impl Iterator<Item = &str> {
    prose(text)
        .flat_map(|line| line.split('`').skip(1).step_by(2))
        .filter(|name| name.ends_with(".rs") && !name.contains([' ', '*']))
}

/// Whether a name is that of a file, or the end of its path.
fn is_there(name: &str, sources: &str) -> bool {
    let ends = |path: &str| {
        path.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
    };
    sources.lines().any(ends)
}

/// Modules that their crate's page leaves out.
fn unnamed_modules(sources: &str) -> Result<Vec<String>> {
    let mut unnamed = Vec::new();
    for page in
        sources.lines().filter(|path| path.starts_with("crates/") && path.ends_with("/src/lib.rs"))
    {
        let text = workspace::read(&workspace::root().join(page))?;
        unnamed.extend(
            modules_left_out(&text).map(|name| format!("{page}: its page has no `{name}`")),
        );
    }
    Ok(unnamed)
}

/// The modules, but for those of tests, that the documentation of a crate's root doesn't name.
fn modules_left_out(text: &str) -> impl Iterator<Item = &str> {
    let named = |name: &str| {
        let page = text.lines().filter(|line| line.starts_with("//!"));
        page.flat_map(|line| line.split('`').skip(1).step_by(2))
            .any(|code| code.trim_end_matches('/') == name)
    };
    let lines = text.lines().zip(text.lines().skip(1));
    lines
        .filter(|(before, _)| !before.starts_with("#[cfg(test)]"))
        .filter_map(|(_, line)| {
            let line = line.strip_prefix("pub ").unwrap_or(line);
            line.strip_prefix("mod ")?.strip_suffix(';')
        })
        .filter(move |name| !named(name))
}

/// The names that a document's headings are linked by.
fn headings(text: &str) -> impl Iterator<Item = String> {
    prose(text).filter(|line| line.starts_with('#')).map(|line| {
        let words = line.trim_start_matches('#').trim().to_lowercase();
        let kept = words.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
        kept.map(|c| if c == ' ' { '-' } else { c }).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "# A page\n\n## `no_std`, and more\n\n[one](a.md), [`two`](b/c.md#d), [far](https://x.y)\n\
                        `[code](no.md)`\n```\n[code](no.md)\n# not a heading\n```\n[here](#a-page)\n";

    #[test]
    fn links_are_found_outside_of_code_and_within_the_repository() {
        assert_eq!(links(PAGE), ["a.md", "b/c.md#d", "#a-page"]);
    }

    #[test]
    fn files_are_named_by_their_paths_or_the_ends_of_these() {
        let page = "`gate.rs` and `context/gate.rs`\n```\n`code.rs`\n```\n`*.rs`";
        assert_eq!(names_of_files(page).collect::<Vec<_>>(), ["gate.rs", "context/gate.rs"]);
        let sources = "crates/zstdkit/src/context/gate.rs\nxtask/src/main.rs\n";
        for name in ["gate.rs", "context/gate.rs", "xtask/src/main.rs"] {
            assert!(is_there(name, sources), "{name}");
        }
        for name in ["ate.rs", "push/gate.rs", "src"] {
            assert!(!is_there(name, sources), "{name}");
        }
    }

    #[test]
    fn a_crates_page_names_its_modules_but_those_of_tests() {
        let text = "//! | `one`, `two/` | parts |\n\nmod one;\npub mod two;\nmod three;\n#[cfg(test)]\nmod four;\n";
        assert_eq!(modules_left_out(text).collect::<Vec<_>>(), ["three"]);
    }

    #[test]
    fn headings_are_named_as_they_are_linked() {
        assert_eq!(headings(PAGE).collect::<Vec<_>>(), ["a-page", "no_std-and-more"]);
    }

    #[test]
    fn a_link_needs_both_its_file_and_its_heading() {
        let page = workspace::root().join("page.md");
        for (link, leads) in [
            ("README.md", true),
            ("docs", true),
            ("nowhere.md", false),
            ("README.md#two-commands", true),
            ("README.md#three-commands", false),
            ("#a-page", true),
            ("#another", false),
        ] {
            assert_eq!(leads_somewhere(&page, PAGE, link).unwrap(), leads, "{link}");
        }
    }
}

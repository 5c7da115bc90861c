//! The pages with tables, and the marks in them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use super::read::{self, Tables};
use crate::cells::Group;

/// What tables are of.
const DATA: [&str; 2] = ["made", "files"];

/// Where the pages are.
pub(super) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs")
}

/// The pages with tables, by name.
#[derive(Debug)]
pub(super) struct Pages(pub(super) BTreeMap<&'static str, String>);

impl Pages {
    pub(super) fn read() -> Result<Self> {
        let mut pages = BTreeMap::new();
        for name in Group::ALL.map(Group::page) {
            pages.insert(name, read_page(&folder().join("performance").join(name))?);
        }
        Ok(Self(pages))
    }

    pub(super) fn write(&self) -> Result<()> {
        self.0
            .iter()
            .try_for_each(|(name, text)| write_page(&folder().join("performance").join(name), text))
    }

    /// All the tables of some groups, of made data and of files.
    pub(super) fn tables(&self, groups: &[Group]) -> Result<Vec<Tables>> {
        let mut found = Vec::new();
        for group in groups {
            let text = &self.0[group.page()];
            for data in DATA {
                let (_, body, _) = parts(text, &mark(*group, data))?;
                found.push(read::tables(body));
            }
        }
        Ok(found)
    }
}

pub(super) fn read_page(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))
}

pub(super) fn write_page(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("writing {}", path.display()))
}

/// How the marks of a group's tables are called.
pub(super) fn mark(group: Group, data: &str) -> String {
    format!("{} {data}", group.name())
}

/// Puts `body` between the two marks of that name.
pub(super) fn replace(text: &str, mark: &str, body: &str) -> Result<String> {
    let (before, _, after) = parts(text, mark)?;
    Ok(format!("{before}\n{}\n\n{after}", body.trim_end()))
}

/// What stands before, between and after the two marks of that name; the marks themselves aren't between.
fn parts<'t>(text: &'t str, mark: &str) -> Result<(&'t str, &'t str, &'t str)> {
    let (begin, end) = (format!("<!-- bench {mark} -->\n"), format!("<!-- end of {mark} -->"));
    let begins = text.find(&begin).map(|at| at + begin.len());
    let ends = begins.and_then(|at| Some(at + text[at..].find(&end)?));
    let (Some(begins), Some(ends)) = (begins, ends) else {
        bail!(
            "there is no place for the table `{mark}`: put the lines `{}` and `{end}` where it \
             belongs",
            begin.trim_end()
        );
    };
    Ok((&text[..begins], &text[begins..ends], &text[ends..]))
}

#[cfg(test)]
impl Pages {
    /// Pages without tables.
    pub(super) fn empty() -> Self {
        let mut pages = BTreeMap::new();
        for group in Group::ALL {
            let page: &mut String = pages.entry(group.page()).or_default();
            for mark in DATA.map(|data| mark(group, data)) {
                page.push_str(&format!("<!-- bench {mark} -->\n<!-- end of {mark} -->\n"));
            }
        }
        Self(pages)
    }

    pub(super) fn set(&mut self, name: &'static str, text: &str) {
        self.0.insert(name, text.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_between_marks_is_replaced_and_nothing_else() {
        let text = "a\n<!-- bench x made -->\nold\n<!-- end of x made -->\nb\n";
        let once = replace(text, "x made", "new").unwrap();
        assert_eq!(once, "a\n<!-- bench x made -->\n\nnew\n\n<!-- end of x made -->\nb\n");
        assert_eq!(replace(&once, "x made", "new").unwrap(), once);
    }

    #[test]
    fn a_missing_mark_is_named_with_what_to_do() {
        let error = replace("nothing here", "push made", "new").unwrap_err().to_string();
        assert!(error.contains("<!-- bench push made -->"), "{error}");
    }
}

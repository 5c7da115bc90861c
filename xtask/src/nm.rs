//! The names in a static library.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::shell;

/// The external names that a library defines, and those that it wants from elsewhere.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Names {
    pub(crate) defined: BTreeSet<String>,
    pub(crate) wanted: BTreeSet<String>,
}

/// Asks `nm`, or the one of another target that `tool` names.
pub(crate) fn names(tool: &str, archive: &Path) -> Result<Names> {
    let listing =
        shell::output(Command::new(tool).args(["--extern-only", "--portability"]).arg(archive))
            .context("`nm` comes with the C compiler's binutils")?;
    let mut names = parse(&listing);
    names.wanted = names.wanted.difference(&names.defined).cloned().collect();
    Ok(names)
}

/// Reads lines of "name type value size"; those of a member's heading have one word.
fn parse(listing: &str) -> Names {
    let mut names = Names::default();
    for line in listing.lines() {
        let mut words = line.split_whitespace();
        match (words.next(), words.next()) {
            (Some(name), Some("U" | "w" | "v")) => names.wanted.insert(name.to_owned()),
            (Some(name), Some(_)) => names.defined.insert(name.to_owned()),
            _ => false,
        };
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_headings_are_no_names() {
        let names = parse("lib.a[x.o]:\nmemcpy U         \nF T 0 1f\nw_hook w\nv V 0 8\n");
        assert_eq!(names.defined, BTreeSet::from(["F".to_owned(), "v".to_owned()]));
        assert_eq!(names.wanted, BTreeSet::from(["memcpy".to_owned(), "w_hook".to_owned()]));
    }
}

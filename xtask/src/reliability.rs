//! docs/reliability.md: what commands put there, each between two lines of its own.

use std::fs;

use anyhow::{Context, Result};

use crate::workspace;

/// The document.
const FILE: &str = "docs/reliability.md";

/// Puts `text` where the document has the results of `command`.
pub(crate) fn write(command: &str, text: &str) -> Result<()> {
    let path = workspace::root().join(FILE);
    let document = workspace::read(&path)?;
    let document = replaced(&document, command, text)
        .with_context(|| format!("{FILE} has no place for the results of {command}"))?;
    fs::write(&path, document).with_context(|| format!("cannot write {FILE}"))?;
    println!("wrote {FILE}");
    Ok(())
}

/// What the document has as the results of `command`.
pub(crate) fn read(command: &str) -> Result<String> {
    let document = workspace::read(&workspace::root().join(FILE))?;
    let found = parts(&document, command).map(|(_, between, _)| between.to_owned());
    found.with_context(|| format!("{FILE} has no place for the results of {command}"))
}

/// The document with `text` between the marks of `command`; `None` where they aren't there.
fn replaced(document: &str, command: &str, text: &str) -> Option<String> {
    let (before, _, after) = parts(document, command)?;
    Some(format!("{before}{}\n{after}", text.trim_end()))
}

/// What stands before the results, they, and what stands after them; the marks are outside.
fn parts<'a>(document: &'a str, command: &str) -> Option<(&'a str, &'a str, &'a str)> {
    let (start, end) =
        (format!("<!-- made by {command} -->\n"), format!("<!-- end of {command} -->"));
    let from = document.find(&start)? + start.len();
    let to = from + document[from..].find(&end)?;
    Some((&document[..from], &document[from..to], &document[to..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stands_between_the_marks_is_replaced() {
        let document = "a\n<!-- made by soak -->\nold\n<!-- end of soak -->\nb\n";
        let expected = "a\n<!-- made by soak -->\nnew\n<!-- end of soak -->\nb\n";
        assert_eq!(replaced(document, "soak", "new\n").as_deref(), Some(expected));
        assert_eq!(replaced(expected, "soak", "new").as_deref(), Some(expected));
        assert_eq!(replaced(document, "fuzz", "new"), None);
    }
}

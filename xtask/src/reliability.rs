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

/// The document with `text` between the marks of `command`; `None` where they aren't there.
fn replaced(document: &str, command: &str, text: &str) -> Option<String> {
    let (start, end) =
        (format!("<!-- made by {command} -->\n"), format!("<!-- end of {command} -->"));
    let (before, rest) = document.split_once(&start)?;
    let (_, after) = rest.split_once(&end)?;
    Some(format!("{before}{start}{}\n{end}{after}", text.trim_end()))
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

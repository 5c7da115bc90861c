//! Putting tables into the document, between its marks.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

use super::{Row, goals, notes, table};
use crate::cells::Group;

/// What a run's tables are said to be made by, and on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Origin<'a> {
    /// Which of a group's tables: that of made data, or that of files.
    pub(crate) data: &'a str,
    /// The command that makes them.
    pub(crate) command: &'a str,
    /// The machine, the compiler, the versions.
    pub(crate) machine: &'a str,
}

/// Replaces the tables of all groups that were measured, each in its document of this folder.
pub(crate) fn write(folder: &Path, rows: &[Row], origin: Origin<'_>) -> Result<()> {
    for group in Group::ALL {
        let of_group: Vec<&Row> = rows.iter().filter(|row| row.group == group).collect();
        let Some(first) = of_group.first() else { continue };
        let document = &folder.join(group.document());
        let reading = || format!("reading {}", document.display());
        let text = fs::read_to_string(document).with_context(reading)?;
        let rounds = of_group.iter().map(|row| row.outcome.rounds);
        let (fewest, most) = (rounds.clone().min().unwrap_or(0), rounds.max().unwrap_or(0));
        let rounds = if fewest == most { format!("{most}") } else { format!("{fewest} to {most}") };
        let body = format!(
            "{}\n{}{}`{}`: {}, {rounds} rounds. {}\n",
            table(&of_group),
            goals(&of_group).map(|goals| goals + "\n").unwrap_or_default(),
            notes(&of_group).map(|notes| notes + "\n").unwrap_or_default(),
            origin.command,
            first.outcome.clock.name(),
            origin.machine
        );
        let mark = format!("{} {}", group.name(), origin.data);
        let writing = || format!("writing into {}", document.display());
        let text = replace(&text, &mark, &body).with_context(writing)?;
        fs::write(document, text).with_context(writing)?;
    }
    Ok(())
}

/// Puts `body` between the two marks of that name.
fn replace(text: &str, mark: &str, body: &str) -> Result<String> {
    let (begin, end) = (format!("<!-- bench {mark} -->\n"), format!("<!-- end of {mark} -->"));
    let missing = || {
        format!(
            "there is no place for the table `{mark}`: put the lines `{}` and `{end}` where it \
             belongs",
            begin.trim_end()
        )
    };
    let (before, rest) = text.split_once(&begin).with_context(missing)?;
    let (_, after) = rest.split_once(&end).with_context(missing)?;
    Ok(format!("{before}{begin}\n{}\n\n{end}{after}", body.trim_end()))
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

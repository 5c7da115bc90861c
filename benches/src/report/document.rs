//! Putting tables into the pages, between their marks.

use anyhow::{Context as _, Result};

use super::pages::{Pages, folder, mark, read_page, replace, write_page};
use super::{Row, goals, guide, notes, outputs, pictures, summary, table};
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

/// Replaces the tables of all groups that were measured, each in its page, and sums all pages up again.
pub(crate) fn write(rows: &[Row], origin: Origin<'_>) -> Result<()> {
    let mut pages = Pages::read()?;
    for group in Group::ALL {
        let of_group: Vec<&Row> = rows.iter().filter(|row| row.group == group).collect();
        let Some(first) = of_group.first() else { continue };
        let rounds = of_group.iter().map(|row| row.outcome.rounds);
        let (fewest, most) = (rounds.clone().min().unwrap_or(0), rounds.max().unwrap_or(0));
        let rounds = if fewest == most { format!("{most}") } else { format!("{fewest} to {most}") };
        let more = [outputs(&of_group), goals(&of_group), notes(&of_group)].into_iter().flatten();
        let more: String = more.map(|table| table + "\n").collect();
        let body = format!(
            "{}\n{more}`{}`: {}, {rounds} rounds. {}\n",
            table(&of_group),
            origin.command,
            first.outcome.clock.name(),
            origin.machine
        );
        let text = replace(&pages.0[group.page()], &mark(group, origin.data), &body)
            .with_context(|| format!("writing into docs/performance/{}", group.page()))?;
        pages.0.insert(group.page(), text);
    }
    pages.write()?;
    sum_up_of(&pages)
}

/// Writes what the tables come to, as they stand in the pages, into docs/performance.md and the guide, and draws
/// the pictures.
pub(crate) fn sum_up() -> Result<()> {
    sum_up_of(&Pages::read()?)
}

fn sum_up_of(pages: &Pages) -> Result<()> {
    let path = folder().join("performance.md");
    let text =
        summary::put(&read_page(&path)?, pages).context("writing into docs/performance.md")?;
    write_page(&path, &text)?;
    let text = guide::put(&read_page(&guide::path())?, pages).context("writing into the guide")?;
    write_page(&guide::path(), &text)?;
    for (name, svg) in pictures::of(pages)?.iter().flat_map(pictures::Named::files) {
        write_page(&folder().join("performance").join(name), &svg)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_group_has_places_for_its_tables_and_the_page_says_what_they_come_to() {
        let pages = Pages::read().unwrap();
        assert_eq!(pages.tables(&Group::ALL).unwrap().len(), 2 * Group::ALL.len());
        let text = read_page(&folder().join("performance.md")).unwrap();
        let made = summary::put(&text, &pages).unwrap();
        assert!(text == made, "run `cargo xtask bench --sum-up`");
        let text = read_page(&guide::path()).unwrap();
        assert!(text == guide::put(&text, &pages).unwrap(), "run `cargo xtask bench --sum-up`");
        for (name, svg) in pictures::of(&pages).unwrap().iter().flat_map(pictures::Named::files) {
            let drawn = read_page(&folder().join("performance").join(&name)).unwrap();
            assert!(drawn == svg, "{name}: run `cargo xtask bench --sum-up`");
        }
    }
}

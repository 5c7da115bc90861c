//! Which output belongs to which input.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::write::print;
use crate::{
    arguments::{
        OutputArgs,
        place::{Destination, Source},
        usage::WrongUsage,
    },
    report::text::printable,
};

/// Where each of the sources' output goes.
///
/// What `-o` and `-c` don't settle goes to stdout for stdin, and beside its input, under the name
/// that `rename` gives, for a file.
pub(crate) fn plan(
    sources: &[Source],
    args: &OutputArgs,
    rename: impl Fn(&Path) -> Result<PathBuf>,
) -> Result<Vec<(Source, Result<Destination>)>> {
    let settled = match &args.output {
        Some(path) => Some(Destination::from_arg(path)),
        None => args.stdout.then_some(Destination::Stdout),
    };
    if let (Some(Destination::File(path)), [_, _, ..]) = (&settled, sources) {
        let path = printable(&path.to_string_lossy());
        return Err(WrongUsage(format!(
            "-o {path} takes one input, and {} were given; \
             -c writes them all to stdout, one after the other",
            sources.len()
        ))
        .into());
    }
    let destination = |source: &Source| match (&settled, source) {
        (Some(destination), _) => Ok(destination.clone()),
        (None, Source::Stdin) => Ok(Destination::Stdout),
        (None, Source::File(path)) => rename(path).map(Destination::File),
    };
    Ok(sources.iter().map(|source| (source.clone(), destination(source))).collect())
}

/// Tells, line by line, what was done, as long as nothing else is written to stdout.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reporter(bool);

impl Reporter {
    pub(crate) fn new(quiet: bool, plan: &[(Source, Result<Destination>)]) -> Self {
        let to_stdout =
            |(_, to): &(Source, Result<Destination>)| matches!(to, Ok(Destination::Stdout));
        Self(!quiet && !plan.iter().any(to_stdout))
    }

    /// Writes a line, which is made only if it's wanted.
    pub(crate) fn line(self, line: impl FnOnce() -> String) -> Result<()> {
        if self.0 { print(&(line() + "\n")) } else { Ok(()) }
    }
}

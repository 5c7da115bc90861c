//! Which output belongs to which input.

use std::{
    fs,
    path::{Component, Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};

use crate::{
    arguments::{
        Keeping, OutputArgs,
        place::{Destination, Source},
        usage::WrongUsage,
    },
    report::text::printable,
};

/// Where each of the sources' output goes.
///
/// What `-o`, `-c` and the folders don't settle goes to stdout for stdin, and beside its input,
/// under the name that `rename` gives, for a file.
pub(crate) fn plan(
    sources: &[Source],
    args: &OutputArgs,
    keeping: &Keeping,
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
        (None, Source::File(path)) => {
            rename(path).and_then(|path| Ok(Destination::File(in_folder(path, keeping)?)))
        }
    };
    Ok(sources.iter().map(|source| (source.clone(), destination(source))).collect())
}

/// Whether content goes nowhere but to stdout: then nobody asked what became of which file.
pub(crate) fn all_to_stdout(plan: &[(Source, Result<Destination>)]) -> bool {
    plan.iter().all(|(_, to)| matches!(to, Ok(Destination::Stdout)))
}

/// The place in the folder that all outputs go to, if there is one.
fn in_folder(path: PathBuf, keeping: &Keeping) -> Result<PathBuf> {
    if let Some(folder) = &keeping.output_dir_flat {
        return Ok(folder.join(path.file_name().context("it names no file")?));
    }
    let Some(folder) = &keeping.output_dir_mirror else { return Ok(path) };
    if path.components().any(|part| part == Component::ParentDir) {
        bail!("its path leads upwards (..), out of the folder for outputs");
    }
    let below: PathBuf =
        path.components().filter(|part| matches!(part, Component::Normal(_))).collect();
    let place = folder.join(below);
    if let Some(parent) = place.parent() {
        let named = || format!("cannot make the folder {}", printable(&parent.to_string_lossy()));
        fs::create_dir_all(parent).with_context(named)?;
    }
    Ok(place)
}

/// Removes an input whose output is in its place, if that is asked for.
pub(crate) fn remove(source: &Source, destination: &Destination, keeping: &Keeping) -> Result<()> {
    match (source, destination) {
        (Source::File(path), Destination::File(_)) if keeping.rm => {
            fs::remove_file(path).context("cannot remove the input")
        }
        _ => Ok(()),
    }
}

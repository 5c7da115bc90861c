//! `zstdkit index`.

use std::{
    fs::{File, OpenOptions},
    io::{self, BufReader, Read, Write as _},
    path::Path,
    process::ExitCode,
};

use anyhow::{Context as _, Result, bail};
use zstdkit_seek::{Index, IndexOptions};

use crate::{
    arguments::{
        self,
        place::{Destination, Source},
        usage::WrongUsage,
    },
    flow::{
        commit::Model,
        index::{beside, dictionary},
        inputs::Inputs,
        write::{self, Output},
    },
    report::{
        failure, human,
        progress::Progress,
        tally::{Moved, Tally},
        text::printable,
    },
};

pub(crate) fn run(args: &arguments::Index) -> Result<ExitCode> {
    let mut options =
        IndexOptions::new().level(args.level).window_log_max(args.frames.window_log_max);
    options = options.threads(args.threads as usize);
    if let Some(spacing) = args.spacing {
        options = options.spacing(spacing as u64);
    }
    if let Some(dictionary) = dictionary(args.frames.dict.as_deref())? {
        options = options.dictionary(&dictionary);
    }
    let sources: Vec<_> = args.files.iter().map(|file| Source::File(file.clone())).collect();
    let inputs = Inputs::new(&sources, args.frames.dict.as_deref());
    if args.json && args.output.as_deref().map(Destination::from_arg) == Some(Destination::Stdout) {
        return Err(WrongUsage("--json and the index both want stdout".to_owned()).into());
    }
    let mut tally = Tally::new(("index", ""), (true, true, args.json), args.files.len());
    let outcome = failure::each(&args.files, |path| {
        let source = Source::File(path.clone());
        let begun = Tally::begin(source.name());
        let outcome = index(path, args, &options, &inputs).with_context(|| source.to_string());
        let to = match &args.output {
            _ if args.append => Destination::File(path.clone()),
            Some(output) => Destination::from_arg(output),
            None => Destination::File(beside(path)),
        };
        tally.end_file(
            begun,
            Some(to.name()),
            outcome.as_ref().map(|it| (*it, None)),
            String::new,
        )?;
        outcome.map(drop)
    });
    if let Some(document) = tally.end() {
        write::print(&document)?;
    }
    outcome
}

fn index(
    path: &Path,
    args: &arguments::Index,
    options: &IndexOptions,
    inputs: &Inputs,
) -> Result<Moved> {
    let mut input = Source::File(path.to_owned()).open()?;
    let size = input.remaining()?.unwrap_or(0);
    if args.append && Index::read_appended(&File::open(path)?)?.is_some() {
        bail!("it has an index at its end already");
    }
    let to = match &args.output {
        Some(output) => Destination::from_arg(output),
        None => Destination::File(beside(path)),
    };
    // What can't be written is told before the work, not after.
    let output = match args.append {
        true => None,
        false => Some(Output::create(&to, args.force, inputs, Model::of(input.regular()))?),
    };
    let name = Source::File(path.to_owned()).to_string();
    let progress = Progress::new(args.quiet, "indexing", &name, Some(size));
    let reader = BufReader::with_capacity(1 << 20, input.by_ref());
    let index = options.build_with_progress(reader, |at| progress.read_up_to(at))?;
    drop(progress);
    let mut bytes = Vec::new();
    index.write_to(&mut bytes)?;
    let place = match output {
        Some(output) => {
            output.finish(&bytes)?;
            match &to {
                Destination::File(path) => printable(&path.to_string_lossy()).to_string(),
                Destination::Stdout => {
                    return Ok(Moved { read: size, written: bytes.len() as u64 });
                }
            }
        }
        None => {
            append(path, index.file_size(), &bytes).context("cannot append the index")?;
            "at its end".to_owned()
        }
    };
    failure::done(args.quiet || args.json, || {
        format!(
            "{}: {} with {}, an index of {} in {place}",
            Source::File(path.to_owned()),
            human::size(index.content_size()),
            human::counted(index.len() as u64, "point"),
            human::size(bytes.len() as u64),
        )
    });
    Ok(Moved { read: size, written: bytes.len() as u64 })
}

/// Appends all of it, or leaves the file as it was.
fn append(path: &Path, size: u64, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().append(true).open(path)?;
    if file.metadata()?.len() != size {
        return Err(io::Error::other("the file changed its size meanwhile"));
    }
    let outcome = file.write_all(bytes).and_then(|()| file.sync_data());
    if outcome.is_err() {
        // As well as can be: what failed before may fail again.
        let _ = file.set_len(size);
    }
    outcome
}

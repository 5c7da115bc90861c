//! `zstdkit cat`.

use std::{
    io::{Read as _, Seek as _, SeekFrom},
    ops::Range,
    process::ExitCode,
};

use anyhow::{Context as _, Result, ensure};
use zstdkit_seek::{Index, SeekReader};

use crate::{
    arguments::{
        self,
        place::{Destination, Source},
        range::OpenRange,
        usage::WrongUsage,
    },
    flow::{
        commit::Model,
        index::{dictionary, made_for},
        inputs::Inputs,
        write::{self, Output},
    },
    report::{
        progress::{Progress, Watched},
        tally::{Moved, Tally},
    },
};

pub(crate) fn run(args: &arguments::Cat) -> Result<ExitCode> {
    let dictionary = dictionary(args.frames.dict.as_deref())?;
    let source = Source::File(args.file.clone());
    let inputs = Inputs::new(std::slice::from_ref(&source), args.frames.dict.as_deref());
    let to = args.output.as_deref().map_or(Destination::Stdout, Destination::from_arg);
    if args.json && to == Destination::Stdout {
        return Err(
            WrongUsage("--json and the content both want stdout; -o names a file".into()).into()
        );
    }
    let begun = Tally::begin(source.name());
    let work = || -> Result<u64> {
        let file = source.open()?.into_file();
        let fits = |index: &Index| index.check(&file);
        let mut reader = match made_for(&args.file, &file, args.index.as_deref(), fits)? {
            Some(index) => SeekReader::new(file, index)?,
            None => SeekReader::open(file)?,
        };
        reader = reader.window_log_max(args.frames.window_log_max);
        if let Some(dictionary) = &dictionary {
            reader = reader.dictionary(dictionary);
        }
        let range =
            clip(args.range.unwrap_or(OpenRange { start: 0, end: None }), reader.content_size())?;
        let mut output = Output::create(&to, args.force, &inputs, Model::none())?;
        reader.seek(SeekFrom::Start(range.start))?;
        let length = range.end - range.start;
        let is_drawn = !write::shares_a_terminal(&to);
        let progress = Progress::new(!is_drawn, "reading", &source.to_string(), Some(length));
        std::io::copy(&mut Watched::new(reader.take(length), &progress), &mut output)?;
        drop(progress);
        output.commit()?;
        Ok(length)
    };
    let outcome = work().with_context(|| source.to_string());
    let mut tally = Tally::new(("cat", ""), (true, false, args.json), 1);
    let moved = |written: &u64| (Moved { read: *written, written: *written }, None);
    tally.end_file(begun, Some(to.name()), outcome.as_ref().map(moved), String::new)?;
    if let Some(document) = tally.end() {
        write::print(&document)?;
    }
    outcome.map(|_| ExitCode::SUCCESS)
}

fn clip(range: OpenRange, size: u64) -> Result<Range<u64>> {
    let end = range.end.unwrap_or(size);
    ensure!(
        range.start <= size && end <= size,
        "the range reaches over the content's end at {size}"
    );
    Ok(range.start..end)
}

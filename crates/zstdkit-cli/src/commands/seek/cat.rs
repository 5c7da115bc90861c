//! `zstdkit cat`.

use std::{
    io::{Read as _, Seek as _, SeekFrom},
    ops::Range,
    process::ExitCode,
};

use anyhow::{Context as _, Result, ensure};
use zstdkit_seek::SeekReader;

use crate::{
    arguments::{
        self,
        place::{Destination, Source},
        range::OpenRange,
    },
    flow::{
        commit::Model,
        index::{dictionary, made_for},
        inputs::Inputs,
        write::{self, Output},
    },
    report::progress::{Progress, Watched},
};

pub(crate) fn run(args: &arguments::Cat) -> Result<ExitCode> {
    let dictionary = dictionary(args.dict.as_deref())?;
    let source = Source::File(args.file.clone());
    let inputs = Inputs::new(std::slice::from_ref(&source), args.dict.as_deref());
    let to = args.output.as_deref().map_or(Destination::Stdout, Destination::from_arg);
    let work = || -> Result<()> {
        let file = source.open()?.into_file();
        let mut reader = match made_for(&args.file, &file, args.index.as_deref())? {
            Some(index) => SeekReader::new(file, index)?,
            None => SeekReader::open(file)?,
        };
        reader = reader.window_log_max(args.window_log_max);
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
        output.commit()
    };
    work().with_context(|| source.to_string())?;
    Ok(ExitCode::SUCCESS)
}

fn clip(range: OpenRange, size: u64) -> Result<Range<u64>> {
    let end = range.end.unwrap_or(size);
    ensure!(
        range.start <= size && end <= size,
        "the range reaches over the content's end at {size}"
    );
    Ok(range.start..end)
}

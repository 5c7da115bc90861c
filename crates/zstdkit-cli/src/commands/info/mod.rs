//! `zstdkit info`: what files are made of.

mod facts;
mod frame_facts;
mod map;
mod sequences;
mod text;

use std::{fs::Metadata, process::ExitCode};

use anyhow::{Context as _, Error, Result};
use serde::Serialize;

use crate::{
    arguments::{
        self,
        place::{Destination, Source},
        usage::WrongUsage,
    },
    flow::{
        commit::Model,
        inputs::Inputs,
        open,
        write::{self, Output},
    },
    report::{
        failure,
        json::{self, Name},
    },
};
use facts::{ErrorFacts, FileFacts, IndexFacts, Take, Totals, Walked};

/// From this many bytes of JSON on, they are written.
const TEXT_MAX: usize = 64 << 10;

pub(crate) fn run(args: &arguments::Info) -> Result<ExitCode> {
    if args.sequences {
        return run_sequences(args);
    }
    let map = args.map.as_deref().map(Destination::from_arg);
    if args.json && map == Some(Destination::Stdout) {
        return Err(WrongUsage("--json and --map - both want stdout".to_owned()).into());
    }
    let as_text = !args.json && map != Some(Destination::Stdout);
    let sources = args.files.sources()?;
    let inputs = Inputs::new(&sources, None);
    // What can't be written is told before the work, not after.
    let map =
        map.map(|map| Output::create(&map, args.force, &inputs, Model::none())).transpose()?;
    let Some(map) = map else { return list(args, &sources) };
    // A picture needs all files at once, and so may whatever is shown beside it.
    let mut walked = Vec::new();
    let outcome = failure::each(&sources, |source| {
        let (one, error) = walk(source, true).with_context(|| source.to_string())?;
        walked.push(one);
        complain(source, error)
    })?;
    map.finish(map::draw(&walked).as_bytes())?;
    if !as_text && !args.json {
        return Ok(outcome);
    }
    // What was wrong has been told.
    drop(walked);
    list(args, &sources).map(|_| outcome)
}

/// Shows the files, in memory for one of them at most, or for none of its frames.
fn list(args: &arguments::Info, sources: &[Source]) -> Result<ExitCode> {
    if args.json {
        list_json(args.blocks, sources)
    } else if args.frames || args.blocks {
        list_frames(args.blocks, sources)
    } else {
        list_files(sources)
    }
}

/// A row for each file, and the totals.
fn list_files(sources: &[Source]) -> Result<ExitCode> {
    let mut rows = text::Files::new();
    let mut totals = Totals::new();
    let outcome = failure::each(sources, |source| {
        let walked = read(source, false, &mut |_| Ok(()));
        let (facts, error) = walked.with_context(|| source.to_string())?;
        totals.add_all(&facts.totals);
        rows.row(&source.to_string(), &facts);
        complain(source, error)
    });
    write::print(&rows.render(&totals.finish()))?;
    outcome
}

/// A row for each frame.
fn list_frames(with_blocks: bool, sources: &[Source]) -> Result<ExitCode> {
    let mut gap = "";
    failure::each(sources, |source| {
        let (walked, error) = walk(source, with_blocks).with_context(|| source.to_string())?;
        write::print(&format!("{gap}{}", text::render(&walked, with_blocks)))?;
        gap = "\n";
        complain(source, error)
    })
}

/// All of it for programs, written as it's found: a frame takes a line.
fn list_json(with_blocks: bool, sources: &[Source]) -> Result<ExitCode> {
    #[derive(Serialize)]
    struct File<'a> {
        #[serde(flatten)]
        name: &'a Name,
        #[serde(flatten)]
        facts: &'a FileFacts,
    }
    let (mut document, mut text) = json::Document::begin("info", "files");
    let outcome = failure::each(sources, |source| {
        text += document.separator();
        text += "{\"frames\": [";
        let mut frames = 0_u64;
        let walked = read(source, with_blocks, &mut |frame| {
            text += if frames == 0 { "\n      " } else { ",\n      " };
            frames += 1;
            text += &serde_json::to_string(&frame)?;
            if text.len() >= TEXT_MAX {
                write::print(&text)?;
                text.clear();
            }
            Ok(())
        });
        let (facts, error) = match walked {
            Ok((facts, error)) => (facts, error),
            Err(error) if failure::ReaderGone::is_cause_of(&error) => return Err(error),
            Err(error) => {
                let error_facts = Some(ErrorFacts::of(&error));
                let totals = Totals::new().finish();
                (FileFacts { totals, error: error_facts, ..FileFacts::default() }, Some(error))
            }
        };
        text += if frames == 0 { "], " } else { "\n    ], " };
        let rest = serde_json::to_string_pretty(&File { name: &source.name(), facts: &facts })?;
        // Its opening brace has been written.
        text += rest[1..].trim_start().replace('\n', "\n    ").as_str();
        complain(source, error)
    });
    text += document.end();
    write::print(&text)?;
    outcome
}

/// Lists sequences instead.
fn run_sequences(args: &arguments::Info) -> Result<ExitCode> {
    let dictionary = args.dict.as_deref().map(open::dictionary).transpose()?;
    let sources = args.files.sources()?;
    if !args.json {
        return failure::each(sources, |source| {
            let input = source.open().with_context(|| source.to_string())?;
            write::print(&format!("{source}\n"))?;
            sequences::list(input, dictionary.as_ref(), sequences::Form::Text)
                .with_context(|| source.to_string())
        });
    }
    let (mut document, text) = json::Document::begin("info", "files");
    write::print(&text)?;
    let outcome = failure::each(sources, |source| {
        write::print(&format!("{}{{\"blocks\": [", document.separator()))?;
        let listed = source
            .open()
            .and_then(|input| sequences::list(input, dictionary.as_ref(), sequences::Form::Json));
        #[derive(Serialize)]
        struct End {
            #[serde(flatten)]
            name: Name,
            error: Option<ErrorFacts>,
        }
        let error = listed.as_ref().err().map(ErrorFacts::of);
        let end = serde_json::to_string(&End { name: source.name(), error })?;
        write::print(&format!("\n    ], {}", &end[1..]))?;
        listed.with_context(|| source.to_string())
    });
    write::print(document.end())?;
    outcome
}

/// What ended the walk, if anything did.
fn complain(source: &Source, error: Option<Error>) -> Result<()> {
    error.map_or(Ok(()), |error| Err(error).with_context(|| source.to_string()))
}

/// Walks a file, and keeps its frames.
fn walk(source: &Source, with_blocks: bool) -> Result<(Walked, Option<Error>)> {
    let mut frames = Vec::new();
    let (facts, error) = read(source, with_blocks, &mut |frame| {
        frames.push(frame);
        Ok(())
    })?;
    Ok((Walked { file: source.to_string(), frames, facts }, error))
}

/// Walks a file: what was found, and what ended the walk before the file's end.
fn read(source: &Source, with_blocks: bool, take: Take<'_>) -> Result<(FileFacts, Option<Error>)> {
    let mut input = source.open()?;
    let begins = input.remaining()? == input.regular().map(Metadata::len);
    if input.regular().is_some() && begins {
        let (mut facts, error) = FileFacts::of_file(input, with_blocks, take)?;
        if error.is_none()
            && facts.index.is_none()
            && let Source::File(path) = source
        {
            facts.index = IndexFacts::beside(path);
        }
        Ok((facts, error))
    } else {
        FileFacts::of_stream(input, with_blocks, take)
    }
}

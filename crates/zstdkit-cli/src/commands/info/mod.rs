//! `zstdkit info`: what files are made of.

mod facts;
mod map;
mod sequences;
mod text;

use std::process::ExitCode;

use anyhow::{Context as _, Error, Result};
use serde::Serialize;

use crate::{
    arguments::{
        self,
        place::{Destination, Source},
        usage::WrongUsage,
    },
    flow::{
        inputs::Inputs,
        open,
        write::{self, Output},
    },
    report::failure,
};
use facts::FileFacts;

#[derive(Serialize)]
struct Document {
    files: Vec<FileFacts>,
}

pub(crate) fn run(args: &arguments::Info) -> Result<ExitCode> {
    if args.sequences {
        return run_sequences(args);
    }
    let map = args.map.as_deref().map(Destination::from_arg);
    let as_text = !args.json && map != Some(Destination::Stdout);
    if args.json && map == Some(Destination::Stdout) {
        return Err(WrongUsage("--json and --map - both want stdout".to_owned()).into());
    }
    let with_blocks = args.blocks || args.json || map.is_some();
    let sources = args.files.sources()?;
    let inputs = Inputs::new(&sources, None);
    // What can't be written is told before the work, not after.
    let map = map.map(|map| Output::create(&map, args.force, &inputs, None)).transpose()?;
    let mut document = Document { files: Vec::new() };
    let outcome = failure::each(sources, |source| {
        let (facts, error) = read(&source, with_blocks).with_context(|| source.to_string())?;
        if as_text {
            let gap = if document.files.is_empty() { "" } else { "\n" };
            write::print(&format!("{gap}{}", text::render(&facts, args.blocks)))?;
        }
        // Text has been shown; what else is asked for needs all files.
        let kept = if args.json || map.is_some() { facts } else { FileFacts::default() };
        document.files.push(kept);
        match error {
            Some(error) => Err(error).with_context(|| source.to_string()),
            None => Ok(()),
        }
    })?;
    if args.json {
        write::print(&(serde_json::to_string_pretty(&document)? + "\n"))?;
    }
    if let Some(map) = map {
        map.finish(map::draw(&document.files).as_bytes())?;
    }
    Ok(outcome)
}

/// Lists sequences instead.
fn run_sequences(args: &arguments::Info) -> Result<ExitCode> {
    let dictionary = args.dict.as_deref().map(open::dictionary).transpose()?;
    failure::each(args.files.sources()?, |source| {
        let input = source.open().with_context(|| source.to_string())?;
        write::print(&format!("{source}\n"))?;
        sequences::list(input, dictionary.as_ref()).with_context(|| source.to_string())
    })
}

/// Walks a file: what was found, and what ended the walk before the file's end.
fn read(source: &Source, with_blocks: bool) -> Result<(FileFacts, Option<Error>)> {
    let mut input = source.open()?;
    let begins = input.remaining()? == input.regular().map(std::fs::Metadata::len);
    if input.regular().is_some() && begins {
        FileFacts::of_file(source.to_string(), input, with_blocks)
    } else {
        FileFacts::of_stream(source.to_string(), input, with_blocks)
    }
}

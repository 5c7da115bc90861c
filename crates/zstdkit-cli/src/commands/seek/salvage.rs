//! `zstdkit salvage`.

use std::process::ExitCode;

use anyhow::{Context as _, Error, Result, anyhow};
use serde_json::{Value, json};
use zstdkit_seek::{Hole, Index, Report};

use crate::{
    arguments::{
        self,
        place::{Destination, Source},
        usage::WrongUsage,
    },
    flow::{
        commit::Model,
        index::{dictionary, made_for, options},
        inputs::Inputs,
        write::{self, Output},
    },
    report::{
        failure, human,
        json::Document,
        progress::{Progress, Watched},
    },
};

/// Holes that are told one by one.
const TOLD_MAX: usize = 100;

pub(crate) fn run(args: &arguments::Salvage) -> Result<ExitCode> {
    let dictionary = dictionary(args.frames.dict.as_deref())?;
    let source = Source::File(args.file.clone());
    let inputs = Inputs::new(std::slice::from_ref(&source), args.frames.dict.as_deref());
    let to = Destination::from_arg(&args.output);
    let file = source.open().with_context(|| source.to_string())?.into_file();
    let work = || -> Result<_> {
        // A file cut short is still the one that was indexed, as far as it goes.
        let fits = |index: &Index| index.check_what_is_there(&file);
        let index = made_for(&args.file, &file, args.index.as_deref(), fits)?;
        let mut output =
            Output::create(&to, args.force, &inputs, Model::of(file.metadata().ok().as_ref()))?;
        let options = options(dictionary.as_ref(), args.frames.window_log_max);
        let quiet = args.quiet || write::shares_a_terminal(&to);
        let total = index.as_ref().map(Index::content_size);
        let progress = Progress::new(quiet, "salvaging", &source.to_string(), total);
        let watched = Watched::new(&mut output, &progress);
        let report = options.salvage(&file, index.as_ref(), !args.skip_holes, watched)?;
        drop(progress);
        output.commit()?;
        Ok(report)
    };
    if args.json && to == Destination::Stdout {
        return Err(
            WrongUsage("--json and the content both want stdout; -o names a file".into()).into()
        );
    }
    let outcome = work().with_context(|| source.to_string());
    if args.json {
        write::print(&document(&source, &to, outcome.as_ref())?)?;
    }
    let report = outcome?;
    for hole in report.holes.iter().take(TOLD_MAX) {
        let state = if hole.is_written { "doubtful" } else { "missing" };
        failure::report(&anyhow!(
            "{source}: bytes {} to {} of the content are {state}: {} to {} of the file are damaged, {}",
            hole.content.start,
            hole.content.end,
            hole.compressed.start,
            hole.compressed.end,
            hole.problem
        ));
    }
    if report.holes.len() > TOLD_MAX {
        failure::report(&anyhow!("{source}: and so are {} more", report.holes.len() - TOLD_MAX));
    }
    failure::done(args.quiet || args.json || to == Destination::Stdout, || {
        format!(
            "{source}: {} sound, {} written, {}",
            human::size(report.sound),
            human::size(report.written),
            human::counted(report.holes.len() as u64, "hole"),
        )
    });
    Ok(if report.is_sound() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What was found, for programs.
fn document(source: &Source, to: &Destination, found: Result<&Report, &Error>) -> Result<String> {
    let (output, output_bytes) = to.name().into_parts();
    let report = found.ok();
    let hole = |hole: &Hole| {
        json!({
            "start": hole.content.start,
            "end": hole.content.end,
            "file_start": hole.compressed.start,
            "file_end": hole.compressed.end,
            "is_written": hole.is_written,
            "problem": hole.problem.to_string(),
        })
    };
    let mut entry = serde_json::to_value(source.name())?;
    let rest = json!({
        "output": output,
        "sound": report.map(|it| it.sound),
        "written": report.map(|it| it.written),
        "holes": report.map_or_else(Vec::new, |it| it.holes.iter().map(hole).collect()),
        "error": found.err().map(|it| json!({ "offset": null, "message": failure::one_line(it) })),
    });
    if let (Some(entry), Value::Object(rest)) = (entry.as_object_mut(), rest) {
        entry.extend(rest);
        entry.extend(output_bytes.map(|bytes| ("output_bytes".to_owned(), bytes.into())));
    }
    let (mut document, text) = Document::begin("salvage", "files");
    Ok(text + &document.entry(&entry)? + document.end())
}

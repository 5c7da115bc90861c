//! `zstdkit train`: a dictionary from samples, and whether it pays.

mod gather;
mod plot;
mod report;

use std::{ops::ControlFlow, process::ExitCode, time::Instant};

use anyhow::{Context as _, Result};
use serde_json::Value;
use zstdkit_dict::{
    Cover, Evaluation, FastCover, Legacy, MIN_DICT_SIZE, Samples, TrainOptions, Training,
    evaluate_samples, suggested_size,
};

use crate::{
    arguments::{self, Algorithm, place::Destination, usage::WrongUsage},
    flow::{
        commit::Model,
        inputs::Inputs,
        write::{self, Output},
    },
    report::{failure, human, json, progress::Progress, text::printable},
};
use plot::Point;

/// Where a dictionary goes unless told otherwise, as with zstd's own command.
const DEFAULT_NAME: &str = "dictionary";

/// The curve shows these many times the size asked for, beside that size itself.
const CURVE: [f64; 6] = [1.0 / 32.0, 1.0 / 16.0, 1.0 / 8.0, 1.0 / 4.0, 1.0 / 2.0, 2.0];

pub(crate) fn run(args: &arguments::Train) -> Result<ExitCode> {
    if args.search && args.algorithm == Algorithm::Legacy {
        return Err(WrongUsage("the legacy algorithm has nothing to --search for".into()).into());
    }
    if args.plot.is_some() && args.hold_back == 0 {
        return Err(WrongUsage("--plot draws what samples held back compress to".into()).into());
    }
    let to = args.output.as_deref().unwrap_or(DEFAULT_NAME.as_ref());
    let destination = Destination::from_arg(to);
    let plot = args.plot.as_deref().map(Destination::from_arg);
    if plot.as_ref().is_some_and(|plot| plot.is_same_as(&destination)) {
        let both = "the dictionary and --plot's picture would go to one place; name two";
        return Err(WrongUsage(both.into()).into());
    }
    let stdout_is_taken = destination == Destination::Stdout || plot == Some(Destination::Stdout);
    if args.json && stdout_is_taken {
        return Err(WrongUsage("--json and what is made both want stdout".into()).into());
    }
    let say = |text: &str| {
        failure::done(args.quiet || args.json || stdout_is_taken, || text.trim_end().to_owned());
    };
    let sources = gather::sources(args)?;
    let inputs = Inputs::new(&sources, None);
    // What can't be written is told before the work, not after.
    let file = Output::create(&destination, args.force, &inputs, Model::no_wider_than(&sources))?;
    let plot =
        plot.map(|plot| Output::create(&plot, args.force, &inputs, Model::none())).transpose()?;

    let gathered = gather::gather(args, &sources)?;
    let (samples, held_back) = match args.hold_back {
        0 => (Samples::collect(gathered.samples())?, Samples::default()),
        every => Samples::collect_split(gathered.samples(), every)?,
    };
    let hint = gathered.hint();
    if let Some(told) = gathered.told() {
        say(told);
    }
    drop(gathered);
    let size = args.size.unwrap_or_else(|| suggested_size(&samples));
    let start = Instant::now();
    let training =
        with_progress(args, |options| options.size(size).train_samples(&samples)).context(hint)?;
    let dictionary = &training.dictionary;
    file.finish(dictionary.content())?;
    say(&format!(
        "{}: {}, id {}, from {} ({}) in {}{}\n",
        printable(&to.to_string_lossy()),
        human::size(dictionary.content().len() as u64),
        dictionary.id(),
        human::counted(samples.len() as u64, "sample"),
        human::size(samples.total_size() as u64),
        human::time(start.elapsed()),
        chosen(&training),
    ));
    let (output, output_bytes) = destination.name().into_parts();
    let mut made = serde_json::json!({
        "output": output,
        "size": dictionary.content().len(),
        "dictionary_id": dictionary.id(),
        "samples": samples.len(),
        "samples_size": samples.total_size(),
        "seconds": start.elapsed().as_secs_f64(),
        "held_back": null,
    });
    if let Some(bytes) = output_bytes {
        made["output_bytes"] = bytes.into();
    }
    let print = |made: &Value| -> Result<ExitCode> {
        if args.json {
            write::print(&json::whole("train", made)?)?;
        }
        Ok(ExitCode::SUCCESS)
    };
    if held_back.is_empty() {
        say("No samples were held back, so that nothing is known of its effect.\n");
        return print(&made);
    }

    let evaluation = evaluate_samples(dictionary, &held_back, args.level)?;
    say(&report::evaluation(&evaluation));
    made["held_back"] = serde_json::json!({
        "samples": evaluation.samples,
        "size": evaluation.size,
        "compressed": evaluation.without.compressed_size,
        "compressed_with_dictionary": evaluation.with.compressed_size,
        "saving": evaluation.saving(),
    });
    if let Some(plot) = plot {
        let points = curve(args, size, (&samples, &held_back), &evaluation);
        say(&report::curve(evaluation.size, &points));
        let picture = plot::draw(&held_back, &points, evaluation.dictionary_size as u64);
        plot.finish(picture.as_bytes())?;
    }
    print(&made)
}

/// No dictionary, that which was judged, and dictionaries of several sizes around it.
fn curve(
    args: &arguments::Train,
    size: usize,
    (samples, held_back): (&Samples<'_>, &Samples<'_>),
    judged: &Evaluation,
) -> Vec<Point> {
    let mut points = vec![
        Point { dictionary_size: 0, compressed: judged.without.compressed_size },
        Point {
            dictionary_size: judged.dictionary_size as u64,
            compressed: judged.with.compressed_size,
        },
    ];
    let sizes = CURVE.map(|times| (size as f64 * times) as usize);
    let sizes = sizes.into_iter().filter(|it| (MIN_DICT_SIZE..=samples.total_size()).contains(it));
    // Where no other size makes a dictionary, there are two points.
    if let Ok(curve) = with_progress(args, |options| options.size_curve(sizes, samples, held_back))
    {
        points.extend(curve.points.into_iter().map(|point| Point {
            dictionary_size: point.dictionary.content().len() as u64,
            compressed: point.compressed_size,
        }));
    }
    points.sort_by_key(|point| point.dictionary_size);
    points.dedup_by_key(|point| point.dictionary_size);
    points
}

/// Does work with the options asked for; on a terminal, a line shows how far it is.
fn with_progress<T>(
    args: &arguments::Train,
    work: impl FnOnce(TrainOptions) -> zstdkit_dict::Result<T>,
) -> zstdkit_dict::Result<T> {
    let name = args.output.as_deref().unwrap_or(DEFAULT_NAME.as_ref()).to_string_lossy();
    let progress = Progress::new(args.quiet, "training", &name, None);
    work(options(args).progress(move |at| {
        let percent = (at.fraction * 100.0).floor();
        progress.note(format!("{percent} %, {} of {} tried", at.done, at.total));
        ControlFlow::Continue(())
    }))
}

fn options(args: &arguments::Train) -> TrainOptions {
    let options =
        TrainOptions::new().level(args.level).threads(args.threads as usize).dictionary_id(args.id);
    match (args.algorithm, args.search) {
        (Algorithm::FastCover, true) => options.fast_cover(FastCover::new()),
        (Algorithm::FastCover, false) => options,
        (Algorithm::Cover, true) => options.cover(Cover::new()),
        (Algorithm::Cover, false) => options.cover(Cover::new().d(8).steps(4)),
        (Algorithm::Legacy, _) => options.legacy(Legacy::new()),
    }
}

/// What a search chose.
fn chosen(training: &Training) -> String {
    training.chosen().map_or(String::new(), |candidate| {
        let tried = training.candidates.len() as u64;
        let (k, d) = (candidate.k, candidate.d);
        format!(" (k {k}, d {d}, the best of {})", human::counted(tried, "candidate"))
    })
}

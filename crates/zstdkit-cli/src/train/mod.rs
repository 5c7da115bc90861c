//! `zstdkit train`: a dictionary from samples, and whether it pays.

mod gather;
mod judge;
mod plot;

use std::{io::IsTerminal as _, ops::ControlFlow, process::ExitCode, time::Instant};

use anyhow::{Context as _, Result};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use zstdkit_dict::{
    Cover, DEFAULT_DICT_SIZE, FastCover, Legacy, MIN_DICT_SIZE, Samples, TrainOptions, Training,
};

use crate::{
    args::{self, Algorithm},
    failure::{WrongUsage, printable},
    human,
    output::{self, Destination, Output},
};
use judge::{Judge, Point};

/// Where a dictionary goes unless told otherwise, as with zstd's own command.
const DEFAULT_NAME: &str = "dictionary";

/// Without a size given, the samples hold this many times as much as the dictionary.
const SAMPLES_PER_DICTIONARY: u64 = 10;

/// The curve shows these many times the size asked for.
const CURVE: [f64; 7] = [1.0 / 32.0, 1.0 / 16.0, 1.0 / 8.0, 1.0 / 4.0, 1.0 / 2.0, 1.0, 2.0];

pub(crate) fn run(args: &args::Train) -> Result<ExitCode> {
    if args.search && args.algorithm == Algorithm::Legacy {
        return Err(WrongUsage("the legacy algorithm has nothing to --search for".into()).into());
    }
    if args.plot.is_some() && args.hold_back == 0 {
        return Err(WrongUsage("--plot draws what samples held back compress to".into()).into());
    }
    let to = args.output.as_deref().unwrap_or(DEFAULT_NAME.as_ref());
    let destination = Destination::from_arg(to);
    let plot = args.plot.as_deref().map(Destination::from_arg);
    let stdout_is_taken = destination == Destination::Stdout || plot == Some(Destination::Stdout);
    let say = |text: &str| if args.quiet || stdout_is_taken { Ok(()) } else { output::print(text) };
    // What can't be written is told before the work, not after.
    let file = Output::create(&destination, args.force, None)?;
    let plot = plot.map(|plot| Output::create(&plot, args.force, None)).transpose()?;

    let gathered = gather::gather(args)?;
    let size = args.size.unwrap_or_else(|| default_size(gathered.size()));
    let (samples, held_back) = match args.hold_back {
        0 => (Samples::collect(gathered.samples())?, Samples::collect([[0; 0]; 0])?),
        every => Samples::collect_split(gathered.samples(), every)?,
    };
    let hint = gathered.hint();
    drop(gathered);
    let start = Instant::now();
    let training = train(args, size, &samples).context(hint)?;
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
    ))?;
    if held_back.is_empty() {
        return say("No samples were held back, so that nothing is known of its effect.\n")
            .map(|()| ExitCode::SUCCESS);
    }

    let judge = Judge::new(args, &held_back);
    let without = judge.compressed(None)?;
    let with = judge.compressed(Some(dictionary))?;
    say(&judge.text(without, with, dictionary))?;
    if let Some(plot) = plot {
        let nothing = Point { dictionary_size: 0, compressed: without };
        let points = curve(args, size, &samples, &judge, nothing)?;
        say(&judge.table(&points))?;
        let chosen = dictionary.content().len() as u64;
        let picture = plot::draw(&judge, &points, chosen);
        plot.finish(picture.as_bytes())?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Trains dictionaries of several sizes around `size`; the first point is no dictionary at all.
fn curve(
    args: &args::Train,
    size: usize,
    samples: &Samples<'_>,
    judge: &Judge,
    nothing: Point,
) -> Result<Vec<Point>> {
    let mut points = vec![nothing];
    for size in CURVE.map(|times| (size as f64 * times) as usize) {
        if size < MIN_DICT_SIZE || size > samples.total_size() {
            continue;
        }
        // A size at which these samples make no dictionary is no point of the curve.
        let Ok(training) = train(args, size, samples) else { continue };
        let compressed = judge.compressed(Some(&training.dictionary))?;
        let dictionary_size = training.dictionary.content().len() as u64;
        points.push(Point { dictionary_size, compressed });
    }
    points.sort_by_key(|point| point.dictionary_size);
    points.dedup_by_key(|point| point.dictionary_size);
    Ok(points)
}

/// 100 KiB, or less where there is too little to fill that.
fn default_size(samples: u64) -> usize {
    let fitting = usize::try_from(samples / SAMPLES_PER_DICTIONARY).unwrap_or(usize::MAX);
    fitting.clamp(MIN_DICT_SIZE, DEFAULT_DICT_SIZE)
}

fn train(args: &args::Train, size: usize, samples: &Samples<'_>) -> Result<Training> {
    let mut options = TrainOptions::new()
        .size(size)
        .level(args.level)
        .threads(args.threads as usize)
        .dictionary_id(args.id);
    options = match (args.algorithm, args.search) {
        (Algorithm::FastCover, true) => options.fast_cover(FastCover::new()),
        (Algorithm::FastCover, false) => options,
        (Algorithm::Cover, true) => options.cover(Cover::new()),
        (Algorithm::Cover, false) => options.cover(Cover::new().d(8).steps(4)),
        (Algorithm::Legacy, _) => options.legacy(Legacy::new()),
    };
    let bar = progress_bar(args.quiet);
    let reported = bar.clone();
    let options = options.progress(move |progress| {
        reported.set_length(progress.total as u64);
        reported.set_position(progress.done as u64);
        ControlFlow::Continue(())
    });
    let outcome = options.train_samples(samples);
    bar.finish_and_clear();
    Ok(outcome?)
}

/// Shown on a terminal only.
fn progress_bar(quiet: bool) -> ProgressBar {
    let target = if quiet || !std::io::stderr().is_terminal() {
        ProgressDrawTarget::hidden()
    } else {
        ProgressDrawTarget::stderr()
    };
    let bar = ProgressBar::with_draw_target(Some(1), target);
    // The template is ours and correct; the default one would do as well.
    if let Ok(style) = ProgressStyle::with_template("training {bar:40} {pos}/{len} {eta}") {
        bar.set_style(style);
    }
    bar
}

/// What a search chose.
fn chosen(training: &Training) -> String {
    training.chosen().map_or(String::new(), |candidate| {
        let tried = training.candidates.len() as u64;
        let (k, d) = (candidate.k, candidate.d);
        format!(" (k {k}, d {d}, the best of {})", human::counted(tried, "candidate"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_samples_make_small_dictionaries() {
        assert_eq!(default_size(0), MIN_DICT_SIZE);
        assert_eq!(default_size(100_000), 10_000);
        assert_eq!(default_size(1 << 40), DEFAULT_DICT_SIZE);
    }
}

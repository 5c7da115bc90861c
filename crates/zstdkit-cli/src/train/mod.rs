//! `zstdkit train`: a dictionary from samples, and whether it pays.

mod gather;
mod plot;

use std::{io::IsTerminal as _, ops::ControlFlow, process::ExitCode, time::Instant};

use anyhow::{Context as _, Result, bail};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use zstdkit::{CompressOptions, Dictionary};
use zstdkit_dict::{
    Cover, DEFAULT_DICT_SIZE, FastCover, Legacy, MIN_DICT_SIZE, Samples, TrainOptions, Training,
};
use zstdkit_segments::{BatchCompressor, BufferWithSegments};

use crate::{
    args::{self, Algorithm},
    failure::{WrongUsage, printable},
    human,
    output::{self, Destination, Output},
    table::{
        Align::{Left, Right},
        Table,
    },
};

/// Where a dictionary goes unless told otherwise, as with zstd's own command.
const DEFAULT_NAME: &str = "dictionary";

/// Without a size given, the samples hold this many times as much as the dictionary.
const SAMPLES_PER_DICTIONARY: u64 = 10;

/// The curve shows these many times the size asked for.
const CURVE: [f64; 7] = [1.0 / 32.0, 1.0 / 16.0, 1.0 / 8.0, 1.0 / 4.0, 1.0 / 2.0, 1.0, 2.0];

/// What a dictionary of some size makes of the samples held back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Point {
    dictionary_size: u64,
    compressed: u64,
}

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
    // An output that can't be written is told before the work, not after.
    let mut file = Output::create(&destination, args.force, None)?;

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
    std::io::Write::write_all(&mut file, dictionary.content())?;
    file.commit()?;
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

    let judge = Judge::new(args, &held_back)?;
    let without = judge.compressed(None)?;
    let with = judge.compressed(Some(dictionary))?;
    say(&judge.text(without, with, dictionary))?;
    if let Some(plot) = &plot {
        let mut points = vec![Point { dictionary_size: 0, compressed: without }];
        for times in CURVE {
            let size = (size as f64 * times) as usize;
            if size < MIN_DICT_SIZE || size > samples.total_size() {
                continue;
            }
            let trained = train(args, size, &samples)
                .with_context(|| format!("a dictionary of {}", human::size(size as u64)))?;
            let dictionary = trained.dictionary;
            let compressed = judge.compressed(Some(&dictionary))?;
            let dictionary_size = dictionary.content().len() as u64;
            points.push(Point { dictionary_size, compressed });
        }
        points.sort_by_key(|point| point.dictionary_size);
        points.dedup_by_key(|point| point.dictionary_size);
        say(&judge.curve(&points))?;
        let chosen = dictionary.content().len() as u64;
        let picture = plot::draw(judge.size, judge.items.len() as u64, &points, chosen);
        output::write_whole(plot, args.force, picture.as_bytes())?;
    }
    Ok(ExitCode::SUCCESS)
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

/// Compresses samples that no training has seen.
struct Judge {
    items: BufferWithSegments,
    size: u64,
    options: CompressOptions,
    threads: usize,
}

impl Judge {
    fn new(args: &args::Train, held_back: &Samples<'_>) -> Result<Self> {
        let items = BufferWithSegments::from_items(held_back);
        if items.is_empty() {
            bail!("no samples were held back");
        }
        let size = items.size() as u64;
        let options = CompressOptions::new().level(args.level);
        Ok(Self { items, size, options, threads: args.threads as usize })
    }

    /// What all of them take, each compressed by itself.
    fn compressed(&self, dictionary: Option<&Dictionary>) -> Result<u64> {
        let mut options = self.options.clone();
        if let Some(dictionary) = dictionary {
            options = options.dictionary(dictionary);
        }
        let mut compressor = BatchCompressor::new(&options)?.threads(self.threads);
        Ok(compressor.compress(&self.items)?.size() as u64)
    }

    fn text(&self, without: u64, with: u64, dictionary: &Dictionary) -> String {
        let mut table = Table::new([
            ("held back", Left),
            ("size", Right),
            ("ratio", Right),
            ("bytes per sample", Right),
        ]);
        let count = self.items.len() as u64;
        for (name, size) in
            [("as they are", self.size), ("compressed", without), ("with the dictionary", with)]
        {
            table.row([
                name.to_owned(),
                size.to_string(),
                human::ratio(self.size, size),
                format!("{:.1}", size as f64 / count as f64),
            ]);
        }
        let verdict = if with < without {
            let saved = (without - with) as f64 / count as f64;
            let samples = (dictionary.content().len() as f64 / saved).ceil() as u64;
            format!(
                "It saves {:.1} % of what they take without it: as much as its own size after {}.\n",
                100.0 * (without - with) as f64 / without as f64,
                human::counted(samples, "sample"),
            )
        } else {
            "It doesn't pay: samples that it wasn't trained on take no less with it.\n".to_owned()
        };
        format!(
            "{}, held back from training:\n{}{verdict}",
            human::counted(count, "sample"),
            table.render("  ")
        )
    }

    fn curve(&self, points: &[Point]) -> String {
        let mut table = Table::new([("dictionary", Right), ("size", Right), ("ratio", Right)]);
        for point in points {
            table.row([
                point.dictionary_size.to_string(),
                point.compressed.to_string(),
                human::ratio(self.size, point.compressed),
            ]);
        }
        format!("The same with dictionaries of other sizes:\n{}", table.render("  "))
    }
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

//! `zstdkit bench`: a file's way through all of it, and what each step costs.
//!
//! The whole file is compressed at several levels, inspected and decompressed; its records are
//! compressed one by one and in batches, without a dictionary and with one, which is given, or
//! trained on a part of them. Everything that is measured is compared with the original as well.

mod dictionary;
mod document;
pub(crate) mod measure;
mod plot;
mod records;
mod whole;

use std::{
    process::ExitCode,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};
use zstdkit_segments::BufferWithSegments;

use crate::{
    arguments::{
        self,
        place::{Destination, Source},
        records::{Cut, Delimiter},
        usage::WrongUsage,
    },
    flow::{
        commit::Model,
        inputs::Inputs,
        write::{self, Output},
    },
    report::{
        failure, human, json,
        progress::{self, Progress},
    },
};
use dictionary::{Named, Origin, Training};
use document::Found;

/// What is read of a file at most: it's held in memory several times over.
const LARGEST: u64 = 1 << 30;

/// For each second, what is read of a file at most: more could not be measured.
const READ_PER_SECOND: f64 = 64e6;

/// So much is read however little time there is.
const LEAST: u64 = 16 << 20;

pub(crate) fn run(args: &arguments::Bench) -> Result<ExitCode> {
    let plot = args.plot.as_deref().map(Destination::from_arg);
    if plot.is_some() && args.files.len() > 1 {
        return Err(WrongUsage("--plot draws one file, and several were given".into()).into());
    }
    if args.json && plot == Some(Destination::Stdout) {
        return Err(WrongUsage("--json and --plot - both want stdout".into()).into());
    }
    // Those that can't be read have an entry each, too.
    let given = args.dict.as_deref().map(Named::read).transpose()?;
    let sources: Vec<Source> = args.files.iter().map(|file| Source::from_arg(file)).collect();
    // What can't be written is told before the work, not after.
    let inputs = Inputs::new(&sources, args.dict.as_deref());
    let stdout_is_taken = args.json || plot == Some(Destination::Stdout);
    let plot =
        plot.map(|plot| Output::create(&plot, args.force, &inputs, Model::none())).transpose();
    let mut plot = match sources.as_slice() {
        [only] => plot.with_context(|| only.to_string())?,
        _ => plot?,
    };
    let seconds = args.seconds / sources.len() as f64;
    let (mut document, mut text) = json::Document::begin("bench", "files");
    let mut gap = "";
    let outcome = failure::each(&sources, |source| {
        let origin = match &given {
            Some(given) => Origin::Given(given.clone()),
            None => Origin::Trained(Training { size: args.size, seconds, level: args.level }),
        };
        let say = |text: &str| {
            if stdout_is_taken { Ok(()) } else { progress::aside(|| write::print(text)) }
        };
        say(gap)?;
        gap = "\n";
        let found = bench(args, source, origin, seconds, &say);
        if args.json {
            text += &document.entry(&document::File::new(source.name(), found.as_ref()))?;
        }
        let found = found.with_context(|| source.to_string())?;
        match plot.take() {
            Some(plot) => plot
                .finish(plot::draw(&source.to_string(), &found.heading, &found.records).as_bytes()),
            None => Ok(()),
        }
    });
    if args.json {
        text += document.end();
        write::print(&text)?;
    }
    outcome
}

fn bench(
    args: &arguments::Bench,
    source: &Source,
    origin: Origin,
    seconds: f64,
    say: &dyn Fn(&str) -> Result<()>,
) -> Result<Found> {
    let start = Instant::now();
    let progress = Progress::new(false, "measuring", &source.to_string(), None);
    let mut input = source.open()?;
    let limit = ((seconds * READ_PER_SECOND) as u64).clamp(LEAST, LARGEST);
    let data = input.read_up_to(limit).context("cannot read")?;
    if data.is_empty() {
        bail!("is empty: there is nothing to measure");
    }
    let budget = Duration::from_secs_f64(seconds);
    let size = data.len() as u64;
    let of = match input.remaining()? {
        Some(0) => "",
        None if size < limit => "",
        _ => ", the first part of it",
    };
    say(&format!("{source}: {}, {}{of}\n", human::size(size), human::counted(size, "byte")))?;
    if let Origin::Given(dictionary) = &origin {
        say(&format!("{}\n", dictionary.description()))?;
    }

    let levels = args.levels.as_ref().map(|levels| &levels.0[..]);
    let whole = whole::measure(&data, budget.mul_f64(whole::SHARE), levels, &progress)?;
    let what = match whole.size {
        all if all == size && of.is_empty() => "The whole file".to_owned(),
        part => format!("The first {} of it", human::size(part)),
    };
    say(&format!("\n{what}, one call, one thread:\n"))?;
    say(&whole.table())?;
    say(&format!("\nThe frame of level {}:\n", whole.shown_level))?;
    say(&whole.inspection)?;

    progress.note("records");
    let plan = records::Plan {
        level: args.level,
        threads: thread_counts(args.threads),
        budget: budget.saturating_sub(start.elapsed()),
        origin,
    };
    let (cut, heading) = cut(data, &args.records, plan.most_records())?;
    let heading = format!("{heading}, level {}", args.level);
    say(&format!("\n{heading}:\n"))?;
    let records = records::measure(&cut, plan)?;
    say(&records.text())?;
    say(&format!(
        "\nAll bytes came back: {} at {} and {} in {} ways.\n",
        human::size(whole.size),
        human::counted(whole.levels() as u64, "level"),
        human::counted(records.items, "record"),
        records.ways(),
    ))?;
    Ok(Found { size, whole, heading, records })
}

/// Cuts `data` into `most` records at most, and says what they are.
fn cut(
    mut data: Vec<u8>,
    delimiter: &Delimiter,
    most: usize,
) -> Result<(BufferWithSegments, String)> {
    let cut = Cut::After(delimiter.clone());
    // Before the table of records is made, which may take many times what the data do.
    let taken = cut.end_of_first(&data, most);
    let is_all = taken == data.len();
    if !is_all {
        data.truncate(taken);
        data.shrink_to_fit();
    }
    let records = cut.apply(data)?;
    let count = records.len() as u64;
    let how_many = human::counted(count, "record");
    let how_many = if is_all {
        how_many
    } else {
        format!("only the first {how_many} ({} of the file)", human::size(taken as u64))
    };
    let how = match records.iter().next() {
        // As a delimiter typed wrongly: what follows is no measure of records.
        Some(only) if count == 1 && !delimiter.ends(only.as_bytes()) => {
            format!("for {delimiter} occurs nowhere")
        }
        _ => cut.to_string(),
    };
    let each = human::counted(taken as u64 / count.max(1), "byte");
    Ok((records, format!("{how_many}, {how}, {each} on average")))
}

/// 1, 2, 4 ... and the most.
fn thread_counts(most: u32) -> Vec<usize> {
    let most = match most {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        most => most as usize,
    };
    let mut counts: Vec<usize> = std::iter::successors(Some(1), |count| Some(count * 2))
        .take_while(|it| *it < most)
        .collect();
    counts.push(most);
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_records_are_cut_than_can_be_used() {
        let heading = |data: &str, most| {
            let (records, heading) = cut(data.into(), &"-".parse().unwrap(), most).unwrap();
            assert!(records.len() <= most);
            assert!(data.as_bytes().starts_with(records.as_bytes()));
            heading
        };
        let whole = "3 records, cut after each \"-\", 4 bytes on average";
        assert_eq!(heading("one-two-6789", 3), whole);
        assert_eq!(
            heading("one-two-6789", 2),
            "only the first 2 records (8 B of the file), cut after each \"-\", 4 bytes on average"
        );
        assert_eq!(heading("------", 6), "6 records, cut after each \"-\", 1 byte on average");
        assert!(heading("------", 5).starts_with("only the first 5 records (5 B of the file)"));
    }

    #[test]
    fn thread_counts_double_up_to_the_most() {
        assert_eq!(thread_counts(1), [1]);
        assert_eq!(thread_counts(2), [1, 2]);
        assert_eq!(thread_counts(6), [1, 2, 4, 6]);
        assert_eq!(thread_counts(8), [1, 2, 4, 8]);
        assert_eq!(thread_counts(0)[0], 1);
    }
}

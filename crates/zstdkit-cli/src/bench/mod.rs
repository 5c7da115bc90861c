//! `zstdkit bench`: a file's way through all of it, and what each step costs.
//!
//! The whole file is compressed at several levels, inspected and decompressed; its records are
//! compressed one by one and in batches, with a dictionary trained on a part of them and without.
//! Everything that is measured is compared with the original as well.

mod measure;
mod plot;
mod records;
mod whole;

use std::{process::ExitCode, time::Duration};

use anyhow::{Context as _, Result, bail};

use crate::{
    args, human,
    input::{Inputs, Source},
    output::{self, Destination, Output},
    records::Cut,
};

/// Of the time that the whole takes, the part for the file as a whole.
const SHARE_OF_WHOLE: f64 = 0.45;

/// For each second that the whole takes, the bytes that the dictionary is trained on at most.
const TRAINED_PER_SECOND: f64 = 4e6;

/// What is read of a file at most: it's held in memory several times over.
const LARGEST: u64 = 1 << 30;

pub(crate) fn run(args: &args::Bench) -> Result<ExitCode> {
    let source = Source::from_arg(&args.file);
    bench(args, &source).with_context(|| source.to_string())?;
    Ok(ExitCode::SUCCESS)
}

fn bench(args: &args::Bench, source: &Source) -> Result<()> {
    let mut input = source.open()?;
    let data = input.read_up_to(LARGEST + 1).context("cannot read")?;
    if data.is_empty() {
        bail!("is empty: there is nothing to measure");
    }
    if data.len() as u64 > LARGEST {
        bail!("is larger than {}, which is held in memory to measure", human::size(LARGEST));
    }
    let budget = Duration::from_secs_f64(args.seconds);
    let plot = args.plot.as_deref().map(Destination::from_arg);
    let stdout_is_taken = plot == Some(Destination::Stdout);
    let say = |text: &str| if stdout_is_taken { Ok(()) } else { output::print(text) };
    // What can't be written is told before the work, not after.
    let inputs = Inputs::new(std::slice::from_ref(source), None);
    let plot = plot.map(|plot| Output::create(&plot, args.force, &inputs, None)).transpose()?;
    let size = data.len() as u64;
    say(&format!("{source}: {}, {}\n", human::size(size), human::counted(size, "byte")))?;

    say("\nThe whole file, one call, one thread:\n")?;
    let whole = whole::measure(&data, budget.mul_f64(SHARE_OF_WHOLE))?;
    say(&whole.table())?;
    say(&format!("\nThe frame of level {}:\n", whole::SHOWN_LEVEL))?;
    say(&whole.inspection)?;

    let cut = Cut::After(args.records.clone());
    let records = cut.apply(data)?;
    let heading = format!(
        "{}, {}, {} on average, level {}",
        human::counted(records.len() as u64, "record"),
        match records.iter().next() {
            // As a delimiter typed wrongly: what follows is no measure of records.
            Some(only) if records.len() == 1 && !args.records.ends(only.as_bytes()) =>
                format!("for {} occurs nowhere", args.records),
            _ => cut.to_string(),
        },
        human::counted(size / (records.len() as u64).max(1), "byte"),
        args.level,
    );
    say(&format!("\n{heading}:\n"))?;
    let plan = records::Plan {
        level: args.level,
        threads: thread_counts(args.threads),
        most_to_train_on: (args.seconds * TRAINED_PER_SECOND) as usize,
        budget: budget.mul_f64(1.0 - SHARE_OF_WHOLE),
    };
    let found = records::measure(&records, &plan)?;
    say(&found.text())?;
    if let Some(plot) = plot {
        plot.finish(plot::draw(&source.to_string(), &heading, &found).as_bytes())?;
    }
    say(&format!(
        "\nAll bytes came back: {} at {} and {} in {} ways.\n",
        human::size(size),
        human::counted(whole.levels() as u64, "level"),
        human::counted(found.items, "record"),
        found.ways(),
    ))
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
    fn thread_counts_double_up_to_the_most() {
        assert_eq!(thread_counts(1), [1]);
        assert_eq!(thread_counts(2), [1, 2]);
        assert_eq!(thread_counts(6), [1, 2, 4, 6]);
        assert_eq!(thread_counts(8), [1, 2, 4, 8]);
        assert_eq!(thread_counts(0)[0], 1);
    }
}

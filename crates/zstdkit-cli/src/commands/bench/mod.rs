//! `zstdkit bench`: a file's way through all of it, and what each step costs.
//!
//! The whole file is compressed at several levels, inspected and decompressed; its records are
//! compressed one by one and in batches, without a dictionary and with one, which is given, or
//! trained on a part of them. Everything that is measured is compared with the original as well.

mod dictionary;
mod measure;
mod plot;
mod records;
mod whole;

use std::{process::ExitCode, time::Duration};

use anyhow::{Context as _, Result, bail};
use zstdkit_segments::BufferWithSegments;

use crate::{
    arguments::{
        self,
        place::{Destination, Source},
        records::{Cut, Delimiter},
    },
    flow::{
        inputs::Inputs,
        write::{self, Output},
    },
    report::human,
};
use dictionary::{Named, Origin, Training};

/// Of the time that the whole takes, the part for the file as a whole.
const SHARE_OF_WHOLE: f64 = 0.45;

/// What is read of a file at most: it's held in memory several times over.
const LARGEST: u64 = 1 << 30;

pub(crate) fn run(args: &arguments::Bench) -> Result<ExitCode> {
    let source = Source::from_arg(&args.file);
    let origin = match &args.dict {
        Some(path) => Origin::Given(Named::read(path)?),
        None => {
            Origin::Trained(Training { size: args.size, seconds: args.seconds, level: args.level })
        }
    };
    bench(args, &source, origin).with_context(|| source.to_string())?;
    Ok(ExitCode::SUCCESS)
}

fn bench(args: &arguments::Bench, source: &Source, origin: Origin) -> Result<()> {
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
    let say = |text: &str| if stdout_is_taken { Ok(()) } else { write::print(text) };
    // What can't be written is told before the work, not after.
    let inputs = Inputs::new(std::slice::from_ref(source), args.dict.as_deref());
    let plot = plot.map(|plot| Output::create(&plot, args.force, &inputs, None)).transpose()?;
    let size = data.len() as u64;
    say(&format!("{source}: {}, {}\n", human::size(size), human::counted(size, "byte")))?;
    if let Origin::Given(dictionary) = &origin {
        say(&format!("{}\n", dictionary.description()))?;
    }

    say("\nThe whole file, one call, one thread:\n")?;
    let whole = whole::measure(&data, budget.mul_f64(SHARE_OF_WHOLE))?;
    say(&whole.table())?;
    say(&format!("\nThe frame of level {}:\n", whole::SHOWN_LEVEL))?;
    say(&whole.inspection)?;

    let plan = records::Plan {
        level: args.level,
        threads: thread_counts(args.threads),
        budget: budget.mul_f64(1.0 - SHARE_OF_WHOLE),
        origin,
    };
    let (records, heading) = cut(data, &args.records, plan.most_records())?;
    let heading = format!("{heading}, level {}", args.level);
    say(&format!("\n{heading}:\n"))?;
    let found = records::measure(&records, plan)?;
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

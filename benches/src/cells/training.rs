//! Dictionaries trained from samples, and searches for the best parameters.

use anyhow::Result;
use zstdkit_dict::{Cover, FastCover, Samples, TrainOptions};

use super::{Group, Plan, Spec, size};
use crate::clock::Clock;
use crate::data::{Data, RecordSet};
use crate::direct;
use crate::harness::{Amount, Cell};

/// Which part of the records a dictionary is trained on, and its size as a part of the plan's.
const PARTS: [usize; 3] = [1, 8, 64];

pub(super) fn list<'d>(data: &'d Data, plan: &Plan, specs: &mut Vec<Spec<'d>>) {
    for set in &data.records {
        for part in PARTS {
            let dict_size = (plan.dictionary / part).max(zstdkit_dict::MIN_DICT_SIZE);
            let samples = part_of(set, part);
            let name = format!(
                "a dictionary of {} from {} of {}",
                size(dict_size),
                samples.len(),
                set.name
            );
            specs.push(Spec::new(Group::Training, name, move || train(samples, dict_size)));
        }
    }
    for set in &data.records {
        let dict_size = plan.dictionary / 4;
        let options = TrainOptions::new().size(dict_size);
        let fast = FastCover::new().d(8).steps(plan.search_steps);
        let exact = Cover::new().d(8).steps(plan.search_steps).split_point(0.75);
        for (algorithm, part, options) in [
            ("fastCover", 4, options.clone().fast_cover(fast)),
            ("cover", 16, options.cover(exact)),
        ] {
            let samples = part_of(set, part);
            let name = format!(
                "{} candidates of {algorithm}, {} from {} of {}",
                plan.search_steps + 1,
                size(dict_size),
                samples.len(),
                set.name
            );
            specs.push(Spec::new(Group::Search, name, move || search(samples, options.clone())));
        }
    }
}

fn part_of(set: &RecordSet, part: usize) -> &[Vec<u8>] {
    &set.training[..set.training.len() / part]
}

fn train(samples: &[Vec<u8>], dict_size: usize) -> Result<Cell<'_>> {
    let sizes: Vec<usize> = samples.iter().map(Vec::len).collect();
    Ok(Cell::new(Clock::Thread, Amount::of(samples))
        .with("C", move || Ok(direct::train(&samples.concat(), &sizes, dict_size)?.len()))
        .with("zstdkit", move || Ok(zstdkit_dict::train(samples, dict_size)?.content().len()))
        .with("zstd", move || Ok(zstd::dict::from_samples(samples, dict_size)?.len())))
}

fn search(samples: &[Vec<u8>], options: TrainOptions) -> Result<Cell<'_>> {
    let amount = Amount::of(samples);
    let samples = Samples::collect(samples)?;
    let (one, two) = (options.clone().threads(1), options.threads(2));
    let again = samples.clone();
    Ok(Cell::new(Clock::Wall, amount)
        .with("1 thread", move || Ok(one.train_samples(&samples)?.dictionary.content().len()))
        .with("2 threads", move || Ok(two.train_samples(&again)?.dictionary.content().len())))
}

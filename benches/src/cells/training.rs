//! Dictionaries trained from samples.

use anyhow::Result;

use super::{Group, Plan, Spec, size};
use crate::clock::Clock;
use crate::data::{Data, RecordSet};
use crate::direct;
use crate::harness::{Amount, Cell};

pub(super) fn list<'d>(data: &'d Data, plan: &Plan, specs: &mut Vec<Spec<'d>>) {
    for set in &data.records {
        let dict_size = plan.dictionary;
        let name = format!("a dictionary of {}, {}", size(dict_size), set.name);
        specs.push(Spec::new(Group::Training, name, move || train(set, dict_size)));
    }
}

fn train(set: &RecordSet, dict_size: usize) -> Result<Cell<'_>> {
    let samples = &set.training;
    let sizes: Vec<usize> = samples.iter().map(Vec::len).collect();
    Ok(Cell::new(Clock::Thread, Amount::of(samples))
        .with("C", move || Ok(direct::train(&samples.concat(), &sizes, dict_size)?.len()))
        .with("zstdkit", move || Ok(zstdkit_dict::train(samples, dict_size)?.content().len()))
        .with("zstd", move || Ok(zstd::dict::from_samples(samples, dict_size)?.len())))
}

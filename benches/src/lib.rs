//! Measures zstdkit beside direct calls of libzstd's C functions and beside the `zstd` crate.
//!
//! `cargo xtask bench` runs it; docs/performance.md says how it measures and what it found.
//!
//! - `harness`: contestants in turn, round by round; medians of ratios.
//! - `sittings`: processes of their own that measure the same cells again.
//! - `clock`: CPU time, wall time.
//! - `data`: what is measured on, made here or read from files.
//! - `direct`: libzstd's C functions, the measure of all.
//! - `python`: python-zstandard, in a process of its own.
//! - `process`: a program that answers requests.
//! - `peer`: libraries in pure Rust, which the package in `peers` brings along.
//! - `cells`: what is measured, one module per group.
//! - `report`: tables, the pages they go into, and what they come to.

#![deny(unsafe_code)]

mod args;
mod cells;
mod clock;
mod data;
#[expect(unsafe_code, reason = "calls C's functions themselves, to compare with")]
mod direct;
mod harness;
mod machine;
mod many_calls;
mod peer;
mod process;
mod python;
mod report;
mod self_check;
mod sittings;

use std::process::ExitCode;
use std::rc::Rc;
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use clap::Parser;

use args::Args;
use cells::{Group, Plan, Spec};
use clock::Clock;
use data::Data;
use harness::{Effort, OURS};
pub use peer::{Compress, Decompress, Peer};
use python::Python;
use report::{Origin, Row};

/// Runs the command line, with these libraries among the contestants.
pub fn main(peers: &[Peer]) -> ExitCode {
    match run(&Args::parse(), peers) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &Args, peers: &[Peer]) -> Result<()> {
    if args.sum_up {
        return report::sum_up();
    }
    if args.self_check {
        println!("{}", self_check::run()?);
        return Ok(());
    }
    if let Some(calls) = args.calls {
        println!("{}\n{}", machine::describe(), many_calls::run(calls)?);
        return Ok(());
    }
    let mut plan = if args.quick { Plan::quick() } else { Plan::full() };
    if let Some(program) = &args.python {
        let found = Python::find(program).context("--python cannot be measured")?;
        plan.python = Some(Rc::new(found));
    }
    plan.peers = peers.to_vec();
    let data = match &args.corpus {
        Some(folder) => Data::corpus(folder, plan.sample, plan.records)?,
        None => Data::made(plan.sample, plan.records),
    };
    let all = cells::all(&data, &plan);
    let wanted = |spec: &&Spec<'_>| {
        let name = spec.full_name();
        args.filter.is_empty() || args.filter.iter().any(|part| name.contains(part))
    };
    let chosen: Vec<&Spec<'_>> = all.iter().filter(wanted).collect();
    ensure!(
        !chosen.is_empty(),
        "no cell's name contains {:?}; `--list` shows the names",
        args.filter
    );
    if args.list {
        chosen.iter().for_each(|spec| println!("{}", spec.full_name()));
        return Ok(());
    }
    let effort = effort(args);
    if let Some(number) = args.sitting {
        return sittings::serve(&chosen, &effort, number);
    }
    if args.write {
        ensure_whole_groups(&all, &chosen)?;
        // A build just before counts too: wait for it to be forgotten.
        if let Some(load) = machine::busy().filter(|_| !args.busy) {
            bail!(
                "the machine is busy (load average {load}), and figures taken now would not hold: \
                 wait until it is idle for a minute, or say --busy"
            );
        }
    }

    let mut machine = machine::describe();
    if let Some(python) = &plan.python {
        machine += &format!(" python-zstandard {}.", python.version());
    }
    println!("{machine}\nSpeed as a ratio to C's in the same round: median (quartiles).\n");
    if args.check {
        cells::ensure_same_bytes(&data)?;
    }
    let rows = measure(&chosen, &effort)?;
    if args.check {
        ensure_no_gross_loss(&rows)?;
    }
    if args.write {
        let origin = Origin {
            data: if data.is_made { "made" } else { "files" },
            command: &args.as_command(!peers.is_empty()),
            machine: &machine,
        };
        report::write(&rows, origin)?;
        println!(
            "\nThe tables are in docs/performance; docs/performance.md says what they come to."
        );
    }
    Ok(())
}

fn effort(args: &Args) -> Effort {
    let effort = if args.quick {
        let (turn, budget) = (Duration::from_millis(1), Duration::from_secs(1));
        Effort { rounds: 3, sittings: 1, turn, budget }
    } else {
        let (turn, budget) = (Duration::from_millis(10), Duration::from_secs(6));
        Effort { rounds: 31, sittings: 3, turn, budget }
    };
    let rounds = args.rounds.map_or(effort.rounds, usize::from);
    Effort {
        rounds,
        sittings: args.sittings.map_or(effort.sittings, usize::from).min(rounds),
        turn: args.turn.map_or(effort.turn, |turn| Duration::from_millis(turn.into())),
        ..effort
    }
}

/// A table is written as a whole, so that its rows are of one run.
fn ensure_whole_groups(all: &[Spec<'_>], chosen: &[&Spec<'_>]) -> Result<()> {
    for group in Group::ALL {
        let of_group = all.iter().filter(|spec| spec.group == group).count();
        let of_those = chosen.iter().filter(|spec| spec.group == group).count();
        ensure!(
            of_those == 0 || of_those == of_group,
            "--write wants all cells of a group, and the filter leaves {of_those} of {of_group} of \
             `{name}`: leave it out, or give `--filter {name}:`",
            name = group.name()
        );
    }
    Ok(())
}

/// A little less is for a machine without other work to find out, as is what threads gain by sharing.
fn ensure_no_gross_loss(rows: &[Row]) -> Result<()> {
    for row in rows.iter().filter(|row| row.outcome.clock == Clock::Thread) {
        let goals = row.outcome.goals.iter();
        let goals = goals.map(|goal| (goal.ours, goal.theirs, goal.best, goal.least));
        // Beside C's own functions that do the same, each of ours is to be as fast, wanted or not.
        let base = row.outcome.ratios.first().map_or("", |(name, _)| name);
        let others = row.outcome.best.iter().filter(|_| row.group.is_beside_c());
        let others = others.filter(|(name, _)| name.starts_with(OURS));
        let others = others.map(|(name, best)| (*name, base, *best, 1.0));
        if let Some((ours, theirs, best, _)) =
            goals.chain(others).find(|(_, _, best, least)| *best < least / 2.0)
        {
            bail!("{}: {ours} is only {best:.2} times as fast as {theirs}, at best", row.name);
        }
    }
    Ok(())
}

fn measure(specs: &[&Spec<'_>], effort: &Effort) -> Result<Vec<Row>> {
    let mut others = sittings::Others::start(effort.sittings)?;
    let mut rows = Vec::new();
    for (place, spec) in specs.iter().enumerate() {
        let mut sitting = spec.sit(effort, 0)?;
        others.add(place, &mut sitting)?;
        let outcome = sitting.outcome();
        println!("{}\n    {}", spec.full_name(), report::figures(&outcome));
        rows.push(Row { group: spec.group, name: spec.name.clone(), outcome });
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_sitting_is_without_a_round() {
        let of = |args: &str| effort(&Args::try_parse_from(args.split(' ')).unwrap());
        let found = of("bench --rounds 2");
        assert_eq!((found.rounds, found.sittings), (2, 2));
        let found = of("bench --rounds 9 --sittings 5");
        assert_eq!((found.rounds, found.sittings), (9, 5));
    }
}

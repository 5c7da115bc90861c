//! What was measured, and what came of it.

use anyhow::{Result, ensure};

use super::{Amount, Summary};
use crate::clock::Clock;

/// What one contestant's speed is to be beside another's.
#[derive(Clone, Copy, Debug)]
pub(super) struct Goal {
    pub(super) ours: &'static str,
    pub(super) theirs: &'static str,
    pub(super) least: f64,
}

/// What a contestant puts out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output {
    pub(crate) name: &'static str,
    pub(crate) bytes: usize,
    /// Whether these are the first contestant's bytes.
    pub(crate) same: bool,
}

/// The figures of some rounds.
#[derive(Debug)]
pub(crate) struct Sitting {
    pub(super) clock: Clock,
    pub(super) amount: Amount,
    pub(super) names: Vec<&'static str>,
    pub(super) goals: Vec<Goal>,
    pub(super) outputs: Vec<Output>,
    pub(super) note: Option<String>,
    /// How long each contestant took for the work, once, in each round.
    pub(super) seconds: Vec<Vec<f64>>,
}

/// What came of a cell.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    pub(crate) clock: Clock,
    pub(crate) amount: Amount,
    pub(crate) rounds: usize,
    /// How long the first contestant took, once, in seconds.
    pub(crate) base_time: f64,
    /// Each contestant's speed as a ratio to the first's, the first included.
    pub(crate) ratios: Vec<(&'static str, Summary)>,
    /// Each contestant's best round beside the first's, which what else goes on disturbed least.
    pub(crate) best: Vec<(&'static str, f64)>,
    /// What was wanted of one contestant beside another, and what was found.
    pub(crate) goals: Vec<Reached>,
    /// What they put out, where that is noted.
    pub(crate) outputs: Vec<Output>,
    /// What no speed tells.
    pub(crate) note: Option<String>,
}

/// A goal, and how near to it the contestants came.
#[derive(Clone, Debug)]
pub(crate) struct Reached {
    pub(crate) ours: &'static str,
    pub(crate) theirs: &'static str,
    /// The least ratio of speeds that is wanted.
    pub(crate) least: f64,
    /// The ratio in each round, summed up.
    pub(crate) found: Summary,
    /// The ratio of the two contestants' best rounds, which what else goes on disturbed least.
    pub(crate) best: f64,
}

impl Sitting {
    /// How long each contestant took in each round: what another process tells of its sitting.
    pub(crate) fn seconds(self) -> Vec<Vec<f64>> {
        self.seconds
    }

    /// Adds the rounds of another sitting of the same cell.
    pub(crate) fn add(&mut self, seconds: Vec<Vec<f64>>) -> Result<()> {
        ensure!(seconds.len() == self.seconds.len(), "another sitting had other contestants");
        for (mine, others) in self.seconds.iter_mut().zip(seconds) {
            mine.extend(others);
        }
        Ok(())
    }

    pub(crate) fn outcome(self) -> Outcome {
        let base = &self.seconds[0];
        let ratios = self.names.iter().zip(&self.seconds);
        let ratios = ratios.map(|(&name, seconds)| (name, Summary::of(ratios_of(base, seconds))));
        let best = self.names.iter().zip(&self.seconds);
        let best = best.map(|(&name, seconds)| (name, shortest(base) / shortest(seconds)));
        Outcome {
            clock: self.clock,
            amount: self.amount,
            rounds: base.len(),
            base_time: Summary::of(base.clone()).median,
            ratios: ratios.collect(),
            best: best.collect(),
            goals: self.goals.iter().filter_map(|goal| self.reached(goal)).collect(),
            outputs: self.outputs.clone(),
            note: self.note.clone(),
        }
    }

    /// Compares those that something is wanted of, if both are there.
    fn reached(&self, goal: &Goal) -> Option<Reached> {
        let &Goal { ours, theirs, least } = goal;
        let place = |name| self.names.iter().position(|&other| other == name);
        let (own, other) = (&self.seconds[place(ours)?], &self.seconds[place(theirs)?]);
        let found = Summary::of(ratios_of(other, own));
        Some(Reached { ours, theirs, least, found, best: shortest(other) / shortest(own) })
    }
}

/// How many times as fast `this` was as `base`, round by round.
fn ratios_of(base: &[f64], this: &[f64]) -> Vec<f64> {
    base.iter().zip(this).map(|(base, this)| base / this).collect()
}

fn shortest(seconds: &[f64]) -> f64 {
    seconds.iter().copied().fold(f64::INFINITY, f64::min)
}

//! Contestants in one process, in turn, round by round.
//!
//! What disturbs a machine (other programs, a clock that slows down, memory that is elsewhere) lasts
//! longer than a round. So a round is kept short, all contestants run in each, the order rotates
//! from round to round, and only times of one round are compared: a contestant's figure is the
//! median of its ratios to the first contestant in the same round.

mod stats;

use std::hint::black_box;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};

pub(crate) use stats::Summary;

use crate::clock::Clock;

/// How long and how often to measure.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Effort {
    /// How many rounds each cell gets.
    pub(crate) rounds: usize,
    /// The least time, as the first contestant takes it, of each contestant's turn in a round;
    /// several times that if threads share the work.
    pub(crate) turn: Duration,
    /// Once a cell has taken this long, it ends after [`FEWEST_ROUNDS`].
    pub(crate) budget: Duration,
}

/// A cell gets this many rounds however slow it is, unless fewer are asked for.
const FEWEST_ROUNDS: usize = 9;

/// One way to do a cell's work.
pub(crate) struct Contestant<'d> {
    name: &'static str,
    /// Whether it puts out as many bytes as the first one.
    same_output: bool,
    work: Work<'d>,
}

/// How a contestant does its work; each answers how many bytes came out the last time.
enum Work<'d> {
    /// Once for each call, in this process: the harness takes the time.
    Here(Box<dyn FnMut() -> Result<usize> + 'd>),
    /// As often as it is told to, in another process, which takes the time itself.
    Elsewhere(Box<dyn FnMut(u32) -> Result<(Duration, usize)> + 'd>),
}

impl Work<'_> {
    /// Does the work so often; answers how long all of it took, and how many bytes came out.
    fn turn(&mut self, clock: Clock, times: u32) -> Result<(Duration, usize)> {
        match self {
            Self::Elsewhere(work) => work(times),
            Self::Here(work) => {
                let (time, outcome) = clock.time(|| {
                    let mut written = 0;
                    for _ in 0..times {
                        written = black_box(work()?);
                    }
                    anyhow::Ok(written)
                });
                Ok((time, outcome?))
            }
        }
    }
}

/// What one contestant's speed is to be beside another's.
#[derive(Clone, Copy, Debug)]
struct Goal {
    ours: &'static str,
    theirs: &'static str,
    least: f64,
}

/// The same work, done by each of several contestants, the first of which is the measure of all.
pub(crate) struct Cell<'d> {
    clock: Clock,
    amount: Amount,
    contestants: Vec<Contestant<'d>>,
    goals: Vec<Goal>,
}

/// What is handled each time that the work is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Amount {
    pub(crate) items: usize,
    pub(crate) bytes: u64,
}

impl Amount {
    /// All of `items`.
    pub(crate) fn of<T: AsRef<[u8]>>(items: &[T]) -> Self {
        let bytes = items.iter().map(|item| item.as_ref().len() as u64).sum();
        Self { items: items.len(), bytes }
    }
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
    /// What was wanted of one contestant beside another, and what was found.
    pub(crate) goals: Vec<Reached>,
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
}

impl<'d> Cell<'d> {
    /// Work that is measured by `clock`.
    pub(crate) fn new(clock: Clock, amount: Amount) -> Self {
        Self { clock, amount, contestants: Vec::new(), goals: Vec::new() }
    }

    /// Adds a contestant, which has to put out as many bytes as the first.
    pub(crate) fn with(self, name: &'static str, work: impl FnMut() -> Result<usize> + 'd) -> Self {
        self.add(name, true, Work::Here(Box::new(work)))
    }

    /// Adds a contestant in another process, which has to put out as many bytes as the first. Told
    /// how often to do the work, it answers how long that took as it passes on the wall.
    pub(crate) fn with_elsewhere(
        self,
        name: &'static str,
        work: impl FnMut(u32) -> Result<(Duration, usize)> + 'd,
    ) -> Self {
        self.add(name, true, Work::Elsewhere(Box::new(work)))
    }

    /// Wants a contestant, `ours`, to be at least so many times as fast as another in the same
    /// round. Without either of them in the cell, nothing is wanted.
    pub(crate) fn wants(mut self, ours: &'static str, theirs: &'static str, least: f64) -> Self {
        self.goals.push(Goal { ours, theirs, least });
        self
    }

    /// Adds a contestant that puts out other bytes: without a content size in its frames, say.
    pub(crate) fn with_other_output(
        self,
        name: &'static str,
        work: impl FnMut() -> Result<usize> + 'd,
    ) -> Self {
        self.add(name, false, Work::Here(Box::new(work)))
    }

    fn add(mut self, name: &'static str, same_output: bool, work: Work<'d>) -> Self {
        self.contestants.push(Contestant { name, same_output, work });
        self
    }

    /// Measures every contestant.
    pub(crate) fn run(mut self, effort: &Effort) -> Result<Outcome> {
        self.warm_up()?;
        let times = self.times_per_turn(effort.turn * self.clock.longer_turn())?;
        let count = self.contestants.len();
        let started = Instant::now();
        let mut seconds = vec![Vec::with_capacity(effort.rounds); count];
        for round in 0..effort.rounds {
            if round >= FEWEST_ROUNDS && started.elapsed() >= effort.budget {
                break;
            }
            for place in 0..count {
                let turn = (round + place) % count;
                let time = self.turn(turn, times)?;
                seconds[turn].push(time.as_secs_f64() / times as f64);
            }
        }
        let base = &seconds[0];
        let ratios = self.contestants.iter().zip(&seconds).map(|(contestant, seconds)| {
            let ratios = base.iter().zip(seconds).map(|(base, this)| base / this).collect();
            (contestant.name, Summary::of(ratios))
        });
        Ok(Outcome {
            clock: self.clock,
            amount: self.amount,
            rounds: base.len(),
            base_time: Summary::of(base.clone()).median,
            ratios: ratios.collect(),
            goals: self.reached(&seconds),
        })
    }

    /// Compares those that something is wanted of, round by round.
    fn reached(&self, seconds: &[Vec<f64>]) -> Vec<Reached> {
        let place = |name| self.contestants.iter().position(|contestant| contestant.name == name);
        let goals = self.goals.iter().filter_map(|&Goal { ours, theirs, least }| {
            let (own, other) = (&seconds[place(ours)?], &seconds[place(theirs)?]);
            let ratios = other.iter().zip(own).map(|(other, own)| other / own).collect();
            Some(Reached { ours, theirs, least, found: Summary::of(ratios) })
        });
        goals.collect()
    }

    /// Has each do the work once, and sees to it that they do the same.
    fn warm_up(&mut self) -> Result<()> {
        let mut first = None;
        for Contestant { name, same_output, work } in &mut self.contestants {
            let outcome = work.turn(self.clock, 1).with_context(|| format!("contestant {name}"));
            let (_, found) = outcome?;
            let (first, expected) = *first.get_or_insert((*name, found));
            ensure!(
                !*same_output || found == expected,
                "{name} put out {found} bytes, and {first} {expected}: they don't do the same work"
            );
        }
        Ok(())
    }

    /// How many times the first contestant can do the work in a turn's time, at least once.
    fn times_per_turn(&mut self, turn: Duration) -> Result<u32> {
        let mut times = 1u32;
        loop {
            let time = self.turn(0, times)?;
            if time >= turn || times > u32::MAX / 16 {
                return Ok(times);
            }
            let missing = turn.as_secs_f64() / time.as_secs_f64().max(1e-7);
            // A first, cold try misleads: grow in steps, and measure again.
            times = (f64::from(times) * (missing * 1.05).clamp(1.1, 10.0)).ceil() as u32;
        }
    }

    fn turn(&mut self, contestant: usize, times: u32) -> Result<Duration> {
        let (time, _) = self.contestants[contestant].work.turn(self.clock, times)?;
        Ok(time.max(Duration::from_nanos(1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::{Cell as Shared, RefCell};

    const EFFORT: Effort =
        Effort { rounds: 15, turn: Duration::from_micros(300), budget: Duration::from_secs(5) };

    fn spin(times: u32) -> Result<usize> {
        let sum: u64 = (0..u64::from(times)).map(black_box).sum();
        black_box(sum);
        Ok(1)
    }

    #[test]
    fn twice_the_work_runs_at_half_the_speed() {
        let cell = Cell::new(Clock::Thread, Amount { items: 1, bytes: 1 })
            .with("base", || spin(20_000))
            .with("the same", || spin(20_000))
            .with("twice", || spin(40_000));
        let outcome = cell.run(&EFFORT).unwrap();
        let medians: Vec<f64> = outcome.ratios.iter().map(|(_, ratio)| ratio.median).collect();
        assert_eq!(medians[0], 1.0);
        assert!((0.7..1.4).contains(&medians[1]), "{medians:?}");
        assert!((0.35..0.7).contains(&medians[2]), "{medians:?}");
        assert_eq!(outcome.rounds, 15);
    }

    #[test]
    fn the_order_rotates() {
        let (order, turn) = (RefCell::new(Vec::new()), Duration::from_nanos(1));
        let log = |name: char| {
            let order = &order;
            move || {
                order.borrow_mut().push(name);
                Ok(0)
            }
        };
        let cell = Cell::new(Clock::Wall, Amount { items: 1, bytes: 0 })
            .with("a", log('a'))
            .with("b", log('b'))
            .with("c", log('c'));
        cell.run(&Effort { rounds: 3, turn, ..EFFORT }).unwrap();
        let order: String = order.take().into_iter().collect();
        // Once each for the warm-up, the first alone for its time, then the rounds.
        assert!(order.starts_with("abca") && order.ends_with("abcbcacab"), "{order}");
    }

    #[test]
    fn contestants_that_do_other_work_are_refused() {
        let cell = || Cell::new(Clock::Wall, Amount { items: 1, bytes: 0 }).with("a", || Ok(5));
        let error = cell().with("b", || Ok(6)).run(&EFFORT).unwrap_err().to_string();
        assert!(error.contains("b put out 6 bytes, and a 5"), "{error}");
        assert!(cell().with_other_output("b", || Ok(6)).run(&EFFORT).is_ok());
    }

    #[test]
    fn goals_compare_any_two_contestants_round_by_round() {
        let seconds = |times: u32| Duration::from_secs(u64::from(times));
        let cell = Cell::new(Clock::Wall, Amount { items: 1, bytes: 1 })
            .with("base", || spin(100))
            .with_elsewhere("fast", |times| Ok((seconds(times), 1)))
            .with_elsewhere("slow", |times| Ok((seconds(3 * times), 1)))
            .wants("fast", "slow", 2.5)
            .wants("fast", "absent", 1.0);
        let outcome = cell.run(&EFFORT).unwrap();
        let [goal] = &outcome.goals[..] else { panic!("{:?}", outcome.goals) };
        assert_eq!((goal.ours, goal.theirs, goal.least), ("fast", "slow", 2.5));
        assert!((goal.found.median - 3.0).abs() < 1e-9, "{goal:?}");
    }

    #[test]
    fn a_slow_cell_ends_early_but_not_too_early() {
        let rounds = Shared::new(0);
        let cell = Cell::new(Clock::Wall, Amount { items: 1, bytes: 0 }).with("a", || {
            rounds.set(rounds.get() + 1);
            spin(10_000)
        });
        let effort = Effort { rounds: 100, budget: Duration::ZERO, turn: Duration::ZERO };
        assert_eq!(cell.run(&effort).unwrap().rounds, FEWEST_ROUNDS);
    }
}

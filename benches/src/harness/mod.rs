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
    /// The least time, as the first contestant takes it, of each contestant's turn in a round.
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
    /// Does the work once; answers how many bytes came out.
    work: Box<dyn FnMut() -> Result<usize> + 'd>,
}

/// The same work, done by each of several contestants, the first of which is the measure of all.
pub(crate) struct Cell<'d> {
    clock: Clock,
    amount: Amount,
    contestants: Vec<Contestant<'d>>,
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
}

impl<'d> Cell<'d> {
    /// Work that is measured by `clock`.
    pub(crate) fn new(clock: Clock, amount: Amount) -> Self {
        Self { clock, amount, contestants: Vec::new() }
    }

    /// Adds a contestant, which has to put out as many bytes as the first.
    pub(crate) fn with(self, name: &'static str, work: impl FnMut() -> Result<usize> + 'd) -> Self {
        self.add(name, true, work)
    }

    /// Adds a contestant that puts out other bytes: without a content size in its frames, say.
    pub(crate) fn with_other_output(
        self,
        name: &'static str,
        work: impl FnMut() -> Result<usize> + 'd,
    ) -> Self {
        self.add(name, false, work)
    }

    fn add(
        mut self,
        name: &'static str,
        same_output: bool,
        work: impl FnMut() -> Result<usize> + 'd,
    ) -> Self {
        self.contestants.push(Contestant { name, same_output, work: Box::new(work) });
        self
    }

    /// Measures every contestant.
    pub(crate) fn run(mut self, effort: &Effort) -> Result<Outcome> {
        self.warm_up()?;
        let times = self.times_per_turn(effort.turn)?;
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
        })
    }

    /// Has each do the work once, and sees to it that they do the same.
    fn warm_up(&mut self) -> Result<()> {
        let mut first = None;
        for Contestant { name, same_output, work } in &mut self.contestants {
            let found = work().with_context(|| format!("contestant {name}"))?;
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
        let work = &mut self.contestants[contestant].work;
        let (time, outcome) = self.clock.time(|| {
            for _ in 0..times {
                black_box(work()?);
            }
            Ok(())
        });
        outcome.map(|()| time.max(Duration::from_nanos(1)))
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

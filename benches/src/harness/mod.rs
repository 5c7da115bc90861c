//! Contestants in one process, in turn, round by round.
//!
//! What disturbs a machine (other programs, a clock that slows down, memory that is elsewhere) lasts
//! longer than a round. So a round is kept short, all contestants run in each, the order rotates
//! from round to round, and only times of one round are compared: a contestant's figure is the
//! median of its ratios to the first contestant in the same round.

mod sitting;
mod stats;

use std::hint::black_box;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};

pub(crate) use sitting::{Outcome, Output, Reached, Sitting};
pub(crate) use stats::Summary;

use crate::clock::Clock;
use sitting::Goal;

/// How long and how often to measure.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Effort {
    /// How many rounds each cell gets.
    pub(crate) rounds: usize,
    /// In how many sittings, each in a process of its own: where its memory happens to lie can make
    /// one contestant faster or slower by a tenth for as long as the process lives.
    pub(crate) sittings: usize,
    /// The least time, as the first contestant takes it, of each contestant's turn in a round;
    /// several times that if threads share the work.
    pub(crate) turn: Duration,
    /// Once a cell has taken this long, it ends after [`FEWEST_ROUNDS`].
    pub(crate) budget: Duration,
}

/// How the names of our own contestants begin.
pub(crate) const OURS: &str = "zstdkit";

/// A cell gets this many rounds however slow it is, unless fewer are asked for.
const FEWEST_ROUNDS: usize = 5;

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

/// The same work, done by each of several contestants, the first of which is the measure of all.
pub(crate) struct Cell<'d> {
    clock: Clock,
    amount: Amount,
    contestants: Vec<Contestant<'d>>,
    goals: Vec<Goal>,
    outputs: Vec<Output>,
    note: Option<String>,
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

impl<'d> Cell<'d> {
    /// Work that is measured by `clock`.
    pub(crate) fn new(clock: Clock, amount: Amount) -> Self {
        let (contestants, goals, outputs) = (Vec::new(), Vec::new(), Vec::new());
        Self { clock, amount, contestants, goals, outputs, note: None }
    }

    /// Says what no speed tells.
    pub(crate) fn note(mut self, note: String) -> Self {
        self.note = Some(note);
        self
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

    /// Notes how much a contestant puts out, and whether it's what the first does, where that is of interest too.
    pub(crate) fn puts_out(mut self, name: &'static str, bytes: usize, same: bool) -> Self {
        self.outputs.push(Output { name, bytes, same });
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

    /// Measures every contestant, as often as is due in sitting number `number`.
    pub(crate) fn sit(mut self, effort: &Effort, number: usize) -> Result<Sitting> {
        let turn = effort.turn * self.clock.longer_turn();
        // What takes longer than that once, cold, isn't tried again to find out how long it takes.
        let times = if self.warm_up()? >= 2 * turn { 1 } else { self.times_per_turn(turn)? };
        let (count, sittings) = (self.contestants.len(), effort.sittings);
        let rounds = effort.rounds * (number + 1) / sittings - effort.rounds * number / sittings;
        let started = Instant::now();
        let mut seconds = vec![Vec::with_capacity(rounds); count];
        for round in 0..rounds {
            let enough = round * sittings >= FEWEST_ROUNDS;
            if enough && started.elapsed() >= effort.budget / sittings as u32 {
                break;
            }
            for place in 0..count {
                let turn = (round + place) % count;
                let time = self.turn(turn, times)?;
                seconds[turn].push(time.as_secs_f64() / times as f64);
            }
        }
        Ok(Sitting {
            clock: self.clock,
            amount: self.amount,
            names: self.contestants.iter().map(|contestant| contestant.name).collect(),
            goals: self.goals,
            outputs: self.outputs,
            note: self.note,
            seconds,
        })
    }

    /// Has each do the work once, and sees to it that they do the same; answers how long the first took.
    fn warm_up(&mut self) -> Result<Duration> {
        let mut first = None;
        let mut first_time = Duration::ZERO;
        for Contestant { name, same_output, work } in &mut self.contestants {
            let outcome = work.turn(self.clock, 1).with_context(|| format!("contestant {name}"));
            let (time, found) = outcome?;
            if first.is_none() {
                first_time = time;
            }
            let (first, expected) = *first.get_or_insert((*name, found));
            ensure!(
                !*same_output || found == expected,
                "{name} put out {found} bytes, and {first} {expected}: they don't do the same work"
            );
        }
        Ok(first_time)
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

    const EFFORT: Effort = Effort {
        rounds: 15,
        sittings: 1,
        turn: Duration::from_micros(300),
        budget: Duration::from_secs(5),
    };

    /// Measures one cell in one sitting.
    fn measure(cell: Cell<'_>, effort: &Effort) -> Result<Outcome> {
        Ok(cell.sit(effort, 0)?.outcome())
    }

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
        let outcome = measure(cell, &EFFORT).unwrap();
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
        measure(cell, &Effort { rounds: 3, turn, ..EFFORT }).unwrap();
        let order: String = order.take().into_iter().collect();
        // Once each for the warm-up, the first alone for its time, then the rounds.
        assert!(order.starts_with("abca") && order.ends_with("abcbcacab"), "{order}");
    }

    #[test]
    fn contestants_that_do_other_work_are_refused() {
        let cell = || Cell::new(Clock::Wall, Amount { items: 1, bytes: 0 }).with("a", || Ok(5));
        let error = measure(cell().with("b", || Ok(6)), &EFFORT).unwrap_err().to_string();
        assert!(error.contains("b put out 6 bytes, and a 5"), "{error}");
        assert!(measure(cell().with_other_output("b", || Ok(6)), &EFFORT).is_ok());
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
        let outcome = measure(cell, &EFFORT).unwrap();
        let [goal] = &outcome.goals[..] else { panic!("{:?}", outcome.goals) };
        assert_eq!((goal.ours, goal.theirs, goal.least), ("fast", "slow", 2.5));
        assert!((goal.found.median - 3.0).abs() < 1e-9, "{goal:?}");
        assert!((goal.best - 3.0).abs() < 1e-9, "{goal:?}");
    }

    #[test]
    fn sittings_share_the_rounds() {
        // In the last sitting the second contestant takes four times as long.
        let cell = |slow: u64| {
            let seconds = move |times: u32| Duration::from_secs(slow * u64::from(times));
            Cell::new(Clock::Wall, Amount { items: 1, bytes: 1 })
                .with_elsewhere("a", |times| Ok((Duration::from_secs(times.into()), 1)))
                .with_elsewhere("b", move |times| Ok((seconds(times), 1)))
                .wants("b", "a", 1.0)
        };
        let effort = Effort { rounds: 8, sittings: 3, ..EFFORT };
        let mut all = cell(1).sit(&effort, 0).unwrap();
        all.add(cell(1).sit(&effort, 1).unwrap().seconds()).unwrap();
        all.add(cell(4).sit(&effort, 2).unwrap().seconds()).unwrap();
        assert!(all.add(vec![vec![1.0]]).is_err(), "one contestant of two");
        let outcome = all.outcome();
        assert_eq!(outcome.rounds, 8);
        // Five rounds of eight at full speed, three at a quarter of it.
        assert_eq!((outcome.ratios[1].1.median, outcome.goals[0].best), (1.0, 1.0));
        assert_eq!(outcome.ratios[1].1.first_quartile, 0.25);
    }

    #[test]
    fn a_slow_cell_ends_early_but_not_too_early() {
        let rounds = Shared::new(0);
        let cell = Cell::new(Clock::Wall, Amount { items: 1, bytes: 0 }).with("a", || {
            rounds.set(rounds.get() + 1);
            spin(10_000)
        });
        let (turn, budget) = (Duration::ZERO, Duration::ZERO);
        let effort = Effort { rounds: 100, sittings: 1, turn, budget };
        assert_eq!(measure(cell, &effort).unwrap().rounds, FEWEST_ROUNDS);
    }
}

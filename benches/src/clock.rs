//! What time is taken with.

use std::time::{Duration, Instant};

use cpu_time::ThreadTime;

/// A clock for one kind of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Clock {
    /// The calling thread's CPU time, for work that stays in it: what other programs take of the
    /// machine meanwhile isn't counted.
    Thread,
    /// Time as it passes, for work that several threads share.
    Wall,
}

impl Clock {
    /// How it's called in tables.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Thread => "CPU time",
            Self::Wall => "wall time",
        }
    }

    /// How many times as long a turn has to be for this clock's figures to settle: work that
    /// threads share begins with waking them.
    pub(crate) fn longer_turn(self) -> u32 {
        match self {
            Self::Thread => 1,
            Self::Wall => 4,
        }
    }

    /// How long `work` takes.
    pub(crate) fn time<T>(self, work: impl FnOnce() -> T) -> (Duration, T) {
        match self {
            Self::Wall => {
                let start = Instant::now();
                let outcome = work();
                (start.elapsed(), outcome)
            }
            Self::Thread => {
                let start = ThreadTime::now();
                let outcome = work();
                (start.elapsed(), outcome)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_clocks_see_work() {
        for clock in [Clock::Thread, Clock::Wall] {
            let (time, sum) =
                clock.time(|| (0..3_000_000u64).map(std::hint::black_box).sum::<u64>());
            assert!(time > Duration::from_micros(100), "{clock:?}: {time:?}");
            assert_eq!(sum, 4_499_998_500_000);
        }
    }

    #[test]
    fn a_wait_takes_no_cpu_time() {
        // A channel without a sender that sends: waits without a sleep in the test's own code.
        let (sender, receiver) = std::sync::mpsc::channel::<()>();
        let wait = || receiver.recv_timeout(Duration::from_millis(30));
        let (time, outcome) = Clock::Thread.time(wait);
        assert!(outcome.is_err() && time < Duration::from_millis(20), "{time:?}");
        drop(sender);
    }
}

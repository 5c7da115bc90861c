//! How long something takes: the least of many runs, those of all jobs mixed.

use std::time::{Duration, Instant};

use anyhow::Result;

/// How long a job's turn lasts at least, as long as there is time for several of each.
const TURN: Duration = Duration::from_millis(25);

/// The least time that something took.
///
/// What disturbs a measurement makes it longer, never shorter: so the least is the nearest to the
/// truth.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Least {
    pub(crate) time: Duration,
    /// Of how many runs.
    pub(crate) runs: u64,
}

impl Least {
    /// Of no run yet.
    pub(crate) const NONE: Self = Self { time: Duration::MAX, runs: 0 };

    /// Runs `job` until `length` is used up: once if there is none, or else twice at least, for the
    /// first run finds new memory, and caches full of others' data.
    pub(crate) fn run_for(
        &mut self,
        length: Duration,
        mut job: impl FnMut() -> Result<()>,
    ) -> Result<()> {
        let start = Instant::now();
        let least = if length.is_zero() { 1 } else { 2 };
        for done in 1.. {
            let run = Instant::now();
            job()?;
            let time = run.elapsed();
            self.time = self.time.min(time);
            self.runs += 1;
            if done >= least && start.elapsed() + time > length {
                break;
            }
        }
        Ok(())
    }
}

/// Has jobs take turns of at least the length that `turn` is told, until `budget` is used up.
///
/// Next is always the job that has had the least time, so that a machine that is busy for a while
/// makes none of them look slow beside the others. `cost` says how long a run of a job takes; one of
/// which two runs don't fit into what is left has no further turn.
pub(crate) fn in_turns<J>(
    jobs: &mut [J],
    budget: Duration,
    cost: impl Fn(&J) -> Duration,
    mut turn: impl FnMut(&mut J, Duration) -> Result<()>,
) -> Result<()> {
    let start = Instant::now();
    let length = TURN.min(budget.div_f64(jobs.len().max(1) as f64));
    let mut spent: Vec<Duration> = jobs.iter().map(&cost).collect();
    loop {
        let left = budget.saturating_sub(start.elapsed());
        let Some(next) = next(&spent, |job| cost(&jobs[job]) * 2 < left) else {
            return Ok(());
        };
        let begun = Instant::now();
        turn(&mut jobs[next], length)?;
        spent[next] += begun.elapsed();
    }
}

/// Of the jobs that fit, the one that has had the least time.
fn next(spent: &[Duration], fits: impl Fn(usize) -> bool) -> Option<usize> {
    (0..spent.len()).filter(|job| fits(*job)).min_by_key(|job| spent[*job])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_runs_at_least_once_and_no_longer_than_its_turn() {
        let mut least = Least::NONE;
        let mut runs = 0;
        least
            .run_for(Duration::ZERO, || {
                runs += 1;
                Ok(())
            })
            .unwrap();
        assert_eq!((runs, least.runs), (1, 1));
        let start = Instant::now();
        // How many runs fit into a turn is the machine's to say, which may be busy with other work.
        least.run_for(Duration::from_millis(20), || Ok(())).unwrap();
        assert!(least.runs > 2 && least.time <= start.elapsed());
        let mut least = Least::NONE;
        least.run_for(Duration::from_nanos(1), || Ok(())).unwrap();
        assert_eq!(least.runs, 2, "twice where there is any time at all");
        assert!(least.run_for(Duration::ZERO, || anyhow::bail!("no")).is_err());
    }

    #[test]
    fn jobs_take_turns_until_one_fails() {
        let mut order = String::new();
        let hour = Duration::from_secs(3600);
        let failed = in_turns(
            &mut ['a', 'b', 'c'],
            hour,
            |job| if *job == 'c' { hour * 2 } else { Duration::ZERO },
            |job, length| {
                assert_eq!(length, TURN);
                order.push(*job);
                let start = Instant::now();
                while start.elapsed() < Duration::from_millis(1) {}
                anyhow::ensure!(order.len() < 10);
                Ok(())
            },
        );
        assert!(failed.is_err());
        assert!(order.starts_with("ab") && !order.contains('c'), "{order}");
    }

    #[test]
    fn without_time_nobody_has_a_turn() {
        let fail = |_: &mut (), _| anyhow::bail!("a turn");
        in_turns(&mut [()], Duration::ZERO, |()| Duration::ZERO, fail).unwrap();
        in_turns(&mut [], Duration::from_secs(3600), |()| Duration::ZERO, fail).unwrap();
    }

    #[test]
    fn jobs_share_the_time() {
        let costs = [1, 10, 1, 500].map(Duration::from_millis);
        let (mut spent, mut turns) = (costs, [0; 4]);
        let mut left = Duration::from_millis(300);
        while let Some(job) = next(&spent, |job| costs[job] < left) {
            spent[job] += costs[job];
            turns[job] += 1;
            left -= costs[job];
        }
        assert_eq!(turns[3], 0, "what doesn't fit has no turn");
        assert!((9..=11).contains(&turns[1]), "{turns:?}");
        assert!(turns[0] >= 95 && turns[2] >= 95, "{turns:?}");
    }
}

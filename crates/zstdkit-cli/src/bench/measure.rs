//! How long something takes: the best of several rounds.

use std::time::{Duration, Instant};

use anyhow::Result;

/// Runs `job` once, and again until `budget` is used up; returns the least time.
///
/// What disturbs a measurement makes it longer, never shorter: so the least is the nearest to the
/// truth.
pub(crate) fn best_of(budget: Duration, mut job: impl FnMut() -> Result<()>) -> Result<Duration> {
    let start = Instant::now();
    let mut best = Duration::MAX;
    loop {
        let round = Instant::now();
        job()?;
        best = best.min(round.elapsed());
        if start.elapsed() + best > budget {
            return Ok(best);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_runs_at_least_once_and_no_longer_than_the_budget() {
        let mut runs = 0;
        best_of(Duration::ZERO, || {
            runs += 1;
            Ok(())
        })
        .unwrap();
        assert_eq!(runs, 1);
        let start = Instant::now();
        best_of(Duration::from_millis(20), || Ok(())).unwrap();
        assert!(start.elapsed() >= Duration::from_millis(19));
        assert!(best_of(Duration::ZERO, || anyhow::bail!("no")).is_err());
    }
}

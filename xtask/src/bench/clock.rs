//! What a program takes of a machine: wall time, and CPU time with all its threads.

use std::{
    process::Command,
    time::{Duration, Instant},
};

use anyhow::Result;
use nix::sys::{
    resource::{UsageWho, getrusage},
    time::TimeVal,
};

use crate::shell;

/// What one run took.
#[derive(Clone, Copy, Debug)]
pub(super) struct Taken {
    pub(super) wall: Duration,
    pub(super) cpu: Duration,
}

/// Runs a program to its end; nothing else that this process started may end meanwhile.
pub(super) fn time(command: &mut Command) -> Result<Taken> {
    let (before, start) = (of_children()?, Instant::now());
    shell::run(command)?;
    Ok(Taken { wall: start.elapsed(), cpu: of_children()?.saturating_sub(before) })
}

/// The CPU time of all that this process started and that has ended.
fn of_children() -> Result<Duration> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let time = |value: TimeVal| {
        let (seconds, micros) = (value.tv_sec().unsigned_abs(), value.tv_usec().unsigned_abs());
        Duration::from_secs(seconds) + Duration::from_micros(micros)
    };
    Ok(time(usage.user_time()) + time(usage.system_time()))
}

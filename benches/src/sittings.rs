//! Processes of their own that measure the same cells again.
//!
//! Each is this very program with the same arguments, so that it has the same cells in the same order, and is told
//! which sitting is its own. One measures while the others wait.

use std::env;
use std::process::Command;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use crate::cells::Spec;
use crate::harness::{Effort, Sitting};
use crate::process::{self, Process};

/// The processes of all sittings but the first, which is this process's.
pub(crate) struct Others(Vec<Process>);

impl Others {
    /// Starts as many as there are sittings, less one, and waits until they have their data.
    pub(crate) fn start(sittings: usize) -> Result<Self> {
        let program = env::current_exe().context("this program doesn't know where it is")?;
        let start = |number: usize| {
            let mut command = Command::new(&program);
            command.args(env::args_os().skip(1)).args(["--sitting", &number.to_string()]);
            let mut process = Process::start("a sitting", &mut command)?;
            process.ask(&json!("ready?"), &[])?;
            Ok(process)
        };
        Ok(Self((1..sittings).map(start).collect::<Result<_>>()?))
    }

    /// Has them measure the cell at that place too, in turn.
    pub(crate) fn add(&mut self, place: usize, sitting: &mut Sitting) -> Result<()> {
        self.0.iter_mut().try_for_each(|process| {
            let mut answer = process.ask(&json!({ "cell": place }), &[])?;
            let seconds = serde_json::from_value(answer["seconds"].take());
            sitting.add(seconds.context("a sitting answered without times")?)
        })
    }
}

/// Is one of them: measures each cell that it's asked for.
pub(crate) fn serve(specs: &[&Spec<'_>], effort: &Effort, number: usize) -> Result<()> {
    process::serve(|request: &Value| {
        let Some(place) = request["cell"].as_u64() else { return Ok(json!("ready")) };
        let spec = usize::try_from(place).ok().and_then(|place| specs.get(place));
        let spec = spec.context("there is no such cell")?;
        Ok(json!({ "seconds": spec.sit(effort, number)?.seconds() }))
    })
}

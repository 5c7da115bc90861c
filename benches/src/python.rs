//! python-zstandard as a contestant: a process that is asked for one timed turn at a time.
//!
//! What is said to it and what it answers stands at the top of `python/batches.py`.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use serde_json::json;
use zstdkit_segments::{BufferSegments, BufferWithSegments};

use crate::process::Process;

/// An interpreter that has the package.
#[derive(Clone, Debug)]
pub(crate) struct Python {
    program: PathBuf,
    version: String,
}

/// What a process is to do with the items.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Job {
    Compress { level: i32 },
    Decompress,
}

impl Python {
    /// Sees whether the program runs, and has the package.
    pub(crate) fn find(program: &Path) -> Result<Self> {
        let unknown = Self { program: program.to_owned(), version: String::new() };
        let (_, version) = unknown.prepare(Job::Decompress, None, std::iter::empty::<&[u8]>())?;
        Ok(Self { version, ..unknown })
    }

    /// The package's version.
    pub(crate) fn version(&self) -> &str {
        &self.version
    }

    /// Starts a process that does one job on these items.
    pub(crate) fn start<T: AsRef<[u8]>>(
        &self,
        job: Job,
        dictionary: Option<&[u8]>,
        items: impl Iterator<Item = T>,
    ) -> Result<Peer> {
        let (process, _) = self.prepare(job, dictionary, items)?;
        Ok(Peer(Rc::new(RefCell::new(process))))
    }

    /// The process, and the package's version.
    fn prepare<T: AsRef<[u8]>>(
        &self,
        job: Job,
        dictionary: Option<&[u8]>,
        items: impl Iterator<Item = T>,
    ) -> Result<(Process, String)> {
        let items: BufferWithSegments = items.collect();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("python/batches.py");
        let mut process = Process::start("python", Command::new(&self.program).arg(script))?;
        let (job, level) = match job {
            Job::Compress { level } => ("compress", level),
            Job::Decompress => ("decompress", 0),
        };
        let parts = [dictionary.unwrap_or_default(), items.segments().as_bytes(), items.as_bytes()];
        let lengths = parts.map(<[u8]>::len);
        let request = json!({ "do": "prepare", "job": job, "level": level, "lengths": lengths });
        let answer = process.ask(&request, &parts)?;
        let version = answer["version"].as_str().unwrap_or("unknown").to_owned();
        Ok((process, version))
    }
}

/// A process with its work before it; clones share it.
#[derive(Clone)]
pub(crate) struct Peer(Rc<RefCell<Process>>);

impl Peer {
    /// Has the work done once, and asks for the results.
    pub(crate) fn results(&self, threads: usize) -> Result<BufferWithSegments> {
        let mut process = self.0.borrow_mut();
        let answer = process.ask(&json!({ "do": "show", "threads": threads }), &[])?;
        let mut part = |place: usize| {
            let len = answer["lengths"][place].as_u64().context("an answer without lengths")?;
            process.bytes(len)
        };
        let (table, results) = (part(0)?, part(1)?);
        Ok(BufferWithSegments::new(results, BufferSegments::from_bytes(table)?)?)
    }

    /// Has the work done so often; answers how long that took, and how many bytes came out of it
    /// once.
    pub(crate) fn turn(&self, threads: usize, times: u32) -> Result<(Duration, usize)> {
        let request = json!({ "do": "turn", "threads": threads, "times": times });
        let answer = self.0.borrow_mut().ask(&request, &[])?;
        let seconds = answer["seconds"].as_f64().context("an answer without a time")?;
        let bytes = answer["bytes"].as_u64().context("an answer without a size")?;
        Ok((Duration::try_from_secs_f64(seconds)?, usize::try_from(bytes)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interpreter_that_is_not_there_is_named() {
        let error = Python::find(Path::new("no/such/python")).unwrap_err();
        assert!(format!("{error:#}").contains("cannot start no/such/python"), "{error:#}");
    }

    #[cfg(unix)]
    #[test]
    fn a_program_that_answers_nothing_is_told() {
        let error = Python::find(Path::new("true")).unwrap_err();
        assert!(format!("{error:#}").contains("without an answer"), "{error:#}");
    }
}

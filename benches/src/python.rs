//! python-zstandard as a contestant: a process that is asked for one timed turn at a time.
//!
//! What is said to it and what it answers stands at the top of `python/batches.py`.

use std::cell::RefCell;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::rc::Rc;
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow, ensure};
use serde_json::{Value, json};
use zstdkit_segments::{BufferSegments, BufferWithSegments};

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
        let peer = unknown.start(Job::Decompress, None, std::iter::empty::<&[u8]>())?;
        let version = peer.0.borrow().version.clone();
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
        let items: BufferWithSegments = items.collect();
        let mut process = Process::start(&self.program)?;
        let (job, level) = match job {
            Job::Compress { level } => ("compress", level),
            Job::Decompress => ("decompress", 0),
        };
        let parts = [dictionary.unwrap_or_default(), items.segments().as_bytes(), items.as_bytes()];
        let lengths = parts.map(<[u8]>::len);
        let request = json!({ "do": "prepare", "job": job, "level": level, "lengths": lengths });
        let answer = process.ask(&request, &parts)?;
        process.version = answer["version"].as_str().unwrap_or("unknown").to_owned();
        Ok(Peer(Rc::new(RefCell::new(process))))
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
            let mut bytes = Vec::new();
            (&mut process.answers).take(len).read_to_end(&mut bytes)?;
            ensure!(bytes.len() as u64 == len, "python's answer ends early");
            Ok(bytes)
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

struct Process {
    child: Child,
    /// Closed to have the process end.
    requests: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    version: String,
}

impl Process {
    fn start(program: &Path) -> Result<Self> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("python/batches.py");
        let mut child = Command::new(program)
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {}", program.display()))?;
        let requests = child.stdin.take();
        let answers = BufReader::new(child.stdout.take().context("no pipe from python")?);
        Ok(Self { child, requests, answers, version: String::new() })
    }

    /// Sends a request, and waits for the answer's first line.
    fn ask(&mut self, request: &Value, parts: &[&[u8]]) -> Result<Value> {
        let sent = self.send(request, parts);
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        ensure!(!line.is_empty(), "the program ended without an answer; is it python?");
        let answer: Value = serde_json::from_str(&line).context("python's answer is no JSON")?;
        // What it complains of tells more than that it doesn't listen any more.
        match answer["error"].as_str() {
            Some(error) => Err(anyhow!("python: {error}")),
            None => sent.map(|()| answer),
        }
    }

    fn send(&mut self, request: &Value, parts: &[&[u8]]) -> Result<()> {
        let pipe = self.requests.as_mut().context("the pipe to python is closed")?;
        writeln!(pipe, "{request}")?;
        parts.iter().try_for_each(|part| pipe.write_all(part))?;
        Ok(pipe.flush()?)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.requests = None;
        // It ends by itself once its input does; how is of no interest any more.
        let _ = self.child.wait();
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

//! A program that answers requests, one at a time: each is a line of JSON, with bytes behind it where it says so.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::{Value, json};

/// It ends when this is dropped.
pub(crate) struct Process {
    /// What it's called where it fails.
    name: &'static str,
    child: Child,
    /// Closed to have the process end.
    requests: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Process {
    pub(crate) fn start(name: &'static str, command: &mut Command) -> Result<Self> {
        let program = command.get_program().to_owned();
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {}", program.display()))?;
        let requests = child.stdin.take();
        let answers = child.stdout.take().with_context(|| format!("no pipe from {name}"))?;
        Ok(Self { name, child, requests, answers: BufReader::new(answers) })
    }

    /// Sends a request, and waits for the answer's first line.
    pub(crate) fn ask(&mut self, request: &Value, parts: &[&[u8]]) -> Result<Value> {
        let sent = self.send(request, parts);
        let (name, mut line) = (self.name, String::new());
        self.answers.read_line(&mut line)?;
        ensure!(!line.is_empty(), "the program ended without an answer; is it {name}?");
        let answer: Value =
            serde_json::from_str(&line).with_context(|| format!("no JSON came from {name}"))?;
        // What it complains of tells more than that it doesn't listen any more.
        match answer["error"].as_str() {
            Some(error) => bail!("{name}: {error}"),
            None => sent.map(|()| answer),
        }
    }

    /// The bytes that stand behind an answer's first line.
    pub(crate) fn bytes(&mut self, len: u64) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        (&mut self.answers).take(len).read_to_end(&mut bytes)?;
        ensure!(bytes.len() as u64 == len, "the answer of {} ends early", self.name);
        Ok(bytes)
    }

    fn send(&mut self, request: &Value, parts: &[&[u8]]) -> Result<()> {
        let closed = || format!("the pipe to {} is closed", self.name);
        let pipe = self.requests.as_mut().with_context(closed)?;
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

/// The other side: answers each request that comes in, until no more do.
pub(crate) fn serve(mut answer: impl FnMut(&Value) -> Result<Value>) -> Result<()> {
    for line in io::stdin().lines() {
        let request = serde_json::from_str(&line?).context("a request is no JSON")?;
        let answer = answer(&request).unwrap_or_else(|e| json!({ "error": format!("{e:#}") }));
        writeln!(io::stdout(), "{answer}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn an_answer_may_be_a_complaint_and_bytes_may_be_missing() {
        let mut command = Command::new("sh");
        command.args(["-c", r#"read a; echo '{"n":3}'; printf ab; exec cat >/dev/null"#]);
        let mut process = Process::start("sh", &mut command).unwrap();
        assert_eq!(process.ask(&json!({}), &[]).unwrap(), json!({ "n": 3 }));
        process.requests = None;
        assert_eq!(process.bytes(1).unwrap(), b"a");
        let error = process.bytes(3).unwrap_err().to_string();
        assert!(error.contains("the answer of sh ends early"), "{error}");

        let mut command = Command::new("sh");
        command.args(["-c", r#"read a; echo '{"error":"no room"}'; exec cat >/dev/null"#]);
        let mut process = Process::start("sh", &mut command).unwrap();
        let error = process.ask(&json!({}), &[]).unwrap_err().to_string();
        assert_eq!(error, "sh: no room");
    }
}

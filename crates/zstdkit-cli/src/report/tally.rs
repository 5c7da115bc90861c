//! What was done to files: a line for one, a line for many, or the entries of a document.

use std::{
    io::{self, Write as _},
    time::Instant,
};

use anyhow::{Error, Result};
use serde::Serialize;

use super::{
    failure, human,
    json::{Document, Name},
    progress,
};

/// How a run over several files is told.
#[derive(Debug)]
pub(crate) struct Tally {
    /// What is said of many files: "compressed"; nothing where each says enough.
    done: &'static str,
    quiet: bool,
    /// Whether each file has a line of its own.
    is_each_told: bool,
    document: Option<(Document, String)>,
    start: Instant,
    files: u64,
    failed: u64,
    sum: Moved,
    several: bool,
}

/// The bytes of a file, or of many.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Moved {
    pub(crate) read: u64,
    pub(crate) written: u64,
}

/// What else is known of a file that was decoded.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Frames {
    pub(crate) frames: u64,
    pub(crate) frames_without_checksum: u64,
}

#[derive(Debug, Serialize)]
struct Entry {
    #[serde(flatten)]
    name: Name,
    #[serde(flatten)]
    output: Option<OutputName>,
    read: Option<u64>,
    written: Option<u64>,
    ratio: Option<f64>,
    seconds: f64,
    #[serde(flatten)]
    frames: Option<Frames>,
    error: Option<Message>,
}

#[derive(Debug, Serialize)]
struct OutputName {
    output: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    output_bytes: Option<String>,
}

#[derive(Debug, Serialize)]
struct Message {
    offset: Option<u64>,
    message: String,
}

/// A file whose work has begun.
#[derive(Debug)]
pub(crate) struct Begun {
    name: Name,
    start: Instant,
}

impl Tally {
    /// For so many files; where `json` is asked for, nothing else is told.
    pub(crate) fn new(
        (command, done): (&'static str, &'static str),
        (quiet, each, json): (bool, bool, bool),
        files: usize,
    ) -> Self {
        let document = json.then(|| Document::begin(command, "files"));
        Self {
            done,
            quiet: quiet || json,
            is_each_told: files == 1 || each,
            document,
            start: Instant::now(),
            files: 0,
            failed: 0,
            sum: Moved::default(),
            several: files > 1,
        }
    }

    pub(crate) fn begin(name: Name) -> Begun {
        Begun { name, start: Instant::now() }
    }

    /// Takes down what became of a file; `line` tells of it, if it's wanted.
    pub(crate) fn end_file(
        &mut self,
        begun: Begun,
        output: Option<Name>,
        outcome: Result<(Moved, Option<Frames>), &Error>,
        line: impl FnOnce() -> String,
    ) -> Result<()> {
        self.files += 1;
        match &outcome {
            Ok((moved, _)) => {
                self.sum.read += moved.read;
                self.sum.written += moved.written;
                if !self.quiet && self.is_each_told {
                    say(&line());
                }
            }
            Err(_) => self.failed += 1,
        }
        let Some((document, text)) = &mut self.document else { return Ok(()) };
        let moved = outcome.as_ref().ok().map(|(moved, _)| *moved);
        let entry = Entry {
            name: begun.name,
            output: output.map(|name| {
                let (output, output_bytes) = name.into_parts();
                OutputName { output, output_bytes }
            }),
            read: moved.map(|moved| moved.read),
            written: moved.map(|moved| moved.written),
            ratio: moved.and_then(Moved::ratio),
            seconds: begun.start.elapsed().as_secs_f64(),
            frames: outcome.as_ref().ok().and_then(|(_, frames)| *frames),
            error: outcome
                .err()
                .map(|error| Message { offset: None, message: failure::one_line(error) }),
        };
        *text += &document.entry(&entry)?;
        Ok(())
    }

    /// Tells of all files together, if there were several; returns the document, if that is asked for.
    pub(crate) fn end(self) -> Option<String> {
        if self.several && !self.done.is_empty() && !self.quiet && self.files > self.failed {
            let Moved { read, written } = self.sum;
            let failed = match self.failed {
                0 => String::new(),
                some => format!(", {} failed", human::count(some)),
            };
            let (read_size, written_size) = (human::size(read), human::size(written));
            let ratio = human::ratio(read.max(written), read.min(written));
            say(&format!(
                "{} {}{failed}: {read_size} to {written_size} (ratio {ratio}) in {}",
                human::counted(self.files - self.failed, "file"),
                self.done,
                human::time(self.start.elapsed()),
            ));
        }
        self.document.map(|(document, text)| text + document.end())
    }
}

impl Moved {
    /// Content to compressed, whichever was read.
    fn ratio(self) -> Option<f64> {
        let (more, less) = (self.read.max(self.written), self.read.min(self.written));
        (less > 0).then(|| (more as f64 / less as f64 * 1e4).round() / 1e4)
    }
}

fn say(line: &str) {
    // The report is no data: whoever doesn't read it loses no work.
    let _ = progress::aside(|| writeln!(io::stderr(), "{line}"));
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn a_document_has_an_entry_for_what_failed_too() {
        let name = |name: &str| Name::new(Some(name.as_ref()), "");
        let mut tally = Tally::new(("compress", "compressed"), (false, false, true), 2);
        let moved = Moved { read: 100, written: 40 };
        let unsaid = || unreachable!("JSON says it");
        let begun = Tally::begin(name("a"));
        tally.end_file(begun, Some(name("a.zst")), Ok((moved, None)), unsaid).unwrap();
        let error = anyhow::anyhow!("no").context("b");
        tally.end_file(Tally::begin(name("b")), None, Err(&error), unsaid).unwrap();
        let value: Value = serde_json::from_str(&tally.end().unwrap()).unwrap();
        let (a, b) = (&value["files"][0], &value["files"][1]);
        assert_eq!((&a["file"], &a["output"]), (&json!("a"), &json!("a.zst")));
        assert_eq!(
            (&a["read"], &a["written"], &a["ratio"]),
            (&json!(100), &json!(40), &json!(2.5))
        );
        assert_eq!((&a["error"], &b["error"]["message"]), (&Value::Null, &json!("b: no")));
        assert_eq!(b["read"], Value::Null);
    }
}

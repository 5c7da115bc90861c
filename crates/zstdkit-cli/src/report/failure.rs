//! How the command ends: 0 for success, 1 for a failure with one line on stderr, 2 for wrong usage.

use std::{fmt, io, io::Write as _, process::ExitCode};

use super::{progress, text::printable};
use anyhow::Error;

/// Whoever read our output has read enough.
#[derive(Debug)]
pub(crate) struct ReaderGone;

impl fmt::Display for ReaderGone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the reader of the output is gone")
    }
}

impl std::error::Error for ReaderGone {}

impl ReaderGone {
    /// Marks a broken pipe on an output of ours; other errors stay as they are.
    pub(crate) fn mark(error: io::Error) -> io::Error {
        match error.kind() {
            io::ErrorKind::BrokenPipe => io::Error::new(io::ErrorKind::BrokenPipe, Self),
            _ => error,
        }
    }

    pub(crate) fn is_cause_of(error: &Error) -> bool {
        error.chain().any(|cause| {
            let io = cause.downcast_ref::<io::Error>();
            io.and_then(io::Error::get_ref).is_some_and(|inner| inner.is::<Self>())
        })
    }
}

/// Does `job` to every item; a failure is reported, and the others are done all the same.
pub(crate) fn each<T>(
    items: impl IntoIterator<Item = T>,
    mut job: impl FnMut(T) -> Result<(), Error>,
) -> Result<ExitCode, Error> {
    let mut code = ExitCode::SUCCESS;
    for item in items {
        match job(item) {
            Ok(()) => {}
            // What was done before stays done, and what failed stays told.
            Err(error) if ReaderGone::is_cause_of(&error) => break,
            Err(error) => {
                report(&error);
                code = ExitCode::FAILURE;
            }
        }
    }
    Ok(code)
}

/// Writes one line to stderr.
pub(crate) fn report(error: &Error) {
    // With stderr closed too, the exit status is all that is left to tell it.
    let _ = progress::aside(|| writeln!(io::stderr(), "zstdkit: {}", one_line(error)));
}

/// Tells what was done, in a line that is made only if it's wanted.
pub(crate) fn done(quiet: bool, line: impl FnOnce() -> String) {
    if !quiet {
        // The report is no data: whoever doesn't read it loses no work.
        let _ = writeln!(io::stderr(), "{}", line());
    }
}

/// Tells of something that went wrong and did no harm to the data.
pub(crate) fn warn(error: &Error) {
    // With stderr closed too there is nobody to tell.
    let _ = writeln!(io::stderr(), "zstdkit: warning: {}", one_line(error));
}

/// The error and its causes in one line.
pub(crate) fn one_line(error: &Error) -> String {
    let mut text = String::new();
    for cause in error.chain().map(|cause| printable(&cause.to_string())) {
        // Some errors say their cause themselves.
        if !text.ends_with(&cause) {
            if !text.is_empty() {
                text.push_str(": ");
            }
            text.push_str(&cause);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use anyhow::{Context as _, anyhow};

    use super::*;

    #[test]
    fn causes_are_joined_and_none_is_said_twice() {
        let error = anyhow!("reason").context("file");
        assert_eq!(one_line(&error), "file: reason");
        let error = anyhow!("inner").context("outer: inner").context("file\n1");
        assert_eq!(one_line(&error), "file\\n1: outer: inner");
    }

    #[test]
    fn a_closed_reader_is_told_from_other_errors() {
        let marked = ReaderGone::mark(io::ErrorKind::BrokenPipe.into());
        assert!(ReaderGone::is_cause_of(&Err::<(), _>(marked).context("file").unwrap_err()));
        let other = ReaderGone::mark(io::ErrorKind::StorageFull.into());
        assert!(!ReaderGone::is_cause_of(&other.into()));
        assert!(!ReaderGone::is_cause_of(&io::Error::from(io::ErrorKind::BrokenPipe).into()));
    }
}

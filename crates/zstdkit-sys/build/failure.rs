//! Why the build script stops, told to the person who ran Cargo.

use std::fmt;

/// A reason to stop: what was found, and what to do about it, on one line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    line: String,
    details: Vec<String>,
}

impl Failure {
    /// A failure whose one line says everything.
    pub(crate) fn new(line: impl Into<String>) -> Self {
        Failure { line: line.into(), details: Vec::new() }
    }

    /// Adds what another program said, to be printed below the line.
    #[must_use]
    pub(crate) fn with_details(mut self, details: &str) -> Self {
        self.details =
            details.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect();
        self
    }

    /// Prints the failure so that Cargo shows it as errors, and ends the build script.
    ///
    /// Cargo fails the build for such a line. An exit status that says so too would have it print
    /// everything else that the build script said, and bury the line in it.
    pub(crate) fn report_and_exit(self) -> ! {
        println!("cargo::error={}", self.line);
        for detail in &self.details {
            println!("cargo::error=  {detail}");
        }
        std::process::exit(0)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.line)
    }
}

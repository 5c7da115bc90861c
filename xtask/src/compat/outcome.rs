//! How tests ran.

use std::process::Command;

use anyhow::{Context, Result, ensure};

/// How the tests of one suite ran.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// What was tried: a package, its version, its features.
    pub(crate) suite: String,
    pub(crate) passed: usize,
    /// The names of those that failed, once each.
    pub(crate) failed: Vec<String>,
    /// Those of which that is known, and why.
    pub(crate) known: Vec<(&'static str, &'static str)>,
    /// How many fail with theirs as well, for files that their package leaves out; they aren't among the others.
    pub(crate) either: usize,
}

impl Outcome {
    /// For a terminal.
    pub(crate) fn line(&self) -> String {
        let Self { suite, passed, failed, .. } = self;
        format!("{suite}: {passed} passed, {} failed {}", failed.len(), failed.join(" "))
    }

    /// What isn't as it's known to be.
    pub(crate) fn surprises(&self) -> Vec<String> {
        let is_known = |name: &str| self.known.iter().any(|(known, _)| *known == name);
        let failed = self
            .failed
            .iter()
            .filter(|name| !is_known(name))
            .map(|name| format!("{}: {name} fails", self.suite));
        let passed = self
            .known
            .iter()
            .filter(|(known, _)| !self.failed.iter().any(|name| name == known))
            .map(|(known, _)| format!("{}: {known} doesn't fail any more", self.suite));
        failed.chain(passed).collect()
    }
}

/// Runs `cargo test`, and reads what it says of each test.
pub(crate) fn of(
    suite: String,
    known: Vec<(&'static str, &'static str)>,
    command: &mut Command,
) -> Result<Outcome> {
    let output = command.output().with_context(|| format!("cannot run the tests of {suite}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let (passed, failed) = read(&text);
    let errors = String::from_utf8_lossy(&output.stderr);
    ensure!(
        passed > 0
            && (output.status.success() || !failed.is_empty())
            && !errors.contains("signal:"),
        "the tests of {suite} didn't run to their end:\n{text}{errors}"
    );
    if !failed.is_empty() {
        println!("{text}");
    }
    Ok(Outcome { suite, passed, failed, known, either: 0 })
}

/// How many tests passed, and which failed.
fn read(text: &str) -> (usize, Vec<String>) {
    let mut passed = 0;
    let mut failed = Vec::new();
    for line in text.lines() {
        let Some((name, verdict)) =
            line.strip_prefix("test ").and_then(|rest| rest.rsplit_once(" ... "))
        else {
            continue;
        };
        match verdict.trim() {
            "ok" => passed += 1,
            "FAILED" => failed.push(name.to_owned()),
            _ => {}
        }
    }
    failed.sort();
    failed.dedup();
    (passed, failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cargo_says_of_tests_is_read() {
        let text = "running 3 tests\ntest a::b ... ok\ntest a::c - should panic ... FAILED\n\
                    test d ... ignored\ntest result: FAILED. 1 passed; 1 failed\n";
        assert_eq!(read(text), (1, vec!["a::c - should panic".to_owned()]));
    }

    #[test]
    fn a_test_is_a_surprise_when_it_is_not_as_known() {
        let outcome = |failed: &[&str], known: &[&'static str]| Outcome {
            suite: "suite".to_owned(),
            passed: 1,
            failed: failed.iter().map(|&name| name.to_owned()).collect(),
            known: known.iter().map(|name| (*name, "why")).collect(),
            either: 0,
        };
        assert!(outcome(&["a"], &["a"]).surprises().is_empty());
        assert_eq!(outcome(&["a"], &[]).surprises(), ["suite: a fails"]);
        assert_eq!(outcome(&[], &["a"]).surprises(), ["suite: a doesn't fail any more"]);
    }
}

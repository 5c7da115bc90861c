//! `cargo xtask sanitize`: the tests, with Rust and C both watched.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::process::Command;

use anyhow::{Context, Result};
use clap::ValueEnum;

use crate::{shell, workspace};

/// What is watched for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Sanitizer {
    /// Memory that isn't there any more, or never was, and memory that is never given back
    Address,
    /// What C leaves undefined, and Rust's own checks of the like
    Undefined,
    /// Threads that touch the same memory without agreeing on an order
    Thread,
}

/// The target is named so that build scripts and macros, which are the host's, are not instrumented.
const TARGET: &str = "x86_64-unknown-linux-gnu";

/// Runs the tests: the whole suite and then what features add, or what the arguments of `cargo test`
/// choose.
pub(crate) fn run(sanitizer: Sanitizer, chosen: &[String]) -> Result<()> {
    let plan = Plan::of(sanitizer);
    if !chosen.is_empty() {
        return test(&plan, chosen);
    }
    // One after the other whatever comes of them, so that one failure hides no other.
    let outcomes: Vec<_> = plan.suites.iter().map(|suite| test(&plan, suite)).collect();
    outcomes.into_iter().collect()
}

fn test(plan: &Plan, arguments: &[impl AsRef<OsStr>]) -> Result<()> {
    let folder = workspace::scratch(&format!("sanitize-{}", plan.name))?;
    let mut command = Command::new(workspace::cargo());
    command.current_dir(workspace::root()).args(["test", "--no-fail-fast", "--target", TARGET]);
    command.args(arguments).env("CARGO_TARGET_DIR", folder);
    // Sanitizers are unstable options of rustc, which every toolchain has under this variable; so no
    // nightly one needs to be there.
    command.env("RUSTC_BOOTSTRAP", "1");
    command.env("RUSTFLAGS", plan.rust).env("RUSTDOCFLAGS", plan.rust);
    command.env("CC", "clang").env("CFLAGS", plan.c).envs(plan.options());
    shell::run(&mut command).context(
        "either a test or the sanitizer failed, as told above, or clang is missing (for Debian: \
         `apt-get install clang`)",
    )
}

/// How to run the tests with a sanitizer.
struct Plan {
    name: &'static str,
    /// Which tests are run, in turns.
    suites: &'static [&'static [&'static str]],
    /// Flags of rustc and of rustdoc, whose tests are programs too.
    rust: &'static str,
    /// Flags of the C compiler.
    c: &'static str,
    /// What the sanitizer does, and the variable that it reads this from.
    options: (&'static str, &'static str),
    /// A file of reports that are understood, and the variable that names it.
    known: Option<(&'static str, &'static str)>,
}

/// The whole suite, without what is no library. The assembly stays out, since no sanitizer sees into
/// it: its counterpart in C does the same work.
const EVERYTHING: &[&str] = &[
    "--workspace",
    "--exclude=xtask",
    "--exclude=zstdkit-benches",
    "--features=zstdkit-sys/no-asm",
];

/// The packages that have threads. What documents them is left out: none of it has more to show.
///
/// Neither is rayon's pool watched, which is built on what the thread sanitizer doesn't see: fences, and
/// the standard library's locks. All that runs in it would be reported, the command's benchmarks too.
const THREADED: &[&str] = &[
    "--package=zstdkit-sys",
    "--package=zstdkit",
    "--package=zstdkit-dict",
    "--package=zstdkit-cli",
    "--features=zstdkit-sys/no-asm",
    "--lib",
    "--bins",
    "--tests",
    "--",
    "--skip=bench::",
];

/// Batches with threads of their own.
const SCOPED: &[&str] = &[
    "--package=zstdkit-sys",
    "--package=zstdkit-segments",
    "--no-default-features",
    "--features=zstdkit-sys/no-asm,zstdkit-sys/multithread",
    "--features=zstdkit-segments/serde,zstdkit-segments/arrow",
    "--lib",
    "--tests",
];

/// The tests of features that are off by default, apart, for they would change other packages too.
const FEATURES: &[&str] = &[
    "--package=zstdkit-sys",
    "--package=zstdkit",
    "--package=zstdkit-segments",
    "--features=zstdkit-sys/no-asm,zstdkit-sys/legacy,zstdkit-sys/seekable",
    "--features=zstdkit/experimental,zstdkit/serde,zstdkit/bytes,zstdkit/tokio,zstdkit/futures,zstdkit/legacy,zstdkit/dcz",
    "--features=zstdkit-segments/serde,zstdkit-segments/arrow,zstdkit-segments/legacy",
    "--lib",
    "--tests",
];

/// Those of them that have threads.
const THREADED_FEATURES: &[&str] = &[
    "--package=zstdkit-sys",
    "--package=zstdkit",
    "--features=zstdkit-sys/no-asm,zstdkit-sys/legacy,zstdkit-sys/seekable",
    "--features=zstdkit/experimental,zstdkit/serde,zstdkit/bytes,zstdkit/tokio,zstdkit/futures,zstdkit/legacy,zstdkit/dcz",
    "--lib",
    "--tests",
];

impl Plan {
    fn of(sanitizer: Sanitizer) -> Self {
        match sanitizer {
            Sanitizer::Address => Plan {
                name: "address",
                suites: &[EVERYTHING, FEATURES],
                rust: "-Zsanitizer=address --cfg=sanitized",
                c: "-fsanitize=address -fno-omit-frame-pointer -g1",
                options: ("ASAN_OPTIONS", "detect_leaks=1:detect_stack_use_after_return=1"),
                known: Some(("LSAN_OPTIONS", "xtask/leaks-known.txt")),
            },
            Sanitizer::Undefined => Plan {
                name: "undefined",
                suites: &[EVERYTHING, FEATURES],
                rust: "-C debug-assertions=on -C overflow-checks=on -C linker=clang \
                       -C link-arg=-fsanitize=undefined",
                c: "-fsanitize=undefined -fno-sanitize-recover=all -g1",
                options: ("UBSAN_OPTIONS", "print_stacktrace=1"),
                known: None,
            },
            Sanitizer::Thread => Plan {
                name: "thread",
                suites: &[THREADED, SCOPED, THREADED_FEATURES],
                // The standard library comes without it, and rustc would refuse the mixture.
                rust: "-Zsanitizer=thread -Cunsafe-allow-abi-mismatch=sanitizer --cfg=sanitized",
                c: "-fsanitize=thread -g1",
                options: ("TSAN_OPTIONS", "halt_on_error=0"),
                known: Some(("TSAN_OPTIONS", "xtask/tsan-known.txt")),
            },
        }
    }

    /// The variables that the sanitizer reads.
    fn options(&self) -> BTreeMap<&'static str, String> {
        let mut variables = BTreeMap::from([(self.options.0, self.options.1.to_owned())]);
        if let Some((variable, file)) = self.known {
            let options = variables.entry(variable).or_default();
            let path = workspace::root().join(file);
            *options += &format!(":suppressions={}", path.display());
        }
        variables
    }
}

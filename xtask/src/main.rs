//! `cargo xtask`: the automation of this workspace, in Rust, so that it runs wherever Cargo does.

mod aliases;
mod api;
mod artefact;
mod bench;
mod build_script;
mod ci;
mod codegen;
mod coexist;
mod compat;
mod coverage;
mod cross;
mod dist;
mod features;
mod fuzz;
mod imports;
mod links;
mod miri;
mod nm;
mod package;
mod readmes;
mod reliability;
mod sanitize;
mod semver;
mod shell;
mod soak;
mod symbols;
mod system_library;
mod targets;
mod update;
mod vendor;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// The automation of this workspace
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Compare the names that rustdoc finds items by with what their documentation and compat/aliases.tsv say
    Aliases {
        /// Write the attributes anew, in place of comparing
        #[arg(long)]
        write: bool,
    },
    /// Compare what each crate offers with what docs/api says of it
    Api {
        /// Write what it offers, in place of comparing
        #[arg(long)]
        write: bool,
    },
    /// Run the benchmarks in a release build
    Bench {
        /// Handed on to the package zstdkit-benches
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Run every check but the tests
    Ci {
        /// Also what takes many builds of libzstd: features, other compilers
        #[arg(long)]
        thorough: bool,
    },
    /// Make bindings, prefix header, source list and error codes from libzstd's sources
    Codegen {
        /// Change nothing; fail if a committed file isn't what would be made
        #[arg(long)]
        check: bool,
    },
    /// Link our libzstd, the zstd crate's and the system's into one program, and run it
    Coexist,
    /// Run the zstd crate's tests, and those of crates that use it, on the packages of compat/
    Compat(compat::Arguments),
    /// Make docs/coverage.md from the headers and the crates' documentation
    Coverage {
        /// Change nothing; fail if the committed file isn't what would be made
        #[arg(long)]
        check: bool,
    },
    /// Compile libzstd with other compilers and for other machines
    Cross,
    /// Make the tarball that the command is handed out in: manual, completions, licences
    Dist {
        /// Make it of a quick build, check what is in it, and leave none
        #[arg(long)]
        check: bool,
    },
    /// Run the examples, each of which asserts its own result
    Examples,
    /// Build and test the crates with combinations of their features
    Features,
    /// Run the fuzz targets, with Rust and C both instrumented
    Fuzz(fuzz::Arguments),
    /// Fail where imports make a circle, or lead through a crate's root
    Imports,
    /// Fail where a document has a link to a file or heading that isn't there
    Links,
    /// Check with the oldest Rust that is promised, and with the oldest dependencies that are asked for
    Msrv,
    /// Run the tests of what is pure Rust under Miri, where a toolchain has it
    Miri,
    /// Build the packages to be published, and test them without network and repository
    Package,
    /// Run the first example of each crate's README in a new project
    Readmes,
    /// Run the tests with a sanitizer in both Rust and C
    Sanitize {
        /// Which one
        sanitizer: sanitize::Sanitizer,
        /// Arguments of `cargo test`, in place of those for the whole suite
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Compare what the crates offer with their last release, by cargo-semver-checks
    Semver {
        /// The revision to compare with, in place of the newest tag of a release
        #[arg(long, value_name = "REV")]
        baseline: Option<String>,
    },
    /// Compress and decompress small inputs for long, in memory that has to stay flat
    Soak {
        /// How many inputs
        #[arg(long, default_value_t = 10_000_000)]
        pairs: u64,
        /// Put the result into docs/reliability.md
        #[arg(long)]
        write: bool,
    },
    /// Build the library with several sets of features, and fail if a name has no prefix
    Symbols {
        /// Accepted for symmetry: this command only ever checks
        #[arg(long)]
        check: bool,
    },
    /// Build for other systems and machines, try what can be run there, and tell in a table
    Targets {
        /// Only targets whose names contain one of these
        only: Vec<String>,
        /// Leave out the crates' tests: build, and compare what each target reports
        #[arg(long)]
        quick: bool,
        /// Write the table into README.md
        #[arg(long)]
        write: bool,
    },
    /// Move to the libzstd that another version of the package zstd-sys carries
    UpdateLibzstd {
        /// The version of zstd-sys, such as 2.1.2
        version: String,
    },
    /// Make the page of examples/web, one file that needs no server
    Web {
        /// Use it in a headless Chromium, and take pictures
        #[arg(long)]
        test: bool,
    },
    /// Lay out libzstd's sources in vendor/zstd, for reading
    Vendor {
        /// Only compare the sources with vendor/SHA256SUMS
        #[arg(long, conflicts_with = "record")]
        check: bool,
        /// Write vendor/SHA256SUMS anew
        #[arg(long)]
        record: bool,
    },
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Without the backtrace that anyhow adds where the environment asks for one: what failed
            // is a check, not this program.
            eprintln!("error: {error}");
            for cause in error.chain().skip(1) {
                eprintln!("because: {cause}");
            }
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    match Arguments::parse().command {
        Command::Aliases { write } => aliases::run(write),
        Command::Api { write } => api::run(write),
        Command::Bench { arguments } => bench::run(&arguments),
        Command::Ci { thorough } => ci::run(thorough),
        Command::Codegen { check } => codegen::run(check),
        Command::Coexist => coexist::run(),
        Command::Compat(arguments) => compat::run(&arguments),
        Command::Coverage { check } => coverage::run(check),
        Command::Cross => cross::run(),
        Command::Dist { check } => dist::run(check),
        Command::Examples => ci::examples(),
        Command::Features => features::run(),
        Command::Fuzz(arguments) => fuzz::run(&arguments),
        Command::Imports => imports::run(),
        Command::Links => links::run(),
        Command::Msrv => targets::msrv::run(),
        Command::Miri => miri::run(),
        Command::Package => package::run(),
        Command::Readmes => readmes::run(),
        Command::Sanitize { sanitizer, arguments } => sanitize::run(sanitizer, &arguments),
        Command::Semver { baseline } => semver::run(baseline.as_deref()),
        Command::Soak { pairs, write } => soak::run(pairs, write),
        Command::Symbols { .. } => symbols::run(),
        Command::Targets { only, quick, write } => targets::run(&only, quick, write),
        Command::UpdateLibzstd { version } => update::run(&version),
        Command::Web { test } => targets::web::run(test),
        Command::Vendor { check: true, .. } => vendor::run(vendor::Task::Check),
        Command::Vendor { record: true, .. } => vendor::run(vendor::Task::Record),
        Command::Vendor { .. } => vendor::run(vendor::Task::LayOut),
    }
}

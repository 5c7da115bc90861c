//! The `zstdkit` command; see the library of this package for what it's made of.
#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    zstdkit_cli::run(std::env::args_os())
}

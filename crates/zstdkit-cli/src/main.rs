//! The `zstdkit` command; see the library of this package for what it's made of.
#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    // Where the shell leaves `*.zst` to the programs.
    #[cfg(windows)]
    let arguments = wild::args_os();
    #[cfg(not(windows))]
    let arguments = std::env::args_os();
    zstdkit_cli::run(arguments)
}

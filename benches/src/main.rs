//! `cargo xtask bench` runs it.

use std::process::ExitCode;

fn main() -> ExitCode {
    zstdkit_benches::main(&[])
}

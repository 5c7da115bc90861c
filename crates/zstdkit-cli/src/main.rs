//! The `zstdkit` command; see the library of this package for what it's made of.
#![deny(unsafe_code)]

use std::process::ExitCode;

/// Looks at stdout before `main`: the standard library's runtime puts `/dev/null` where it's closed, and what is
/// written would be lost without a word.
#[cfg(all(unix, not(target_vendor = "apple")))]
#[expect(unsafe_code, reason = "there is no safe way to be asked before the runtime")]
// SAFETY: the loader of ELF programs calls what this section points to, on the main thread before `main`. It may hand
// over arguments, which a function in C's convention is free not to take. It makes one system call and sets a flag,
// and neither needs the runtime.
#[unsafe(link_section = ".init_array")]
#[used]
static BEFORE_MAIN: extern "C" fn() = {
    extern "C" fn look() {
        zstdkit_cli::look_at_stdout();
    }
    look
};

fn main() -> ExitCode {
    // Where the shell leaves `*.zst` to the programs.
    #[cfg(windows)]
    let arguments = wild::args_os();
    #[cfg(not(windows))]
    let arguments = std::env::args_os();
    zstdkit_cli::run(arguments)
}

//! WebAssembly, where libzstd is compiled without a C library.
//!
//! What little of one libzstd uses is declared by the headers in `c/wasm/include` and written in Rust,
//! in `src/shim.rs`. The four functions that move and compare bytes are among those that every
//! Rust target brings.

use std::path::PathBuf;

use super::compile::Facts;

/// The functions of a C library that the crate brings itself. They get the prefix as well: the program
/// may have a C library, or another crate that does the same.
pub(crate) const FUNCTIONS: [&str; 4] = ["calloc", "free", "malloc", "qsort"];

/// Whether a target's `target_arch` is one of WebAssembly's.
pub(crate) fn is(arch: &str) -> bool {
    matches!(arch, "wasm32" | "wasm64")
}

/// The folder of the headers that stand in for a C library's.
pub(crate) fn headers(facts: &Facts) -> PathBuf {
    facts.own.join("wasm/include")
}

/// Has a compilation use our headers, and our functions.
pub(crate) fn prepare(build: &mut cc::Build, facts: &Facts) {
    // The compiler's own headers, such as `stddef.h`, stay.
    build.flag("-nostdlibinc").include(headers(facts));
    for function in FUNCTIONS {
        build.define(function, format!("{}{function}", facts.prefix).as_str());
    }
}

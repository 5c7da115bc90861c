//! Links the system's libzstd, though no symbol of it is named.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-link-arg-bins=-Wl,--no-as-needed");
    // By the file's name: `-lzstd` would find the static library of the `zstd` crate first.
    println!("cargo::rustc-link-arg-bins=-l:libzstd.so");
}

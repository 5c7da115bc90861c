//! Links the system's libzstd, though no symbol of it is named.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-link-arg-bins=-Wl,--no-as-needed");
    println!("cargo::rustc-link-arg-bins=-Wl,-Bdynamic");
    println!("cargo::rustc-link-arg-bins=-lzstd");
}

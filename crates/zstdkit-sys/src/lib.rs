//! Raw bindings to a vendored libzstd 1.5.7 whose symbols stand apart from any other libzstd.
//!
//! Most programs want the crate `zstdkit`, which makes these calls safe. What the functions do, and
//! what they ask of their callers, is written in libzstd's headers: `zstd.h`, `zdict.h`,
//! `zstd_errors.h`.
//!
//! ```
//! use zstdkit_sys::{ZSTD_CLEVEL_DEFAULT, ZSTD_compress, ZSTD_compressBound, ZSTD_isError};
//!
//! let input = b"some data, some more data";
//! // SAFETY: the function computes with any number.
//! let mut frame = vec![0u8; unsafe { ZSTD_compressBound(input.len()) }];
//! // SAFETY: both pointers are of live buffers, with their lengths.
//! let size = unsafe {
//!     ZSTD_compress(
//!         frame.as_mut_ptr().cast(),
//!         frame.len(),
//!         input.as_ptr().cast(),
//!         input.len(),
//!         ZSTD_CLEVEL_DEFAULT,
//!     )
//! };
//! // SAFETY: any number may be asked about.
//! assert_eq!(unsafe { ZSTD_isError(size) }, 0);
//! ```
//!
//! # How C became Rust
//!
//! - `size_t` is `usize`; the other numbers are those of [`core::ffi`].
//! - An enum is a struct around its number, with the enumerators as associated constants:
//!   [`ZSTD_cParameter::ZSTD_c_windowLog`]. C may give numbers that no enumerator has.
//! - Macros that stand for a number are constants of the type that C gives them, but for counts of
//!   bytes, which are `usize`.
//! - Structs that C keeps to itself can't be made, moved between threads, or looked into.
//! - The names of the symbols have the prefix `zstdkit_0_1_`, the crate's version for as long as
//!   Cargo takes versions for compatible; with the feature `system` they have none.
//!
//! # Features
//!
//! - `multithread` (default): worker threads inside libzstd.
//! - `tuned` (default): libzstd changed, while it is built, where the same bytes come sooner.
//! - `dict-builder`: dictionary training, the ZDICT functions.
//! - `experimental`: what `zstd.h` declares for static linking only.
//! - `legacy`: decoders of the formats of zstd 0.1 to 0.7.
//! - `seekable`: the seekable format, from libzstd's contributions.
//! - `thin`: the smallest code. `no-asm`: no hand-written assembly.
//! - `system`: the system's libzstd in place of the vendored one.
//!
//! # Modules
//!
//! All items are at the crate's root. `bindings` holds what `cargo xtask codegen` makes from the
//! headers, one file for each piece of the interface; `layout` compares C's structs with Rust's;
//! `shim` is what WebAssembly has in place of a C library.

#![cfg_attr(docsrs, feature(doc_cfg))]
#![no_std]

#[expect(
    missing_docs,
    non_camel_case_types,
    non_snake_case,
    non_upper_case_globals,
    reason = "libzstd names and documents these"
)]
mod bindings;
mod layout;
// Compiled for tests too, which run where the compiler does.
#[cfg(any(target_family = "wasm", test))]
mod shim;

pub use bindings::*;

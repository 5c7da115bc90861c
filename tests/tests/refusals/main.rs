//! Each operation with each of its allocations refused, Rust's and C's.
//!
//! `ZSTDKIT_REFUSE=NAME:N` has the try of that name and number say where its refusal was.

#![cfg(all(target_os = "linux", target_env = "gnu", not(sanitized)))]

mod asynchronous;
mod compressing;
mod data;
mod decompressing;
#[cfg(feature = "experimental")]
mod experimental;
#[path = "../heap/mod.rs"]
mod heap;
mod memory;
mod others;
mod seek;
mod segments;
mod streams;
mod training;
mod trial;
mod turns;
mod workers;

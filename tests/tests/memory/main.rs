//! What a stranger's bytes can make us take, measured.
//!
//! The table in `docs/safety.md` is made by this.

#![cfg(all(target_os = "linux", target_env = "gnu", not(sanitized)))]

mod dictionaries;
mod doors;
#[path = "../heap/mod.rs"]
mod heap;
mod hostile;
mod memory;
mod table;
mod threads;

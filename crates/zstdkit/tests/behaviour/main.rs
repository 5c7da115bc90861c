//! What each operation does, rule by rule.
//!
//! One module per part of the interface. A test is named after the sentence that it holds the crate
//! to; `tests/memory.rs` beside this binary counts allocations, and has one of its own for that.

mod beyond_the_window;
mod bounds;
mod configured;
mod contexts;
mod data;
mod dictionaries;
mod errors;
mod first_fault;
mod flaky;
mod frame_decompressor;
mod frame_ends;
mod known_defects;
mod lent_content;
mod one_call;
mod patches;
mod properties;
mod push_compressor;
mod push_decompressor;
mod readers;
mod resets;
mod small_streams;
mod steps;
mod threads;
mod web;
#[cfg(feature = "multithread")]
mod workers;
mod writers;

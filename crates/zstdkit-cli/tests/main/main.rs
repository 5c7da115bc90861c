//! The command, run as a person would run it.

mod bench;
mod compress;
mod decompress;
mod failures;
mod info;
mod interop;
mod json;
mod outputs;
mod parameters;
mod params;
mod pipes;
mod recommend;
mod seek;
mod support;
#[cfg(unix)]
mod terminal;
mod train;
mod zstd;

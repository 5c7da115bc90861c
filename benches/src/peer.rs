//! Libraries in pure Rust, which others may want to measure beside ours. Nothing here depends on them: the package in
//! `peers`, a workspace of its own, does, and hands them over.

use anyhow::Result;

/// Compresses an input into a frame.
pub type Compress = Box<dyn FnMut(&[u8]) -> Result<Vec<u8>>>;

/// Decompresses a frame whose content has this length.
pub type Decompress = Box<dyn FnMut(&[u8], usize) -> Result<Vec<u8>>>;

/// A library: an object of its own is made for each cell, and reused where it can be.
#[derive(Clone, Copy, Debug)]
pub struct Peer {
    /// Its name and version, as tables have it.
    pub name: &'static str,
    /// What compresses at a level; nothing where the library has no such level.
    pub compress: fn(i32) -> Result<Option<Compress>>,
    /// What decompresses.
    pub decompress: fn() -> Result<Decompress>,
}

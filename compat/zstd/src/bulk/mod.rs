//! Whole inputs, in one call.

mod compressor;
mod decompressor;

use std::io;

pub use self::{compressor::Compressor, decompressor::Decompressor};

/// Compresses `source` to the start of `destination`; returns the frame's size.
///
/// # Errors
///
/// `destination` is too small, or there is no memory.
pub fn compress_to_buffer(source: &[u8], destination: &mut [u8], level: i32) -> io::Result<usize> {
    Compressor::new(level)?.compress_to_buffer(source, destination)
}

/// Compresses `data` into one frame.
///
/// # Errors
///
/// There is no memory.
pub fn compress(data: &[u8], level: i32) -> io::Result<Vec<u8>> {
    Compressor::new(level)?.compress(data)
}

/// Decompresses all frames of `source` to the start of `destination`; returns the content's size.
///
/// # Errors
///
/// The frames are damaged, `destination` is too small, or there is no memory.
pub fn decompress_to_buffer(source: &[u8], destination: &mut [u8]) -> io::Result<usize> {
    Decompressor::new()?.decompress_to_buffer(source, destination)
}

/// Decompresses all frames of `data`, to at most `capacity` bytes.
///
/// # Errors
///
/// The frames are damaged, their content is larger, or there is no memory.
pub fn decompress(data: &[u8], capacity: usize) -> io::Result<Vec<u8>> {
    Decompressor::new()?.decompress(data, capacity)
}

//! The content decoded last, as far as later blocks can reach.

use crate::error::Result;
use crate::lists::List as _;

/// Decoded content, kept for a window's length at least.
#[derive(Debug, Default)]
pub(crate) struct History {
    buf: Vec<u8>,
    /// How many bytes of a dictionary stand before the frame's content; 0 once they are out of reach.
    dictionary: usize,
    window: usize,
    /// How much content the frame has so far.
    produced: u64,
}

impl History {
    /// Begins a frame, after its dictionary's content.
    pub(crate) fn begin(&mut self, dictionary: &[u8], window_size: u64) -> Result<()> {
        self.buf.clear();
        self.buf.append_all(dictionary)?;
        self.dictionary = dictionary.len();
        self.window = usize::try_from(window_size).unwrap_or(usize::MAX);
        self.produced = 0;
        Ok(())
    }

    /// Says how long the window is, once it's known.
    pub(crate) fn set_window(&mut self, window_size: u64) {
        self.window = usize::try_from(window_size).unwrap_or(usize::MAX);
    }

    /// How many bytes at the end of the buffer are within reach.
    fn reach(&self) -> usize {
        match usize::try_from(self.produced) {
            // The whole dictionary is within reach until the content fills the window.
            Ok(produced) if produced <= self.window => self.dictionary + produced,
            _ => self.window,
        }
    }

    /// The buffer, for what is decoded next to be appended to.
    pub(crate) fn room(&mut self) -> &mut Vec<u8> {
        let reach = self.reach();
        // Each byte is moved about once, and the buffer is at most about twice as long as it has to be.
        if self.buf.len() > 2 * reach.max(1 << 20) {
            self.buf.drain(..self.buf.len() - reach);
        }
        &mut self.buf
    }

    /// What was appended since the buffer had `before` bytes.
    pub(crate) fn appended(&mut self, before: usize) -> &[u8] {
        let new = &self.buf[before..];
        self.produced += new.len() as u64;
        new
    }

    /// What later blocks can reach.
    pub(crate) fn window(&self) -> &[u8] {
        &self.buf[self.buf.len() - self.reach()..]
    }
}

//! A writer, and what it hasn't taken yet.

use alloc::vec::Vec;
use std::io::{self, Write};

/// A writer behind a buffer that no error of the writer's makes forget anything.
#[derive(Debug)]
pub(super) struct Outlet<W> {
    pub(super) inner: W,
    /// Output, from `written` on still to be written.
    pub(super) buffer: Vec<u8>,
    written: usize,
}

impl<W> Outlet<W> {
    pub(super) fn new(inner: W) -> Self {
        Self { inner, buffer: Vec::new(), written: 0 }
    }
}

impl<W: Write> Outlet<W> {
    /// Writes all that waits. After an error, what wasn't written still waits.
    pub(super) fn drain(&mut self) -> io::Result<()> {
        while self.written < self.buffer.len() {
            match self.inner.write(&self.buffer[self.written..]) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(n) => self.written += n,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        self.buffer.clear();
        self.written = 0;
        Ok(())
    }
}

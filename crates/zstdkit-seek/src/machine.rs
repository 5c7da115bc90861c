//! What stands between a machine that makes a file of content and those who write the file.

use std::io::{self, Write};

use crate::error::Result;

/// Makes a file of content, piece by piece; what is done of it goes to the end of `out`.
pub(crate) trait Machine {
    /// Takes some of the content.
    fn push(&mut self, content: &[u8], out: &mut Vec<u8>) -> Result<usize>;

    /// Makes all that can be read back so far.
    fn flush(&mut self, out: &mut Vec<u8>) -> Result<()>;

    /// Makes the next part of the file's end; whether that was the last.
    fn finish(&mut self, out: &mut Vec<u8>) -> Result<bool>;
}

/// A machine, and what it made that isn't written yet.
#[derive(Debug)]
pub(crate) struct Making<M> {
    pub(crate) machine: M,
    out: Vec<u8>,
    /// How much of it is written, where not all is at once.
    #[cfg(feature = "tokio")]
    written: usize,
    /// Whether an error has lost some of the file.
    is_broken: bool,
}

impl<M: Machine> Making<M> {
    pub(crate) const fn by(machine: M) -> Self {
        Self {
            machine,
            out: Vec::new(),
            #[cfg(feature = "tokio")]
            written: 0,
            is_broken: false,
        }
    }

    pub(crate) fn push(&mut self, content: &[u8]) -> Result<usize> {
        self.guarded(|machine, out| machine.push(content, out))
    }

    pub(crate) fn flush(&mut self) -> Result<()> {
        self.guarded(M::flush)
    }

    /// Makes a part of the file's end; whether that was the last.
    #[cfg(feature = "tokio")]
    pub(crate) fn finish(&mut self) -> Result<bool> {
        self.guarded(M::finish)
    }

    /// Ends the file.
    pub(crate) fn finish_into(&mut self, writer: &mut impl Write) -> Result<()> {
        while !self.guarded(M::finish)? {
            self.drain(writer)?;
        }
        self.drain(writer)?;
        Ok(writer.flush()?)
    }

    /// The one way in and out: a file that lacks something is not gone on with, as its table would hide it.
    fn guarded<T>(&mut self, work: impl FnOnce(&mut M, &mut Vec<u8>) -> Result<T>) -> Result<T> {
        if self.is_broken {
            return Err(io::Error::other("an error before has left the file in pieces").into());
        }
        let outcome = work(&mut self.machine, &mut self.out);
        self.is_broken = outcome.is_err();
        outcome
    }

    /// Writes what is made, all of it: what doesn't get to the writer is lost.
    pub(crate) fn drain(&mut self, writer: &mut impl Write) -> io::Result<()> {
        let outcome = writer.write_all(&self.out);
        self.out.clear();
        self.is_broken |= outcome.is_err();
        outcome
    }

    /// What is made and not written; [`wrote`](Self::wrote) has it get less.
    #[cfg(feature = "tokio")]
    pub(crate) fn rest(&self) -> &[u8] {
        &self.out[self.written..]
    }

    #[cfg(feature = "tokio")]
    pub(crate) fn wrote(&mut self, len: usize) {
        self.written += len;
        if self.written == self.out.len() {
            self.out.clear();
            self.written = 0;
        }
    }
}

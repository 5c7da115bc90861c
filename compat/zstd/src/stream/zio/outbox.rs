//! What was made for a writer, until the writer has it.

use std::io::{self, ErrorKind, Write};

use zstd_safe::OutBuffer;

/// Bytes on their way to a writer.
pub(super) struct Outbox {
    bytes: Vec<u8>,
    /// How many of them the writer has.
    given: usize,
    /// Whether the writer is at work: for good, if it panicked.
    lent: bool,
}

impl Outbox {
    /// The capacity of `bytes` is the room.
    pub(super) fn new(bytes: Vec<u8>) -> Self {
        Self { bytes, given: 0, lent: false }
    }

    /// How many bytes are still to be given.
    pub(super) fn len(&self) -> usize {
        self.bytes.len() - self.given
    }

    /// Whether the writer never came back from a call.
    pub(super) fn is_lost(&self) -> bool {
        self.lent
    }

    /// Has `make` fill the room, once all that was in it is given.
    pub(super) fn fill<T>(
        &mut self,
        make: impl FnOnce(&mut OutBuffer<'_, Vec<u8>>) -> io::Result<T>,
    ) -> io::Result<T> {
        debug_assert_eq!(self.len(), 0);
        self.given = 0;
        self.bytes.clear();
        make(&mut OutBuffer::around(&mut self.bytes))
    }

    /// Gives all to `writer`; after an error, the next time goes on with the rest.
    pub(super) fn empty(&mut self, writer: &mut impl Write) -> io::Result<()> {
        while self.len() > 0 {
            let given = match self.lend(|rest| writer.write(rest)) {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                outcome => outcome?,
            };
            if given == 0 {
                return Err(ErrorKind::WriteZero.into());
            }
            // A writer may claim more than it was shown.
            self.given += given.min(self.len());
        }
        Ok(())
    }

    /// Calls a writer with what is left for it.
    pub(super) fn lend<T>(&mut self, call: impl FnOnce(&[u8]) -> T) -> T {
        self.lent = true;
        let result = call(&self.bytes[self.given..]);
        self.lent = false;
        result
    }
}

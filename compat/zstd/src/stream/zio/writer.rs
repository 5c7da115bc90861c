//! Pushes through an operation.

use std::{
    fmt,
    io::{self, Write},
};

use zstd_safe::InBuffer;

use super::outbox::Outbox;
use crate::stream::raw::Operation;

/// Gives a writer what an operation makes of what is written.
pub struct Writer<W, D> {
    writer: W,
    operation: D,
    outbox: Outbox,
    stage: Stage,
}

/// How far the operation has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// In a frame, or before one.
    Open,
    /// A frame has come to its end, and another begins with what is written next.
    Between,
    /// All is said.
    Ended,
}

/// How much output is gathered before it's given on, in bytes.
const ROOM: usize = 32 * 1024;

impl<W: Write, D: Operation> Writer<W, D> {
    /// Pushes through `operation` into `writer`.
    pub fn new(writer: W, operation: D) -> Self {
        Self::new_with_capacity(writer, operation, ROOM)
    }

    /// The same, with another room for output than 32 KiB.
    pub fn new_with_capacity(writer: W, operation: D, capacity: usize) -> Self {
        Self::with_output_buffer(Vec::with_capacity(capacity), writer, operation)
    }

    /// The same, with a vector whose capacity is the room for output.
    pub fn with_output_buffer(output_buffer: Vec<u8>, writer: W, operation: D) -> Self {
        Self { writer, operation, outbox: Outbox::new(output_buffer), stage: Stage::Open }
    }

    /// Ends the frame, and gives the writer all of it. After an error, it may be tried again.
    ///
    /// # Errors
    ///
    /// The operation's and the writer's own.
    pub fn finish(&mut self) -> io::Result<()> {
        self.outbox.empty(&mut self.writer)?;
        while self.stage != Stage::Ended {
            let between = self.stage == Stage::Between;
            if self.outbox.fill(|room| self.operation.finish(room, between))? == 0 {
                self.stage = Stage::Ended;
            }
            self.outbox.empty(&mut self.writer)?;
        }
        Ok(())
    }

    /// Writer and operation; what wasn't written yet is lost.
    pub fn into_inner(self) -> (W, D) {
        (self.writer, self.operation)
    }

    /// The writer.
    pub fn writer(&self) -> &W {
        &self.writer
    }

    /// The writer.
    pub fn writer_mut(&mut self) -> &mut W {
        &mut self.writer
    }

    /// The operation.
    pub fn operation(&self) -> &D {
        &self.operation
    }

    /// The operation.
    pub fn operation_mut(&mut self) -> &mut D {
        &mut self.operation
    }

    /// Whether the writer panicked: it's not to be called by what is dropped meanwhile.
    pub(crate) fn is_lost(&self) -> bool {
        self.outbox.is_lost()
    }
}

impl<W: Write, D: Operation> Write for Writer<W, D> {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        if self.stage == Stage::Ended {
            return Err(io::Error::other("nothing is written after the end"));
        }
        let mut input = InBuffer::around(buf);
        // What the operation takes counts as written, so that an error has to come before.
        while input.pos() == 0 {
            self.outbox.empty(&mut self.writer)?;
            if self.stage == Stage::Between && !buf.is_empty() {
                self.operation.reinit()?;
                self.stage = Stage::Open;
            }
            if self.outbox.fill(|room| self.operation.run(&mut input, room))? == 0 {
                self.stage = Stage::Between;
            }
            if buf.is_empty() {
                break;
            }
        }
        Ok(input.pos())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.outbox.empty(&mut self.writer)?;
        while self.stage != Stage::Ended {
            let left = self.outbox.fill(|room| self.operation.flush(room))?;
            self.outbox.empty(&mut self.writer)?;
            if left == 0 {
                break;
            }
        }
        let writer = &mut self.writer;
        self.outbox.lend(|_| writer.flush())
    }
}

impl<W: fmt::Debug, D> fmt::Debug for Writer<W, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer")
            .field("writer", &self.writer)
            .field("held", &self.outbox.len())
            .field("stage", &self.stage)
            .finish_non_exhaustive()
    }
}

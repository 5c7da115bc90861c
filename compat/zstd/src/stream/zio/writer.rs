//! Pushes through an operation.

use std::{
    fmt,
    io::{self, Write},
};

use zstd_safe::{InBuffer, OutBuffer};

use crate::stream::raw::Operation;

/// Gives a writer what an operation makes of what is written.
pub struct Writer<W, D> {
    writer: W,
    operation: D,
    /// What the operation made: from `offset` on, for the writer.
    buffer: Vec<u8>,
    offset: usize,
    is_finished: bool,
    /// Whether a frame has come to its end, so that another begins with what's written next.
    is_frame_over: bool,
    /// Whether the writer is being called: it stays so where that panics.
    is_calling: bool,
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
        Self {
            writer,
            operation,
            buffer: output_buffer,
            offset: 0,
            is_finished: false,
            is_frame_over: false,
            is_calling: false,
        }
    }

    /// Ends the frame, and gives the writer all of it. After an error, it may be tried again.
    ///
    /// # Errors
    ///
    /// The operation's and the writer's own.
    pub fn finish(&mut self) -> io::Result<()> {
        self.give()?;
        while !self.is_finished {
            let is_over = self.is_frame_over;
            let left = self.make(|operation, output| operation.finish(output, is_over))?;
            self.is_finished = left == 0;
            self.give()?;
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
    pub(crate) fn panicked(&self) -> bool {
        self.is_calling
    }

    /// Has the operation fill the buffer, which has been given on.
    fn make<T>(
        &mut self,
        step: impl FnOnce(&mut D, &mut OutBuffer<'_, Vec<u8>>) -> io::Result<T>,
    ) -> io::Result<T> {
        debug_assert_eq!(self.offset, self.buffer.len());
        self.buffer.clear();
        self.offset = 0;
        step(&mut self.operation, &mut OutBuffer::around(&mut self.buffer))
    }

    /// Calls the writer.
    fn call<T>(&mut self, call: impl FnOnce(&mut W, &[u8]) -> T) -> T {
        self.is_calling = true;
        let result = call(&mut self.writer, &self.buffer[self.offset..]);
        self.is_calling = false;
        result
    }

    /// Gives the writer what the buffer has for it.
    fn give(&mut self) -> io::Result<()> {
        while self.offset < self.buffer.len() {
            match self.call(|writer, bytes| writer.write(bytes)) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(written) => self.offset += written.min(self.buffer.len() - self.offset),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

impl<W: Write, D: Operation> Write for Writer<W, D> {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        if self.is_finished {
            return Err(io::Error::other("nothing is written after the end"));
        }
        loop {
            // Input that was taken can't be given back for an error: so it's taken last.
            self.give()?;
            if self.is_frame_over && !buf.is_empty() {
                self.operation.reinit()?;
                self.is_frame_over = false;
            }
            let mut input = InBuffer::around(buf);
            let hint = self.make(|operation, output| operation.run(&mut input, output))?;
            self.is_frame_over |= hint == 0;
            if input.pos() > 0 || buf.is_empty() {
                return Ok(input.pos());
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.give()?;
        while !self.is_finished {
            let left = self.make(|operation, output| operation.flush(output))?;
            self.give()?;
            if left == 0 {
                break;
            }
        }
        self.call(|writer, _| writer.flush())
    }
}

impl<W: fmt::Debug, D> fmt::Debug for Writer<W, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer")
            .field("writer", &self.writer)
            .field("held", &(self.buffer.len() - self.offset))
            .field("is_finished", &self.is_finished)
            .finish_non_exhaustive()
    }
}

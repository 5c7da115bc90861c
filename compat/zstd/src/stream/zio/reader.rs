//! Pulls through an operation.

use std::{
    fmt,
    io::{self, BufRead, Read},
};

use zstd_safe::{BLOCKSIZE_MAX, InBuffer, OutBuffer, WriteBuf};

use crate::{error::out_of_memory, stream::raw::Operation};

/// Gives what an operation makes of what a reader gives.
pub struct Reader<R, D> {
    reader: R,
    operation: D,
    source: Source,
    frame: Frame,
    single_frame: bool,
}

/// How far the input has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    /// There may be more.
    Open,
    /// It has come to its end.
    Exhausted,
    /// And so has the operation.
    Done,
}

/// How far the operation has come in a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Frame {
    /// None was begun yet.
    None,
    /// It's in one.
    Inside,
    /// One has come to its end.
    Over,
}

impl<R, D> Reader<R, D> {
    /// Pulls from `reader` through `operation`.
    pub fn new(reader: R, operation: D) -> Self {
        Self { reader, operation, source: Source::Open, frame: Frame::None, single_frame: false }
    }

    /// Stops at the first frame's end.
    pub fn set_single_frame(&mut self) {
        self.single_frame = true;
    }

    /// The operation.
    pub fn operation_mut(&mut self) -> &mut D {
        &mut self.operation
    }

    /// The reader.
    pub fn reader_mut(&mut self) -> &mut R {
        &mut self.reader
    }

    /// The reader.
    pub fn reader(&self) -> &R {
        &self.reader
    }

    /// The reader, which stands where it was left.
    pub fn into_inner(self) -> R {
        self.reader
    }

    /// Has the operation write what it holds back; returns how many bytes it wrote.
    ///
    /// # Errors
    ///
    /// The operation's own.
    pub fn flush(&mut self, output: &mut [u8]) -> io::Result<usize>
    where
        D: Operation,
    {
        let mut output = OutBuffer::around(output);
        self.operation.flush(&mut output)?;
        Ok(output.pos())
    }
}

/// What a reader has at hand, however often it's interrupted before.
fn at_hand<R: BufRead>(reader: &mut R) -> io::Result<&[u8]> {
    loop {
        match reader.fill_buf() {
            Ok(_) => break,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    // Asked again, a filled buffer is not read for.
    reader.fill_buf()
}

impl<R: BufRead, D: Operation> Reader<R, D> {
    /// Reads what is left of a frame that was begun, as far as that's possible without a place for content.
    ///
    /// # Errors
    ///
    /// The reader's and the operation's own.
    pub fn finish_frame(&mut self) -> io::Result<()> {
        while self.frame == Frame::Inside {
            let (taken, _) = self.step(&mut OutBuffer::around(&mut [][..]), true)?;
            if taken == 0 {
                break;
            }
        }
        Ok(())
    }

    /// One step, with what the reader has at hand or without any. Returns how many bytes were taken, and how many
    /// given.
    fn step<C: WriteBuf + ?Sized>(
        &mut self,
        output: &mut OutBuffer<'_, C>,
        reads: bool,
    ) -> io::Result<(usize, usize)> {
        let input = if reads { at_hand(&mut self.reader)? } else { &[] };
        if reads && input.is_empty() {
            self.source = Source::Exhausted;
            return Ok((0, 0));
        }
        if reads && self.frame == Frame::Over {
            self.operation.reinit()?;
            self.frame = Frame::Inside;
        }
        let (mut input, before) = (InBuffer::around(input), output.pos());
        let hint = self.operation.run(&mut input, output)?;
        let taken = input.pos();
        self.reader.consume(taken);
        if reads {
            self.frame = Frame::Inside;
        }
        if hint == 0 && self.frame == Frame::Inside {
            self.frame = Frame::Over;
        }
        Ok((taken, output.pos() - before))
    }

    /// Has something written to the output, which has room; returns how many bytes, 0 at the end.
    fn pull<C: WriteBuf + ?Sized>(&mut self, output: &mut OutBuffer<'_, C>) -> io::Result<usize> {
        // What the operation has already comes before anything that may have to be waited for.
        let mut reads = false;
        loop {
            match self.source {
                Source::Done => return Ok(0),
                Source::Open if self.single_frame && self.frame == Frame::Over => {
                    self.source = Source::Done;
                }
                Source::Open => {
                    let (_, given) = self.step(output, reads)?;
                    reads = true;
                    if given > 0 {
                        return Ok(given);
                    }
                }
                Source::Exhausted => {
                    let before = output.pos();
                    let is_over = self.frame == Frame::Over;
                    if self.operation.finish(output, is_over)? == 0 {
                        self.source = Source::Done;
                    }
                    let given = output.pos() - before;
                    if given > 0 {
                        return Ok(given);
                    }
                }
            }
        }
    }
}

impl<R: BufRead, D: Operation> Read for Reader<R, D> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if buf.is_empty() {
            return Ok(0);
        }
        self.pull(&mut OutBuffer::around(buf))
    }

    fn read_to_end(&mut self, buf: &mut Vec<u8>) -> io::Result<usize> {
        let start = buf.len();
        loop {
            let given = if buf.len() == buf.capacity() {
                // A vector that is just large enough doesn't grow to see that there is no more.
                let mut few = [0; 32];
                let given = self.pull(&mut OutBuffer::around(&mut few[..]))?;
                if given > 0 {
                    buf.try_reserve(given.max(BLOCKSIZE_MAX as usize))
                        .map_err(|_| out_of_memory())?;
                    buf.extend_from_slice(&few[..given]);
                }
                given
            } else {
                let end = buf.len();
                self.pull(&mut OutBuffer::around_pos(buf, end))?
            };
            if given == 0 {
                return Ok(buf.len() - start);
            }
        }
    }
}

impl<R: fmt::Debug, D> fmt::Debug for Reader<R, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader")
            .field("reader", &self.reader)
            .field("source", &self.source)
            .field("frame", &self.frame)
            .finish_non_exhaustive()
    }
}

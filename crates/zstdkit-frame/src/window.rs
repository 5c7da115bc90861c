//! A few kilobytes of a source, moved along it.

use alloc::boxed::Box;
use alloc::vec;
use core::fmt;
use std::io::{self, Read, Seek, SeekFrom};

/// Several small frames or blocks at a time; what is further away than this is sought.
const SEEKING_SIZE: usize = 4096;

/// What is read after a seek: where one frame or block was large, the next will be too, and no more
/// than its header is wanted.
const SOUGHT_SIZE: usize = 32;

/// As much as a pipe gives at once: all of it has to be read.
const READING_SIZE: usize = 64 * 1024;

/// Bytes of a source from `start` on.
pub(crate) struct Window<R> {
    source: R,
    buf: Box<[u8]>,
    /// Where in the source the buffer starts.
    start: u64,
    /// How much of the buffer is filled. The source stands at its end.
    filled: usize,
    /// Whether nothing was read since the last seek.
    sought: bool,
    skip: Skip<R>,
}

/// How to get over what need not be read.
enum Skip<R> {
    /// By seeking, over at most as much as the source has.
    Seek { to: fn(&mut R, u64) -> io::Result<u64>, source_size: u64 },
    /// By reading.
    Read,
}

impl<R: Read + Seek> Window<R> {
    pub(crate) fn seeking(mut source: R) -> io::Result<Self> {
        let source_size = source.seek(SeekFrom::End(0))?;
        source.seek(SeekFrom::Start(0))?;
        let to = |source: &mut R, offset| source.seek(SeekFrom::Start(offset));
        Ok(Self::with_skip(source, Skip::Seek { to, source_size }, SEEKING_SIZE))
    }
}

impl<R: Read> Window<R> {
    pub(crate) fn reading(source: R) -> Self {
        Self::with_skip(source, Skip::Read, READING_SIZE)
    }

    fn with_skip(source: R, skip: Skip<R>, size: usize) -> Self {
        Self { source, buf: vec![0; size].into(), start: 0, filled: 0, sought: false, skip }
    }

    /// The `len` bytes at `offset`, or fewer at the source's end. Offsets never go back.
    pub(crate) fn peek(&mut self, offset: u64, len: usize) -> io::Result<&[u8]> {
        if offset + len as u64 > self.buffered_end() {
            self.move_to(offset)?;
            while self.filled < len && self.fill()? != 0 {}
        }
        // Further than the buffer only when the source has ended before.
        let from = (offset - self.start.min(offset)) as usize;
        let to = self.filled.min(from.saturating_add(len));
        Ok(self.buf.get(from..to).unwrap_or_default())
    }

    /// Whether the source has all bytes before `offset`.
    pub(crate) fn reach(&mut self, offset: u64) -> io::Result<bool> {
        if matches!(self.skip, Skip::Read) {
            self.move_to(offset.max(self.start))?;
        }
        Ok(offset <= self.end())
    }

    /// Where the source ends, or how far it has been read when it cannot seek.
    pub(crate) fn end(&self) -> u64 {
        match self.skip {
            Skip::Seek { source_size, .. } => source_size,
            Skip::Read => self.buffered_end(),
        }
    }

    pub(crate) fn into_inner(self) -> R {
        self.source
    }

    const fn buffered_end(&self) -> u64 {
        self.start + self.filled as u64
    }

    /// Makes the buffer start at `offset`, or at the source's end when that comes before.
    fn move_to(&mut self, offset: u64) -> io::Result<()> {
        while offset > self.buffered_end() {
            if let Skip::Seek { to, .. } = self.skip
                && offset - self.buffered_end() >= SEEKING_SIZE as u64
            {
                self.start = to(&mut self.source, offset)?;
                self.filled = 0;
                self.sought = true;
                return Ok(());
            }
            self.start = self.buffered_end();
            self.filled = 0;
            if self.fill()? == 0 {
                return Ok(());
            }
        }
        let passed = (offset - self.start) as usize;
        self.buf.copy_within(passed..self.filled, 0);
        self.filled -= passed;
        self.start = offset;
        Ok(())
    }

    /// Reads once into what is free of the buffer.
    fn fill(&mut self) -> io::Result<usize> {
        let size = if self.sought { SOUGHT_SIZE } else { self.buf.len() };
        let free = &mut self.buf[self.filled..size];
        loop {
            match self.source.read(free) {
                Ok(read) => {
                    self.sought = false;
                    self.filled += read;
                    return Ok(read);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}

impl<R> fmt::Debug for Window<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Window")
            .field("start", &self.start)
            .field("filled", &self.filled)
            .finish_non_exhaustive()
    }
}

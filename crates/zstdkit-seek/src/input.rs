//! Compressed bytes as they come, looked at by headers and blocks before they go on.

use std::io::{ErrorKind, Read};

use crate::error::Result;
use crate::lists::List as _;

const READ_SIZE: usize = 256 << 10;

/// A reader's bytes, of which the next few can be asked for as one slice.
#[derive(Debug)]
pub(crate) struct Input<R> {
    reader: R,
    buf: Vec<u8>,
    start: usize,
    /// Where the slice starts in what was read.
    pos: u64,
    at_end: bool,
    /// How many bytes are asked for at once.
    read_size: usize,
}

impl<R: Read> Input<R> {
    pub(crate) const fn new(reader: R) -> Self {
        Self::by(READ_SIZE, reader)
    }

    /// Of a reader that is best asked for so many bytes at once.
    pub(crate) const fn by(read_size: usize, reader: R) -> Self {
        Self { reader, buf: Vec::new(), start: 0, pos: 0, at_end: false, read_size }
    }

    /// How many bytes were consumed.
    pub(crate) const fn pos(&self) -> u64 {
        self.pos
    }

    /// The next bytes, at least so many unless the reader ends before.
    pub(crate) fn peek(&mut self, len: usize) -> Result<&[u8]> {
        while self.buf.len() - self.start < len && !self.at_end {
            if self.start > self.read_size {
                self.buf.drain(..self.start);
                self.start = 0;
            }
            let filled = self.buf.len();
            self.buf.set_len_with(filled + self.read_size, 0)?;
            let read = self.reader.read(&mut self.buf[filled..]);
            self.buf.truncate(filled + read.as_ref().map_or(0, |read| *read));
            match read {
                Ok(0) => self.at_end = true,
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(&self.buf[self.start..])
    }

    /// Goes on after bytes that were seen.
    pub(crate) fn consume(&mut self, len: usize) {
        debug_assert!(len <= self.buf.len() - self.start);
        self.start += len;
        self.pos += len as u64;
    }

    /// What comes next, as `parse` reads it; more bytes are read as long as it asks for them.
    pub(crate) fn parse<T>(
        &mut self,
        parse: impl Fn(&[u8]) -> Result<T, zstdkit_frame::Error>,
    ) -> Result<T> {
        loop {
            let bytes = &self.buf[self.start..];
            let available = bytes.len();
            match parse(bytes) {
                Ok(parsed) => return Ok(parsed),
                Err(error) => {
                    let Some(needed) = error.needed() else {
                        return Err(error.based(self.pos).into());
                    };
                    let wanted = available + usize::try_from(needed).unwrap_or(usize::MAX);
                    if self.peek(wanted)?.len() < wanted {
                        return Err(error.based(self.pos).into());
                    }
                }
            }
        }
    }
}

impl<R: Read> Read for Input<R> {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let at_hand = self.peek(1)?;
        let len = at_hand.len().min(buf.len());
        buf[..len].copy_from_slice(&at_hand[..len]);
        self.consume(len);
        Ok(len)
    }
}

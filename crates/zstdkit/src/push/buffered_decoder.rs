//! A decoder that keeps the input that a call didn't use.

use crate::{
    error::Result, options::DecompressOptions, output::Room, parameters::Reset, push::Decoder,
};
use alloc::vec::Vec;

/// What both push decompressors are made of.
#[derive(Debug)]
pub(crate) struct BufferedDecoder {
    decoder: Decoder,
    backlog: Backlog,
    needs_input: bool,
}

impl BufferedDecoder {
    pub(crate) fn new(options: &DecompressOptions) -> Result<Self> {
        let decoder = Decoder::new(options)?;
        Ok(Self { decoder, backlog: Backlog::default(), needs_input: true })
    }

    /// Decompresses what was kept and `data`, into at most `max_length` bytes; returns how many.
    ///
    /// After an error, the output is as it was, kept input is dropped and the decoder at an edge.
    pub(crate) fn run(
        &mut self,
        data: &[u8],
        max_length: Option<usize>,
        one_frame: bool,
        room: &mut Room<'_>,
    ) -> Result<usize> {
        let most = max_length.unwrap_or(usize::MAX);
        let had_backlog = !self.backlog.is_empty();
        if had_backlog {
            self.backlog.extend(data);
        }
        let whole = if had_backlog { self.backlog.as_slice() } else { data };
        let mut input = whole;
        if let Err(error) = self.decoder.fill(&mut input, room, most, one_frame) {
            room.rewind();
            self.reset(Reset::SESSION)?;
            return Err(error);
        }
        let used = whole.len() - input.len();
        // With a limit of 0 nothing was tried, and what was so before still is.
        if most > 0 {
            self.needs_input = room.written() < most || self.decoder.at_frame_edge();
        }
        self.needs_input &= input.is_empty();
        if had_backlog {
            self.backlog.consume(used);
        } else {
            self.backlog.extend(&data[used..]);
        }
        Ok(room.written())
    }

    pub(crate) fn reset(&mut self, what: Reset) -> Result<()> {
        if what.contains(Reset::SESSION) {
            self.decoder.reset();
            self.backlog = Backlog::default();
            self.needs_input = true;
        }
        if what.contains(Reset::PARAMETERS) {
            self.decoder.reset_parameters()?;
        }
        Ok(())
    }

    pub(crate) fn needs_input(&self) -> bool {
        self.needs_input
    }

    pub(crate) fn at_frame_edge(&self) -> bool {
        self.decoder.at_frame_edge()
    }

    /// Input that wasn't used yet.
    pub(crate) fn backlog(&self) -> &[u8] {
        self.backlog.as_slice()
    }

    pub(crate) fn memory_size(&self) -> usize {
        self.decoder.memory_size() + self.backlog.bytes.capacity()
    }
}

/// Bytes in waiting. Taking some from the front moves none of the rest.
#[derive(Debug, Default)]
struct Backlog {
    bytes: Vec<u8>,
    from: usize,
}

impl Backlog {
    fn is_empty(&self) -> bool {
        self.as_slice().is_empty()
    }

    fn as_slice(&self) -> &[u8] {
        &self.bytes[self.from..]
    }

    fn extend(&mut self, data: &[u8]) {
        if self.from > self.bytes.len() / 2 {
            self.bytes.drain(..self.from);
            self.from = 0;
        }
        self.bytes.extend_from_slice(data);
    }

    fn consume(&mut self, len: usize) {
        self.from += len;
        if self.is_empty() {
            *self = Self::default();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backlog_is_a_queue() {
        let mut backlog = Backlog::default();
        backlog.extend(b"abcdef");
        backlog.consume(2);
        backlog.extend(b"gh");
        assert_eq!(backlog.as_slice(), b"cdefgh");
        backlog.consume(4);
        backlog.extend(b"i");
        assert_eq!(backlog.as_slice(), b"ghi");
        backlog.consume(3);
        assert_eq!(backlog.bytes.capacity(), 0);
    }
}

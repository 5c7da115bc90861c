//! A decoder that keeps the input that a call didn't use.

use crate::{
    error::{Error, Result},
    options::DecompressOptions,
    output::Room,
    parameters::Reset,
    step::Decoder,
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
        Decoder::new(options).map(Self::around)
    }

    /// Takes a decoder over.
    pub(crate) fn around(decoder: Decoder) -> Self {
        Self { decoder, backlog: Backlog::default(), needs_input: true }
    }

    /// Decompresses what was kept and `data`, into at most `max_length` bytes, which a room that can't grow
    /// limits too; returns how many.
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
        let most = if room.grows() { most } else { most.min(room.spare().len()) };
        let outcome = self.try_run(data, most, one_frame, room);
        if outcome.is_err() {
            room.rewind();
            self.reset_session();
        }
        outcome
    }

    fn try_run(
        &mut self,
        data: &[u8],
        most: usize,
        one_frame: bool,
        room: &mut Room<'_>,
    ) -> Result<usize> {
        let had_backlog = !self.backlog.is_empty();
        if had_backlog {
            self.backlog.extend(data)?;
        }
        let whole = if had_backlog { self.backlog.as_slice() } else { data };
        let mut input = whole;
        self.decoder.fill(&mut input, room, most, one_frame)?;
        let used = whole.len() - input.len();
        // With a limit of 0 nothing was tried, and what was so before still is.
        if most > 0 {
            self.needs_input = room.written() < most || self.decoder.at_frame_edge();
        }
        self.needs_input &= input.is_empty();
        if had_backlog {
            self.backlog.consume(used);
        } else {
            self.backlog.extend(&data[used..])?;
        }
        Ok(room.written())
    }

    pub(crate) fn options(&self) -> &DecompressOptions {
        self.decoder.options()
    }

    pub(crate) fn configure(&mut self, options: &DecompressOptions) -> Result<()> {
        self.decoder.configure(options)
    }

    pub(crate) fn reset(&mut self, what: Reset) -> Result<()> {
        if what.contains(Reset::SESSION) {
            self.reset_session();
        }
        if what.contains(Reset::PARAMETERS) {
            self.decoder.reset(Reset::PARAMETERS)?;
        }
        Ok(())
    }

    /// Drops the frame in progress with the input kept.
    fn reset_session(&mut self) {
        self.decoder.abandon_frame();
        self.backlog = Backlog::default();
        self.needs_input = true;
    }

    pub(crate) fn needs_input(&self) -> bool {
        self.needs_input
    }

    pub(crate) fn at_frame_edge(&self) -> bool {
        self.decoder.at_frame_edge()
    }

    /// Whether what was given are whole frames, at least one, and all of their content is handed over.
    pub(crate) fn is_finished(&self) -> bool {
        self.decoder.is_finished() && self.backlog.is_empty()
    }

    /// Goes on, through kept input, to the end of the frame at hand, of which no content may be left.
    pub(crate) fn finish_frame(&mut self) -> Result<()> {
        while !self.at_frame_edge() {
            let step = self.decoder.finish_frame(self.backlog.as_slice());
            let step = step.inspect_err(|error| {
                if *error != Error::ContentLeft {
                    self.reset_session();
                }
            })?;
            self.backlog.consume(step.consumed);
            if step.hint > 0 && self.backlog.is_empty() {
                return Err(Error::Truncated);
            }
            if step.hint == 0 {
                self.needs_input = self.backlog.is_empty();
            }
        }
        Ok(())
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

    fn extend(&mut self, data: &[u8]) -> Result<()> {
        if self.from > self.bytes.len() / 2 {
            self.bytes.drain(..self.from);
            self.from = 0;
        }
        self.bytes.try_reserve(data.len()).map_err(|_| Error::OutOfMemory)?;
        self.bytes.extend_from_slice(data);
        Ok(())
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
        backlog.extend(b"abcdef").unwrap();
        backlog.consume(2);
        backlog.extend(b"gh").unwrap();
        assert_eq!(backlog.as_slice(), b"cdefgh");
        backlog.consume(4);
        backlog.extend(b"i").unwrap();
        assert_eq!(backlog.as_slice(), b"ghi");
        backlog.consume(3);
        assert_eq!(backlog.bytes.capacity(), 0);
    }
}

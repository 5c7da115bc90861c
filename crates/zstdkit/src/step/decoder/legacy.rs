//! Frames of zstd before 0.8: their headers, and steps inside of them, where nothing goes ahead of C.

use super::{Decoder, Position};
use crate::{
    context::{LegacyHeader, count_content},
    error::{Error, Result},
    output::Room,
    step::inside::{HEADER_MAX, Held, corrupt},
};

impl Decoder {
    /// Collects an old frame's header and, once it's whole, checks it; returns all of it, for C tells such
    /// frames by the first input that it gets.
    pub(super) fn begin_legacy(
        &mut self,
        header: Result<LegacyHeader, usize>,
        bytes: [u8; HEADER_MAX],
        held: usize,
        input: &mut &[u8],
    ) -> Result<Option<Held>> {
        let (end, whole) = match header {
            Ok(header) => {
                header.admit(&mut self.dctx, &self.options)?;
                if let Some(prefix) = &self.prefix {
                    self.dctx.refer_to_prefix(prefix.lend())?;
                }
                self.frame = Position::Legacy { left: header.content_size };
                (header.size, true)
            }
            Err(needed) => {
                let len = held + input.len().min(HEADER_MAX - held);
                self.hint = needed - len;
                self.frame = Position::Header { bytes, len };
                (len, false)
            }
        };
        // Of what was there before, nothing lies beyond the header.
        self.consumed += (end - held) as u64;
        *input = &input[end - held..];
        Ok(whole.then_some(Held { bytes, len: end }))
    }

    /// As [`advance`](Self::advance), in an old frame: nothing goes ahead of C there.
    pub(super) fn step_in_legacy(
        &mut self,
        mut left: Option<u64>,
        input: &mut &[u8],
        room: &mut Room<'_>,
        most: usize,
    ) -> Result<usize> {
        let spare = room.spare();
        let len = spare.len().min(most);
        let is_stuck = self.stuck.is_some_and(|had_input| had_input || input.is_empty());
        if (input.is_empty() && !self.pending) || (len == 0 && is_stuck) {
            return Ok(0);
        }
        let before = input.len();
        let step = self.dctx.stream(input, &mut spare[..len]);
        let (written, hint) = step.map_err(Error::from_decoder)?;
        if written > self.allowance() {
            return Err(self.over_limit());
        }
        let (taken, done) = (before - input.len(), hint == 0);
        if len > 0 && taken == 0 && written == 0 && !input.is_empty() {
            return Err(corrupt());
        }
        count_content(&mut left, written, done)?;
        // SAFETY: ZSTD_decompressStream wrote that many bytes at the start of the room.
        unsafe { room.advance(written) };
        self.consumed += taken as u64;
        self.produced += written as u64;
        self.pending = written == len && !done;
        self.stuck = (len == 0 && taken == 0).then_some(before > 0);
        self.hint = hint;
        self.frame = Position::Legacy { left };
        if done {
            self.frame_ended();
        }
        Ok(written)
    }
}

//! Steps into room that grows, as far as the input goes.

use super::{BLOCK, Decoder};
use crate::{context::most, error::Result, output::Room};

/// The least and the most that a step of output makes room for, in bytes.
const ROOM_LEAST: usize = 1024;
const ROOM_MOST: usize = 1 << 20;

impl Decoder {
    /// Takes from `input` until it's used up or `room` has `most` bytes, or, for `one_frame`, until
    /// the frame at hand ends.
    pub(crate) fn fill(
        &mut self,
        input: &mut &[u8],
        room: &mut Room<'_>,
        most: usize,
        one_frame: bool,
    ) -> Result<()> {
        let outcome = self.try_fill(input, room, most, one_frame);
        self.or_reset(outcome)
    }

    fn try_fill(
        &mut self,
        input: &mut &[u8],
        room: &mut Room<'_>,
        most: usize,
        one_frame: bool,
    ) -> Result<()> {
        let mut next_room = self.first_room(input);
        let mut then = BLOCK;
        loop {
            let left = most - room.written();
            if left == 0 || (input.is_empty() && self.at_frame_edge()) {
                return Ok(());
            }
            if room.spare().is_empty() {
                room.reserve(next_room.min(left))?;
                next_room = then;
                then = (then * 2).min(ROOM_MOST);
            }
            self.try_step(input, room, left)?;
            if (one_frame && self.at_frame_edge()) || (input.is_empty() && !self.pending) {
                return Ok(());
            }
        }
    }

    /// How much output `input` may give, in bytes: exactly so where it's one frame that says.
    fn first_room(&self, input: &[u8]) -> usize {
        let guess = self.size_of_all(input).unwrap_or((input.len() as u64).saturating_mul(4));
        guess.clamp(ROOM_LEAST as u64, ROOM_MOST as u64) as usize
    }

    /// The content size of a frame that's all of `input`, if it says one that its blocks can hold.
    fn size_of_all(&self, input: &[u8]) -> Option<u64> {
        if !self.at_frame_edge() {
            return None;
        }
        let frame = self.options.frame_options().first_frame(input).ok()?;
        let size = frame.info().content_size()?;
        (frame.size() == input.len() && size <= most(&frame)).then_some(size)
    }
}

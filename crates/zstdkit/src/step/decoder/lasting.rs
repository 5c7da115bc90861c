//! Steps into room that stays from the first to the last, which C then reads back from.

use super::{Decoder, Position};
#[cfg(feature = "legacy")]
use crate::output::Sealed;
use crate::{
    error::{Error, ErrorCode, Result},
    ffi::LastingRoom,
    step::inside::{Inside, corrupt},
};

impl Decoder {
    /// Has C keep to the room of [`step_into`](Self::step_into).
    pub(crate) fn set_lasting(&mut self) -> Result<()> {
        Ok(self.dctx.set_lasting(true)?)
    }

    /// As [`step`](Self::step), into room that stays.
    pub(crate) fn step_into(
        &mut self,
        input: &mut &[u8],
        room: &mut LastingRoom<'_>,
    ) -> Result<()> {
        let outcome = self.try_step_into(input, room);
        self.or_reset(outcome)
    }

    fn try_step_into(&mut self, input: &mut &[u8], room: &mut LastingRoom<'_>) -> Result<()> {
        if matches!(self.frame, Position::Edge | Position::Header { .. }) {
            let Some(header) = self.begin_frame(input)? else { return Ok(()) };
            #[cfg(feature = "legacy")]
            if matches!(self.frame, Position::Legacy { .. }) {
                // C forgets in old frames that the room stays, and needs none that does.
                self.dctx.set_lasting(false)?;
            }
            let step = self.dctx.stream_to(&mut header.as_slice(), room);
            step.map_err(|code| self.without_room(code, room))?;
        }
        #[cfg(feature = "legacy")]
        if let Position::Legacy { left } = self.frame {
            return self.step_in_legacy_into(left, input, room);
        }
        let Position::Inside(inside) = &mut self.frame else { return Ok(()) };
        let sound = inside.sound(input)?;
        if sound.is_empty() && !input.is_empty() {
            return Err(corrupt());
        }
        let filled = room.filled();
        let (mut rest, checksum) = inside.split_checksum(sound, room.len() - filled);
        let before_checksum = rest.len();
        let step = self.dctx.stream_to(&mut rest, room);
        let mut done = step.map_err(|code| self.without_room(code, room))?;
        let Position::Inside(inside) = &mut self.frame else { return Ok(()) };
        let mut taken = before_checksum - rest.len();
        if !checksum.is_empty() && rest.is_empty() {
            inside.count_content(room.filled() - filled, true)?;
            let mut rest = checksum;
            done = self.dctx.stream_to(&mut rest, room).map_err(Error::from_decoder)?;
            taken += checksum.len() - rest.len();
        } else {
            inside.count_content(room.filled() - filled, done)?;
        }
        inside.ahead -= taken;
        *input = &input[taken..];
        self.consumed += taken as u64;
        if done {
            self.frame_ended();
        }
        Ok(())
    }

    /// As [`step_in_legacy`](Self::step_in_legacy), into room that stays.
    #[cfg(feature = "legacy")]
    fn step_in_legacy_into(
        &mut self,
        left: Option<u64>,
        input: &mut &[u8],
        room: &mut LastingRoom<'_>,
    ) -> Result<()> {
        // Without room a byte aside tells whether there is more content: C may have all of the input.
        let (spare, mut aside) = (room.spare(), [0]);
        let is_full = spare.is_empty();
        let mut part = if is_full { aside.room() } else { spare.room() };
        let written = self.step_in_legacy(left, input, &mut part, usize::MAX)?;
        if is_full && written > 0 {
            return Err(Error::Library { code: ErrorCode::DstSizeTooSmall });
        }
        // SAFETY: C wrote that many bytes at the start of what was left of the room.
        unsafe { room.advance(written) };
        if self.at_frame_edge() {
            self.dctx.set_lasting(true)?;
        }
        Ok(())
    }

    /// The error for a code of a step into room that stays: it may indeed be too small, except for a
    /// frame that says its size and has as much.
    fn without_room(&self, code: ErrorCode, room: &LastingRoom<'_>) -> Error {
        let spare = (room.len() - room.filled()) as u64;
        match self.frame {
            Position::Inside(Inside { left: Some(left), .. }) if left <= spare => {
                Error::from_decoder(code)
            }
            _ if code == ErrorCode::DstSizeTooSmall => Error::Library { code },
            _ => Error::from_decoder(code),
        }
    }
}

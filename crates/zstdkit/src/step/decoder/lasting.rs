//! Steps into room that stays from the first to the last, which C then reads back from.

use super::{Decoder, Position};
use crate::{
    error::{Error, ErrorCode, Result},
    ffi::LastingRoom,
    step::inside::{Inside, corrupt},
};

impl Decoder {
    /// Has C keep to the room of [`step_into`](Self::step_into).
    pub(crate) fn set_lasting(&mut self) -> Result<()> {
        Ok(self.dctx.set_lasting()?)
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
        if !matches!(self.frame, Position::Inside(_)) {
            let Some(header) = self.begin_frame(input)? else { return Ok(()) };
            let step = self.dctx.stream_to(&mut header.as_slice(), room);
            step.map_err(|code| self.without_room(code, room))?;
        }
        #[cfg(feature = "legacy")]
        if matches!(self.frame, Position::Legacy { .. }) {
            // C forgets in old frames that the room stays.
            return Err(Error::ParameterConflict { parameter: "legacy", with: "room that stays" });
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

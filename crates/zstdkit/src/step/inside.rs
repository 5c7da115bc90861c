//! A decoder's frame whose header is known, and what is known of its bytes before C sees them.

use zstdkit_frame::FrameTracker;

use crate::error::{Error, ErrorCode, Result};

/// The longest header of a frame, in bytes.
pub(super) const HEADER_MAX: usize = 18;

/// The size of a checksum, in bytes.
const CHECKSUM: usize = 4;

/// A frame whose header is known.
#[derive(Debug)]
pub(super) struct Inside {
    /// Whether it has content; a skippable frame hasn't.
    pub(super) content: bool,
    /// What the header says is still to come of the content, in bytes.
    pub(super) left: Option<u64>,
    /// Where the frame begins, in bytes from the input's beginning.
    pub(super) begin: u64,
    /// Goes ahead of C, and sees each block's header first.
    pub(super) tracker: FrameTracker,
    /// How many bytes the tracker has seen that C hasn't.
    pub(super) ahead: usize,
    /// Whether a checksum follows the content.
    pub(super) checked: bool,
    /// Whether C has seen nothing of the frame.
    pub(super) fresh: bool,
}

impl Inside {
    /// As much of `input` as is known to be sound, and to belong to the frame.
    #[inline]
    pub(super) fn sound<'a>(&mut self, input: &'a [u8]) -> Result<&'a [u8]> {
        // C has usually taken all that there was.
        if self.ahead == 0
            && let Ok(seen) = self.tracker.advance(input)
        {
            self.ahead = seen;
            return Ok(&input[..seen]);
        }
        self.sound_beyond(input)
    }

    fn sound_beyond<'a>(&mut self, input: &'a [u8]) -> Result<&'a [u8]> {
        if let Some(unseen) = input.get(self.ahead..).filter(|unseen| !unseen.is_empty()) {
            match self.tracker.advance(unseen) {
                Ok(seen) => self.ahead += seen,
                // What is sound comes first.
                Err(_) if self.ahead > 0 => {}
                Err(error) => return Err(Error::from_frame(error, self.begin)),
            }
        }
        Ok(&input[..self.ahead.min(input.len())])
    }

    /// Takes the checksum from the end of `sound`, of which C gets to see it only when the content is
    /// known to be as long as the header says.
    ///
    /// For a wrong size is told before a wrong checksum. Of one call, C tells them so itself, and that
    /// is what it makes of a frame that it has all of and `room` bytes for.
    pub(super) fn split_checksum<'a>(
        &mut self,
        sound: &'a [u8],
        room: usize,
    ) -> (&'a [u8], &'a [u8]) {
        let fresh = core::mem::take(&mut self.fresh);
        let ends = self.checked && self.tracker.is_finished() && self.ahead == sound.len();
        match self.left {
            Some(left) if ends && left > 0 && !(fresh && left <= room as u64) => {
                sound.split_at(sound.len().saturating_sub(CHECKSUM))
            }
            _ => (sound, &[]),
        }
    }

    /// Holds the content to the size that the header says.
    ///
    /// C does so too, except where a last block that is empty comes in by itself.
    pub(super) fn count_content(&mut self, written: usize, done: bool) -> Result<()> {
        let Some(left) = &mut self.left else { return Ok(()) };
        match left.checked_sub(written as u64) {
            Some(after) if after == 0 || !done => {
                *left = after;
                Ok(())
            }
            _ => Err(corrupt()),
        }
    }
}

/// The bytes of a header that came with earlier input.
pub(super) struct Held {
    pub(super) bytes: [u8; HEADER_MAX],
    pub(super) len: usize,
}

impl Held {
    pub(super) fn as_slice(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}

/// What C's decoders say of damaged data.
#[cold]
pub(super) fn corrupt() -> Error {
    Error::Library { code: ErrorCode::CorruptionDetected }
}

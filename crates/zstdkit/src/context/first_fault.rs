//! Which of two faults is told: the one that comes first.

use core::mem::MaybeUninit;

use zstdkit_frame::FrameInfo;

use super::DecompressContext;
use crate::{
    error::{Error, ErrorCode},
    output::Room,
};

/// Content that nobody wants goes to room of this many bytes, again and again.
const ROOM: usize = 4096;

impl DecompressContext {
    /// The error of the frame that `rest` begins with and in whose headers the walk found `error`.
    ///
    /// A stream comes to what the options don't allow, and to bad content of the blocks before, first.
    /// So that is what is told here too.
    #[cold]
    pub(super) fn first_fault(
        &mut self,
        error: zstdkit_frame::Error,
        rest: &[u8],
        offset: usize,
        room: &Room<'_>,
    ) -> Error {
        let walked = super::unfit(error, rest, offset as u64, &self.options);
        let Ok(info) = self.options.frame_options().frame_info(rest) else { return walked };
        if !info.is_zstandard() {
            return walked;
        }
        if let Err(refused) = super::admit(&info, &self.options) {
            return refused;
        }
        let sound = match error {
            zstdkit_frame::Error::Incomplete { .. } => rest.len(),
            error => rest.len().min(error.offset() as usize),
        };
        self.fault_of_content(&rest[..sound], &info, room).unwrap_or(walked)
    }

    /// What a stream over the first blocks of a frame, which `sound` ends with, comes to.
    ///
    /// It takes memory for the window, which the options allow.
    fn fault_of_content(
        &mut self,
        sound: &[u8],
        info: &FrameInfo,
        room: &Room<'_>,
    ) -> Option<Error> {
        if sound.len() <= info.header_size() + 3 {
            return None;
        }
        super::choose_dictionary(&mut self.dctx, info, &self.options).ok()?;
        let allowed = self.allowance(room);
        let (mut input, mut total) = (sound, 0);
        let mut scratch = [MaybeUninit::uninit(); ROOM];
        loop {
            let before = input.len();
            let (written, hint) = match self.dctx.stream(&mut input, &mut scratch) {
                Ok(step) => step,
                Err(ErrorCode::MemoryAllocation) => return None,
                Err(code) => return Some(Error::from_decoder(code)),
            };
            total += written as u64;
            // Before the limit: a context whose buffer is no larger than the frame says refuses what
            // goes beyond that, and one that had a larger frame before hands it out.
            if info.content_size().is_some_and(|size| total > size) {
                return Some(Error::Library { code: ErrorCode::CorruptionDetected });
            }
            if total > allowed {
                return Some(self.over_limit());
            }
            if hint == 0 || (written < ROOM && (input.is_empty() || input.len() == before)) {
                return None;
            }
        }
    }
}

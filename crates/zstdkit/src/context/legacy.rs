//! Frames of zstd 0.5 to 0.7, which libzstd's older decoders read.
//!
//! At every door they go through libzstd's streams: one decoder, and so one verdict. Their headers are read here
//! first, for what the options allow.

use zstdkit_frame::LegacyVersion;

use super::{DecompressContext, gate};
use crate::{
    error::{Error, ErrorCode, Result},
    ffi::Dctx,
    options::DecompressOptions,
    output::Room,
};

/// Output is made room for in steps of so many bytes: a block at its largest.
const STEP: usize = 128 * 1024;

/// What the header of an old frame says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LegacyHeader {
    /// Its length, in bytes.
    pub(crate) size: usize,
    /// The content's size, in bytes, where it's known.
    pub(crate) content_size: Option<u64>,
    window_size: u64,
    dictionary_id: u32,
}

impl LegacyHeader {
    /// Reads it from a frame's beginning: `None` for a version that isn't read, or how many bytes of the
    /// beginning it takes, where there are fewer.
    pub(crate) fn read(version: LegacyVersion, frame: &[u8]) -> Option<Result<Self, usize>> {
        let descriptor = frame.get(4).copied();
        let header = match (version, descriptor) {
            (LegacyVersion::V05 | LegacyVersion::V06 | LegacyVersion::V07, None) => Err(5),
            (LegacyVersion::V05, Some(byte)) => Ok(Self::of_5(byte)),
            (LegacyVersion::V06, Some(byte)) => Self::of_6(byte, frame),
            (LegacyVersion::V07, Some(byte)) => Self::of_7(byte, frame),
            _ => return None,
        };
        Some(header)
    }

    fn of_5(descriptor: u8) -> Self {
        let window_size = 1 << (11 + (descriptor & 15));
        Self { size: 5, content_size: None, window_size, dictionary_id: 0 }
    }

    fn of_6(descriptor: u8, frame: &[u8]) -> Result<Self, usize> {
        let window_size = 1 << (12 + (descriptor & 15));
        let len = [0, 1, 2, 8][usize::from(descriptor >> 6)];
        let size = 5 + len;
        let content_size = number(frame.get(5..size).ok_or(size)?) + if len == 2 { 256 } else { 0 };
        let content_size = Some(content_size).filter(|size| *size > 0);
        Ok(Self { size, content_size, window_size, dictionary_id: 0 })
    }

    fn of_7(descriptor: u8, frame: &[u8]) -> Result<Self, usize> {
        let is_single = descriptor & 0x20 != 0;
        let id_at = if is_single { 5 } else { 6 };
        let id_len = [0, 1, 2, 4][usize::from(descriptor & 3)];
        let content_at = id_at + id_len;
        let content_len = [usize::from(is_single), 2, 4, 8][usize::from(descriptor >> 6)];
        let size = content_at + content_len;
        let frame = frame.get(..size).ok_or(size)?;
        let content_size = number(&frame[content_at..]) + if content_len == 2 { 256 } else { 0 };
        let window_size = if is_single {
            content_size
        } else {
            let power = 1_u64 << (10 + (frame[5] >> 3));
            power + power / 8 * u64::from(frame[5] & 7)
        };
        let dictionary_id = number(&frame[id_at..content_at]) as u32;
        let content_size = Some(content_size).filter(|size| *size > 0);
        Ok(Self { size, content_size, window_size, dictionary_id })
    }

    /// Refuses what the options don't allow, and has C use the dictionary that the frame names.
    pub(crate) fn admit(&self, dctx: &mut Dctx, options: &DecompressOptions) -> Result<()> {
        gate::admit_sizes(self.window_size, self.dictionary_id, options)?;
        gate::choose_dictionary_of_id(dctx, self.dictionary_id, options)
    }
}

/// A little-endian number of up to eight bytes.
fn number(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// Holds the content to the size that the header says.
pub(crate) fn count_content(left: &mut Option<u64>, written: usize, done: bool) -> Result<()> {
    let Some(before) = left else { return Ok(()) };
    match before.checked_sub(written as u64) {
        Some(after) if after == 0 || !done => {
            *left = Some(after);
            Ok(())
        }
        _ => Err(Error::Library { code: ErrorCode::CorruptionDetected }),
    }
}

impl DecompressContext {
    /// Decompresses the old frame that `rest` begins with, which lies at `offset` of the input; returns its
    /// size there.
    pub(super) fn legacy_frame(
        &mut self,
        version: LegacyVersion,
        rest: &[u8],
        offset: usize,
        room: &mut Room<'_>,
    ) -> Result<usize> {
        let header = match LegacyHeader::read(version, rest) {
            Some(Ok(header)) if self.dctx.can_allocate() => header,
            Some(Err(_)) => return Err(Error::Truncated),
            _ => {
                let (offset, version) = (offset as u64, version.minor());
                return Err(Error::LegacyFrame { offset, version });
            }
        };
        header.admit(&mut self.dctx, &self.options)?;
        let (mut input, mut left) = (rest, header.content_size);
        loop {
            let allowed = self.allowance(room);
            if room.spare().is_empty() {
                room.reserve(STEP)?;
            }
            let spare = room.spare();
            // One byte over the limit tells that there is more.
            let most = usize::try_from(allowed.saturating_add(1)).unwrap_or(usize::MAX);
            let len = spare.len().min(most);
            let before = input.len();
            let step = self.dctx.stream(&mut input, &mut spare[..len]);
            let (written, hint) = step.map_err(Error::from_decoder)?;
            if written as u64 > allowed {
                return Err(self.over_limit());
            }
            count_content(&mut left, written, hint == 0)?;
            // SAFETY: ZSTD_decompressStream wrote that many bytes at the start of the room.
            unsafe { room.advance(written) };
            if hint == 0 {
                return Ok(rest.len() - input.len());
            }
            if written < len && input.is_empty() {
                return Err(Error::Truncated);
            }
            if written == 0 && input.len() == before {
                let available = room.written();
                return Err(Error::OutputTooSmall { available, enough: None });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_say_window_content_and_dictionary() {
        let read = |version, bytes: &[u8]| LegacyHeader::read(version, bytes).unwrap();
        let of_5 = read(LegacyVersion::V05, &[0x25, 0xB5, 0x2F, 0xFD, 9]).unwrap();
        assert_eq!((of_5.size, of_5.window_size, of_5.content_size), (5, 1 << 20, None));
        let of_6 = read(LegacyVersion::V06, &[0x26, 0xB5, 0x2F, 0xFD, 0x88, 1, 1]).unwrap();
        assert_eq!((of_6.size, of_6.window_size, of_6.content_size), (7, 1 << 20, Some(513)));
        let single = [0x27, 0xB5, 0x2F, 0xFD, 0x21, 7, 99];
        let of_7 = read(LegacyVersion::V07, &single).unwrap();
        assert_eq!((of_7.size, of_7.window_size, of_7.dictionary_id), (7, 99, 7));
        assert_eq!(read(LegacyVersion::V07, &single[..6]), Err(7));
        assert_eq!(read(LegacyVersion::V07, &single[..4]), Err(5));
        let windowed = [0x27, 0xB5, 0x2F, 0xFD, 0, 10 << 3 | 4];
        let of_7 = read(LegacyVersion::V07, &windowed).unwrap();
        assert_eq!((of_7.size, of_7.window_size), (6, 3 << 19));
        assert_eq!(LegacyHeader::read(LegacyVersion::V04, &windowed), None);
    }
}

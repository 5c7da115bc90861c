//! Sequences out of and into a compression context.

use alloc::vec::Vec;
use core::mem::MaybeUninit;

use zstdkit_sys as sys;

use super::{Cctx, check};
use crate::{
    error::{Error, ErrorCode, Result},
    sequences::Sequence,
};

/// C writes a frame's header without a look at what is left, unless there's room for any.
const HEADER_MOST: usize = 18;

/// C reads literals in steps, and up to this many bytes beyond their end.
const LITERALS_MARGIN: usize = 8;

// C reads and writes `Sequence` as its own type.
const _: () = {
    use core::mem::{align_of, offset_of, size_of};
    assert!(size_of::<Sequence>() == size_of::<sys::ZSTD_Sequence>());
    assert!(align_of::<Sequence>() == align_of::<sys::ZSTD_Sequence>());
    assert!(offset_of!(Sequence, offset) == offset_of!(sys::ZSTD_Sequence, offset));
    assert!(offset_of!(Sequence, literal_length) == offset_of!(sys::ZSTD_Sequence, litLength));
    assert!(offset_of!(Sequence, match_length) == offset_of!(sys::ZSTD_Sequence, matchLength));
    assert!(offset_of!(Sequence, repeat) == offset_of!(sys::ZSTD_Sequence, rep));
};

impl Cctx {
    /// The sequences of `data`; the context isn't fit for anything else afterwards.
    pub(crate) fn generate_sequences(self, data: &[u8]) -> Result<Vec<Sequence>> {
        // SAFETY: a pure function of the number.
        let bound = unsafe { sys::ZSTD_sequenceBound(data.len()) };
        let mut sequences = Vec::new();
        sequences.try_reserve_exact(bound).map_err(|_| Error::OutOfMemory)?;
        // C leaves the last field of delimiters as it finds it.
        sequences.resize(bound, Sequence::default());
        let raw = self.raw.as_ptr();
        // SAFETY: the pointer is a live CCtx; ZSTD_generateSequences reads within `data` and writes
        // at most as many sequences as it's told there is room for. It keeps the pointer to them for
        // later frames: there are none, for `self` is used up here.
        let written = check(unsafe {
            #[expect(deprecated, reason = "there's no other, and the documentation says so")]
            sys::ZSTD_generateSequences(
                raw,
                sequences.as_mut_ptr().cast(),
                sequences.len(),
                data.as_ptr().cast(),
                data.len(),
            )
        });
        sequences.truncate(written?);
        Ok(sequences)
    }

    /// Compresses checked sequences, each block ended by a delimiter, into one frame.
    pub(crate) fn compress_sequences(
        &mut self,
        sequences: &[Sequence],
        data: &[u8],
        room: &mut [MaybeUninit<u8>],
    ) -> Result<usize, ErrorCode> {
        self.prepare_for_sequences(sequences, room, true)?;
        // SAFETY: the pointer is a live CCtx without a frame, a worker, or other sequence format
        // than the one given. ZSTD_compressSequences reads within both slices and writes within
        // `room`, which has space for any header. The sequences keep to all that zstd.h asks of
        // them: `Plan` has checked them, and C checks offsets and lengths again.
        let written = check(unsafe {
            sys::ZSTD_compressSequences(
                self.raw.as_ptr(),
                room.as_mut_ptr().cast(),
                room.len(),
                sequences.as_ptr().cast(),
                sequences.len(),
                data.as_ptr().cast(),
                data.len(),
            )
        });
        self.finish_sequences()?;
        written
    }

    /// As [`compress_sequences`](Self::compress_sequences), of data of `size` bytes that isn't there.
    pub(crate) fn compress_sequences_and_literals(
        &mut self,
        sequences: &[Sequence],
        literals: &[u8],
        size: usize,
        room: &mut [MaybeUninit<u8>],
    ) -> Result<usize, ErrorCode> {
        let mut padded = Vec::new();
        let capacity = literals.len().saturating_add(LITERALS_MARGIN);
        padded.try_reserve_exact(capacity).map_err(|_| ErrorCode::MemoryAllocation)?;
        padded.extend_from_slice(literals);
        padded.resize(capacity, 0_u8);
        self.prepare_for_sequences(sequences, room, false)?;
        // SAFETY: as above, but C checks nothing here, so that all rests on `Plan`: the blocks'
        // sizes, the lengths' sums, and the offsets. The literals have the margin of readable bytes
        // that zstd.h asks for.
        let written = check(unsafe {
            sys::ZSTD_compressSequencesAndLiterals(
                self.raw.as_ptr(),
                room.as_mut_ptr().cast(),
                room.len(),
                sequences.as_ptr().cast(),
                sequences.len(),
                padded.as_ptr().cast(),
                literals.len(),
                padded.len(),
                size,
            )
        });
        self.finish_sequences()?;
        written
    }

    fn prepare_for_sequences(
        &mut self,
        sequences: &[Sequence],
        room: &[MaybeUninit<u8>],
        validate: bool,
    ) -> Result<(), ErrorCode> {
        // C counts sequences in 32 bits.
        if u32::try_from(sequences.len()).is_err() {
            return Err(ErrorCode::ExternalSequencesInvalid);
        }
        if room.len() < HEADER_MOST {
            return Err(ErrorCode::DstSizeTooSmall);
        }
        self.drop_frame();
        let delimiters = sys::ZSTD_SequenceFormat_e::ZSTD_sf_explicitBlockDelimiters.0 as i32;
        self.set(sys::ZSTD_cParameter::ZSTD_c_blockDelimiters, delimiters)?;
        self.set(sys::ZSTD_cParameter::ZSTD_c_validateSequences, validate.into())?;
        // Or C would take memory for a window and a block, and leave it unused.
        self.set_lasting(true, true)
    }

    fn finish_sequences(&mut self) -> Result<(), ErrorCode> {
        // C leaves the frame open, though it's complete.
        self.drop_frame();
        self.set_lasting(false, false)?;
        let validate = self.producer.is_some().into();
        self.set(sys::ZSTD_cParameter::ZSTD_c_validateSequences, validate)
    }
}

//! What a decompression context does with its input's frames: each by the shortest way, one after the
//! other or several at once.

#[cfg(feature = "std")]
use alloc::vec::Vec;
use core::mem::MaybeUninit;

use super::{
    DecompressContext, Progress,
    decompress::{make_room, most},
};
#[cfg(feature = "std")]
use super::{
    decompress::is_plausible,
    parallel::{Outcome, Parallel},
};
#[cfg(feature = "std")]
use crate::error::fallible::bytes_with_room;
use crate::{
    error::{Error, Result},
    output::{Output, Room},
};

/// Within so many bytes of its room's end, C writes more carefully and much more slowly.
const OVERRUN: usize = 32;

/// Content up to this many bytes is moved into room that ends with it, which is less work than that.
const TIGHT_MOST: usize = 1024;

impl DecompressContext {
    /// Decompresses every frame in `data` into `output`; returns how many bytes were made.
    ///
    /// A slice is written from its start and has to be large enough. A `Vec` is appended to. No
    /// frames, or skippable ones alone, give no bytes.
    ///
    /// # Errors
    ///
    /// As [`DecompressOptions::decompress`](crate::DecompressOptions::decompress), and [`Error::OutputTooSmall`] for a slice that is. A
    /// `Vec` is then as it was, and the context is ready for the next call.
    ///
    /// Wraps `ZSTD_decompressDCtx` and `ZSTD_decompressStream`.
    #[doc(alias = "ZSTD_decompress")]
    #[doc(alias = "ZSTD_decompressBegin")]
    #[doc(alias = "ZSTD_decompressBegin_usingDDict")]
    #[doc(alias = "ZSTD_decompressBegin_usingDict")]
    #[doc(alias = "ZSTD_decompressContinue")]
    #[doc(alias = "ZSTD_decompressDCtx")]
    #[doc(alias = "ZSTD_decompressStream")]
    #[doc(alias = "ZSTD_nextInputType")]
    #[doc(alias = "ZSTD_nextSrcSizeToDecompress")]
    #[doc(alias = "decompress_to_buffer")]
    #[doc(alias = "decompress_using_ddict")]
    #[doc(alias = "decompress_using_dict")]
    pub fn decompress_into<O>(&mut self, data: &[u8], output: &mut O) -> Result<usize>
    where
        O: Output + ?Sized,
    {
        if let Some(frame) = self.short_cut.frame(data)
            && frame.size() == data.len()
            && let Some(written) = self.small_frame(data, frame.content_size(), output)
        {
            return Ok(written);
        }
        self.decompress_to_room(data, &mut output.room())
    }

    /// As [`decompress_into`](Self::decompress_into), the same for every kind of output.
    pub(super) fn decompress_to_room(&mut self, data: &[u8], room: &mut Room<'_>) -> Result<usize> {
        #[cfg(feature = "std")]
        let (mut parallel, mut alone_until) = (Parallel::default(), 0);
        let mut offset = 0;
        while offset < data.len() {
            #[cfg(feature = "std")]
            if self.options.threads() > 1 && offset >= alone_until {
                match parallel.wave(self, &data[offset..], room) {
                    Outcome::Done(len) => offset += len,
                    Outcome::OneByOne(len) => alone_until = offset + len,
                }
                continue;
            }
            match self.frame(&data[offset..], offset, room) {
                Ok(size) => offset += size,
                Err(error) => {
                    let error = self.for_all_frames(error, &data[offset..], room.written());
                    self.give_up(room);
                    self.renew_prefix()?;
                    return Err(error);
                }
            }
        }
        self.renew_prefix()?;
        Ok(room.written())
    }

    /// Decompresses the first frame in `data` into `output`, and leaves what follows alone.
    ///
    /// ```
    /// use zstdkit::{DecompressContext, DecompressOptions, Progress};
    ///
    /// let frame = zstdkit::compress(b"frame", 3)?;
    /// let data = [&frame[..], b"and what follows"].concat();
    /// let mut context = DecompressContext::new(&DecompressOptions::new())?;
    /// let progress = context.decompress_frame_into(&data, &mut Vec::new())?;
    /// assert_eq!(progress, Progress { consumed: frame.len(), produced: 5 });
    /// # Ok::<(), zstdkit::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`decompress_into`](Self::decompress_into); empty input is [`Error::Truncated`].
    pub fn decompress_frame_into<O>(&mut self, data: &[u8], output: &mut O) -> Result<Progress>
    where
        O: Output + ?Sized,
    {
        if let Some(frame) = self.short_cut.frame(data)
            && let Some(produced) =
                self.small_frame(&data[..frame.size()], frame.content_size(), output)
        {
            return Ok(Progress { consumed: frame.size(), produced });
        }
        let outcome = self.decompress_one(data, output);
        self.renew_prefix()?;
        outcome
    }

    /// As [`decompress_frame_into`](Self::decompress_frame_into) a slice that the frame can't fill,
    /// but with the decoder that a vector's frame would have: the two differ on damaged ones.
    #[cfg(feature = "std")]
    pub(super) fn decompress_one_as_growing<O>(
        &mut self,
        data: &[u8],
        output: &mut O,
    ) -> Result<Progress>
    where
        O: Output + ?Sized,
    {
        if let Ok(frame) = self.options.frame_options().first_frame(data)
            && frame.info().is_zstandard()
            && frame.info().content_size().is_none()
            && !is_plausible(&frame, most(&frame))
        {
            super::admit(&frame.info(), &self.options)?;
            super::choose_dictionary(&mut self.dctx, &frame.info(), &self.options)?;
            let mut room = output.room();
            return match self.in_steps(&frame, &mut room) {
                Ok(()) => Ok(Progress { consumed: frame.size(), produced: room.written() }),
                Err(error) => {
                    self.give_up(&mut room);
                    Err(error)
                }
            };
        }
        self.decompress_frame_into(data, output)
    }

    /// The error of the frame that `rest` begins with, with what all frames of the call would need,
    /// `written` bytes of which were there.
    #[cold]
    fn for_all_frames(&self, error: Error, rest: &[u8], written: usize) -> Error {
        let Error::OutputTooSmall { available, .. } = error else { return error };
        let mut frames = self.options.frame_options().frames(rest);
        let enough = frames.try_fold(written as u64, |sum, frame| {
            let frame = frame.ok()?;
            if !frame.info().is_zstandard() {
                return Some(sum);
            }
            let size = frame.info().content_size().filter(|size| *size <= most(&frame))?;
            sum.checked_add(size)
        });
        Error::OutputTooSmall { available, enough }
    }

    /// Decompresses a frame that the options allow, and which holds `size` bytes.
    ///
    /// `None` if that can't be done; the general way then tells why.
    #[inline(always)]
    pub(super) fn small_frame<O>(
        &mut self,
        frame: &[u8],
        size: u32,
        output: &mut O,
    ) -> Option<usize>
    where
        O: Output + ?Sized,
    {
        let mut room = output.room();
        let available = room.spare().len();
        if available < size as usize + OVERRUN {
            return self.small_frame_tightly(frame, size as usize, &mut output.room());
        }
        self.whole(frame, &mut room, available).ok()?;
        Some(room.written())
    }

    /// As [`small_frame`](Self::small_frame), with room that has to grow or has little to spare.
    #[inline(never)]
    fn small_frame_tightly(
        &mut self,
        frame: &[u8],
        size: usize,
        room: &mut Room<'_>,
    ) -> Option<usize> {
        self.tightly(frame, size, room)
    }

    /// All of `data`, if it's a small frame that the options allow, in new memory; `None` as by
    /// [`small_frame`](Self::small_frame).
    #[cfg(feature = "std")]
    #[inline(always)]
    pub(crate) fn small_frame_anew(&mut self, data: &[u8]) -> Option<Vec<u8>> {
        let frame = self.short_cut.frame(data).filter(|frame| frame.size() == data.len())?;
        // A few bytes that stay unused are less than moving the content.
        let mut output = bytes_with_room(frame.content_size() as usize + OVERRUN).ok()?;
        self.small_frame(data, frame.content_size(), &mut output)?;
        Some(output)
    }

    /// Inlined where the kind of room is known, so that nothing asks for it.
    #[inline(always)]
    fn tightly(&mut self, frame: &[u8], size: usize, room: &mut Room<'_>) -> Option<usize> {
        let available = make_room(size as u64, room).ok()?;
        if size > TIGHT_MOST {
            self.whole(frame, room, available).ok()?;
            return Some(room.written());
        }
        let mut wide = [MaybeUninit::uninit(); TIGHT_MOST + OVERRUN];
        let written = self.dctx.decompress(frame, &mut wide).ok()?;
        room.spare().get_mut(..written)?.copy_from_slice(&wide[..written]);
        // SAFETY: ZSTD_decompressDCtx wrote that many bytes, which were copied to the room's start.
        unsafe { room.advance(written) };
        Some(written)
    }
}

//! Decompression within the memory that holds the compressed bytes.

use alloc::vec::Vec;
use core::{mem::MaybeUninit, ops::Range};

use zstdkit_frame::FrameInfo;

use super::DecompressContext;
use crate::error::{Error, ErrorCode, Result};

/// What is noted of frames may take this much memory, in bytes, or an eighth of the input's length.
const NOTED: usize = 64 << 10;

/// A frame's place in the input, and what its header says.
struct Placed {
    range: Range<usize>,
    info: FrameInfo,
    size: usize,
}

/// What is known of the input before any of it is overwritten.
struct Survey {
    frames: Vec<Placed>,
    /// The content's size, in bytes.
    total: usize,
    /// The buffer's least length, in bytes.
    needed: usize,
}

impl DecompressContext {
    /// Replaces the frames in `buffer` by what they hold; returns how many bytes that is.
    ///
    /// It takes memory for the content and a margin of some KiB, not for content and frames both:
    /// the frames move to the buffer's end, and the content grows towards them. Frames that don't
    /// say their size, and many tiny ones, are decompressed into new memory. It works in the caller's thread.
    ///
    /// ```
    /// use zstdkit::{DecompressContext, DecompressOptions};
    ///
    /// let mut buffer = zstdkit::compress(&[7; 100_000], 3)?;
    /// let mut context = DecompressContext::new(&DecompressOptions::new())?;
    /// assert_eq!(context.decompress_in_place(&mut buffer)?, 100_000);
    /// assert_eq!(buffer, [7; 100_000]);
    /// # Ok::<(), zstdkit::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`decompress_into`](Self::decompress_into). The buffer is as it was where headers tell
    /// what is wrong or memory is short, and empty where frames turn out to be corrupt later on.
    ///
    /// Covers `ZSTD_decompressionMargin`.
    #[doc(alias = "ZSTD_decompressionMargin")]
    pub fn decompress_in_place(&mut self, buffer: &mut Vec<u8>) -> Result<usize> {
        let survey = match self.survey(buffer) {
            Ok(survey) => survey,
            Err(error) => return Err(self.first_of_all(error, buffer)),
        };
        let Some(survey) = survey else {
            let mut output = Vec::new();
            let written = self.decompress_into(buffer, &mut output)?;
            *buffer = output;
            return Ok(written);
        };
        let len = buffer.len();
        buffer.try_reserve_exact(survey.needed - len).map_err(|_| Error::OutOfMemory)?;
        // Whatever happens from here on, the buffer is no frame any more.
        buffer.clear();
        let whole = &mut buffer.spare_capacity_mut()[..survey.needed];
        let shift = survey.needed - len;
        whole.copy_within(..len, shift);
        let outcome = self.within(whole, shift, &survey.frames);
        if outcome.is_err() {
            self.dctx.reset_session();
        }
        self.renew_prefix()?;
        outcome?;
        // SAFETY: `within` wrote the content of every frame, `total` bytes, from the start.
        unsafe { buffer.set_len(survey.total) };
        Ok(survey.total)
    }

    /// The error of frames in one of which the survey found `error`: an earlier one may have bad
    /// content, and is then what is told, as everywhere.
    #[cold]
    fn first_of_all(&mut self, error: Error, data: &[u8]) -> Error {
        if matches!(error, Error::OutOfMemory | Error::OutputLimit { .. }) {
            return error;
        }
        match self.decompress_into(data, &mut Vec::new()) {
            Err(Error::OutOfMemory) | Ok(_) => error,
            Err(first) => first,
        }
    }

    /// Checks every frame; `None` where one doesn't say its size, or is longer than its content, or where
    /// there are so many small ones that to note them takes more than new memory would save.
    fn survey(&self, data: &[u8]) -> Result<Option<Survey>> {
        let options = self.options();
        let most_noted = (data.len() / 8).max(NOTED);
        let mut frames = Vec::new();
        let mut total = 0_u64;
        let mut offset = 0;
        while offset < data.len() {
            let frame = match options.frame_options().first_frame(&data[offset..]) {
                Ok(frame) => frame,
                #[cfg(feature = "legacy")]
                Err(zstdkit_frame::Error::LegacyFrame { .. }) => return Ok(None),
                Err(error) => {
                    return Err(super::unfit(error, &data[offset..], offset as u64, options));
                }
            };
            let range = offset..offset + frame.size();
            offset = range.end;
            let info = frame.info();
            if !info.is_zstandard() {
                continue;
            }
            super::admit(&info, options)?;
            let Some(size) = info.content_size() else { return Ok(None) };
            if size > super::most(&frame) {
                return Err(Error::Library { code: ErrorCode::CorruptionDetected });
            }
            total = total.checked_add(size).ok_or(Error::OutOfMemory)?;
            let size = usize::try_from(size).map_err(|_| Error::OutOfMemory)?;
            if frames.len() * size_of::<Placed>() >= most_noted {
                return Ok(None);
            }
            frames.try_reserve(1).map_err(|_| Error::OutOfMemory)?;
            frames.push(Placed { range, info, size });
        }
        if let Some(limit) = options.output_limit().filter(|limit| total > *limit as u64) {
            return Err(Error::OutputLimit { limit });
        }
        let total = usize::try_from(total).map_err(|_| Error::OutOfMemory)?;
        let margin = options.frame_options().decompression_margin(data);
        let margin = margin.map_err(|error| Error::from_frame(error, 0))?;
        let needed = total.checked_add(margin).ok_or(Error::OutOfMemory)?.max(data.len());
        // The margin holds for blocks that are no longer than their content, as all should be.
        let mut content_end = 0;
        for frame in &frames {
            if content_end > needed - data.len() + frame.range.start {
                return Ok(None);
            }
            content_end += frame.size;
        }
        Ok(Some(Survey { frames, total, needed }))
    }

    /// Decompresses frames that lie `shift` bytes behind their place to the start of `whole`.
    fn within(
        &mut self,
        whole: &mut [MaybeUninit<u8>],
        shift: usize,
        frames: &[Placed],
    ) -> Result<()> {
        let mut written = 0;
        for frame in frames {
            super::choose_dictionary(&mut self.dctx, &frame.info, &self.options)?;
            if self.options.keeps_prefix() {
                self.renew_prefix()?;
            }
            let from = frame.range.start + shift..frame.range.end + shift;
            let outcome = self.dctx.decompress_within(whole, written, from);
            // A buffer of this length is too small for corrupt frames alone.
            let made = outcome.map_err(Error::from_decoder)?;
            if made != frame.size {
                return Err(Error::Library { code: ErrorCode::CorruptionDetected });
            }
            written += made;
        }
        Ok(())
    }
}

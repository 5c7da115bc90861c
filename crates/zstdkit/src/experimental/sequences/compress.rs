//! Compression of sequences that were found elsewhere.

use super::{Content, Plan, Rules, Sequence};
use crate::{
    context::CompressContext,
    dictionary::DictionaryMode,
    error::{Error, ErrorCode, Result},
    options::CompressOptions,
    output::{Output, Room, compress_bound},
    parameters::CompressParameter as P,
};

/// The largest block of the format, in bytes.
const BLOCK: usize = 128 * 1024;

/// The most that a frame has beside its blocks: a header of 18 bytes and a checksum.
const FRAME_OVERHEAD: usize = 22;

const BLOCK_HEADER: usize = 3;

impl CompressContext {
    /// Compresses `data` into one frame, with the matches that `sequences` tell; returns the
    /// frame's size in bytes.
    ///
    /// Every sequence is checked: each match has to be a copy of what it refers to, in the data or
    /// in the context's dictionary ([`DictionaryMode::Prefix`] counts as none). What the sequences
    /// leave of the data is literals. Delimiters end blocks; without them, and where one would be
    /// larger than a block can be, blocks are cut to 128 KiB, or less where `windowLog` or
    /// `maxBlockSize` say so. The window is as large as the offsets need, 128 KiB at least, unless
    /// the options set one.
    ///
    /// A slice is written from its start, and needs room for 18 bytes and more. A `Vec` is appended
    /// to.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidSequence`], which names the first bad one, [`Error::ParameterConflict`] with
    /// worker threads, [`Error::OutputTooSmall`] for a slice that is. A `Vec` is then as it was.
    ///
    /// Wraps `ZSTD_compressSequences`. Covers `ZSTD_c_blockDelimiters` and
    /// `ZSTD_c_validateSequences`, which are always on here.
    pub fn compress_sequences<O>(
        &mut self,
        sequences: &[Sequence],
        data: &[u8],
        output: &mut O,
    ) -> Result<usize>
    where
        O: Output + ?Sized,
    {
        if data.is_empty() && sequences.iter().all(|given| *given == Sequence::delimiter(0)) {
            return self.compress_into(data, output);
        }
        let settings = Settings::of(self.options(), data.len())?;
        let plan = settings.plan(self.options(), sequences, Content::Data(data))?;
        let bound = bound(&plan, data.len());
        self.sequences_to_room(&settings, &plan, bound, &mut output.room(), |cctx, plan, room| {
            cctx.compress_sequences(&plan.sequences, data, room)
        })
    }

    /// As [`compress_sequences`](Self::compress_sequences), of data that isn't at hand: its literals
    /// alone are, one after the other.
    ///
    /// The data is what the sequences make of the literals, so that no match can be wrong that lies
    /// in bounds. What the sequences leave of the literals comes last. Frames have no checksum.
    ///
    /// # Errors
    ///
    /// As [`compress_sequences`](Self::compress_sequences); [`Error::ParameterConflict`] with a
    /// checksum too; and libzstd's [`ErrorCode::CannotProduceUncompressedBlock`] where a block
    /// doesn't become smaller by compression.
    ///
    /// Wraps `ZSTD_compressSequencesAndLiterals`.
    pub fn compress_sequences_and_literals<O>(
        &mut self,
        sequences: &[Sequence],
        literals: &[u8],
        output: &mut O,
    ) -> Result<usize>
    where
        O: Output + ?Sized,
    {
        if self.options().get(P::ChecksumFlag) == Some(1) {
            let with = "sequences without their data";
            return Err(Error::ParameterConflict { parameter: "checksumFlag", with });
        }
        let size = described(sequences, literals.len())?;
        if size == 0 {
            return self.compress_into(b"", output);
        }
        let settings = Settings::of(self.options(), size)?;
        let plan = settings.plan(self.options(), sequences, Content::Size(size))?;
        let bound = bound(&plan, size);
        self.sequences_to_room(&settings, &plan, bound, &mut output.room(), |cctx, plan, room| {
            cctx.compress_sequences_and_literals(&plan.sequences, literals, size, room)
        })
    }

    fn sequences_to_room(
        &mut self,
        settings: &Settings,
        plan: &Plan,
        bound: usize,
        room: &mut Room<'_>,
        call: impl FnOnce(
            &mut crate::ffi::Cctx,
            &Plan,
            &mut [core::mem::MaybeUninit<u8>],
        ) -> Result<usize, ErrorCode>,
    ) -> Result<usize> {
        room.reserve(bound)?;
        let available = room.spare().len();
        let cctx = self.cctx_mut();
        cctx.set(P::WindowLog.key(), settings.window_log(plan))?;
        cctx.set(P::MinMatch.key(), settings.min_match)?;
        let outcome = call(cctx, plan, room.spare());
        cctx.set(P::WindowLog.key(), settings.own_window_log)?;
        cctx.set(P::MinMatch.key(), settings.own_min_match)?;
        self.renew_prefix()?;
        let size = outcome.map_err(|code| match code {
            ErrorCode::DstSizeTooSmall => {
                Error::OutputTooSmall { available, enough: Some(bound as u64) }
            }
            code => Error::from_code(code),
        })?;
        // SAFETY: C wrote that many bytes at the start of the room.
        unsafe { room.advance(size) };
        Ok(size)
    }
}

/// How much data sequences make of literals.
fn described(sequences: &[Sequence], literals: usize) -> Result<usize> {
    let matches: u64 = sequences.iter().map(|sequence| u64::from(sequence.match_length)).sum();
    let size = matches.checked_add(literals as u64).and_then(|size| usize::try_from(size).ok());
    // Lengths that no memory could hold.
    size.ok_or(Error::OutOfMemory)
}

/// What the options say about sequences.
struct Settings {
    least_match: u32,
    /// The largest window, in bytes.
    window: u64,
    /// The largest block, in bytes.
    block: usize,
    min_match: i32,
    own_window_log: i32,
    own_min_match: i32,
}

impl Settings {
    fn of(options: &CompressOptions, size: usize) -> Result<Self> {
        options.refuse_workers("sequences from outside")?;
        let value = |parameter| options.get(parameter).unwrap_or(0);
        let own_window_log = value(P::WindowLog);
        let own_min_match = value(P::MinMatch);
        let log = if own_window_log > 0 { own_window_log } else { *P::WindowLog.bounds().end() };
        let window = 1_u64 << log;
        let block = match value(P::MaxBlockSize) {
            0 => BLOCK,
            // Checked against its bounds when the options were taken.
            bytes => (bytes as usize).min(BLOCK),
        };
        let block = block.min(usize::try_from(window).unwrap_or(usize::MAX)).min(size.max(1));
        let min_match = if own_min_match == 0 { 3 } else { own_min_match };
        // A digest settles it in place of the options.
        let digested = matches!(options.dictionary_and_mode(), Some((_, DictionaryMode::Digested)));
        let least_match = if min_match == 3 && !digested { 3 } else { 4 };
        Ok(Self { least_match, window, block, min_match, own_window_log, own_min_match })
    }

    fn plan(
        &self,
        options: &CompressOptions,
        sequences: &[Sequence],
        content: Content<'_>,
    ) -> Result<Plan> {
        let Self { least_match, window, block, .. } = *self;
        let rules = Rules { history: history(options), least_match, window, block };
        Plan::new(sequences, content, &rules)
            .map_err(|(index, fault)| Error::InvalidSequence { index, fault })
    }

    /// The window that was asked for, or the one that the offsets need.
    fn window_log(&self, plan: &Plan) -> i32 {
        if self.own_window_log > 0 {
            return self.own_window_log;
        }
        plan.window.max(BLOCK as u64).next_power_of_two().trailing_zeros() as i32
    }
}

/// The most bytes that a frame of a plan can take.
fn bound(plan: &Plan, size: usize) -> usize {
    let blocks = plan.blocks.saturating_mul(BLOCK_HEADER);
    let stored = size.saturating_add(blocks).saturating_add(FRAME_OVERHEAD);
    stored.max(compress_bound(size))
}

/// What a decoder has before the data.
fn history(options: &CompressOptions) -> &[u8] {
    match options.dictionary_and_mode() {
        // C doesn't count a prefix when it checks offsets.
        Some((_, DictionaryMode::Prefix)) | None => &[],
        Some((dictionary, _)) => trained_content(dictionary.content()),
    }
}

/// A trained dictionary's content, behind its entropy tables; all of any other.
fn trained_content(dictionary: &[u8]) -> &[u8] {
    zstdkit_frame::dictionary_info(dictionary)
        .map_or(dictionary, |info| &dictionary[info.content_offset()..])
}

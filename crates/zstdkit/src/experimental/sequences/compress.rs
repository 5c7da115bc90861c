//! Compression of sequences that were found elsewhere.

use crate::{
    context::CompressContext,
    dictionary::{Dictionary, DictionaryMode},
    error::{Error, ErrorCode, Result},
    options::CompressOptions,
    output::{Output, Room, compress_bound},
    parameters::{CompressParameter as P, CompressionParameters, Strategy},
    sequences::{Content, NoPlan, Plan, Rules, Sequence},
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
    #[doc(alias = "BlockDelimiters")]
    #[doc(alias = "ValidateSequences")]
    #[doc(alias = "ZSTD_c_blockDelimiters")]
    #[doc(alias = "ZSTD_c_validateSequences")]
    #[doc(alias = "ZSTD_compressSequences")]
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
    #[doc(alias = "ZSTD_compressSequencesAndLiterals")]
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
        // Too little for a block that is smaller than its content; C would tell something else.
        if settings.block_sequences == 0 {
            return Err(Error::from_code(ErrorCode::CannotProduceUncompressedBlock));
        }
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
        let outcome = match self.set_for_sequences(settings, plan) {
            Ok(()) => call(self.cctx_mut(), plan, room.spare()),
            Err(code) => Err(code),
        };
        self.set_back(settings)?;
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

    /// Sets what sequences need otherwise than plain work does.
    fn set_for_sequences(&mut self, settings: &Settings, plan: &Plan) -> Result<(), ErrorCode> {
        let loaded = loaded_dictionary(self.options());
        let cctx = self.cctx_mut();
        cctx.set(P::WindowLog.key(), settings.window_log(plan))?;
        cctx.set(P::MinMatch.key(), settings.min_match)?;
        if settings.are_beyond_tables(plan) {
            cctx.set(P::Strategy.key(), settings.careful_strategy.into())?;
            cctx.set(P::ForceAttachDict.key(), LOAD_ANEW)?;
        }
        loaded.map_or(Ok(()), |dictionary| cctx.refer_to_content(dictionary.lend()))
    }

    /// Sets back what [`set_for_sequences`](Self::set_for_sequences) set; allocates nothing.
    fn set_back(&mut self, settings: &Settings) -> Result<()> {
        let loaded = loaded_dictionary(self.options());
        let cctx = self.cctx_mut();
        for (parameter, value) in settings.own {
            cctx.set(parameter.key(), value)?;
        }
        if let Some(dictionary) = loaded {
            cctx.refer_to_content(dictionary.lend())?;
        }
        self.renew_prefix()
    }
}

/// What has C load a dictionary for each frame, with the frame's parameters: a digest has its own.
const LOAD_ANEW: i32 = zstdkit_sys::ZSTD_dictAttachPref_e::ZSTD_dictForceLoad.0 as i32;

/// The dictionary that C digests for itself, at its first use, with the parameters of that moment;
/// so it's given anew to each kind of work.
fn loaded_dictionary(options: &CompressOptions) -> Option<Dictionary> {
    match options.dictionary_and_mode() {
        Some((dictionary, DictionaryMode::Content)) => Some(dictionary.clone()),
        _ => None,
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
    /// The most sequences that C has room for in a block of data that isn't at hand.
    block_sequences: usize,
    min_match: i32,
    /// The largest offset that a trained dictionary's tables are sure to have a code for.
    tables_reach: Option<u64>,
    /// The strategy for offsets beyond that: one that asks a table for each code before it's used.
    careful_strategy: Strategy,
    /// What is set otherwise for sequences, as the options have it.
    own: [(P, i32); 4],
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
        // C takes its room for full at a delimiter and one sequence less. Where data is at hand, it
        // counts right: one for each least match of a block's size.
        let block_sequences = (block / least_match as usize).saturating_sub(2);
        let own = [P::WindowLog, P::MinMatch, P::Strategy, P::ForceAttachDict]
            .map(|parameter| (parameter, value(parameter)));
        let careful_strategy = careful_strategy(options)?;
        let tables_reach = tables_reach(options);
        Ok(Self {
            least_match,
            window,
            block,
            block_sequences,
            min_match,
            tables_reach,
            careful_strategy,
            own,
        })
    }

    fn plan(
        &self,
        options: &CompressOptions,
        sequences: &[Sequence],
        content: Content<'_>,
    ) -> Result<Plan> {
        let Self { least_match, window, block, .. } = *self;
        let block_sequences = match content {
            Content::Data(_) => usize::MAX,
            Content::Size(_) => self.block_sequences.max(1),
        };
        let rules =
            Rules { history: history(options), least_match, window, block, block_sequences };
        Plan::new(sequences, content, &rules).map_err(|none| match none {
            NoPlan::Invalid(index, fault) => Error::InvalidSequence { index, fault },
            NoPlan::OutOfMemory => Error::OutOfMemory,
        })
    }

    /// Whether offsets may lack a code in a dictionary's tables.
    fn are_beyond_tables(&self, plan: &Plan) -> bool {
        self.tables_reach.is_some_and(|reach| u64::from(plan.farthest) > reach)
    }

    /// The window that was asked for, or the one that the offsets need.
    fn window_log(&self, plan: &Plan) -> i32 {
        let [(_, own_window_log), ..] = self.own;
        if own_window_log > 0 {
            return own_window_log;
        }
        plan.window.max(BLOCK as u64).next_power_of_two().trailing_zeros() as i32
    }
}

/// The largest offset that C takes a trained dictionary's table of offsets to have a code for: what
/// the first block can reach. Other dictionaries have no tables.
///
/// C checks the table for codes up to that of this many bytes, and uses it unasked until a block was
/// compressed. A block that is stored or all one byte is none, though later blocks reach farther back.
fn tables_reach(options: &CompressOptions) -> Option<u64> {
    let (dictionary, mode) = options.dictionary_and_mode()?;
    if *mode == DictionaryMode::Prefix || !is_trained(dictionary.content()) {
        return None;
    }
    let least_covered = history(options).len() as u64 + BLOCK as u64;
    // Codes are those of `offset + OFFSET_BASE`; a code stands for all values of one highest bit.
    let most_of_code = (least_covered + 1).next_power_of_two() - 1;
    Some(most_of_code - OFFSET_BASE)
}

/// Offsets are coded this much larger, behind the three repeated ones.
const OFFSET_BASE: u64 = 3;

/// The strategy that the options stand for, or the first of those that compare what each of a block's
/// tables would cost.
fn careful_strategy(options: &CompressOptions) -> Result<Strategy> {
    let own = match options.get(P::Strategy) {
        Some(strategy) if strategy != 0 => Strategy::try_from(strategy)?,
        _ => {
            let level = options.get(P::CompressionLevel).unwrap_or(0);
            CompressionParameters::recommended(level, None, 0)?.strategy
        }
    };
    Ok(own.max(Strategy::Lazy))
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
    match zstdkit_frame::dictionary_info(dictionary) {
        Ok(info) => &dictionary[info.content_offset()..],
        // One that C reads and we don't: where its content begins isn't known.
        Err(_) if is_trained(dictionary) => &[],
        Err(_) => dictionary,
    }
}

/// Whether C takes it for a trained dictionary: by its first four bytes.
fn is_trained(dictionary: &[u8]) -> bool {
    dictionary.starts_with(&zstdkit_sys::ZSTD_MAGIC_DICTIONARY.to_le_bytes())
}

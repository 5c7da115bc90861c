//! The engine of every decompressing stream: steps through a C context, frame by frame.

mod begin;
mod end;
mod fill;
#[cfg(feature = "experimental")]
mod lasting;
#[cfg(feature = "legacy")]
mod legacy;

use super::{
    Step,
    inside::{HEADER_MAX, Inside, corrupt},
};
use crate::{
    context::{prepare_dctx, prepare_dctx_anew},
    dictionary::Dictionary,
    error::{Error, ErrorCode, Result},
    ffi::Dctx,
    options::DecompressOptions,
    output::{Output, Room},
    parameters::Reset,
};

/// Output comes in blocks of up to this many bytes, however short the pieces of input.
const BLOCK: usize = 128 * 1024;

/// Decompresses in steps, each with input and output of the caller's: any number of frames.
///
/// Each frame's header is checked before C sees any of it, and each block's header before C sees
/// its last byte, so that every way of decompression refuses the same frames with the same errors,
/// however input is cut. After an error the frame in progress is dropped, and the next step begins a new
/// one. [The module](crate::step) has an example.
///
/// Wraps `ZSTD_decompressStream`.
#[doc(alias = "NoOp")]
#[doc(alias = "Operation")]
#[doc(alias = "Reader")]
#[doc(alias = "Writer")]
#[doc(alias = "ZSTD_decompressBegin")]
#[doc(alias = "ZSTD_decompressBegin_usingDDict")]
#[doc(alias = "ZSTD_decompressBegin_usingDict")]
#[doc(alias = "ZSTD_decompressContinue")]
#[doc(alias = "ZSTD_decompressStream")]
#[doc(alias = "ZSTD_nextInputType")]
#[doc(alias = "ZSTD_nextSrcSizeToDecompress")]
#[doc(alias = "new_with_capacity")]
#[doc(alias = "operation")]
#[doc(alias = "operation_mut")]
#[doc(alias = "with_decoder")]
#[doc(alias = "with_encoder")]
#[doc(alias = "with_output_buffer")]
#[doc(alias = "with_writer")]
// An error drops the frame in progress, whatever it is and wherever it comes from: `advance` and those beside
// it leave by `or_reset` alone.
#[derive(Debug)]
pub struct Decoder {
    dctx: Dctx,
    options: DecompressOptions,
    /// Bytes of input taken so far.
    consumed: u64,
    /// Bytes of output handed over so far.
    produced: u64,
    frame: Position,
    /// Whether C may have output that it can hand over without input.
    pending: bool,
    /// Whether the last call of C, without room for output, came to nothing, and if so, whether it had input: the
    /// next would come to nothing either, unless it's the first that has some.
    stuck: Option<bool>,
    /// How many bytes of input C would like to have next; of no meaning at an edge.
    hint: usize,
    /// The prefix, until the first frame with content has ended.
    prefix: Option<Dictionary>,
    /// How many frames with content have ended.
    frames: u64,
}

/// Where the output stands.
#[derive(Debug)]
enum Position {
    /// Nothing begun, or a frame complete and handed over.
    Edge,
    /// The frame's header is still coming in; these are its first bytes, which C hasn't seen.
    Header { bytes: [u8; HEADER_MAX], len: usize },
    /// Past the header.
    Inside(Inside),
    /// In an old frame, past the header, which says how much of the content is to come.
    #[cfg(feature = "legacy")]
    Legacy { left: Option<u64> },
}

impl Decoder {
    /// How much input at once suits it best, in bytes: a compressed block at its largest, with the next
    /// one's header. Any other length will do.
    ///
    /// Wraps `ZSTD_DStreamInSize`: the same number, known at compile time.
    #[doc(alias = "ZSTD_DStreamInSize")]
    #[doc(alias = "in_size")]
    #[doc(alias = "recommended_input_size")]
    pub const INPUT_SIZE: usize = BLOCK + 3;

    /// Room, in bytes, that every block's content fits into. Any other will do.
    ///
    /// Wraps `ZSTD_DStreamOutSize`: the same number, known at compile time.
    #[doc(alias = "ZSTD_DStreamOutSize")]
    #[doc(alias = "out_size")]
    #[doc(alias = "recommended_output_size")]
    pub const OUTPUT_SIZE: usize = BLOCK;

    /// Makes a decoder with the given options.
    ///
    /// # Errors
    ///
    /// A parameter out of bounds, or no memory.
    pub fn new(options: &DecompressOptions) -> Result<Self> {
        Self::around(Dctx::new()?, options)
    }

    /// Takes a C object over, and gives it the options.
    pub(crate) fn around(mut dctx: Dctx, options: &DecompressOptions) -> Result<Self> {
        prepare_dctx(&mut dctx, options)?;
        let options = options.clone();
        let prefix = options.prefix().cloned();
        let frame = Position::Edge;
        Ok(Self {
            dctx,
            options,
            consumed: 0,
            produced: 0,
            frame,
            pending: false,
            stuck: None,
            hint: 0,
            prefix,
            frames: 0,
        })
    }

    /// One step: takes from `input`, writes to `output`, and ends early at a frame's end.
    ///
    /// A slice is written from its start, a `Vec` as far as it has spare capacity: it doesn't grow. Where
    /// the input isn't used up, or the output is full, the next step goes on, with the rest of the input or with
    /// none. With room for nothing it goes as far as no content comes: to a frame's end, if there is no more
    /// of it.
    ///
    /// ```
    /// use zstdkit::{DecompressOptions, step::Decoder};
    ///
    /// let frames = [zstdkit::compress(b"one", 3)?, zstdkit::compress(b"two", 3)?].concat();
    /// let mut decoder = Decoder::new(&DecompressOptions::new())?;
    /// let (mut input, mut text) = (&frames[..], Vec::with_capacity(100));
    /// while !input.is_empty() {
    ///     let step = decoder.step(input, &mut text)?;
    ///     assert_eq!((step.produced, step.hint), (3, 0));
    ///     input = &input[step.consumed..];
    /// }
    /// assert_eq!(text, b"onetwo");
    /// # Ok::<(), zstdkit::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Decompressor::decompress`](crate::Decompressor::decompress). The frame in progress is then
    /// dropped, a `Vec` as it was before the step.
    ///
    /// Wraps `ZSTD_decompressStream`.
    #[doc(alias = "ZSTD_decompressBegin")]
    #[doc(alias = "ZSTD_decompressBegin_usingDDict")]
    #[doc(alias = "ZSTD_decompressBegin_usingDict")]
    #[doc(alias = "ZSTD_decompressBlock")]
    #[doc(alias = "ZSTD_decompressContinue")]
    #[doc(alias = "ZSTD_decompressStream")]
    #[doc(alias = "ZSTD_decompressStream_simpleArgs")]
    #[doc(alias = "ZSTD_insertBlock")]
    #[doc(alias = "ZSTD_nextInputType")]
    #[doc(alias = "ZSTD_nextSrcSizeToDecompress")]
    #[doc(alias = "decompress_block")]
    #[doc(alias = "decompress_stream")]
    #[doc(alias = "insert_block")]
    #[doc(alias = "run")]
    #[doc(alias = "run_on_buffers")]
    pub fn step<O>(&mut self, input: &[u8], output: &mut O) -> Result<Step>
    where
        O: Output + ?Sized,
    {
        let (mut rest, mut room) = (input, output.room());
        let outcome = self.advance(&mut rest, &mut room, usize::MAX);
        let produced = outcome.inspect_err(|_| room.rewind())?;
        Ok(Step { consumed: input.len() - rest.len(), produced, hint: self.hint() })
    }

    /// How many bytes of input would be good to have next; 0 at an edge.
    fn hint(&self) -> usize {
        if self.at_frame_edge() { 0 } else { self.hint.max(1) }
    }

    /// Whether a frame is complete, its end verified and all of its content handed over, or nothing
    /// begun.
    pub fn at_frame_edge(&self) -> bool {
        matches!(self.frame, Position::Edge)
    }

    /// The options it was made with, or last configured to.
    pub fn options(&self) -> &DecompressOptions {
        &self.options
    }

    /// Takes other options in place of the ones it has, for the frames to come; its memory stays. Limits
    /// count anew.
    ///
    /// ```
    /// use zstdkit::{CompressOptions, DecompressOptions, Dictionary, step::Decoder};
    ///
    /// let dictionary = Dictionary::raw(b"what they have in common")?;
    /// let frame = CompressOptions::new().dictionary(&dictionary).compress(b"what they have")?;
    /// let mut decoder = Decoder::new(&DecompressOptions::new())?;
    /// decoder.configure(&DecompressOptions::new().dictionary(&dictionary))?;
    /// let mut text = [0; 14];
    /// assert_eq!(decoder.step(&frame, &mut text)?.produced, 14);
    /// # Ok::<(), zstdkit::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A parameter out of bounds, or [`Error::OptionsInsideFrame`]: all is then as it was. No memory, or
    /// a dictionary that can't be used: it then has the default options.
    ///
    /// Wraps `ZSTD_DCtx_setParameter`.
    #[doc(alias = "ZSTD_DCtx_setParameter")]
    pub fn configure(&mut self, options: &DecompressOptions) -> Result<()> {
        options.check()?;
        if !self.at_frame_edge() {
            return Err(Error::OptionsInsideFrame);
        }
        let outcome = prepare_dctx_anew(&mut self.dctx, &mut self.options, options);
        self.prefix = self.options.prefix().cloned();
        self.produced = 0;
        outcome
    }

    /// Takes back the frame in progress, the options, or both.
    ///
    /// # Errors
    ///
    /// libzstd's own, for the options alone while a frame is in progress.
    ///
    /// Wraps `ZSTD_DCtx_reset`.
    #[doc(alias = "ZSTD_DCtx_reset")]
    #[doc(alias = "ZSTD_initDStream")]
    #[doc(alias = "ZSTD_resetDStream")]
    #[doc(alias = "reinit")]
    pub fn reset(&mut self, what: Reset) -> Result<()> {
        if what.contains(Reset::SESSION) {
            self.abandon_frame();
        }
        if what.contains(Reset::PARAMETERS) {
            if !self.at_frame_edge() {
                return Err(Error::Library { code: ErrorCode::StageWrong });
            }
            self.dctx.reset_all();
            self.options = DecompressOptions::new();
            self.prefix = None;
        }
        Ok(())
    }

    /// Drops the frame in progress; parameters and dictionary stay.
    pub(crate) fn abandon_frame(&mut self) {
        self.dctx.reset_session();
        self.consumed = 0;
        self.produced = 0;
        self.frame = Position::Edge;
        self.pending = false;
        self.stuck = None;
        self.frames = 0;
    }

    /// Drops the frame in progress, and is as it was when made.
    #[cfg(feature = "std")]
    pub(crate) fn restart(&mut self) {
        self.abandon_frame();
        self.prefix = self.options.prefix().cloned();
    }

    /// One call of C: takes from `input`, writes at most `most` bytes into `room`'s spare bytes.
    ///
    /// Ends early at a frame's end. Returns how many bytes were written. With room for none, it goes as
    /// far as no content comes.
    pub(crate) fn advance(
        &mut self,
        input: &mut &[u8],
        room: &mut Room<'_>,
        most: usize,
    ) -> Result<usize> {
        let outcome = self.try_step(input, room, most);
        self.or_reset(outcome)
    }

    fn try_step(&mut self, input: &mut &[u8], room: &mut Room<'_>, most: usize) -> Result<usize> {
        if !self.enter(input)? {
            return Ok(0);
        }
        let allowed = self.allowance();
        #[cfg(feature = "legacy")]
        if let Position::Legacy { left } = self.frame {
            return self.step_in_legacy(left, input, room, most.min(allowed.saturating_add(1)));
        }
        let Position::Inside(inside) = &mut self.frame else { return Ok(0) };
        // What is decoded already comes before what is wrong with the next block.
        let sound = match inside.sound(input) {
            Err(_) if self.pending => &[],
            sound => sound?,
        };
        // C takes calls that can't get anywhere for an error, after a few of them.
        if sound.is_empty() && !self.pending {
            return if input.is_empty() { Ok(0) } else { Err(corrupt()) };
        }
        let spare = room.spare();
        // One byte over the limit tells that there is more.
        let len = spare.len().min(most).min(allowed.saturating_add(1));
        if len == 0 && self.stuck.is_some_and(|had_input| had_input || sound.is_empty()) {
            return Ok(0);
        }
        let (mut rest, checksum) = inside.split_checksum(sound, len);
        let before_checksum = rest.len();
        // C waits for room between calls, so that only corrupt data lacks it within one.
        let step = self.dctx.stream(&mut rest, &mut spare[..len]);
        let (written, mut hint) = step.map_err(Error::from_decoder)?;
        if written > allowed {
            // A frame that says its size got in because that size is allowed: it holds more than it says.
            inside.count_content(written, false)?;
            return Err(self.over_limit());
        }
        let mut taken = before_checksum - rest.len();
        let whole = rest.is_empty() && (written < len || inside.left == Some(written as u64));
        if !checksum.is_empty() && whole {
            inside.count_content(written, true)?;
            let mut rest = checksum;
            (_, hint) = self.dctx.stream(&mut rest, &mut []).map_err(Error::from_decoder)?;
            taken += checksum.len() - rest.len();
        } else {
            inside.count_content(written, hint == 0)?;
        }
        let done = hint == 0;
        // SAFETY: ZSTD_decompressStream wrote that many bytes at the start of the room.
        unsafe { room.advance(written) };
        inside.ahead -= taken;
        *input = &input[taken..];
        self.consumed += taken as u64;
        self.produced += written as u64;
        self.pending = written == len && !done;
        self.stuck = (len == 0 && taken == 0).then_some(!sound.is_empty());
        self.hint = hint;
        if done {
            self.frame_ended();
        }
        Ok(written)
    }

    /// The one way out: after an error the decoder is at an edge, ready for a new frame.
    fn or_reset<T>(&mut self, outcome: Result<T>) -> Result<T> {
        outcome.inspect_err(|_| self.abandon_frame())
    }

    /// Whether there may be output that takes no more input.
    #[cfg(any(feature = "std", feature = "experimental"))]
    pub(crate) fn has_output(&self) -> bool {
        self.pending
    }

    /// How many bytes more the output may have.
    fn allowance(&self) -> usize {
        let produced = usize::try_from(self.produced).unwrap_or(usize::MAX);
        self.options.output_limit().map_or(usize::MAX, |limit| limit.saturating_sub(produced))
    }

    #[cold]
    fn over_limit(&self) -> Error {
        Error::OutputLimit { limit: self.options.output_limit().unwrap_or(usize::MAX) }
    }

    /// The memory that it takes, in bytes, dictionaries by reference left out.
    ///
    /// Wraps `ZSTD_sizeof_DCtx`.
    #[doc(alias = "ZSTD_sizeof_DCtx")]
    #[doc(alias = "ZSTD_sizeof_DStream")]
    #[doc(alias = "sizeof")]
    pub fn memory_size(&self) -> usize {
        self.dctx.memory_size()
    }
}

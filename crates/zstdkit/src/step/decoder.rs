//! The engine of every decompressing stream: steps through a C context, frame by frame.

use zstdkit_frame::{FrameKind, FrameTracker};

use super::{
    Step,
    inside::{HEADER_MAX, Held, Inside, corrupt},
};
#[cfg(feature = "legacy")]
use crate::context::{LegacyHeader, count_content};
use crate::{
    context::{admit, choose_dictionary, most, prepare_dctx, prepare_dctx_anew, unfit},
    dictionary::Dictionary,
    error::{Error, ErrorCode, Result},
    ffi::Dctx,
    options::DecompressOptions,
    output::{Output, Room},
    parameters::Reset,
};

/// The least and the most that a step of output makes room for, in bytes.
const ROOM_LEAST: usize = 1024;
const ROOM_MOST: usize = 1 << 20;

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
#[doc(alias = "Operation")]
#[doc(alias = "ZSTD_decompressBegin")]
#[doc(alias = "ZSTD_decompressBegin_usingDDict")]
#[doc(alias = "ZSTD_decompressBegin_usingDict")]
#[doc(alias = "ZSTD_decompressContinue")]
#[doc(alias = "ZSTD_decompressStream")]
#[doc(alias = "ZSTD_nextInputType")]
#[doc(alias = "ZSTD_nextSrcSizeToDecompress")]
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
    /// Whether the last call of C, without room for output, came to nothing: so would the next.
    stuck: bool,
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
            stuck: false,
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
    #[doc(alias = "ZSTD_decompressContinue")]
    #[doc(alias = "ZSTD_decompressStream")]
    #[doc(alias = "ZSTD_decompressStream_simpleArgs")]
    #[doc(alias = "ZSTD_nextInputType")]
    #[doc(alias = "ZSTD_nextSrcSizeToDecompress")]
    #[doc(alias = "decompress_stream")]
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
        self.stuck = false;
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
        if len == 0 && self.stuck {
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
        self.stuck = len == 0 && taken == 0;
        self.hint = hint;
        if done {
            self.frame_ended();
        }
        Ok(written)
    }

    /// As [`advance`](Self::advance), in an old frame: nothing goes ahead of C there.
    #[cfg(feature = "legacy")]
    fn step_in_legacy(
        &mut self,
        mut left: Option<u64>,
        input: &mut &[u8],
        room: &mut Room<'_>,
        most: usize,
    ) -> Result<usize> {
        let spare = room.spare();
        let len = spare.len().min(most);
        if (input.is_empty() && !self.pending) || (len == 0 && self.stuck) {
            return Ok(0);
        }
        let before = input.len();
        let step = self.dctx.stream(input, &mut spare[..len]);
        let (written, hint) = step.map_err(Error::from_decoder)?;
        if written > self.allowance() {
            return Err(self.over_limit());
        }
        let (taken, done) = (before - input.len(), hint == 0);
        if len > 0 && taken == 0 && written == 0 && !input.is_empty() {
            return Err(corrupt());
        }
        count_content(&mut left, written, done)?;
        // SAFETY: ZSTD_decompressStream wrote that many bytes at the start of the room.
        unsafe { room.advance(written) };
        self.consumed += taken as u64;
        self.produced += written as u64;
        self.pending = written == len && !done;
        self.stuck = len == 0 && taken == 0;
        self.hint = hint;
        self.frame = Position::Legacy { left };
        if done {
            self.frame_ended();
        }
        Ok(written)
    }

    /// The one way out: after an error the decoder is at an edge, ready for a new frame.
    fn or_reset<T>(&mut self, outcome: Result<T>) -> Result<T> {
        outcome.inspect_err(|_| self.abandon_frame())
    }

    /// Takes up the frame that `input` goes on with, or begins; says whether its header is known.
    fn enter(&mut self, input: &mut &[u8]) -> Result<bool> {
        if !matches!(self.frame, Position::Edge | Position::Header { .. }) {
            return Ok(true);
        }
        let Some(header) = self.begin_frame(input)? else { return Ok(false) };
        // Less than a header makes no output, and C takes all of it.
        let step = self.dctx.stream(&mut header.as_slice(), &mut []);
        (_, self.hint) = step.map_err(Error::from_decoder)?;
        Ok(true)
    }

    /// Has C keep to the room of [`step_into`](Self::step_into).
    #[cfg(feature = "experimental")]
    pub(crate) fn set_lasting(&mut self) -> Result<()> {
        Ok(self.dctx.set_lasting()?)
    }

    /// As [`step`](Self::step), into room that stays.
    #[cfg(feature = "experimental")]
    pub(crate) fn step_into(
        &mut self,
        input: &mut &[u8],
        room: &mut crate::ffi::LastingRoom<'_>,
    ) -> Result<()> {
        let outcome = self.try_step_into(input, room);
        self.or_reset(outcome)
    }

    #[cfg(feature = "experimental")]
    fn try_step_into(
        &mut self,
        input: &mut &[u8],
        room: &mut crate::ffi::LastingRoom<'_>,
    ) -> Result<()> {
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
    #[cfg(feature = "experimental")]
    fn without_room(&self, code: ErrorCode, room: &crate::ffi::LastingRoom<'_>) -> Error {
        let spare = (room.len() - room.filled()) as u64;
        match self.frame {
            Position::Inside(Inside { left: Some(left), .. }) if left <= spare => {
                Error::from_decoder(code)
            }
            _ if code == ErrorCode::DstSizeTooSmall => Error::Library { code },
            _ => Error::from_decoder(code),
        }
    }

    fn frame_ended(&mut self) {
        let has_content = match &self.frame {
            Position::Inside(inside) => inside.content,
            #[cfg(feature = "legacy")]
            Position::Legacy { .. } => true,
            Position::Edge | Position::Header { .. } => false,
        };
        if has_content {
            if !self.options.keeps_prefix() {
                self.prefix = None;
            }
            self.frames = self.frames.wrapping_add(1);
        }
        self.frame = Position::Edge;
    }

    /// Collects a frame's header and, once it's whole, checks it; returns what of it earlier input
    /// brought, which C hasn't seen.
    fn begin_frame(&mut self, input: &mut &[u8]) -> Result<Option<Held>> {
        let (mut bytes, held) = match self.frame {
            Position::Header { bytes, len } => (bytes, len),
            _ => ([0; HEADER_MAX], 0),
        };
        let more = input.len().min(HEADER_MAX - held);
        bytes[held..held + more].copy_from_slice(&input[..more]);
        let len = held + more;
        let begin = self.consumed - held as u64;
        let info = match self.options.frame_options().frame_info(&bytes[..len]) {
            Ok(info) => info,
            Err(zstdkit_frame::Error::Incomplete { needed, .. }) => {
                if len > 0 {
                    self.hint = needed as usize;
                    self.frame = Position::Header { bytes, len };
                    self.consumed += more as u64;
                    *input = &input[more..];
                }
                return Ok(None);
            }
            Err(error) => return Err(unfit(error, &bytes[..len], begin, &self.options)),
        };
        match info.kind() {
            FrameKind::Zstandard => {
                admit(&info, &self.options)?;
                choose_dictionary(&mut self.dctx, &info, &self.options)?;
                if let Some(prefix) = &self.prefix {
                    // Skippable frames before this one have used up what C was told at first.
                    self.dctx.refer_to_prefix(prefix.lend())?;
                }
            }
            FrameKind::Skippable { .. } => {}
            FrameKind::Legacy(version) => {
                #[cfg(feature = "legacy")]
                if let Some(header) = LegacyHeader::read(version, &bytes[..len]) {
                    return self.begin_legacy(header, bytes, held, input);
                }
                return Err(Error::LegacyFrame { offset: begin, version: version.minor() });
            }
        }
        let tracker = FrameTracker::new(&info, self.options.frame_options())
            .map_err(|error| Error::from_frame(error, begin))?;
        let content = info.is_zstandard();
        let left = info.content_size().filter(|_| content);
        let ahead = info.header_size() - held;
        let (checked, fresh) = (content && info.has_checksum(), held == 0);
        self.frame =
            Position::Inside(Inside { content, left, begin, tracker, ahead, checked, fresh });
        Ok(Some(Held { bytes, len: held }))
    }

    /// Collects an old frame's header and, once it's whole, checks it; returns all of it, for C tells such
    /// frames by the first input that it gets.
    #[cfg(feature = "legacy")]
    fn begin_legacy(
        &mut self,
        header: Result<LegacyHeader, usize>,
        bytes: [u8; HEADER_MAX],
        held: usize,
        input: &mut &[u8],
    ) -> Result<Option<Held>> {
        let (end, whole) = match header {
            Ok(header) => {
                header.admit(&mut self.dctx, &self.options)?;
                if let Some(prefix) = &self.prefix {
                    self.dctx.refer_to_prefix(prefix.lend())?;
                }
                self.frame = Position::Legacy { left: header.content_size };
                (header.size, true)
            }
            Err(needed) => {
                let len = held + input.len().min(HEADER_MAX - held);
                self.hint = needed - len;
                self.frame = Position::Header { bytes, len };
                (len, false)
            }
        };
        // Of what was there before, nothing lies beyond the header.
        self.consumed += (end - held) as u64;
        *input = &input[end - held..];
        Ok(whole.then_some(Held { bytes, len: end }))
    }

    /// Takes from `input` until it's used up or `room` has `most` bytes, or, for `one_frame`, until
    /// the frame at hand ends.
    pub(crate) fn fill(
        &mut self,
        input: &mut &[u8],
        room: &mut Room<'_>,
        most: usize,
        one_frame: bool,
    ) -> Result<()> {
        let outcome = self.try_fill(input, room, most, one_frame);
        self.or_reset(outcome)
    }

    fn try_fill(
        &mut self,
        input: &mut &[u8],
        room: &mut Room<'_>,
        most: usize,
        one_frame: bool,
    ) -> Result<()> {
        let mut next_room = self.first_room(input);
        let mut then = BLOCK;
        loop {
            let left = most - room.written();
            if left == 0 || (input.is_empty() && self.at_frame_edge()) {
                return Ok(());
            }
            if room.spare().is_empty() {
                room.reserve(next_room.min(left))?;
                next_room = then;
                then = (then * 2).min(ROOM_MOST);
            }
            self.try_step(input, room, left)?;
            if (one_frame && self.at_frame_edge()) || (input.is_empty() && !self.pending) {
                return Ok(());
            }
        }
    }

    /// How much output `input` may give, in bytes: exactly so where it's one frame that says.
    fn first_room(&self, input: &[u8]) -> usize {
        let guess = self.size_of_all(input).unwrap_or((input.len() as u64).saturating_mul(4));
        guess.clamp(ROOM_LEAST as u64, ROOM_MOST as u64) as usize
    }

    /// The content size of a frame that's all of `input`, if it says one that its blocks can hold.
    fn size_of_all(&self, input: &[u8]) -> Option<u64> {
        if !self.at_frame_edge() {
            return None;
        }
        let frame = self.options.frame_options().first_frame(input).ok()?;
        let size = frame.info().content_size()?;
        (frame.size() == input.len() && size <= most(&frame)).then_some(size)
    }

    /// How many frames with content have ended, skippable ones not among them.
    #[cfg(feature = "std")]
    pub(crate) fn frames(&self) -> u64 {
        self.frames
    }

    /// Whether the header says that more of the content is to come; `None` where it doesn't say, or
    /// isn't known.
    #[cfg(feature = "std")]
    pub(crate) fn expects_content(&self) -> Option<bool> {
        match &self.frame {
            Position::Inside(Inside { left, .. }) => left.map(|left| left > 0),
            #[cfg(feature = "legacy")]
            Position::Legacy { left } => left.map(|left| left > 0),
            Position::Edge | Position::Header { .. } => None,
        }
    }

    /// Whether there may be output that takes no more input.
    #[cfg(feature = "std")]
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

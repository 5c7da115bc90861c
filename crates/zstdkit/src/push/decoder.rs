//! The engine of every decompressing stream: steps through a C context, frame by frame.

use zstdkit_frame::FrameKind;

use crate::{
    context::{admit, choose_dictionary, most, prepare_dctx, unfit},
    dictionary::Dictionary,
    error::{Error, ErrorCode, Result},
    ffi::Dctx,
    options::DecompressOptions,
    output::Room,
};

/// The longest header of a frame, in bytes.
const HEADER_MAX: usize = 18;

/// The least and the most that a step of output makes room for, in bytes.
const ROOM_LEAST: usize = 1024;
const ROOM_MOST: usize = 1 << 20;

/// Output comes in blocks of up to this many bytes, however short the pieces of input.
const BLOCK: usize = 128 * 1024;

/// A C context, and where its output stands between and inside of frames.
///
/// Each frame's header is checked here before C sees any of it, so that every way of decompression
/// refuses the same frames with the same errors.
#[derive(Debug)]
pub(crate) struct Decoder {
    dctx: Dctx,
    options: DecompressOptions,
    /// Bytes of input taken so far.
    consumed: u64,
    /// Bytes of output handed over so far.
    produced: usize,
    frame: Position,
    /// Whether C may have output that it can hand over without input.
    pending: bool,
    /// The prefix, until the first frame with content has ended.
    prefix: Option<Dictionary>,
}

/// Where the output stands.
#[derive(Debug)]
enum Position {
    /// Nothing begun, or a frame complete and handed over.
    Edge,
    /// The frame's header is still coming in; these are its first bytes, which C hasn't seen.
    Header { bytes: [u8; HEADER_MAX], len: usize },
    /// Past the header, of a frame with content or a skippable one; `left` is what the header says
    /// is still to come of the content.
    Inside { content: bool, left: Option<u64> },
}

/// The bytes of a header that came with earlier input.
struct Held {
    bytes: [u8; HEADER_MAX],
    len: usize,
}

impl Held {
    fn as_slice(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}

impl Decoder {
    pub(crate) fn new(options: &DecompressOptions) -> Result<Self> {
        let mut dctx = Dctx::new()?;
        prepare_dctx(&mut dctx, options)?;
        let options = options.clone();
        let prefix = options.prefix().cloned();
        let frame = Position::Edge;
        Ok(Self { dctx, options, consumed: 0, produced: 0, frame, pending: false, prefix })
    }

    /// Whether a frame is complete and handed over, or nothing begun.
    pub(crate) fn at_frame_edge(&self) -> bool {
        matches!(self.frame, Position::Edge)
    }

    /// Back to the default options; an error inside of a frame.
    pub(crate) fn reset_parameters(&mut self) -> Result<()> {
        if !self.at_frame_edge() {
            return Err(Error::Library { code: ErrorCode::StageWrong });
        }
        self.dctx.reset_all();
        self.options = DecompressOptions::new();
        self.prefix = None;
        Ok(())
    }

    /// Drops the frame in progress; parameters and dictionary stay.
    pub(crate) fn reset(&mut self) {
        self.dctx.reset_session();
        self.consumed = 0;
        self.produced = 0;
        self.frame = Position::Edge;
        self.pending = false;
    }

    /// Drops the frame in progress, and is as it was when made.
    #[cfg(feature = "std")]
    pub(crate) fn restart(&mut self) {
        self.reset();
        self.prefix = self.options.prefix().cloned();
    }

    /// One call of C: takes from `input`, writes at most `most` bytes into `room`'s spare bytes.
    ///
    /// Ends early at a frame's end. Returns how many bytes were written.
    pub(crate) fn step(
        &mut self,
        input: &mut &[u8],
        room: &mut Room<'_>,
        most: usize,
    ) -> Result<usize> {
        if !matches!(self.frame, Position::Inside { .. }) {
            let Some(header) = self.begin_frame(input)? else { return Ok(0) };
            // Less than a header makes no output, and C takes all of it.
            self.dctx.stream(&mut header.as_slice(), &mut []).map_err(Error::from_decoder)?;
        }
        // C takes calls that can't get anywhere for an error, after a few of them.
        if input.is_empty() && !self.pending {
            return Ok(0);
        }
        let spare = room.spare();
        let allowed = self.allowance();
        // One byte over the limit tells that there is more.
        let len = spare.len().min(most).min(allowed.saturating_add(1));
        let before = input.len();
        // C waits for room between calls, so that only corrupt data lacks it within one.
        let step = self.dctx.stream(input, &mut spare[..len]);
        let (written, done) = step.map_err(Error::from_decoder)?;
        if written > allowed {
            return Err(Error::OutputLimit { limit: self.produced + allowed });
        }
        self.count_content(written, done)?;
        // SAFETY: ZSTD_decompressStream wrote that many bytes at the start of the room.
        unsafe { room.advance(written) };
        self.consumed += (before - input.len()) as u64;
        self.produced += written;
        self.pending = written == len && !done;
        if done {
            self.frame_ended();
        }
        Ok(written)
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
        if !matches!(self.frame, Position::Inside { .. }) {
            let Some(header) = self.begin_frame(input)? else { return Ok(()) };
            let step = self.dctx.stream_to(&mut header.as_slice(), room);
            step.map_err(|code| self.without_room(code, room))?;
        }
        let (before, filled) = (input.len(), room.filled());
        let step = self.dctx.stream_to(input, room);
        let done = step.map_err(|code| self.without_room(code, room))?;
        self.count_content(room.filled() - filled, done)?;
        self.consumed += (before - input.len()) as u64;
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
            Position::Inside { left: Some(left), .. } if left <= spare => Error::from_decoder(code),
            _ if code == ErrorCode::DstSizeTooSmall => Error::Library { code },
            _ => Error::from_decoder(code),
        }
    }

    fn frame_ended(&mut self) {
        if let Position::Inside { content: true, .. } = self.frame {
            self.prefix = None;
        }
        self.frame = Position::Edge;
    }

    /// Holds the content to the size that the header says.
    ///
    /// C does so too, except where a last block that is empty comes in by itself.
    fn count_content(&mut self, written: usize, done: bool) -> Result<()> {
        let Position::Inside { left: Some(left), .. } = &mut self.frame else { return Ok(()) };
        match left.checked_sub(written as u64) {
            Some(after) if after == 0 || !done => {
                *left = after;
                Ok(())
            }
            _ => Err(Error::Library { code: ErrorCode::CorruptionDetected }),
        }
    }

    /// Collects a frame's header and, once it's whole, checks it; returns what of it earlier input
    /// brought, which C hasn't seen.
    fn begin_frame(&mut self, input: &mut &[u8]) -> Result<Option<Held>> {
        let (mut bytes, held) = match self.frame {
            Position::Header { bytes, len } => (bytes, len),
            Position::Edge | Position::Inside { .. } => ([0; HEADER_MAX], 0),
        };
        let more = input.len().min(HEADER_MAX - held);
        bytes[held..held + more].copy_from_slice(&input[..more]);
        let len = held + more;
        let begin = self.consumed - held as u64;
        let info = match self.options.frame_options().frame_info(&bytes[..len]) {
            Ok(info) => info,
            Err(zstdkit_frame::Error::Incomplete { .. }) => {
                if len > 0 {
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
                    self.dctx.refer_to_prefix(prefix.clone())?;
                }
            }
            FrameKind::Skippable { .. } => {}
            FrameKind::Legacy(version) => {
                return Err(Error::LegacyFrame { offset: begin, version: version.minor() });
            }
        }
        let content = info.is_zstandard();
        let left = info.content_size().filter(|_| content);
        self.frame = Position::Inside { content, left };
        Ok(Some(Held { bytes, len: held }))
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
            self.step(input, room, left)?;
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

    /// Whether there may be output that takes no more input.
    #[cfg(feature = "std")]
    pub(crate) fn has_output(&self) -> bool {
        self.pending
    }

    /// How many bytes more the output may have.
    fn allowance(&self) -> usize {
        let limit = self.options.output_limit();
        limit.map_or(usize::MAX, |limit| limit.saturating_sub(self.produced))
    }

    pub(crate) fn memory_size(&self) -> usize {
        self.dctx.memory_size()
    }
}

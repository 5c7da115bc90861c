//! The engine of every decompressing stream: steps through a C context, frame by frame.

use zstdkit_frame::FrameKind;

use crate::{
    DecompressOptions, Error, Result,
    context::{admit, choose_dictionary, prepare_dctx},
    ffi::Dctx,
    room::Room,
};

/// The longest header of a frame, in bytes.
const HEADER_MAX: usize = 18;

/// The least and the most that a first step of output makes room for, in bytes.
const ROOM_LEAST: usize = 1024;
const ROOM_MOST: usize = 1 << 20;

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
    /// C left room for output unused: without input, there's none to be had.
    starved: bool,
}

/// Where the output stands.
#[derive(Debug)]
enum Position {
    /// Nothing begun, or a frame complete and handed over.
    Edge,
    /// The frame's header is still coming in; these are its first bytes, which C hasn't seen.
    Header { bytes: [u8; HEADER_MAX], len: usize },
    /// Past the header.
    Inside,
    /// In a skippable frame that has as many bytes to go. C doesn't see it: it would use a prefix up
    /// on it.
    Skipping { left: u64 },
}

impl Decoder {
    pub(crate) fn new(options: &DecompressOptions) -> Result<Self> {
        let mut dctx = Dctx::new()?;
        prepare_dctx(&mut dctx, options)?;
        let options = options.clone();
        Ok(Self { dctx, options, consumed: 0, produced: 0, frame: Position::Edge, starved: false })
    }

    /// Whether a frame is complete and handed over, or nothing begun.
    pub(crate) fn at_frame_edge(&self) -> bool {
        matches!(self.frame, Position::Edge)
    }

    /// Back to the default options; an error inside of a frame.
    pub(crate) fn reset_parameters(&mut self) -> Result<()> {
        self.dctx.reset_parameters()?;
        self.options = DecompressOptions::new();
        Ok(())
    }

    /// Drops the frame in progress; parameters and dictionary stay.
    pub(crate) fn reset(&mut self) {
        self.dctx.reset_session();
        self.consumed = 0;
        self.produced = 0;
        self.frame = Position::Edge;
        self.starved = false;
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
        if matches!(self.frame, Position::Edge | Position::Header { .. }) {
            self.begin_frame(input)?;
        }
        if let Position::Skipping { left } = self.frame {
            self.skip(input, left);
            return Ok(0);
        }
        // C takes calls that change nothing for a mistake, and after a few of them gives up.
        let idle = input.is_empty() && self.starved;
        if idle || !matches!(self.frame, Position::Inside) {
            return Ok(0);
        }
        let spare = room.spare();
        let allowed = self.allowance();
        // One byte over the limit tells that there is more.
        let len = spare.len().min(most).min(allowed.saturating_add(1));
        let before = input.len();
        let (written, done) = self.dctx.stream(input, &mut spare[..len])?;
        if written > allowed {
            return Err(Error::OutputLimit { limit: self.produced + allowed });
        }
        // SAFETY: ZSTD_decompressStream wrote that many bytes at the start of the room.
        unsafe { room.advance(written) };
        self.consumed += (before - input.len()) as u64;
        self.produced += written;
        self.starved = written < len;
        if done {
            self.frame = Position::Edge;
        }
        Ok(written)
    }

    /// Collects a frame's header and, once it's whole, checks it and goes past it.
    fn begin_frame(&mut self, input: &mut &[u8]) -> Result<()> {
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
            Err(zstdkit_frame::Error::Incomplete { .. }) => {
                if len > 0 {
                    self.frame = Position::Header { bytes, len };
                    self.consumed += more as u64;
                    *input = &input[more..];
                }
                return Ok(());
            }
            Err(error) => return Err(Error::from_frame(error, begin)),
        };
        match info.kind() {
            FrameKind::Zstandard => {
                admit(&info, &self.options)?;
                choose_dictionary(&mut self.dctx, &info, &self.options)?;
            }
            FrameKind::Skippable { size, .. } => {
                let left = (info.header_size() - held) as u64 + u64::from(size);
                self.frame = Position::Skipping { left };
                return Ok(());
            }
            FrameKind::Legacy(version) => {
                return Err(Error::LegacyFrame { offset: begin, version: version.minor() });
            }
        }
        // Less than a header makes no output, and C takes all of it.
        self.dctx.stream(&mut &bytes[..held], &mut [])?;
        self.frame = Position::Inside;
        self.starved = false;
        Ok(())
    }

    /// Takes what there is of a skippable frame.
    fn skip(&mut self, input: &mut &[u8], left: u64) {
        let len = usize::try_from(left).unwrap_or(usize::MAX).min(input.len());
        *input = &input[len..];
        self.consumed += len as u64;
        let left = left - len as u64;
        self.frame = if left == 0 { Position::Edge } else { Position::Skipping { left } };
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
        let mut next_room = (input.len().saturating_mul(4)).clamp(ROOM_LEAST, ROOM_MOST);
        loop {
            let left = most - room.written();
            if left == 0 || (input.is_empty() && self.at_frame_edge()) {
                return Ok(());
            }
            if room.spare().is_empty() {
                room.reserve(next_room.min(left))?;
                next_room = ROOM_MOST;
            }
            let offered = room.spare().len().min(left);
            let written = self.step(input, room, left)?;
            // Where C left room unused, it waits for input.
            if (one_frame && self.at_frame_edge()) || (input.is_empty() && written < offered) {
                return Ok(());
            }
        }
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

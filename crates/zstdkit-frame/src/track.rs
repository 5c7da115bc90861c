//! From block header to block header while a frame's bytes go by, in pieces of any length.

use crate::block::{BLOCK_HEADER_SIZE, BlockHeader, bad_block};
use crate::{
    error::Error,
    info::{FrameInfo, FrameKind},
    options::Options,
    walk,
};

/// Follows a frame whose bytes come in pieces to its end.
///
/// What [`first_frame`](crate::first_frame) says of a frame in one piece, it says of one in many: the
/// same end, or the same error at the same place, however the bytes are cut. It keeps a few numbers and
/// none of the bytes.
///
/// ```
/// use zstdkit_frame::{FrameTracker, Options, frame_info};
///
/// let stream = b"\x28\xB5\x2F\xFD\x20\x03\x19\0\0abc and what follows";
/// let info = frame_info(stream)?;
/// let mut tracker = FrameTracker::new(&info, Options::new())?;
/// let mut size = info.header_size();
/// for piece in stream[info.header_size()..].chunks(2) {
///     size += tracker.advance(piece)?;
/// }
/// assert!(tracker.is_finished());
/// assert_eq!(size, 12);
/// # Ok::<(), zstdkit_frame::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrameTracker {
    place: Place,
    /// How many bytes are still to come of a block, or of the rest; 0 anywhere else.
    left: u32,
    /// Where the next byte stands, counted from the frame's start.
    offset: u64,
    limit: u32,
    checks_content: bool,
    has_checksum: bool,
}

/// What the next byte belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// A block's header, of which `have` bytes came before: the low ones of `bits`.
    Header { bits: u32, have: u8 },
    /// What follows a block's header.
    Block { is_last: bool },
    /// The checksum, or what a skippable frame holds.
    Rest,
    /// What follows the frame.
    End,
}

impl FrameTracker {
    /// Begins behind the frame's header, which said what `info` has; blocks are judged as `options`
    /// have it.
    ///
    /// # Errors
    ///
    /// [`Error::SkippableTooLarge`], and [`Error::LegacyFrame`], for the length of such frames is not
    /// known here.
    pub fn new(info: &FrameInfo, options: Options) -> Result<Self, Error> {
        let (place, left) = match info.kind() {
            FrameKind::Zstandard => (Place::HEADER, 0),
            FrameKind::Skippable { size, .. } => {
                walk::check_skippable(size, 0)?;
                (if size == 0 { Place::End } else { Place::Rest }, size)
            }
            FrameKind::Legacy(version) => return Err(Error::LegacyFrame { offset: 0, version }),
        };
        Ok(Self {
            place,
            left,
            offset: info.header_size() as u64,
            limit: walk::block_limit(info, options),
            checks_content: options.block_content,
            has_checksum: info.has_checksum(),
        })
    }

    /// Follows the frame through its next bytes; returns how many of them belong to it and are sound.
    ///
    /// Those are all of them, unless the frame ends or a block's header is bad. In that case, the byte
    /// that tells is left, and the next call, which has to begin with it, is the error.
    ///
    /// # Errors
    ///
    /// [`Error::ReservedBlockType`], [`Error::BlockTooLarge`], and [`Error::BadSection`] as the options
    /// have it; the offset counts from the frame's start. The tracker stays where it is.
    #[inline]
    pub fn advance(&mut self, bytes: &[u8]) -> Result<usize, Error> {
        // Most pieces lie within a block.
        if bytes.len() < self.left as usize {
            self.left -= bytes.len() as u32;
            self.offset += bytes.len() as u64;
            return Ok(bytes.len());
        }
        self.advance_over_edges(bytes)
    }

    fn advance_over_edges(&mut self, bytes: &[u8]) -> Result<usize, Error> {
        let start = self.offset;
        let mut rest = bytes;
        while let Some(&first) = rest.first() {
            let taken = match self.place {
                Place::End => break,
                Place::Header { bits, have } => {
                    let (bits, taken) = match rest {
                        &[first, second, third, ..] if have == 0 => {
                            (u32::from_le_bytes([first, second, third, 0]), BLOCK_HEADER_SIZE)
                        }
                        _ => (bits | u32::from(first) << (8 * have), 1),
                    };
                    match self.enter(bits, usize::from(have) + taken) {
                        Ok(()) => taken,
                        // The byte that tells is the last.
                        Err(_) if self.offset > start || taken > 1 => {
                            let sound = taken - 1;
                            self.place = Place::Header { bits: bits & 0xFFFF, have: 2 };
                            self.offset += sound as u64;
                            rest = &rest[sound..];
                            break;
                        }
                        Err(error) => return Err(error),
                    }
                }
                Place::Block { .. } | Place::Rest => {
                    let taken = rest.len().min(self.left as usize);
                    self.left -= taken as u32;
                    if self.left == 0 {
                        self.leave();
                    }
                    taken
                }
            };
            rest = &rest[taken..];
            self.offset += taken as u64;
        }
        Ok(bytes.len() - rest.len())
    }

    /// Whether all of the frame has gone by.
    #[inline]
    #[must_use]
    pub const fn is_finished(&self) -> bool {
        matches!(self.place, Place::End)
    }

    /// Goes on once `have` bytes of a block's header, `bits`, have gone by; stays after an error.
    fn enter(&mut self, bits: u32, have: usize) -> Result<(), Error> {
        if have < BLOCK_HEADER_SIZE {
            self.place = Place::Header { bits, have: have as u8 };
            return Ok(());
        }
        let header = BlockHeader::from_bits(bits);
        if header.is_bad(self.limit) || self.checks_content && header.is_hollow(self.limit) {
            return Err(bad_block(self.block_start(), header, self.limit));
        }
        self.place = Place::Block { is_last: header.is_last() };
        self.left = header.stored_size();
        if self.left == 0 {
            self.leave();
        }
        Ok(())
    }

    /// Where the header begins that is coming in.
    const fn block_start(&self) -> u64 {
        match self.place {
            Place::Header { have, .. } => self.offset - have as u64,
            _ => self.offset,
        }
    }

    /// Goes on behind a block, or behind the rest.
    fn leave(&mut self) {
        self.place = match self.place {
            Place::Block { is_last: false } => Place::HEADER,
            Place::Block { is_last: true } if self.has_checksum => {
                self.left = walk::CHECKSUM_SIZE as u32;
                Place::Rest
            }
            _ => Place::End,
        };
    }
}

impl Place {
    const HEADER: Self = Self::Header { bits: 0, have: 0 };
}

//! From block header to block header while a frame's bytes go by, in pieces of any length.

use crate::block::{BLOCK_HEADER_SIZE, BlockHeader};
use crate::{Error, FrameInfo, FrameKind, Options, walk};

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
    Block { left: u32, is_last: bool },
    /// The checksum, or what a skippable frame holds.
    Rest { left: u32 },
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
        let place = match info.kind() {
            FrameKind::Zstandard => Place::Header { bits: 0, have: 0 },
            FrameKind::Skippable { size, .. } => {
                walk::check_skippable(size, 0)?;
                Place::rest(size)
            }
            FrameKind::Legacy(version) => return Err(Error::LegacyFrame { offset: 0, version }),
        };
        Ok(Self {
            place,
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
        if let Place::Block { left, .. } | Place::Rest { left } = &mut self.place
            && bytes.len() < *left as usize
        {
            *left -= bytes.len() as u32;
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
                    let bits = bits | u32::from(first) << (8 * have);
                    match self.header_byte(bits, have + 1) {
                        Ok(place) => self.place = place,
                        Err(_) if self.offset > start => break,
                        Err(error) => return Err(error),
                    }
                    1
                }
                Place::Block { left, is_last } => {
                    let taken = rest.len().min(left as usize);
                    self.place = match left - taken as u32 {
                        0 => self.behind_block(is_last),
                        left => Place::Block { left, is_last },
                    };
                    taken
                }
                Place::Rest { left } => {
                    let taken = rest.len().min(left as usize);
                    self.place = Place::rest(left - taken as u32);
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

    /// Where it is once `have` bytes of a block's header, `bits`, have gone by.
    fn header_byte(&self, bits: u32, have: u8) -> Result<Place, Error> {
        if usize::from(have) < BLOCK_HEADER_SIZE {
            return Ok(Place::Header { bits, have });
        }
        let header = BlockHeader::from_bits(bits);
        if header.is_bad(self.limit) || self.checks_content && header.is_hollow(self.limit) {
            let offset = self.offset - (BLOCK_HEADER_SIZE as u64 - 1);
            return Err(walk::bad_block(offset, header, self.limit));
        }
        let is_last = header.is_last();
        Ok(match header.stored_size() {
            0 => self.behind_block(is_last),
            left => Place::Block { left, is_last },
        })
    }

    const fn behind_block(&self, is_last: bool) -> Place {
        if !is_last {
            Place::Header { bits: 0, have: 0 }
        } else if self.has_checksum {
            Place::Rest { left: walk::CHECKSUM_SIZE as u32 }
        } else {
            Place::End
        }
    }
}

impl Place {
    const fn rest(left: u32) -> Self {
        if left == 0 { Self::End } else { Self::Rest { left } }
    }
}

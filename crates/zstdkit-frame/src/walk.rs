//! From a frame's start to its end, from block header to block header.

use crate::block::{BLOCK_HEADER_SIZE, BlockHeader, bad_block};
use crate::header;
use crate::info::SKIPPABLE_HEADER_SIZE;
use crate::{
    block::Blocks,
    error::{Error, Part},
    info::{FrameInfo, FrameKind},
    options::Options,
};

/// The length of the checksum after a frame's last block.
pub(crate) const CHECKSUM_SIZE: usize = 4;

/// A frame within a buffer: its place, its header, and how far it reaches.
///
/// Made by [`first_frame`](crate::first_frame) and [`frames`](crate::frames), which have walked its
/// block headers to the end: those are sound, the blocks' contents have not been looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame<'a> {
    bytes: &'a [u8],
    offset: u64,
    block_count: u64,
    info: FrameInfo,
}

impl<'a> Frame<'a> {
    /// Where the frame starts in the buffer that was asked about.
    #[inline]
    #[must_use]
    pub const fn offset(&self) -> usize {
        // A place in a buffer, so it fits.
        self.offset as usize
    }

    /// The frame's bytes, from its magic number to its checksum.
    #[inline]
    #[must_use]
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The frame's length in bytes. Never 0.
    #[inline]
    #[must_use]
    pub const fn size(&self) -> usize {
        self.bytes.len()
    }

    /// What the frame's header says.
    #[inline]
    #[must_use]
    pub const fn info(&self) -> FrameInfo {
        self.info
    }

    /// How many blocks the frame has; 0 for skippable frames, at least 1 for all others.
    #[inline]
    #[must_use]
    pub const fn block_count(&self) -> u64 {
        self.block_count
    }

    /// The most bytes that the frame can decompress to.
    ///
    /// The content size when it is recorded, or else as many bytes as its blocks may hold at most.
    /// Known from the walk: this costs nothing. `ZSTD_decompressBound` of one frame.
    ///
    /// It is a claim: a damaged or malicious frame may record any content size.
    #[inline]
    #[must_use]
    pub const fn decompressed_bound(&self) -> u64 {
        decompressed_bound(&self.info, self.block_count)
    }

    /// The frame's blocks, first to last; none for a skippable frame.
    #[must_use]
    pub const fn blocks(&self) -> Blocks<'a> {
        Blocks::new(self.bytes, self.offset, &self.info)
    }

    /// What a skippable frame carries; `None` for other frames.
    ///
    /// Answers what `ZSTD_readSkippableFrame` does, without a copy.
    ///
    /// ```
    /// let frame = zstdkit_frame::first_frame(b"\x5A\x2A\x4D\x18\x02\0\0\0hi, what else")?;
    /// assert_eq!(frame.skippable_content(), Some(&b"hi"[..]));
    /// # Ok::<(), zstdkit_frame::Error>(())
    /// ```
    #[doc(alias = "ZSTD_readSkippableFrame")]
    #[must_use]
    pub fn skippable_content(&self) -> Option<&'a [u8]> {
        if self.info.is_skippable() { self.bytes.get(SKIPPABLE_HEADER_SIZE..) } else { None }
    }

    /// The checksum as stored: the low 32 bits of the XXH64 hash of the content (RFC 8878,
    /// section 3.1.1). `None` when the frame has none.
    #[must_use]
    pub fn checksum(&self) -> Option<u32> {
        if !self.info.has_checksum() {
            return None;
        }
        self.bytes.last_chunk::<CHECKSUM_SIZE>().map(|bytes| u32::from_le_bytes(*bytes))
    }

    /// Where the checksum's four bytes start in the buffer that was asked about.
    #[must_use]
    pub const fn checksum_offset(&self) -> Option<usize> {
        if self.info.has_checksum() {
            Some(self.offset() + self.bytes.len() - CHECKSUM_SIZE)
        } else {
            None
        }
    }
}

/// Reads the header at `buf`'s start, which stands at `base` of what the caller was given, and walks
/// to the frame's end.
#[inline(always)]
pub(crate) fn frame_at(buf: &[u8], base: u64, options: Options) -> Result<Frame<'_>, Error> {
    match header::read(buf, options.format) {
        Some(info) => walk_blocks(buf, base, info, options),
        None => other_frame_at(buf, base, options),
    }
}

/// Walks from the end of the header to the end of the frame.
#[inline(always)]
fn walk_blocks(
    buf: &[u8],
    base: u64,
    info: FrameInfo,
    options: Options,
) -> Result<Frame<'_>, Error> {
    let limit = block_limit(&info, options);
    let mut pos = info.header_size();
    let mut block_count = 0;
    loop {
        let Some(header) = BlockHeader::read(buf, pos) else {
            return Err(incomplete(buf, base, pos, Part::BlockHeader, BLOCK_HEADER_SIZE));
        };
        if header.is_bad(limit) || options.block_content && header.is_hollow(limit) {
            return Err(bad_block(base + pos as u64, header, limit));
        }
        // Block sizes are below 2^21 and `pos` lies within a slice: no sum can overflow.
        let end = pos + BLOCK_HEADER_SIZE + header.stored_size() as usize;
        if end > buf.len() {
            return Err(incomplete(buf, base, pos, Part::BlockContent, end - pos));
        }
        pos = end;
        block_count += 1;
        if header.is_last() {
            break;
        }
    }
    if info.has_checksum() {
        pos += CHECKSUM_SIZE;
    }
    let Some(bytes) = buf.get(..pos) else {
        let start = pos - CHECKSUM_SIZE;
        return Err(incomplete(buf, base, start, Part::Checksum, CHECKSUM_SIZE));
    };
    Ok(Frame { bytes, offset: base, block_count, info })
}

/// A frame that is skippable, or very short, or none.
#[cold]
fn other_frame_at(buf: &[u8], base: u64, options: Options) -> Result<Frame<'_>, Error> {
    let info = header::explain(buf, base, options.format)?;
    let size = match info.kind() {
        FrameKind::Zstandard => return walk_blocks(buf, base, info, options),
        FrameKind::Legacy(version) => return Err(Error::LegacyFrame { offset: base, version }),
        FrameKind::Skippable { size, .. } => size,
    };
    check_skippable(size, base)?;
    let frame_size = SKIPPABLE_HEADER_SIZE as u64 + u64::from(size);
    match usize::try_from(frame_size).ok().and_then(|frame_size| buf.get(..frame_size)) {
        Some(bytes) => Ok(Frame { bytes, offset: base, block_count: 0, info }),
        None => Err(Error::Incomplete {
            part: Part::SkippableContent,
            offset: base + SKIPPABLE_HEADER_SIZE as u64,
            needed: frame_size - buf.len() as u64,
            total: base.saturating_add(frame_size),
        }),
    }
}

/// `part`, `len` bytes long, starts at `start` of `buf` and reaches over its end.
#[cold]
fn incomplete(buf: &[u8], base: u64, start: usize, part: Part, len: usize) -> Error {
    let end = (start + len) as u64;
    Error::Incomplete {
        part,
        offset: base + start as u64,
        needed: end - buf.len() as u64,
        total: base + end,
    }
}

/// The most bytes that a frame with this many blocks can decompress to.
#[inline]
pub(crate) const fn decompressed_bound(info: &FrameInfo, block_count: u64) -> u64 {
    match info.content_size() {
        Some(size) => size,
        // Saturates with more blocks than fit an address space.
        None => block_count.saturating_mul(info.block_size_limit() as u64),
    }
}

/// The size over which a block is refused.
#[inline(always)]
pub(crate) const fn block_limit(info: &FrameInfo, options: Options) -> u32 {
    if options.block_limit { info.block_size_limit() } else { u32::MAX }
}

/// Refuses contents of a skippable frame whose whole size does not fit 32 bits, as libzstd does.
pub(crate) fn check_skippable(size: u32, offset: u64) -> Result<(), Error> {
    match size.checked_add(SKIPPABLE_HEADER_SIZE as u32) {
        Some(_) => Ok(()),
        None => Err(Error::SkippableTooLarge { offset, size }),
    }
}

//! Blocks: the parts that a frame's content is cut into.

use crate::sections::{self, Sections};
use crate::{
    error::{Error, Part},
    info::FrameInfo,
    problem::SectionProblem,
};

/// The length of a block's header.
pub(crate) const BLOCK_HEADER_SIZE: usize = 3;

const TYPE_RAW: u32 = 0;
const TYPE_RLE: u32 = 1;
const TYPE_COMPRESSED: u32 = 2;
const TYPE_RESERVED: u32 = 3;

/// A block's three bytes of header (RFC 8878, section 3.1.1.2), as a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BlockHeader(u32);

impl BlockHeader {
    #[inline(always)]
    pub(crate) fn read(buf: &[u8], pos: usize) -> Option<Self> {
        let &[low, middle, high] = buf.get(pos..)?.first_chunk::<BLOCK_HEADER_SIZE>()?;
        Some(Self(u32::from_le_bytes([low, middle, high, 0])))
    }

    /// The low 24 of these bits.
    #[inline(always)]
    pub(crate) const fn from_bits(bits: u32) -> Self {
        Self(bits & 0xFF_FFFF)
    }

    #[inline(always)]
    pub(crate) const fn is_last(self) -> bool {
        self.0 & 1 != 0
    }

    #[inline(always)]
    const fn block_type(self) -> u32 {
        self.0 >> 1 & 3
    }

    /// Whether the type is reserved, or the size over `limit`.
    #[inline(always)]
    pub(crate) const fn is_bad(self, limit: u32) -> bool {
        self.is_reserved() || self.size() > limit
    }

    /// Whether no decoder takes it, whatever follows: a compressed block of no bytes, which has
    /// neither of its sections, or the byte of a run in a frame whose blocks may hold none.
    #[inline(always)]
    pub(crate) const fn is_hollow(self, limit: u32) -> bool {
        self.size() == 0 && (self.block_type() == TYPE_COMPRESSED || self.stored_size() > limit)
    }

    #[inline(always)]
    pub(crate) const fn is_reserved(self) -> bool {
        self.block_type() == TYPE_RESERVED
    }

    /// The stated size: of the content as stored, except that a run states its length.
    #[inline(always)]
    pub(crate) const fn size(self) -> u32 {
        self.0 >> 3
    }

    /// How many bytes follow the header.
    #[inline(always)]
    pub(crate) const fn stored_size(self) -> u32 {
        if self.block_type() == TYPE_RLE { 1 } else { self.size() }
    }

    pub(crate) const fn kind(self) -> BlockKind {
        match self.block_type() {
            TYPE_RAW => BlockKind::Raw,
            TYPE_RLE => BlockKind::Rle,
            _ => BlockKind::Compressed,
        }
    }

    pub(crate) const fn decompressed_size(self) -> Option<u32> {
        match self.kind() {
            BlockKind::Raw | BlockKind::Rle => Some(self.size()),
            BlockKind::Compressed => None,
        }
    }
}

/// How a block stores its content (RFC 8878, section 3.1.1.2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BlockKind {
    /// As it is.
    Raw,
    /// As one byte, to be repeated.
    Rle,
    /// As literals and sequences.
    Compressed,
}

/// A block of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block<'a> {
    content: &'a [u8],
    offset: u64,
    header: BlockHeader,
    limit: u32,
}

impl<'a> Block<'a> {
    /// How the block stores its content.
    #[must_use]
    pub const fn kind(&self) -> BlockKind {
        self.header.kind()
    }

    /// Where the block's header starts in the buffer that was asked about.
    #[must_use]
    pub const fn offset(&self) -> usize {
        // A place in a buffer, so it fits.
        self.offset as usize
    }

    /// The size in the block's header: the bytes that follow it, or, of an RLE block, the length of
    /// the run.
    #[must_use]
    pub const fn size(&self) -> u32 {
        self.header.size()
    }

    /// The length in bytes of the whole block as stored, its three bytes of header included.
    #[must_use]
    pub const fn stored_size(&self) -> usize {
        BLOCK_HEADER_SIZE + self.content.len()
    }

    /// The bytes that follow the block's header.
    #[must_use]
    pub const fn content(&self) -> &'a [u8] {
        self.content
    }

    /// Whether no other block of the frame follows.
    #[must_use]
    pub const fn is_last(&self) -> bool {
        self.header.is_last()
    }

    /// How many bytes the block decompresses to; `None` of a compressed block, which does not say.
    #[must_use]
    pub const fn decompressed_size(&self) -> Option<u32> {
        self.header.decompressed_size()
    }

    /// The most bytes that the block may hold, compressed or not: its frame's limit.
    pub(crate) const fn limit(&self) -> u32 {
        self.limit
    }

    /// Reads the block at the start of `buf`, of a frame with this header.
    ///
    /// For frames that come in pieces: what follows the block is not looked at. Offsets count from
    /// the start of `buf`.
    ///
    /// # Errors
    ///
    /// [`Error::Incomplete`] when the block is cut short, [`Error::ReservedBlockType`] and
    /// [`Error::BlockTooLarge`].
    ///
    /// ```
    /// use zstdkit_frame::{Block, BlockKind, frame_info};
    ///
    /// let info = frame_info(b"\x28\xB5\x2F\xFD\x20\x03")?;
    /// let block = Block::read(b"\x19\0\0abc, and more", &info)?;
    /// assert_eq!((block.kind(), block.content()), (BlockKind::Raw, &b"abc"[..]));
    /// # Ok::<(), zstdkit_frame::Error>(())
    /// ```
    pub fn read(buf: &'a [u8], info: &FrameInfo) -> Result<Self, Error> {
        let limit = info.block_size_limit();
        let incomplete = |part, total: usize| Error::Incomplete {
            part,
            offset: 0,
            needed: (total - buf.len()) as u64,
            total: total as u64,
        };
        let Some(header) = BlockHeader::read(buf, 0) else {
            return Err(incomplete(Part::BlockHeader, BLOCK_HEADER_SIZE));
        };
        if header.is_bad(limit) {
            return Err(bad_block(0, header, limit));
        }
        let end = BLOCK_HEADER_SIZE + header.stored_size() as usize;
        match buf.get(BLOCK_HEADER_SIZE..end) {
            Some(content) => Ok(Self { content, offset: 0, header, limit }),
            None => Err(incomplete(Part::BlockContent, end)),
        }
    }

    /// What the section headers of a compressed block say; `None` of other blocks.
    ///
    /// # Errors
    ///
    /// [`Error::BadSection`] when the headers contradict the format or the block's size.
    pub fn sections(&self) -> Result<Option<Sections>, Error> {
        if self.kind() != BlockKind::Compressed {
            return Ok(None);
        }
        match sections::parse(self.content, self.limit) {
            Ok(sections) => Ok(Some(sections)),
            Err(problem) => Err(Error::BadSection { offset: self.offset, problem }),
        }
    }
}

/// The blocks of a frame, first to last.
///
/// Made by [`Frame::blocks`](crate::Frame::blocks).
#[derive(Debug, Clone)]
pub struct Blocks<'a> {
    /// What is left of the frame.
    rest: &'a [u8],
    offset: u64,
    limit: u32,
    done: bool,
}

impl<'a> Blocks<'a> {
    pub(crate) const fn new(frame: &'a [u8], offset: u64, info: &FrameInfo) -> Self {
        let (header, rest) = frame.split_at(info.header_size());
        Self {
            rest,
            offset: offset + header.len() as u64,
            limit: info.block_size_limit(),
            done: !info.is_zstandard(),
        }
    }
}

impl<'a> Iterator for Blocks<'a> {
    type Item = Block<'a>;

    fn next(&mut self) -> Option<Block<'a>> {
        if self.done {
            return None;
        }
        let header = BlockHeader::read(self.rest, 0)?;
        let after = &self.rest[BLOCK_HEADER_SIZE..];
        let (content, rest) = after.split_at_checked(header.stored_size() as usize)?;
        let block = Block { content, offset: self.offset, header, limit: self.limit };
        self.offset += block.stored_size() as u64;
        self.rest = rest;
        self.done = header.is_last();
        Some(block)
    }
}

impl core::iter::FusedIterator for Blocks<'_> {}

/// Why a block with this header, at `offset`, is refused.
#[cold]
pub(crate) fn bad_block(offset: u64, header: BlockHeader, limit: u32) -> Error {
    if header.is_reserved() {
        Error::ReservedBlockType { offset }
    } else if header.size() > limit {
        Error::BlockTooLarge { offset, size: header.size(), limit }
    } else if header.stored_size() > limit {
        // The one byte of a run.
        Error::BlockTooLarge { offset, size: header.stored_size(), limit }
    } else {
        let problem = SectionProblem::LiteralsCutShort { needed: 1, available: header.size() };
        Error::BadSection { offset, problem }
    }
}

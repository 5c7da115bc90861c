//! Frames of files, pipes and other sources, walked without being read as a whole.

use std::io::{self, Read, Seek};

use crate::block::{BLOCK_HEADER_SIZE, BlockHeader, bad_block};
use crate::info::SKIPPABLE_HEADER_SIZE;
use crate::sections::{self, LITERALS_HEADER_MAX, SEQUENCES_HEADER_MAX};
use crate::window::Window;
use crate::{
    block::BlockKind,
    error::{Error, Part},
    header,
    info::{FrameInfo, FrameKind},
    options::Options,
    sections::Sections,
    source_error::SourceError,
    walk,
};

/// A frame of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceFrame {
    offset: u64,
    size: u64,
    block_count: u64,
    checksum: Option<u32>,
    info: FrameInfo,
}

impl SourceFrame {
    /// Where the frame starts in the source.
    #[must_use]
    pub const fn offset(&self) -> u64 {
        self.offset
    }

    /// The frame's length in bytes. Never 0.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// What the frame's header says.
    #[must_use]
    pub const fn info(&self) -> FrameInfo {
        self.info
    }

    /// How many blocks the frame has; 0 for skippable frames, at least 1 for all others.
    #[must_use]
    pub const fn block_count(&self) -> u64 {
        self.block_count
    }

    /// The most bytes that the frame can decompress to; see
    /// [`Frame::decompressed_bound`](crate::Frame::decompressed_bound).
    #[must_use]
    pub const fn decompressed_bound(&self) -> u64 {
        walk::decompressed_bound(&self.info, self.block_count)
    }

    /// The checksum as stored; `None` when the frame has none.
    #[must_use]
    pub const fn checksum(&self) -> Option<u32> {
        self.checksum
    }

    /// Where the checksum's four bytes start in the source.
    #[must_use]
    pub const fn checksum_offset(&self) -> Option<u64> {
        match self.checksum {
            Some(_) => Some(self.offset + self.size - walk::CHECKSUM_SIZE as u64),
            None => None,
        }
    }
}

/// A block of a source's frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceBlock {
    offset: u64,
    header: BlockHeader,
    sections: Option<Result<Sections, Error>>,
}

impl SourceBlock {
    /// How the block stores its content.
    #[must_use]
    pub const fn kind(&self) -> BlockKind {
        self.header.kind()
    }

    /// Where the block's header starts in the source.
    #[must_use]
    pub const fn offset(&self) -> u64 {
        self.offset
    }

    /// The size in the block's header: the bytes that follow it, or, of an RLE block, the length of
    /// the run.
    #[must_use]
    pub const fn size(&self) -> u32 {
        self.header.size()
    }

    /// The length in bytes of the whole block as stored, its three bytes of header included.
    #[must_use]
    pub const fn stored_size(&self) -> u64 {
        BLOCK_HEADER_SIZE as u64 + self.header.stored_size() as u64
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

    /// What the section headers of a compressed block say; `None` of other blocks.
    ///
    /// # Errors
    ///
    /// [`Error::BadSection`] when the headers contradict the format or the block's size.
    pub fn sections(&self) -> Result<Option<Sections>, Error> {
        self.sections.transpose()
    }
}

/// An iterator over the frames of a source.
///
/// Reads headers and skips what is between them, by seeking where the source can: a large file is
/// walked by reading about a thousandth of it. Ends with the source, or after the first error.
///
/// ```
/// use std::io::Cursor;
/// use zstdkit_frame::SourceFrames;
///
/// let file = Cursor::new(b"\x50\x2A\x4D\x18\x02\0\0\0hi\x28\xB5\x2F\xFD\x20\x03\x19\0\0abc");
/// let mut frames = SourceFrames::new(file)?;
/// assert!(frames.next().unwrap()?.info().is_skippable());
/// let frame = frames.next().unwrap()?;
/// assert_eq!((frame.offset(), frame.size()), (10, 12));
/// assert!(frames.next().is_none());
/// # Ok::<(), zstdkit_frame::SourceError>(())
/// ```
#[derive(Debug)]
pub struct SourceFrames<R> {
    window: Window<R>,
    /// Where the next frame starts.
    pos: u64,
    options: Options,
    done: bool,
    broken: Option<SourceFrame>,
}

impl<R: Read + Seek> SourceFrames<R> {
    /// The frames of `source` from its very start, wherever it stands now.
    ///
    /// # Errors
    ///
    /// Those of the source's seeking.
    pub fn new(source: R) -> io::Result<Self> {
        Self::with_options(source, Options::new())
    }

    /// As [`SourceFrames::new`], in the way of `options`.
    ///
    /// # Errors
    ///
    /// Those of the source's seeking.
    pub fn with_options(source: R, options: Options) -> io::Result<Self> {
        Ok(Self { window: Window::seeking(source)?, pos: 0, options, done: false, broken: None })
    }
}

impl<R: Read> SourceFrames<R> {
    /// The frames of a source that cannot seek, such as a pipe; all of it is read.
    ///
    /// Offsets count from where the source stands.
    #[must_use]
    pub fn from_read(source: R, options: Options) -> Self {
        Self { window: Window::reading(source), pos: 0, options, done: false, broken: None }
    }

    /// The next frame, and before that each of its blocks, handed to `each_block`.
    ///
    /// Section headers are read too, which iterating does without. When an error comes up, the blocks
    /// before it have been handed over.
    ///
    /// # Errors
    ///
    /// [`SourceError::Io`] of the source, and [`SourceError::Frame`] for what
    /// [`frame_size`](crate::frame_size) would say.
    pub fn next_with_blocks(
        &mut self,
        each_block: impl FnMut(SourceBlock),
    ) -> Result<Option<SourceFrame>, SourceError> {
        self.advance(true, each_block)
    }

    /// What could be read of the frame in which an error ended the walk; `None` where none did, or
    /// not even the frame's header could be read.
    ///
    /// Its size and number of blocks are those of its sound part: the header, and the blocks before
    /// the error.
    ///
    /// ```
    /// use std::io::Cursor;
    /// use zstdkit_frame::SourceFrames;
    ///
    /// let cut = Cursor::new(b"\x28\xB5\x2F\xFD\x20\x05\x18\0\0abc\x11\0\0d");
    /// let mut frames = SourceFrames::new(cut)?;
    /// assert!(frames.next().unwrap().is_err());
    /// let broken = frames.broken().unwrap();
    /// assert_eq!(broken.info().content_size(), Some(5));
    /// assert_eq!((broken.size(), broken.block_count()), (12, 1));
    /// # Ok::<(), zstdkit_frame::SourceError>(())
    /// ```
    #[must_use]
    pub const fn broken(&self) -> Option<SourceFrame> {
        self.broken
    }

    /// Gives the source back, wherever it stands now.
    #[must_use]
    pub fn into_inner(self) -> R {
        self.window.into_inner()
    }

    fn advance(
        &mut self,
        with_sections: bool,
        each_block: impl FnMut(SourceBlock),
    ) -> Result<Option<SourceFrame>, SourceError> {
        if self.done {
            return Ok(None);
        }
        // Whatever goes wrong, nothing comes after it.
        self.done = true;
        if self.window.peek(self.pos, 1)?.is_empty() {
            return Ok(None);
        }
        let frame = self.walk(with_sections, each_block)?;
        self.pos += frame.size;
        self.done = false;
        Ok(Some(frame))
    }

    fn walk(
        &mut self,
        with_sections: bool,
        each_block: impl FnMut(SourceBlock),
    ) -> Result<SourceFrame, SourceError> {
        let offset = self.pos;
        let info = header::parse(
            self.window.peek(offset, header::HEADER_SIZE_MAX)?,
            offset,
            self.options.format,
        )?;
        let size = info.header_size() as u64;
        let mut frame = SourceFrame { offset, size, block_count: 0, checksum: None, info };
        let outcome = match info.kind() {
            FrameKind::Legacy(version) => return Err(Error::LegacyFrame { offset, version }.into()),
            FrameKind::Skippable { size, .. } => self.skip_content(&mut frame, size),
            FrameKind::Zstandard => self.walk_content(&mut frame, with_sections, each_block),
        };
        if let Err(error) = outcome {
            self.broken = Some(frame);
            return Err(error);
        }
        Ok(frame)
    }

    fn skip_content(&mut self, frame: &mut SourceFrame, size: u32) -> Result<(), SourceError> {
        walk::check_skippable(size, frame.offset)?;
        self.reach(frame.offset + frame.size, u64::from(size), Part::SkippableContent)?;
        frame.size = SKIPPABLE_HEADER_SIZE as u64 + u64::from(size);
        Ok(())
    }

    /// Walks blocks and checksum; `frame` has grown by each of them that is sound.
    fn walk_content(
        &mut self,
        frame: &mut SourceFrame,
        with_sections: bool,
        mut each_block: impl FnMut(SourceBlock),
    ) -> Result<(), SourceError> {
        let info = frame.info;
        let mut pos = frame.offset + frame.size;
        let limit = walk::block_limit(&info, self.options);
        loop {
            let Some(header) = BlockHeader::read(self.window.peek(pos, BLOCK_HEADER_SIZE)?, 0)
            else {
                return Err(self.incomplete(pos, BLOCK_HEADER_SIZE as u64, Part::BlockHeader));
            };
            if header.is_bad(limit) || self.options.block_content && header.is_hollow(limit) {
                return Err(bad_block(pos, header, limit).into());
            }
            let mut block = SourceBlock { offset: pos, header, sections: None };
            if with_sections && block.kind() == BlockKind::Compressed {
                let limit = info.block_size_limit();
                block.sections = Some(read_sections(&mut self.window, block, limit)?);
            }
            self.reach(pos, block.stored_size(), Part::BlockContent)?;
            each_block(block);
            pos += block.stored_size();
            frame.size = pos - frame.offset;
            frame.block_count += 1;
            if header.is_last() {
                break;
            }
        }
        if info.has_checksum() {
            let Some(checksum) = self.window.peek(pos, walk::CHECKSUM_SIZE)?.first_chunk() else {
                return Err(self.incomplete(pos, walk::CHECKSUM_SIZE as u64, Part::Checksum));
            };
            frame.checksum = Some(u32::from_le_bytes(*checksum));
            frame.size += walk::CHECKSUM_SIZE as u64;
        }
        Ok(())
    }

    /// Makes sure that the `len` bytes of `part` from `start` on are there.
    fn reach(&mut self, start: u64, len: u64, part: Part) -> Result<(), SourceError> {
        if self.window.reach(start + len)? {
            Ok(())
        } else {
            Err(self.incomplete(start, len, part))
        }
    }

    fn incomplete(&self, start: u64, len: u64, part: Part) -> SourceError {
        let total = start + len;
        // A source that shrinks meanwhile needs at least one byte more than it has.
        let needed = total.saturating_sub(self.window.end()).max(1);
        Error::Incomplete { part, offset: start, needed, total }.into()
    }
}

impl<R: Read> Iterator for SourceFrames<R> {
    type Item = Result<SourceFrame, SourceError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.advance(false, |_| {}).transpose()
    }
}

impl<R: Read> core::iter::FusedIterator for SourceFrames<R> {}

/// Reads the section headers of a compressed block: the start of its content, and where the literals
/// end.
fn read_sections<R: Read>(
    window: &mut Window<R>,
    block: SourceBlock,
    limit: u32,
) -> io::Result<Result<Sections, Error>> {
    let start = block.offset + BLOCK_HEADER_SIZE as u64;
    let size = block.size();
    let head_size = LITERALS_HEADER_MAX.min(size as usize);
    let literals = match sections::parse_literals(window.peek(start, head_size)?, size, limit) {
        Ok(literals) => literals,
        Err(problem) => return Ok(Err(Error::BadSection { offset: block.offset, problem })),
    };
    let rest = size - literals.section_size();
    let head_size = SEQUENCES_HEADER_MAX.min(rest as usize);
    let head = window.peek(start + u64::from(literals.section_size()), head_size)?;
    Ok(sections::parse_sequences(head, rest, literals)
        .map_err(|problem| Error::BadSection { offset: block.offset, problem }))
}

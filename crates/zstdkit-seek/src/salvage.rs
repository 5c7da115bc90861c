//! What is sound of a damaged file.

use std::io::{self, Write};
use std::ops::Range;

use zstdkit::{ErrorCode, FrameDecompressor};
use zstdkit_frame::{BLOCK_SIZE_MAX, Block, FrameInfo, FrameKind, frame_info};

use crate::error::{Damage, Error, Result};
use crate::index::Index;
use crate::input::Input;
use crate::lists::{List as _, zeros};
use crate::options::ReadOptions;
use crate::source::{Part, ReadAt};

/// Content of a stretch that is held back until it's known to be sound; what is longer is decoded twice.
const HELD_MAX: u64 = 64 << 20;

const PIECE: usize = 1 << 20;

/// The length of the checksum at a frame's end.
const CHECKSUM_SIZE: usize = 4;

/// The least length of a block that holds anything: a header, and a byte to be repeated.
const BLOCK_LEAST: u64 = 4;

/// A part of the content that is missing, or may be wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hole {
    /// Where it would be in the content: in what is written, if holes are filled. Empty where its length
    /// isn't known.
    pub content: Range<u64>,
    /// What of the file is damaged.
    pub compressed: Range<u64>,
    /// What is wrong with it.
    pub problem: Damage,
    /// Whether it was written all the same: a frame without an index whose checksum is wrong somewhere.
    pub is_written: bool,
}

/// What was salvaged, and what wasn't.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// How much content is sound, in bytes.
    pub sound: u64,
    /// How many bytes were written.
    pub written: u64,
    /// What is missing or doubtful, first to last.
    pub holes: Vec<Hole>,
}

impl Report {
    /// Whether nothing is missing or doubtful.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.holes.is_empty()
    }
}

/// Writes what is sound of a damaged file, with zeros where content is missing.
///
/// With an index each stretch is checked by itself, and written if it is sound as a whole. Without
/// one, frames are decoded as far as they go, and what follows a damaged frame is looked for by its
/// header.
///
/// ```
/// use zstdkit_seek::{IndexOptions, salvage};
///
/// let content: Vec<u8> = (0..400_000u32).flat_map(u32::to_le_bytes).collect();
/// let mut file = zstdkit::compress(&content, 3)?;
/// let index = IndexOptions::new().spacing(256 << 10).build(&file[..])?;
/// let middle = file.len() / 2;
/// file[middle..middle + 100].fill(0);
///
/// let mut out = Vec::new();
/// let report = salvage(&file, Some(&index), &mut out)?;
/// assert_eq!(report.holes.len(), 1);
/// let hole = report.holes[0].content.clone();
/// assert_eq!(out.len(), content.len());
/// assert_eq!(out[..hole.start as usize], content[..hole.start as usize]);
/// assert_eq!(out[hole.end as usize..], content[hole.end as usize..]);
/// # Ok::<(), zstdkit_seek::Error>(())
/// ```
///
/// # Errors
///
/// Those of the source and the writer, and [`Error::WrongDictionary`]. An index that isn't the file's
/// is [`Error::WrongFile`]; a file that was cut short is not another, as long as what is there is like the
/// one that was indexed. Damage is no error.
pub fn salvage<S>(source: &S, index: Option<&Index>, writer: impl Write) -> Result<Report>
where
    S: ReadAt + ?Sized,
{
    ReadOptions::new().salvage(source, index, true, writer)
}

impl Index {
    /// Decodes each stretch by itself, and says which are damaged.
    ///
    /// # Errors
    ///
    /// Those of [`salvage`].
    pub fn verify<S: ReadAt + ?Sized>(&self, source: &S) -> Result<Report> {
        ReadOptions::new().salvage(source, Some(self), false, io::sink())
    }
}

impl ReadOptions {
    /// [`salvage`] with these options; holes are filled with zeros, or left out.
    ///
    /// # Errors
    ///
    /// Those of [`salvage`], and [`Error::WindowTooLarge`].
    pub fn salvage<S: ReadAt + ?Sized>(
        &self,
        source: &S,
        index: Option<&Index>,
        fill: bool,
        writer: impl Write,
    ) -> Result<Report> {
        let mut salvage =
            Salvage { options: self, source, fill, writer, report: Report::default() };
        match index {
            Some(index) => salvage.by_index(index)?,
            None => salvage.by_frames()?,
        }
        salvage.writer.flush()?;
        Ok(salvage.report)
    }
}

struct Salvage<'a, S: ?Sized, W> {
    options: &'a ReadOptions,
    source: &'a S,
    fill: bool,
    writer: W,
    report: Report,
}

impl<S: ReadAt + ?Sized, W: Write> Salvage<'_, S, W> {
    fn by_index(&mut self, index: &Index) -> Result<()> {
        self.options.check(index)?;
        index.check_what_is_there(self.source)?;
        let mut held = Vec::new();
        for at in 0..index.len() {
            let content = index.stretch(at).content;
            let len = content.end - content.start;
            held.clear();
            let hold = len <= HELD_MAX;
            let outcome = self.stretch(index, at, |piece| {
                if hold {
                    held.append_all(piece)?;
                }
                Ok(())
            });
            match outcome {
                Ok(()) if hold => {
                    self.writer.write_all(&held)?;
                    self.sound(len);
                }
                Ok(()) => {
                    self.write_stretch(index, at)?;
                    self.sound(len);
                }
                Err(Error::Damaged { compressed, content, problem }) => {
                    self.hole(Hole { content, compressed, problem, is_written: false })?;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn sound(&mut self, len: u64) {
        self.report.sound += len;
        self.report.written += len;
    }

    /// Decodes a stretch, and hands over its content in pieces.
    fn stretch(
        &self,
        index: &Index,
        at: usize,
        mut each: impl FnMut(&[u8]) -> Result<()>,
    ) -> Result<()> {
        let (mut input, mut piece) = (Vec::new(), Vec::new());
        let mut run = self.options.start(index, at)?;
        loop {
            piece.clear();
            if run.read(self.source, &mut input, &mut piece, PIECE)? == 0 {
                return Ok(());
            }
            each(&piece)?;
        }
    }

    /// Writes a stretch that was sound when it was decoded before.
    fn write_stretch(&mut self, index: &Index, at: usize) -> Result<()> {
        let (mut input, mut piece) = (Vec::new(), Vec::new());
        let mut run = self.options.start(index, at)?;
        loop {
            piece.clear();
            if run.read(self.source, &mut input, &mut piece, PIECE)? == 0 {
                return Ok(());
            }
            self.writer.write_all(&piece)?;
        }
    }

    fn hole(&mut self, hole: Hole) -> Result<()> {
        let len = hole.content.end - hole.content.start;
        if self.fill && !hole.is_written {
            io::copy(&mut io::Read::take(io::repeat(0), len), &mut self.writer)?;
            self.report.written += len;
        }
        self.report.holes.append_one(hole)
    }

    fn by_frames(&mut self) -> Result<()> {
        let end = self.source.size()?;
        let mut offset = 0;
        let mut head = [0; 18];
        while offset < end {
            let read = self.source.read_at(offset, &mut head)?;
            let next = match frame_info(&head[..read]).map(|info| (info, info.kind())) {
                Ok((_, FrameKind::Skippable { size, .. }))
                    if offset + 8 + u64::from(size) <= end =>
                {
                    offset + 8 + u64::from(size)
                }
                Ok((info, FrameKind::Zstandard)) => self.frame(offset, end, &info)?,
                _ => {
                    let next = self.find_frame(offset + 1, end)?;
                    let at = self.report.written;
                    let problem = Damage::NoFrame;
                    let compressed = offset..next;
                    self.hole(Hole { content: at..at, compressed, problem, is_written: false })?;
                    next
                }
            };
            offset = next;
        }
        Ok(())
    }

    /// Decodes a frame as far as it goes; where to go on.
    ///
    /// Blocks are handed over one by one: a call that fails gives nothing of what it decoded.
    fn frame(&mut self, offset: u64, end: u64, info: &FrameInfo) -> Result<u64> {
        let mut decoder = FrameDecompressor::new(self.options.decompress())?;
        let mut input = Input::new(Part::new(self.source, offset, end));
        let start = self.report.written;
        let mut sound = 0;
        let outcome = self.blocks(&mut decoder, &mut input, info, &mut sound);
        let reached = offset + input.pos();
        let problem = match outcome {
            Ok(()) => {
                self.sound(sound);
                return Ok(reached);
            }
            Err(Error::Zstd(zstdkit::Error::Library { code: ErrorCode::ChecksumWrong })) => {
                // All blocks were sound to look at: the frame ends where it seems to.
                self.report.written += sound;
                let compressed = offset..reached + CHECKSUM_SIZE as u64;
                let (content, problem) = (start..start + sound, Damage::Checksum);
                let next = compressed.end;
                self.hole(Hole { content, compressed, problem, is_written: true })?;
                return Ok(next);
            }
            Err(Error::Zstd(error @ zstdkit::Error::OutOfMemory)) => return Err(error.into()),
            Err(Error::Zstd(error)) => Damage::Undecodable(error),
            Err(Error::Frame(error)) if error.needed().is_some() => Damage::CutShort,
            Err(Error::Frame(error)) => Damage::Malformed(error.based(offset)),
            Err(error) => return Err(error),
        };
        self.sound(sound);
        let next = self.find_frame(reached.max(offset + 1), end)?;
        // What a header says is no reason to write more than the blocks can hold.
        let most = (next - offset).saturating_mul(u64::from(BLOCK_SIZE_MAX) / BLOCK_LEAST);
        let missing = info.content_size().map_or(0, |size| size.saturating_sub(sound).min(most));
        let from = start + sound;
        let content = from..from.saturating_add(missing);
        self.hole(Hole { content, compressed: offset..next, problem, is_written: false })?;
        Ok(next)
    }

    fn blocks(
        &mut self,
        decoder: &mut FrameDecompressor,
        input: &mut Input<Part<&S>>,
        info: &FrameInfo,
        sound: &mut u64,
    ) -> Result<()> {
        let mut piece = Vec::new();
        decoder.decompress_into(
            &input.peek(info.header_size())?[..info.header_size()],
            None,
            &mut piece,
        )?;
        input.consume(info.header_size());
        loop {
            let read =
                |bytes: &[u8]| Block::read(bytes, info).map(|it| (it.stored_size(), it.is_last()));
            let (size, is_last) = input.parse(read)?;
            piece.clear();
            decoder.decompress_into(&input.peek(size)?[..size], None, &mut piece)?;
            self.writer.write_all(&piece)?;
            *sound += piece.len() as u64;
            input.consume(size);
            if is_last {
                break;
            }
        }
        if info.has_checksum() {
            let checksum = input.peek(CHECKSUM_SIZE)?;
            let len = checksum.len().min(CHECKSUM_SIZE);
            decoder.decompress_into(&checksum[..len], None, &mut piece)?;
            input.consume(len);
            if len < CHECKSUM_SIZE {
                let (part, offset) = (zstdkit_frame::Part::Checksum, input.pos());
                let needed = (CHECKSUM_SIZE - len) as u64;
                return Err(zstdkit_frame::Error::Incomplete {
                    part,
                    offset,
                    needed,
                    total: offset + needed,
                }
                .into());
            }
        }
        Ok(())
    }

    /// Where the next header of a frame stands that can be read; the end if there is none.
    fn find_frame(&self, mut from: u64, end: u64) -> Result<u64> {
        let mut window = zeros(64 << 10)?;
        while from < end {
            let read = self.source.read_at(from, &mut window)?;
            let at = (0..read).find(|at| {
                let bytes = &window[*at..read];
                bytes.starts_with(&zstdkit_frame::ZSTANDARD_MAGIC.to_le_bytes())
                    && frame_info(bytes).is_ok()
            });
            match at {
                Some(at) => return Ok(from + at as u64),
                None if read < window.len() => break,
                // A header may reach over the window's end.
                None => from += read as u64 - 17,
            }
        }
        Ok(end)
    }
}

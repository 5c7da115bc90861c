//! Indexes written down: skippable frames, described in docs/index-format.md.

use std::io::{Read, Write};

use crate::error::{Difference, Error, IndexProblem, Result};
use crate::hash::hash;
use crate::index::{Checksum, DictionaryMark, Index, Parts, Point, Start, Stored};
use crate::input::Input;
use crate::lists::List as _;
use crate::source::{Part, ReadAt};

/// The magic number of the skippable frames that an index is made of.
pub(crate) const FRAME_MAGIC: u32 = 0x184D_2A5B;

/// What a table starts and ends with.
const TABLE_MAGIC: [u8; 8] = *b"ZSTKINDX";

const VERSION: u16 = 1;

const FRAME_HEADER_SIZE: usize = 8;

/// Of a table: what stands before the points, each point, and what follows them.
const HEADER_SIZE: usize = 60;
const POINT_SIZE: usize = 48;
const FOOTER_SIZE: usize = 28;

const HAS_DICTIONARY: u16 = 1;
const HAS_SAMPLES: u16 = 2;
const HAS_CHECKSUMS: u16 = 4;
const KNOWN_FLAGS: u16 = 7;

/// How much of a frame is read at once, in bytes.
const PIECE: usize = 256 << 10;

/// The largest window of the format: 3.75 GiB.
const WINDOW_SIZE_MAX: u64 = 15 << 28;

impl Index {
    /// Writes the index.
    ///
    /// What is written is skippable frames: a file of its own (`FILE.zsti` by custom), or appended to
    /// the indexed file, which every decoder still reads.
    ///
    /// # Errors
    ///
    /// Those of the writer; [`IndexProblem::Contradiction`] for more than 89 million points.
    pub fn write_to(&self, mut writer: impl Write) -> Result<()> {
        let mut at = 0;
        while !self.write_part(&mut at, &mut writer)? {}
        Ok(())
    }

    /// Writes the first window from the point `at` on, or the table after all of them; whether that was it.
    pub(crate) fn write_part(&self, at: &mut usize, mut writer: impl Write) -> Result<bool> {
        while let Some(point) = self.0.points.get(*at) {
            *at += 1;
            if let Start::Block { stored, .. } = &point.start {
                write_frame_header(&mut writer, stored.frame.len())?;
                writer.write_all(&stored.frame)?;
                return Ok(false);
            }
        }
        let frames = self.checkpoint_count() as u64 * FRAME_HEADER_SIZE as u64;
        let table = self.table(self.windows_size() + frames)?;
        write_frame_header(&mut writer, table.len())?;
        writer.write_all(&table)?;
        Ok(true)
    }

    /// How many bytes [`write_to`](Self::write_to) writes.
    #[must_use]
    pub fn written_size(&self) -> u64 {
        let frames = self.checkpoint_count() as u64 + 1;
        let table = HEADER_SIZE + POINT_SIZE * self.len() + FOOTER_SIZE;
        self.windows_size() + frames * FRAME_HEADER_SIZE as u64 + table as u64
    }

    /// The table's frame without its header.
    fn table(&self, windows: u64) -> Result<Vec<u8>> {
        let parts = &*self.0;
        let size = HEADER_SIZE + POINT_SIZE * parts.points.len() + FOOTER_SIZE;
        let Ok(frame_size) = u32::try_from(size + FRAME_HEADER_SIZE) else {
            return Err(IndexProblem::Contradiction { what: "too many points" }.into());
        };
        let mut table = Vec::new();
        table.make_room(size)?;
        let has_checksums =
            parts.points.iter().all(|point| matches!(point.checksum, Checksum::Full(_)));
        let flags = if parts.dictionary.is_some() { HAS_DICTIONARY } else { 0 }
            | if parts.tail_sample.is_some() { HAS_SAMPLES } else { 0 }
            | if has_checksums { HAS_CHECKSUMS } else { 0 };
        let mark = parts.dictionary.unwrap_or(DictionaryMark { id: 0, hash: 0 });
        table.extend(TABLE_MAGIC);
        table.extend(VERSION.to_le_bytes());
        table.extend(flags.to_le_bytes());
        table.extend(mark.id.to_le_bytes());
        table.extend(mark.hash.to_le_bytes());
        table.extend(parts.file_size.to_le_bytes());
        table.extend(parts.content_size.to_le_bytes());
        table.extend(windows.to_le_bytes());
        table.extend(parts.tail_sample.unwrap_or(0).to_le_bytes());
        table.extend((parts.points.len() as u64).to_le_bytes());
        for point in &parts.points {
            let (window_size, stored_size, stored_hash) = match &point.start {
                Start::Frame => (0, 0, 0),
                Start::Block { window_size, stored } => {
                    (*window_size, stored.frame.len() as u32, stored.hash)
                }
            };
            let checksum = match point.checksum {
                Checksum::Full(checksum) if has_checksums => checksum,
                _ => 0,
            };
            table.extend(point.compressed.to_le_bytes());
            table.extend(point.content.to_le_bytes());
            table.extend(checksum.to_le_bytes());
            table.extend(window_size.to_le_bytes());
            table.extend(stored_hash.to_le_bytes());
            table.extend(stored_size.to_le_bytes());
            table.extend(point.sample.unwrap_or(0).to_le_bytes());
        }
        table.extend((windows + u64::from(frame_size)).to_le_bytes());
        table.extend(frame_size.to_le_bytes());
        table.extend(hash(&table).to_le_bytes());
        table.extend(TABLE_MAGIC);
        Ok(table)
    }

    /// Reads an index that was written to a file of its own.
    ///
    /// The reader is read up to the index's end. No more memory is taken than bytes have been read.
    ///
    /// # Errors
    ///
    /// [`Error::BadIndex`], and those of the reader.
    pub fn read_from(mut reader: impl Read) -> Result<Self> {
        let mut windows: Vec<Vec<u8>> = Vec::new();
        loop {
            let mut header = [0; FRAME_HEADER_SIZE];
            let read = read_up_to(&mut reader, &mut header)?;
            if read == 0 && windows.is_empty() {
                return Err(IndexProblem::Missing.into());
            }
            if read >= 4 && header[..4] != FRAME_MAGIC.to_le_bytes() {
                return Err(IndexProblem::Missing.into());
            }
            if read < FRAME_HEADER_SIZE {
                return Err(IndexProblem::CutShort.into());
            }
            let size = u32::from_le_bytes([header[4], header[5], header[6], header[7]]);
            let mut frame = Vec::new();
            while frame.len() < size as usize {
                // What a header says is no reason to take memory for it all.
                let filled = frame.len();
                frame.set_len_with(filled + (size as usize - filled).min(PIECE), 0)?;
                if read_up_to(&mut reader, &mut frame[filled..])? < frame.len() - filled {
                    return Err(IndexProblem::CutShort.into());
                }
            }
            if frame.starts_with(&TABLE_MAGIC) {
                return parse(&frame, windows);
            }
            windows.append_one(frame)?;
        }
    }

    /// Reads the index at the end of `source`; `None` when there is none.
    ///
    /// # Errors
    ///
    /// [`Error::BadIndex`] when it is damaged, and those of the source.
    pub fn read_appended<S: ReadAt + ?Sized>(source: &S) -> Result<Option<Self>> {
        let end = source.size()?;
        let Some(footer) = read_footer(source, end)? else { return Ok(None) };
        let start = end.checked_sub(footer.index_size).ok_or(IndexProblem::CutShort)?;
        let part = Part::new(source, start, end);
        let index = Self::read_from(Input::by(source.read_size().max(1), part))?;
        if index.file_size() != start {
            return Err(Difference::Size { indexed: index.file_size(), found: start }.into());
        }
        Ok(Some(index))
    }
}

fn write_frame_header(writer: &mut impl Write, size: usize) -> Result<()> {
    let Ok(size) = u32::try_from(size) else {
        return Err(IndexProblem::Contradiction { what: "a window too large to be stored" }.into());
    };
    writer.write_all(&FRAME_MAGIC.to_le_bytes())?;
    Ok(writer.write_all(&size.to_le_bytes())?)
}

fn read_up_to(reader: &mut impl Read, buf: &mut [u8]) -> Result<usize> {
    let mut filled = 0;
    while filled < buf.len() {
        match reader.read(&mut buf[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(filled)
}

struct Footer {
    index_size: u64,
}

/// Reads the last bytes of a source that ends at `end`; `None` when an index doesn't end there.
fn read_footer<S: ReadAt + ?Sized>(source: &S, end: u64) -> Result<Option<Footer>> {
    let Some(start) = end.checked_sub(FOOTER_SIZE as u64) else { return Ok(None) };
    let mut bytes = [0; FOOTER_SIZE];
    if source.read_at(start, &mut bytes)? < FOOTER_SIZE || !bytes.ends_with(&TABLE_MAGIC) {
        return Ok(None);
    }
    Ok(Some(Footer { index_size: Fields(&bytes).u64() }))
}

/// Makes sure that what follows the indexed file is an index.
pub(crate) fn check_behind<S: ReadAt + ?Sized>(source: &S, start: u64, end: u64) -> Result<()> {
    match read_footer(source, end)? {
        Some(footer) if footer.index_size == end - start => Ok(()),
        _ => Err(Difference::Size { indexed: start, found: end }.into()),
    }
}

/// Numbers read one after the other from bytes that hold them.
struct Fields<'a>(&'a [u8]);

impl Fields<'_> {
    fn take<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        if let Some((head, rest)) = self.0.split_first_chunk() {
            (bytes, self.0) = (*head, rest);
        }
        bytes
    }

    fn u16(&mut self) -> u16 {
        u16::from_le_bytes(self.take())
    }

    fn u32(&mut self) -> u32 {
        u32::from_le_bytes(self.take())
    }

    fn u64(&mut self) -> u64 {
        u64::from_le_bytes(self.take())
    }
}

/// Reads a table, whose windows were read before it.
fn parse(table: &[u8], windows: Vec<Vec<u8>>) -> Result<Index> {
    let wrong = |what| Error::from(IndexProblem::Contradiction { what });
    if table.len() < HEADER_SIZE + FOOTER_SIZE {
        return Err(IndexProblem::CutShort.into());
    }
    let mut fields = Fields(&table[TABLE_MAGIC.len()..]);
    let version = fields.u16();
    if version != VERSION {
        return Err(IndexProblem::Version { found: version }.into());
    }
    let (rest, footer) = table.split_at(table.len() - FOOTER_SIZE);
    let hashed = rest.len() + 12;
    let mut footer = Fields(footer);
    let (index_size, frame_size, checksum) = (footer.u64(), footer.u32(), footer.u64());
    if checksum != hash(&table[..hashed]) || footer.take() != TABLE_MAGIC {
        return Err(IndexProblem::Checksum.into());
    }
    let flags = fields.u16();
    let mark = DictionaryMark { id: fields.u32(), hash: fields.u64() };
    let (file_size, content_size, windows_size) = (fields.u64(), fields.u64(), fields.u64());
    let (tail, count) = (fields.u32(), fields.u64());
    let points_size = rest.len() - HEADER_SIZE;
    if flags & !KNOWN_FLAGS != 0 {
        return Err(wrong("unknown flags"));
    }
    if count.checked_mul(POINT_SIZE as u64) != Some(points_size as u64) || count == 0 {
        return Err(wrong("the number of points"));
    }
    let stored: u64 = windows.iter().map(|window| (window.len() + FRAME_HEADER_SIZE) as u64).sum();
    if stored != windows_size
        || frame_size as usize != table.len() + FRAME_HEADER_SIZE
        || index_size != stored + u64::from(frame_size)
    {
        return Err(wrong("the sizes of its parts"));
    }
    let mut windows = windows.into_iter();
    let mut points: Vec<Point> = Vec::new();
    points.make_room(points_size / POINT_SIZE)?;
    for at in 0..points_size / POINT_SIZE {
        let (compressed, content, checksum) = (fields.u64(), fields.u64(), fields.u64());
        let (window_size, hash, stored_size) = (fields.u64(), fields.u64(), fields.u32());
        let sample = fields.u32();
        let in_order = match points.last() {
            None => compressed == 0 && content == 0 && window_size == 0,
            Some(last) => compressed > last.compressed && content >= last.content,
        };
        if !in_order || compressed > file_size || content > content_size {
            return Err(wrong("the order of points"));
        }
        let start = if window_size == 0 {
            if stored_size != 0 {
                return Err(wrong("a window at a frame's start"));
            }
            Start::Frame
        } else {
            let window = windows.next().ok_or_else(|| wrong("the number of windows"))?;
            if window.len() != stored_size as usize || window_size > WINDOW_SIZE_MAX {
                return Err(wrong("the size of a window"));
            }
            if crate::hash::hash(&window) != hash {
                return Err(IndexProblem::Window { point: at }.into());
            }
            Start::Block { window_size, stored: Stored { frame: window, hash } }
        };
        points.push(Point {
            compressed,
            content,
            checksum: if flags & HAS_CHECKSUMS != 0 {
                Checksum::Full(checksum)
            } else {
                Checksum::Unknown
            },
            sample: (flags & HAS_SAMPLES != 0).then_some(sample),
            start,
        });
    }
    if windows.next().is_some() {
        return Err(wrong("the number of windows"));
    }
    Ok(Index::new(Parts {
        points,
        file_size,
        content_size,
        dictionary: (flags & HAS_DICTIONARY != 0).then_some(mark),
        tail_sample: (flags & HAS_SAMPLES != 0).then_some(tail),
    }))
}

//! The seekable format: frames, and after them a table of their sizes in a skippable frame.
//!
//! The table starts with the eight bytes of header of a skippable frame (variant 14) and lists for
//! each frame its compressed size, its decompressed size and, if all have one, the checksum of its
//! content. It ends with the number of frames, a descriptor and a magic number.

use crate::info::SKIPPABLE_HEADER_SIZE;
use crate::{
    error::Error,
    first_bytes::FirstBytes,
    frames,
    magic::{SEEKABLE_MAGIC, SKIPPABLE_MAGIC_START},
    problem::SeekTableProblem,
};

/// Number of frames, descriptor, magic number.
pub(crate) const FOOTER_SIZE: usize = 9;

/// The fewest bytes that any frame has: a skippable one's header.
const LEAST_FRAME: u32 = SKIPPABLE_HEADER_SIZE as u32;

const TABLE_VARIANT: u32 = 14;

const CHECKSUM_FLAG: u8 = 0x80;
const RESERVED_BITS: u8 = 0x7C;

/// What the last nine bytes of a file say about the table before them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Footer {
    frames: u32,
    pub(crate) has_checksums: bool,
}

impl Footer {
    /// Reads `tail`, the last nine bytes of a file of `file_size`, or all of it when it is shorter.
    pub(crate) fn read(tail: &[u8], file_size: u64) -> Result<Self, Error> {
        let bad = |before_end, problem| Error::BadSeekTable {
            offset: file_size.saturating_sub(before_end),
            problem,
        };
        let magic = tail.last_chunk::<4>().map(|magic| u32::from_le_bytes(*magic));
        let (Some(SEEKABLE_MAGIC), Some(footer)) = (magic, tail.last_chunk::<FOOTER_SIZE>()) else {
            let last = tail.get(tail.len().saturating_sub(4)..).unwrap_or_default();
            let found = FirstBytes::of(last);
            return Err(bad(found.len() as u64, SeekTableProblem::NoMagic { found }));
        };
        let [a, b, c, d, descriptor, ..] = *footer;
        let footer = Self {
            frames: u32::from_le_bytes([a, b, c, d]),
            has_checksums: descriptor & CHECKSUM_FLAG != 0,
        };
        if descriptor & RESERVED_BITS != 0 {
            return Err(bad(5, SeekTableProblem::ReservedBits { found: descriptor }));
        }
        // The table has to fit, and before it the frames that it lists, of which none is empty.
        let least = u64::from(footer.frames) * u64::from(LEAST_FRAME);
        let mut needed = footer.table_size();
        if needed <= file_size {
            needed += least;
        }
        if needed > file_size {
            let frames = footer.frames;
            let available = file_size;
            return Err(bad(9, SeekTableProblem::TooManyFrames { frames, needed, available }));
        }
        Ok(footer)
    }

    #[cfg(feature = "std")]
    pub(crate) const fn frames(self) -> u32 {
        self.frames
    }

    pub(crate) const fn entry_size(self) -> usize {
        if self.has_checksums { 12 } else { 8 }
    }

    const fn entries_size(self) -> u64 {
        self.frames as u64 * self.entry_size() as u64
    }

    /// The length of the whole skippable frame.
    pub(crate) const fn table_size(self) -> u64 {
        (SKIPPABLE_HEADER_SIZE + FOOTER_SIZE) as u64 + self.entries_size()
    }
}

/// A frame as a seek table lists it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SeekEntry {
    /// The frame's size in the file, in bytes.
    pub compressed_size: u32,
    /// The size of what it decompresses to, in bytes.
    pub decompressed_size: u32,
    /// The low 32 bits of the XXH64 hash of its content, if the table has checksums.
    pub checksum: Option<u32>,
}

/// Where in a seekable file a frame is, and where its content is in the file's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SeekPoint {
    /// Which frame of the table, counted from 0.
    pub index: u32,
    /// Where the frame starts in the file.
    pub compressed_offset: u64,
    /// Where its content starts in the content of all frames.
    pub decompressed_offset: u64,
    /// What the table says of it.
    pub entry: SeekEntry,
}

/// The table of a file in the seekable format, within a buffer that holds the whole file.
///
/// Reads from the buffer whenever it is asked, and allocates nothing; whoever looks up many offsets
/// makes an index of it first (`SeekIndex`, with the feature `alloc`).
///
/// ```
/// use zstdkit_frame::SeekTable;
///
/// let mut file = b"\x28\xB5\x2F\xFD\x20\x03\x19\0\0abc".to_vec();
/// file.extend(b"\x28\xB5\x2F\xFD\x20\x02\x11\0\0de");
/// // Skippable frame of 25 bytes: (12, 3), (11, 2), two frames, no checksums.
/// file.extend(b"\x5E\x2A\x4D\x18\x19\0\0\0\x0C\0\0\0\x03\0\0\0\x0B\0\0\0\x02\0\0\0");
/// file.extend(b"\x02\0\0\0\0\xB1\xEA\x92\x8F");
///
/// let table = SeekTable::parse(&file)?;
/// table.verify()?;
/// assert_eq!(table.decompressed_size(), 5);
/// let point = table.find(4).unwrap();
/// assert_eq!((point.index, point.compressed_offset, point.decompressed_offset), (1, 12, 3));
/// assert_eq!(table.find(5), None);
/// # Ok::<(), zstdkit_frame::Error>(())
/// ```
#[doc(alias = "SEEKABLE_FRAMEINDEX_TOOLARGE")]
#[doc(alias = "SEEKABLE_MAXFRAMES")]
#[doc(alias = "SEEKABLE_MAX_FRAME_DECOMPRESSED_SIZE")]
#[doc(alias = "seekTableFooterSize")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeekTable<'a> {
    /// What stands before the table.
    frames: &'a [u8],
    entries: Entries<'a>,
    decompressed_size: u64,
}

impl<'a> SeekTable<'a> {
    /// Reads the table at the end of `file`, and checks that its frames end where it starts.
    ///
    /// What the frames are is not looked at: see [`SeekTable::verify`].
    ///
    /// # Errors
    ///
    /// [`Error::BadSeekTable`]; [`SeekTableProblem::NoMagic`] means that the file has no table.
    #[doc(alias = "try_from_seekable")]
    pub fn parse(file: &'a [u8]) -> Result<Self, Error> {
        let footer = Footer::read(file, file.len() as u64)?;
        // It fits the file, so it fits an address.
        let start = file.len() - footer.table_size() as usize;
        let (frames, table) = file.split_at(start);
        let entries = Entries::parse(table, start as u64, footer)?;
        let decompressed_size = entries.check_sums(start as u64)?;
        Ok(Self { frames, entries, decompressed_size })
    }

    /// How many frames the table lists.
    #[doc(alias = "num_frames")]
    #[must_use]
    pub const fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether the table lists no frames.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the table has a checksum for each frame.
    #[must_use]
    pub const fn has_checksums(&self) -> bool {
        self.entries.footer.has_checksums
    }

    /// Where the table starts in the file: the size of all frames before it.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.frames.len()
    }

    /// The size of what all frames decompress to, as listed.
    #[must_use]
    pub const fn decompressed_size(&self) -> u64 {
        self.decompressed_size
    }

    /// What the table says of frame `index`, counted from 0.
    #[doc(alias = "frame_compressed_offset")]
    #[doc(alias = "frame_compressed_size")]
    #[doc(alias = "frame_decompressed_offset")]
    #[doc(alias = "frame_decompressed_size")]
    #[must_use]
    pub fn get(&self, index: usize) -> Option<SeekEntry> {
        self.entries.get(index)
    }

    /// All frames in order, with their places.
    pub fn iter(&self) -> impl Iterator<Item = SeekPoint> + use<'a> {
        self.entries.points()
    }

    /// The frame that holds the byte at `offset` of the decompressed content; `None` when the
    /// content ends before.
    ///
    /// Goes through the table from its start.
    #[doc(alias = "offset_to_frame_index")]
    #[must_use]
    pub fn find(&self, offset: u64) -> Option<SeekPoint> {
        self.iter().find(|point| offset < point.decompressed_end())
    }

    #[cfg(feature = "alloc")]
    pub(crate) const fn entries(&self) -> Entries<'a> {
        self.entries
    }

    /// Walks the listed frames, and checks that each is where and what the table says.
    ///
    /// Block headers are read, block contents are not: a frame's content size is compared when it
    /// is recorded, and else the most that its blocks can hold.
    ///
    /// # Errors
    ///
    /// [`Error::BadSeekTable`] when the table does not tell the truth, and what
    /// [`frame_size`](crate::frame_size) says when a frame is damaged.
    pub fn verify(&self) -> Result<(), Error> {
        let mut found = frames(self.frames);
        for point in self.iter() {
            let bad =
                |problem| Err(Error::BadSeekTable { offset: point.compressed_offset, problem });
            let SeekEntry { compressed_size, decompressed_size, .. } = point.entry;
            let (size, bound, content_size) = match found.next().transpose()? {
                Some(frame) => {
                    (frame.size() as u64, frame.decompressed_bound(), frame.info().content_size())
                }
                None => (0, 0, None),
            };
            if size != u64::from(compressed_size) {
                return bad(SeekTableProblem::WrongCompressedSize {
                    index: point.index,
                    listed: compressed_size,
                    found: size,
                });
            }
            let listed = u64::from(decompressed_size);
            if listed > bound || content_size.is_some_and(|size| size != listed) {
                return bad(SeekTableProblem::WrongDecompressedSize {
                    index: point.index,
                    listed: decompressed_size,
                    bound,
                });
            }
        }
        Ok(())
    }
}

impl SeekPoint {
    /// Where the frame ends in the file.
    #[must_use]
    pub const fn compressed_end(&self) -> u64 {
        self.compressed_offset + self.entry.compressed_size as u64
    }

    /// Where the frame's content ends in the content of all frames.
    #[must_use]
    pub const fn decompressed_end(&self) -> u64 {
        self.decompressed_offset + self.entry.decompressed_size as u64
    }
}

/// The entries of a table whose form has been checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entries<'a> {
    bytes: &'a [u8],
    footer: Footer,
}

impl<'a> Entries<'a> {
    /// Checks the form of `table`, a whole skippable frame at `offset` that ends with `footer`.
    pub(crate) fn parse(table: &'a [u8], offset: u64, footer: Footer) -> Result<Self, Error> {
        Self::check_header(table, offset, footer)?;
        let entries_end = table.len().saturating_sub(FOOTER_SIZE);
        let bytes = table.get(SKIPPABLE_HEADER_SIZE..entries_end).unwrap_or_default();
        Ok(Self { bytes, footer })
    }

    /// Some of the entries, as they stand in the table.
    #[cfg(feature = "std")]
    pub(crate) const fn some(bytes: &'a [u8], footer: Footer) -> Self {
        Self { bytes, footer }
    }

    /// Checks the header of a table, which stands at `offset`.
    pub(crate) fn check_header(table: &[u8], offset: u64, footer: Footer) -> Result<(), Error> {
        let bad = |at, problem| Err(Error::BadSeekTable { offset: offset + at, problem });
        if !table.starts_with(&(SKIPPABLE_MAGIC_START + TABLE_VARIANT).to_le_bytes()) {
            let found = FirstBytes::of(table);
            return bad(0, SeekTableProblem::NotInSkippableFrame { found });
        }
        let stated = table.get(4..).and_then(|rest| rest.first_chunk());
        let found = stated.map_or(0, |size| u32::from_le_bytes(*size));
        let expected = footer.table_size() - SKIPPABLE_HEADER_SIZE as u64;
        if u64::from(found) != expected {
            return bad(4, SeekTableProblem::WrongFrameSize { found, expected });
        }
        Ok(())
    }

    /// Checks that the frames end at `table_start`; the size of their content.
    pub(crate) fn check_sums(&self, table_start: u64) -> Result<u64, Error> {
        let mut sums = Sums::new(table_start);
        for index in 0..self.len() {
            if let Some(entry) = self.get(index) {
                sums.next(entry)?;
            }
        }
        sums.end()
    }

    /// The entries in order.
    #[cfg(feature = "std")]
    pub(crate) fn iter(self) -> impl Iterator<Item = SeekEntry> + use<'a> {
        (0..self.len()).map_while(move |index| self.get(index))
    }

    const fn len(&self) -> usize {
        self.bytes.len() / self.footer.entry_size()
    }

    fn get(&self, index: usize) -> Option<SeekEntry> {
        let size = self.footer.entry_size();
        let entry = self.bytes.get(index.checked_mul(size)?..)?.get(..size)?;
        let (fields, _) = entry.as_chunks::<4>();
        let field = |index: usize| fields.get(index).map(|bytes| u32::from_le_bytes(*bytes));
        Some(SeekEntry {
            compressed_size: field(0)?,
            decompressed_size: field(1)?,
            checksum: field(2),
        })
    }

    pub(crate) fn points(self) -> impl Iterator<Item = SeekPoint> + use<'a> {
        // 2^32 sizes of less than 2^32 each: the sums fit.
        let (mut compressed_offset, mut decompressed_offset) = (0, 0);
        (0..self.len()).map_while(move |index| {
            let entry = self.get(index)?;
            let point =
                SeekPoint { index: index as u32, compressed_offset, decompressed_offset, entry };
            compressed_offset = point.compressed_end();
            decompressed_offset = point.decompressed_end();
            Some(point)
        })
    }
}

/// Sums up a table's entries one by one, and refuses the first that can't be right.
#[derive(Debug)]
pub(crate) struct Sums {
    table_start: u64,
    index: u32,
    frames_end: u64,
    content_end: u64,
}

impl Sums {
    pub(crate) const fn new(table_start: u64) -> Self {
        Self { table_start, index: 0, frames_end: 0, content_end: 0 }
    }

    /// Where the next frame is.
    pub(crate) fn next(&mut self, entry: SeekEntry) -> Result<SeekPoint, Error> {
        let point = SeekPoint {
            index: self.index,
            compressed_offset: self.frames_end,
            decompressed_offset: self.content_end,
            entry,
        };
        // At most 2^32 sizes of less than 2^32 each: the sums fit.
        self.frames_end = point.compressed_end();
        self.content_end = point.decompressed_end();
        self.index = self.index.wrapping_add(1);
        let listed = entry.compressed_size;
        if listed < LEAST_FRAME {
            let problem = SeekTableProblem::FrameTooSmall { index: point.index, listed };
            return Err(Error::BadSeekTable { offset: point.compressed_offset, problem });
        }
        if self.frames_end > self.table_start { Err(self.wrong()) } else { Ok(point) }
    }

    /// The size of all content.
    pub(crate) fn end(&self) -> Result<u64, Error> {
        if self.frames_end == self.table_start { Ok(self.content_end) } else { Err(self.wrong()) }
    }

    fn wrong(&self) -> Error {
        let Self { frames_end, table_start, .. } = *self;
        let problem = SeekTableProblem::WrongSum { frames_end, table_start };
        Error::BadSeekTable { offset: table_start, problem }
    }
}

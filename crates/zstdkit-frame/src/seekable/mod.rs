//! The seekable format: frames, and after them a table of their sizes in a skippable frame.
//!
//! The table starts with the eight bytes of header of a skippable frame (variant 14) and lists for
//! each frame its compressed size, its decompressed size and, if all have one, the checksum of its
//! content. It ends with the number of frames, a descriptor and a magic number.

mod entries;
mod footer;

use crate::{error::Error, frames, problem::SeekTableProblem};

pub(crate) use self::{entries::Entries, footer::Footer};
#[cfg(feature = "std")]
pub(crate) use self::{entries::Sums, footer::FOOTER_SIZE};

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

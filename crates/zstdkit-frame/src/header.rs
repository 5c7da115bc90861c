//! Frame headers: what the first 6 to 18 bytes of a frame say.

use bitflags::bitflags;

use crate::{
    Error, FirstBytes, Format, LegacyVersion, Part, SKIPPABLE_MAGIC_START, ZSTANDARD_MAGIC, magic,
};

/// The most bytes that a block may hold in any frame, 128 KiB (RFC 8878, section 3.1.1.2.3).
pub const BLOCK_SIZE_MAX: u32 = 128 * 1024;

/// The length of a skippable frame's header: magic number and content length.
pub(crate) const SKIPPABLE_HEADER_SIZE: usize = 8;

/// How a header says that the content size is not recorded, and libzstd's way to say it too.
const UNKNOWN: u64 = u64::MAX;

const WINDOW_LOG_MIN: u8 = 10;
const WINDOW_LOG_MAX: u8 = 31;

bitflags! {
    /// The bits of a frame header's descriptor (RFC 8878, section 3.1.1.1.1).
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    pub struct DescriptorFlags: u8 {
        /// The low bit of the dictionary id's size.
        const DICTIONARY_ID_LOW = 0x01;
        /// The high bit of the dictionary id's size.
        const DICTIONARY_ID_HIGH = 0x02;
        /// A checksum follows the last block.
        const CHECKSUM = 0x04;
        /// Reserved: an error when set.
        const RESERVED = 0x08;
        /// Without meaning: encoders leave it unset, decoders ignore it.
        const UNUSED = 0x10;
        /// The content is one segment: its size is recorded, the window is as large, and there is
        /// no window descriptor.
        const SINGLE_SEGMENT = 0x20;
        /// The low bit of the content size's size.
        const CONTENT_SIZE_LOW = 0x40;
        /// The high bit of the content size's size.
        const CONTENT_SIZE_HIGH = 0x80;
    }
}

impl DescriptorFlags {
    /// How many bytes of the header hold the dictionary's id: 0, 1, 2 or 4.
    #[inline]
    #[must_use]
    pub const fn dictionary_id_bytes(self) -> usize {
        match self.bits() & 3 {
            0 => 0,
            1 => 1,
            2 => 2,
            _ => 4,
        }
    }

    /// How many bytes of the header hold the content size: 0, 1, 2, 4 or 8.
    #[inline]
    #[must_use]
    pub const fn content_size_bytes(self) -> usize {
        match self.bits() >> 6 {
            0 => self.contains(Self::SINGLE_SEGMENT) as usize,
            1 => 2,
            2 => 4,
            _ => 8,
        }
    }

    /// How many bytes of the header hold the window descriptor: 0 or 1.
    #[inline]
    #[must_use]
    pub const fn window_bytes(self) -> usize {
        !self.contains(Self::SINGLE_SEGMENT) as usize
    }

    /// How many bytes of the header follow the descriptor.
    #[inline(always)]
    const fn fields_bytes(self) -> usize {
        self.window_bytes() + self.dictionary_id_bytes() + self.content_size_bytes()
    }
}

/// What kind of frame it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FrameKind {
    /// Compressed data (RFC 8878, section 3.1.1).
    Zstandard,
    /// Bytes that decoders skip (RFC 8878, section 3.1.2).
    Skippable {
        /// The lowest four bits of the magic number, 0 to 15: for the writer's own use.
        variant: u8,
        /// How many bytes the frame holds after its eight bytes of header.
        size: u32,
    },
    /// Compressed data in a format older than RFC 8878.
    Legacy(LegacyVersion),
}

/// What a frame's header says.
///
/// Made by [`frame_info`](crate::frame_info). Everything in it is what the frame's author claims: a
/// content size of 2^60 bytes costs nothing to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FrameInfo {
    content_size: u64,
    window_size: u64,
    kind: FrameKind,
    dictionary_id: u32,
    header_size: u8,
    descriptor: u8,
    format: Format,
}

impl FrameInfo {
    /// What kind of frame it is.
    #[inline]
    #[must_use]
    pub const fn kind(&self) -> FrameKind {
        self.kind
    }

    /// Whether the frame holds compressed data of the current format.
    #[inline]
    #[must_use]
    pub const fn is_zstandard(&self) -> bool {
        matches!(self.kind, FrameKind::Zstandard)
    }

    /// Whether the frame is skippable.
    #[inline]
    #[must_use]
    pub const fn is_skippable(&self) -> bool {
        matches!(self.kind, FrameKind::Skippable { .. })
    }

    /// The size in bytes of what the frame decompresses to; `None` when it is not recorded.
    ///
    /// A skippable frame decompresses to nothing: `Some(0)`, as `ZSTD_getFrameContentSize` has it.
    /// How much it carries is in [`FrameKind::Skippable`]. Of a legacy frame nothing is known.
    #[inline]
    #[must_use]
    pub const fn content_size(&self) -> Option<u64> {
        if self.content_size == UNKNOWN { None } else { Some(self.content_size) }
    }

    /// The id of the dictionary that decompression takes; 0 when the frame names none.
    ///
    /// A skippable frame has none (`ZSTD_getDictID_fromFrame` answers its variant there).
    #[inline]
    #[must_use]
    pub const fn dictionary_id(&self) -> u32 {
        self.dictionary_id
    }

    /// How many bytes of output a decoder must keep at hand (RFC 8878, section 3.1.1.1.2).
    ///
    /// From 1 KiB to 3.75 GiB, or the content size of a frame in a single segment, which can be
    /// any number. 0 for skippable and legacy frames.
    #[inline]
    #[must_use]
    pub const fn window_size(&self) -> u64 {
        self.window_size
    }

    /// The least `windowLog` limit with which a decoder takes the frame: 10 to 64.
    ///
    /// That is the base-2 logarithm of the window size, rounded up; `None` for skippable and legacy
    /// frames.
    ///
    /// ```
    /// // 1 KiB and five eighths of it, so more than 2^10 bytes.
    /// let info = zstdkit_frame::frame_info(&[0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x05])?;
    /// assert_eq!(info.window_size(), 1664);
    /// assert_eq!(info.window_log(), Some(11));
    /// # Ok::<(), zstdkit_frame::Error>(())
    /// ```
    #[must_use]
    pub const fn window_log(&self) -> Option<u32> {
        match self.kind {
            FrameKind::Zstandard if self.window_size <= 1 << WINDOW_LOG_MIN => {
                Some(WINDOW_LOG_MIN as u32)
            }
            FrameKind::Zstandard => Some(u64::BITS - (self.window_size - 1).leading_zeros()),
            _ => None,
        }
    }

    /// The most bytes that a block of this frame may hold, compressed or not.
    ///
    /// The smaller of the window and [`BLOCK_SIZE_MAX`]; 0 for skippable and legacy frames.
    #[inline]
    #[must_use]
    pub const fn block_size_limit(&self) -> u32 {
        if self.window_size < BLOCK_SIZE_MAX as u64 {
            self.window_size as u32
        } else {
            BLOCK_SIZE_MAX
        }
    }

    /// Whether the frame ends with a checksum of what it decompresses to.
    #[inline]
    #[must_use]
    pub const fn has_checksum(&self) -> bool {
        self.descriptor & DescriptorFlags::CHECKSUM.bits() != 0
    }

    /// The length of the header in bytes, magic number included.
    ///
    /// 6 to 18 (2 to 14 without a magic number), 8 for skippable frames, and 4 for legacy ones, of
    /// which nothing but the magic number is read.
    #[inline]
    #[must_use]
    pub const fn header_size(&self) -> usize {
        self.header_size as usize
    }

    /// The descriptor's bits; none for skippable and legacy frames.
    #[must_use]
    pub const fn flags(&self) -> DescriptorFlags {
        DescriptorFlags::from_bits_retain(self.descriptor)
    }

    /// The magic number, read as little-endian; `None` when the format has none.
    #[must_use]
    pub const fn magic(&self) -> Option<u32> {
        match (self.format, self.kind) {
            (Format::Magicless, _) => None,
            (_, FrameKind::Zstandard) => Some(ZSTANDARD_MAGIC),
            (_, FrameKind::Skippable { variant, .. }) => {
                Some(SKIPPABLE_MAGIC_START + variant as u32)
            }
            (_, FrameKind::Legacy(version)) => Some(version.magic()),
        }
    }

    /// The format that the header was read in.
    #[must_use]
    pub const fn format(&self) -> Format {
        self.format
    }
}

/// Reads the header at the start of `buf`, which stands at `base` of what the caller was given.
#[inline(always)]
pub(crate) fn parse(buf: &[u8], base: u64, format: Format) -> Result<FrameInfo, Error> {
    let prefix_len = format.prefix_len();
    let Some((prefix, fields)) = buf.split_at_checked(prefix_len) else {
        return parse_short(buf, base, format);
    };
    if let (Format::Standard, Some(magic)) = (format, prefix.first_chunk::<4>()) {
        let magic = u32::from_le_bytes(*magic);
        if magic != ZSTANDARD_MAGIC {
            return parse_other(buf, base, magic);
        }
    }
    let descriptor = prefix[prefix_len - 1];
    let flags = DescriptorFlags::from_bits_retain(descriptor);
    let header_size = prefix_len + flags.fields_bytes();
    if fields.len() < flags.fields_bytes() {
        return Err(incomplete(buf, base, header_size));
    }
    // libzstd asks for the whole header before it looks at the bits.
    if flags.contains(DescriptorFlags::RESERVED) {
        return Err(reserved_bit(base + prefix_len as u64 - 1, descriptor));
    }
    let (window, fields) = fields.split_at(flags.window_bytes());
    let (dictionary_id, fields) = fields.split_at(flags.dictionary_id_bytes());
    let content_size = match flags.bits() >> 6 {
        0 if flags.contains(DescriptorFlags::SINGLE_SEGMENT) => u64::from(fields[0]),
        0 => UNKNOWN,
        1 => u64::from(u16::from_le_bytes(array(fields))) + 256,
        2 => u64::from(u32::from_le_bytes(array(fields))),
        _ => u64::from_le_bytes(array(fields)),
    };
    let window_size = match *window {
        [] => content_size,
        [byte, ..] => {
            let window_log = WINDOW_LOG_MIN + (byte >> 3);
            if window_log > WINDOW_LOG_MAX {
                return Err(window_too_large(base + prefix_len as u64, window_log));
            }
            let power = 1 << window_log;
            power + (power >> 3) * u64::from(byte & 7)
        }
    };
    let dictionary_id = match dictionary_id.len() {
        0 => 0,
        1 => u32::from(dictionary_id[0]),
        2 => u32::from(u16::from_le_bytes(array(dictionary_id))),
        _ => u32::from_le_bytes(array(dictionary_id)),
    };
    Ok(FrameInfo {
        content_size,
        window_size,
        kind: FrameKind::Zstandard,
        dictionary_id,
        header_size: header_size as u8,
        descriptor,
        format,
    })
}

/// The first `N` bytes, of which the caller knows that they are there.
#[inline(always)]
fn array<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let mut array = [0; N];
    array.copy_from_slice(&bytes[..N]);
    array
}

/// A header whose magic number is not that of a Zstandard frame.
#[inline(never)]
fn parse_other(buf: &[u8], base: u64, magic: u32) -> Result<FrameInfo, Error> {
    let plain = FrameInfo {
        content_size: UNKNOWN,
        window_size: 0,
        kind: FrameKind::Zstandard,
        dictionary_id: 0,
        header_size: 4,
        descriptor: 0,
        format: Format::Standard,
    };
    if magic::is_skippable(magic) {
        let Some(header) = buf.first_chunk::<SKIPPABLE_HEADER_SIZE>() else {
            return Err(incomplete(buf, base, SKIPPABLE_HEADER_SIZE));
        };
        let [_, _, _, _, size @ ..] = *header;
        let size = u32::from_le_bytes(size);
        let kind = FrameKind::Skippable { variant: (magic & 0x0F) as u8, size };
        let header_size = SKIPPABLE_HEADER_SIZE as u8;
        return Ok(FrameInfo { content_size: 0, kind, header_size, ..plain });
    }
    if let Some(version) = LegacyVersion::from_magic(magic) {
        return Ok(FrameInfo { kind: FrameKind::Legacy(version), ..plain });
    }
    Err(Error::UnknownFrame { offset: base, found: FirstBytes::of(buf) })
}

/// Fewer bytes than reach to the descriptor.
#[cold]
fn parse_short(buf: &[u8], base: u64, format: Format) -> Result<FrameInfo, Error> {
    if format == Format::Standard {
        match buf.first_chunk::<4>().map(|magic| u32::from_le_bytes(*magic)) {
            Some(ZSTANDARD_MAGIC) => {}
            Some(magic) if magic::is_skippable(magic) => {}
            Some(magic) => return parse_other(buf, base, magic),
            None if magic::may_become_magic(buf) => {}
            None => return Err(Error::UnknownFrame { offset: base, found: FirstBytes::of(buf) }),
        }
    }
    Err(incomplete(buf, base, format.prefix_len()))
}

#[cold]
fn incomplete(buf: &[u8], base: u64, enough: usize) -> Error {
    let needed = (enough - buf.len()) as u64;
    let total = base.saturating_add(enough as u64);
    Error::Incomplete { part: Part::FrameHeader, offset: base, needed, total }
}

#[cold]
fn reserved_bit(offset: u64, found: u8) -> Error {
    Error::ReservedBit { offset, found }
}

#[cold]
fn window_too_large(offset: u64, window_log: u8) -> Error {
    Error::WindowTooLarge { offset, window_log }
}

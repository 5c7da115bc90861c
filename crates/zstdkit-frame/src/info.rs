//! What a frame's header says, once read.

use core::fmt;

use crate::{
    descriptor::DescriptorFlags,
    magic::{LegacyVersion, SKIPPABLE_MAGIC_START, ZSTANDARD_MAGIC},
    options::Format,
};

/// The most bytes that a block may hold in any frame, 128 KiB (RFC 8878, section 3.1.1.2.3).
#[doc(alias = "BLOCKSIZELOG_MAX")]
#[doc(alias = "BLOCKSIZE_MAX")]
#[doc(alias = "BLOCKSIZE_MAX_MIN")]
#[doc(alias = "ZSTD_getBlockSize")]
#[doc(alias = "get_block_size")]
pub const BLOCK_SIZE_MAX: u32 = 128 * 1024;

/// The length of a skippable frame's header: magic number and content length.
pub(crate) const SKIPPABLE_HEADER_SIZE: usize = 8;

/// The length of what is read of a legacy frame: its magic number.
const LEGACY_HEADER_SIZE: usize = 4;

/// The content size of a frame that does not record it. Recorded, this number means the same to
/// libzstd.
pub(crate) const UNKNOWN_SIZE: u64 = u64::MAX;

pub(crate) const WINDOW_LOG_MIN: u8 = 10;

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
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct FrameInfo {
    pub(crate) content_size: u64,
    pub(crate) window_size: u64,
    pub(crate) kind: FrameKind,
    pub(crate) dictionary_id: u32,
    pub(crate) header_size: u8,
    pub(crate) descriptor: u8,
    pub(crate) format: Format,
}

impl FrameInfo {
    pub(crate) const fn skippable(variant: u8, size: u32) -> Self {
        Self {
            content_size: 0,
            window_size: 0,
            kind: FrameKind::Skippable { variant, size },
            dictionary_id: 0,
            header_size: SKIPPABLE_HEADER_SIZE as u8,
            descriptor: 0,
            format: Format::Standard,
        }
    }

    pub(crate) const fn legacy(version: LegacyVersion) -> Self {
        Self {
            content_size: UNKNOWN_SIZE,
            window_size: 0,
            kind: FrameKind::Legacy(version),
            dictionary_id: 0,
            header_size: LEGACY_HEADER_SIZE as u8,
            descriptor: 0,
            format: Format::Standard,
        }
    }

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
    #[doc(alias = "ZSTD_isSkippableFrame")]
    #[inline]
    #[must_use]
    pub const fn is_skippable(&self) -> bool {
        matches!(self.kind, FrameKind::Skippable { .. })
    }

    /// The size in bytes of what the frame decompresses to; `None` when it is not recorded.
    ///
    /// A skippable frame decompresses to nothing: `Some(0)`, as `ZSTD_getFrameContentSize` has it.
    /// How much it carries is in [`FrameKind::Skippable`]. Of a legacy frame nothing is known.
    #[doc(alias = "CONTENTSIZE_ERROR")]
    #[doc(alias = "CONTENTSIZE_UNKNOWN")]
    #[doc(alias = "ZSTD_getDecompressedSize")]
    #[doc(alias = "ZSTD_getFrameContentSize")]
    #[doc(alias = "get_decompressed_size")]
    #[doc(alias = "get_frame_content_size")]
    #[inline]
    #[must_use]
    pub const fn content_size(&self) -> Option<u64> {
        if self.content_size == UNKNOWN_SIZE { None } else { Some(self.content_size) }
    }

    /// The id of the dictionary that decompression takes; 0 when the frame names none.
    ///
    /// A skippable frame has none (`ZSTD_getDictID_fromFrame` answers its variant there).
    #[doc(alias = "ZSTD_getDictID_fromFrame")]
    #[doc(alias = "get_dict_id_from_frame")]
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
    #[doc(alias = "FRAMEHEADERSIZE_MAX")]
    #[doc(alias = "SKIPPABLEHEADERSIZE")]
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

impl fmt::Debug for FrameInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FrameInfo")
            .field("kind", &self.kind)
            .field("content_size", &self.content_size())
            .field("dictionary_id", &self.dictionary_id)
            .field("window_size", &self.window_size)
            .field("header_size", &self.header_size)
            .field("flags", &self.flags())
            .field("format", &self.format)
            .finish()
    }
}

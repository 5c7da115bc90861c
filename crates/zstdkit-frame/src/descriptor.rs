//! The descriptor: the byte of a frame header that says which fields follow it.

use bitflags::bitflags;

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
    // Sums rather than matches: a jump table costs more than all the rest of a header's reading.

    /// How many bytes of the header hold the dictionary's id: 0, 1, 2 or 4.
    #[inline]
    #[must_use]
    pub const fn dictionary_id_bytes(self) -> usize {
        let code = self.bits() & 3;
        code as usize + (code == 3) as usize
    }

    /// How many bytes of the header hold the content size: 0, 1, 2, 4 or 8.
    #[inline]
    #[must_use]
    pub const fn content_size_bytes(self) -> usize {
        let code = self.bits() >> 6;
        // Code 0 is one byte in a single segment, and else none.
        (1 << code) - (code == 0 && !self.contains(Self::SINGLE_SEGMENT)) as usize
    }

    /// How many bytes of the header hold the window descriptor: 0 or 1.
    #[inline]
    #[must_use]
    pub const fn window_bytes(self) -> usize {
        !self.contains(Self::SINGLE_SEGMENT) as usize
    }

    /// How many bytes of the header follow the descriptor.
    #[inline(always)]
    pub(crate) const fn fields_bytes(self) -> usize {
        self.window_bytes() + self.dictionary_id_bytes() + self.content_size_bytes()
    }
}

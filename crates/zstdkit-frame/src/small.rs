//! The quick way through small frames.
//!
//! Records of a few hundred bytes are decompressed by the million, and a decoder then takes no longer
//! than a careful look at all that a header can say. This one knows the shape that encoders give to
//! nearly all of them, and leaves the rest to the general way.

use crate::block::{BLOCK_HEADER_SIZE, BlockHeader};
use crate::walk::CHECKSUM_SIZE;
use crate::{descriptor::DescriptorFlags, info::BLOCK_SIZE_MAX, magic::ZSTANDARD_MAGIC};

/// The magic number and the descriptor.
const PREFIX_SIZE: usize = 5;

/// The part of four bytes that holds a dictionary id, by the descriptor's code for its length.
const DICTIONARY_ID_MASKS: [u32; 4] = [0, 0xFF, 0xFFFF, 0xFFFF_FFFF];

/// A frame of a single segment and a single block, of at most 128 KiB of content.
///
/// Made by [`small_frame`](crate::small_frame). Header and block header are sound, and all of the
/// frame's bytes are there; the content size is no more than one block can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SmallFrame {
    size: usize,
    content_size: u32,
    dictionary_id: u32,
}

impl SmallFrame {
    /// The frame's length in bytes, checksum included.
    #[inline]
    #[must_use]
    pub const fn size(&self) -> usize {
        self.size
    }

    /// The size in bytes of what the frame decompresses to, which is its window's size too.
    #[inline]
    #[must_use]
    pub const fn content_size(&self) -> u32 {
        self.content_size
    }

    /// The id of the dictionary that decompression takes; 0 when the frame names none.
    #[inline]
    #[must_use]
    pub const fn dictionary_id(&self) -> u32 {
        self.dictionary_id
    }
}

/// The small frame at the start of `buf`, if there is one.
#[inline(always)]
pub(crate) fn read(buf: &[u8]) -> Option<SmallFrame> {
    let &[m0, m1, m2, m3, descriptor, i0, i1, i2, i3] = buf.first_chunk()?;
    if u32::from_le_bytes([m0, m1, m2, m3]) != ZSTANDARD_MAGIC {
        return None;
    }
    let flags = DescriptorFlags::from_bits_retain(descriptor);
    let wanted = DescriptorFlags::SINGLE_SEGMENT;
    if flags & (wanted | DescriptorFlags::RESERVED) != wanted {
        return None;
    }
    let id_mask = DICTIONARY_ID_MASKS[usize::from(descriptor & 3)];
    let dictionary_id = u32::from_le_bytes([i0, i1, i2, i3]) & id_mask;
    // The content size, of up to four bytes, and the block's header: both in one load.
    let at = PREFIX_SIZE + flags.dictionary_id_bytes();
    let loaded = u64::from_le_bytes(*buf.get(at..)?.first_chunk()?);
    let size_bytes = flags.content_size_bytes();
    if size_bytes > 4 {
        return None;
    }
    let size_bits = 8 * size_bytes as u32;
    // Two bytes count from 256 on.
    let counted_from = if size_bytes == 2 { 256 } else { 0 };
    let content_size = (loaded & ((1 << size_bits) - 1)) as u32;
    let content_size = content_size.saturating_add(counted_from);
    let block = BlockHeader::from_bits((loaded >> size_bits) as u32);
    let at = at + size_bytes;
    if content_size > BLOCK_SIZE_MAX
        || !block.is_last()
        || block.is_bad(content_size)
        || block.is_hollow(content_size)
    {
        return None;
    }
    let checksum = if flags.contains(DescriptorFlags::CHECKSUM) { CHECKSUM_SIZE } else { 0 };
    let size = at + BLOCK_HEADER_SIZE + block.stored_size() as usize + checksum;
    (size <= buf.len()).then_some(SmallFrame { size, content_size, dictionary_id })
}

//! Reading frame headers: the first 6 to 18 bytes of a frame.
//!
//! Small frames are decompressed by the million, and each is asked about first. So there are two
//! ways through a header: [`read`], which takes sound headers of the current format and nothing else,
//! without a branch that follows the data where a mask will do; and [`explain`], for all others.

use crate::info::{SKIPPABLE_HEADER_SIZE, UNKNOWN_SIZE, WINDOW_LOG_MIN};
use crate::{
    descriptor::DescriptorFlags,
    error::{Error, Part},
    first_bytes::FirstBytes,
    info::{FrameInfo, FrameKind},
    magic::{self, LegacyVersion, ZSTANDARD_MAGIC},
    options::Format,
};

const WINDOW_LOG_MAX: u8 = 31;

/// The longest header: magic number, descriptor, window, dictionary id, content size.
pub(crate) const HEADER_SIZE_MAX: usize = 18;

/// Reads the header at the start of `buf`, which stands at `base` of what the caller was given.
#[inline(always)]
pub(crate) fn parse(buf: &[u8], base: u64, format: Format) -> Result<FrameInfo, Error> {
    match read(buf, format) {
        Some(info) => Ok(info),
        None => explain(buf, base, format),
    }
}

/// Reads a sound header of a Zstandard frame at the start of at least 8 bytes; `None` otherwise.
#[inline(always)]
pub(crate) fn read(buf: &[u8], format: Format) -> Option<FrameInfo> {
    let (magic, _) = buf.split_first_chunk::<4>()?;
    if format == Format::Standard && u32::from_le_bytes(*magic) != ZSTANDARD_MAGIC {
        return None;
    }
    let prefix_len = format.prefix_len();
    let descriptor = *buf.get(prefix_len - 1)?;
    let flags = DescriptorFlags::from_bits_retain(descriptor);
    let header_size = prefix_len + flags.fields_bytes();
    if header_size > buf.len() || flags.contains(DescriptorFlags::RESERVED) {
        return None;
    }
    let dictionary_id_at = prefix_len + flags.window_bytes();
    let content_size_at = dictionary_id_at + flags.dictionary_id_bytes();
    let dictionary_id = field(buf, dictionary_id_at, flags.dictionary_id_bytes())?;
    let content_size = match flags.content_size_bytes() {
        0 => UNKNOWN_SIZE,
        // Two bytes count from 256 on: the sizes below have a shorter form.
        2 => field(buf, content_size_at, 2)? + 256,
        len => field(buf, content_size_at, len)?,
    };
    let window_size = if flags.contains(DescriptorFlags::SINGLE_SEGMENT) {
        content_size
    } else {
        window_size(*buf.get(prefix_len)?)?
    };
    Some(FrameInfo {
        content_size,
        window_size,
        kind: FrameKind::Zstandard,
        // At most four bytes.
        dictionary_id: dictionary_id as u32,
        header_size: header_size as u8,
        descriptor,
        format,
    })
}

/// The little-endian number of `len` bytes at `at`, all of them within `buf`; 0 when `len` is 0.
///
/// `None` of fewer than 8 bytes: the field is cut out of 8 bytes that are loaded at once.
#[inline(always)]
fn field(buf: &[u8], at: usize, len: usize) -> Option<u64> {
    let start = at.min(buf.len().checked_sub(8)?);
    let loaded = u64::from_le_bytes(*buf.get(start..)?.first_chunk()?);
    // By 64 bits, which wraps to 0, only when `at` is the end of `buf`, and `len` is 0.
    let from_field = loaded.wrapping_shr(8 * (at - start) as u32);
    let mask = if len == 8 { u64::MAX } else { (1 << (8 * len)) - 1 };
    Some(from_field & mask)
}

/// The window of a window descriptor (RFC 8878, section 3.1.1.1.2), if it is supported.
#[inline(always)]
fn window_size(descriptor: u8) -> Option<u64> {
    let window_log = WINDOW_LOG_MIN + (descriptor >> 3);
    let power = 1 << window_log;
    (window_log <= WINDOW_LOG_MAX).then_some(power + (power >> 3) * u64::from(descriptor & 7))
}

/// Reads a header that [`read`] did not take, or says what is wrong with it.
#[cold]
pub(crate) fn explain(buf: &[u8], base: u64, format: Format) -> Result<FrameInfo, Error> {
    if format == Format::Standard && !buf.starts_with(&ZSTANDARD_MAGIC.to_le_bytes()) {
        return parse_other(buf, base);
    }
    let prefix_len = format.prefix_len();
    let Some(&descriptor) = buf.get(prefix_len - 1) else {
        return Err(incomplete(buf, base, prefix_len));
    };
    let flags = DescriptorFlags::from_bits_retain(descriptor);
    let header_size = prefix_len + flags.fields_bytes();
    // libzstd asks for the whole header before it looks at the bits.
    let Some(header) = buf.get(..header_size) else {
        return Err(incomplete(buf, base, header_size));
    };
    if flags.contains(DescriptorFlags::RESERVED) {
        let offset = base + prefix_len as u64 - 1;
        return Err(Error::ReservedBit { offset, found: descriptor });
    }
    if !flags.contains(DescriptorFlags::SINGLE_SEGMENT) && window_size(header[prefix_len]).is_none()
    {
        let window_log = WINDOW_LOG_MIN + (header[prefix_len] >> 3);
        return Err(Error::WindowTooLarge { offset: base, window_log });
    }
    // Sound, then, and shorter than what is loaded at once.
    let mut padded = [0; HEADER_SIZE_MAX];
    padded[..header_size].copy_from_slice(header);
    read(&padded, format).ok_or_else(|| incomplete(buf, base, header_size))
}

/// Bytes that do not start with a Zstandard frame's magic number.
fn parse_other(buf: &[u8], base: u64) -> Result<FrameInfo, Error> {
    let unknown = Error::UnknownFrame { offset: base, found: FirstBytes::of(buf) };
    let prefix_len = Format::Standard.prefix_len();
    let Some(magic) = buf.first_chunk::<4>() else {
        let possible = magic::may_become_magic(buf);
        return Err(if possible { incomplete(buf, base, prefix_len) } else { unknown });
    };
    let magic = u32::from_le_bytes(*magic);
    if magic::is_skippable(magic) {
        let Some(&[variant, _, _, _, ref size @ ..]) = buf.first_chunk::<SKIPPABLE_HEADER_SIZE>()
        else {
            // libzstd asks for the prefix that all frames have before it asks for more.
            let enough = if buf.len() < prefix_len { prefix_len } else { SKIPPABLE_HEADER_SIZE };
            return Err(incomplete(buf, base, enough));
        };
        return Ok(FrameInfo::skippable(variant & 0x0F, u32::from_le_bytes(*size)));
    }
    LegacyVersion::from_magic(magic).map(FrameInfo::legacy).ok_or(unknown)
}

fn incomplete(buf: &[u8], base: u64, enough: usize) -> Error {
    let needed = (enough - buf.len()) as u64;
    Error::Incomplete { part: Part::FrameHeader, offset: base, needed, total: base + enough as u64 }
}

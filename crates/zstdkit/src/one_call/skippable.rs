//! Skippable frames: bytes of one's own between frames of data (RFC 8878, section 3.1.2).

use crate::error::{Error, Result};
use alloc::vec::Vec;

/// The magic number of variant 0; the others follow.
const MAGIC: u32 = 0x184D_2A50;

/// Appends a skippable frame that carries `content`; returns the frame's size in bytes.
///
/// Decoders pass over it. `variant`, 0 to 15, is the writer's own to use. It's read back by
/// `zstdkit_frame::Frame::skippable_content`.
///
/// ```
/// let mut stream = zstdkit::compress(b"data", 3)?;
/// zstdkit::write_skippable_frame(b"a note", 7, &mut stream)?;
/// assert_eq!(zstdkit::decompress(&stream)?, b"data");
/// # Ok::<(), zstdkit::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::ParameterOutOfBounds`] for a variant over 15, [`Error::SkippableTooLarge`] for content
/// that a frame can't hold.
///
/// Covers `ZSTD_writeSkippableFrame`.
#[doc(alias = "ZSTD_writeSkippableFrame")]
pub fn write_skippable_frame(content: &[u8], variant: u8, output: &mut Vec<u8>) -> Result<usize> {
    if variant > 15 {
        return Err(Error::ParameterOutOfBounds {
            parameter: "skippable variant",
            lower: 0,
            upper: 15,
            value: variant.into(),
        });
    }
    // Decoders count header and content together in 32 bits.
    let size = u32::try_from(content.len()).ok().filter(|size| size.checked_add(8).is_some());
    let size = size.ok_or(Error::SkippableTooLarge { len: content.len() })?;
    output.try_reserve(content.len() + 8).map_err(|_| Error::OutOfMemory)?;
    output.extend_from_slice(&(MAGIC + u32::from(variant)).to_le_bytes());
    output.extend_from_slice(&size.to_le_bytes());
    output.extend_from_slice(content);
    Ok(content.len() + 8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_back() {
        let mut output = b"before".to_vec();
        for variant in 0..16 {
            output.truncate(6);
            assert_eq!(write_skippable_frame(b"content", variant, &mut output), Ok(15));
            let frame = zstdkit_frame::first_frame(&output[6..]).unwrap();
            assert_eq!(frame.skippable_content(), Some(&b"content"[..]));
            assert_eq!(output[6] & 15, variant);
        }
        assert!(write_skippable_frame(b"", 16, &mut output).is_err());
    }
}

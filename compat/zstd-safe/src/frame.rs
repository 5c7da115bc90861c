//! Questions about bytes, and about libzstd.

use core::num::{NonZeroU32, NonZeroU64};

use zstdkit_sys as sys;

use crate::{
    error::{ContentSizeError, SafeResult, check, static_str},
    parameters::CompressionLevel,
};

/// libzstd's version as a number: 10507 for 1.5.7.
pub fn version_number() -> u32 {
    // SAFETY: takes nothing.
    unsafe { sys::ZSTD_versionNumber() }
}

/// libzstd's version.
pub fn version_string() -> &'static str {
    // SAFETY: takes nothing, and the answer is a string that lives as long as the program.
    unsafe { static_str(sys::ZSTD_versionString()) }
}

/// The lowest level.
pub fn min_c_level() -> CompressionLevel {
    // SAFETY: takes nothing.
    unsafe { sys::ZSTD_minCLevel() }
}

/// The highest level.
pub fn max_c_level() -> CompressionLevel {
    // SAFETY: takes nothing.
    unsafe { sys::ZSTD_maxCLevel() }
}

/// The size of the first frame's content, where it's said and not 0.
#[deprecated(note = "get_frame_content_size tells what this doesn't")]
#[expect(deprecated, reason = "libzstd's function of the same name")]
pub fn get_decompressed_size(src: &[u8]) -> Option<NonZeroU64> {
    // SAFETY: the pointer is of a slice of that length.
    NonZeroU64::new(unsafe { sys::ZSTD_getDecompressedSize(src.as_ptr().cast(), src.len()) })
}

/// The size of the first frame with its header, in bytes.
pub fn find_frame_compressed_size(src: &[u8]) -> SafeResult {
    // SAFETY: the pointer is of a slice of that length.
    check(unsafe { sys::ZSTD_findFrameCompressedSize(src.as_ptr().cast(), src.len()) })
}

/// A size of content as C answers it.
fn content_size(size: u64) -> Result<Option<u64>, ContentSizeError> {
    match size {
        sys::ZSTD_CONTENTSIZE_ERROR => Err(ContentSizeError),
        sys::ZSTD_CONTENTSIZE_UNKNOWN => Ok(None),
        size => Ok(Some(size)),
    }
}

/// The size of the first frame's content, in bytes; `None` if it isn't said.
///
/// # Errors
///
/// The header can't be read.
pub fn get_frame_content_size(src: &[u8]) -> Result<Option<u64>, ContentSizeError> {
    // SAFETY: the pointer is of a slice of that length.
    content_size(unsafe { sys::ZSTD_getFrameContentSize(src.as_ptr().cast(), src.len()) })
}

/// The size of all frames' content, in bytes; `None` if one of them doesn't say.
///
/// # Errors
///
/// A header can't be read.
#[cfg(feature = "experimental")]
pub fn find_decompressed_size(src: &[u8]) -> Result<Option<u64>, ContentSizeError> {
    // SAFETY: the pointer is of a slice of that length.
    content_size(unsafe { sys::ZSTD_findDecompressedSize(src.as_ptr().cast(), src.len()) })
}

/// The most that all frames' content may take, in bytes.
///
/// # Errors
///
/// A frame can't be read.
#[cfg(feature = "experimental")]
pub fn decompress_bound(data: &[u8]) -> Result<u64, crate::ErrorCode> {
    // SAFETY: the pointer is of a slice of that length.
    match unsafe { sys::ZSTD_decompressBound(data.as_ptr().cast(), data.len()) } {
        sys::ZSTD_CONTENTSIZE_ERROR => Err(sys::ZSTD_CONTENTSIZE_ERROR as usize),
        bound => Ok(bound),
    }
}

/// How much room beyond the content decompression in place takes, in bytes.
///
/// # Errors
///
/// A frame can't be read.
#[cfg(feature = "experimental")]
pub fn decompression_margin(compressed_data: &[u8]) -> Result<usize, crate::ErrorCode> {
    // SAFETY: the pointer is of a slice of that length.
    check(unsafe {
        sys::ZSTD_decompressionMargin(compressed_data.as_ptr().cast(), compressed_data.len())
    })
}

/// The most sequences that so many bytes take.
#[cfg(feature = "experimental")]
pub fn sequence_bound(src_size: usize) -> usize {
    // SAFETY: the function computes with any number.
    unsafe { sys::ZSTD_sequenceBound(src_size) }
}

/// Whether a frame begins here.
#[cfg(feature = "experimental")]
pub fn is_frame(buffer: &[u8]) -> bool {
    // SAFETY: the pointer is of a slice of that length.
    unsafe { sys::ZSTD_isFrame(buffer.as_ptr().cast(), buffer.len()) != 0 }
}

/// A dictionary's id; `None` if it's content alone.
pub fn get_dict_id_from_dict(dict: &[u8]) -> Option<NonZeroU32> {
    // SAFETY: the pointer is of a slice of that length.
    NonZeroU32::new(unsafe { sys::ZSTD_getDictID_fromDict(dict.as_ptr().cast(), dict.len()) })
}

/// The id of the dictionary that the first frame wants, if it says one.
pub fn get_dict_id_from_frame(src: &[u8]) -> Option<NonZeroU32> {
    // SAFETY: the pointer is of a slice of that length.
    NonZeroU32::new(unsafe { sys::ZSTD_getDictID_fromFrame(src.as_ptr().cast(), src.len()) })
}

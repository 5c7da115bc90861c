//! Why C makes no digest of a dictionary: it tells a context, and nobody else.

use zstdkit_sys as sys;

use super::{Cctx, CompressDigest, Dctx, DecompressDigest, check};
use crate::error::ErrorCode;

impl CompressDigest {
    /// Whether C finds the content corrupt, where it can tell: not where memory is short.
    pub(crate) fn is_corrupt(content: &[u8]) -> bool {
        let Ok(cctx) = Cctx::new() else { return false };
        let mut frame = [0_u8; 64];
        // SAFETY: the pointer is a live CCtx. ZSTD_compress_usingDict reads within the dictionary, writes
        // within the room given, and keeps neither pointer for a later frame: there is none.
        let outcome = check(unsafe {
            sys::ZSTD_compress_usingDict(
                cctx.raw.as_ptr(),
                frame.as_mut_ptr().cast(),
                frame.len(),
                core::ptr::null(),
                0,
                content.as_ptr().cast(),
                content.len(),
                1,
            )
        });
        outcome == Err(ErrorCode::DictionaryCorrupted)
    }
}

impl DecompressDigest {
    /// Whether C finds the content corrupt, where it can tell: not where memory is short.
    pub(crate) fn is_corrupt(content: &[u8]) -> bool {
        let Ok(dctx) = Dctx::new() else { return false };
        // A frame of no content.
        let frame = [0x28, 0xB5, 0x2F, 0xFD, 0x20, 0, 1, 0, 0];
        let mut room = [0_u8; 1];
        // SAFETY: the pointer is a live DCtx. ZSTD_decompress_usingDict reads within the frame and the
        // dictionary, writes within the room given, and keeps no pointer for a later frame: there is none.
        let outcome = check(unsafe {
            sys::ZSTD_decompress_usingDict(
                dctx.raw.as_ptr(),
                room.as_mut_ptr().cast(),
                room.len(),
                frame.as_ptr().cast(),
                frame.len(),
                content.as_ptr().cast(),
                content.len(),
            )
        });
        outcome == Err(ErrorCode::DictionaryCorrupted)
    }
}

//! Formats that a feature adds.

use zstdkit_sys as raw;

/// A frame as zstd 0.7 wrote it: header with a content size of one byte, a raw block, the end mark.
const FRAME_OF_0_7: &[u8] = b"\x27\xb5\x2f\xfd\x20\x05\x40\x00\x05hello\xc0\x00\x00";

#[test]
fn old_frames_are_read_exactly_with_the_feature() {
    let mut output = [0u8; 16];
    // SAFETY: pointers and lengths are of live buffers.
    let size = unsafe {
        raw::ZSTD_decompress(
            output.as_mut_ptr().cast(),
            output.len(),
            FRAME_OF_0_7.as_ptr().cast(),
            FRAME_OF_0_7.len(),
        )
    };
    if cfg!(feature = "legacy") {
        assert_eq!(output[..size], *b"hello");
    } else {
        // SAFETY: any number may be asked about.
        let code = unsafe { raw::ZSTD_getErrorCode(size) };
        assert_eq!(code, raw::ZSTD_ErrorCode::ZSTD_error_prefix_unknown);
    }
}

#[cfg(feature = "seekable")]
#[test]
fn a_seekable_archive_is_read_from_its_middle() {
    let input: Vec<u8> = (0..50_000u32).flat_map(u32::to_le_bytes).collect();
    let mut archive = vec![0u8; 2 * input.len()];
    let mut piece = [0u8; 1000];
    // SAFETY: the objects are made, used and freed here; buffers outlive the calls.
    unsafe {
        let writer = raw::ZSTD_seekable_createCStream();
        assert!(!writer.is_null());
        assert_eq!(raw::ZSTD_seekable_initCStream(writer, 1, 1, 10_000), 0);
        let mut to =
            raw::ZSTD_outBuffer { dst: archive.as_mut_ptr().cast(), size: archive.len(), pos: 0 };
        let mut from = raw::ZSTD_inBuffer { src: input.as_ptr().cast(), size: input.len(), pos: 0 };
        while from.pos < from.size {
            let result = raw::ZSTD_seekable_compressStream(writer, &raw mut to, &raw mut from);
            assert_eq!(raw::ZSTD_isError(result), 0);
        }
        assert_eq!(raw::ZSTD_seekable_endStream(writer, &raw mut to), 0);
        assert_eq!(raw::ZSTD_seekable_freeCStream(writer), 0);

        let reader = raw::ZSTD_seekable_create();
        assert!(!reader.is_null());
        assert_eq!(raw::ZSTD_seekable_initBuff(reader, archive.as_ptr().cast(), to.pos), 0);
        let read =
            raw::ZSTD_seekable_decompress(reader, piece.as_mut_ptr().cast(), piece.len(), 123_456);
        assert_eq!(read, piece.len());
        assert_eq!(raw::ZSTD_seekable_free(reader), 0);
    }
    assert_eq!(piece, input[123_456..124_456]);
}

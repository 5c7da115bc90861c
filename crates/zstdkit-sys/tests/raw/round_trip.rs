//! Calls of the stable interface.

use core::ffi::{CStr, c_int};
use core::ptr;

use zstdkit_sys as raw;

fn numbers() -> Vec<u8> {
    (0..100_000u32).flat_map(|n| (n % 251).to_le_bytes()).collect()
}

fn compress(input: &[u8], level: c_int) -> Vec<u8> {
    // SAFETY: the function computes with any number.
    let mut frame = vec![0u8; unsafe { raw::ZSTD_compressBound(input.len()) }];
    let (to, room) = (frame.as_mut_ptr().cast(), frame.len());
    // SAFETY: pointers and lengths are of live buffers.
    let size = unsafe { raw::ZSTD_compress(to, room, input.as_ptr().cast(), input.len(), level) };
    // SAFETY: any number may be asked about.
    assert_eq!(unsafe { raw::ZSTD_isError(size) }, 0);
    frame.truncate(size);
    frame
}

fn decompress(frame: &[u8], room: usize) -> Result<Vec<u8>, raw::ZSTD_ErrorCode> {
    let mut output = vec![0u8; room];
    let to = output.as_mut_ptr().cast();
    // SAFETY: pointers and lengths are of live buffers.
    let size = unsafe { raw::ZSTD_decompress(to, room, frame.as_ptr().cast(), frame.len()) };
    // SAFETY: any number may be asked about.
    if unsafe { raw::ZSTD_isError(size) } != 0 {
        // SAFETY: as above.
        return Err(unsafe { raw::ZSTD_getErrorCode(size) });
    }
    output.truncate(size);
    Ok(output)
}

#[test]
fn a_round_trip_gives_the_input_back_at_every_kind_of_level() {
    let input = numbers();
    for level in [-5, 0, 1, 3, 9, 19] {
        let frame = compress(&input, level);
        assert!(frame.len() < input.len() / 10, "{} bytes at level {level}", frame.len());
        assert!(decompress(&frame, input.len()).is_ok_and(|output| output == input));
    }
}

#[test]
fn an_error_has_its_code_and_is_known_as_an_error() {
    let frame = compress(&numbers(), 1);
    let too_small = raw::ZSTD_ErrorCode::ZSTD_error_dstSize_tooSmall;
    assert_eq!(decompress(&frame, 10), Err(too_small));
    let unknown = raw::ZSTD_ErrorCode::ZSTD_error_prefix_unknown;
    assert_eq!(decompress(b"no frame at all", 10), Err(unknown));
}

#[test]
fn an_error_has_words_unless_they_were_left_out() {
    let code = raw::ZSTD_ErrorCode::ZSTD_error_dstSize_tooSmall;
    // SAFETY: the function gives a string that lives as long as the program.
    let words = unsafe { CStr::from_ptr(raw::ZSTD_getErrorString(code)) };
    // SAFETY: as above; an error's result is its code, negated.
    let same = unsafe { CStr::from_ptr(raw::ZSTD_getErrorName((code.0 as usize).wrapping_neg())) };
    assert_eq!(words, same);
    let has_words = words.to_bytes().starts_with(b"Destination buffer");
    assert_eq!(has_words, cfg!(not(feature = "thin")), "{words:?}");
}

#[test]
fn header_and_library_are_of_one_version() {
    // SAFETY: the function takes nothing and gives a number.
    assert_eq!(unsafe { raw::ZSTD_versionNumber() }, raw::ZSTD_VERSION_NUMBER);
    // SAFETY: the function gives a string that lives as long as the program.
    let words = unsafe { CStr::from_ptr(raw::ZSTD_versionString()) };
    assert_eq!(words, raw::ZSTD_VERSION_STRING);
}

#[test]
fn constants_of_macros_are_what_the_functions_say() {
    // SAFETY: the functions compute with any number, or look at the bytes given.
    unsafe {
        assert_eq!(raw::ZSTD_defaultCLevel(), raw::ZSTD_CLEVEL_DEFAULT);
        let frame = raw::ZSTD_MAGICNUMBER.to_le_bytes();
        assert_eq!(
            raw::ZSTD_getFrameContentSize(b"none".as_ptr().cast(), 4),
            raw::ZSTD_CONTENTSIZE_ERROR
        );
        // A header without a content size: the magic, a descriptor of 0, a window of 1 KiB.
        let header = [frame[0], frame[1], frame[2], frame[3], 0, 0, 0];
        assert_eq!(
            raw::ZSTD_getFrameContentSize(header.as_ptr().cast(), header.len()),
            raw::ZSTD_CONTENTSIZE_UNKNOWN
        );
    }
}

#[test]
fn a_context_takes_parameters_and_resets() {
    let input = numbers();
    // SAFETY: takes nothing; the context is freed below.
    let context = unsafe { raw::ZSTD_createCCtx() };
    assert!(!context.is_null());
    let mut frame = vec![0u8; input.len()];
    // SAFETY: the context is live, and pointers and lengths are of live buffers.
    unsafe {
        let key = raw::ZSTD_cParameter::ZSTD_c_checksumFlag;
        assert_eq!(raw::ZSTD_isError(raw::ZSTD_CCtx_setParameter(context, key, 1)), 0);
        let mut to =
            raw::ZSTD_outBuffer { dst: frame.as_mut_ptr().cast(), size: frame.len(), pos: 0 };
        let mut from = raw::ZSTD_inBuffer { src: input.as_ptr().cast(), size: input.len(), pos: 0 };
        let end = raw::ZSTD_EndDirective::ZSTD_e_end;
        assert_eq!(raw::ZSTD_compressStream2(context, &raw mut to, &raw mut from, end), 0);
        assert_eq!(from.pos, input.len());
        frame.truncate(to.pos);

        let both = raw::ZSTD_ResetDirective::ZSTD_reset_session_only
            | raw::ZSTD_ResetDirective::ZSTD_reset_parameters;
        assert_eq!(raw::ZSTD_CCtx_reset(context, both), 0);
        assert_eq!(raw::ZSTD_freeCCtx(context), 0);
        assert_eq!(raw::ZSTD_freeCCtx(ptr::null_mut()), 0);
    }
    assert!(decompress(&frame, input.len()).is_ok_and(|output| output == input));
    let last = frame.len() - 1;
    frame[last] ^= 1;
    let wrong = raw::ZSTD_ErrorCode::ZSTD_error_checksum_wrong;
    assert_eq!(decompress(&frame, input.len()), Err(wrong));
}

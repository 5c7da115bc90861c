//! The raw calls do what libzstd does.

use core::ffi::CStr;

use zstdkit_sys as raw;

#[test]
fn a_round_trip_gives_the_input_back() {
    let input: Vec<u8> = (0..100_000u32).flat_map(|n| (n % 251).to_le_bytes()).collect();
    // SAFETY: the function computes with any number.
    let mut frame = vec![0u8; unsafe { raw::ZSTD_compressBound(input.len()) }];
    let mut output = vec![0u8; input.len()];

    // SAFETY: pointers and lengths are of live buffers that the calls read or write within.
    let size = unsafe {
        raw::ZSTD_compress(
            frame.as_mut_ptr().cast(),
            frame.len(),
            input.as_ptr().cast(),
            input.len(),
            raw::ZSTD_CLEVEL_DEFAULT,
        )
    };
    // SAFETY: any number may be asked about.
    assert_eq!(unsafe { raw::ZSTD_isError(size) }, 0);
    assert!(size < input.len() / 10, "{size} bytes for {}", input.len());

    // SAFETY: as above; `size` bytes of the frame were written.
    let back = unsafe {
        raw::ZSTD_decompress(output.as_mut_ptr().cast(), output.len(), frame.as_ptr().cast(), size)
    };
    assert_eq!(back, input.len());
    assert!(output == input);
}

#[test]
fn header_and_library_are_of_one_version() {
    // SAFETY: the function takes nothing and gives a number.
    assert_eq!(unsafe { raw::ZSTD_versionNumber() }, raw::ZSTD_VERSION_NUMBER);
    // SAFETY: the function gives a string that lives as long as the program.
    let words = unsafe { CStr::from_ptr(raw::ZSTD_versionString()) };
    assert_eq!(words, raw::ZSTD_VERSION_STRING);
}

//! What a new context holds.

use std::alloc::Layout;
use std::ffi::c_void;

use zstdkit_sys as sys;

/// A damaged frame: its window is of 4 KiB, and a few of its matches begin farther back, where a stream's
/// buffer has been written over.
const BEYOND_WINDOW: &[u8] = include_bytes!("beyond_window.zst");

const LAYOUT: Layout = Layout::new::<[u128; 1 << 16]>();

/// Memory whose every byte is the one that `opaque` points to.
unsafe extern "C" fn filled(opaque: *mut c_void, size: usize) -> *mut c_void {
    assert!(size <= LAYOUT.size());
    // SAFETY: the layout isn't empty, and the block is filled to its end.
    unsafe {
        let block = std::alloc::alloc(LAYOUT);
        assert!(!block.is_null());
        block.write_bytes(*opaque.cast::<u8>(), LAYOUT.size());
        block.cast()
    }
}

unsafe extern "C" fn give_back(_: *mut c_void, block: *mut c_void) {
    if !block.is_null() {
        // SAFETY: C gives back what it has from `filled`.
        unsafe { std::alloc::dealloc(block.cast(), LAYOUT) };
    }
}

/// What comes of the frame in a context whose memory held this byte.
fn content(mut byte: u8) -> Vec<u8> {
    let memory = sys::ZSTD_customMem {
        customAlloc: Some(filled),
        customFree: Some(give_back),
        opaque: (&raw mut byte).cast(),
    };
    let mut content = Vec::new();
    let mut piece = [0; 1000];
    let mut input = sys::ZSTD_inBuffer {
        src: BEYOND_WINDOW.as_ptr().cast(),
        size: BEYOND_WINDOW.len(),
        pos: 0,
    };
    // SAFETY: the context lives until it is freed, and so does the byte; slices have their lengths.
    unsafe {
        let context = sys::ZSTD_createDCtx_advanced(memory);
        assert!(!context.is_null());
        loop {
            let mut output =
                sys::ZSTD_outBuffer { dst: piece.as_mut_ptr().cast(), size: piece.len(), pos: 0 };
            let code = sys::ZSTD_decompressStream(context, &raw mut output, &raw mut input);
            content.extend_from_slice(&piece[..output.pos]);
            if sys::ZSTD_isError(code) != 0 {
                break;
            }
            assert!(output.pos > 0, "the frame is damaged behind what is looked at");
        }
        sys::ZSTD_freeDCtx(context);
    }
    content
}

#[test]
fn nothing_that_memory_held_before_comes_out_of_a_damaged_frame() {
    let expected = content(0);
    assert_eq!(expected.len(), 27_000);
    assert!(content(0xAA) == expected);
}

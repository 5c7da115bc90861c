//! What decoding takes.

use zstdkit_frame::{DecoderMemory, Error, LegacyVersion, decoder_memory, frame_info};

use crate::builder::{Header, skippable};

#[test]
fn memory_follows_the_window() {
    let bytes = Header::window(0x68).bytes();
    let memory = frame_info(&bytes).unwrap().decoder_memory();
    assert_eq!(memory.input_buffer(), 128 << 10);
    assert_eq!(memory.output_buffer(), (8 << 20) + (256 << 10) + 64);
    assert_eq!(decoder_memory(&bytes), Ok(memory.total()));
    let nothing = skippable(0, b"");
    assert_eq!(decoder_memory(&nothing), Ok(DecoderMemory::CONTEXT + 64));
}

#[test]
fn windows_over_2_to_the_31_are_refused() {
    let largest = Header::window(0xA8).bytes();
    assert!(decoder_memory(&largest).is_ok());
    let error = Error::WindowTooLarge { offset: 0, window_log: 32 };
    assert_eq!(decoder_memory(&Header::window(0xA9).bytes()), Err(error));
    let single = Header { content_size: (u64::MAX - 1, 8), ..Header::default() };
    let error = Error::WindowTooLarge { offset: 0, window_log: 64 };
    assert_eq!(decoder_memory(&single.bytes()), Err(error));
    let version = LegacyVersion::V07;
    let error = Error::LegacyFrame { offset: 0, version };
    assert_eq!(decoder_memory(&[0x27, 0xB5, 0x2F, 0xFD]), Err(error));
}

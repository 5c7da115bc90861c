//! Everything that `zstdkit-frame` answers about a buffer.

#![no_main]

use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use zstdkit_frame::{SourceFrames, frame_info, frame_size, frames};

fuzz_target!(|data: &[u8]| {
    let _ = frame_info(data);
    let _ = zstdkit_frame::decompressed_size(data);
    let _ = zstdkit_frame::decompressed_bound(data);
    let _ = zstdkit_frame::decompression_margin(data);
    let _ = zstdkit_frame::dictionary_info(data);

    let mut end = 0;
    let mut sizes = Vec::new();
    for frame in frames(data).flatten() {
        assert_eq!(frame.offset(), end);
        assert_eq!(frame_size(&data[end..]), Ok(frame.size()));
        end += frame.size();
        sizes.push(frame.size() as u64);
        for block in frame.blocks() {
            let _ = block.sections();
        }
    }
    let source = SourceFrames::new(Cursor::new(data)).expect("a slice can be read");
    let from_source: Vec<u64> = source.map_while(Result::ok).map(|frame| frame.size()).collect();
    assert_eq!(from_source, sizes);
});

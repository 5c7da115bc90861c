//! Everything that `zstdkit-frame` answers about a buffer, beside libzstd's own answers.

#![no_main]

use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use zstdkit_frame::{Format, Options, SourceFrames, frame_size, frames};

fuzz_target!(|data: &[u8]| {
    zstdkit_tests::facts::compare(data).expect("the same as libzstd's");
    let _ = zstdkit_frame::decoder_memory(data);
    let _ = zstdkit_frame::dictionary_info(data);
    let _ = zstdkit_frame::first_frame(data);
    if let Some(small) = zstdkit_frame::small_frame(data) {
        assert_eq!(frame_size(data), Ok(small.size()));
    }

    let mut end = 0;
    let mut sizes = Vec::new();
    for frame in frames(data).map_while(Result::ok) {
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
    let read = SourceFrames::from_read(data, Options::new());
    let from_read: Vec<u64> = read.map_while(Result::ok).map(|frame| frame.size()).collect();
    assert_eq!(from_read, sizes);

    // The same without the magic number.
    let bare = Options::new().format(Format::Magicless);
    let headed = [b"\x28\xB5\x2F\xFD", data].concat();
    assert_eq!(bare.frame_size(data).ok(), frame_size(&headed).ok().map(|size| size - 4));
    for frame in bare.frames(data).map_while(Result::ok) {
        let _ = frame.checksum();
    }
});

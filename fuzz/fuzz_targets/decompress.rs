//! Three ways through the same bytes.

#![no_main]

use std::io::Read;

use libfuzzer_sys::fuzz_target;
use zstdkit::{DecompressOptions, stream::bufread};

/// Output that's worth comparing, in bytes.
const LIMIT: usize = 1 << 20;

fuzz_target!(|data: &[u8]| {
    let options = DecompressOptions::new().max_output(LIMIT).window_log_max(20);
    let one_call = options.decompress(data);

    let mut decompressor = options.decompressor().expect("sound options");
    let mut pushed = Vec::new();
    let mut outcome = Ok(());
    for piece in data.chunks(7) {
        outcome = decompressor.decompress_into(piece, None, &mut pushed).map(drop);
        if outcome.is_err() {
            break;
        }
    }
    let pushed = outcome.ok().filter(|()| decompressor.at_frame_edge()).map(|()| pushed);

    let mut read = Vec::new();
    let mut reader = bufread::Decoder::with_options(data, &options).expect("sound options");
    let read = reader.read_to_end(&mut read).ok().map(|_| read);

    // libzstd's stream and its one call differ in which damaged frames they refuse (docs/safety.md).
    // Those that take the data have to agree on what it holds.
    let mut contents = [one_call.ok(), pushed, read].into_iter().flatten();
    if let Some(first) = contents.next() {
        contents.for_each(|content| assert_eq!(content, first));
    }
});

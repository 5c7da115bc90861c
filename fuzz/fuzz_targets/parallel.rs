//! Frames decompressed by several threads, and made by them, as one thread does.

#![no_main]

use libfuzzer_sys::fuzz_target;
use zstdkit::{CompressOptions, CompressParameter};
use zstdkit_fuzz::{content::grown, split, verdict::assert_same};

/// Threads take part from 1 MiB of content on.
const LIMIT: usize = 8 << 20;

fuzz_target!(|input: &[u8]| {
    let (data, mut choices) = split(input);
    if choices.flag() {
        return compress(data, choices.below(1000), choices.below(3) as i32);
    }
    let times = 1 + choices.below(4) as usize;
    let data = data.repeat(times);
    let limit = choices.pick(&[LIMIT, LIMIT, 1 << 20, 100_000]);
    let options = choices.limits().max_output(limit);
    let alone = options.decompress(&data);
    let shared = options.workers(2 + choices.below(3) as u32).decompress(&data);
    assert_same(&data, ("one thread", &alone), ("several", &shared));
});

/// What workers of libzstd's make is what was given, and the same however many there are.
fn compress(data: &[u8], times: u64, level: i32) {
    let content = grown(data, times).repeat(4);
    let options = CompressOptions::new()
        .level(level - 1)
        .window_log(17)
        .set(CompressParameter::JobSize, 1 << 19)
        .checksum(true);
    let frame = options.clone().workers(2).compress(&content).expect("sound options");
    assert_eq!(frame, options.workers(1).compress(&content).expect("sound options"));
    assert_eq!(zstdkit::decompress(&frame).as_ref(), Ok(&content));
}

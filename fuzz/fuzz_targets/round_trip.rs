//! Compression with options made from the first bytes of the input.

#![no_main]

use libfuzzer_sys::fuzz_target;
use zstdkit::{CompressOptions, CompressParameter, DecompressOptions};

fuzz_target!(|input: (i8, bool, Vec<(u8, i32)>, Vec<u8>)| {
    let (level, checksum, parameters, data) = input;
    let mut options = CompressOptions::new().level(i32::from(level) % 23).checksum(checksum);
    for (index, value) in parameters {
        let parameter = CompressParameter::ALL[usize::from(index) % CompressParameter::ALL.len()];
        let (least, most) = parameter.bounds().into_inner();
        // Tables of more than 2^20 entries and many threads only cost time; so does a rate over the
        // window's, for which libzstd takes gigabytes.
        let value = value.clamp(least, most.min(least.max(20)));
        let costly = [CompressParameter::NbWorkers, CompressParameter::LdmHashRateLog];
        if !costly.contains(&parameter) {
            options = options.set(parameter, value);
        }
    }
    let frame = options.compress(&data).expect("parameters within their bounds");
    let back = DecompressOptions::new().window_log_max(31).decompress(&frame).expect("our frame");
    assert_eq!(back, data);
});

//! Frames replaced by what they hold, in the memory that they are in.

#![no_main]

use libfuzzer_sys::fuzz_target;
use zstdkit_fuzz::{split, verdict::assert_same};

fuzz_target!(|input: &[u8]| {
    let (data, mut choices) = split(input);
    let options = choices.limits();
    let whole = options.decompress(data);
    let mut context = options.context().expect("sound options");
    for spare in [0, choices.below(1 << 16) as usize] {
        let mut buffer = Vec::with_capacity(data.len() + spare);
        buffer.extend_from_slice(data);
        let outcome = context.decompress_in_place(&mut buffer);
        match outcome {
            Ok(len) => assert_eq!(len, buffer.len()),
            Err(_) => assert!(buffer.is_empty() || buffer == data, "neither empty nor as it was"),
        }
        let replaced = outcome.map(|_| buffer);
        assert_same(data, ("one call", &whole), ("in place", &replaced));
    }
});

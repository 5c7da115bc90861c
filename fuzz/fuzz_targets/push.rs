//! Frames pushed in any pieces, and their content taken in any, beside one call.

#![no_main]

use libfuzzer_sys::fuzz_target;
use zstdkit::Reset;
use zstdkit_fuzz::{doors, split, verdict::assert_same};

fuzz_target!(|input: &[u8]| {
    let (data, mut choices) = split(input);
    let options = choices.limits();
    let whole = options.decompress(data);
    let (cuts, rooms) = (choices.cuts(), choices.cuts());
    let pushed = doors::push(&options, data, cuts.clone(), rooms);
    assert_same(data, ("one call", &whole), ("a push stream", &pushed));

    // An object that was left in the middle, or had an error, begins anew.
    let mut used = options.decompressor().expect("sound options");
    let middle = data.len() / 2;
    if used.decompress(&data[..middle], Some(choices.below(5000) as usize)).is_ok() {
        used.reset(Reset::SESSION).expect("a session can always be given up");
    }
    let mut again = Vec::new();
    let outcome = cuts
        .pieces(data)
        .try_for_each(|piece| used.decompress_into(piece, None, &mut again).map(drop));
    match pushed {
        Ok(content) => assert_eq!((outcome, again), (Ok(()), content)),
        Err(_) => assert!(outcome.is_err() || !used.at_frame_edge()),
    }
});

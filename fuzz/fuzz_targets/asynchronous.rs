//! Decoders over the readers and writers of tokio and of futures, which hesitate.

#![no_main]

use libfuzzer_sys::fuzz_target;
use zstdkit_fuzz::{doors, split, verdict::assert_same};

fuzz_target!(|input: &[u8]| {
    let (data, mut choices) = split(input);
    let options = choices.limits();
    let whole = options.decompress(data);
    let (cuts, rooms) = (choices.cuts(), choices.cuts());
    for (name, door) in [
        ("tokio's reader", doors::tokio_read as fn(_, _, _, _) -> _),
        ("tokio's writer", doors::tokio_write),
        ("futures' reader", doors::futures_read),
        ("futures' writer", doors::futures_write),
    ] {
        let verdict = door(&options, data, cuts.clone(), rooms.clone());
        assert_same(data, ("one call", &whole), (name, &verdict));
    }
});

//! Decoders over the readers and writers of `std::io`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use zstdkit::stream;
use zstdkit_fuzz::{doors, split, verdict::assert_same};

fuzz_target!(|input: &[u8]| {
    let (data, mut choices) = split(input);
    let options = choices.limits();
    let whole = options.decompress(data);
    let (cuts, rooms) = (choices.cuts(), choices.cuts());
    for (name, door) in [
        ("read", doors::read as fn(_, _, _, _) -> _),
        ("bufread", doors::bufread),
        ("write", doors::write),
    ] {
        let verdict = door(&options, data, cuts.clone(), rooms.clone());
        assert_same(data, ("one call", &whole), (name, &verdict));
    }

    let mut copied = Vec::new();
    let outcome = stream::copy_decode(data, &mut copied, &options, |_, _| ());
    let copied = outcome.map_err(doors::ours).map(|_| copied);
    assert_same(data, ("one call", &whole), ("copy_decode", &copied));
});

//! A patch gives the new content back from the old, by every door, and a damaged one has one verdict.

#![no_main]

use libfuzzer_sys::fuzz_target;
use zstdkit::{CompressOptions, DecompressOptions, EndDirective};
use zstdkit_fuzz::{Choices, content::grown, doors, split, verdict::assert_same};

fuzz_target!(|input: &[u8]| {
    let (data, mut choices) = split(input);
    let old = grown(data, choices.below(64));
    let new = edited(&old, &mut choices);
    let level = choices.pick(&[3, 1, -5, 6, 9, 13, 16]);
    let sized = !choices.flag();
    let writing = CompressOptions::new().level(level).content_size(sized).checksum(choices.flag());
    let reading = DecompressOptions::new().patch_from(&old);

    let mut patch = writing.clone().patch_from(&old).compress(&new).expect("sound options");
    let mut context = writing.context().expect("sound options");
    let mut by_context = Vec::new();
    context.compress_with_prefix(&old, &new, &mut by_context).expect("sound options");
    assert!(reading.decompress(&by_context).as_ref() == Ok(&new), "a context's patch");

    let mut streamed = writing.patch_from(&old).compressor().expect("sound options");
    let half = new.len() / 2;
    let mut pushed = streamed.compress(&new[..half], EndDirective::Flush).expect("room");
    pushed.extend(streamed.compress(&new[half..], EndDirective::End).expect("room"));
    assert!(reading.decompress(&pushed).as_ref() == Ok(&new), "a stream's patch");

    let damaged = choices.flag() && !patch.is_empty();
    if damaged {
        let place = choices.below(patch.len() as u64) as usize;
        patch[place] ^= 1 << choices.below(8);
    }
    let whole = reading.decompress(&patch);
    assert!(damaged || whole.as_ref() == Ok(&new), "another content");
    let (cuts, rooms) = (choices.cuts(), choices.cuts());
    for (name, door) in [
        ("push", doors::push as fn(_, _, _, _) -> _),
        ("bufread", doors::bufread),
        ("write", doors::write),
        ("tokio's reader", doors::tokio_read),
    ] {
        let verdict = door(&reading, &patch, cuts.clone(), rooms.clone());
        assert_same(&patch, ("one call", &whole), (name, &verdict));
    }
});

/// The content with parts of it gone, moved, doubled, and made anew.
fn edited(old: &[u8], choices: &mut Choices) -> Vec<u8> {
    let mut new = old.to_vec();
    for _ in 0..choices.below(4) {
        let from = choices.below(new.len() as u64 + 1) as usize;
        let to = from + choices.below((new.len() - from) as u64 + 1) as usize;
        match choices.below(3) {
            0 => drop(new.drain(from..to)),
            1 => new[..to].rotate_left(from),
            _ => new.extend_from_within(from..to),
        }
        new.push(choices.below(256) as u8);
    }
    new
}

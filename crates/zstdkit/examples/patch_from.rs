//! A new version of a file as a patch to the old one.
//!
//! `cargo run --example patch_from`

use zstdkit::{CompressOptions, DecompressOptions, Dictionary, DictionaryMode, Error};

fn main() -> Result<(), Error> {
    // Content that doesn't compress by itself: only what the versions have in common helps.
    let old = noise(2_000_000);
    let mut new = old.clone();
    new[700_000..700_016].copy_from_slice(b"a small change !");
    new.splice(1_500_000..1_500_000, *b"and something put in between");

    let reference = Dictionary::raw(&old)?;
    // The window has to reach back over the new version into the old one: 2^22 bytes do.
    let options = CompressOptions::new()
        .level(3)
        .window_log(22)
        .long_distance_matching(true)
        .dictionary_as(&reference, DictionaryMode::Prefix);
    let patch = options.compress(&new)?;

    let back = DecompressOptions::new().dictionary_as(&reference, DictionaryMode::Prefix);
    assert!(back.decompress(&patch)? == new);
    let alone = zstdkit::compress(&new, 3)?;
    println!("{} bytes: {} compressed, {} as a patch", new.len(), alone.len(), patch.len());
    assert!(patch.len() < alone.len() / 100);
    Ok(())
}

/// Bytes that look random, the same on every run (xorshift).
fn noise(len: usize) -> Vec<u8> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    };
    (0..len).map(|_| next()).collect()
}

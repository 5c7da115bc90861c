//! A new version of a file as a patch to the old one.
//!
//! `cargo run --example patch_from` with made-up files, or with your own:
//! `make OLD NEW PATCH`, and `apply OLD PATCH NEW`. `zstd --patch-from=OLD` reads and makes the same.

use std::{env, error::Error, fs};

use zstdkit::{CompressOptions, DecompressOptions};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["make", old, new, patch] => fs::write(patch, make(&fs::read(old)?, &fs::read(new)?)?)?,
        ["apply", old, patch, new] => fs::write(new, apply(&fs::read(old)?, &fs::read(patch)?)?)?,
        _ => show()?,
    }
    Ok(())
}

fn make(old: &[u8], new: &[u8]) -> Result<Vec<u8>, zstdkit::Error> {
    CompressOptions::new().checksum(true).patch_from(old).compress(new)
}

fn apply(old: &[u8], patch: &[u8]) -> Result<Vec<u8>, zstdkit::Error> {
    DecompressOptions::new().patch_from(old).decompress(patch)
}

fn show() -> Result<(), zstdkit::Error> {
    // Content that doesn't compress by itself: only what the versions have in common helps.
    let old = noise(2_000_000);
    let mut new = old.clone();
    new[700_000..700_016].copy_from_slice(b"a small change !");
    new.splice(1_500_000..1_500_000, *b"and something put in between");

    let patch = make(&old, &new)?;
    assert!(apply(&old, &patch)? == new);
    let alone = zstdkit::compress(&new, 3)?;
    println!("{} bytes: {} compressed, {} as a patch", new.len(), alone.len(), patch.len());
    assert!(patch.len() < alone.len() / 1000);
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

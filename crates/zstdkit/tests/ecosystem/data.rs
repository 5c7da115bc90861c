//! Inputs: made here, the same on every run.

/// A trained dictionary of 512 bytes.
#[cfg(any(feature = "arbitrary", feature = "serde"))]
pub(crate) fn trained() -> zstdkit::Dictionary {
    zstdkit::Dictionary::new(include_bytes!("../behaviour/records.dict")).unwrap()
}

/// A number that looks random (splitmix64).
pub(crate) fn draw(seed: u64) -> u64 {
    let mut mixed = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

/// Bytes that don't compress.
pub(crate) fn noise(len: usize) -> Vec<u8> {
    (0..len).map(|place| draw((place as u64) << 20 | len as u64) as u8).collect()
}

/// Lines that compress well.
#[cfg(any(feature = "arbitrary", feature = "bytes", feature = "futures", feature = "tokio"))]
pub(crate) fn text(len: usize) -> Vec<u8> {
    let lines =
        (0..).flat_map(|line| format!("line {line}: {:x}\n", draw(line) >> 48).into_bytes());
    lines.take(len).collect()
}

/// Two frames with content, others between them, and what they hold.
#[cfg(any(feature = "bytes", feature = "futures", feature = "tokio"))]
pub(crate) fn frames() -> (Vec<u8>, Vec<u8>) {
    let data = [text(20_000), noise(20_000), vec![0; 150_000]].concat();
    let mut stream = zstdkit::compress(&data, 3).unwrap();
    zstdkit::write_skippable_frame(b"skipped", 3, &mut stream).unwrap();
    stream.extend(zstdkit::compress(b"", 3).unwrap());
    let sizeless = zstdkit::CompressOptions::new().content_size(false).checksum(true);
    stream.extend(sizeless.compress(&data).unwrap());
    (stream, data.repeat(2))
}

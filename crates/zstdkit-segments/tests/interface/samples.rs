//! Data to test with.

use zstdkit::{CompressOptions, Compressor, EndDirective};

/// Numbers that look random and are the same each time.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Random(seed.wrapping_mul(2).wrapping_add(1))
    }

    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// A record of about 150 to 300 bytes, much like the others.
pub(crate) fn record(number: usize) -> Vec<u8> {
    let mut random = Random::new(number as u64);
    let words = ["delta", "harbour", "quartz", "lantern", "meadow", "orbit", "signal", "timber"];
    let tags: Vec<_> = (0..random.below(6) + 3)
        .map(|_| format!("\"{}-{}\"", words[random.below(8) as usize], random.below(1000)))
        .collect();
    format!(
        "{{\"id\":{number},\"score\":{}.{},\"owner\":\"{}\",\"tags\":[{}],\"active\":{}}}",
        random.below(10_000),
        random.below(100),
        words[random.below(8) as usize],
        tags.join(","),
        random.below(2) == 0,
    )
    .into_bytes()
}

pub(crate) fn records(count: usize) -> Vec<Vec<u8>> {
    (0..count).map(record).collect()
}

/// Records with empty items among them, and some that are much larger.
pub(crate) fn uneven(count: usize) -> Vec<Vec<u8>> {
    let mut random = Random::new(count as u64);
    (0..count)
        .map(|number| match random.below(40) {
            0..4 => Vec::new(),
            4 => record(number).repeat(random.below(800) as usize + 1),
            _ => record(number),
        })
        .collect()
}

/// What one call on an item alone gives.
pub(crate) fn frame(item: &[u8]) -> Vec<u8> {
    CompressOptions::new().compress(item).unwrap()
}

pub(crate) fn frames(items: &[Vec<u8>]) -> Vec<Vec<u8>> {
    items.iter().map(|item| frame(item)).collect()
}

/// A frame that doesn't record how much it holds.
pub(crate) fn frame_of_unknown_size(item: &[u8]) -> Vec<u8> {
    let mut stream = Compressor::new(&CompressOptions::new()).unwrap();
    let mut frame = stream.compress(item, EndDirective::Continue).unwrap();
    frame.extend(stream.finish().unwrap());
    assert_eq!(zstdkit_frame::frame_info(&frame).unwrap().content_size(), None);
    frame
}

pub(crate) fn skippable(content: &[u8]) -> Vec<u8> {
    let mut frame = 0x184D_2A50u32.to_le_bytes().to_vec();
    frame.extend((content.len() as u32).to_le_bytes());
    frame.extend(content);
    frame
}

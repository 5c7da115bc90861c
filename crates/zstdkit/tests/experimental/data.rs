//! Data for tests, and the dictionaries that `zstd --train` made of records like it.

use zstdkit::Dictionary;

/// Pseudo-random numbers that are the same each time (xorshift).
pub(crate) struct Numbers(pub(crate) u64);

impl Numbers {
    pub(crate) fn next(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below
    }
}

/// Text that compresses to about a third.
pub(crate) fn text(len: usize) -> Vec<u8> {
    let words = ["frame", "block", "window", "literal", "match", "offset", "table", "level"];
    let mut numbers = Numbers(7);
    let mut text = Vec::with_capacity(len + 16);
    while text.len() < len {
        text.extend_from_slice(words[numbers.next(8) as usize].as_bytes());
        text.extend_from_slice(format!(" {} ", numbers.next(1000)).as_bytes());
    }
    text.truncate(len);
    text
}

/// Bytes that don't compress.
pub(crate) fn noise(len: usize) -> Vec<u8> {
    let mut numbers = Numbers(99);
    (0..len).map(|_| numbers.next(256) as u8).collect()
}

/// Trained on records of orders; its id is 101.
pub(crate) fn orders() -> Dictionary {
    Dictionary::new(include_bytes!("orders.dict")).unwrap()
}

/// Trained on records of sensors; its id is 102.
pub(crate) fn sensors() -> Dictionary {
    Dictionary::new(include_bytes!("sensors.dict")).unwrap()
}

//! Content and files to test with.

/// Pseudo-random numbers (xorshift).
#[derive(Debug, Clone)]
pub(crate) struct Numbers(u64);

impl Numbers {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % limit.max(1)
    }
}

/// Content of many kinds, one after the other: text, records of one length, noise, runs, repeats from
/// far back.
pub(crate) fn content(len: usize, seed: u64) -> Vec<u8> {
    let mut numbers = Numbers::new(seed);
    let mut content = Vec::with_capacity(len + (1 << 17));
    while content.len() < len {
        let magnitude = 8 + numbers.below(9);
        let part = 200 + numbers.below(1 << magnitude);
        let end = content.len() + part;
        match numbers.below(12) {
            0 => content.extend((0..part).map(|_| numbers.below(256) as u8)),
            1 => {
                let run = numbers.below(1 << 17);
                content.resize(end + run, numbers.below(256) as u8)
            }
            2 if content.len() > 1000 => {
                let from = numbers.below(content.len());
                let to = (from + part).min(content.len());
                content.extend_from_within(from..to);
            }
            3 => {
                while content.len() < end {
                    let number = numbers.below(1 << 20) as u32;
                    content.extend_from_slice(b"record ");
                    content.extend_from_slice(&number.to_le_bytes());
                    content.extend_from_slice(b"; end of it");
                }
            }
            _ => {
                while content.len() < end {
                    let word = numbers.below(700);
                    let mut letters = Numbers::new(word as u64);
                    let length = 2 + letters.below(9);
                    content.extend((0..length).map(|_| b'a' + letters.below(26) as u8));
                    content.push(b' ');
                }
            }
        }
    }
    content.truncate(len);
    content
}

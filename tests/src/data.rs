//! Content of several kinds.

/// A generator of numbers that look random (splitmix64).
#[derive(Clone, Debug)]
pub struct Numbers(u64);

impl Numbers {
    /// A generator; equal seeds give equal numbers.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number: any of 64 bits.
    #[expect(clippy::should_implement_trait, reason = "it has no end, as an iterator might")]
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to `end`, which is left out and isn't 0.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    /// True once in `times`.
    pub fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of `choices`, of which there is at least one.
    ///
    /// # Panics
    ///
    /// Without any choice.
    pub fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }
}

/// Bytes that don't compress.
#[must_use]
pub fn noise(len: usize, seed: u64) -> Vec<u8> {
    let mut numbers = Numbers::new(seed);
    (0..len).map(|_| numbers.next() as u8).collect()
}

/// Words that compress about as prose does.
#[must_use]
pub fn text(len: usize, seed: u64) -> Vec<u8> {
    let words = [
        "the ",
        "frame ",
        "of ",
        "a ",
        "window ",
        "and ",
        "block ",
        "in ",
        "which ",
        "literals ",
        "to ",
        "sequence ",
        "is ",
        "match ",
        "length ",
        "offset ",
        "table ",
        "stream ",
        "end\n",
    ];
    let mut numbers = Numbers::new(seed);
    let mut text = Vec::with_capacity(len + 16);
    while text.len() < len {
        // Of two draws, so that the first words come more often.
        let most = numbers.below(words.len()) + 1;
        text.extend_from_slice(words[numbers.below(most)].as_bytes());
    }
    text.truncate(len);
    text
}

/// Text, noise and zeros in turn: 1,250,000 bytes with blocks of every type.
#[must_use]
pub fn mixed() -> Vec<u8> {
    let text = text(1_000_000, 7);
    let (before, after) = text.split_at(600_000);
    [before, &noise(150_000, 9), &[0; 100_000], after].concat()
}

/// A record in JSON, of about 90 bytes.
#[must_use]
pub fn record(number: u64) -> Vec<u8> {
    let names = ["amber", "birch", "cedar", "dune", "ember", "fjord", "grove", "heath"];
    let mut numbers = Numbers::new(number);
    let mut name = || numbers.pick(&names);
    format!(
        "{{\"id\":{},\"name\":\"{}-{}\",\"state\":\"active\",\"tags\":[\"{}\",\"{}\"],\"score\":{}.25}}\n",
        number * 37 % 100_003,
        name(),
        name(),
        name(),
        name(),
        number % 1000,
    )
    .into_bytes()
}

/// The first `count` records.
#[must_use]
pub fn records(count: u64) -> Vec<Vec<u8>> {
    (0..count).map(record).collect()
}

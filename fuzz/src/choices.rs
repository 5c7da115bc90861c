//! What the last bytes of an input choose.

use zstdkit::{DecompressOptions, Dictionary, DictionaryMode};
use zstdkit_tests::Numbers;

use crate::LIMIT;

/// Bytes at an input's end that choose.
const LEN: usize = 8;

/// An input's data, and its choices.
pub fn split(input: &[u8]) -> (&[u8], Choices) {
    let (data, last) = input.split_at(input.len().saturating_sub(LEN));
    let mut number = [0; LEN];
    number[..last.len()].copy_from_slice(last);
    (data, Choices(u64::from_le_bytes(number)))
}

/// Choices, taken one after the other out of one number.
#[derive(Clone, Debug)]
pub struct Choices(u64);

impl Choices {
    /// A number from 0 up to `end`, which is left out.
    pub fn below(&mut self, end: u64) -> u64 {
        let chosen = self.0 % end;
        self.0 /= end;
        chosen
    }

    pub fn flag(&mut self) -> bool {
        self.below(2) == 1
    }

    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u64) as usize]
    }

    /// Lengths of pieces: everything at once, byte by byte, or drawn.
    pub fn cuts(&mut self) -> Cuts {
        let most = self.pick(&[usize::MAX, 1, 7, 300, 1 << 14, 1 << 17]);
        Cuts { most, numbers: Numbers::new(self.below(16)), left: 2000 }
    }

    /// Limits of output and of windows, low ones seldom.
    pub fn limits(&mut self) -> DecompressOptions {
        let most = self.pick(&[LIMIT, LIMIT, LIMIT, 70_000, 1000, 0]);
        let log = self.pick(&[20, 23, 10, 27]);
        DecompressOptions::new().max_output(most).window_log_max(log)
    }

    pub fn mode(&mut self) -> DictionaryMode {
        self.pick(&[DictionaryMode::Digested, DictionaryMode::Content, DictionaryMode::Prefix])
    }

    /// A dictionary of the data's first bytes, and what follows them; `None` where they make none.
    pub fn dictionary<'a>(&mut self, data: &'a [u8]) -> Option<(Dictionary, &'a [u8])> {
        let len = (self.below(1 << 12) as usize).min(data.len());
        let (content, rest) = data.split_at(len);
        Some((Dictionary::raw(content).ok()?, rest))
    }
}

/// Lengths, one after the other.
#[derive(Clone, Debug)]
pub struct Cuts {
    most: usize,
    numbers: Numbers,
    /// After so many lengths, everything that is left comes at once: the first thousands of bytes
    /// tell as much as the next.
    left: u32,
}

impl Cuts {
    /// The next length: seldom 0.
    pub fn length(&mut self) -> usize {
        let Some(left) = self.left.checked_sub(1) else { return usize::MAX };
        self.left = left;
        match self.most {
            most @ (1 | usize::MAX) => most,
            _ if self.numbers.one_in(16) => 0,
            most => 1 + self.numbers.below(most),
        }
    }

    /// `data` in pieces; one empty piece where there is none.
    pub fn pieces<'a>(mut self, data: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
        let mut rest = Some(data);
        std::iter::from_fn(move || {
            let data = rest?;
            let (piece, after) = data.split_at(self.length().min(data.len()));
            rest = (!after.is_empty()).then_some(after);
            Some(piece)
        })
    }
}

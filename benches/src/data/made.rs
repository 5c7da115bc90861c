//! Data that the harness makes itself, so that a run needs no files.

use super::random::Random;
use super::records::json_records;

/// What data is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Sentences of made-up words, some phrases of which come back.
    Text,
    /// JSON records, one per line.
    Json,
    /// A table of numbers as a program has it in memory.
    Binary,
    /// Nothing to be found in it.
    Random,
}

impl Kind {
    pub(super) const ALL: [Self; 4] = [Self::Text, Self::Json, Self::Binary, Self::Random];

    /// How it's called in tables.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Binary => "binary",
            Self::Random => "random",
        }
    }
}

/// Makes `len` bytes, the same in every run.
pub(crate) fn make(kind: Kind, len: usize) -> Vec<u8> {
    let mut bytes = match kind {
        Kind::Text => text(len),
        Kind::Json => json_lines(len),
        Kind::Binary => binary(len),
        Kind::Random => random(len),
    };
    bytes.truncate(len);
    bytes
}

fn text(len: usize) -> Vec<u8> {
    const SYLLABLES: [&str; 24] = [
        "an", "ber", "co", "den", "el", "for", "gi", "har", "in", "ka", "lo", "men", "ne", "or",
        "pas", "qui", "re", "sto", "tha", "un", "ver", "wa", "ys", "zo",
    ];
    const WORDS: usize = 12_000;
    /// How many words are likely to follow a given one.
    const FOLLOWERS: usize = 6;
    let mut random = Random::new(0x7E87);
    let words: Vec<String> = (0..WORDS)
        .map(|rank| {
            // The words used most are the shortest.
            let syllables = 1 + random.below(if rank < 60 { 1 } else { 4 });
            (0..syllables).map(|_| *random.pick(&SYLLABLES)).collect()
        })
        .collect();
    let followers: Vec<[usize; FOLLOWERS]> =
        (0..WORDS).map(|_| std::array::from_fn(|_| random.rank(WORDS))).collect();
    let mut text = Vec::with_capacity(len + 64);
    let (mut word, mut left) = (0, 0);
    while text.len() < len {
        if left == 0 {
            let stop: &[u8] = if random.below(8) == 0 { b".\n\n" } else { b". " };
            text.extend_from_slice(if text.is_empty() { b"" } else { stop });
            left = 4 + random.below(20);
            text.push(b'A' + random.below(26) as u8);
        } else {
            let comma = random.below(12) == 0;
            text.extend_from_slice(if comma { b", " } else { b" " });
        }
        word = match random.below(10) {
            0..5 => *random.pick(&followers[word]),
            _ => random.rank(WORDS),
        };
        text.extend_from_slice(words[word].as_bytes());
        left -= 1;
    }
    text
}

fn json_lines(len: usize) -> Vec<u8> {
    let mut lines = Vec::with_capacity(len + 1024);
    let mut records = json_records();
    while lines.len() < len {
        lines.extend(records.next().unwrap_or_default());
        lines.push(b'\n');
    }
    lines
}

fn binary(len: usize) -> Vec<u8> {
    let mut random = Random::new(0xB1);
    let mut table = Vec::with_capacity(len + 64);
    let (mut time, mut level) = (1_700_000_000_000u64, 20.0f32);
    for row in 0u32.. {
        if table.len() >= len {
            break;
        }
        time += 900 + random.below(200) as u64;
        level += (random.below(2001) as f32 - 1000.0) / 8192.0;
        table.extend_from_slice(&row.to_le_bytes());
        table.extend_from_slice(&(random.rank(400) as u16).to_le_bytes());
        table.extend_from_slice(&[random.rank(5) as u8, 0]);
        table.extend_from_slice(&time.to_le_bytes());
        table.extend_from_slice(&level.to_le_bytes());
        table.extend_from_slice(&(0x0040_0000 + 16 * random.rank(5000) as u64).to_le_bytes());
    }
    table
}

fn random(len: usize) -> Vec<u8> {
    let mut random = Random::new(0x5EED);
    (0..len.div_ceil(8)).flat_map(|_| random.next().to_le_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_data_is_of_the_length_asked_for_and_the_same_each_time() {
        for kind in Kind::ALL {
            for len in [0, 1, 1000, 70_001] {
                let bytes = make(kind, len);
                assert_eq!(bytes.len(), len, "{kind:?}");
                assert_eq!(bytes, make(kind, len), "{kind:?}");
            }
            let (long, short) = (make(kind, 5000), make(kind, 1000));
            assert!(long.starts_with(&short), "{kind:?}");
        }
    }

    /// Data that compresses as what it stands for does: else a speed on it says nothing.
    #[test]
    fn each_kind_compresses_as_its_like_does() {
        let expected = [2.0..3.5, 4.0..9.0, 1.5..3.0, 0.9..1.0];
        for (kind, expected) in Kind::ALL.into_iter().zip(expected) {
            let bytes = make(kind, 1 << 20);
            let ratio = bytes.len() as f64 / zstdkit::compress(&bytes, 3).unwrap().len() as f64;
            assert!(expected.contains(&ratio), "{kind:?}: {ratio}");
        }
    }
}

//! Content of the kinds that match finders and parsers treat differently.

use zstdkit_tests::{Numbers, noise, record, text};

/// How many kinds there are.
pub(crate) const KINDS: usize = 12;

/// Content of one kind.
pub(crate) fn of(kind: usize, len: usize, seed: u64) -> Vec<u8> {
    let numbers = &mut Numbers::new(seed);
    match kind {
        0 => text(len, seed),
        1 => noise(len, seed),
        2 => fill(len, |number| record(seed % 1000 + number)),
        3 => vec![seed as u8; len],
        4 => period(len, numbers),
        5 => few_symbols(len, numbers),
        6 => echoes(len, numbers, 64, 40),
        7 => echoes(len, numbers, 100_000, 5000),
        8 => fill(len, |number| ((number * 37 + seed % 100) as u32).to_le_bytes().to_vec()),
        9 => instructions(len, numbers),
        10 => echoes(len, numbers, 9, 12),
        _ => {
            let kinds = 1 + numbers.below(5);
            let each = len / kinds + 1;
            let parts = (0..kinds).map(|_| of(numbers.below(KINDS - 1), each, numbers.next()));
            let mut all = parts.collect::<Vec<_>>().concat();
            all.truncate(len);
            all
        }
    }
}

fn fill(len: usize, part: impl Fn(u64) -> Vec<u8>) -> Vec<u8> {
    let mut content = Vec::with_capacity(len + 100);
    for number in 0.. {
        if content.len() >= len {
            break;
        }
        content.extend(part(number));
    }
    content.truncate(len);
    content
}

/// The same bytes again and again, with a wrong one now and then.
fn period(len: usize, numbers: &mut Numbers) -> Vec<u8> {
    let unit = noise(1 + numbers.below(70), numbers.next());
    let mut content: Vec<u8> = unit.iter().copied().cycle().take(len).collect();
    let rarely = numbers.pick(&[50, 1000, 100_000]);
    for _ in 0..len / rarely {
        content[numbers.below(len)] ^= 1 << numbers.below(8);
    }
    content
}

fn few_symbols(len: usize, numbers: &mut Numbers) -> Vec<u8> {
    let symbols = 2 + numbers.below(15);
    (0..len).map(|_| b'a' + numbers.below(symbols) as u8).collect()
}

/// What came before, again: from up to `far` back and up to `long`, between a few new bytes.
fn echoes(len: usize, numbers: &mut Numbers, far: usize, long: usize) -> Vec<u8> {
    let mut content = noise(8.min(len), numbers.next());
    while content.len() < len {
        let end = content.len();
        let from = end - 1 - numbers.below(far.min(end));
        for at in from..from + 3 + numbers.below(long) {
            content.push(content[at]);
        }
        let new = noise(numbers.below(6), numbers.next());
        content.extend(new);
        if numbers.one_in(500) {
            content.extend(noise(numbers.below(long) * 20, end as u64));
        }
    }
    content.truncate(len);
    content
}

/// Short patterns of bytes with an address in many, as machine code has them.
fn instructions(len: usize, numbers: &mut Numbers) -> Vec<u8> {
    let patterns: Vec<Vec<u8>> =
        (0..40).map(|_| noise(1 + numbers.below(5), numbers.next())).collect();
    let mut content = Vec::with_capacity(len + 16);
    while content.len() < len {
        let most = numbers.below(patterns.len()) + 1;
        content.extend(&patterns[numbers.below(most)]);
        if numbers.one_in(3) {
            let address = 0x40_0000 + numbers.below(2000) as u32 * 16;
            content.extend(address.wrapping_sub(content.len() as u32).to_le_bytes());
        }
    }
    content.truncate(len);
    content
}

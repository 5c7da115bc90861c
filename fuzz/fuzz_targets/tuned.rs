//! Our libzstd beside the one of the `zstd` crate, which is as released: the same bytes, the same answers.

#![no_main]

use libfuzzer_sys::fuzz_target;
use zstdkit_twins::{Case, Drawn, compare};

/// Bytes of the input that choose parameters, a dictionary and the way; the rest is content.
const CHOICES: usize = 96;

fuzz_target!(|input: &[u8]| {
    let (choices, content) = input.split_at(input.len().min(CHOICES));
    let case = Case::draw(&mut Drawn(choices), 1 << 16).with_content(content.to_vec());
    if let Err(difference) = compare(&case) {
        panic!("{difference}\n{case:?}");
    }
});

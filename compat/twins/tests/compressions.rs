//! The same bytes from both.

use compat_twins::{case::Case, ours, theirs};

const CASES: u64 = 1_000;

#[test]
fn a_thousand_compressions_give_the_same_bytes() {
    let mut differing = Vec::new();
    for number in 0..CASES {
        let case = Case::new(number);
        let door = number as usize % ours::doors::COMPRESSION.len();
        let ours =
            ours::doors::COMPRESSION[door](&case).map_err(|error| ours::doors::failure(&error));
        let theirs =
            theirs::doors::COMPRESSION[door](&case).map_err(|error| theirs::doors::failure(&error));
        if ours != theirs {
            let size = |bytes: Vec<u8>| bytes.len();
            differing.push((number, door, ours.map(size), theirs.map(size)));
        }
    }
    assert!(differing.is_empty(), "{} differ: {differing:?}", differing.len());
}
